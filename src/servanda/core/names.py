"""The words that mean one thing everywhere: basis, mark, and the spelling of units and bands.

Terms follow the IAEA Safeguards Glossary (2022 edition) where it has one.
"""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """On whose authority a value stands."""

    VERIFIED = "verified"
    ESTIMATED_BY_AGENCY = "estimated_by_agency"
    DECLARED = "declared"
    THIRD_PARTY = "third_party"
    PRESS = "press"
    COMPUTED = "computed"

    @property
    def words(self) -> str:
        """The basis as read aloud."""
        return _BASIS_WORDS[self]

    @property
    def rank(self) -> int:
        """0 for the strongest basis; a smaller rank wins between statements about the same thing and day."""
        return _BASIS_RANK[self]


_BASIS_WORDS = {
    Basis.VERIFIED: "verified by the Agency",
    Basis.ESTIMATED_BY_AGENCY: "estimated by the Agency",
    Basis.DECLARED: "declared",
    Basis.THIRD_PARTY: "stated by a third party",
    Basis.PRESS: "reported by the press",
    Basis.COMPUTED: "computed by Servanda",
}
_BASIS_RANK = {basis: rank for rank, basis in enumerate(Basis)}

AGENCY_BASES = frozenset({Basis.VERIFIED, Basis.ESTIMATED_BY_AGENCY})
"""The bases on which a value is the Agency's own."""


class Mark(StrEnum):
    """Whether the text behind a row was seen (`read`) or only remembered (`recalled`)."""

    READ = "read"
    RECALLED = "recalled"


class Qualifier(StrEnum):
    """How a stated number bounds the true one."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    APPROX = "approx"
