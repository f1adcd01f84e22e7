"""`servanda formats`: who sits where, who with a stake is missing, who can veto, and what it can bind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy
from servanda.cli.fields import QUESTION, Document, Field, Form, Kind, Row, TableForm, Value
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from servanda.negotiation.analysis import FormatAnalysis

EXAMPLE = "Example: servanda formats iran --as-of 2025-07-01"


def _joined(value: Value) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else ""


def _members(row: Row) -> str:
    seats = [_joined(row["principals"]), _joined(row["unnamed_seats"])]
    mediators = _joined(row["mediators"])
    return ", ".join(filter(None, seats)) + (f"; mediator {mediators}" if mediators else "")


FORM = Form(
    "formats",
    "servanda formats CASE",
    QUESTION,
    (
        TableForm(
            "formats",
            "",
            (
                Field("id", Kind.TEXT, "id of the format", "format"),
                Field("active", Kind.TEXT, "whether it was open on the day: `yes`, `no`, `perhaps`, `not stated`", "open"),
                Field("members", Kind.WORDS, "ids of the parties seated on the day, groups expanded", "members",
                      show=_members, wraps=True),
                Field("principals", Kind.WORDS, "members without the mediators"),
                Field("mediators", Kind.WORDS, "parties that chair or mediate and are no principals"),
                Field("unnamed_seats", Kind.WORDS, "seats whose holders are not named, as recorded"),
                Field("missing_core", Kind.WORDS,
                      "the subject State, E3 and permanent members of the Council that have no seat", "missing",
                      show=lambda row: _joined(row["missing_core"]) or "none", wraps=True),
                Field("missing", Kind.WORDS, "every party with a stake and no seat, by weight"),
                Field("missing_reasons", Kind.WORDS, "why each of them has a stake, in the same order"),
                Field("perhaps_seated", Kind.WORDS, "parties with a stake that may hold an unnamed seat"),
                Field("veto", Kind.WORDS, "who can stop a decision; empty: nobody, or not stated", "can veto",
                      show=lambda row: str(row["veto_text"]), wraps=True),
                Field("veto_text", Kind.TEXT, "who can stop what, in words"),
                Field("decision_rule", Kind.TEXT, "the rule as recorded"),
                Field("binds", Kind.WORDS, "whom its product commits; empty: nobody, or not stated"),
                Field("binds_text", Kind.TEXT, "whom its product commits and how, in words", "can bind", width=90,
                      wraps=True),
                Field("name", Kind.TEXT, "name of the format", "name", width=110, wraps=True),
                Field("formal_outcome", Kind.TEXT, "its product as recorded"),
                Field("notes", Kind.WORDS, "what is uncertain"),
                Field("source", Kind.TEXT, "where the row was read"),
                Field("mark", Kind.TEXT, "`read` or `recalled`, for each part that differs"),
                Field("evidence", Kind.WORDS, "id of the row in negotiation/formats.csv"),
            ),
            none="no format is recorded",
        ),
    ),
)  # fmt: skip


def formats(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    every: Annotated[bool, typer.Option("--every", help="Those that were not open on the day too.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Who sits where, and who can veto. Also who with a stake is missing, and whom the product binds."""
    view = seen(case, as_of, known_by)
    analyses = view.format_analyses()
    shown = [analysis for analysis in analyses if every or analysis.active.value != "no"]
    hidden = len(analyses) - len(shown)
    after = [f"{hidden} more not open on {view.as_of}: --every shows them"] if hidden else []
    document = Document(FORM, question(view), {"formats": _rows(shown)}, before=[question_line(view)], after=after)
    emit(document, as_json=as_json, as_csv=as_csv)


def _rows(analyses: Iterable[FormatAnalysis]) -> list[Row]:
    return [_row(analysis) for analysis in analyses]


def _row(a: FormatAnalysis) -> Row:
    return {
        "id": a.format.id,
        "name": a.format.name,
        "active": a.active.value,
        "members": tuple(sorted(a.members)),
        "principals": tuple(sorted(a.principals)),
        "mediators": tuple(sorted(a.mediators)),
        "unnamed_seats": tuple(seat.text for seat in a.unnamed),
        "missing_core": a.missing_core,
        "missing": tuple(s.party for s in a.missing),
        "missing_reasons": tuple(f"{s.party}: {', '.join(s.reasons)}" for s in a.missing),
        "perhaps_seated": tuple(s.party for s in a.perhaps_seated),
        "veto": a.veto_holders,
        "veto_text": a.veto_text,
        "decision_rule": a.format.decision_rule,
        "binds": a.binds,
        "binds_text": a.binds_text,
        "formal_outcome": a.format.formal_outcome,
        "notes": a.notes,
        "source": a.format.source,
        "mark": ";".join(a.format.mark),
        "evidence": (a.format.id,),
    }
