"""Rows of Monte Carlo regressions: a seed, distributions in the order in which they are drawn, and what is asked of the sample.

The model is the published regression example: a stock at 60 % of which a share `f` can be reached, `N` machines of `s` SWU a
year with availability `a`, process loss `l`, restart `d` months; where the share does not hold the feed of one quantity, the
5 % route is taken. A row gives `seed`, `draws`, and may give distributions, stock, assays, tails and target of its own.

Asked, by arguments or unit: quantiles (`probabilities`, or five by default); `below_months`: P(T < each); `route`: share of
the 60 % route; `index`, `input`: first-order index on ln T of each input named; `loss_act`, `loss_wait`, `threshold_months` with
`evppi` of an input: value of information, or of all of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from servanda.capability.campaign import campaign
from servanda.capability.feed import feed
from servanda.capability.ramp import DAYS_PER_MONTH, machines, steady
from servanda.capability.sensitivity import first_order
from servanda.core.arrays import FloatArray
from servanda.core.distribution import Beta, Distribution, Fixed, Gamma, LogNormal, Triangular, Uniform
from servanda.core.sample import FIVE, quantiles
from servanda.core.uncertain import Input, draw_inputs
from servanda.core.unit import Unit

Inputs = Mapping[str, Any]
DEFAULTS: dict[str, Distribution] = {
    "f": Beta(2, 2), "N": LogNormal(500, 0.8), "s": LogNormal(4, 0.25), "a": Beta(8, 2), "l": Beta(2, 38), "d": LogNormal(6, 0.6),
}  # fmt: skip
"""Reference 4.5, in the order of its draws; illustrative inputs, not an assessment."""
SEED, DRAWS = 20250613, 200_000
BINS = 100


def sample_of(i: Inputs) -> tuple[dict[str, FloatArray], FloatArray, FloatArray]:
    """Draws of the inputs, months to the quantity, and 1 where the 60 % route is taken."""
    given: Mapping[str, Any] = next(
        (i[name] for name in ("distributions", "inputs", "priors") if isinstance(i.get(name), Mapping)), {}
    )
    chosen = {**DEFAULTS, **{name: distribution_of(d) for name, d in given.items()}}
    inputs = [Input(name, d, Unit.FRACTION, "vector") for name, d in chosen.items()]
    draws = int(i.get("draws", i.get("n", DRAWS)))
    values = draw_inputs(inputs, np.random.default_rng(int(i.get("seed", SEED))), draws)
    ramp = steady(machines(values["N"], values["s"], values["a"]))
    target = float(i.get("target_kg", 25.0))
    high = _route(i, values, "stock_kgU", 440.9, 0.6, 0.2, ramp, usable=values["f"], loss=values["l"])
    low = _route(i, values, "low_stock_kgU", 1e6, 0.05, 0.00711, ramp)
    enough = high.reaches(target)
    months = np.where(enough, high.days_to(target), low.days_to(target)) / DAYS_PER_MONTH
    return values, months, enough.astype(np.float64)


def _route(
    i: Inputs,
    values: Mapping[str, FloatArray],
    stock: str,
    mass: float,
    x: float,
    tails: float,
    ramp: Any,
    **parts: Any,
) -> Any:
    high = stock == "stock_kgU"
    assay, x_tails = float(i.get("x_stock", x)) if high else x, float(i.get("x_tails", tails)) if high else tails
    fed = feed(stock, float(i.get(stock, mass)), assay, tails=x_tails, **parts)
    return campaign([fed], float(i.get("x_product", 0.9)), ramp, restart_days=values["d"] * DAYS_PER_MONTH)


def regression(i: Inputs, unit: str) -> Sequence[float]:
    """What the row asks of its sample."""
    values, months, high = sample_of(i)
    asked = str(i.get("what", i.get("quantity", i.get("output", "")))).lower()
    if "loss_act" in i or "loss_wait" in i or "evp" in asked or "evp" in str(i.get("statistic", "")).lower():
        return _information(i, values, months, asked)
    for name in ("below_months", "threshold_months", "P_T_below"):
        if name in i:
            return [float(np.mean(months < limit)) for limit in _each(i[name])]
    if "route" in i or "route" in asked:
        return [float(high.mean())]
    if "index" in i or "input" in i or "index" in asked or "s1" in asked:
        names = i.get("input", i.get("index", list(values)))
        return [first_order(values[n], np.log(months), BINS) for n in ([names] if isinstance(names, str) else names)]
    probabilities = i.get("probabilities", i.get("quantiles", i.get("q", list(FIVE))))
    return [q.value for q in quantiles(months, [float(p) for p in _each(probabilities)])]


def _information(i: Inputs, values: Mapping[str, FloatArray], months: FloatArray, asked: str) -> Sequence[float]:
    """Best loss before anything is known, EVPI, or EVPPI of one input by bins of equal count (reference, section 6)."""
    act, wait = float(i.get("loss_act", i.get("act", 8.0))), float(i.get("loss_wait", i.get("wait", 20.0)))
    loss_wait = np.where(months < float(i.get("threshold_months", 12.0)), wait, 0.0)
    prior = min(act, float(loss_wait.mean()))
    name = i.get("evppi", i.get("input"))
    if name is not None:
        x = values[name]
        order = np.argsort(x, kind="stable")
        best = [min(act, float(part.mean())) * part.size for part in np.array_split(loss_wait[order], BINS)]
        return [prior - math.fsum(best) / x.size]
    if "prior" in asked or "best" in asked:
        return [prior]
    return [prior - float(np.minimum(act, loss_wait).mean())]


def distribution_of(given: Any) -> Distribution:
    """`Beta(2,2)`, `LogN(ln 500, .8)`, ["beta", 2, 2] or a number, as the tables write them."""
    if isinstance(given, int | float):
        return Fixed(float(given))
    if isinstance(given, Mapping):
        words = [
            given.get("family", given.get("dist", given.get("kind"))),
            *(v for k, v in given.items() if isinstance(v, int | float)),
        ]
        return distribution_of(words)
    if isinstance(given, str):
        name, _, rest = given.partition("(")
        return distribution_of([name.strip(), *re.findall(r"(?:ln\s*)?[-\d.eE]+", rest)])
    name, *numbers = given
    found: Distribution = _FAMILIES[str(name).lower().replace("_", "").replace("-", "")](*numbers)
    return found


def _number(text: Any) -> float:
    word = str(text).strip()
    return math.log(float(word[2:])) if word.startswith("ln") else float(word)


def _lognormal(location: Any, sd: Any) -> Distribution:
    return LogNormal(math.exp(_number(location)), _number(sd))


_FAMILIES: dict[str, Any] = {
    "beta": lambda *p: Beta(*map(_number, p)), "logn": _lognormal, "lognormal": _lognormal,
    "gamma": lambda *p: Gamma(*map(_number, p)), "uniform": lambda *p: Uniform(*map(_number, p)),
    "triangular": lambda *p: Triangular(*map(_number, p)), "fixed": lambda p: Fixed(_number(p)),
}  # fmt: skip


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
