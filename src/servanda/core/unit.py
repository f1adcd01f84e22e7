"""Units that carry what they measure. 300 kg of UF6 is not 300 kg of uranium."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """Every unit a quantity may carry; the value is how it is written in files."""

    KG_U = "kg_U"
    KG_UF6 = "kg_UF6"
    KG_U235 = "kg_U235"
    KG = "kg"
    G = "g"
    T = "t"
    T_D2O = "t_D2O"
    KG_U_PER_MONTH = "kg_U_per_month"
    KG_LEU = "kg_LEU_mass"
    KG_U_60 = "kg_U_60"
    SWU = "SWU"
    SWU_PER_YEAR = "SWU_per_year"
    PERCENT_U235 = "percent_U235"
    PERCENT = "percent"
    FRACTION = "fraction"
    DAYS = "days"
    MONTHS = "months"
    COUNT = "count"
    MACHINES = "machines"
    CASCADES = "cascades"
    FACILITIES = "facilities"
    SITES = "sites"
    RATIO = "ratio"
    MWTH = "MWth"
    M3 = "m3"
    SQ = "SQ"

    @property
    def words(self) -> str:
        """The unit as people write it."""
        return _WORDS.get(self, self.value.replace("_", " "))

    def words_for(self, value: float) -> str:
        """The unit as people write it after a number: `1 machine`, `2 machines`."""
        return _SINGULAR.get(self, self.words) if value == 1 else self.words


_SINGULAR = {
    Unit.MACHINES: "machine",
    Unit.CASCADES: "cascade",
    Unit.FACILITIES: "facility",
    Unit.SITES: "site",
    Unit.DAYS: "day",
    Unit.MONTHS: "month",
}

_WORDS = {
    Unit.KG_U: "kg U",
    Unit.KG_UF6: "kg UF6",
    Unit.KG_U235: "kg U-235",
    Unit.T_D2O: "t D2O",
    Unit.KG_U_PER_MONTH: "kg U a month",
    Unit.KG_LEU: "kg of LEU (mass basis not stated)",
    Unit.KG_U_60: "kg U at 60 %",
    Unit.SWU_PER_YEAR: "SWU/yr",
    Unit.PERCENT_U235: "% U-235",
    Unit.PERCENT: "%",
    Unit.COUNT: "",
    Unit.RATIO: "times",
    Unit.M3: "m³",
}

_SPELLINGS = {
    "kg U": Unit.KG_U,
    "kg UF6": Unit.KG_UF6,
    "kg U-235": Unit.KG_U235,
    "t D2O": Unit.T_D2O,
    "SWU/yr": Unit.SWU_PER_YEAR,
    "% U-235": Unit.PERCENT_U235,
    "%": Unit.PERCENT,
}


def unit_of(text: str) -> Unit | None:
    """The unit that a file or a person wrote, or None when there is no such unit."""
    try:
        return Unit(text)
    except ValueError:
        return _SPELLINGS.get(text)


SAME_DIMENSION: tuple[frozenset[Unit], ...] = (
    frozenset({Unit.COUNT, Unit.MACHINES, Unit.CASCADES, Unit.FACILITIES, Unit.SITES}),
    frozenset({Unit.T, Unit.T_D2O}),
)
"""Units that may be compared number by number when the quantity is the same."""

SCALE: dict[tuple[Unit, Unit], float] = {
    (Unit.G, Unit.KG): 1e-3,
    (Unit.KG, Unit.G): 1e3,
    (Unit.KG, Unit.T): 1e-3,
    (Unit.T, Unit.KG): 1e3,
    (Unit.PERCENT, Unit.FRACTION): 1e-2,
    (Unit.FRACTION, Unit.PERCENT): 1e2,
}
"""Conversions that need no knowledge of the material: multiply by the number."""
