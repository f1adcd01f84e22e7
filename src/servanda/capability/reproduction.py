"""Published results beside what the engine gives for the inputs published with them: with ideal work, and at one efficiency.

Each row of the table names its source, what was asked, the published range and the inputs; a range of inputs gives the range of
the answers at its ends. The efficiency of 0.65 was fitted on three of the rows (P07, P10, P13): it is a prior, never physics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from servanda.capability.campaign import campaign
from servanda.capability.feed import Feed, feed, natural
from servanda.capability.ramp import DAYS_PER_MONTH, Ramp, reinstalled, steady
from servanda.capability.separative_work import feed_per_product, implied_tails, swu_per_product, swu_share_done
from servanda.capability.tails import least_work_tails
from servanda.capability.target import TARGETS, Target, uranium_mass_for_sq
from servanda.core.quantity import NATURAL_ASSAY, uranium_fraction
from servanda.core.table import Columns, read_table

FITTED = 0.65
WEAPON_GRADE = 0.9
ENOUGH_KG_U = 1e6
"""Natural uranium as the last resort of a small stock, and a stock of which more than enough was stated."""
COLUMNS = Columns(
    ("id", "statement", "source", "asked", "low", "high", "unit", "stock_kg_u", "x_stock", "product_kg_u", "x_tails", "target",
     "swu_per_year", "added_per_month", "most_added", "machines", "explains")
)  # fmt: skip
Inputs = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reproduced:
    """One published result: the range published, computed with ideal work, and at the fitted efficiency (None: no work in it)."""

    id: str
    statement: str
    source: str
    unit: str
    published: tuple[float, float]
    ideal: tuple[float, float]
    fitted: tuple[float, float] | None
    explains: str

    def error(self, computed: tuple[float, float] | None) -> tuple[float, float] | None:
        """Computed over published less 1, of the ends nearest to each other and farthest: 0 inside the published range."""
        if computed is None:
            return None
        low, high = self.published
        ends = [0.0 if low <= c <= high else c / (low if c < low else high) - 1.0 for c in computed]
        return min(ends), max(ends)


def reproduce(text: str, file: str) -> tuple[Reproduced, ...]:
    """Every row of a table of published results."""
    rows, findings = read_table(text, file, COLUMNS)
    if findings:
        raise AssertionError(findings[0].text())
    return tuple(_reproduced(row.cells) for row in rows)


def _reproduced(i: Inputs) -> Reproduced:
    asked = ASKED[i["asked"]]
    ideal = _span([asked(case, 1.0) for case in _cases(i)])
    fitted = _span([asked(case, FITTED) for case in _cases(i)]) if i["asked"] == "time" else None
    published = (float(i["low"]), float(i["high"]))
    return Reproduced(i["id"], i["statement"], i["source"], i["unit"], published, ideal, fitted, i["explains"])


def _span(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _cases(i: Inputs) -> list[Inputs]:
    """Every combination of the ends of the ranges of a row."""
    ranged = [name for name in ("x_stock", "x_tails", "swu_per_year", "machines", "target") if " to " in i[name]]
    ends = [i[name].split(" to ") for name in ranged]
    return [{**i, **dict(zip(ranged, chosen, strict=True))} for chosen in product(*ends)]


def _time(i: Inputs, eta: float) -> float:
    """Months to the target; a stock that is too small is followed by natural uranium."""
    target = _target(i)
    tails = float(i["x_tails"]) if i["x_tails"] else None
    feeds: list[Feed] = [feed("stock", float(i["stock_kg_u"]), float(i["x_stock"]), eta=eta, tails=tails)]
    if not campaign(feeds, target.assay, steady(1.0)).reaches(target.mass_kg_u)[0]:
        feeds.append(natural(ENOUGH_KG_U, eta=eta))
    found = campaign(feeds, target.assay, _ramp(i)).days_to(target.mass_kg_u)
    return float(found[0]) / DAYS_PER_MONTH


def _ramp(i: Inputs) -> Ramp:
    base = float(i["swu_per_year"])
    if not i["added_per_month"]:
        return steady(base)
    return reinstalled(base, float(i["added_per_month"]), most_added=float(i["most_added"] or "inf"))


def _least_time(i: Inputs, eta: float) -> float:
    """Days where the product and all of the feed are given: the tails follow from the masses."""
    wanted = float(i["product_kg_u"])
    stock = feed("stock", float(i["stock_kg_u"]), float(i["x_stock"]), eta=eta)
    found = campaign([stock], WEAPON_GRADE, _ramp(i), rule=least_work_tails(), product_kg_u=wanted)
    return float(found.days_to(wanted)[0])


def _target(i: Inputs) -> Target:
    return TARGETS[i["target"]]


def _tails(i: Inputs, _: float) -> float:
    return implied_tails(float(i["stock_kg_u"]), float(i["x_stock"]), float(i["product_kg_u"]), WEAPON_GRADE)


def _per_tonne(i: Inputs, _: float) -> float:
    x = (float(i["target"]), float(i["x_stock"]), float(i["x_tails"]))
    return 1e3 * swu_per_product(*x) / feed_per_product(*x)


def _machine(i: Inputs, _: float) -> float:
    """SWU a machine and year from a monthly product in kg UF6."""
    assay = float(i["x_stock"])
    mass = float(i["stock_kg_u"]) * uranium_fraction(assay)
    return 12.0 * mass * swu_per_product(assay, NATURAL_ASSAY, float(i["x_tails"])) / float(i["machines"])


ASKED: Mapping[str, Callable[[Inputs, float], float]] = {
    "time": _time,
    "least_time": _least_time,
    "tails": _tails,
    "swu_per_tonne": _per_tonne,
    "machine": _machine,
    "sq_mass": lambda i, _: uranium_mass_for_sq(float(i["x_stock"])),
    "feed": lambda i, _: (
        float(i["product_kg_u"]) * feed_per_product(WEAPON_GRADE, float(i["x_stock"]), float(i["x_tails"]))
    ),
    "share": lambda i, _: swu_share_done(float(i["x_stock"]), NATURAL_ASSAY, WEAPON_GRADE, float(i["x_tails"])),
}
