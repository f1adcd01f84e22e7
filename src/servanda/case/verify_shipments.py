"""Evaluates a table of shipments, and a series of any kind: differences, running sum, cumulative sums, trends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from servanda.case.verify_checks import parsed
from servanda.case.verify_lists import labels
from servanda.case.verify_pairs import TestLine, trend_findings, trend_tests
from servanda.core.arrays import FloatArray
from servanda.core.finding import Finding, Severity, refuse_on_error
from servanda.core.table import Row
from servanda.verification.asked import probability
from servanda.verification.shipper_receiver import Errors, ShipperReceiver, shipper_receiver

RULE = "shipper-receiver differences are tested one by one and cumulated (INFCIRC/153 para 72(c))"
CAUSE = "compare the calibrations of both sides, then ask for a joint measurement"


@dataclass(frozen=True, slots=True)
class ShipmentsAnswer:
    """Shipments in order of time with what every test says, and the trend of their innovations."""

    names: tuple[str, ...]
    found: ShipperReceiver
    tests: tuple[TestLine, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SeriesAnswer:
    """Tests of a series in its order."""

    values: FloatArray
    tests: tuple[TestLine, ...]
    findings: tuple[Finding, ...]


def evaluate_shipments(
    rows: tuple[Row, ...], shipper: Errors, receiver: Errors, place: str, *, alpha: float = 0.05, k: float = 0.5,
    sure: bool = False,
) -> ShipmentsAnswer:  # fmt: skip
    """Evaluate the rows of a table of shipments."""
    shipped, received = (np.array([float(r[c]) for r in rows]) for c in ("shipped_kg", "received_kg"))
    found = shipper_receiver(
        shipped, received, replace(shipper, calibration=labels(rows, "shipper_calibration", "shipper's calibration")),
        replace(receiver, calibration=labels(rows, "receiver_calibration", "receiver's calibration")),
        alpha=alpha, k=k, sure=sure,
    )  # fmt: skip
    # Innovations and not differences: a new calibration moves differences by itself.
    tests = trend_tests(found.innovation[np.isfinite(found.innovation)], None, "innovations")
    told = (*_findings(rows, found), *trend_findings(place, tests, alpha))
    return ShipmentsAnswer(tuple(r["shipment"] for r in rows), found, tests, told)


def _findings(rows: Sequence[Row], found: ShipperReceiver) -> Iterator[Finding]:
    for place, row in enumerate(rows):
        if found.significant[place]:
            told = f"{row['shipment']}: difference {found.difference[place]:.4g} kg"
            yield _warning(row, "verify-shipment", told, f"within 3 sigma of {found.sigma[place]:.3g} kg")
    if found.cumulated_significant[-1]:
        told = f"{found.cumulated[-1]:.4g} kg over all shipments"
        yield _warning(rows[-1], "verify-shipments-sum", told, f"within 3 sigma of {found.cumulated_sigma[-1]:.3g} kg")
    if found.first_alarm is not None:
        row = rows[found.first_alarm - 1]
        told = f"{row['shipment']}: the cumulative sum passes its limit"
        yield _warning(row, "verify-shipments-alarm", told, f"sums of at most {found.limit:.4g}")


def _warning(row: Row, name: str, found: str, expected: str) -> Finding:
    return row.finding(name, "received_kg", expected, RULE, CAUSE, found=found, severity=Severity.WARNING)


def evaluate_series(rows: tuple[Row, ...], place: str, *, alpha: float = 0.05) -> SeriesAnswer:
    """Trend tests of the rows of a series."""
    probability(alpha, "alpha")
    values = np.array([float(r["value"]) for r in rows])
    times = None
    if labels(rows, "time", "time") is not None:
        times = np.array([parsed(r["time"]) for r in rows])
        refuse_on_error(
            "the series", [_order(row) for row, rises in zip(rows[1:], np.diff(times) > 0, strict=True) if not rises]
        )
    tests = trend_tests(values, times)
    return SeriesAnswer(values, tests, tuple(trend_findings(place, tests, alpha)))


def _order(row: Row) -> Finding:
    expected = "a time later than that of the line before"
    return row.finding(
        "verify-time-order", "time", expected, "lines stand in order of time", "sort the lines, or mend the time"
    )
