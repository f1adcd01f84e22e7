"""The exceptions of an obligation as nodes, each with its paragraph, its matter, its priority and the exceptions to it.

The texts stand in the agreement files; the table `exceptions.csv` adds what a rule needs beyond them. A row with a number
such as `5.1` is an exception to exception 5: it takes the exception away when a statement invokes it, or when the duty
named in `lifted_by` is breached. An exception without a row has the paragraph of its obligation and no priority.

Exceptions that concern different matters stand beside each other. Two that concern the same matter compete: the one
with the smaller priority goes first, and without priorities neither is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from servanda.agreements.model import Obligation
from servanda.agreements.tables import table
from servanda.agreements.verdict import ExceptionTried


@dataclass(frozen=True, slots=True)
class ExceptionNode:
    """One carve-out. `effect`: not_counted, permits, later, replaces, ends, or lifts (an exception to an exception)."""

    number: str
    text: str
    cite: str
    effect: str
    matter: str = ""
    priority: int | None = None
    lifted_by: str = ""
    against: tuple[ExceptionNode, ...] = ()


def nodes(obligation: Obligation) -> tuple[ExceptionNode, ...]:
    """The exceptions of an obligation in the order of its text."""
    rows = _rows().get(obligation.id, {})
    return tuple(_node(obligation, str(n), text, rows) for n, text in enumerate(obligation.exceptions, start=1))


@cache
def _rows() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in table("exceptions.csv"):
        found.setdefault(row["obligation"], {})[row["number"]] = row
    return found


def _node(obligation: Obligation, number: str, text: str, rows: dict[str, dict[str, str]]) -> ExceptionNode:
    row = rows.get(number)
    below = [n for n in rows if n.startswith(f"{number}.") and "." not in n[len(number) + 1 :]]
    against = tuple(_node(obligation, n, rows[n]["text"], rows) for n in sorted(below))
    if row is None:
        return ExceptionNode(number, text, obligation.cite, "permits", against=against)
    priority = int(row["priority"]) if row["priority"] else None
    return ExceptionNode(number, text, row["cite"], row["effect"], row["matter"], priority, row["lifted_by"], against)


def competing(tried: Sequence[ExceptionTried]) -> tuple[tuple[ExceptionTried, ExceptionTried], ...]:
    """Pairs that apply to the same matter and of which neither goes first."""
    return tuple(
        (a, b)
        for a, b in combinations([one for one in tried if one.applies], 2)
        if _same_matter(a, b) and not _ordered(a, b)
    )


def _same_matter(first: ExceptionTried, second: ExceptionTried) -> bool:
    """Equal matters, or one that concerns the whole; amounts without a matter are taken to be of the same one."""
    matters = {first.matter, second.matter}
    return len(matters) == 1 or "the whole" in matters or "" in matters


def _ordered(first: ExceptionTried, second: ExceptionTried) -> bool:
    return first.priority != second.priority


def first_of(tried: Iterable[ExceptionTried]) -> tuple[ExceptionTried, ...]:
    """The exceptions that count: of those on the same matter only the one that goes first."""
    applying = sorted((one for one in tried if one.applies), key=lambda one: (one.priority or 1_000, one.number))
    kept: list[ExceptionTried] = []
    for one in applying:
        if not any(_same_matter(one, other) for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.number))
