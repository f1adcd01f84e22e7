"""The assumptions that are printed with every result: error model, keys, whose errors, alpha, beta, horizon, sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.core.unit import Unit
from servanda.verification.errors import ErrorModel, Level
from servanda.verification.sign import SignConvention
from servanda.verification.terms import Stratum, Term


@dataclass(frozen=True, slots=True)
class ErrorAssumption:
    """One part of the error of one term: level, relative (fraction) and absolute (kg) size at 1 sigma, key, whose figure."""

    term: str
    level: Level
    relative: float
    absolute: float
    key: str
    factor: str
    source: str


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything a reader must know to judge a result.

    `horizon` is the number of balances over which alpha holds; `sides` is "one-sided" (loss) or "two-sided" (loss and gain).
    """

    unit: Unit
    errors: tuple[ErrorAssumption, ...]
    alpha: float
    beta: float
    horizon: int
    sides: str
    convention: SignConvention = SignConvention.IAEA

    @property
    def value_sources(self) -> tuple[str, ...]:
        """Whose relative errors were used, each once."""
        return tuple(dict.fromkeys(error.source for error in self.errors))


def error_assumptions(terms: Sequence[Term] | Sequence[Stratum]) -> tuple[ErrorAssumption, ...]:
    """The error model of every term, part by part; a term without error has one line that says so."""
    return tuple(line for term in terms for line in _lines(term.name, term.errors))


def sides(two_sided: bool) -> str:
    """How the sidedness of a test is printed."""
    return "two-sided" if two_sided else "one-sided"


def _lines(term: str, errors: ErrorModel) -> list[ErrorAssumption]:
    if not errors.components:
        return [ErrorAssumption(term, Level.RANDOM, 0.0, 0.0, "", "", "without error, by definition")]
    return [
        ErrorAssumption(
            term, c.level, c.relative, c.absolute,
            "" if c.level is Level.RANDOM else c.key or term, c.factor, c.source.words,
        )
        for c in errors.components
    ]  # fmt: skip
