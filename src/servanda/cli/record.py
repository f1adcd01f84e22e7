"""`servanda record`: the statements of a case, one by one and side by side."""

from __future__ import annotations

import difflib
import re
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, CaseName, KnownBy, complete_statement, day
from servanda.cli.failures import one_of
from servanda.cli.fields import CASE, Document, Field, Form, Kind, Row, TableForm
from servanda.cli.opening import known, no_later, opened
from servanda.cli.output import emit
from servanda.cli.words import STATEMENT_FIELDS, about, pairs, says, statement_row
from servanda.core.finding import Misuse
from servanda.core.names import Basis

if TYPE_CHECKING:
    from servanda.case import Case
    from servanda.evidence.record import Record
    from servanda.evidence.statement import Statement

app = typer.Typer(help="List statements, or show one.", no_args_is_help=True,
                  rich_markup_mode=None)  # fmt: skip

LIST = Form(
    "record-list",
    "servanda record list CASE",
    (CASE, Field("known_by", Kind.DAY, "only what was public by this day is listed; null: everything recorded")),
    (TableForm("statements", "", STATEMENT_FIELDS, none="no statement matches"),),
)
CHOSEN = Field("chosen", Kind.FLAG, "true for the statement that is chosen among these", "chosen",
               show=lambda row: "yes" if row["chosen"] else "")  # fmt: skip
SHOW = Form(
    "record-show",
    "servanda record show CASE ID",
    (
        CASE,
        Field("chosen", Kind.TEXT, "id of the statement chosen among those about the same topic and day"),
        Field("why", Kind.TEXT, "why that one was chosen"),
        Field("source", Kind.TREE, "the source: id, title, publisher, number, date, address, reliability, note"),
    ),
    (
        TableForm("statement", "", tuple(Field(f.key, f.kind, f.meaning) for f in STATEMENT_FIELDS)),
        TableForm("same", "Said about the same, for the same day", (CHOSEN, *STATEMENT_FIELDS)),
        TableForm("derived", "Derived from this statement", STATEMENT_FIELDS),
    ),
)


