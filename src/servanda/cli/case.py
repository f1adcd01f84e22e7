"""`servanda case`: list, check and make cases."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, complete_case, day
from servanda.cli.failures import FINDINGS, counted, finding_paragraph, plural
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm
from servanda.cli.opening import MISSING, no_case
from servanda.cli.output import emit
from servanda.core.finding import Misuse, errors

if TYPE_CHECKING:
    from servanda.core.finding import Finding

app = typer.Typer(help="List, check and make cases.", no_args_is_help=True, rich_markup_mode=None)

LIST = Form(
    "case-list",
    "servanda case list",
    (),
    (
        TableForm(
            "cases",
            "",
            (
                Field("case", Kind.TEXT, "name to use in commands", "case"),
                Field("state", Kind.TEXT, "name of the State", "State"),
                Field("title", Kind.TEXT, "what the case is called", "title", width=110, wraps=True),
                Field("as_of", Kind.DAY, "the day asked about by default", "as of"),
                Field("statements", Kind.WHOLE, "statements recorded", "statements"),
                Field("sources", Kind.WHOLE, "sources recorded", "sources", width=90),
                Field("obligations", Kind.WHOLE, "obligations in its agreements", "obligations"),
                Field("positions", Kind.WHOLE, "positions recorded", "positions", width=90),
                Field("errors", Kind.WHOLE, "findings of severity error: such a case cannot be opened", "errors"),
                Field("warnings", Kind.WHOLE, "findings of severity warning", "warnings", width=110),
            ),
            none="no case comes with this installation",
        ),
    ),
)
CHECK = Form(
    "case-check",
    "servanda case check",
    (
        Field("case", Kind.TEXT, "what was checked, as typed"),
        Field("errors", Kind.WHOLE, "findings that refuse the case"),
        Field("warnings", Kind.WHOLE, "findings that are carried into results"),
    ),
    (
        TableForm(
            "findings",
            "",
            (
                Field("severity", Kind.TEXT, "`error` or `warning`"),
                Field("file", Kind.TEXT, "file inside the case"),
                Field("line", Kind.WHOLE, "line, counted from 1; null: the file as a whole"),
                Field("column", Kind.TEXT, "column of the table or key of the mapping; empty: the line as a whole"),
                Field("name", Kind.TEXT, "stable name of the kind of finding"),
                Field("found", Kind.TEXT, "what was found"),
                Field("expected", Kind.TEXT, "what was expected"),
                Field("rule", Kind.TEXT, "under which rule"),
                Field("remedy", Kind.TEXT, "what to do"),
            ),
        ),
    ),
)


@app.command("list", epilog="Example: servanda case list")
def list_cases(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """The cases that come with Servanda."""
    from servanda.case import list_cases as bundled

    rows = [_case_row(name) for name in bundled()]
    emit(Document(LIST, {}, {"cases": rows}), as_json=as_json, as_csv=as_csv)


def _case_row(name: str) -> Row:
    from servanda.case.case import examine

    case, findings = examine(name)
    wrong = len(errors(findings))
    row: dict[str, object] = {"case": name, "errors": wrong, "warnings": len(findings) - wrong}
    if case is None:
        return {**dict.fromkeys(f.key for f in LIST.tables[0].fields), **row}  # type: ignore[dict-item]  # text and counts are values
    return {
        "case": name,
        "state": case.state,
        "title": case.title,
        "as_of": case.default_as_of,
        "statements": len(case.record.statements),
        "sources": len(case.record.sources),
        "obligations": sum(len(agreement.obligations) for agreement in case.agreements),
        "positions": len(case.positions),
        "errors": wrong,
        "warnings": len(findings) - wrong,
    }


@app.command("check", epilog="Example: servanda case check my-case")
def check(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="A case folder, or the name of a bundled case.", autocompletion=complete_case
        ),
    ],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Every problem of a case, and its remedy."""
    from servanda.case.case import examine
    from servanda.case.disk import bundled

    _, findings = examine(path)
    if any(finding.name == MISSING for finding in findings):
        raise no_case(path, list(bundled()))
    wrong = len(errors(findings))
    head: Row = {"case": path, "errors": wrong, "warnings": len(findings) - wrong}
    rows = {"findings": [_finding_row(finding) for finding in findings]}
    paragraphs = [f"{finding_paragraph(finding)}\n" for finding in findings]
    verdict = f"{path}: {counted(findings)}"
    emit(Document(CHECK, head, rows, before=[*paragraphs, verdict]), as_json=as_json, as_csv=as_csv)
    if wrong:
        raise typer.Exit(FINDINGS)


def _finding_row(finding: Finding) -> Row:
    row = {field.key: getattr(finding, field.key) for field in CHECK.tables[0].fields}
    return {**row, "severity": finding.severity.value}


@app.command("new", epilog="Example: servanda case new brazil --state BRA --name Brazil --code BR")
def new(
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder to make; its last part names the case.")],
    state: Annotated[str, typer.Option("--state", metavar="ID", help="Party id of the State, such as BRA.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the State.")],
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="Its code in agreements, such as BR (default: the id).")
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(
            "--day", metavar="DAY", parser=day, help="First day of the record and day asked about (default: today)."
        ),
    ] = None,
) -> None:
    """Make the folder of a new case. Its README says what to fill in."""
    from servanda.case.new import new_case

    _check_new(path, state, name)
    today = on or date.today()  # noqa: DTZ011 - the user's own calendar day, where nothing depends on the zone
    written = new_case(Path(path), state, name, today, code)
    place = shlex.quote(path)
    print(f"Made {path} with {plural(len(written), 'file')}. Next:")
    print(f"  1. read {Path(path) / 'README.md'}: what each table holds, and lines to copy")
    print("  2. add sources to sources.csv and statements to statements/record.csv")
    print(f"  3. servanda case check {place}")
    print(f"  4. servanda brief {place} --as-of {today}")


def _check_new(path: str, state: str, name: str) -> None:
    for option, given in (("PATH", path), ("--state", state), ("--name", name)):
        if not given.strip():
            raise Misuse(f"{option} is empty: write something")
    if Path(path).name in ("", ".."):
        raise Misuse(f"PATH {path!r} does not end in a name for the case: write a folder, such as cases/brazil")
