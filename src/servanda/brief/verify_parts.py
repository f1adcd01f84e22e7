"""A verification report as data: sections with sentences and tables, which page, paper, JSON and workbook all show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from servanda.case.verify_results import PeriodBalance, VerificationAnswer, VerifiedItems
from servanda.verification.balance import Verdict
from servanda.verification.budget import BudgetLine

SCHEMA = "servanda/verification-report/1"
Cell = str | float | int | None
"""A cell: a number, words, or None for nothing stated."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; `unit` is that of its numbers where it is one."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    id: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report; the charts are drawn from the same tables."""

    schema: str
    title: str
    unit: str
    period: int
    sections: tuple[Section, ...]

    def table(self, name: str) -> Table:
        """A table by its id."""
        return next(t for s in self.sections for t in s.tables if t.id == name)

    def document(self) -> dict[str, Any]:
        """The report for machines."""
        return asdict(self)


def report_of(answer: VerificationAnswer) -> Report:
    """The report for the last complete period of an answer, with the sequence before it."""
    sections = [_bottom(answer), _balance(answer), _budget(answer), _sequence(answer), _power(answer)]
    sections += [_items(answer.items)] if answer.items is not None else []
    sections += [_findings(answer), _assumptions(answer)]
    settings = answer.input.settings
    return Report(SCHEMA, settings.title, settings.unit.value, answer.last.period, tuple(sections))


def shown(value: float | None, digits: int = 4) -> str:
    """A number in a sentence."""
    return "not known" if value is None or not np.isfinite(value) else f"{value:.{digits}g}"


def _bottom(answer: VerificationAnswer) -> Section:
    b = answer.last
    measured = f"MUF of period {b.period} is {shown(b.muf)} kg with sigma {shown(b.sigma)} kg"
    sides = "two-sided diagnostic" if b.test.verdict is Verdict.GAIN else "one-sided"
    rates = answer.evaluation.balance_rates
    together = f", {shown(rates.together.value, 3)} for all {rates.horizon} balances" if rates.horizon > 1 else ""
    test = f"{b.test.verdict.value} ({sides}, alpha {shown(rates.each, 3)} for this balance{together})"
    sentences = [f"{measured}: {test}.", *_goal_sentence(b), _alarm_sentence(answer)]
    if answer.items is not None:
        sentences.append(_item_sentence(answer.items))
    return Section("bottom-line", "Bottom line", tuple(sentences))


def _goal_sentence(b: PeriodBalance) -> Iterator[str]:
    if b.goal is not None:
        yield (
            f"The loss of {shown(b.goal.goal)} kg would be found in this balance with probability {shown(b.goal.detection, 3)}; "
            f"a loss of {shown(b.goal.detectable)} kg is found as often as was asked for."
        )


def _alarm_sentence(answer: VerificationAnswer) -> str:
    alarms = [f"{t.test.name} (balance {t.first_alarm})" for t in answer.evaluation.tests if t.first_alarm]
    words = f"Alarms in the sequence: {'; '.join(alarms)}." if alarms else "No test of the sequence alarms."
    return f"{words} No alarm does not mean that nothing is missing."


def _item_sentence(items: VerifiedItems) -> str:
    count = sum(s.sample for s in items.strata)
    d = items.difference
    verb = "differs" if items.rejected == 1 else "differ"
    told = f"{items.rejected} of {count} verified items {verb} by more than 3 sigma; D is {shown(d.d)} kg, {shown(d.z, 3)} sigma."
    if items.muf_minus_d is not None:
        return f"{told} MUF - D is {shown(items.muf_minus_d.value)} kg with sigma {shown(items.muf_minus_d.sigma)} kg."
    return f"{told} MUF - D is not given."


def _balance(answer: VerificationAnswer) -> Section:
    rows = tuple(
        (
            b.period,
            b.beginning,
            b.increases,
            b.decreases,
            b.ending,
            b.muf,
            b.sigma,
            b.test.critical_high,
            b.alone.critical_high,
            b.test.verdict.value,
        )
        for b in answer.balances
    )
    columns = (
        "period",
        "beginning inventory",
        "increases",
        "decreases",
        "ending inventory",
        "MUF",
        "sigma",
        "critical value",
        "alone at alpha",
        "test",
    )
    sentences = ["MUF = PB + X - Y - PE, kg; positive is an apparent loss (INFCIRC/153 para 98)."]
    sentences.append(f"The critical value decides: {answer.evaluation.balance_rates.words}.")
    accuracy = answer.last.accuracy
    if accuracy is not None:
        sentences.append(
            f"Expected accuracy: sigma {shown(accuracy.expected_sigma)} kg for {accuracy.expected.words}; "
            f"this balance has {shown(accuracy.ratio, 3)} times that."
        )
    return Section("balance", "Balances", tuple(sentences), (Table("balances", "Balances, kg", columns, rows),))


def _budget(answer: VerificationAnswer) -> Section:
    lines = answer.evaluation.budgets[-1]
    rows = tuple((line.term, line.level.value, line.key, line.sigma_alone, line.share) for line in _by_share(lines))
    columns = ("term", "level", "correlation key", "sigma alone, kg", "share of variance, kg²")
    sentence = (
        "Shares add up to the variance of MUF; what terms with one key share can be negative, where errors cancel."
    )
    return Section(
        "budget", "What sigma is made of", (sentence,), (Table("budget", "Budget of the last balance", columns, rows),)
    )


def _by_share(lines: Sequence[BudgetLine]) -> list[BudgetLine]:
    return sorted(lines, key=lambda line: -abs(line.share))


def _sequence(answer: VerificationAnswer) -> Section:
    s = answer.evaluation.sequence
    columns = ("balance", "MUF, kg", "sigma, kg", "CUMUF, kg", "sigma CUMUF, kg", "ITMUF, kg", "SITMUF", "GEMUF V1")
    series = (s.muf, s.sigma_muf, s.cumuf, s.sigma_cumuf, s.itmuf, s.sitmuf, s.gemuf_v1)
    rows = tuple((n, *(float(v[n - 1]) for v in series)) for n in range(1, s.muf.size + 1))
    tests = tuple(
        (t.test.name, t.threshold.value, t.threshold.alpha, t.threshold.method, t.first_alarm or None)
        for t in answer.evaluation.tests
    )
    statistics = tuple(
        (n, *(_finite(t.statistic[n - 1]) for t in answer.evaluation.tests)) for n in range(1, s.muf.size + 1)
    )
    together = answer.evaluation.false_alarm_rate_together
    sentence = (
        f"Each test has the stated false-alarm rate over all balances; with those of single balances any of them alarms "
        f"without loss with probability at most {shown(together, 3)}."
    )
    names = ("balance", *(t.test.name for t in answer.evaluation.tests))
    return Section("sequence", "Sequence of balances", (sentence,), (
        Table("sequence", "Standard forms", columns, rows),
        Table("tests", "Tests", ("test", "threshold, sigma", "false-alarm rate", "how found", "first alarm"), tests),
        Table("statistics", "Running statistics, sigma", names, statistics),
    ))  # fmt: skip


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _power(answer: VerificationAnswer) -> Section:
    last = float(answer.evaluation.sequence.sigma_cumuf[-1])
    goal = answer.input.settings.goal_kg
    totals = [*(last * part for part in (1, 2, 3, 4, 6)), *([] if goal is None else [goal])]
    points = answer.evaluation.power(totals)
    names = [t.test.name for t in answer.evaluation.tests]
    rows = tuple((p.total, p.guaranteed, *(p.likely[name].value for name in names), p.bound) for p in points)
    columns = (
        "total loss, kg",
        "guaranteed against any pattern",
        *(f"{name}: in equal parts" for name in names),
        "bound for equal parts",
    )
    sentence = (
        "What is guaranteed holds against any pattern of the loss (CUMUF over all balances); what is likely holds for a "
        "loss in equal parts."
    )
    return Section(
        "power", "What would be found", (sentence,), (Table("power", "Probability of an alarm", columns, rows),)
    )


PAIR_COLUMNS = (
    "stratum", "item", "operator, kg", "inspector, kg", "difference, sigma", "test at 3 sigma", "outlier",
)  # fmt: skip


D_COLUMNS = ("stratum", "D, kg", "random, kg²", "systematic alone, kg²", "systematic, kg²", "sampling, kg²")
KEY_COLUMNS = ("whose", "correlation key", "strata", "effect of 1 sigma on D, kg", "variance, kg²")


def _items(items: VerifiedItems) -> Section:
    tested = tuple(
        (s.name, name, float(o), float(v), test.z, "rejected" if test.rejected else "accepted", _class(place, classed))
        for s, names, tests, classed in zip(items.strata, items.items, items.tests, items.outliers, strict=True)
        for place, (name, o, v, test) in enumerate(zip(names, s.operator, s.inspector, tests, strict=True))
    )
    parts = tuple((p.name, p.d, p.random, p.alone, p.systematic, p.sampling) for p in items.difference.parts)
    keys = tuple((k.party.value, k.key, "; ".join(k.strata), k.loading, k.variance) for k in items.difference.keys)
    sentences = [
        "D = sum of a (N/n) sum(operator - inspector); negative where the operator's figures hide a loss.",
        f"Sigma of D is {shown(items.difference.sigma)} kg; {items.sharing}.",
        f"MUF - D is not given: {items.why_not}."
        if items.muf_minus_d is None
        else "MUF - D is given under the stated conditions.",
    ]
    return Section("items", "Verified items", tuple(sentences), (
        Table("difference", "D by stratum", D_COLUMNS, parts),
        Table("keys", "Systematic errors in D, strata combined with sign", KEY_COLUMNS, keys),
        Table("pairs", "Pairs", PAIR_COLUMNS, tested),
    ))  # fmt: skip


def _class(place: int, classed: Sequence[Any]) -> str | None:
    return next((f"{o.kind.value}: {o.reason}" for o in classed if o.place == place), None)


def _findings(answer: VerificationAnswer) -> Section:
    rows = tuple((f.severity.value, f.place, f.found, f.expected, f.remedy) for f in answer.findings)
    sentence = "What has to be looked into." if rows else "Nothing was found that has to be looked into."
    columns = ("severity", "place", "found", "expected", "to do")
    return Section("findings", "Findings", (sentence,), (Table("findings", "Findings", columns, rows),))


def _assumptions(answer: VerificationAnswer) -> Section:
    a = answer.evaluation.assumptions
    rows = tuple((e.term, e.level.value, e.relative, e.absolute, e.key or None, e.source) for e in a.errors)
    columns = (
        "term",
        "level",
        "relative error (1 sigma, fraction)",
        "absolute error (1 sigma), kg",
        "correlation key",
        "whose errors",
    )
    sentences = (
        f"alpha {a.alpha:g}, beta {a.beta:g}, horizon {a.horizon} balances, {a.sides}.",
        f"Single balances: {answer.evaluation.balance_rates.words}.",
        f"Masses in {a.unit.value}; sign convention {a.convention.value}.",
        f"Errors from: {'; '.join(a.value_sources)}.",
    )
    return Section("assumptions", "Assumptions", sentences, (Table("errors", "Error model", columns, rows),))
