"""From statements to figures: the one place where a statement becomes words with a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass

from servanda.brief.parts import Figure, Sentence
from servanda.core.names import Mark
from servanda.core.quantity import number
from servanda.evidence.statement import Statement


def stated(statement: Statement, words: str = "") -> Figure:
    """What a statement says; `words` replace its own text or number where the number needs other words."""
    value = None if statement.value is None else float(statement.value)
    unit = "" if statement.unit is None else statement.unit.value
    return Figure(
        words or said(statement),
        (statement.id,),
        value=value,
        unit=unit,
        day=statement.of_day.text,
        basis=statement.basis.value,
        mark=recalled([statement]),
    )


def said(statement: Statement) -> str:
    """The content of a statement: its number with range and unit, else its text, else its note."""
    if statement.has_value and statement.unit is not None:
        about = {"approx": "about "}.get(statement.qualifier or "", "")
        return about + statement.estimate().text()
    return statement.text or statement.note or "no number stated"


def recalled(statements: Iterable[Statement]) -> str:
    """`recalled` when any of the statements has not been read in its source, else empty."""
    return Mark.RECALLED.value if any(s.mark is Mark.RECALLED for s in statements) else ""


def computed(
    words: str, value: float | None, unit: str, method: str, evidence: tuple[str, ...], mark: str = ""
) -> Figure:
    """A figure that Servanda computed, with its method note and the statements it was computed from."""
    return Figure(words, evidence, method, value, unit, "", "computed", mark)


def count(value: int, what: str, evidence: tuple[str, ...] = (), method: str = "counting") -> Figure:
    """A count, with its method."""
    return computed(f"{number(value)} {what}".strip(), float(value), "count", method, evidence)


def sentence(*pieces: str | Figure | None) -> Sentence:
    """A sentence from words and figures; missing pieces are left out."""
    return Sentence(tuple(p for p in pieces if p is not None and p != ""))


def all_figures(thing: object) -> Iterable[Figure]:
    """Every figure anywhere inside an answer, in reading order."""
    if isinstance(thing, Figure):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from all_figures(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from all_figures(getattr(thing, field.name))


def all_evidence(thing: object) -> Iterable[str]:
    """Every statement id that an answer leads to, in reading order, with repetitions."""
    if is_dataclass(thing):
        for field in fields(thing):
            value = getattr(thing, field.name)
            if field.name == "evidence":
                yield from value
            else:
                yield from all_evidence(value)
    elif isinstance(thing, tuple):
        for part in thing:
            yield from all_evidence(part)
