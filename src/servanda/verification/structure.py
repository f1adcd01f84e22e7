"""How measured values make balances and share errors: MUF = J x, and the covariance of balances J V J^T.

V is never formed. Every systematic error (one correlation key, one calibration) is a unit normal variable; its loading on
a balance is the algebraic sum of what it does to the values of that balance, so covariances are combined before squaring
(Jaech, INMM 1(2), 1972). Random errors contribute J diag(v) J^T; a value that stands in two balances (an inventory that
ends one and begins the next) gives their covariance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.finding import Finding, refuse_on_error
from servanda.verification.arrays import shape_finding
from servanda.verification.block import Block, block_of
from servanda.verification.errors import ErrorComponent, Level, ValueSource
from servanda.verification.terms import Inventory, Stratum, Term, stratum_findings, term_findings

Sparse = Any  # scipy carries no types; always a csr_array of float64


@dataclass(frozen=True, slots=True)
class ErrorSource:
    """One systematic error: all measurements with this key (and calibration, if short-term) share it.

    `kind` is `relative` or `absolute`; `factor` the factor of a product it belongs to, empty for none.
    """

    level: Level
    key: str
    calibration: str
    factor: str
    kind: str

    @property
    def words(self) -> str:
        """The source as it is listed in a budget."""
        parts = (self.key, self.factor, self.calibration, "absolute" if self.kind == "absolute" else "")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Share:
    """What one systematic error does to one term: `size` (fraction, or kg if absolute) on the values at `places`.

    An absolute error acts on every measurement of a value: `times` is how often (1 for a relative error).
    """

    term: int
    source: int
    places: IntArray
    size: float
    times: FloatArray


@dataclass(frozen=True, slots=True)
class Structure:
    """Balances over values x (all terms one after the other): J, random errors and shared errors.

    `term_of` gives the term of each value. `random_relative` (fraction) and `random_absolute` (kg) are 1 sigma of a value
    as it stands, its number of measurements already counted.
    """

    balances: int
    terms: tuple[str, ...]
    term_of: IntArray
    entries: Sparse
    random_relative: FloatArray
    random_absolute: FloatArray
    sources: tuple[ErrorSource, ...]
    shares: tuple[Share, ...]
    value_sources: tuple[ValueSource, ...]

    @property
    def values(self) -> int:
        """How many measured values there are."""
        return int(self.term_of.size)

    def muf(self, x: FloatArray) -> FloatArray:
        """Balances (kg, positive is apparent loss) of values of shape (..., values): shape (..., balances)."""
        flat = x.reshape(-1, self.values)
        found = np.asarray((self.entries @ flat.T).T, dtype=np.float64)
        return found.reshape(*x.shape[:-1], self.balances)

    def random_variance(self, x: FloatArray) -> FloatArray:
        """Variance (kg²) of the random error of each value."""
        return np.asarray((self.random_relative * x) ** 2 + self.random_absolute**2)


def assemble(terms: Sequence[Term]) -> tuple[Structure, FloatArray]:
    """The structure of a sequence of balances and its values, shape (..., values). Refuses with all findings."""
    periods = min((term.periods for term in terms), default=0)
    findings = [f for term in terms for f in term_findings(term, max(periods, 1))]
    refuse_on_error("the sequence of balances", [*_common(terms), *findings, *_carried(terms)])
    return _structure(terms, periods), _joined([term.amounts for term in terms])


def assemble_balance(strata: Sequence[Stratum]) -> tuple[Structure, FloatArray]:
    """The structure of one balance made of strata of items, and its values."""
    findings = [f for stratum in strata for f in stratum_findings(stratum)]
    refuse_on_error("the balance", [*_common(strata), *findings])
    refuse_on_error("the balance", _same_measurement(strata))
    return _structure(strata, 1), _joined([stratum.amounts for stratum in strata])


def _joined(amounts: Sequence[FloatArray]) -> FloatArray:
    lead = np.broadcast_shapes(*(a.shape[:-1] for a in amounts))
    return np.concatenate([np.broadcast_to(a, (*lead, a.shape[-1])) for a in amounts], axis=-1)


def _structure(terms: Sequence[Term | Stratum], balances: int) -> Structure:
    blocks = [block_of(term) for term in terms]
    starts = np.cumsum([0, *(block.size for block in blocks)])
    sources, shares = _shared(blocks, starts)
    return Structure(
        balances,
        tuple(block.name for block in blocks),
        np.repeat(np.arange(len(blocks)), [block.size for block in blocks]),
        _entries(blocks, starts, balances),
        np.concatenate([block.errors.random_relative / np.sqrt(block.measurements) for block in blocks]),
        np.concatenate([block.errors.random_absolute * np.sqrt(block.measurements) for block in blocks]),
        sources,
        shares,
        tuple(dict.fromkeys(source for block in blocks for source in block.errors.sources)),
    )


def _entries(blocks: Sequence[Block], starts: IntArray, balances: int) -> Sparse:
    value = np.concatenate([_first_places(blocks, starts)[start + b.value] for b, start in _placed(blocks, starts)])
    balance = np.concatenate([block.balance for block in blocks])
    sign = np.concatenate([block.sign for block in blocks])
    return csr_array((sign, (balance, value)), shape=(balances, int(starts[-1])))


def _placed(blocks: Sequence[Block], starts: IntArray) -> list[tuple[Block, int]]:
    return [(block, int(start)) for block, start in zip(blocks, starts, strict=False)]


def _first_places(blocks: Sequence[Block], starts: IntArray) -> IntArray:
    """For each value the place of the value that holds its measurement: itself, or the first with the same id."""
    places = np.arange(int(starts[-1]))
    first: dict[str, int] = {}
    for block, start in _placed(blocks, starts):
        for offset, name in enumerate(block.ids):
            places[start + offset] = first.setdefault(name, start + offset)
    return places


def _shared(blocks: Sequence[Block], starts: IntArray) -> tuple[tuple[ErrorSource, ...], tuple[Share, ...]]:
    numbers: dict[ErrorSource, int] = {}
    shares: list[Share] = []
    for term, (block, start) in enumerate(_placed(blocks, starts)):
        for component in block.errors.systematic:
            for label, places in _by_label(block, component).items():
                for source, size in _sources(block, component, label):
                    number = numbers.setdefault(source, len(numbers))
                    times = block.measurements[places] if source.kind == "absolute" else np.ones(places.size)
                    shares.append(Share(term, number, start + places, size, times))
    return tuple(numbers), tuple(shares)


def _by_label(block: Block, component: ErrorComponent) -> dict[str, IntArray]:
    """Places of the values of a block by calibration; a long-term error does not know calibrations."""
    if component.level is Level.LONG_TERM or len(set(block.calibration)) == 1:
        label = "" if component.level is Level.LONG_TERM else block.calibration[0]
        return {label: np.arange(block.size)}
    labels = np.asarray(block.calibration)
    return {str(label): np.flatnonzero(labels == label) for label in dict.fromkeys(block.calibration)}


def _sources(block: Block, component: ErrorComponent, label: str) -> list[tuple[ErrorSource, float]]:
    key = component.key or block.name
    sizes = (("relative", component.relative), ("absolute", component.absolute))
    return [
        (ErrorSource(component.level, key, label, component.factor, kind), size) for kind, size in sizes if size > 0
    ]


def _common(terms: Sequence[Term] | Sequence[Stratum]) -> list[Finding]:
    """What is wrong between terms: none at all, two of one name, different units."""
    if not terms:
        nothing = np.zeros(0)
        return [
            shape_finding(nothing, "the balance", "at least one term", "give flows and inventories", "balance-empty")
        ]
    names = [term.name for term in terms]
    found = [_twice(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    units = dict.fromkeys(term.unit for term in terms)
    return found + ([_units(terms)] if len(units) > 1 else [])


def _twice(name: str) -> Finding:
    rule = "a term is named once, so that a budget can name it"
    return Finding(name, None, "term-twice", "name", "two terms of this name", "each name once", rule, "rename one")


def _units(terms: Sequence[Term] | Sequence[Stratum]) -> Finding:
    first = terms[0].unit
    other = next(term for term in terms if term.unit is not first)
    rule = "element and isotope, compound and element are different masses and never added"
    return Finding(
        other.name, None, "terms-unit-mismatch", "unit", other.unit.words, f"{first.words}, as {terms[0].name}", rule,
        "convert the amounts before, with the assay or stoichiometry stated",
    )  # fmt: skip


def _carried(terms: Sequence[Term]) -> list[Finding]:
    """An inventory that was not measured anew keeps its amount."""
    found = []
    for term in terms:
        if isinstance(term, Inventory) and term.remeasured is not None and term.remeasured.size == term.periods + 1:
            kept = ~term.remeasured[1:] & np.any(
                np.diff(term.amounts, axis=-1) != 0, axis=tuple(range(term.amounts.ndim - 1))
            )
            found += [_moved(term.name, int(place) + 2) for place in np.flatnonzero(kept)[:10]]
    return found


def _moved(name: str, line: int) -> Finding:
    rule = "an amount that stands under an older measurement is that measurement's"
    remedy = "give the older amount, or say that it was remeasured"
    return Finding(
        name, line, "inventory-changed-unmeasured", "amounts", "another amount", "the amount before", rule, remedy
    )


def _same_measurement(strata: Sequence[Stratum]) -> list[Finding]:
    """One measurement gives one amount, wherever it stands."""
    first: dict[str, float] = {}
    found = []
    ids = [(s.name, line, name) for s in strata for line, name in enumerate(s.measurement_ids, start=1)]
    masses = np.concatenate([s.amounts for s in strata if s.measurement_ids] or [np.zeros(0)])
    for (stratum, line, name), mass in zip(ids, masses, strict=True):
        if first.setdefault(name, float(mass)) != mass:
            rule = "one measurement gives one amount, wherever it stands"
            told = f"{mass:g} kg for {name!r}"
            remedy = "give both items the same mass, or the second a measurement of its own"
            found.append(
                Finding(
                    stratum,
                    line,
                    "measurement-two-amounts",
                    "measurement_ids",
                    told,
                    f"{first[name]:g} kg",
                    rule,
                    remedy,
                )
            )
    return found
