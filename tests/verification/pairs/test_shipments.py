"""Shipper-receiver differences: sums that grow, innovations that are independent, alarms as rare as stated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse, Refused
from servanda.verification.sequence import standardise
from servanda.verification.shipper_receiver import Errors, innovations, shipper_receiver

SIDE = Errors(0.001, 0.0005)
GREAT = Errors(0.001, 0.01)
"""Shared errors ten times the random ones: differences over their sigma are correlated by 0.99."""


def test_small_difference_in_every_shipment_shows_in_the_sum() -> None:
    """Each of 40 shipments is within 3 sigma, their running sum is not: from the first on it might be a calibration, and
    the cumulative sums, which allow for that, stay silent."""
    shipped = np.full(40, 100.0)
    found = shipper_receiver(shipped, shipped - 0.25, SIDE, SIDE)
    assert not found.significant.any()
    assert found.cumulated_significant[-1]
    assert not found.cumulated_significant[0]
    assert found.first_alarm is None


def test_small_difference_that_begins_later_shows_in_the_cumulative_sum() -> None:
    """Nothing is missing from ten shipments and 0.4 kg from each that follows: no calibration explains the change."""
    shipped = np.full(40, 100.0)
    found = shipper_receiver(shipped, shipped - 0.4 * (np.arange(40) >= 10), SIDE, SIDE)
    assert not found.significant.any()
    assert found.first_alarm is not None
    assert 11 < found.first_alarm < 20
    assert found.upper_sum[found.first_alarm - 1] > found.limit >= found.upper_sum[found.first_alarm - 2]


def test_systematic_errors_of_shipments_add_up_and_random_ones_in_squares() -> None:
    """Sigma of the sum of n equal shipments: sqrt(2 (n (x dr)² + (n x ds)²)); calibrations anew: ds in squares of their sums."""
    found = shipper_receiver([100.0] * 9, [100.0] * 9, SIDE, SIDE)
    assert found.cumulated_sigma[-1] == pytest.approx(math.sqrt(2 * (9 * 0.1**2 + (9 * 0.05) ** 2)))
    assert found.first_alarm is None
    anew = Errors(0.001, 0.0005, [*"aaaabbbbb"])
    split = shipper_receiver([100.0] * 9, [100.0] * 9, anew, SIDE).cumulated_sigma[-1]
    assert split == pytest.approx(math.sqrt(18 * 0.1**2 + (9 * 0.05) ** 2 + (4 * 0.05) ** 2 + (5 * 0.05) ** 2))


@given(st.lists(st.floats(1.0, 50.0), min_size=1, max_size=8), st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 3]))
def test_innovations_are_those_of_the_inverse_factor(masses: list[float], seed: int, sources: int) -> None:
    """Step by step the same as L⁻¹ d of the whole covariance."""
    generator = np.random.default_rng(seed)
    n = len(masses)
    loadings, random = generator.uniform(-1, 1, (n, sources)), generator.uniform(0.01, 1, n)
    expected = standardise(np.asarray(masses), loadings @ loadings.T + np.diag(random)).sitmuf
    np.testing.assert_allclose(innovations(np.asarray(masses), loadings, random), expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("errors", [SIDE, GREAT], ids=["small shared errors", "great shared errors"])
def test_the_realised_false_alarm_rate_is_the_stated_one(errors: Errors) -> None:
    """2,000 series of 30 shipments, recalibrated once: alarms within four standard errors of 5 %, innovations standard."""
    generator = np.random.default_rng(12)
    runs, n = 2000, 30
    true = generator.uniform(80, 120, n)
    labels = ["a"] * 20 + ["b"] * 10
    index = np.repeat([0, 1], [20, 10])
    own = Errors(errors.random, errors.systematic, labels)
    measured = []
    for calibration in (index, np.zeros(n, dtype=int)):
        shared = errors.systematic * generator.standard_normal((runs, 2))[:, calibration]
        measured.append(true * (1 + errors.random * generator.standard_normal((runs, n)) + shared))
    found = [shipper_receiver(s, r, own, errors) for s, r in zip(*measured, strict=True)]
    rate = np.mean([f.first_alarm is not None for f in found])
    assert abs(rate - 0.05) < 4 * math.sqrt(0.05 * 0.95 / runs)
    z = np.array([f.innovation for f in found])
    assert (np.abs(z.mean(axis=0)) < 4.5 / math.sqrt(runs)).all()
    assert (np.abs(z.std(axis=0) - 1) < 4.5 / math.sqrt(2 * runs)).all()


def test_sums_of_differences_over_their_sigma_would_alarm_far_too_often() -> None:
    """Why innovations are needed: under great shared errors the same limit is passed in more than a third of all series."""
    generator = np.random.default_rng(13)
    shared = generator.standard_normal((2000, 1))
    z = (0.001 * generator.standard_normal((2000, 30)) + 0.01 * shared) / math.hypot(0.001, 0.01)
    limit = shipper_receiver(np.ones(30), np.ones(30), SIDE, SIDE).limit
    high, low, alarm = np.zeros(2000), np.zeros(2000), np.zeros(2000, dtype=bool)
    for column in z.T:
        high, low = np.maximum(0, high + column - 0.5), np.maximum(0, low - column - 0.5)
        alarm |= (high > limit) | (low > limit)
    assert alarm.mean() > 0.35


def test_head_start_alarms_sooner_and_perfect_measurements_alarm_at_once() -> None:
    """A head start shortens the way; without errors any difference is beyond every limit."""
    shipped = np.full(40, 100.0)
    plain, fast = (shipper_receiver(shipped, shipped - 0.3, SIDE, SIDE, head_start=h) for h in (0.0, 2.0))
    assert plain.first_alarm is not None
    assert fast.first_alarm is not None
    assert fast.first_alarm <= plain.first_alarm
    assert fast.limit > plain.limit
    perfect = Errors(0.0, 0.0)
    assert shipper_receiver([1.0, 1.0], [1.0, 0.9], perfect, perfect).first_alarm == 2


def test_without_random_errors_a_shipment_that_follows_the_calibration_is_no_news() -> None:
    """With one shared error only, the first difference determines the others; one that does not follow is infinitely far off."""
    one, none = Errors(0.0, 0.01), Errors(0.0, 0.0)
    found = shipper_receiver([101.0, 202.0, 101.0], [100.0, 200.0, 90.0], one, none)
    assert found.innovation[1] == 0.0
    assert found.innovation[2] == math.inf
    assert found.first_alarm == 3


@given(st.floats(0.1, 1000))
def test_unit_does_not_matter(scale: float) -> None:
    """Grams or kilograms: the same innovations and alarms."""
    shipped, received = np.array([100.0, 90.0, 110.0]), np.array([99.9, 90.2, 109.5])
    base, other = (shipper_receiver(f * shipped, f * received, SIDE, GREAT) for f in (1.0, scale))
    assert other.innovation == pytest.approx(base.innovation)
    assert other.first_alarm == base.first_alarm


def test_shipments_are_checked() -> None:
    """Lengths, masses and calibrations are findings; percent is asked about; alpha is a probability."""
    with pytest.raises(Refused, match="lengths-differ"):
        shipper_receiver([1.0], [1.0, 2.0], SIDE, SIDE)
    with pytest.raises(Refused, match="2 calibrations of the receiver for 1 shipments"):
        shipper_receiver([1.0], [1.0], SIDE, Errors(0.001, 0.001, ["a", "b"]))
    with pytest.raises(Misuse, match="is this percent"):
        shipper_receiver([1.0], [1.0], Errors(0.5, 0.1), SIDE)
    with pytest.raises(Misuse, match="one mass for each shipment"):
        shipper_receiver([[1.0]], [[1.0]], SIDE, SIDE)
    with pytest.raises(Misuse, match="alpha is 5; give a probability"):
        shipper_receiver([1.0], [1.0], SIDE, SIDE, alpha=5)
