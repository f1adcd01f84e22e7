"""A drawing: where it belongs, what it shows in words, and its pictures in the widths they are shown in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from servanda.brief.chart import NARROW, WIDE, Spec
from servanda.brief.svg import Picture, picture


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: where it belongs, what it shows in words, and its pictures (narrow for phones, wide where it helps)."""

    name: str
    part: str
    title: str
    label: str
    narrow: Picture
    wide: Picture | None = None

    @property
    def widest(self) -> Picture:
        """The picture for paper."""
        return self.wide or self.narrow


def both(name: str, part: str, title: str, label: str, spec: Callable[[int], Spec]) -> Drawing:
    """A drawing in both widths."""
    narrow, wide = picture(f"{name}-narrow", spec(NARROW)), picture(f"{name}-wide", spec(WIDE))
    return Drawing(name, part, title, label, narrow, wide)
