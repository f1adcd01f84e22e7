"""Devices that fail: outages long enough to matter, two devices together, and channels that share a cause.

A device is up for an exponential time of mean MTBF and down for one of mean MTTR (two-state Markov model). No published
failure figures of the Agency's devices were found: times between failures and to repair are the user's, and are shown.
An outage matters when it is longer than tau, the shortest time in which the item could be removed.
Sources: availability and the approximate form as in verification statistics, section 6.2 (computed); beta-factor model
of common causes (recalled); the exact forms were derived here and are held to a simulation in the tests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.verification.asked import positive, probability
from servanda.verification.belief import dual_unavailability_beta_factor, long_outage_probability

STEPS_PER_TIME = 400
"""Steps of the exact computation in the shortest of the times that it follows."""

MOST_STEPS = 2_000_000


@dataclass(frozen=True, slots=True)
class Device:
    """A seal reader, camera or monitor: mean days between failures, mean days to repair."""

    mtbf_days: float
    mttr_days: float

    def __post_init__(self) -> None:
        positive((self.mtbf_days, self.mttr_days), "mean time between failures and to repair", "days")

    @property
    def availability(self) -> float:
        """Share of time up: MTBF / (MTBF + MTTR)."""
        return self.mtbf_days / (self.mtbf_days + self.mttr_days)

    @property
    def unavailability(self) -> float:
        """Share of time down."""
        return 1 - self.availability


def long_outage(device: Device, days: float, tau_days: float) -> float:
    """Probability of at least one outage longer than tau that begins in `days`: 1 - exp(-(T/MTBF) exp(-tau/MTTR)).

    Takes the device as always up between failures, which overstates the number of failures by about 1/availability.
    """
    return long_outage_probability(days, device.mtbf_days, device.mttr_days, tau_days)


def long_outage_exactly(device: Device, days: float, tau_days: float) -> float:
    """Probability that within `days`, the device being up at first, some outage has lasted longer than tau.

    With S(t) the probability of none yet: S' = -a S + a (I + J); I is the chance that the failure was repaired in time and
    nothing followed, J that it is not yet longer than tau. I' = -b I + b S(t) - b exp(-b tau) S(t - tau), a = 1/MTBF, b = 1/MTTR.
    """
    positive(days, "days", "days")
    if tau_days < 0:
        raise Misuse(f"tau {tau_days:g} days: a time is not negative")
    a, b = 1 / device.mtbf_days, 1 / device.mttr_days
    step = min(t for t in (device.mtbf_days, device.mttr_days, tau_days, days) if t > 0) / STEPS_PER_TIME
    lag = round(tau_days / step)
    count = math.ceil(days / step)
    if count > MOST_STEPS:
        raise Misuse(
            f"{days:g} days in steps of {step:.3g}: too many; use long_outage, which is close where repairs are short"
        )
    return max(0.0, 1 - _survival(a, b, days / count, count, lag))


def _survival(a: float, b: float, step: float, count: int, lag: int) -> float:
    """Heun's method; a tau of `lag` steps."""
    gone = math.exp(-b * lag * step)
    s, i = np.ones(count + 1), 0.0

    def slopes(place: int, now: float, held: float) -> tuple[float, float]:
        waiting = math.exp(-b * place * step) if place < lag else 0.0
        late = b * gone * s[place - lag] if lag and place >= lag else b * now if not lag else 0.0
        return a * (held + waiting - now), b * now - b * held - late

    for place in range(count):
        ds, di = slopes(place, float(s[place]), i)
        s[place + 1], ahead = s[place] + step * ds, i + step * di
        ds2, di2 = slopes(place + 1, float(s[place + 1]), ahead)
        s[place + 1], i = s[place] + step * (ds + ds2) / 2, i + step * (di + di2) / 2
    return float(s[count])


@dataclass(frozen=True, slots=True)
class DualOutage:
    """Two like devices, a fraction `common` of failures taking both: the probability of an outage of both beyond tau."""

    independent: float
    with_common: float
    unavailability: float

    @property
    def times_worse(self) -> float:
        """How many times worse than two devices without a common cause."""
        return self.with_common / self.independent if self.independent else math.inf


def dual_outage(device: Device, days: float, tau_days: float, common: float) -> DualOutage:
    """Probability that both are down together for longer than tau, at least once in `days`.

    Both go down by chance at the rate 2 A U a, one being down already, and stay so while neither is repaired: exp(-2 b tau).
    A common cause takes both at the rate `common` × a, and the pair is restored together: exp(-b tau).
    """
    probability(common, "common-cause fraction", ends=True)
    positive(days, "days", "days")
    if tau_days < 0:
        raise Misuse(f"tau {tau_days:g} days: a time is not negative")
    alone = _chance_rate(device, tau_days, 1.0)
    rate = _chance_rate(device, tau_days, 1 - common) + common / device.mtbf_days * math.exp(
        -tau_days / device.mttr_days
    )
    down = dual_unavailability_beta_factor(device.unavailability, common)
    return DualOutage(-math.expm1(-days * alone), -math.expm1(-days * rate), down)


def _chance_rate(device: Device, tau_days: float, share: float) -> float:
    """Rate at which two devices, failing independently at `share` of their rate, begin a joint outage beyond tau."""
    a, b = share / device.mtbf_days, 1 / device.mttr_days
    up = b / (a + b)
    return 2 * up * (1 - up) * a * math.exp(-2 * b * tau_days)


def continuity_failed(
    device: Device | None, days: float, tau_days: float, *, devices: int = 1, common: float = 0.1
) -> float:
    """Probability u that continuity of knowledge failed over `days` without an inspection.

    No device: 1, nothing shows that the items stayed. One: a long outage. Two: a long outage of both.
    """
    if devices not in (0, 1, 2):
        raise Misuse(f"{devices} devices: give 0, 1 (single) or 2 (dual containment and surveillance)")
    if device is None or devices == 0:
        return 1.0
    if days == 0:
        return 0.0
    return (
        long_outage(device, days, tau_days) if devices == 1 else dual_outage(device, days, tau_days, common).with_common
    )


def combined_miss(misses: Sequence[FloatArray], common: float = 0.0) -> FloatArray:
    """Non-detection of several channels, each an array over time (or one number): attended and unattended together.

    Independent channels multiply: beta(t) = product of beta_c(t) (Jarman and Smith 2016, abstract read). With probability
    `common` one cause decides for all of them and they miss together as often as the best alone: the smallest beta_c(t).
    """
    if not misses:
        raise Misuse("no channel: give the non-detection probability of at least one")
    probability(common, "common-cause fraction", ends=True)
    channels = np.array(np.broadcast_arrays(*(probability(m, "non-detection probability", ends=True) for m in misses)))
    return np.asarray((1 - common) * channels.prod(axis=0) + common * channels.min(axis=0))


def attended_miss(times: FloatArray, dates: Sequence[float], beta: float) -> FloatArray:
    """beta to the power of the inspections that took place by each time; dates and times in days from the same day."""
    probability(beta, "beta", ends=True)
    taken = np.searchsorted(np.sort(np.asarray(dates, dtype=np.float64)), times, side="right")
    return np.asarray(beta**taken, dtype=np.float64)


def unattended_miss(times: FloatArray, device: Device, mean_delay_days: float) -> FloatArray:
    """An instrument that notices after an exponential time while it is up: U + A exp(-t / delay).

    Taken as up or down for the whole time, the cautious case for short spans.
    """
    positive(mean_delay_days, "mean delay", "days")
    return np.asarray(device.unavailability + device.availability * np.exp(-np.maximum(times, 0.0) / mean_delay_days))
