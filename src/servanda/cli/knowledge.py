"""`servanda knowledge`: what is known of each stratum of material, and since when."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy
from servanda.cli.fields import (
    EVIDENCE,
    QUESTION,
    Document,
    Field,
    Form,
    Kind,
    Row,
    TableForm,
    Value,
    plain,
    significant,
)
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.words import number_or_none, paragraph, says

if TYPE_CHECKING:
    from servanda.case import View
    from servanda.evidence.statement import Statement
    from servanda.knowledge.strata import StratumAge

EXAMPLE = "Example: servanda knowledge iran --as-of 2025-07-01 --known-by 2025-07-01"


def _verified(row: Row) -> str:
    return f"{row['verified_says']} ({row['verified_day']})" if row["verified_says"] else ""


def _otherwise(row: Row) -> bool:
    """True when results use a statement that is neither the last verified nor the last estimated one."""
    return bool(row["used_id"]) and row["used_id"] not in (row["verified_id"], row["estimated_id"])


def _estimated(row: Row) -> str:
    if row["estimated_says"]:
        return f"{row['estimated_says']} ({row['estimated_day']})"
    if not _otherwise(row):
        return ""
    return f"{row['used_says']} ({row['used_day']}, {str(row['used_basis']).replace('_', ' ')})"


def _estimated_days(row: Row) -> str:
    if row["estimated_says"]:
        return plain(row["days_since_estimated"])
    return plain(row["days_since_used"]) if _otherwise(row) else ""


def _last(name: str, words: str, cell: Callable[[Row], str], days: Callable[[Row], str] | None) -> tuple[Field, ...]:
    return (
        Field(f"{name}_says", Kind.TEXT, f"last {name} quantity with its unit; empty: none recorded", words,
              show=cell, least=12, wraps=True),
        Field(f"{name}_value", Kind.NUMBER, f"last {name} quantity, kg U; null: none, or only a bound"),
        Field(f"{name}_day", Kind.TEXT, "the day that quantity is about"),
        Field(f"days_since_{name}", Kind.WHOLE, "days from that day to the day asked about", "days", show=days),
        Field(f"{name}_id", Kind.TEXT, "id of the statement"),
    )  # fmt: skip


def _stratum(row: Row) -> str:
    return str(row["stratum"]).removeprefix("uranium ") + (" *" if row["recalled"] else "")


def _overdue(row: Row) -> str:
    days = row["overdue_days"]
    if days is None:
        return ""
    return f"overdue {days} days" if days else f"due {row['due']}"


FORM = Form(
    "knowledge",
    "servanda knowledge CASE",
    (
        *QUESTION,
        Field("last_verified_day", Kind.DAY, "day of the last verified quantity of any material; null: none recorded"),
        Field("days_since_verified", Kind.WHOLE, "days from that day to the day asked about"),
        Field("access_ended", Kind.DAY, "day of the first event since then that cut or broke access; null: none"),
        Field("continuity", Kind.TEXT, "both in one sentence, with statement ids"),
        Field("continuity_evidence", Kind.WORDS, "ids of the statements behind it"),
    ),
    (
        TableForm(
            "strata",
            "",
            (
                Field("stratum", Kind.TEXT, "the stratum in words", "uranium", show=_stratum, wraps=True),
                Field("band", Kind.TEXT, "enrichment band"),
                Field("form", Kind.TEXT, "chemical form"),
                Field("site", Kind.TEXT, "site; empty: not divided by site"),
                *_last("verified", "last verified", _verified, None),
                *_last("estimated", "last estimated", _estimated, _estimated_days),
                Field("used_says", Kind.TEXT, "the quantity that results use; empty: nothing recorded"),
                Field("used_day", Kind.TEXT, "the day that quantity is about"),
                Field("used_basis", Kind.TEXT, "on whose authority it stands"),
                Field("days_since_used", Kind.WHOLE, "days from that day to the day asked about"),
                Field("used_id", Kind.TEXT, "id of the statement used"),
                Field("why", Kind.TEXT, "why that statement was chosen"),
                Field("verified_part", Kind.TEXT, "how much of an estimate was verified; empty: not recorded"),
                Field("goal", Kind.TEXT, "timeliness goal of the material; empty: none for a total", "goal", width=100,
                      show=lambda row: str(row["goal"]).split(" (")[0],
                      wraps=True),
                Field("goal_months", Kind.WHOLE, "the goal in months"),
                Field("due", Kind.DAY, "last day on which the next verification is in time"),
                Field("overdue_days", Kind.WHOLE, "days beyond the due day, 0 when within it; null: cannot be said",
                      "timeliness", show=_overdue, left=True, wraps=True),
                Field("significant_quantities", Kind.NUMBER, "the quantity used in SQ, band's upper bound as assay", "SQ",
                      show=lambda row: _rounded(row["significant_quantities"]), width=100),
                Field("first_public", Kind.DAY, "day on which the quantity used became public"),
                Field("recalled", Kind.FLAG, "true: a statement behind the row is recalled, its text was not seen"),
                EVIDENCE,
            ),
            none="no quantity of uranium is recorded by that day",
        ),
    ),
)  # fmt: skip


def knowledge(
    case: CaseName, as_of: AsOf = None, known_by: KnownBy = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """What is known of the material, since when. Last verified, last estimated, how old, overdue or not."""
    view = seen(case, as_of, known_by)
    emit(_document(view), as_json=as_json, as_csv=as_csv)


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
    if any(s.recalled for s in strata):
        after.append(
            "Goals are recalled from the IAEA Safeguards Glossary. Rows marked with * rest on recalled statements."
        )
    return Document(FORM, head, {"strata": [_row(s) for s in strata]}, before=[question_line(view)], after=after)


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


def _rounded(value: Value) -> str:
    return significant(value, 3) if isinstance(value, float) else ""
