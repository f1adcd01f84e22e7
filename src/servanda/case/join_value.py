"""A case to the value of inspections: the two answers that are narrowed, what is drawn behind them, and the visits.

The answers are the time to one quantity (draws of `capability`, from the scenario of the day) and how much of the highest
band may exist (draws of `knowledge`, inside the reachable bounds). A visit is judged on each by those of its observations
that the draws hold; on an answer whose draws hold none of them it is silent, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from servanda.capability.simulate import Sample, simulate
from servanda.capability.tails import next_tails
from servanda.capability.target import TARGETS, Target
from servanda.case.join_scenario import ScenarioAsked
from servanda.case.view import View
from servanda.core.arrays import FloatArray
from servanda.core.band import band_bound
from servanda.core.finding import Misuse, refuse_on_error
from servanda.core.sample import QuantileEstimate, quantiles
from servanda.core.table import decode
from servanda.core.uncertain import groups
from servanda.inspection.value_cells import Cells, cells
from servanda.inspection.value_decision import InformationValue, information, perfect_information, prior_choice
from servanda.inspection.value_estimate import Outcome, Scale
from servanda.inspection.value_rank import InputValue, Order, VisitValue, input_values, order, visit_values
from servanda.inspection.value_table import VISITS, VisitRow, read_visits, visits_of
from servanda.inspection.value_visit import Inputs, Visit, known_cells, visit_cells
from servanda.knowledge.belief import Belief

HORIZON_DAYS = 3652.5
"""Ten years: a time beyond it counts as that."""

HIGHEST = "{highest}"
DEFAULT_VISITS = "default_visits.csv"
SHOWN = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Losses:
    """Political numbers of the user: what acting costs in any case, and what waiting costs if the quantity exists in time."""

    act: float
    wait: float

    def __post_init__(self) -> None:
        if not (0 < self.act < np.inf and 0 < self.wait < np.inf):
            raise Misuse(f"losses of {self.act:g} for acting and {self.wait:g} for waiting: give two numbers above 0")


@dataclass(frozen=True, slots=True)
class ValueAsked:
    """What is asked. The conclusion that can change is "the quantity exists within so many days", held from one half on.

    `only_visits` leaves out what single inputs carry and the order of visits, which take most of the time.
    """

    target: Target = TARGETS["1 SQ"]
    within_days: float = 183.0
    draws: int = 40_000
    seed: int = 20250613
    losses: Losses | None = None
    visits: tuple[VisitRow, ...] | None = None
    only_visits: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.within_days <= HORIZON_DAYS:
            raise Misuse(
                f"within {self.within_days:g} days: give days above 0 and at most {HORIZON_DAYS:g} (ten years)"
            )
        if self.draws < 1000:
            raise Misuse(f"{self.draws} draws: give 1000 or more, so that they can be divided into cells")


@dataclass(frozen=True, slots=True)
class InputWorth:
    """What knowing one input (or all of one site) would do, and how uncertain it is, in words."""

    value: InputValue
    spread: str
    saved: InformationValue | None

    @property
    def carries_nothing(self) -> bool:
        """True when knowing it would remove less than a hundredth of the variance, or nothing that can be told from chance."""
        return self.value.known.is_nothing or self.value.known.share.value < 0.01


@dataclass(frozen=True, slots=True)
class VisitWorth:
    """What one visit would do; `saved` and `most_saved` only with losses: by its data, and by what it is about."""

    value: VisitValue
    saved: InformationValue | None
    most_saved: InformationValue | None


@dataclass(frozen=True, slots=True)
class NarrowedAnswer:
    """One of the answers: what it is now, what carries it, what each visit would do, in which order, and who is silent.

    `everything` is the value of perfect information and `prior_loss` the loss of the best choice now, with losses only.
    """

    key: str
    outcome: Outcome
    now: tuple[QuantileEstimate, ...]
    inputs: tuple[InputWorth, ...]
    visits: tuple[VisitWorth, ...]
    silent: tuple[Visit, ...]
    order: Order
    everything: InformationValue | None
    prior_loss: float | None
    prior_action: str
    assumptions: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def concluded(self) -> float | None:
        """Probability of the conclusion that is held or not; None: the answer has none."""
        limit = self.outcome.threshold
        return None if limit is None else float(np.mean(self.outcome.values < limit))


@dataclass(frozen=True, slots=True)
class CaseValue:
    """The value of inspections for a case on a day: answers, visits compared, sites by code and name, what is missing."""

    asked: ValueAsked
    answers: tuple[NarrowedAnswer, ...]
    visits: tuple[Visit, ...]
    sites: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """An answer over draws, what a visit could observe in them, what is uncertain in them, and the words for it."""

    key: str
    outcome: Outcome
    observables: Inputs
    uncertain: Mapping[str, Sequence[FloatArray]]
    spreads: Mapping[str, str]
    losses: FloatArray | None
    assumptions: tuple[str, ...]
    evidence: tuple[str, ...]


@cache
def general_visits() -> tuple[VisitRow, ...]:
    """The inspections that are compared where nobody gives others, from the table kept with the program."""
    return visit_rows((files("servanda.case") / DEFAULT_VISITS).read_text(encoding="utf-8"), DEFAULT_VISITS)


def visit_rows(text: str, file: str = VISITS) -> tuple[VisitRow, ...]:
    """The rows of a table of inspections; refused as a whole when something is wrong with it."""
    rows, findings = read_visits(text, file)
    refuse_on_error(file, findings)
    if not rows:
        raise Misuse(f"{file} names no inspection: write at least one row")
    return tuple(rows)


def read_visits_file(path: str) -> tuple[VisitRow, ...]:
    """The rows of a table on disk."""
    try:
        data = Path(path).read_bytes()
    except OSError as problem:
        raise Misuse(f"{path}: cannot be read ({problem.strerror}); give the path of a table of inspections") from None
    text, findings = decode(data, path)
    refuse_on_error(path, findings)
    return visit_rows(text, path)


def value_for(view: View, asked: ValueAsked) -> CaseValue:
    """Which visit narrows which answer, for an inspector-day, as of the day of the view."""
    drawn, missing, sites, highest = _draw(view, asked)
    rows = [_named(r, highest) for r in (general_visits() if asked.visits is None else asked.visits)]
    visits = visits_of(rows, sites)
    answers = tuple(_narrowed(d, visits, asked) for d in drawn)
    heard = {v.value.visit.name for a in answers for v in a.visits}
    unheard = [v.name for v in visits if v.name not in heard]
    missing += [f"nothing that it observes is uncertain in the draws: {', '.join(unheard)}"] if unheard else []
    names = {s.site: s.name for s in view.case.sites}
    return CaseValue(asked, answers, visits, tuple((s, names.get(s, s)) for s in sites), tuple(missing))


def _named(row: VisitRow, highest: str) -> VisitRow:
    return replace(row, visit=row.visit.replace(HIGHEST, highest), observes=row.observes.replace(HIGHEST, highest))


def _draw(view: View, asked: ValueAsked) -> tuple[list[_Drawn], list[str], list[str], str]:
    """Both answers where the record has them, what is missing, the sites whose state is uncertain, the highest band."""
    choices = [(band_bound(c.choice.chosen.band), c.stock.name, c.choice.chosen.band) for c in view.stocks()]
    banded = [(bound, name, band) for bound, name, band in choices if bound is not None]
    if not banded:
        raise Misuse(
            f"the case {view.case.slug} states no stock by enrichment band by {view.as_of}: nothing is drawn, so that no visit "
            f"can narrow it; add statements of uranium_mass with a band"
        )
    _, highest, band = max(banded)
    scenario = view.scenario(ScenarioAsked(asked.target, next_tails()))
    sample = simulate(scenario, draws=asked.draws, seed=asked.seed)
    drawn, missing = [], list(scenario.notes)
    if np.isfinite(sample.days_to()).any():
        drawn.append(_time(sample, asked))
    else:
        missing.append(f"time to {asked.target.name}: no draw reaches it")
    likely = view.likely(seed=asked.seed, draws=asked.draws, only=band)
    missing += likely.missing
    if likely.belief is not None:
        drawn.append(_stock(likely.belief, band, highest, likely.assumptions, likely.evidence))
    return drawn, missing, [s.site for s in scenario.sites], highest


def _time(sample: Sample, asked: ValueAsked) -> _Drawn:
    days = sample.days_to()
    outcome = Outcome(
        f"time to {asked.target.name}", days, "days", Scale.LOG, HORIZON_DAYS, threshold=asked.within_days
    )  # fmt: skip
    observables = dict(sample.inputs)
    for site in sample.scenario.sites:
        state = site.drawn(sample.inputs)
        observables |= {
            f"{site.site}: usable share of the stock": state.stock_share,
            f"{site.site}: usable share of the machines": state.machine_share,
            f"{site.site}: days before work begins": state.restart_days,
        }
    by_group = groups(sample.scenario.inputs)
    units = {i.name: i.unit.words for i in sample.scenario.inputs}
    uncertain = {g: [sample.inputs[n] for n in names] for g, names in by_group.items()}
    spreads = {g: _spread(sample.inputs[n[0]], units[n[0]]) if len(n) == 1 else _states(sample.inputs, n)
               for g, n in by_group.items()}  # fmt: skip
    losses = None if asked.losses is None else _losses(days, asked)
    ids = tuple(dict.fromkeys(e for i in sample.scenario.inputs for e in i.evidence))
    words = tuple(f"{i.name}: {i.words}" for i in sample.scenario.inputs if not i.distribution.is_fixed)
    return _Drawn("time", outcome, observables, uncertain, spreads, losses, words, ids)


def _losses(days: FloatArray, asked: ValueAsked) -> FloatArray:
    if asked.losses is None:
        raise AssertionError("losses were asked for")
    wait = np.where(days < asked.within_days, asked.losses.wait, 0.0)
    return np.column_stack([np.full(days.size, asked.losses.act), wait])


def _spread(draws: FloatArray, unit: str) -> str:
    """The 5 to 95 % range of an input, in words; a state as its probabilities."""
    low, high = np.quantile(draws, (0.05, 0.95))
    return f"{low:.3g} to {high:.3g} {'' if unit == 'fraction' else unit}".strip()


def _states(inputs: Inputs, names: Sequence[str]) -> str:
    """The probabilities of a site's states, from the draws."""
    state = next((inputs[n] for n in names if n.endswith(": state")), None)
    if state is None:
        return f"{len(names)} inputs together"
    words = ("intact", "access blocked", "lost")
    return ", ".join(
        f"{w} {100 * share:.0f} %" for n, w in enumerate(words) if (share := float(np.mean(state == n))) > 0
    )


