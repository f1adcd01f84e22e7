"""Frozen distributions: what is uncertain as data that can be drawn, inverted, said in words and read back from them.

`words` of every distribution are text that `core.distribution_text.parse_distribution` reads. Draws use numpy's own
methods in the order of the calls, one call for one distribution without parts, so that a published sample can be drawn again.
Quantiles follow the definition min{x: P(X <= x) >= p}, which also serves atoms.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse

BISECTIONS = 200
"""Halvings of an interval of floats after which no float lies between its ends, whatever its size."""


class Distribution(ABC):
    """A number that is not known exactly. Every kind is frozen and compared by its parameters."""

    @abstractmethod
    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """So many independent draws (float64)."""

    @abstractmethod
    def cdf(self, x: ArrayLike) -> FloatArray:
        """P(X <= x), element by element."""

    @abstractmethod
    def quantile(self, p: ArrayLike) -> FloatArray:
        """The smallest x with P(X <= x) >= p, element by element; p from 0 to 1."""

    @property
    @abstractmethod
    def words(self) -> str:
        """The distribution as people write it, and as `parse_distribution` reads it."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expected value."""

    @property
    def median(self) -> float:
        """The quantile at one half."""
        return float(self.quantile(0.5))

    @property
    def is_fixed(self) -> bool:
        """True when there is only one possible value."""
        return False


