"""Operator-inspector pairs: the same item measured by both, in inspections (groups that share a calibration).

Differences are operator minus inspector, relative to the operator's value (fractions): positive means that the operator
declares more than the inspector finds. Nothing is deleted here; see `outliers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import BoolArray, FloatArray, IntArray
from servanda.core.finding import Finding, Misuse, Refused
from servanda.verification.asked import bad_masses, data_finding, floats, same_length


@dataclass(frozen=True, slots=True)
class Pairs:
    """Paired values in kg (or any one unit): operator, inspector, inspection and item of each pair.

    `group` is the inspection or calibration whose systematic error the pairs share; `matrix` the material, empty where
    it was not stated.
    """

    operator: FloatArray
    inspector: FloatArray
    group: tuple[str, ...]
    item: tuple[str, ...]
    matrix: tuple[str, ...]

    @property
    def relative_difference(self) -> FloatArray:
        """(o - v) / o for each pair; infinite where the operator declares 0 and the inspector finds something."""
        with np.errstate(divide="ignore", invalid="ignore"):
            relative = (self.operator - self.inspector) / self.operator
        return np.where(self.operator == self.inspector, 0.0, relative)

    @property
    def groups(self) -> tuple[str, ...]:
        """The inspections in the order in which they appear."""
        return tuple(dict.fromkeys(self.group))

    @property
    def group_index(self) -> IntArray:
        """The place of each pair's inspection in `groups`."""
        place = {name: number for number, name in enumerate(self.groups)}
        return np.array([place[name] for name in self.group], dtype=np.int64)

    def kept(self, keep: Sequence[bool] | BoolArray) -> Pairs:
        """The pairs for which `keep` is true, for a second evaluation beside the whole one."""
        chosen = np.flatnonzero(np.asarray(keep, dtype=bool))
        o, v = self.operator[chosen], self.inspector[chosen]
        group, item, matrix = (tuple(names[i] for i in chosen) for names in (self.group, self.item, self.matrix))
        return Pairs(o, v, group, item, matrix)


def pairs(
    operator: ArrayLike,
    inspector: ArrayLike,
    group: Sequence[str] | None = None,
    *,
    item: Sequence[str] | None = None,
    matrix: Sequence[str] | None = None,
) -> Pairs:
    """Checked pairs; every problem is reported at once, with the place of the pair from 1.

    Without groups all pairs count as one inspection: then a systematic difference cannot be told from a true one.
    """
    o, v = floats(operator, "operator"), floats(inspector, "inspector")
    if o.ndim != 1 or v.ndim != 1:
        raise Misuse(f"operator of shape {o.shape}, inspector of shape {v.shape}; give one row of values each")
    names = [str(g) for g in group] if group is not None else [""] * o.size
    items = [str(i) for i in item] if item is not None else [str(n) for n in range(1, o.size + 1)]
    materials = [str(m) for m in matrix] if matrix is not None else [""] * o.size
    findings = same_length({"operator": o, "inspector": v, "group": names, "item": items, "matrix": materials})
    findings += bad_masses(o, "operator") + bad_masses(v, "inspector") + _twice(items, names)
    if findings:
        raise Refused("the pairs", findings)
    return Pairs(o, v, tuple(names), tuple(items), tuple(materials))


def _twice(items: Sequence[str], groups: Sequence[str]) -> list[Finding]:
    seen: dict[tuple[str, str], int] = {}
    findings = []
    for place, key in enumerate(zip(items, groups, strict=False), start=1):
        if key in seen:
            found = f"item {key[0]!r} again, first at {seen[key]}"
            findings.append(data_finding("item", place, "pair-twice", found, "each item once in an inspection"))
        seen.setdefault(key, place)
    return findings
