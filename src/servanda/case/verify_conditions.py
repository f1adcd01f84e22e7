"""Whether the verified strata answer for a balance, so that Var(MUF - D) = Var(D) - Var(MUF) holds for it.

What can be checked is checked and not taken on trust: that every amount with error has its stratum, that both count the
same measurements and the same mass, and that the operator's errors act on D as they act on MUF.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.verification.budget import BudgetLine
from servanda.verification.d_statistic import Difference, PairedStratum, Party, SharedError
from servanda.verification.errors import Level
from servanda.verification.structure import ErrorSource
from servanda.verification.terms import Inventory, Term

SAMPLING_SIGMAS = 5.0
"""How far the mass expanded from a sample may be from the declared one, in standard deviations of the sampling."""
ROUNDING = 1e-6
"""Relative differences up to here are rounding of what was written in the tables."""


@dataclass(frozen=True, slots=True)
class Part:
    """One measured amount with error in a balance: its term, where it stands, its sign, and its index in the term."""

    term: Term
    words: str
    sign: int
    place: int

    @property
    def amount(self) -> float:
        """Mass, kg."""
        return float(self.term.amounts[self.place])

    @property
    def measurements(self) -> int:
        """How many equal measurements make up the amount."""
        counts = self.term.measurements
        return 1 if counts is None else round(float(counts[self.place if counts.size > 1 else 0]))

    @property
    def shared(self) -> tuple[SharedError, ...]:
        """The operator's systematic errors of the amount, under the names that the balance gives them."""
        sizes = ((c, kind, size) for c in self.term.errors.systematic for kind, size in _sizes(c.relative, c.absolute))
        return tuple(
            SharedError(
                Party.OPERATOR, self._source(c.level, c.key, c.factor, kind),
                size if kind == "relative" else 0.0, size if kind == "absolute" else 0.0,
            )
            for c, kind, size in sizes
        )  # fmt: skip

    def _source(self, level: Level, key: str, factor: str, kind: str) -> str:
        labels = self.term.calibration or ("",)
        label = labels[self.place] if len(labels) > 1 else labels[0]
        return ErrorSource(
            level, key or self.term.name, "" if level is Level.LONG_TERM else label, factor, kind
        ).words + (", long-term" if level is Level.LONG_TERM else "")


def _sizes(relative: float, absolute: float) -> Iterator[tuple[str, float]]:
    yield from ((kind, size) for kind, size in (("relative", relative), ("absolute", absolute)) if size)


def parts_of(terms: Sequence[Term], period: int) -> tuple[Part, ...]:
    """Every amount with measurement error in the balance of a period (from 1)."""
    return tuple(part for term in terms for part in _parts(term, period))


def _parts(term: Term, period: int) -> Iterator[Part]:
    if isinstance(term, Inventory):
        places = [("opening", 1, period - 1), ("closing", -1, period)]
    else:
        places = [("", term.role.sign, period - 1)]
    fixed = any(c.absolute for c in term.errors.components)
    for words, sign, place in places:
        if fixed or (term.errors.components and float(term.amounts[place]) > 0):
            yield Part(term, f"{term.name}, {words}" if words else term.name, sign, place)


def matched(parts: Sequence[Part], strata: Sequence[tuple[str, int]]) -> tuple[Part | None, ...]:
    """The amount that each stratum (name and sign) verifies, by name; one single amount may be verified under another."""
    found = [
        next((p for p in parts if sign == p.sign and name in (p.words, p.term.name)), None) for name, sign in strata
    ]
    left, open_places = [p for p in parts if p not in found], [i for i, part in enumerate(found) if part is None]
    if len(left) == len(open_places) == 1 and left[0].sign == strata[open_places[0]][1]:
        found[open_places[0]] = left[0]
    return tuple(found)


def uncovered(
    parts: Sequence[Part], strata: Sequence[PairedStratum], matches: Sequence[Part | None],
    difference: Difference, muf_budget: Sequence[BudgetLine],
) -> str:  # fmt: skip
    """Why D over these strata does not answer for the balance, in words; empty where it does."""
    reason = _unverified(parts, matches) or _strangers(strata, matches)
    pairs = [(s, p) for s, p in zip(strata, matches, strict=True) if p is not None]
    return reason or next(filter(None, (_differs(s, p) for s, p in pairs)), "") or _shared(difference, muf_budget)


def _unverified(parts: Sequence[Part], matches: Sequence[Part | None]) -> str:
    without = [p.words for p in parts if p not in matches]
    if not without:
        return ""
    several = f"{len(without)} amounts with measurement error have" if len(without) > 1 else "one amount has"
    remedy = "verify each and name its stratum as the term (for an inventory `term, opening` and `term, closing`)"
    return f"{several} no stratum in D ({'; '.join(without)}): {remedy}"


def _strangers(strata: Sequence[PairedStratum], matches: Sequence[Part | None]) -> str:
    names = [s.name for s, part in zip(strata, matches, strict=True) if part is None]
    twice = [
        s.name for place, s in enumerate(strata) if matches[place] is not None and matches[place] in matches[:place]
    ]
    if twice:
        return f"the stratum {twice[0]!r} verifies an amount that another stratum verifies: give one stratum for each"
    if not names:
        return ""
    return f"the stratum {names[0]!r} is no amount of this balance with error and this sign: name the term, or leave it out"


def _differs(s: PairedStratum, part: Part) -> str:
    """What D and MUF say differently of one amount."""
    if s.items != part.measurements:
        return (
            f"{part.words!r} is {part.measurements} measurements in the balance and {s.items} items in D: give the same "
            f"number (amounts, column measurements; strata, column items)"
        )
    errors = part.term.errors
    if not (_near(s.op_random, errors.random_relative) and _near(s.op_random_kg, errors.random_absolute)):
        return (
            f"the operator's random error of {part.words!r} is {errors.random_relative:g} in MUF and {s.op_random:g} in D: "
            f"leave op_random and op_systematic empty to take those of the term"
        )
    gap, allowed = abs(s.expanded_kg - part.amount), _sampling(s) + 1e-4 * part.amount
    if gap > allowed:
        return (
            f"the operator's values of {part.words!r} in D stand for {s.expanded_kg:.6g} kg, and the balance has "
            f"{part.amount:.6g} kg: they are not the values that entered MUF"
        )
    return ""


def _sampling(s: PairedStratum) -> float:
    """How much the expanded mass may differ from the whole by the choice of the sample, kg; one item tells nothing."""
    if s.sample == s.items:
        return 0.0
    if s.sample < 2:
        return math.inf
    return SAMPLING_SIGMAS * s.items * math.sqrt((1 - s.sample / s.items) / s.sample * float(s.operator.var(ddof=1)))


def _shared(difference: Difference, muf_budget: Sequence[BudgetLine]) -> str:
    in_d = difference.systematic_variance(Party.OPERATOR)
    in_muf = math.fsum(line.share for line in muf_budget if line.level is not Level.RANDOM)
    scale = math.fsum(line.alone for line in muf_budget if line.level is not Level.RANDOM)
    if abs(in_d - in_muf) <= ROUNDING * max(scale, in_d):
        return ""
    return (
        f"the operator's systematic errors give {in_d:.4g} kg² to the variance of D and {in_muf:.4g} kg² to that of MUF: give "
        f"both the same errors and correlation keys (op_systematic and op_key left empty are those of the term)"
    )


def _near(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=ROUNDING, abs_tol=1e-15)
