"""`servanda knowledge`: what is known of each stratum of material, and since when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy
from servanda.cli.fields import Document, Row, Value
from servanda.cli.knowledge_forms import FORM
from servanda.cli.knowledge_states import explained, rests_on, state_rows
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.words import number_or_none, paragraph, says
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.case import View
    from servanda.evidence.statement import Statement
    from servanda.knowledge.strata import StratumAge

EXAMPLE = "Example: servanda knowledge iran --as-of 2025-07-01 --known-by 2025-07-01"


def knowledge(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    chart: Annotated[
        Path | None,
        typer.Option(
            "--chart", metavar="FILE.svg", help="Also draw the most enriched stratum over time into this file."
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What is known of the material, since when. Age, state of knowledge, what can be shown and what may exist."""
    view = seen(case, as_of, known_by)
    if chart is not None:
        _draw(view, chart)
    emit(_document(view), as_json=as_json, as_csv=as_csv)


def _draw(view: View, path: Path) -> None:
    from servanda.brief.write_knowledge import write_knowledge_chart

    if path.suffix != ".svg":
        raise Misuse(f"--chart {path}: the picture is an SVG file, give it a name that ends in .svg")
    if not write_knowledge_chart(view, path):
        raise Misuse(f"--chart: no amount by enrichment band is recorded by {view.as_of}, so there is nothing to draw")


def _document(view: View) -> Document:
    found = view.continuity()
    head: dict[str, Value] = {
        **question(view),
        "last_verified_day": found.last_verified.day if found.last_verified else None,
        "days_since_verified": found.days_since_verified,
        "access_ended": found.ended,
        "continuity": found.text(),
        "continuity_evidence": found.evidence,
    }
    strata = view.strata()
    parts = [s.verified_part.text for s in strata if s.verified_part]
    after = [paragraph(f"Continuity: {found.text()}."), *(paragraph(f"Verified part: {text}.") for text in parts)]
    states = state_rows(view)
    if any(s.recalled for s in strata) or any(row["recalled"] for row in states.rows["coverage"]):
        after.append(
            "Goals are recalled from the IAEA Safeguards Glossary. Rows marked with * rest on recalled statements."
        )
    head |= states.head
    after += [paragraph(line) for line in (*explained(states), *rests_on(states))]
    rows = {"strata": [_row(s) for s in strata], **states.rows}
    return Document(
        FORM,
        head,
        rows,
        before=[question_line(view), *([paragraph(states.first)] if states.first else [])],
        after=after,
    )


def _row(s: StratumAge) -> Row:
    chosen = s.used.chosen if s.used else None
    return {
        "stratum": s.stratum.words,
        "band": s.stratum.band,
        "form": s.stratum.form,
        "site": s.stratum.site,
        **_statement_cells("verified", s.verified, s.days_since_verified),
        **_statement_cells("estimated", s.estimated, s.days_since_estimated),
        "used_says": says(chosen) if chosen else "",
        "used_day": chosen.of_day.text if chosen else "",
        "used_basis": chosen.basis.value if chosen else "",
        "days_since_used": (s.as_of - chosen.day).days if chosen else None,
        "used_id": chosen.id if chosen else "",
        "why": s.used.why if s.used else "",
        "verified_part": s.verified_part.text if s.verified_part else "",
        "goal": s.goal.words if s.goal else "",
        "goal_months": s.goal.months if s.goal else None,
        "due": s.due,
        "overdue_days": s.overdue_days,
        "significant_quantities": s.significant_quantities,
        "first_public": s.first_public,
        "recalled": s.recalled,
        "evidence": s.evidence,
    }


def _statement_cells(name: str, s: Statement | None, days: int | None) -> dict[str, Value]:
    return {
        f"{name}_says": says(s) if s else "",
        f"{name}_value": number_or_none(s.value) if s and not s.qualifier else None,
        f"{name}_day": s.of_day.text if s else "",
        f"days_since_{name}": days,
        f"{name}_id": s.id if s else "",
    }
