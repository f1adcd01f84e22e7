"""Whether the verified strata cover a balance, so that Var(MUF - D) = Var(D) - Var(MUF) can hold for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.verification.d_statistic import PairedStratum
from servanda.verification.errors import Level
from servanda.verification.terms import Inventory, Term

NOT_SHARED = "systematic errors are taken as not shared between strata"
"""What is printed beside sigma of D."""
NO_COVARIANCE = "D assumes no covariance between strata"


@dataclass(frozen=True, slots=True)
class Part:
    """One measured amount with error in a balance: its term, where it stands, its sign, and its index in the term."""

    term: Term
    words: str
    sign: int
    place: int


def uncovered(terms: Sequence[Term], strata: Sequence[PairedStratum], period: int) -> str:
    """Why D over these strata does not answer for the balance of this period (from 1), in words; empty where it does."""
    parts = [part for term in terms for part in _parts(term, period)]
    return _unverified(parts, strata) or _miscounted(parts, strata) or _shared(parts, strata)


def _parts(term: Term, period: int) -> Iterator[Part]:
    if isinstance(term, Inventory):
        places = [("opening", 1, period - 1), ("closing", -1, period)]
    else:
        places = [("", term.role.sign, period - 1)]
    fixed = any(c.absolute for c in term.errors.components)
    for words, sign, place in places:
        if fixed or (term.errors.components and float(term.amounts[place]) > 0):
            yield Part(term, f"{term.name}, {words}" if words else term.name, sign, place)


def _unverified(parts: Sequence[Part], strata: Sequence[PairedStratum]) -> str:
    """One part may be verified under another name; more cannot be told apart."""
    without = [p.words for p in parts if not any(_named(s, p) for s in strata)]
    if len(without) < 2:
        return ""
    remedy = "verify each and name its stratum as the term (for an inventory `term, opening` and `term, closing`)"
    return f"{len(without)} amounts with measurement error have no stratum in D ({'; '.join(without)}): {remedy}"


def _named(stratum: PairedStratum, part: Part) -> bool:
    return stratum.sign == part.sign and stratum.name in (part.words, part.term.name)


def _miscounted(parts: Sequence[Part], strata: Sequence[PairedStratum]) -> str:
    wanted, given = Counter(p.sign for p in parts), Counter(s.sign for s in strata)
    if wanted == given:
        return ""
    return (
        f"the balance has {len(parts)} amounts with measurement error ({wanted[1]} of sign +1, {wanted[-1]} of -1) and D has "
        f"{len(strata)} strata ({given[1]} and {given[-1]}): give one stratum for each (an inventory has two amounts)"
    )


def _shared(parts: Sequence[Part], strata: Sequence[PairedStratum]) -> str:
    held = Counter(source for part in parts for source in _sources(part))
    twice = [key for (_, key, _), number in held.items() if number > 1]
    remedy = "compute the joint covariance of MUF and D instead (muf_minus_d_general)"
    if twice:
        return f"{NO_COVARIANCE}, but several share the operator's systematic error of {twice[0]!r}: {remedy}"
    if sum(s.in_systematic > 0 for s in strata) > 1:
        return f"{NO_COVARIANCE}, but several may share an instrument of the inspector: {remedy}"
    return ""


def _sources(part: Part) -> set[tuple[Level, str, str]]:
    """The systematic errors that act on an amount: level, key and, within one calibration, its name."""
    labels = part.term.calibration or ("",)
    label = labels[part.place] if len(labels) > 1 else labels[0]
    return {
        (c.level, c.key or part.term.name, "" if c.level is Level.LONG_TERM else label)
        for c in part.term.errors.systematic
    }
