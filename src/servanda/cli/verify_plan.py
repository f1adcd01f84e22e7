"""`servanda verify plan`: samples for several strata that find a goal however it is split."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, choice, number
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm, significant
from servanda.cli.output import emit
from servanda.cli.verify_findings import FINDINGS, finding_rows
from servanda.cli.verify_pairs import Table

if TYPE_CHECKING:
    from servanda.case.verify_plan import MethodsPlan, PlanAnswer

STRATA = TableForm(
    "strata",
    "",
    (
        Field("stratum", Kind.TEXT, "name of the stratum", "stratum"),
        Field("items", Kind.WHOLE, "items in it", "items"),
        Field("mass_kg", Kind.NUMBER, "their mass, kg", "mass, kg", width=90),
        Field("defects", Kind.WHOLE, "gross defects that make up the goal", "defects", width=90),
        Field("alone", Kind.FLAG, "whether the goal can be missing from it alone", "alone", width=100),
        Field("n", Kind.WHOLE, "items to verify, each stratum planned by itself", "by itself"),
        Field("detection", Kind.NUMBER, "probability of finding the goal missing from it", "detection"),
        Field(
            "n_all_splits", Kind.WHOLE, "items to verify so that no split is missed with more than beta", "all splits"
        ),
        Field(
            "worst_defects",
            Kind.WHOLE,
            "defects in the split that the second plan misses most; null: none",
            "worst split",
        ),
        Field(
            "saddle_samples", Kind.NUMBER, "best use of the budget, not rounded; null: no budget", "budget", width=85
        ),
        Field("saddle_defects", Kind.NUMBER, "best split against it, not rounded; null: no budget", "split", width=100),
    ),
)
METHODS = TableForm(
    "methods",
    "Several methods together (disjoint samples)",
    (
        Field("stratum", Kind.TEXT, "name of the stratum", "stratum"),
        Field("plan", Kind.TEXT, "for the stated sizes of defect, or for every size", "plan"),
        Field("d", Kind.WHOLE, "items by the fine method D; null: not used", "D"),
        Field("f", Kind.WHOLE, "items by F; null: not used", "F"),
        Field("h", Kind.WHOLE, "items by the coarse method H; null: not used", "H"),
        Field(
            "weakest",
            Kind.NUMBER,
            "size of defect that is found least often; null: the goal is out of reach",
            "weakest size",
        ),
        Field("detection", Kind.NUMBER, "how often it is found", "detection"),
    ),
)
PLAN = Form(
    "verify-plan",
    "servanda verify plan",
    (
        Field("goal_kg", Kind.NUMBER, "mass to be found missing, kg"),
        Field("beta", Kind.NUMBER, "allowed probability of missing it"),
        Field("method", Kind.TEXT, "how each stratum was sized"),
        Field(
            "worst_missed",
            Kind.NUMBER,
            "how often the worst split is missed with each stratum planned by itself; null: none",
        ),
        Field("worst_missed_all_splits", Kind.NUMBER, "the same with the second plan; null: none"),
        Field("budget", Kind.NUMBER, "effort to be shared out; null: none was given"),
        Field("budget_detection", Kind.NUMBER, "detection that it reaches at best; null: no budget"),
    ),
    (STRATA, METHODS, FINDINGS),
)


def plan(
    file: Table,
    goal_kg: Annotated[
        float, typer.Option("--goal-kg", metavar="KG", parser=number, help="Mass to be found missing, kg.")
    ],
    beta: Annotated[
        float, typer.Option("--beta", metavar="P", parser=number, help="Allowed probability of missing it.")
    ] = 0.1,
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="NAME",
            parser=choice(["exact", "jaech", "agency", "binomial"]),
            help="exact, jaech, agency or binomial.",
        ),
    ] = "exact",
    budget: Annotated[
        float | None,
        typer.Option("--budget", metavar="EFFORT", parser=number, help="Effort to be shared out over strata."),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Items to verify in each stratum, the split of the goal that is found least often, several methods, a budget."""
    from servanda.case.verify_lists import PLAN as KIND
    from servanda.case.verify_lists import read_list
    from servanda.case.verify_plan import evaluate_plan

    rows, _ = read_list(Path(file), KIND)
    answer = evaluate_plan(rows, goal_kg, beta, Path(file).name, method=method, budget=budget)
    emit(_document(answer, goal_kg, beta, method, budget), as_json=as_json, as_csv=as_csv)


def _document(answer: PlanAnswer, goal_kg: float, beta: float, method: str, budget: float | None) -> Document:
    worst, strong, saddle = answer.worst, answer.strong_worst, answer.saddle
    head: Row = {
        "goal_kg": goal_kg, "beta": beta, "method": method,
        "worst_missed": None if worst is None else worst.at_most,
        "worst_missed_all_splits": None if strong is None else strong.at_most,
        "budget": budget, "budget_detection": None if saddle is None else saddle.detection,
    }  # fmt: skip
    rows: list[Row] = [
        {
            "stratum": s.stratum.name, "items": s.stratum.items, "mass_kg": s.stratum.mass_kg, "defects": s.defects,
            "alone": s.alone, "n": s.n, "detection": s.detection, "n_all_splits": t.n,
            "worst_defects": None if strong is None else strong.defects[place],
            "saddle_samples": None if saddle is None else saddle.samples[place],
            "saddle_defects": None if saddle is None else saddle.defects[place],
        }
        for place, (s, t) in enumerate(zip(answer.plan, answer.strong, strict=True))
    ]  # fmt: skip
    methods = [row for found in answer.methods for row in _method_rows(found)]
    tables = {"strata": rows, "methods": methods, "findings": finding_rows(answer.findings)}
    before = [f"{significant(goal_kg)} kg missed with at most {beta:g}; samples {method}"]
    return Document(PLAN, head, tables, before=before, after=_after(answer, budget))


def _method_rows(found: MethodsPlan) -> list[Row]:
    rows: list[Row] = []
    for words, plan, weakest in (
        ("stated sizes", found.plan, found.weakest), ("every size", found.strong, found.strongest),
    ):  # fmt: skip
        n = {m.name: count for m, count in zip(plan.methods, plan.samples, strict=True)}
        rows.append({
            "stratum": found.stratum, "plan": words, "d": n.get("D"), "f": n.get("F"), "h": n.get("H"),
            "weakest": None if weakest is None else weakest[0], "detection": None if weakest is None else weakest[1],
        })  # fmt: skip
    return rows


def _after(answer: PlanAnswer, budget: float | None) -> list[str]:
    lines = []
    if answer.worst is not None and answer.strong_worst is not None:
        lines.append(
            f"The worst split is missed with at most {significant(answer.worst.at_most, 4)} where each stratum is planned by "
            f"itself, with {significant(answer.strong_worst.at_most, 4)} in the plan for all splits"
        )
    if answer.saddle is not None and budget is not None:
        lines.append(
            f"A budget of {significant(budget)} reaches a detection of {significant(answer.saddle.detection, 4)} at best "
            f"against the best split (stratified attributes theorem, recalled); round up and plan again before use"
        )
    return lines
