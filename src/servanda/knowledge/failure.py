"""Probability that continuity of knowledge failed, given what containment and surveillance did since the verification.

Model: outages of a device form a two-state process, and one longer than it takes to remove an item matters
(`verification.belief.long_outage_probability`); two devices fail together by a common cause (beta factor). No failure
history of the Agency's devices is public: the figures of `DEVICE` are assumed, and every result says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.core.finding import Misuse
from servanda.knowledge.means import Continuity, Means, MeansInterval, Working
from servanda.verification.belief import dual_unavailability_beta_factor, long_outage_probability

DEVICES = (Means.SEAL, Means.CAMERA, Means.MONITOR)


@dataclass(frozen=True, slots=True)
class DeviceHistory:
    """Mean days between failures and to repair, days needed to remove an item, and the share of failures in common."""

    mtbf_days: float = 693.0
    mttr_days: float = 7.0
    removal_days: float = 1.0
    common_fraction: float = 0.1
    basis: str = (
        "assumed: available 99 % of the time (Agency target, recalled), repaired within a week, one day to remove an item, "
        "one failure in ten in common; no failure history is published"
    )


DEVICE = DeviceHistory()


def failure_probability(
    state: Continuity, means: Mapping[Means, MeansInterval], days: int | None, device: DeviceHistory = DEVICE
) -> tuple[float, str]:
    """Probability that continuity failed in the `days` since the material was verified, and what it rests on.

    `means` are those that held all that time, each at its worst. Lost, not to be known, never verified, or watched by
    no device: 1. A reduced device counts as one that cannot back up another.
    """
    if days is not None and days < 0:
        raise Misuse(f"{days} days since the verification: days are counted forward, give 0 or more")
    if state is Continuity.LOST:
        return 1.0, "continuity lost"
    if days is None:
        return 1.0, "no verification recorded from which continuity could be kept"
    if days == 0:
        return 0.0, "verified on the day"
    working = [m for m in DEVICES if m in means and means[m].state is Working.WORKING]
    reduced = [m for m in DEVICES if m in means and means[m].state is Working.REDUCED]
    if not working and not reduced:
        return 1.0, "no seal, camera or monitor is known to work"
    one = long_outage_probability(days, device.mtbf_days, device.mttr_days, device.removal_days)
    names = ", ".join(m.value for m in (*working, *reduced))
    if len(working) < 2:
        return one, f"one device in effect ({names}) over {days} days; {device.basis}"
    both = dual_unavailability_beta_factor(one, device.common_fraction)
    return both, f"two devices or more ({names}) over {days} days; {device.basis}"