@app.command(
    "list", epilog="Example: servanda record list iran --quantity uranium_mass --band up_to_60 --since 2025-01-01"
)
def list_statements(
    case: CaseName,
    quantity: Annotated[str | None, typer.Option("--quantity", metavar="NAME", help="Only this quantity.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="NAME", help="Only this subject.")] = None,
    site: Annotated[str | None, typer.Option("--site", metavar="CODE", help="Only this site.")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="FORM", help="Only this chemical form.")] = None,
    band: Annotated[
        str | None, typer.Option("--band", metavar="BAND", help="Only this band: up_to_60, total …")
    ] = None,
    basis: Annotated[str | None, typer.Option("--basis", metavar="BASIS", help="Only this basis: verified …")] = None,
    since: Annotated[
        date | None, typer.Option("--since", metavar="DAY", parser=day, help="Only about that day and later.")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", metavar="DAY", parser=day, help="Only about that day and earlier.")
    ] = None,
    as_of: Annotated[
        date | None, typer.Option("--as-of", metavar="DAY", parser=day, help="The same as --until.")
    ] = None,
    known_by: KnownBy = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Statements, by day. Those that match every option given."""
    last = min((d for d in (until, as_of) if d), default=None)
    no_later(since, last, ("--since", "--until"))
    found = opened(case)
    by = known(found, known_by)
    record = found.record.known(by)
    criteria = {"quantity": quantity, "subject": subject, "site": site, "form": form, "band": band, "basis": basis}
    _check(found.record, criteria)
    statements = record.select(
        quantity, subject=subject, site=site, form=form, band=band, basis=Basis(basis) if basis else None,
        since=since, until=last,
    )  # fmt: skip
    rows = [statement_row(s) for s in statements]
    head: Row = {"case": found.slug, "known_by": by}
    emit(Document(LIST, head, {"statements": rows}), as_json=as_json, as_csv=as_csv)


def _check(record: Record, criteria: dict[str, str | None]) -> None:
    """Every value asked for must occur in the case, so that a misspelt one is not an empty answer."""
    for name, value in criteria.items():
        if value is not None:
            one_of(value, name, {str(getattr(s, name)) for s in record.statements})


@app.command("show", epilog="Example: servanda record show iran IR-STK-0152")
def show(
    case: CaseName,
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a statement.", autocompletion=complete_statement)
    ],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """One statement, with source and rivals. Which one is chosen, why, and what derives from it."""
    found = opened(case)
    statement = _statement(found, identifier)
    emit(_document(found, statement), as_json=as_json, as_csv=as_csv)


def _statement(case: Case, identifier: str) -> Statement:
    statement = case.record.by_id.get(identifier)
    if statement is not None:
        return statement
    if any(position.id == identifier for position in case.positions):
        raise Misuse(f"{identifier!r} is a position, not a statement: servanda positions {case.slug} shows it")
    raise Misuse(f"unknown statement {identifier!r}; {_hint(case, identifier)}")


def _hint(case: Case, identifier: str) -> str:
    """Statements of the row that was named, those whose id differs little, or where all ids are listed."""
    folded = {_plain_id(i): i for i in case.record.by_id}
    asked = _plain_id(identifier)
    near = [i for key, i in folded.items() if key == asked or key.startswith(f"{asked}.")]
    near = near or [folded[key] for key in difflib.get_close_matches(asked, folded, n=3, cutoff=0.8)]
    return f"did you mean {' or '.join(near)}?" if near else f"servanda record list {case.slug} lists their ids"


def _plain_id(identifier: str) -> str:
    """An id without its zeros in front and its capitals."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", identifier.casefold())


def _document(case: Case, s: Statement) -> Document:
    from servanda.evidence.record import choose

    same = case.record.select(s.quantity, where=lambda o: o.topic == s.topic and o.of_day.text == s.of_day.text)
    derived = case.record.select(where=lambda o: o.derived_from == s.id)
    choice = choose(same)
    if choice is None:
        raise AssertionError("a statement is always among those about its own topic and day")
    chosen, why = choice.chosen.id, choice.why
    rows = {
        "statement": [statement_row(s)],
        "same": [{"chosen": o.id == chosen, **statement_row(o)} for o in same],
        "derived": [statement_row(o) for o in derived],
    }
    head: Row = {"case": case.slug, "chosen": chosen, "why": why, "source": _source_cells(case, s)}
    hidden = frozenset({"same"}) if len(same) == 1 else frozenset[str]()
    return Document(SHOW, head, rows, hidden=hidden, before=_paragraphs(case, s, chosen, why, len(same)))


def _source_cells(case: Case, s: Statement) -> dict[str, object]:
    source = case.record.sources.get(s.source)
    if source is None:
        return {"id": s.source}
    keys = ("id", "title", "publisher", "number", "address", "reliability", "note")
    return {key: getattr(source, key) for key in keys} | {"date": source.date.isoformat()}


def _paragraphs(case: Case, s: Statement, chosen: str, why: str, same: int) -> list[str]:
    from servanda.evidence.statement import PUBLIC_RULES

    row = statement_row(s)
    source = _source_cells(case, s)
    rule = PUBLIC_RULES.get(s.public_rule, "")
    best = f"{chosen} ({why})" if same == 1 or chosen == s.id else f"{chosen} and not this one ({why})"
    return pairs(
        [
            ("statement", f"{s.id}: {says(s)}"),
            ("about", about(row)),
            ("of day", s.of_day.text),
            ("public on", f"{s.public_on.text}{f' ({rule})' if rule else ''}"),
            ("basis", s.basis.words),
            ("mark", "read in its source" if s.mark.value == "read" else "recalled: the text behind it was not seen"),
            ("kept beside", "" if s.preferred else "not preferred: a better statement about the same is recorded"),
            ("text", s.text if s.has_value else ""),
            ("speaker", s.speaker), ("on behalf of", s.on_behalf_of), ("actors", ", ".join(s.actors)),
            ("attribution", s.attribution), ("relayed by", s.relayed_by), ("modality", s.modality),
            ("condition", s.condition), ("addressee", s.addressee), ("quotation", s.quotation), ("method", s.method),
            ("document", s.document), ("locator", s.locator), ("credibility", s.credibility),
            ("derived from", s.derived_from), ("conflicts with", " ".join(s.conflicts_with)),
            ("supersedes", s.supersedes), ("note", s.note),
            ("source", f"{source['id']}: {source.get('title', 'not in sources.csv')}"),
            ("published", " ".join(str(source.get(key, "")) for key in ("date", "publisher", "number")).strip()),
            ("address", str(source.get("address", ""))),
            ("used", best), ("written in", f"{s.file}, line {s.line}" if s.file else ""),
        ]
    )  # fmt: skip
