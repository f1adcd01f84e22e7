"""The International Target Values 2010 as far as they are known here, and what may be used of them.

The table keeps every row with its mark: recalled figures, rows whose figures were not retrieved (no value, and none is
invented), and secondary lists that cite STR-368 and contradict it (never used). Figures are percent in the table and
fractions in what leaves this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.verification.errors import ErrorModel, Origin, ValueSource, multiplicative
from servanda.verification.published import rows

TABLE = "itv_2010.csv"
EDITION = "ITV-2010"


@dataclass(frozen=True, slots=True)
class TargetValue:
    """One row of the table: relative random and systematic target value (fractions, 1 sigma), None where unknown."""

    edition: str
    method_code: str
    method: str
    material: str
    measurand: str
    random: float | None
    systematic: float | None
    source: str
    status: str
    confidence: str
    note: str

    @property
    def usable(self) -> bool:
        """True for a target value of which both parts are known; performance figures and secondary claims are not."""
        return self.edition == EDITION and self.random is not None and self.systematic is not None

    @property
    def mark(self) -> Mark:
        """Whether the figures were read in the original."""
        return Mark.READ if self.status == "read" else Mark.RECALLED

    def value_source(self) -> ValueSource:
        """The choice as it is printed with results."""
        text = f"{self.source}, {self.method_code} {self.method}, {self.material} ({self.confidence} confidence)"
        return ValueSource(Origin.ITV, text, self.mark)

    def errors(self, key: str = "") -> ErrorModel:
        """The target value as an error model; refused where the table has no figures."""
        if self.random is None or self.systematic is None or not self.usable:
            raise Misuse(
                f"{self.method_code or self.method} for {self.material}: {self.edition}, {self.status}, is no target value "
                f"with known random and systematic parts; give facility or user values with their source"
            )
        return multiplicative(self.random, self.systematic, source=self.value_source(), key=key)


@cache
def target_values() -> tuple[TargetValue, ...]:
    """Every row of the table, usable or not."""
    return tuple(
        TargetValue(
            row["edition"], row["method_code"], row["method"], row["material"], row["measurand"],
            _fraction(row["u_r_percent"]), _fraction(row["u_s_percent"]),
            row["source"], row["status"], row["confidence"], row["note"],
        )
        for row in rows(TABLE)
    )  # fmt: skip


def target_value(method_code: str, material: str, measurand: str = "") -> TargetValue:
    """The one usable row for a method and a material (as written in the table; part of the text is enough)."""
    candidates = [v for v in target_values() if v.usable and v.method_code == method_code]
    found = [v for v in candidates if material in v.material and measurand in v.measurand]
    if len(found) != 1:
        known = "; ".join(f"{v.material} ({v.measurand})" for v in candidates) or "no material"
        what = "several target values" if found else "no target value"
        raise Misuse(f"{what} for {method_code} and {material!r} {measurand!r}; known for {method_code}: {known}")
    return found[0]


def _fraction(percent: str) -> float | None:
    return float(percent) / 100 if percent else None
