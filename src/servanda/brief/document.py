"""The brief for machines: one JSON document, and the schema that it keeps.

`schema.json` is derived from the types and docstrings of `answer.py` and the `parts` beside it.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import Field, fields, is_dataclass
from typing import TYPE_CHECKING

from servanda.brief import answer, parts, parts_outlook, parts_plan
from servanda.brief.answer import Brief
from servanda.brief.parts import Sentence

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SCHEMA_NAME = "servanda-brief/1"


def document(brief: Brief) -> str:
    """The JSON text: keys sorted, UTF-8; sentences carry their `text` beside their pieces."""
    data = {"schema": SCHEMA_NAME, **_object_of(brief)}
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _object_of(thing: DataclassInstance) -> dict[str, object]:
    content = {f.name: _plain(getattr(thing, f.name)) for f in fields(thing)}
    return {"text": thing.text, **content} if isinstance(thing, Sentence) else content


def _plain(thing: object) -> object:
    if is_dataclass(thing) and not isinstance(thing, type):
        return _object_of(thing)
    return [_plain(one) for one in thing] if isinstance(thing, tuple) else thing


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of the document, from the types and docstrings of `answer.py` and the `parts` beside it."""
    kinds = {
        n: k
        for n, k in {**vars(parts), **vars(parts_outlook), **vars(parts_plan), **vars(answer)}.items()
        if isinstance(k, type) and is_dataclass(k) and n != "Brief"
    }
    top = _object(Brief)
    properties = {"schema": {"const": SCHEMA_NAME}, **typing.cast("dict[str, object]", top["properties"])}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA_NAME,
        **top,
        "properties": properties,
        "required": ["schema", *typing.cast("list[str]", top["required"])],
        "$defs": {name: _object(kind) for name, kind in sorted(kinds.items())},
    }


def schema_text() -> str:
    """The schema as it is kept in `schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _object(kind: type) -> dict[str, object]:
    hints = typing.get_type_hints(kind)
    names = [f.name for f in _fields(kind)]
    properties = {name: _type(hints[name]) for name in names}
    if kind is Sentence:
        properties = {"text": {"type": "string"}, **properties}
    description = " ".join((kind.__doc__ or "").split())
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _fields(kind: type) -> tuple[Field[object], ...]:
    return fields(kind) if is_dataclass(kind) else ()


def _type(hint: object) -> dict[str, object]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return {"type": "array", "items": _type(arguments[0])}
    if origin is types.UnionType:
        return {"anyOf": [_type(one) for one in arguments]}
    if isinstance(hint, type) and is_dataclass(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {"type": _NAMES[hint]}  # type: ignore[index]  # a type that is not listed must fail


_NAMES = {str: "string", float: "number", int: "integer", bool: "boolean", type(None): "null"}
