"""Evaluates a table of operator-inspector pairs: outliers, random and systematic parts, whose errors they are, trends.

Differences are operator minus inspector, relative to the operator's value. Nothing is deleted: outlying pairs are
classified, and what the estimates would be without them stands beside what they are with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from servanda.core.arrays import FloatArray
from servanda.core.finding import Finding, Misuse, Severity
from servanda.core.table import Row
from servanda.verification.asked import probability
from servanda.verification.grubbs import Split, bayesian_split, constrained_split, grubbs_split, split_with_ratio
from servanda.verification.outliers import Outlier, outliers
from servanda.verification.pairs import Pairs, pairs
from servanda.verification.target_values import TargetValue
from servanda.verification.trend import line_fit, mann_kendall, runs_test, sign_test
from servanda.verification.variance_components import (
    TargetComparison,
    bayesian_components,
    compare_with_target,
    constrained_components,
    grouped,
    variance_components,
)

RULE = "estimates are reported as they are, with what may be wrong with them"
MORE = "see the estimates beside it; more inspections and items make it sharper"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PairQuestion:
    """What is asked of pairs: confidence of ranges, half-normal prior scales (fractions), a known ratio of variances
    (operator's to inspector's), target values of both sides, and the level at which a trend is told.
    """

    confidence: float = 0.95
    prior_random: float | None = None
    prior_systematic: float | None = None
    prior_operator: float | None = None
    prior_inspector: float | None = None
    ratio: float | None = None
    target: TargetValue | None = None
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Component:
    """One estimate of one part: standard deviation (fraction), its range, and its variance; None where there is none."""

    pairs: str
    method: str
    part: str
    sigma: float | None
    low: float | None
    high: float | None
    variance: float | None
    note: str


@dataclass(frozen=True, slots=True)
class SplitLine:
    """Relative standard deviations of operator, inspector and true items by one method; None: estimated below 0."""

    method: str
    operator: float | None
    inspector: float | None
    items: float | None
    note: str


@dataclass(frozen=True, slots=True)
class TestLine:
    """One test of the differences in their order: statistic, two-sided p-value and meaning."""

    __test__ = False

    test: str
    statistic: float | None
    p_value: float | None
    note: str


@dataclass(frozen=True, slots=True)
class PairsAnswer:
    """Everything that pairs say; `mean` is that of the inspection means, or of all pairs of one inspection."""

    pairs: Pairs
    outliers: tuple[Outlier, ...]
    mean: float
    components: tuple[Component, ...]
    split: tuple[SplitLine, ...]
    targets: tuple[tuple[str, TargetComparison], ...]
    tests: tuple[TestLine, ...]
    findings: tuple[Finding, ...]


def evaluate_pairs(rows: Sequence[Row], question: PairQuestion, place: str) -> PairsAnswer:
    """Evaluate the rows of a table of pairs."""
    probability(question.confidence, "confidence")
    probability(question.alpha, "alpha")
    every = pairs(
        [float(r["operator_kg"]) for r in rows], [float(r["inspector_kg"]) for r in rows],
        [r["inspection"] for r in rows], item=_items(rows), matrix=[r["material"] for r in rows],
    )  # fmt: skip
    found = outliers(every)
    keep = [number not in {o.place for o in found} for number in range(len(rows))]
    kept = every.kept(keep) if not all(keep) and any(keep) else None
    sets = [("all", every)] + ([("less outliers", kept)] if kept else [])
    components = tuple(line for name, chosen in sets for line in _components(name, chosen, question))
    usual = kept or every
    split, tests = tuple(_split(usual, question)), trend_tests(*_series(every))
    targets = tuple(_targets(usual, question))
    findings = tuple(_findings(place, rows, found, components, split, targets, tests, question.alpha))
    return PairsAnswer(every, found, _mean(every), components, split, targets, tests, findings)


def _items(rows: Sequence[Row]) -> list[str]:
    return [f"{r['stratum']}: {r['item']}" if r["stratum"] else r["item"] for r in rows]


FEWEST_MEANS = 4
"""Inspections from which on their means make a series."""


def _series(found: Pairs) -> tuple[FloatArray, None, str]:
    """What can be tested for a trend: pairs of one inspection share an error, so they are no independent series.

    From four inspections on their means; below, each pair less the mean of its inspection; in one inspection the pairs.
    """
    d, index = found.relative_difference, found.group_index
    if len(found.groups) == 1:
        return d[np.isfinite(d)], None, "differences"
    with np.errstate(invalid="ignore"):
        means = np.array([d[index == g].mean() for g in range(len(found.groups))])
        if means.size >= FEWEST_MEANS:
            return means[np.isfinite(means)], None, "means of inspections"
        rest = d - means[index]
    return rest[np.isfinite(rest)], None, "differences less the mean of their inspection"


def _mean(found: Pairs) -> float:
    d = found.relative_difference
    means = [float(d[found.group_index == g].mean()) for g in range(len(found.groups))]
    return math.fsum(means) / len(means)


def _tried(work: Callable[[], Found]) -> tuple[Found | None, str]:
    """A result, or in words why the data do not allow it."""
    try:
        return work(), ""
    except (Misuse, FloatingPointError) as misuse:
        return None, str(misuse)


def _components(name: str, chosen: Pairs, q: PairQuestion) -> Iterator[Component]:
    d, group = chosen.relative_difference, chosen.group
    classical, why = _tried(lambda: variance_components(d, group, q.confidence))
    if classical is None:
        yield Component(name, "analysis of variance", "both", None, None, None, None, why)
        return
    interval, between = classical.random_interval, classical.between_interval
    yield Component(
        name, "analysis of variance", "random", classical.random_sigma, interval.low, interval.high,
        classical.random_variance, f"{classical.freedom_within} degrees of freedom",
    )  # fmt: skip
    note = "" if classical.systematic_sigma is not None else "estimated below 0: reported, not set to 0"
    yield Component(
        name, "analysis of variance", "systematic", classical.systematic_sigma, None, None,
        classical.systematic_variance, note or f"{classical.inspections} inspections; their means spread by "
        f"{between.low:.3g} to {between.high:.3g}",
    )  # fmt: skip
    constrained = constrained_components(d, group)
    for part, variance in (("random", constrained.random_variance), ("systematic", constrained.systematic_variance)):
        note = "at its bound: not told from 0" if constrained.at_bound and part == "systematic" else ""
        method = "restricted ML"
        yield Component(name, method, part, math.sqrt(variance), None, None, variance, note)
    yield from _posterior(name, chosen, q)


def _posterior(name: str, chosen: Pairs, q: PairQuestion) -> Iterator[Component]:
    if q.prior_random is None or q.prior_systematic is None:
        return
    found = bayesian_components(
        chosen.relative_difference, chosen.group, prior_random=q.prior_random, prior_systematic=q.prior_systematic,
        confidence=q.confidence,
    )  # fmt: skip
    for part, sigma, interval, prior in (
        ("random", found.random_sigma, found.random_interval, found.prior_random),
        ("systematic", found.systematic_sigma, found.systematic_interval, found.prior_systematic),
    ):
        note = f"median; half-normal prior of scale {prior:g}"
        yield Component(name, "Bayesian", part, sigma, interval.low, interval.high, None, note)


def _split(chosen: Pairs, q: PairQuestion) -> Iterator[SplitLine]:
    """On logarithms, so that the parts are relative; items that measured 0 leave no split."""
    o, v = chosen.operator, chosen.inspector
    if o.size < 3 or min(float(o.min()), float(v.min())) <= 0:
        reason = "needs at least three items, none of them of 0 kg"
        yield SplitLine("Grubbs, moments", None, None, None, reason)
        return
    moments = grubbs_split(o, v, logarithms=True)
    below = f"below 0: {', '.join(moments.negative)}" if moments.negative else ""
    yield _line("Grubbs, moments", moments, below)
    yield _line("maximum likelihood, none below 0", constrained_split(o, v, logarithms=True), "")
    if q.ratio is not None:
        shared = split_with_ratio(o, v, q.ratio, logarithms=True)
        yield _line("known ratio", shared, f"operator's variance {q.ratio:g} times the inspector's")
    if q.prior_operator is not None and q.prior_inspector is not None:
        found = bayesian_split(
            o, v, prior_operator=q.prior_operator, prior_inspector=q.prior_inspector, logarithms=True,
            confidence=q.confidence,
        )  # fmt: skip
        a, b = found.operator_interval, found.inspector_interval
        ranges = f"medians; operator {a.low:.3g} to {a.high:.3g}, inspector {b.low:.3g} to {b.high:.3g}"
        yield SplitLine("Bayesian", found.operator_sigma, found.inspector_sigma, None, ranges)


def _line(method: str, split: Split, note: str) -> SplitLine:
    roots = [math.sqrt(v) if v >= 0 else None for v in (split.operator, split.inspector, split.true)]
    return SplitLine(method, roots[0], roots[1], roots[2], note)


def _targets(chosen: Pairs, q: PairQuestion) -> Iterator[tuple[str, TargetComparison]]:
    """Spread within and between inspections beside what both sides would give if they met the target value."""
    target = q.target
    if target is None or target.random is None or target.systematic is None:
        return
    groups, _ = _tried(lambda: grouped(chosen.relative_difference, chosen.group))
    if groups is None:
        return
    random, systematic = 2 * target.random**2, 2 * target.systematic**2
    within = groups.within / groups.freedom
    yield "within inspections", compare_with_target(within, groups.freedom, math.sqrt(random), q.confidence)
    between = math.sqrt(systematic + random / groups.harmonic_size)
    spread = float(groups.means.var(ddof=1))
    yield "between inspection means", compare_with_target(spread, groups.means.size - 1, between, q.confidence)


def trend_tests(series: FloatArray, times: FloatArray | None = None, what: str = "") -> tuple[TestLine, ...]:
    """Tests of a series in its order; a test that needs more values says so. `what` is named in the first line."""
    return tuple(_trend_tests(series, times, what))


def _trend_tests(series: FloatArray, times: FloatArray | None, what: str) -> Iterator[TestLine]:
    kendall, why = _tried(lambda: mann_kendall(series, times))
    unit = "step" if times is None else "unit of time"
    of = f"of {what}: " if what else ""
    told = why if kendall is None else f"{of}Sen's slope {kendall.slope:.4g} a {unit}"
    yield TestLine(
        "Mann-Kendall, z", None if kendall is None else kendall.z, kendall.p_value if kendall else None, told
    )
    line, why = _tried(lambda: line_fit(series, times))
    told = why if line is None else f"a {unit}; standard error {line.standard_error:.3g}"
    yield TestLine("line, slope", None if line is None else line.slope, line.p_value if line else None, told)
    yield TestLine("signs", float(np.sign(series).sum()), sign_test(series), "values above less values below 0")
    yield TestLine("runs of signs", None, runs_test(series), "do signs come in random order")


def _findings(
    place: str, rows: Sequence[Row], found: Sequence[Outlier], components: Sequence[Component],
    split: Sequence[SplitLine], targets: Sequence[tuple[str, TargetComparison]], tests: Sequence[TestLine], alpha: float,
) -> Iterator[Finding]:  # fmt: skip
    for o in found:
        yield rows[o.place].finding(
            "verify-outlier", "inspector_kg", "within 3.5 robust sigma of the others", RULE, o.reason,
            found=f"{o.item}: robust z {o.z:.3g}, {o.kind.value}", severity=Severity.WARNING,
        )  # fmt: skip
    for c in components:
        if c.variance is not None and c.variance < 0:
            told = f"systematic variance {c.variance:.3g} ({c.pairs})"
            yield _warning(
                place, "verify-variance-negative", told, "0 or more", "see the estimates beside it, or add inspections"
            )
    for s in split:
        if s.note.startswith("below 0"):
            yield _warning(
                place, "verify-variance-negative", s.note, "0 or more", "see the estimates beside it, or add items"
            )
    for what, comparison in targets:
        if comparison.verdict != "consistent":
            remedy = (
                "look for outliers, a changed method or a target that does not fit" if comparison.verdict == "above"
                else "ask whether values were copied: too good is suspicious"
            )  # fmt: skip
            told = f"spread {what} {comparison.estimate:.3g}, {comparison.verdict} the target"
            yield _warning(place, "verify-target", told, f"{comparison.target:.3g} within its range", remedy)
    yield from trend_findings(place, tests, alpha)


def trend_findings(place: str, tests: Sequence[TestLine], alpha: float) -> Iterator[Finding]:
    """A warning for each test whose p-value is below alpha; several tests of one series are not independent."""
    for t in tests:
        if t.p_value is not None and t.p_value < alpha:
            remedy = "look for what changed: calibration, standards, materials, persons"
            yield _warning(place, "verify-trend", f"{t.test}: p {t.p_value:.3g}", f"p of {alpha:g} or more", remedy)


def _warning(place: str, name: str, found: str, expected: str, remedy: str) -> Finding:
    return Finding(place, None, name, "", found, expected, RULE, remedy, Severity.WARNING)