def _stock(belief: Belief, band: str, highest: str, assumptions: tuple[str, ...], evidence: tuple[str, ...]) -> _Drawn:
    """What may exist of the highest band, with draws outside the bounds taken out by resampling."""
    kept = _resampled(belief.weights)
    held = belief.of(band)
    made = belief.drawn.rate[band]
    columns = {
        f"{highest} as last stated": belief.drawn.base[band],
        f"production of {highest}": made,
        "share moved": belief.drawn.moved,
        **{f"share left at {site}": s.stock_share for site, s in belief.drawn.sites.items()},
    }
    uncertain = {name: [c[kept]] for name, c in columns.items() if np.ptp(c) > 0}
    units = {f"{highest} as last stated": "standard deviations", f"production of {highest}": "kg U a month"}
    observables = {name: c[kept] for name, c in columns.items()} | {f"{highest} at known places": held.shown[kept]}
    outcome = Outcome(f"{highest} that may exist", held.existing[kept], "kg U")
    spreads = {name: _spread(c[0], units.get(name, "fraction")) for name, c in uncertain.items()}
    return _Drawn("stock", outcome, observables, uncertain, spreads, None, assumptions, evidence)


def _resampled(weights: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Draws taken in proportion to their weights, evenly spaced (systematic resampling; Kitagawa 1996, recalled)."""
    places = (np.arange(weights.size) + 0.5) / weights.size
    return np.minimum(np.searchsorted(np.cumsum(weights), places), weights.size - 1).astype(np.int64)


def _narrowed(drawn: _Drawn, visits: Sequence[Visit], asked: ValueAsked) -> NarrowedAnswer:
    seen = [(v, v.seen_in(drawn.observables)) for v in visits]
    heard = [s for _, s in seen if s is not None]
    if not heard:
        raise Misuse(f"no inspection observes anything behind {drawn.outcome.name}: name inputs of the draws, such as "
                     f"{', '.join(list(drawn.observables)[:3])}")  # fmt: skip
    data = {v.name: visit_cells(v, drawn.observables, asked.seed) for v in heard}
    values = visit_values(heard, [drawn.outcome], drawn.observables, asked.seed, data)
    known = () if asked.only_visits else input_values([drawn.outcome], drawn.uncertain)
    prior = None if drawn.losses is None else prior_choice(drawn.losses)
    return NarrowedAnswer(
        drawn.key,
        drawn.outcome,
        quantiles(drawn.outcome.values, SHOWN),
        tuple(InputWorth(v, drawn.spreads[v.input], _input_saved(drawn, v.input)) for v in known),
        tuple(VisitWorth(v, *_visit_saved(drawn, v.visit, data[v.visit.name])) for v in values),
        tuple(v for v, s in seen if s is None),
        Order(drawn.outcome.name, (), ())
        if asked.only_visits
        else order(heard, drawn.outcome, drawn.observables, asked.seed, data=data),
        None if drawn.losses is None else perfect_information(drawn.losses),
        None if prior is None else prior.loss.value,
        "" if prior is None else ("act", "wait")[prior.action],
        drawn.assumptions,
        drawn.evidence,
    )


def _input_saved(drawn: _Drawn, name: str) -> InformationValue | None:
    return None if drawn.losses is None else information(drawn.losses, cells(drawn.uncertain[name]))


def _visit_saved(drawn: _Drawn, visit: Visit, data: Cells) -> tuple[InformationValue | None, InformationValue | None]:
    if drawn.losses is None:
        return None, None
    return information(drawn.losses, data), information(drawn.losses, known_cells(visit, drawn.observables))
