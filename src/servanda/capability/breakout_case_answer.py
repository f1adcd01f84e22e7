"""What a published figure should show by the record, beside what it shows: range, ratio, and which assumption explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from servanda.capability.breakout_case import before_rounding, predicted, predicted_together, resolved, scenario_of
from servanda.capability.breakout_case_fit import Learnt, as_printed, draws_of_quarter, learn
from servanda.capability.breakout_case_priors import SEED, medians
from servanda.capability.invert import Assumption, Needed, Question, all_needed, matters
from servanda.capability.publication import Publication
from servanda.capability.publication_inputs import CaseInputs
from servanda.core.arrays import FloatArray
from servanda.core.sample import QuantileEstimate, quantiles

DRAWS = 4000
WIDEST = 3.0
"""A range whose ends differ by more than this factor says too little to be confirmed."""
OPEN: Mapping[str, tuple[str, float, float, str]] = {
    "capacity": ("capacity", 100.0, 1e6, "SWU/yr"),
    "eta_high": ("efficiency from 20 and 60 % feed", 0.05, 1.0, ""),
    "eta_leu": ("efficiency from low enriched feed", 0.05, 1.0, ""),
    "setup_high": ("set-up before 20 and 60 % feed", 0.0, 365.0, "days"),
    "setup_leu": ("set-up before low enriched feed", 0.0, 365.0, "days"),
    "tails_60": ("tails of the 60 % stock", 0.005, 0.55, "%"),
    "tails_20": ("tails of the 20 % stock", 0.005, 0.18, "%"),
    "tails_5": ("tails of low enriched stocks", 0.001, 0.02, "%"),
}
"""Assumptions that are solved for: the words, the domain and the unit; fractions with % are shown in percent."""


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """One published figure and what is computed for it; quantiles in the printed unit, None where nothing is computed.

    `inside` says whether the figure lies in the 90 % range, `width` is the ratio of its ends. `explains` is the one
    assumption whose change is least unlikely among those that alone give the figure.
    """

    inputs: CaseInputs
    quantiles: tuple[QuantileEstimate, ...] = ()
    machines: str = ""
    stocks: str = ""
    explains: Needed | None = None
    median_gives_it: bool = False

    @property
    def publication(self) -> Publication:
        """The figure asked about."""
        return self.inputs.publication

    @property
    def counted(self) -> bool:
        """True for a row whose stock and machines are known and whose question is this one."""
        return not self.inputs.not_counted

    @property
    def published(self) -> float | None:
        """The figure in the printed unit."""
        middle = self.publication.figure.middle
        return None if middle is None else middle / self.publication.unit_size

    @property
    def span(self) -> tuple[float, float, float] | None:
        """The 5, 50 and 95 % quantiles in the printed unit."""
        return (
            None if not self.quantiles else (self.quantiles[0].value, self.quantiles[1].value, self.quantiles[2].value)
        )

    @property
    def ratio(self) -> float | None:
        """Published over the median computed; None where one is missing or the median is 0."""
        if self.span is None or self.published is None or self.span[1] == 0:
            return None
        return self.published / self.span[1]

    @property
    def inside(self) -> bool | None:
        """Whether the figure lies in the 90 % range; None where there is no range or no figure."""
        if self.span is None or self.published is None:
            return None
        return self.span[0] <= self.published <= self.span[2]

    @property
    def width(self) -> float | None:
        """Upper end over lower end; None where there is no range or it begins at 0."""
        return None if self.span is None or self.span[0] <= 0 else self.span[2] / self.span[0]

    @property
    def narrow(self) -> bool:
        """True where the range is no wider than a factor of three."""
        return self.width is not None and self.width <= WIDEST

    @property
    def why(self) -> str:
        """In words: why there is no range, or which assumption explains the difference."""
        if self.inputs.why_not:
            return self.inputs.why_not
        if self.median_gives_it:
            return "the middle of the assumptions gives it"
        return words_of(self.explains) if self.explains else "no single assumption explains it"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the rows that count lie inside their range, and how many ranges are narrow enough."""

    rows: int
    inside: int
    narrow: int
    both: int

    @property
    def share(self) -> float:
        """Rows inside a range that is narrow enough, over rows that count; 0 without rows."""
        return self.both / self.rows if self.rows else 0.0


def share_of(answers: Iterable[CaseAnswer]) -> Share:
    """Over the rows that count."""
    counted = [a for a in answers if a.counted]
    return Share(
        len(counted),
        sum(a.inside is True for a in counted),
        sum(a.narrow for a in counted),
        sum(a.inside is True and a.narrow for a in counted),
    )


