"""Distributions as people write them in a table or on the command line, read into `core.distribution`.

What is in parentheses is a remark and not read. Percent signs are not read either: a share is 0.05.

    6                                     fixed
    uniform 0.2 to 0.6
    triangular 1 to 5, mode 2
    lognormal median 6, log sd 0.6        also: lognormal 3 to 12 (90 % between them)
    beta 8, 2                             also: beta mean 0.7, sd 0.12; both with: on 0.2 to 0.6
    gamma shape 2, scale 3                also: gamma mean 6, sd 2
    discrete 0: 0.3, 1: 0.7
    zero 0.3, else lognormal median 6, log sd 0.6
    mixture 0.3: 0 | 0.7: beta 2, 2
"""

from __future__ import annotations

import re
from collections.abc import Callable

from servanda.core.distribution import (
    Beta,
    Distribution,
    Fixed,
    Gamma,
    LogNormal,
    Mixture,
    Triangular,
    Uniform,
    beta_of,
    discrete,
    lognormal_between,
    zero_inflated,
)
from servanda.core.finding import Misuse

NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
_ON = rf"(?:\s+on {NUMBER} to {NUMBER})?"
_REMARK = re.compile(r"\([^()]*\)")
EXAMPLES = (
    "6; uniform 0.2 to 0.6; triangular 1 to 5, mode 2; lognormal median 6, log sd 0.6; beta mean 0.7, sd 0.12; beta 2, 2 on "
    "0.2 to 0.6; gamma shape 2, scale 3; discrete 0: 0.3, 1: 0.7; zero 0.3, else uniform 1 to 2"
)
"""One of each, for messages."""


def parse_distribution(text: str) -> Distribution:
    """The distribution that a text writes; `Misuse` with the forms there are when it writes none."""
    plain = " ".join(_REMARK.sub(" ", text).split()).strip()
    if plain.startswith("discrete "):
        return _discrete(plain.removeprefix("discrete "), text)
    if plain.startswith("mixture "):
        return _mixture(plain.removeprefix("mixture "), text)
    if match := re.fullmatch(rf"zero {NUMBER}, else (.+)", plain):
        return zero_inflated(float(match[1]), parse_distribution(match[2]))
    for form, make in _FORMS:
        if match := form.fullmatch(plain):
            return make(*(None if group is None else float(group) for group in match.groups()))
    raise _unread(text)


def _discrete(rest: str, text: str) -> Distribution:
    values: dict[float, float] = {}
    for item in rest.split(","):
        match = re.fullmatch(rf"\s*{NUMBER}\s*:\s*{NUMBER}\s*", item)
        if match is None:
            raise _unread(text)
        values[float(match[1])] = values.get(float(match[1]), 0.0) + float(match[2])
    return discrete(values)


def _mixture(rest: str, text: str) -> Distribution:
    parts, weights = [], []
    for item in rest.split("|"):
        weight, colon, part = item.partition(":")
        if not colon or re.fullmatch(rf"\s*{NUMBER}\s*", weight) is None:
            raise _unread(text)
        parts.append(parse_distribution(part))
        weights.append(float(weight))
    return Mixture(tuple(parts), tuple(weights))


def _unread(text: str) -> Misuse:
    return Misuse(f"{text!r} is not a distribution; write one such as: {EXAMPLES}")


def _beta(a: float, b: float, low: float | None, high: float | None) -> Distribution:
    return Beta(a, b) if low is None or high is None else Beta(a, b, low, high)


def _beta_moments(mean: float, sd: float, low: float | None, high: float | None) -> Distribution:
    return beta_of(mean, sd) if low is None or high is None else beta_of(mean, sd, low, high)


def _gamma_moments(mean: float, sd: float) -> Distribution:
    if not (mean > 0 and sd > 0):
        raise Misuse(f"gamma with mean {mean:g} and sd {sd:g}: both lie above 0")
    return Gamma((mean / sd) ** 2, sd**2 / mean)


def _triangular(low: float, high: float, mode: float) -> Distribution:
    return Triangular(low, mode, high)


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Distribution]], ...] = (
    (re.compile(rf"(?:fixed )?{NUMBER}"), Fixed),
    (re.compile(rf"uniform {NUMBER} to {NUMBER}"), Uniform),
    (re.compile(rf"triangular {NUMBER} to {NUMBER}, mode {NUMBER}"), _triangular),
    (re.compile(rf"lognormal median {NUMBER}, log sd {NUMBER}"), LogNormal),
    (re.compile(rf"lognormal {NUMBER} to {NUMBER}"), lognormal_between),
    (re.compile(rf"beta mean {NUMBER}, sd {NUMBER}{_ON}"), _beta_moments),
    (re.compile(rf"beta {NUMBER}, {NUMBER}{_ON}"), _beta),
    (re.compile(rf"gamma shape {NUMBER}, scale {NUMBER}"), Gamma),
    (re.compile(rf"gamma mean {NUMBER}, sd {NUMBER}"), _gamma_moments),
)
