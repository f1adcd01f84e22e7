"""Mechanical forecasters: fixed rules that extend a series, so that a scoring can be tried on the record alone.

They are no people and no model of a programme. Each gives quantiles from its own past errors on the same series: the point
forecast, and on both sides the root mean square of those errors times the 95 % point of Student's t with as many degrees of
freedom as there were errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

LEAST_HISTORY = 4
"""Values before a forecast: fewer give no past errors to take a spread from."""
TREND_POINTS = 4

Rule = Callable[[FloatArray, FloatArray, float], float]


@dataclass(frozen=True, eq=False, slots=True)
class Series:
    """Values on days (rising, counted from any day) and the least spread of a forecast, half the last digit or unit."""

    days: FloatArray
    values: FloatArray
    least_spread: float


def persistence(days: FloatArray, values: FloatArray, day: float) -> float:
    """The last value again."""
    return float(values[-1])


def last_growth(days: FloatArray, values: FloatArray, day: float) -> float:
    """The last value, and as much more a day as between the last two."""
    rate = (values[-1] - values[-2]) / (days[-1] - days[-2])
    return float(values[-1] + rate * (day - days[-1]))


def linear_trend(days: FloatArray, values: FloatArray, day: float) -> float:
    """The straight line of least squares through the last four values."""
    x, y = days[-TREND_POINTS:], values[-TREND_POINTS:]
    slope, start = np.polyfit(x - x[-1], y, 1)
    return float(start + slope * (day - x[-1]))


FORECASTERS: dict[str, Rule] = {
    "mechanical: persistence": persistence,
    "mechanical: last growth": last_growth,
    "mechanical: linear trend": linear_trend,
}
"""The rules by the name under which they are shown."""


def forecast(rule: Rule, series: Series, day: float) -> tuple[float, float, float]:
    """The 5 %, 50 % and 95 % quantiles of the value on a later day; the amount never falls below 0."""
    days, values = series.days, series.values
    if len(values) < LEAST_HISTORY or day <= days[-1]:
        raise Misuse(
            f"a forecast for day {day:g} from {len(values)} values up to day {days[-1] if len(days) else 0:g}: give at least "
            f"{LEAST_HISTORY}, all earlier"
        )
    errors = [rule(days[:k], values[:k], float(days[k])) - values[k] for k in range(2, len(values))]
    spread = float(np.sqrt(np.mean(np.square(errors))) * special.stdtrit(len(errors), 0.95))
    spread = max(spread, series.least_spread)
    middle = max(rule(days, values, day), series.least_spread)
    return max(middle - spread, 0.0), middle, middle + spread
