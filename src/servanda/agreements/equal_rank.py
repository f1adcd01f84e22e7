"""Statements between which nothing decides: same day, same basis, public on the same day, equally preferred.

The record then has them side by side; that one comes first by its id is no reason to believe it.
"""

from __future__ import annotations

from collections.abc import Iterable

from servanda.evidence.record import Choice, precedence
from servanda.evidence.statement import Statement


def equals(choice: Choice) -> tuple[Statement, ...]:
    """The statement chosen and every other of its rank, by id."""
    return tuple(
        sorted((choice.chosen, *(s for s in choice.others if same_rank(s, choice.chosen))), key=lambda s: s.id)
    )


def same_rank(first: Statement, second: Statement) -> bool:
    """Whether nothing but the id tells which of two statements to use."""
    return precedence(first)[:-1] == precedence(second)[:-1]


def contradicted(choice: Choice) -> tuple[Statement, ...]:
    """The statements of equal rank where their texts differ; empty where they agree or there is one."""
    found = equals(choice)
    return found if len({s.text for s in found}) > 1 else ()


def told_apart(found: Iterable[Statement]) -> str:
    """What they say, side by side."""
    said = "; ".join(f"{s.text.replace('_', ' ')} [{s.id}]" for s in found)
    return f"stated in two ways for one day, and nothing decides between them: {said}"


def shows(statement: Statement) -> bool:
    """Whether a statement says that something is there."""
    if statement.text in ("present", "absent"):
        return statement.text == "present"
    return statement.has_value and (statement.unit is None or statement.estimate().low > 0)


def numbered_of(statements: Iterable[Statement]) -> list[Statement]:
    """The statements that give a number with its unit."""
    return [s for s in statements if s.has_value and s.unit is not None]
