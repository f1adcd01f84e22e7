"""Where a position stands on the scale of its issue: by its own number, as an open range, or as an analyst coded it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from servanda.brief.parts import Anchor

_OPEN = re.compile(r"(?P<side>[<>])=?\s*(?P<number>\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
SIDES = {">": "above", "<": "below"}


def span(value: str, anchors: Sequence[Anchor]) -> tuple[float, ...]:
    """For a value such as `>0` the scale places between which it lies; empty for any other or without numbered anchors."""
    found = _OPEN.match(value)
    numbered = _numbered(anchors)
    if found is None or len(numbered) < 2:
        return ()
    start = _place(float(found["number"]), numbered)
    ends = numbered[-1] if found["side"] == ">" else numbered[0]
    return () if start is None or start == ends[1] else (start, ends[1])


def stands(value: str, scale: float | None, anchors: Sequence[Anchor]) -> str:
    """The place in words; a place that the value itself does not give says that it is coded. Empty: no place."""
    found = _OPEN.match(value)
    if found is not None:
        return f"{SIDES[found['side']]} {found['number']}{value[found.end() :]}"
    if scale is None:
        return ""
    if _NUMBER.match(value):
        return value
    anchor = next((a.text for a in anchors if a.scale == scale), f"{scale:g} of 100")
    return f"coded as {anchor}"


def _numbered(anchors: Sequence[Anchor]) -> list[tuple[float, float]]:
    """Number and scale of each anchor whose text begins with a number, by number."""
    return sorted((float(m[0]), a.scale) for a in anchors if (m := _NUMBER.match(a.text)) is not None)


def _place(number: float, numbered: Sequence[tuple[float, float]]) -> float | None:
    """The scale place of a number, in a straight line between the anchors beside it; None beyond them."""
    for (low, first), (high, last) in pairwise(numbered):
        if low <= number <= high and high > low:
            return first + (last - first) * (number - low) / (high - low)
    return None
