"""A stock over draws: what of it can be fed, at which assay, from which day, with which efficiency."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Misuse
from servanda.core.quantity import NATURAL_ASSAY


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """One stock over draws; every number is one value for all draws or one for each (float64, shape (1,) or (draws,)).

    `mass_kg_u` kg U; `assay` mass fraction; `usable` the share that can be used (form, access; 0 to 1); `loss` the share
    lost in the process, counted on the feed (0 to 1); `ready_days` days from the decision before it can be fed
    (reconversion to UF6, access); `eta` ideal work over work spent when it is fed (above 0 to 1); `tails` a tails assay of
    its own, None: by the tails rule.
    """

    name: str
    mass_kg_u: FloatArray
    assay: FloatArray
    usable: FloatArray = field(default_factory=lambda: np.ones(1))
    loss: FloatArray = field(default_factory=lambda: np.zeros(1))
    ready_days: FloatArray = field(default_factory=lambda: np.zeros(1))
    eta: FloatArray = field(default_factory=lambda: np.ones(1))
    tails: FloatArray | None = None

    @property
    def fed_kg_u(self) -> FloatArray:
        """What enters the process, kg U: mass x usable share x (1 - loss)."""
        return self.mass_kg_u * self.usable * (1.0 - self.loss)

    @property
    def lost_kg_u(self) -> FloatArray:
        """What the process loses, kg U."""
        return self.mass_kg_u * self.usable * self.loss

    @property
    def draws(self) -> int:
        """How many draws the numbers have; 1 when none differs."""
        arrays = (self.mass_kg_u, self.assay, self.usable, self.loss, self.ready_days, self.eta)
        sizes = [a.size for a in (*arrays, *(() if self.tails is None else (self.tails,)))]
        return max(int(size) for size in sizes)


def feed(
    name: str,
    mass_kg_u: ArrayLike,
    assay: ArrayLike,
    *,
    usable: ArrayLike = 1.0,
    loss: ArrayLike = 0.0,
    ready_days: ArrayLike = 0.0,
    eta: ArrayLike = 1.0,
    tails: ArrayLike | None = None,
) -> Feed:
    """A checked stock over draws; see `Feed` for the numbers and their units."""
    return Feed(
        name,
        _numbers(name, "mass", mass_kg_u, 0.0, np.inf),
        _inside(name, "assay", assay),
        _numbers(name, "usable share", usable, 0.0, 1.0),
        _numbers(name, "loss", loss, 0.0, 1.0),
        _numbers(name, "days before it can be fed", ready_days, 0.0, np.inf),
        _eta(name, eta),
        None if tails is None else _inside(name, "tails", tails),
    )


def natural(
    mass_kg_u: ArrayLike, *, loss: ArrayLike = 0.0, eta: ArrayLike = 1.0, tails: ArrayLike | None = None
) -> Feed:
    """Natural uranium (0.711 % by mass) as the last resort: it has the lowest assay, so it is fed last."""
    return feed("natural uranium", mass_kg_u, NATURAL_ASSAY, loss=loss, eta=eta, tails=tails)


def _array(values: ArrayLike) -> FloatArray:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _numbers(name: str, what: str, values: ArrayLike, low: float, high: float) -> FloatArray:
    array = _array(values)
    if array.ndim != 1 or not np.all((array >= low) & (array <= high) & np.isfinite(array)):
        span = "0 to 1" if high == 1.0 else "finite numbers of 0 or more"
        raise Misuse(
            f"stock {name!r}: {what} {_first_wrong(array, low, high)}: give {span}; leave out what is not known"
        )
    return array


def _eta(name: str, values: ArrayLike) -> FloatArray:
    array = _array(values)
    if not np.all((array > 0.0) & (array <= 1.0)):
        raise Misuse(
            f"stock {name!r}: eta {_first_wrong(array, 1e-300, 1.0)}: ideal work over work spent, above 0 to 1"
        )
    return array


def _inside(name: str, what: str, values: ArrayLike) -> FloatArray:
    array = _array(values)
    if not np.all((array > 0.0) & (array < 1.0)):
        wrong = _first_wrong(array, 1e-300, np.nextafter(1.0, 0.0))
        hint = f"; {wrong:g} % is {wrong / 100:g}" if 1.0 <= wrong < 100.0 else ""
        raise Misuse(f"stock {name!r}: {what} {wrong:g} is not a mass fraction between 0 and 1{hint}")
    return array


def _first_wrong(array: FloatArray, low: float, high: float) -> float:
    wrong = array[~((array >= low) & (array <= high) & np.isfinite(array))]
    return float(wrong[0]) if wrong.size else float("nan")
