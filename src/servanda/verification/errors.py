"""Error models of measurements: what is random, what is shared, by which measurements, and where the figures come from.

A measured value is x = m (1 + S + s + r) + S0 + s0 + r0 with the true mass m: long-term systematic errors S last as long
as their method or laboratory, short-term systematic errors s as long as one calibration, random errors r are new for each
measurement. Relative parts are fractions (1 sigma), absolute parts kg (1 sigma). A random part that is mixed has the
variance s0² + d² m². Errors with the same correlation key (and, if short-term, the same calibration) are one error.

Source: three-level model, Burr/Krieger/Norman (recalled); multiplicative default, MAPIT "Error model" (read). Operating
records hold random and systematic errors under INFCIRC/153 para 58(b).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from servanda.core.finding import Finding, Misuse
from servanda.core.names import Mark
from servanda.verification.asked import DOUBTFUL_RELATIVE_ERROR


class Level(StrEnum):
    """How long an error lasts."""

    LONG_TERM = "long-term systematic"
    SHORT_TERM = "short-term systematic"
    RANDOM = "random"


class Origin(StrEnum):
    """Whose figures the errors are; there is no default."""

    ITV = "international target value"
    FACILITY = "facility"
    USER = "user"


@dataclass(frozen=True, slots=True)
class ValueSource:
    """Where relative errors come from: the choice (ITV, facility, user), the citation, and whether it was read."""

    origin: Origin
    citation: str
    mark: Mark = Mark.READ

    @property
    def words(self) -> str:
        """The choice as it is printed with each result."""
        note = ", recalled" if self.mark is Mark.RECALLED else ""
        return f"{self.origin.value}: {self.citation}{note}"


@dataclass(frozen=True, slots=True)
class ErrorComponent:
    """One part of an error: `relative` (fraction, 1 sigma) and `absolute` (kg, 1 sigma), zero where absent.

    `key` is the correlation key of a systematic part; empty means that it is the term's own. `factor` names the factor
    of a product (weight, concentration). `large_confirmed` says that a relative error that looks like percent is meant.
    """

    level: Level
    source: ValueSource
    relative: float = 0.0
    absolute: float = 0.0
    key: str = ""
    factor: str = ""
    large_confirmed: bool = False

    def findings(self, what: str) -> list[Finding]:
        """What is wrong with the figures of this part."""
        found = [f for name in ("relative", "absolute") if (f := self._number_finding(name, what))]
        if not found and self.relative >= DOUBTFUL_RELATIVE_ERROR and not self.large_confirmed:
            found.append(self._large(what))
        return found

    def _number_finding(self, name: str, what: str) -> Finding | None:
        value = self.relative if name == "relative" else self.absolute
        if math.isfinite(value) and value >= 0:
            return None
        rule = "errors are standard deviations"
        remedy = "give one standard deviation, or 0 where there is none"
        return Finding(what, None, "error-not-a-deviation", self._place(name), repr(value), "0 or more", rule, remedy)

    def _large(self, what: str) -> Finding:
        meant = self.relative / 100
        return Finding(
            what, None, "error-percent-as-fraction", self._place("relative"), f"{self.relative:g}",
            f"a fraction below {DOUBTFUL_RELATIVE_ERROR:g}", "relative errors are fractions, not percent",
            f"write {meant:g} if {self.relative:g} % is meant; set large_confirmed if it is {100 * self.relative:g} %",
        )  # fmt: skip

    def _place(self, name: str) -> str:
        factor = f" of {self.factor}" if self.factor else ""
        return f"{name} {self.level.value} error{factor}"


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """All parts of the error of a measurement. No parts: the value is a definition (a counted item, a tare)."""

    components: tuple[ErrorComponent, ...] = ()

    @property
    def random_relative(self) -> float:
        """Relative random error (fraction, 1 sigma): parts in quadrature."""
        return math.hypot(*(c.relative for c in self.components if c.level is Level.RANDOM))

    @property
    def random_absolute(self) -> float:
        """Absolute random error (kg, 1 sigma): parts in quadrature."""
        return math.hypot(*(c.absolute for c in self.components if c.level is Level.RANDOM))

    @property
    def systematic(self) -> tuple[ErrorComponent, ...]:
        """The parts that measurements share."""
        return tuple(c for c in self.components if c.level is not Level.RANDOM)

    @property
    def sources(self) -> tuple[ValueSource, ...]:
        """Where the figures come from, each once, in order."""
        return tuple(dict.fromkeys(c.source for c in self.components))

    def findings(self, what: str) -> list[Finding]:
        """What is wrong with the figures of any part."""
        return [finding for component in self.components for finding in component.findings(what)]


EXACT = ErrorModel()
"""A value without error, by definition."""


def multiplicative(
    random: float, systematic: float, *, source: ValueSource, key: str = "", large_confirmed: bool = False
) -> ErrorModel:
    """x = m (1 + r + s): relative random and relative systematic error, the latter shared within one calibration."""
    sizes = ((Level.RANDOM, random), (Level.SHORT_TERM, systematic))
    return ErrorModel(tuple(_part(level, source, key, large_confirmed, relative=size) for level, size in sizes))


def additive(random_kg: float, systematic_kg: float, *, source: ValueSource, key: str = "") -> ErrorModel:
    """x = m + r0 + s0 in kg: for amounts near zero, wastes, holdup."""
    sizes = ((Level.RANDOM, random_kg), (Level.SHORT_TERM, systematic_kg))
    return ErrorModel(tuple(_part(level, source, key, absolute=size) for level, size in sizes))


def mixed(multiplied: ErrorModel, added: ErrorModel) -> ErrorModel:
    """Relative and absolute errors together: variance s0² + d² m²."""
    return ErrorModel(multiplied.components + added.components)


def three_level(
    long_term: float,
    short_term: float,
    random: float,
    *,
    source: ValueSource,
    key: str = "",
    large_confirmed: bool = False,
) -> ErrorModel:
    """x = m (1 + S + s + r): method, calibration and measurement, relative errors as fractions."""
    sizes = ((Level.LONG_TERM, long_term), (Level.SHORT_TERM, short_term), (Level.RANDOM, random))
    return ErrorModel(tuple(_part(level, source, key, large_confirmed, relative=size) for level, size in sizes))


def product(**factors: ErrorModel) -> ErrorModel:
    """The error of weight x concentration x isotope: relative variances add, each factor keeps its own keys.

    Only relative parts can be multiplied; an absolute part of a factor is in other units than the product.
    """
    for name, model in factors.items():
        if any(c.absolute for c in model.components):
            raise Misuse(f"the factor {name!r} has an absolute error; turn it into a relative one at the typical value")
    return ErrorModel(tuple(replace(c, factor=name) for name, model in factors.items() for c in model.components))


def _part(
    level: Level,
    source: ValueSource,
    key: str,
    confirmed: bool = False,
    *,
    relative: float = 0.0,
    absolute: float = 0.0,
) -> ErrorComponent:
    return ErrorComponent(level, source, relative, absolute, key, large_confirmed=confirmed)
