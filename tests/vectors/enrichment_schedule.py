"""Rows about times, months and capacities: what the engine is asked follows from the names of the arguments.

A list stands for several cases of its argument; every combination gives one number. Names and what they mean:

stocks      `stocks_kgU_x` [[kg U, assay] or [kg U, assay, tails], ...]; `stock_kgU` or `stock_kgUF6` or `feed_kg` with
            `x_stock` or `x_feed`; an assay without a mass means that there is enough. None at all, or less than the target
            needs beside a capacity for the limits of the JCPOA: 202.8 kg U at 3.67 %, then natural uranium.
natural     `natural_kgU`, `use_natural`
target      `target` (`1 SQ`, `25 kg WGU`), or `target_kg`, `product_kg`, `target_sq`, with `x_product` (90 % when left out);
            `n`, `nth`, `quantities`: which one
tails       `x_tails`; `tails_rule`: next, fixed, least_work, or tails by assay
capacity    `capacity_swu_year`, `swu_per_year_total`; `machines` or `cascades` x `machines_per_cascade`, each times
            `swu_per_machine_year` and `availability`; `base_swu_year` with `cascades_per_month`, `cascades` (how many in all),
            `lag_days` or `lag_months`; `capacity_steps` [[month, SWU a year], ...]
pace        `eta`, `restart_days` or `restart_months`, `loss`, `usable_fraction`, `reconversion_days`
work        `swu_needed`: the time of an amount of ideal work; without stocks a unit of SWU asks for the work done by then
asked       the unit: days, weeks, months, years; SWU; kg; with `months`, `month`, `days`, `weeks`: quantities by then
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from servanda.capability.campaign import Campaign, campaign
from servanda.capability.feed import Feed, feed, natural
from servanda.capability.ramp import DAYS_PER_MONTH, DAYS_PER_YEAR, Ramp, reinstalled, steady, stepwise
from servanda.capability.separative_work import swu_per_product
from servanda.capability.tails import TailsRule, fixed_tails, least_work_tails, next_tails, user_tails
from servanda.capability.target import TARGETS, Target, uranium_mass_for_sq
from servanda.core.quantity import NATURAL_ASSAY, uranium_fraction

Inputs = Mapping[str, Any]
WEAPON_GRADE = 0.9
"""Assay that the publications call weapon grade (WGU); a row may leave it out."""
TARGET_NAMES = {"25 kg WGU": "25 kg at 90 %", "25 kg at 90%": "25 kg at 90 %", "WGU": "25 kg at 90 %", "SQ": "1 SQ"}
JCPOA_STOCK = (202.8, 0.0367)
"""The stock that the agreement allows: 300 kg UF6 = 202.8 kg U at 3.67 % (JCPOA, Annex I, 56)."""
CASCADES_PER_MONTH = 2.0
"""The working assumption of 2015: two cascades a month (Institute, 6 May 2025); rows that name another say so."""
AMPLE_KG_U = 1e7
TIMES = {"day": 1.0, "week": 7.0, "month": DAYS_PER_MONTH, "year": DAYS_PER_YEAR}
SCALARS = (
    "eta", "restart_days", "restart_months", "loss", "usable_fraction", "reconversion_days", "capacity_swu_year",
    "swu_per_year_total", "machines", "cascades", "machines_per_cascade", "swu_per_machine_year", "availability",
    "base_swu_year", "cascades_per_month", "lag_days", "lag_months", "target", "target_kg", "product_kg", "target_sq", "n",
    "nth", "quantities", "x_tails", "x_product", "stock_kgU", "stock_kgUF6", "feed_kg", "x_stock", "x_feed", "natural_kgU",
)  # fmt: skip
CAPACITIES = {"capacity_swu_year", "swu_per_year_total", "swu_per_machine_year", "base_swu_year", "capacity_steps"}
STOCKS = {"stocks_kgU_x", "stock_kgU", "stock_kgUF6", "feed_kg", "x_stock", "x_feed", "stocks"}
WORK = ("swu_needed", "need_swu", "work_swu")
BY = {"months": DAYS_PER_MONTH, "month": DAYS_PER_MONTH, "days": 1.0, "weeks": 7.0}


def is_schedule(inputs: Inputs) -> bool:
    """True when the arguments name a capacity, or stocks with something to make of them."""
    names = set(inputs)
    return bool(names & CAPACITIES) or ("stocks_kgU_x" in names or "stocks" in names)


def schedule(inputs: Inputs, unit: str) -> list[float]:
    """One number for each combination of the listed arguments, and for each month asked about."""
    return [value for case in _cases(inputs) for value in _answer(case, unit)]


def _cases(inputs: Inputs) -> Iterator[Inputs]:
    listed = [name for name in SCALARS if isinstance(inputs.get(name), list)]
    for chosen in product(*(inputs[name] for name in listed)):
        yield {**inputs, **dict(zip(listed, chosen, strict=True))}


def _answer(i: Inputs, unit: str) -> Iterable[float]:
    work = next((i[name] for name in WORK if name in i), None)
    if work is not None:
        return [float(_restart(i) + _ramp(i).day(float(work) / float(i.get("eta", 1.0)))[0]) / TIMES[_word(unit)]]
    if unit.startswith("SWU") and any(name in i for name in BY) and not STOCKS & set(i):
        return [float(i.get("eta", 1.0) * _ramp(i).work(max(day - _restart(i), 0.0))[0]) for day in _days(i)]
    target = target_of(i)
    nth = float(i.get("n", i.get("nth", i.get("quantities", 1))))
    found = _campaign(i, target, nth)
    if any(name in i for name in BY):
        return [_by(found, day, target, unit) for day in _days(i)]
    return [_one(found, target, nth, unit)]


def _days(i: Inputs) -> list[float]:
    axis = next(name for name in BY if name in i)
    return [float(n) * BY[axis] for n in (i[axis] if isinstance(i[axis], list) else [i[axis]])]


def _word(unit: str) -> str:
    return unit.lower().split("/")[0].strip().rstrip("s")


def _restart(i: Inputs) -> float:
    return float(i.get("restart_days", 0.0)) + DAYS_PER_MONTH * float(i.get("restart_months", 0.0))


def _by(found: Campaign, day: float, target: Target, unit: str) -> float:
    made = float(found.product_by(day)[0])
    if unit.startswith("kg"):
        return made
    return float(found.quantities_by(day, target.mass_kg_u)[0]) if "whole" in unit else made / target.mass_kg_u


def _one(found: Campaign, target: Target, nth: float, unit: str) -> float:
    word = _word(unit)
    if word in TIMES:
        return float(found.days_to(nth * target.mass_kg_u)[0]) / TIMES[word]
    if unit.startswith("SWU"):
        return float(found.swu_to(nth * target.mass_kg_u)[0])
    made = float(found.product_kg_u[0])
    return made if unit.startswith("kg") else made / target.mass_kg_u


def target_of(i: Inputs) -> Target:
    """The target of a row, by name or by mass."""
    x_product = float(i.get("x_product", WEAPON_GRADE))
    if "target" in i and isinstance(i["target"], str):
        return TARGETS[TARGET_NAMES.get(i["target"], i["target"])]
    if "target_sq" in i:
        return Target("of the row", x_product, uranium_mass_for_sq(x_product, float(i["target_sq"])), "vector")
    mass = i.get("target_kg", i.get("product_kg", i.get("target", 25.0)))
    return Target("of the row", x_product, float(mass), "vector")


def tails_rule(given: Any, x_tails: Any = None) -> TailsRule:
    """The rule that a row names, in any of the ways in which rows name it."""
    if isinstance(given, Mapping):
        return user_tails({float(x): float(t) for x, t in given.items()})
    word = str(given or "next").lower().replace("-", "_").removeprefix("t_")
    if word.startswith(("least", "min")):
        return least_work_tails()
    if isinstance(x_tails, int | float):
        return fixed_tails(float(x_tails))
    if word in ("next", "fixed", "user", "none"):
        return next_tails()
    return fixed_tails(float(given))


def _campaign(i: Inputs, target: Target, nth: float) -> Campaign:
    return campaign(
        _feeds(i, target, nth), target.assay, _ramp(i), rule=tails_rule(i.get("tails_rule")),
        restart_days=_restart(i),
        product_kg_u=nth * target.mass_kg_u, tails_join_next=bool(i.get("tails_join_next", i.get("recycle_tails", False))),
    )  # fmt: skip


def _feeds(i: Inputs, target: Target, nth: float) -> list[Feed]:
    common = {
        "eta": float(i.get("eta", 1.0)), "loss": float(i.get("loss", i.get("losses", 0.0))),
        "usable": float(i.get("usable_fraction", 1.0)), "ready_days": float(i.get("reconversion_days", 0.0)),
    }  # fmt: skip
    least = tails_rule(i.get("tails_rule")).looks_at_all
    by_rule = isinstance(i.get("tails_rule"), Mapping) or i.get("tails_rule") not in (None, "fixed")
    own = None if by_rule or i.get("x_tails") is None else float(i["x_tails"])
    feeds = [
        feed(f"stock {n}", mass, x, tails=None if least else own if tails is None else tails, **common)
        for n, (mass, x, tails) in enumerate(_stocks(i))
    ]
    if _wants_natural(i, feeds, target, nth):
        tails = own if own is not None and own < NATURAL_ASSAY else None
        feeds.append(
            natural(float(i.get("natural_kgU", AMPLE_KG_U)), eta=common["eta"], loss=common["loss"], tails=tails)
        )
    return feeds


def _stocks(i: Inputs) -> list[tuple[float, float, float | None]]:
    given = i.get("stocks_kgU_x", i.get("stocks"))
    if isinstance(given, Mapping):
        return [(float(mass), float(x), None) for x, mass in given.items()]
    if given is not None:
        return [(float(s[0]), float(s[1]), float(s[2]) if len(s) > 2 else None) for s in given]
    assay = i.get("x_stock", i.get("x_feed"))
    if assay is None:
        return [(*JCPOA_STOCK, None)]
    if "stock_kgUF6" in i:
        return [(float(i["stock_kgUF6"]) * uranium_fraction(float(assay)), float(assay), None)]
    return [(float(i.get("stock_kgU", i.get("feed_kg", AMPLE_KG_U))), float(assay), None)]


def _wants_natural(i: Inputs, feeds: Sequence[Feed], target: Target, nth: float) -> bool:
    """Natural uranium when the row asks for it; also for a single low enriched stock that does not reach the target."""
    if "use_natural" in i or "natural_kgU" in i:
        return bool(i.get("use_natural", True))
    if len(feeds) != 1 or float(feeds[0].assay[0]) >= 0.2:
        return False
    alone = campaign(feeds, target.assay, steady(1.0), rule=next_tails())
    return not bool(alone.reaches(nth * target.mass_kg_u)[0])


def _ramp(i: Inputs) -> Ramp:
    if "capacity_steps" in i:
        return stepwise([(float(month) * DAYS_PER_MONTH, float(swu)) for month, swu in i["capacity_steps"]])
    each = float(i.get("machines_per_cascade", 1.0)) * float(i.get("swu_per_machine_year", 0.0))
    base = i.get("capacity_swu_year", i.get("swu_per_year_total", i.get("base_swu_year")))
    if base is None:
        number = (
            float(i["machines"]) * float(i["swu_per_machine_year"])
            if "machines" in i
            else float(i.get("cascades", 0)) * each
        )
        return steady(number * float(i.get("availability", 1.0)))
    if "base_swu_year" not in i or not each:
        return steady(float(base) * float(i.get("availability", 1.0)))
    lag = float(i.get("lag_days", 0.0)) + DAYS_PER_MONTH * float(i.get("lag_months", 0.0))
    most = float(i["cascades"]) * each if "cascades" in i else np.inf
    return reinstalled(float(base), _a_month(i) * each, lag_days=lag, most_added=most)


def _a_month(i: Inputs) -> float:
    """Cascades a month: as an argument, in the words of the row (`2/month`), or the working assumption."""
    if "cascades_per_month" in i:
        return float(i["cascades_per_month"])
    said = re.search(r"([\d.]+)\s*(?:cascades?\s*)?(?:/|a |per )\s*month", str(i.get("what", "")))
    return float(said[1]) if said else CASCADES_PER_MONTH


def machine_output(i: Inputs) -> list[float]:
    """SWU of one machine and year from a monthly product of enriched uranium, for each count of machines and each tails."""
    return [_machine_output(case) for case in _cases(i)]


def _machine_output(i: Inputs) -> float:
    x_product = float(i["x_product"])
    mass = float(i["leu_kgU_per_month"]) if "leu_kgU_per_month" in i else (
        float(i["leu_kgUF6_per_month"]) * uranium_fraction(x_product)
    )  # fmt: skip
    work = swu_per_product(x_product, float(i.get("x_feed", NATURAL_ASSAY)), float(i["x_tails"]))
    return 12.0 * mass * work / float(i["machines"])
