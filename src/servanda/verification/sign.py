"""The sign of a difference, stored with every imported value.

INFCIRC/153 para 98 (read in INFCIRC/193 and INFCIRC/229): MUF is book minus physical, positive is an apparent loss. The UK
regulator publishes physical minus book, positive is an apparent gain (read: HSE page "MUF").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SignConvention(StrEnum):
    """Which way round a published difference stands."""

    IAEA = "IAEA"
    UK_HSE = "UK-HSE"

    @property
    def words(self) -> str:
        """The convention as it is printed."""
        loss = "book minus physical, positive is an apparent loss"
        return loss if self is SignConvention.IAEA else "physical minus book, positive is an apparent gain"


@dataclass(frozen=True, slots=True)
class StatedMuf:
    """A difference as someone published it (kg), with the convention it follows."""

    value: float
    convention: SignConvention

    @property
    def muf(self) -> float:
        """Book minus physical (kg), positive is an apparent loss."""
        return self.value if self.convention is SignConvention.IAEA else -self.value


def stated_muf(book: float, physical: float, convention: SignConvention) -> StatedMuf:
    """The difference of book and physical inventory (kg) as the convention writes it."""
    muf = book - physical
    return StatedMuf(muf if convention is SignConvention.IAEA else -muf, convention)
