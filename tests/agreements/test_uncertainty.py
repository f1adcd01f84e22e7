"""Measurement meets limit: probability of exceeding, guard band, and rough texts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreements.model import Comparator
from servanda.agreements.uncertainty import measured, rounded, with_guard
from servanda.agreements.verdict import Status, Verdict
from servanda.core.estimate import Estimate, estimate
from servanda.core.names import Basis, Qualifier
from servanda.core.unit import Unit
from servanda.evidence.statement import Statement
from tests.agreements.build import agreement, ask, ask_about, machines, said, stock


def kilograms(
    value: float, error: float | None = None, low: float | None = None, high: float | None = None
) -> Estimate:
    """A verified mass."""
    return estimate(value, Unit.KG_U, Basis.VERIFIED, low=low, high=high, standard_uncertainty=error)


def stated(value: float, error: float) -> Statement:
    """A stock with a stated standard uncertainty."""
    return replace(stock("a", "2017-01-01", value), standard_uncertainty=Decimal(str(error)))


def verdict(*statements: Statement) -> Verdict:
    """The verdict on the plain stock cap of 202.8 kg U."""
    (found,) = ask(agreement(), "2017-01-10", *statements).verdicts
    return found


@pytest.mark.parametrize(
    ("value", "error", "probability", "above"),
    [
        (205.8, 3.0, 0.841345, False),
        (202.8, 3.0, 0.5, False),
        (199.8, 3.0, 0.158655, False),
        (208.9, 3.0, 0.978991, True),
    ],
)
def test_a_standard_uncertainty_gives_a_probability(
    value: float, error: float, probability: float, above: bool
) -> None:
    """One, zero and two standard uncertainties from the limit: the normal distribution's 0.8413, 0.5 and 0.979."""
    found = measured(kilograms(value, error), Comparator.AT_MOST, 202.8)
    assert found is not None
    assert found.probability == pytest.approx(probability, abs=2e-6)
    assert (found.above_error, found.guard_band) == (above, 6.0)


def test_bounds_alone_are_a_rectangular_distribution() -> None:
    """A quarter of the range from 200 to 210 lies above 207.5; its standard uncertainty is the width over root twelve."""
    found = measured(kilograms(205, low=200, high=210), Comparator.AT_MOST, 207.5)
    assert found is not None
    assert found.probability == pytest.approx(0.25)
    assert found.standard_uncertainty == pytest.approx(10 / 12**0.5)
    assert found.distribution == "rectangular distribution"


@given(st.floats(1, 1000), st.floats(0.01, 100), st.floats(1, 1000))
def test_both_sides_of_a_limit_add_up_to_one(value: float, error: float, limit: float) -> None:
    """The probability of being above a limit and of being below it are one together; the excess turns its sign."""
    upper, lower = (measured(kilograms(value, error), c, limit) for c in (Comparator.AT_MOST, Comparator.AT_LEAST))
    assert upper is not None
    assert lower is not None
    assert upper.probability + lower.probability == pytest.approx(1.0)
    assert upper.excess == pytest.approx(-lower.excess)


def test_without_an_uncertainty_nothing_is_made_up() -> None:
    """A value stated without one has no probability, and a limit in words none either."""
    assert measured(kilograms(205), Comparator.AT_MOST, 202.8) is None
    assert measured(kilograms(205, 3), Comparator.AT_MOST, "value at start") is None
    assert measured(kilograms(205, 3), Comparator.EQUAL, 202.8) is None
    assert with_guard(kilograms(205)) == kilograms(205)


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (196.7, 3.0, Status.COMPLIANT),
        (196.9, 3.0, Status.UNDETERMINED),
        (208.7, 3.0, Status.UNDETERMINED),
        (208.9, 3.0, Status.EXCEEDED),
    ],
)
def test_inside_the_guard_band_nothing_is_decided(value: float, error: float, expected: Status) -> None:
    """Twice the standard uncertainty on both sides of the limit decides neither way."""
    assert verdict(stated(value, error)).status is expected


def test_the_reason_tells_the_probability_and_the_error() -> None:
    """What an analyst needs stands in the sentence."""
    assert verdict(stated(205.8, 3.0)).reason == (
        "enriched uranium in all forms: 205.8 kg U, standard uncertainty 3 kg U, against at most 202.8 kg U (3 kg U beyond "
        "the limit, guard band 6 kg U (twice the standard uncertainty 3, normal distribution); probability of a breach "
        "0.841; the excess is not above the measurement error)"
    )


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("205", 204.5, 205.5),
        ("10", 5, 15),
        ("200", 150, 250),
        ("4.5", 4.45, 4.55),
        ("0", 0, 0.5),
        ("2105.40", 2105.35, 2105.45),
    ],
)
def test_an_approximate_number_is_taken_as_rounded(written: str, low: float, high: float) -> None:
    """To its last digit that is not zero: about ten is anything that is rounded to ten."""
    found = rounded(Decimal(written), kilograms(float(written)))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


def test_about_ten_against_ten_decides_nothing() -> None:
    """A rough count leaves the limit on R&D machines open, and the reason says why."""
    ten = replace(machines("a", "operating_machines", "2019-05-31", "IR-6", "PFEP", 10), qualifier=Qualifier.APPROX)
    (found,) = ask_about("jcpoa", "JCPOA-A1-35", "2019-06-01", replace(ten, subject="IR-4")).verdicts
    assert found.status is Status.UNDETERMINED
    assert any("taken as rounded, from 5 to 15" in note for note in found.notes)


def test_a_count_in_words_alone_is_told() -> None:
    """What is said without a number decides nothing and is quoted."""
    words = said("a", "uranium_mass", "2017-01-01", form="all_forms", band="total", text="a few hundred kilograms")
    found = verdict(words)
    assert (found.status, found.reason) == (
        Status.UNDETERMINED, "stated only in words for 2017-01-01 (a): a few hundred kilograms",
    )  # fmt: skip


def test_uncertainties_of_a_sum_add_up() -> None:
    """How the parts hang together is not stated: the largest sum is taken."""
    parts = [
        replace(stock(b, "2017-01-01", 100, form="UF6", band=b), standard_uncertainty=Decimal(2))
        for b in ("up_to_2", "up_to_5")
    ]
    value = verdict(*parts).value
    assert value is not None
    assert value.standard_uncertainty == 4.0
