"""A small check of JSON data against the parts of JSON Schema that the schema of the brief uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

KINDS = {"string": str, "integer": int, "boolean": bool, "null": type(None)}


def problems(data: object, schema: Mapping[str, object], root: Mapping[str, object], where: str = "$") -> Iterator[str]:
    """One line for each place where the data do not keep the schema."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        definitions = _mapping(root["$defs"])
        yield from problems(data, _mapping(definitions[reference.removeprefix("#/$defs/")]), root, where)
    elif "anyOf" in schema:
        options = _list(schema["anyOf"])
        if all(list(problems(data, _mapping(option), root, where)) for option in options):
            yield f"{where}: {data!r:.60} keeps none of {len(options)} alternatives"
    elif "const" in schema:
        if data != schema["const"]:
            yield f"{where}: {data!r:.60} is not {schema['const']!r}"
    else:
        yield from _typed(data, schema, root, where)


def _typed(data: object, schema: Mapping[str, object], root: Mapping[str, object], where: str) -> Iterator[str]:
    kind = schema["type"]
    if kind == "object" and isinstance(data, dict):
        yield from _object(data, schema, root, where)
    elif kind == "array" and isinstance(data, list):
        for place, one in enumerate(data):
            yield from problems(one, _mapping(schema["items"]), root, f"{where}[{place}]")
    elif kind == "number":
        if isinstance(data, bool) or not isinstance(data, int | float):
            yield f"{where}: {data!r:.60} is no number"
    elif kind not in KINDS or not isinstance(data, KINDS[str(kind)]) or (kind == "integer" and isinstance(data, bool)):
        yield f"{where}: {data!r:.60} is no {kind}"


def _object(
    data: Mapping[str, object], schema: Mapping[str, object], root: Mapping[str, object], where: str
) -> Iterator[str]:
    properties = _mapping(schema["properties"])
    for name in _list(schema["required"]):
        if name not in data:
            yield f"{where}: {name} is missing"
    for name, value in data.items():
        if name in properties:
            yield from problems(value, _mapping(properties[name]), root, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: {name} is not in the schema"


def _mapping(thing: object) -> Mapping[str, object]:
    assert isinstance(thing, dict)
    return thing


def _list(thing: object) -> list[object]:
    assert isinstance(thing, list)
    return thing
