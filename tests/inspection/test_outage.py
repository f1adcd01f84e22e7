"""Outages against a simulation of the same devices, common causes, and channels together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.inspection.outage import (
    Device,
    attended_miss,
    combined_miss,
    continuity_failed,
    dual_outage,
    long_outage,
    long_outage_exactly,
    unattended_miss,
)

CAMERA = Device(mtbf_days=100, mttr_days=2)
CHANCES = st.floats(0, 1)


def simulated(device: Device, days: float, tau: float, runs: int, seed: int) -> float:
    """Share of runs with an outage longer than tau within the days, the device being up at first."""
    generator = np.random.default_rng(seed)
    clock, found, done = np.zeros(runs), np.zeros(runs, dtype=bool), np.zeros(runs, dtype=bool)
    while not done.all():
        clock += generator.exponential(device.mtbf_days, runs)
        down = generator.exponential(device.mttr_days, runs)
        found |= ~done & (np.minimum(down, days - clock) > tau)
        clock += down
        done |= found | (clock > days)
    return float(found.mean())


@pytest.mark.parametrize(
    ("device", "days", "tau"),
    [(CAMERA, 365, 5), (Device(20, 10), 90, 10), (Device(400, 1), 30, 0.5), (Device(5, 5), 40, 3)],
)
def test_the_exact_form_against_a_simulation(device: Device, days: float, tau: float) -> None:
    """Within four standard errors of 40,000 simulated runs, long repairs included."""
    expected = long_outage_exactly(device, days, tau)
    error = math.sqrt(expected * (1 - expected) / 40_000)
    assert simulated(device, days, tau, 40_000, 7) == pytest.approx(expected, abs=4 * error)


def test_the_short_form_overstates_a_little() -> None:
    """1 - exp(-(365/100) exp(-5/2)) = 0.2589, exactly 0.2528: the device does not fail while it is down."""
    assert long_outage(CAMERA, 365, 5) == pytest.approx(1 - math.exp(-3.65 * math.exp(-2.5)))
    assert long_outage(CAMERA, 365, 5) == pytest.approx(0.258893, abs=1e-6)
    assert long_outage_exactly(CAMERA, 365, 5) == pytest.approx(0.25276, abs=1e-4)


def test_any_outage_at_all_is_the_first_failure() -> None:
    """With tau 0 the exact form is 1 - exp(-days / MTBF)."""
    assert long_outage_exactly(CAMERA, 50, 0) == pytest.approx(1 - math.exp(-0.5), abs=1e-6)


def test_an_outage_longer_than_the_time_asked_about_cannot_have_happened() -> None:
    """Tau beyond the days gives 0 exactly, where the short form does not."""
    assert long_outage_exactly(CAMERA, 3, 4) == pytest.approx(0, abs=1e-9)
    assert long_outage(CAMERA, 3, 4) > 0


def test_availability() -> None:
    """MTBF / (MTBF + MTTR)."""
    assert CAMERA.availability == pytest.approx(100 / 102)
    assert CAMERA.unavailability == pytest.approx(2 / 102)


@pytest.mark.parametrize("common", [0.0, 0.2])
def test_two_devices_against_a_simulation(common: float) -> None:
    """Joint outages beyond tau of two devices with common failures, event by event, within four standard errors."""
    device, days, tau, runs = Device(10, 2), 60.0, 1.0, 6_000
    generator, found = np.random.default_rng(11), 0
    for _ in range(runs):
        ends = np.array([0.0, 0.0])  # until when each device is down
        clock = 0.0
        while True:
            clock += generator.exponential(1 / (2 * (1 - common) / 10 + common / 10))
            if clock > days:
                break
            if generator.random() < common / (2 * (1 - common) + common):
                ends = np.maximum(ends, clock + generator.exponential(2))
            else:
                one = int(generator.integers(2))
                if ends[one] <= clock:
                    ends[one] = clock + generator.exponential(2)
            if min(ends.min(), math.inf) - clock > tau:
                found += 1
                break
    expected = dual_outage(device, days, tau, common).with_common
    # The closed form takes joint outages as rare and separate: it may be off by a twentieth beside chance.
    assert found / runs == pytest.approx(expected, rel=0.05, abs=4 * math.sqrt(expected / runs))


def test_a_common_cause_decides() -> None:
    """u = 0.02, a tenth in common: 0.002324, 5.8 times worse than independent devices (E-11)."""
    found = dual_outage(Device(98, 2), 365, 3, 0.1)
    assert found.unavailability == pytest.approx(0.002324, abs=1e-9)
    assert found.unavailability / 0.02**2 == pytest.approx(5.81)
    assert found.times_worse > 5


@given(common=CHANCES, days=st.floats(1, 1000), tau=st.floats(0, 20))
def test_two_devices_are_no_worse_than_one(common: float, days: float, tau: float) -> None:
    """And a common cause never helps."""
    found = dual_outage(CAMERA, days, tau, common)
    assert found.with_common <= long_outage(CAMERA, days, tau) + 1e-12
    assert found.independent <= found.with_common + 1e-12


def test_continuity_that_failed() -> None:
    """No device: certain. No day: not at all. One device: a long outage. Two: a long outage of both."""
    assert continuity_failed(None, 10, 2) == 1
    assert continuity_failed(CAMERA, 10, 2, devices=0) == 1
    assert continuity_failed(CAMERA, 0, 2) == 0
    assert continuity_failed(CAMERA, 90, 2) == long_outage(CAMERA, 90, 2)
    assert continuity_failed(CAMERA, 90, 2, devices=2, common=0.1) == dual_outage(CAMERA, 90, 2, 0.1).with_common
    with pytest.raises(Misuse) as refused:
        continuity_failed(CAMERA, 10, 2, devices=3)
    assert str(refused.value) == "3 devices: give 0, 1 (single) or 2 (dual containment and surveillance)"


@given(st.lists(CHANCES, min_size=1, max_size=4), CHANCES)
def test_channels_together(misses: list[float], common: float) -> None:
    """Between the product and the best channel alone; adding a channel never raises what is missed."""
    found = float(combined_miss([np.array(m) for m in misses], common))
    assert math.prod(misses) - 1e-12 <= found <= min(misses) + 1e-12
    assert float(combined_miss([*(np.array(m) for m in misses), np.array(0.5)], common)) <= found + 1e-12


def test_attended_and_unattended_over_time() -> None:
    """Inspections on days 10 and 20 (beta 0.5) with a monitor that notices within 30 days on average."""
    times = np.array([0.0, 10.0, 19.9, 20.0, 60.0])
    visits, monitor = attended_miss(times, [20, 10], 0.5), unattended_miss(times, CAMERA, 30)
    assert visits.tolist() == [1, 0.5, 0.5, 0.25, 0.25]
    assert monitor[0] == pytest.approx(1)
    assert monitor[-1] == pytest.approx(2 / 102 + 100 / 102 * math.exp(-2))
    assert combined_miss([visits, monitor]) == pytest.approx(visits * monitor)
    assert combined_miss([visits, monitor], 0.1)[-1] == pytest.approx(
        0.9 * visits[-1] * monitor[-1] + 0.1 * min(visits[-1], monitor[-1])
    )


def test_no_channel() -> None:
    """Nothing to combine."""
    with pytest.raises(Misuse) as refused:
        combined_miss([])
    assert str(refused.value) == "no channel: give the non-detection probability of at least one"