def answer_all(
    rows: Sequence[CaseInputs], learn_from: Sequence[CaseInputs], *, draws: int = DRAWS, seed: int = SEED,
    only_before: bool = False, explain: bool = True,
) -> tuple[CaseAnswer, ...]:  # fmt: skip
    """An answer for every row. No row is learnt from for its own quarter; with `only_before` only from earlier ones.

    Without `explain` no assumption is solved for, which takes most of the time.
    """
    learnt = learn(learn_from, seed)
    found: dict[int, CaseAnswer] = {}
    for quarter in sorted({row.publication.quarter for row in rows}):
        places = [k for k, row in enumerate(rows) if row.publication.quarter == quarter]
        able = [k for k in places if not rows[k].why_not]
        found |= {k: CaseAnswer(rows[k]) for k in places if rows[k].why_not}
        if able:
            at = draws_of_quarter(learnt, quarter, draws, seed, only_before=only_before)
            computed = predicted_together([rows[k] for k in able], at)
            found |= {k: _answer(rows[k], c, at, seed, explain) for k, c in zip(able, computed, strict=True)}
    return tuple(found[k] for k in range(len(rows)))


def answer_one(row: CaseInputs, learnt: Learnt, *, draws: int = DRAWS, seed: int = SEED) -> CaseAnswer:
    """The answer for one row."""
    if row.why_not:
        return CaseAnswer(row)
    at = draws_of_quarter(learnt, row.publication.quarter, draws, seed)
    return _answer(row, predicted(row, at), at, seed, explain=True)


def _answer(
    row: CaseInputs, computed: FloatArray, at: Mapping[str, FloatArray], seed: int, explain: bool
) -> CaseAnswer:
    printed = as_printed(row, computed, seed) / row.publication.unit_size
    scenario = scenario_of(row, medians())
    found = CaseAnswer(row, quantiles(printed, (0.05, 0.5, 0.95)), scenario.machines, scenario.stocks)
    if not explain:
        return found
    values = resolved(row, at)
    question = question_of(row, values)
    gives = question.low <= question.as_assumed <= question.high
    return replace(found, explains=None if gives else _most_likely(question, values), median_gives_it=gives)


def assumptions_of(row: CaseInputs, learnt: Learnt, draws: int = DRAWS, seed: int = SEED) -> dict[str, FloatArray]:
    """Draws of what a figure rests on: practice learnt from other quarters, and what text and record say."""
    return resolved(row, draws_of_quarter(learnt, row.publication.quarter, draws, seed))


def question_of(row: CaseInputs, at: Mapping[str, FloatArray]) -> Question:
    """The figure of a row as a question that can be solved for one assumption; those that do not matter are left out."""
    middle = {name: float(np.median(values)) for name, values in at.items()}
    low, high = _printed(row.publication)

    def compute(given: Mapping[str, FloatArray]) -> FloatArray:
        size = max((v.size for v in given.values()), default=1)
        return before_rounding(row, {name: np.full(size, v) for name, v in middle.items()} | dict(given))

    every = tuple(_assumption(name, at[name]) for name in OPEN)
    whole = Question(row.publication.id, low, high, row.publication.unit_shown, every, compute)
    names = matters(whole)
    matter = tuple(a for a in every if a.name in names)
    return Question(row.publication.id, low, high, "days" if row.publication.asks_time else whole.unit, matter, compute)


def _printed(p: Publication) -> tuple[float, float]:
    """The ends of the figure: as printed, or the whole step that a count stands for."""
    middle = p.figure.middle or 0.0
    if p.figure.value is not None:
        low = high = p.figure.value
    else:
        low = p.figure.low if p.figure.low is not None else middle
        high = p.figure.high if p.figure.high is not None else middle
    if not p.question.startswith("weapons"):
        return low, high
    low, high = (p.figure.low or low, p.figure.high or high) if p.figure.low and p.figure.high else (low, high)
    return float(np.floor(low)), float(np.floor(high)) + 1.0 - 1e-9


def _assumption(name: str, values: FloatArray) -> Assumption:
    words, low, high, shown = OPEN[name]
    likely = (float(np.quantile(values, 0.05)), float(np.quantile(values, 0.95)))
    return Assumption(name, words, float(np.median(values)), low, high, shown, name == "capacity", likely)


def _most_likely(question: Question, at: Mapping[str, FloatArray]) -> Needed | None:
    """Of the assumptions that alone give the figure, the one whose value is least far out among its own draws."""
    found = [n for n in all_needed(question) if n.spans]
    return min(found, key=lambda n: _far_out(n, at[n.assumption.name]), default=None)


def _far_out(n: Needed, values: FloatArray) -> float:
    """Distance from the middle in standard deviations, on the scale of the draws' own spread."""
    value = n.nearest if n.nearest is not None else np.inf
    middle, spread = float(np.median(values)), float(np.quantile(values, 0.84) - np.quantile(values, 0.16)) / 2
    return abs(value - middle) / max(spread, 1e-9 * max(abs(middle), 1.0))


def words_of(n: Needed) -> str:
    """An assumption that explains: what it would have to be, and what was assumed."""
    a = n.assumption
    value = shown(a, n.nearest)
    likely = "" if a.likely is None else f", 5 to 95 %: {shown(a, a.likely[0])} to {shown(a, a.likely[1])}"
    return f"{a.words} {value} would give it (assumed {shown(a, a.value)}{likely})"


def shown(a: Assumption, value: float | None) -> str:
    """A value of an assumption as people write it."""
    if value is None:
        return "none"
    if a.shown == "%":
        return f"{100 * value:.3g} %"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{text} {a.shown}".rstrip()
