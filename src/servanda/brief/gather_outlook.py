"""Times as distributions: before and after damage side by side, what carries them in words first, and every assumption."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servanda.brief.figures import computed, recalled
from servanda.brief.gather_capability import NO_STOCK
from servanda.brief.parts import Figure, Knowledge
from servanda.brief.parts_outlook import Assumption, Bar, Carried, Outlook, Quantile, TimeRange
from servanda.brief.words import BASIS_WORDS, day_words
from servanda.capability import outlook as asked_outlook
from servanda.capability.sensitivity import Share, Swing
from servanda.capability.simulate import SEED, simulate
from servanda.capability.site_state import State
from servanda.capability.tails import next_tails
from servanda.capability.target import TARGETS, Target
from servanda.case.join_scenario import NO_CAPACITY, ScenarioAsked
from servanda.case.view import View
from servanda.core.quantity import number
from servanda.core.sample import QuantileEstimate
from servanda.core.uncertain import Input
from servanda.core.unit import Unit

DRAWS = 16_384
"""One block of draws: a median is then known to about 1 %."""
INTACT, ASSUMED = "intact", "assumed"
MOST_BARS = 7
LEAST_SWING, LEAST_SHARE = 1.02, 0.01
"""Bars that move the time by less than 2 % and carry less than 1 % of its spread are left out."""
STATE = ": state"


@dataclass(frozen=True, slots=True)
class _Seen:
    """One view of the sites for one target, with what its draws say."""

    view: str
    target: Target
    found: asked_outlook.Outlook


def gather_outlook(view: View, knowledge: Knowledge) -> Outlook:
    """Times by the last state of knowledge."""
    asked = ScenarioAsked(next(iter(TARGETS.values())), next_tails())
    first = view.scenario(asked)
    if not first.stocks:
        return Outlook(knowledge.label, missing=(NO_STOCK,))
    if NO_CAPACITY in first.notes:
        return Outlook(knowledge.label, missing=(f"No distribution of times: {NO_CAPACITY}.",))
    which = (INTACT, ASSUMED) if first.sites else (ASSUMED,)
    seen = [_seen(view, how, target) for how in which for target in TARGETS.values()]
    names = {s.site: s.name for s in view.case.sites}
    cautions, gaps = _cautions(seen)
    return Outlook(
        knowledge.label,
        DRAWS,
        SEED,
        tuple(_range(s, view, len(which) > 1) for s in seen),
        tuple(_carried(s, names, view, len(which) > 1) for s in {s.view: s for s in reversed(seen)}.values())[::-1],
        tuple(_assumption(i, names, view) for i in _used(seen)),
        cautions,
        gaps,
    )


def _seen(view: View, how: str, target: Target) -> _Seen:
    scenario = view.scenario(ScenarioAsked(target, next_tails(), as_if_intact=how == INTACT))
    return _Seen(how, target, asked_outlook.outlook(simulate(scenario, draws=DRAWS, seed=SEED)))


def view_label(how: str, view: View, *, several: bool) -> str:
    """The view of the sites in words; the first view is that of the day before the first assumption of damage."""
    if not several:
        return "nothing assumed of damage"
    if how == ASSUMED:
        return "sites as assumed to be on the day"
    struck = _struck(view)
    return f"all sites intact, as before {day_words(struck.isoformat())}" if struck else "all sites intact"


def _struck(view: View) -> date | None:
    """The first day from which the case assumes something about the state of a site."""
    days = [a.from_day for a in view.case.assumptions if a.from_day is not None and a.from_day <= view.as_of]
    return min(days, default=None)


def public(view: View, evidence: tuple[str, ...]) -> tuple[str, ...]:
    """Those statements that had become public by what is known; a caution names the others that assumptions lean on."""
    return tuple(i for i in evidence if i in view.known.by_id)


def _range(seen: _Seen, view: View, several: bool) -> TimeRange:
    found = seen.found
    evidence = public(view, found.evidence)
    mark = recalled(view.case.record.by_id[i] for i in evidence if i in view.case.record.by_id)
    reach = found.reach[0]
    product = next(q.value for q in found.product_kg_u if q.probability == 0.5)
    ever = computed(percent(reach.ever.value), reach.ever.value, "share", "time-distribution", evidence, mark)
    made = computed(f"{number(round(product))} kg U", product, "kg_U", "time-distribution", evidence, mark)
    within = tuple(
        computed(f"{percent(p.value)} within {m:g} month{'' if m == 1 else 's'}", p.value, "share", "time-distribution",
                 evidence, mark)
        for m, p in found.within
    )  # fmt: skip
    days = tuple(_quantile(q, evidence, mark) for q in reach.days)
    return TimeRange(
        seen.view, view_label(seen.view, view, several=several), seen.target.name, days, ever, made, within
    )


def _quantile(q: QuantileEstimate, evidence: tuple[str, ...], mark: str) -> Quantile:
    figure = None if math.isinf(q.value) else days_figure(q.value, "time-distribution", evidence, mark)
    return Quantile(q.probability, figure, finite(q.low), finite(q.high))


def days_figure(days: float, method: str, evidence: tuple[str, ...], mark: str = "") -> Figure:
    """A time in days as a figure."""
    return computed(f"{days_text(days)} days", days, "days", method, evidence, mark)


def days_text(days: float) -> str:
    """Days with two figures below ten, else whole."""
    return f"{days:.1f}" if days < 10 else number(round(days))


def finite(value: float | None) -> float | None:
    """The value, or None where it is infinite: the quantity never comes."""
    return None if value is None or math.isinf(value) else value


def percent(share: float) -> str:
    """A share in whole percent; what is not quite all or nothing is said so."""
    if 0.0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 < share < 1.0 else f"{100 * share:.0f} %"


def _carried(seen: _Seen, names: dict[str, str], view: View, several: bool) -> Carried:
    found = seen.found.carried
    shares = {s.name: s for s in found.shares}
    units = {i.name: i for i in seen.found.inputs}
    kept = [s for s in found.swings if _matters(s, shares.get(s.name))][:MOST_BARS]
    bars = tuple(_bar(s, shares.get(s.name), units[s.name], names) for s in kept)
    words = carried_words(found.swings, found.shares, units, names)
    return Carried(seen.view, view_label(seen.view, view, several=several), words, bars)


def carried_words(
    swings: Sequence[Swing], shares: Sequence[Share], inputs: dict[str, Input], names: dict[str, str]
) -> str:
    """What would change the answer most, in a sentence: the assumption, what it carries, and what the time becomes."""
    top = sorted((s for s in shares if s.first >= 0.05), key=lambda s: -s.first)[:2]
    if not top:
        return "No single assumption carries the answer: knowing one of them exactly would change it little."
    moved = {s.name: s for s in swings}
    said = [_one(s, moved.get(s.name), inputs[s.name], names) for s in top]
    rest = f" Next comes {said[1]}." if len(said) > 1 else " Nothing else carries as much as a twentieth."
    return f"What would change the answer most: {said[0]}.{rest}"


def _one(share: Share, swing: Swing | None, found: Input, names: dict[str, str]) -> str:
    words = f"{input_words(share.name, names)} ({percent(share.first)} of the spread would go if it were known"
    if swing is None:
        return f"{words})"
    low, high = end_words(found, swing.at_low), end_words(found, swing.at_high)
    ends = f"{_days(swing.answer_low)} if it is {low}, {_days(swing.answer_high)} if it is {high}"
    return f"{words}; the time would be {ends}, all else in the middle)"


def _days(days: float) -> str:
    return "never" if math.isinf(days) else f"{days_text(days)} days"


def input_words(name: str, names: dict[str, str]) -> str:
    """An assumption in words: codes of sites with their name."""
    site, colon, what = name.partition(": ")
    if not colon or site not in names:
        return f"the {name}"
    return f"the {what} of {names[site]} ({site})"


def end_words(i: Input, value: float) -> str:
    """A value of an input in words: a state by its name, else the number with its unit."""
    if i.name.endswith(STATE):
        return State(int(value)).words
    if i.unit is Unit.FRACTION:
        return f"{100 * value:.3g} %"
    return f"{number(float(f'{value:.2g}'))} {i.unit.words}".strip()


def _matters(swing: Swing, share: Share | None) -> bool:
    ends = (swing.answer_low, swing.answer_high)
    if all(map(math.isinf, ends)):
        return False
    if any(map(math.isinf, ends)) or max(ends) > LEAST_SWING * min(ends):
        return True
    return share is not None and share.first > LEAST_SHARE


def _bar(swing: Swing, share: Share | None, i: Input, names: dict[str, str]) -> Bar:
    return Bar(
        input_words(swing.name, names).removeprefix("the "),
        end_words(i, swing.at_low), end_words(i, swing.at_high),
        finite(swing.answer_low), finite(swing.answer_high), finite(swing.answer_median),
        None if share is None else share.first,
    )  # fmt: skip


def _used(seen: Sequence[_Seen]) -> list[Input]:
    """Every uncertain assumption of any view once, by the weight that it has in the last view; fixed ones at the end."""
    last = seen[-1].found
    order = {swing.name: place for place, swing in enumerate(last.carried.swings)}
    inputs = {i.name: i for s in seen for i in s.found.inputs} | {i.name: i for i in last.inputs}
    return sorted(inputs.values(), key=lambda i: (i.distribution.is_fixed, order.get(i.name, len(order)), i.name))


def _assumption(i: Input, names: dict[str, str], view: View) -> Assumption:
    basis = "assumed" if i.basis is None else BASIS_WORDS.get(i.basis.value, i.basis.value)
    unit = "" if i.unit is Unit.FRACTION or i.name.endswith(STATE) else f" {i.unit.words}"
    says = _state_words(i) if i.name.endswith(STATE) else f"{i.distribution.words}{unit}"
    return Assumption(
        input_words(i.name, names).removeprefix("the "),
        says,
        basis,
        i.source,
        i.mark.value if i.mark else "",
        public(view, i.evidence),
    )


def _state_words(i: Input) -> str:
    words = i.distribution.words
    if i.distribution.is_fixed:
        return State(int(i.distribution.mean)).words
    parts = (part.split(": ") for part in words.removeprefix("discrete ").split(", "))
    return ", ".join(f"{State(int(n)).words} {float(p):.0%}" for n, p in parts)


def _cautions(seen: Sequence[_Seen]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is to be read before the numbers, and ages and gaps of counts, which are read after them."""
    said: dict[str, list[str]] = {}
    gaps: dict[str, None] = {}
    views = list(dict.fromkeys(s.view for s in seen))
    for s in {s.view: s for s in reversed(seen)}.values():
        for caution in s.found.cautions:
            if caution.startswith("the count of ") or "cascades counted" in caution or "left out" in caution:
                gaps[caution] = None
            else:
                said.setdefault(caution, []).append(s.view)
    return tuple(_caution(c, where, views) for c, where in said.items()), tuple(gaps)


def _caution(words: str, where: Sequence[str], views: Sequence[str]) -> str:
    if len(where) == len(views):
        return f"{words[:1].upper()}{words[1:]}."
    which = "sites as assumed to be" if where[0] == ASSUMED else "all sites taken as intact"
    return f"With {which}: {words}."