@dataclass(frozen=True, slots=True)
class Fixed(Distribution):
    """One value, known or assumed to be exact."""

    value: float

    def __post_init__(self) -> None:
        _finite(self.value, "a fixed value")

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """The value n times; the generator is left as it is."""
        return np.full(n, float(self.value))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """0 below the value, 1 from it on."""
        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    def quantile(self, p: ArrayLike) -> FloatArray:
        """The value."""
        return np.full(_probability(p).shape, float(self.value))

    @property
    def words(self) -> str:
        """The number."""
        return text_of(self.value)

    @property
    def mean(self) -> float:
        """The value."""
        return float(self.value)

    @property
    def is_fixed(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Every value from `low` to `high` alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ordered("uniform", self.low, self.high)

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws with `Generator.uniform`."""
        return generator.uniform(self.low, self.high, n)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Straight line from low to high."""
        return np.clip((np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low), 0.0, 1.0)

    def quantile(self, p: ArrayLike) -> FloatArray:
        """Straight line from low to high."""
        return np.asarray(self.low + (self.high - self.low) * _probability(p))

    @property
    def words(self) -> str:
        """`uniform 0.2 to 0.6`."""
        return f"uniform {text_of(self.low)} to {text_of(self.high)}"

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """Density that rises from `low` to `mode` and falls to `high`."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _ordered("triangular", self.low, self.high)
        if not self.low <= self.mode <= self.high:
            raise Misuse(
                f"triangular {self.low} to {self.high} with mode {self.mode}: the mode lies between low and high"
            )

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws with `Generator.triangular`."""
        return generator.triangular(self.low, self.mode, self.high, n)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Two parabolas that meet at the mode."""
        at = np.clip(np.asarray(x, dtype=np.float64), self.low, self.high)
        span, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = (at - self.low) ** 2 / (span * rise) if rise else np.zeros_like(at)
        falling = 1.0 - ((self.high - at) ** 2 / (span * fall) if fall else np.zeros_like(at))
        return np.asarray(np.where(at < self.mode, rising, falling))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """The inverse of the two parabolas."""
        at = _probability(p)
        span, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        low_part = self.low + np.sqrt(at * span * rise)
        return np.asarray(np.where(at < rise / span, low_part, self.high - np.sqrt((1.0 - at) * span * fall)))

    @property
    def words(self) -> str:
        """`triangular 1 to 5, mode 2`."""
        return f"triangular {text_of(self.low)} to {text_of(self.high)}, mode {text_of(self.mode)}"

    @property
    def mean(self) -> float:
        """Mean of low, mode and high."""
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True, slots=True)
class LogNormal(Distribution):
    """The logarithm is normal: `median` in the unit of the number, `log_sd` the standard deviation of its logarithm."""

    median_value: float
    log_sd: float

    def __post_init__(self) -> None:
        if not (0.0 < self.median_value < math.inf and 0.0 < self.log_sd < math.inf):
            raise Misuse(
                f"lognormal with median {self.median_value} and log sd {self.log_sd}: both lie above 0; "
                f"without spread write the number alone"
            )

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws with `Generator.lognormal(ln median, log sd)`."""
        return generator.lognormal(math.log(self.median_value), self.log_sd, n)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Normal in the logarithm."""
        with np.errstate(divide="ignore"):
            z = (np.log(np.maximum(np.asarray(x, dtype=np.float64), 0.0)) - math.log(self.median_value)) / self.log_sd
        return np.asarray(special.ndtr(z))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """Median times exp(log sd times the normal quantile)."""
        return np.asarray(self.median_value * np.exp(self.log_sd * special.ndtri(_probability(p))))

    @property
    def words(self) -> str:
        """`lognormal 2 to 14 (90 % between them)` where that says it exactly, else `lognormal median 6, log sd 0.6`."""
        low, high = (float(f"{q:.6g}") for q in self.quantile([0.05, 0.95]))
        if lognormal_between(low, high) == self:
            return f"lognormal {text_of(low)} to {text_of(high)} (90 % between them)"
        return f"lognormal median {text_of(self.median_value)}, log sd {text_of(self.log_sd)}"

    @property
    def mean(self) -> float:
        """Median times exp(log sd squared over 2)."""
        return self.median_value * math.exp(self.log_sd**2 / 2)


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """Beta(`a`, `b`) stretched from 0..1 to `low`..`high`; `beta_of` makes one from mean and standard deviation."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        _ordered("beta", self.low, self.high)
        if not (0.0 < self.a < math.inf and 0.0 < self.b < math.inf):
            raise Misuse(f"beta {self.a}, {self.b}: both parameters lie above 0")

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws with `Generator.beta`, stretched."""
        drawn = generator.beta(self.a, self.b, n)
        return drawn if (self.low, self.high) == (0.0, 1.0) else self.low + (self.high - self.low) * drawn

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Regularised incomplete beta function."""
        at = np.clip((np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low), 0.0, 1.0)
        return np.asarray(special.betainc(self.a, self.b, at))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """Inverse of the regularised incomplete beta function."""
        return np.asarray(self.low + (self.high - self.low) * special.betaincinv(self.a, self.b, _probability(p)))

    @property
    def words(self) -> str:
        """`beta 8, 2 (mean 0.8, sd 0.12)` or `beta mean 0.7, sd 0.12`, with `on low to high` where that is not 0 to 1."""
        where = "" if (self.low, self.high) == (0.0, 1.0) else f" on {text_of(self.low)} to {text_of(self.high)}"
        mean, sd = float(f"{self.mean:.6g}"), float(f"{self.sd:.6g}")
        if not (float(self.a).is_integer() and float(self.b).is_integer()) and self._is(mean, sd):
            return f"beta mean {text_of(mean)}, sd {text_of(sd)}{where}"
        return f"beta {text_of(self.a)}, {text_of(self.b)}{where} (mean {self.mean:.3g}, sd {self.sd:.2g})"

    def _is(self, mean: float, sd: float) -> bool:
        """True when the rounded moments give this very distribution back."""
        try:
            return beta_of(mean, sd, self.low, self.high) == self
        except Misuse:
            return False

    @property
    def mean(self) -> float:
        """a / (a + b), stretched."""
        return self.low + (self.high - self.low) * self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        total = self.a + self.b
        return (self.high - self.low) * math.sqrt(self.a * self.b / (total**2 * (total + 1)))


def beta_of(mean: float, sd: float, low: float = 0.0, high: float = 1.0) -> Beta:
    """The Beta on `low`..`high` with a mean and a standard deviation; refused where none has them."""
    _ordered("beta", low, high)
    share, spread = (mean - low) / (high - low), sd / (high - low)
    total = share * (1.0 - share) / spread**2 - 1.0 if spread > 0 else -1.0
    if not (0.0 < share < 1.0 and total > 0.0):
        raise Misuse(
            f"beta with mean {mean:g} and sd {sd:g} on {low:g} to {high:g}: the mean lies between them, and the sd above 0 "
            f"and below {math.sqrt(max(share * (1 - share), 0)) * (high - low):.3g}"
        )
    return Beta(share * total, (1.0 - share) * total, low, high)


@dataclass(frozen=True, slots=True)
class Gamma(Distribution):
    """Gamma with `shape` and `scale` (mean = shape x scale)."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        if not (0.0 < self.shape < math.inf and 0.0 < self.scale < math.inf):
            raise Misuse(f"gamma with shape {self.shape} and scale {self.scale}: both lie above 0")

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Draws with `Generator.gamma`."""
        return generator.gamma(self.shape, self.scale, n)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Regularised incomplete gamma function."""
        at = np.maximum(np.asarray(x, dtype=np.float64), 0.0)
        return np.asarray(special.gammainc(self.shape, at / self.scale))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """Inverse of the regularised incomplete gamma function."""
        return np.asarray(self.scale * special.gammaincinv(self.shape, _probability(p)))

    @property
    def words(self) -> str:
        """`gamma shape 2, scale 3`."""
        return f"gamma shape {text_of(self.shape)}, scale {text_of(self.scale)}"

    @property
    def mean(self) -> float:
        """Shape times scale."""
        return self.shape * self.scale


@dataclass(frozen=True, slots=True)
class Mixture(Distribution):
    """One of `parts`, each with its weight; weights lie above 0 and add up to 1. Fixed parts are atoms."""

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        good = len(self.parts) == len(self.weights) > 0 and all(0.0 < w <= 1.0 for w in self.weights)
        if not good or abs(math.fsum(self.weights) - 1.0) > 1e-9:
            raise Misuse(
                f"mixture with weights {', '.join(map(str, self.weights)) or 'none'} for {len(self.parts)} parts: give one "
                f"weight above 0 for each part, adding up to 1"
            )

    @property
    def is_discrete(self) -> bool:
        """True when there are atoms only."""
        return all(part.is_fixed for part in self.parts)

    def draw(self, generator: np.random.Generator, n: int) -> FloatArray:
        """Which part by one uniform draw each, then draws of every part in their order."""
        which = self._which(generator.random(n))
        drawn = np.empty(n)
        for place, part in enumerate(self.parts):
            here = which == place
            drawn[here] = part.draw(generator, int(here.sum()))
        return drawn

    def _which(self, uniform: FloatArray) -> NDArray[np.int64]:
        edges = np.cumsum(self.weights)[:-1]
        return np.asarray(np.searchsorted(edges, uniform, side="right"), dtype=np.int64)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Weighted sum over the parts."""
        return np.asarray(sum(w * part.cdf(x) for w, part in zip(self.weights, self.parts, strict=True)))

    def quantile(self, p: ArrayLike) -> FloatArray:
        """Found between the quantiles of the parts by halving; an atom is found exactly."""
        at = _probability(p)
        ends = np.stack([part.quantile(at) for part in self.parts])
        low, high = ends.min(axis=0), ends.max(axis=0)
        # The smallest x with cdf >= p: when the lower end already has it, it is the answer.
        high = np.where(self._reaches(low, at), low, high)
        for _ in range(BISECTIONS):
            middle = low + (high - low) / 2
            if bool(np.all((middle <= low) | (middle >= high))):
                break
            enough = self._reaches(middle, at)
            high, low = np.where(enough, middle, high), np.where(enough, low, middle)
        return np.asarray(high)

    def _reaches(self, x: FloatArray, p: FloatArray) -> NDArray[np.bool_]:
        # Weights such as 0.1 + 0.2 round: a probability that is meant to end at an atom must end there.
        return np.asarray(self.cdf(x) >= p - 1e-14)

    @property
    def words(self) -> str:
        """`discrete 0: 0.3, 1: 0.7` for atoms, `mixture 0.3: ... | 0.7: ...` otherwise."""
        pairs = list(zip(self.parts, self.weights, strict=True))
        if self.is_discrete and len(set(self.parts)) == len(pairs):
            return "discrete " + ", ".join(f"{part.words}: {text_of(w)}" for part, w in pairs)
        if len(pairs) == 2 and self.parts[0] == Fixed(0.0):
            return f"zero {text_of(self.weights[0])}, else {self.parts[1].words}"
        return "mixture " + " | ".join(f"{text_of(w)}: {part.words}" for part, w in pairs)

    @property
    def mean(self) -> float:
        """Weighted sum over the parts."""
        return math.fsum(w * part.mean for w, part in zip(self.weights, self.parts, strict=True))


def discrete(values: dict[float, float]) -> Distribution:
    """Atoms: probability by value, adding up to 1; values of probability 0 are left out, one alone is fixed."""
    kept = {value: p for value, p in values.items() if p != 0}
    if list(kept.values()) == [1.0]:
        return Fixed(next(iter(kept)))
    return Mixture(tuple(Fixed(value) for value in kept), tuple(kept.values()))


def zero_inflated(zero: float, rest: Distribution) -> Distribution:
    """0 with probability `zero`, else `rest`."""
    if not 0.0 <= zero <= 1.0:
        raise Misuse(f"zero with probability {zero}: a probability lies between 0 and 1")
    if zero in (0.0, 1.0):
        return rest if zero == 0.0 else Fixed(0.0)
    return Mixture((Fixed(0.0), rest), (zero, 1.0 - zero))


def lognormal_between(low: float, high: float, probability: float = 0.9) -> LogNormal:
    """The lognormal that lies between two numbers above 0 with the probability, as much below as above."""
    if not (0.0 < low < high < math.inf and 0.0 < probability < 1.0):
        raise Misuse(f"lognormal between {low} and {high}: give two numbers above 0, the smaller first")
    z = float(special.ndtri((1.0 + probability) / 2))
    return LogNormal(math.sqrt(low * high), math.log(high / low) / (2 * z))


def lognormal_quantiles(q05: float, q50: float, q95: float) -> LogNormal:
    """A lognormal with this median and the mean spread of both sides; three quantiles that rise, all above 0."""
    for lower, upper in pairwise((q05, q50, q95)):
        if not 0.0 < lower < upper:
            raise Misuse(
                f"quantiles {q05}, {q50}, {q95} are out of order: write the 5 % one first, each above the last"
            )
    return LogNormal(q50, math.log(q95 / q05) / (2 * float(special.ndtri(0.95))))


def scaled(distribution: Distribution, factor: float) -> Distribution:
    """The distribution of the number times a factor above 0: percent to a share, months to days."""
    if not 0.0 < factor < math.inf:
        raise Misuse(f"a distribution times {factor}: give a finite factor above 0")
    match distribution:
        case Fixed(value):
            return Fixed(value * factor)
        case Uniform(low, high):
            return Uniform(low * factor, high * factor)
        case Triangular(low, mode, high):
            return Triangular(low * factor, mode * factor, high * factor)
        case LogNormal(median, log_sd):
            return LogNormal(median * factor, log_sd)
        case Beta(a, b, low, high):
            return Beta(a, b, low * factor, high * factor)
        case Gamma(shape, scale):
            return Gamma(shape, scale * factor)
        case Mixture(parts, weights):
            return Mixture(tuple(scaled(part, factor) for part in parts), weights)
    raise Misuse(f"{distribution.words!r} cannot be multiplied: draw it, and multiply the draws")


def text_of(value: float) -> str:
    """A parameter written so that it reads back as the same number."""
    return f"{int(value)}" if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _probability(p: ArrayLike) -> FloatArray:
    at = np.asarray(p, dtype=np.float64)
    if at.size and not bool(np.all((at >= 0.0) & (at <= 1.0))):
        raise Misuse("a quantile is asked for at a probability outside 0 to 1; 5 % is 0.05")
    return at


def _finite(value: float, what: str) -> None:
    if not math.isfinite(value):
        raise Misuse(f"{what} of {value}: give a finite number, or leave out what is not known")


def _ordered(kind: str, low: float, high: float) -> None:
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise Misuse(f"{kind} from {low} to {high}: give two finite numbers, the lower one first")
