"""`servanda verify pairs` and `verify trend`: how well each side measures, and whether anything drifts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, number
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm, significant
from servanda.cli.output import emit
from servanda.cli.verify_findings import FINDINGS, finding_rows
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servanda.case.verify_pairs import PairQuestion, PairsAnswer, TestLine
    from servanda.verification.target_values import TargetValue

COMPONENTS = TableForm(
    "components",
    "Random and systematic part of the differences (fractions of the operator's value, 1 sigma)",
    (
        Field("pairs", Kind.TEXT, "which pairs: all, or less outliers (without those that lie out)", "pairs"),
        Field(
            "method",
            Kind.TEXT,
            "analysis of variance, restricted ML (maximum likelihood, none below 0), Bayesian",
            "method",
        ),
        Field("part", Kind.TEXT, "random or systematic", "part"),
        Field("sigma", Kind.NUMBER, "standard deviation, fraction; null: its variance was estimated below 0", "sigma"),
        Field("low", Kind.NUMBER, "lower end of its range; null: none is given", "low", width=100),
        Field("high", Kind.NUMBER, "upper end of its range", "high", width=100),
        Field("variance", Kind.NUMBER, "variance as estimated, negative ones as they are; null: not estimated as such"),
        Field("note", Kind.TEXT, "degrees of freedom, prior, bound", "note", wraps=True),
    ),
)
OUTLIERS = TableForm(
    "outliers",
    "Outlying pairs (classified, not deleted)",
    (
        Field("item", Kind.TEXT, "name of the item", "item"),
        Field("z", Kind.NUMBER, "robust z of its relative difference", "robust z"),
        Field("kind", Kind.TEXT, "clerical, matrix or genuine", "class"),
        Field("reason", Kind.TEXT, "why it was put there", "reason", wraps=True),
    ),
    none="No pair is outlying.",
)
SPLIT = TableForm(
    "split",
    "Whose errors (relative, 1 sigma; without outlying pairs)",
    (
        Field("method", Kind.TEXT, "how the spread was shared out", "method"),
        Field("operator", Kind.NUMBER, "operator's standard deviation; null: estimated below 0", "operator"),
        Field("inspector", Kind.NUMBER, "inspector's standard deviation; null: estimated below 0", "inspector"),
        Field("items", Kind.NUMBER, "spread of the true items; null: not estimated or below 0", "items"),
        Field("note", Kind.TEXT, "what was assumed, what came out below 0", "note", wraps=True),
    ),
)
TARGETS = TableForm(
    "targets",
    "Beside the target value (both sides as the target value)",
    (
        Field("spread", Kind.TEXT, "which spread", "spread"),
        Field("estimate", Kind.NUMBER, "standard deviation, fraction", "estimate"),
        Field("low", Kind.NUMBER, "lower end of its range", "low"),
        Field("high", Kind.NUMBER, "upper end of its range", "high"),
        Field("target", Kind.NUMBER, "what the target values give", "target"),
        Field("verdict", Kind.TEXT, "above, below or consistent", "verdict"),
    ),
)
TESTS = TableForm(
    "tests",
    "Trends, in the order of the lines",
    (
        Field("test", Kind.TEXT, "the test", "test"),
        Field("statistic", Kind.NUMBER, "its statistic; null: none", "statistic"),
        Field("p_value", Kind.NUMBER, "two-sided p-value; null: too few values", "p-value"),
        Field("note", Kind.TEXT, "slope, or what the test needs", "note", wraps=True),
    ),
)
PAIRS = Form(
    "verify-pairs",
    "servanda verify pairs",
    (
        Field("count", Kind.WHOLE, "number of pairs"),
        Field("inspections", Kind.WHOLE, "number of inspections"),
        Field(
            "mean_relative_difference",
            Kind.NUMBER,
            "mean of the inspection means, operator minus inspector; null: no number",
        ),
        Field("confidence", Kind.NUMBER, "confidence of the ranges"),
        Field("target_source", Kind.TEXT, "where the target value stands; null: none was asked for"),
    ),
    (COMPONENTS, OUTLIERS, SPLIT, TARGETS, TESTS, FINDINGS),
)
TREND = Form(
    "verify-trend",
    "servanda verify trend",
    (
        Field("count", Kind.WHOLE, "number of values"),
        Field("alpha", Kind.NUMBER, "p-value below which a trend is told"),
    ),
    (TESTS, FINDINGS),
)

Table = Annotated[str, typer.Argument(metavar="FILE", help="CSV file or .xlsx workbook, as the template.")]
Alpha = Annotated[float, typer.Option("--alpha", metavar="P", parser=number, help="False-alarm probability.")]
Scale = Annotated[float | None, typer.Option(metavar="PART", parser=number)]


def scale(option: str, words: str) -> typer.models.OptionInfo:
    """An option that takes a fraction."""
    found: typer.models.OptionInfo = typer.Option(option, metavar="PART", parser=number, help=words)
    return found


def pairs(
    file: Table,
    confidence: Annotated[float, scale("--confidence", "Confidence of ranges.")] = 0.95,
    prior_random: Annotated[
        float | None, scale("--prior-random", "Half-normal scale of the random part, fraction.")
    ] = None,
    prior_systematic: Annotated[
        float | None, scale("--prior-systematic", "Half-normal scale of the systematic part, fraction.")
    ] = None,
    prior_operator: Annotated[
        float | None, scale("--prior-operator", "Half-normal scale of the operator's errors, fraction.")
    ] = None,
    prior_inspector: Annotated[
        float | None, scale("--prior-inspector", "Half-normal scale of the inspector's errors, fraction.")
    ] = None,
    ratio: Annotated[
        float | None, scale("--ratio", "Operator's variance over the inspector's, if it is known.")
    ] = None,
    itv_method: Annotated[
        str | None, typer.Option("--itv-method", metavar="CODE", help="Method code of a target value, such as IDMS.")
    ] = None,
    itv_material: Annotated[
        str, typer.Option("--itv-material", metavar="WORDS", help="Material of the target value, or part of it.")
    ] = "",
    alpha: Alpha = 0.05,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Outliers, random and systematic part, whose errors they are, comparison with target values, trends."""
    from servanda.case.verify_lists import PAIR_LIST, read_list
    from servanda.case.verify_pairs import PairQuestion, evaluate_pairs

    for one, other, names in (
        (prior_random, prior_systematic, "--prior-random and --prior-systematic"),
        (prior_operator, prior_inspector, "--prior-operator and --prior-inspector"),
    ):
        if (one is None) != (other is None):
            raise Misuse(f"give {names} together, or neither")
    question = PairQuestion(
        confidence, prior_random, prior_systematic, prior_operator, prior_inspector, ratio,
        _target(itv_method, itv_material), alpha,
    )  # fmt: skip
    rows, _ = read_list(Path(file), PAIR_LIST)
    emit(_document(evaluate_pairs(rows, question, Path(file).name), question), as_json=as_json, as_csv=as_csv)


