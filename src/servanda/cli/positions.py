"""`servanda positions`: who held what on a day, as known by a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy
from servanda.cli.failures import one_of
from servanda.cli.fields import QUESTION, Document, Field, Form, Kind, Row, TableForm, Value
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.words import evidence_ids, number_or_none

if TYPE_CHECKING:
    from servanda.case import CaseContent
    from servanda.negotiation.held import Holding
    from servanda.negotiation.position import HeldPosition

EXAMPLE = "Example: servanda positions iran --issue ENR-CAP --as-of 2025-07-01 --known-by 2025-07-01"

CURRENT, BESIDE, DENIAL, SECOND_HAND, HISTORY = "current", "beside", "denial", "second hand", "earlier"


def _held(row: Row) -> str:
    value, text, condition = row["value"], row["text"], row["condition"]
    measured = any(c.isdigit() for c in str(value))
    head = f"{value} {row['unit']}".strip() if measured else str(value)
    body = f"{head}: {text}" if head and text else f"{head}{text}"
    place = "" if row["place"] == CURRENT else f"[{row['place']}] "
    return f"{place}{body}{f' (if: {condition})' if condition else ''}"


def _said(row: Row) -> str:
    recalled = " recalled" if "recalled" in str(row["mark"]) else ""
    return f"{row['said_on']}{recalled}"


FORM = Form(
    "positions",
    "servanda positions CASE",
    QUESTION,
    (
        TableForm(
            "positions",
            "",
            (
                Field("issue", Kind.TEXT, "id of the issue", "issue"),
                Field("issue_label", Kind.TEXT, "the issue in words"),
                Field("party", Kind.TEXT, "id of the party", "party"),
                Field("party_name", Kind.TEXT, "name of the party"),
                Field("place", Kind.TEXT,
                      "`current`: the newest words; `beside`: earlier ones noted as conflicting; `denial`; "
                      "`second hand`: what another said of the party; `earlier`: history (--history)"),
                Field("value", Kind.TEXT, "the position in the party's own unit; may be words"),
                Field("unit", Kind.TEXT, "its unit"),
                Field("scale", Kind.NUMBER, "its place on the issue's scale, 0 to 100; null: not coded"),
                Field("condition", Kind.TEXT, "what it depends on; empty: nothing stated"),
                Field("firmness", Kind.TEXT, "how firmly it was said", "firmness", width=90,
                      show=lambda row: str(row["firmness"]).replace("_", " ")),
                Field("said_on", Kind.TEXT, "the day on which it was said, or the month or year", "said on", show=_said),
                Field("public_on", Kind.TEXT, "the day on which it became public"),
                Field("speaker", Kind.TEXT, "who said it", "by", width=120, wraps=True),
                Field("attribution", Kind.TEXT, "how it was attributed", "as", width=140,
                      show=lambda row: str(row["attribution"]).replace("_", " ")),
                Field("relayed_by", Kind.TEXT, "through whom"),
                Field("outlet", Kind.TEXT, "where it was read"),
                Field("address", Kind.TEXT, "its address or title"),
                Field("contested", Kind.FLAG, "true: the record does not say one thing for this party and issue"),
                Field("denies", Kind.WORDS, "ids of the positions that a denial denies"),
                Field("conflicts_with", Kind.TEXT, "conflict as the record notes it"),
                Field("mark", Kind.TEXT, "`read` or `recalled`, for each part that differs"),
                Field("evidence", Kind.WORDS, "id of the row in negotiation/positions.csv", "id", show=evidence_ids),
                Field("text", Kind.TEXT, "the position in words", "held", show=_held, wraps=True),
            ),
            none="no position is recorded by that day",
        ),
    ),
)  # fmt: skip


def positions(
    case: CaseName,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="ID", help="Only this issue, such as ENR-CAP.")
    ] = None,
    party: Annotated[
        str | None, typer.Option("--party", metavar="ID", help="Only this party: id, code or name (IRN, IR, Iran).")
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    history: Annotated[bool, typer.Option("--history", help="Earlier positions too.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Who held what on the day. Conflicts and denials stand beside it."""
    view = seen(case, as_of, known_by)
    if issue is not None:
        one_of(issue, "issue", [item.id for item in view.case.issues])
    holdings = view.held_positions(issue, _party(view.case, party))
    document = Document(FORM, question(view), {"positions": list(_rows(view.case, holdings, history))},
                        before=[question_line(view)])  # fmt: skip
    emit(document, as_json=as_json, as_csv=as_csv)


def _party(case: CaseContent, name: str | None) -> str | None:
    """The id under which a party's positions are recorded; groups keep their own."""
    from servanda.negotiation.party import PartyIndex

    if name is None:
        return None
    found = PartyIndex.of(case.parties).find(name)
    if found is not None:
        return found.id
    aliases = [alias for item in case.parties for alias in item.aliases]
    return one_of(name, "party", [*(position.party for position in case.positions), *aliases])


def _rows(case: CaseContent, holdings: Iterable[Holding], history: bool) -> Iterator[Row]:
    from servanda.negotiation.party import PartyIndex

    labels = {issue.id: issue.label for issue in case.issues}
    parties = PartyIndex.of(case.parties)
    for held in holdings:
        denied = {denial.position.id: denial.denies for denial in held.denials}
        shared: dict[str, Value] = {
            "issue_label": labels.get(held.issue, ""),
            "party_name": parties.name(held.party),
            "contested": held.contested,
        }
        for place, position in _places(held, history):
            yield {**shared, **_position_cells(position), "place": place, "denies": denied.get(position.id, ())}


def _places(held: Holding, history: bool) -> Iterator[tuple[str, HeldPosition]]:
    """Every position of a holding with the place it has there."""
    yield from ((CURRENT, p) for p in held.current)
    yield from ((BESIDE, p) for p in held.beside)
    yield from ((DENIAL, denial.position) for denial in held.denials)
    yield from ((SECOND_HAND, p) for p in held.second_hand)
    yield from ((HISTORY, p) for p in held.history if history)


def _position_cells(p: HeldPosition) -> dict[str, Value]:
    return {
        "issue": p.issue,
        "party": p.party,
        "value": p.value,
        "unit": p.unit,
        "scale": number_or_none(p.scale),
        "text": p.text,
        "condition": p.condition,
        "firmness": p.firmness.value,
        "said_on": p.said_on.text,
        "public_on": p.public_on.text,
        "speaker": p.speaker,
        "attribution": p.attribution.value,
        "relayed_by": p.relayed_by,
        "outlet": p.outlet,
        "address": p.address,
        "conflicts_with": p.conflicts_with,
        "mark": ";".join(p.mark),
        "evidence": (p.id,),
    }
