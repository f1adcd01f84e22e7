"""What was read from statements, and several readings of one quantity put together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from servanda.core.estimate import Estimate
from servanda.core.names import Basis


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: a value, a set of names, or presence; and from which statements, of which day.

    `above`: the true value is greater than the lower bound and not equal to it. `incomplete`: it shows what
    is there and not what is not, because places are not spoken of or names known earlier have dropped out for age.
    `divided`: the bounds are two figures between which nothing decides, and no error of measurement.
    """

    day: date
    basis: Basis
    evidence: tuple[str, ...]
    words: str
    value: Estimate | None = None
    names: tuple[str, ...] | None = None
    present: bool | None = None
    beside: tuple[str, ...] = ()
    relation: str = "direct"
    note: str = ""
    above: bool = False
    incomplete: bool = False
    divided: bool = False


def low_of(found: Found) -> float:
    """The lower bound of a number that was read."""
    return -math.inf if found.value is None else found.value.low


def combined(found: Sequence[Found]) -> Found | None:
    """Rules of one order read together: the widest bounds of numbers, the union of names, any presence."""
    if len(found) < 2:
        return found[0] if found else None
    if all(f.value is not None for f in found):
        return _highest_of(found)
    basis = max((f.basis for f in found), key=lambda b: b.rank)
    evidence = tuple(dict.fromkeys(i for f in found for i in f.evidence))
    day = max(f.day for f in found)
    words = "; ".join(dict.fromkeys(f.words for f in found))
    relation = "proxy" if any(f.relation == "proxy" for f in found) else found[0].relation
    if all(f.names is not None for f in found):
        names = tuple(sorted({name for f in found for name in f.names or ()}))
        note = "; ".join(dict.fromkeys(f.note for f in found if f.note))
        lost = any(f.incomplete for f in found)
        return Found(day, basis, evidence, words, names=names, relation=relation, note=note, incomplete=lost)
    return _any_presence(found)


def _any_presence(found: Sequence[Found]) -> Found:
    """Presence by any rule, unless a newer statement about the whole says that there is none."""
    closed = max((f.day for f in found if f.present is False and not f.incomplete), default=date.min)
    there = [f for f in found if f.present and f.day >= closed]
    return max(there or found, key=lambda f: (f.present is not None or bool(there), f.day, f.evidence))


def _highest_of(found: Sequence[Found]) -> Found:
    """The highest of several maxima: at least the greatest lower bound, at most the greatest upper bound."""
    top = max(found, key=lambda f: (low_of(f), f.day, f.evidence))
    high = max((f.value.high for f in found if f.value is not None), default=math.inf)
    evidence = (*top.evidence, *(i for f in found if f is not top for i in f.evidence))
    note = "; ".join(dict.fromkeys(f.note for f in found if f.note))
    if top.value is None or high <= top.value.high:
        return replace(top, evidence=evidence, note=note, incomplete=any(f.incomplete for f in found))
    value = replace(top.value, value=None, high=high, basis=Basis.COMPUTED, evidence=evidence)
    day = max(f.day for f in found)
    return replace(top, value=value, basis=Basis.COMPUTED, evidence=evidence, note=note, day=day)