def _target(method: str | None, material: str) -> TargetValue | None:
    from servanda.verification.target_values import target_value

    return None if method is None else target_value(method, material)


def _document(answer: PairsAnswer, question: PairQuestion) -> Document:
    source = None if question.target is None else question.target.value_source().words
    finite = answer.mean == answer.mean and abs(answer.mean) != float("inf")
    head: Row = {
        "count": len(answer.pairs.item), "inspections": len(answer.pairs.groups),
        "mean_relative_difference": answer.mean if finite else None, "confidence": question.confidence,
        "target_source": source,
    }  # fmt: skip
    rows: dict[str, list[Row]] = {
        "components": [
            {"pairs": c.pairs, "method": c.method, "part": c.part, "sigma": c.sigma, "low": c.low, "high": c.high,
             "variance": c.variance, "note": c.note}
            for c in answer.components
        ],
        "outliers": [{"item": o.item, "z": o.z, "kind": o.kind.value, "reason": o.reason} for o in answer.outliers],
        "split": [
            {"method": s.method, "operator": s.operator, "inspector": s.inspector, "items": s.items, "note": s.note}
            for s in answer.split
        ],
        "targets": [
            {"spread": what, "estimate": c.estimate, "low": c.interval.low, "high": c.interval.high, "target": c.target,
             "verdict": c.verdict}
            for what, c in answer.targets
        ],
        "tests": test_rows(answer.tests),
        "findings": finding_rows(answer.findings),
    }  # fmt: skip
    mean = (
        f"mean relative difference {significant(answer.mean, 4)}" if finite else "no mean: an item was declared as 0 kg"
    )
    before = [
        f"{len(answer.pairs.item)} pairs in {len(answer.pairs.groups)} inspections; {mean} (operator minus inspector)"
    ]
    after = [f"Ranges at {question.confidence:g}; both sides compared with {source}"] if source else []
    return Document(PAIRS, head, rows, before=before, after=after)


def test_rows(tests: Sequence[TestLine]) -> list[Row]:
    """One row a test of a series."""
    return [{"test": t.test, "statistic": t.statistic, "p_value": t.p_value, "note": t.note} for t in tests]


def trend(file: Table, alpha: Alpha = 0.05, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Trend tests of any series in order of time: Mann-Kendall with Sen's slope, a line, signs and their runs."""
    from servanda.case.verify_lists import SERIES, read_list
    from servanda.case.verify_shipments import evaluate_series

    rows, _ = read_list(Path(file), SERIES)
    answer = evaluate_series(rows, Path(file).name, alpha=alpha)
    tables = {"tests": test_rows(answer.tests), "findings": finding_rows(answer.findings)}
    head: Row = {"count": len(rows), "alpha": alpha}
    emit(Document(TREND, head, tables, before=[f"{len(rows)} values"]), as_json=as_json, as_csv=as_csv)
