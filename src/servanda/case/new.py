"""A new case from the template: a folder that checks without errors and says in its README what to fill in."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

from servanda.case.description import FILE as DESCRIPTION_FILE
from servanda.case.description import Description, write_description
from servanda.case.disk import write_folder
from servanda.core.finding import Finding, Refused
from servanda.core.table import write_table
from servanda.evidence.judgement import JUDGEMENT_COLUMNS
from servanda.evidence.site import SITE_COLUMNS
from servanda.evidence.source import SOURCE_COLUMNS
from servanda.evidence.vocabulary import IDENTIFIER
from servanda.negotiation.format import FORMAT_COLUMNS
from servanda.negotiation.issue import ISSUE_COLUMNS
from servanda.negotiation.meeting import MEETING_COLUMNS
from servanda.negotiation.party import PARTY_COLUMNS
from servanda.negotiation.position import POSITION_COLUMNS

STATEMENT_START = (
    "id", "quantity", "subject", "site", "form", "band", "of_day", "value", "low", "high", "unit", "qualifier", "text",
    "basis", "public_on", "public_rule", "document", "preferred", "source", "mark", "note",
)  # fmt: skip
"""The columns that most statements fill; the others may be added when they are needed."""


def new_case(root: Path, state: str, name: str, day: date, code: str | None = None) -> list[Path]:
    """Make the folder of a new case about a State; refuses a folder that already holds something."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Refused(f"the new case {str(root)!r}", [_occupied(root)])
    if not IDENTIFIER.fullmatch(state):
        raise Refused(f"the new case {str(root)!r}", [_bad_state(state)])
    return write_folder(root, template_texts(root.name, state, name, day, code or state))


def template_texts(slug: str, state: str, name: str, day: date, code: str) -> dict[str, str]:
    """The files of a new case by their path."""
    description = Description(slug, f"{name}: public record", state, code, name, day, (state,), day)
    party = {"party_id": state, "name": name, "kind": "state", "code": code, "mark": "read"}
    tables = {
        "sources.csv": SOURCE_COLUMNS.all,
        "statements/record.csv": STATEMENT_START,
        "sites.csv": SITE_COLUMNS.all,
        "judgements.csv": JUDGEMENT_COLUMNS.all,
        "negotiation/formats.csv": FORMAT_COLUMNS.all,
        "negotiation/issues.csv": ISSUE_COLUMNS.all,
        "negotiation/positions.csv": POSITION_COLUMNS.all,
        "negotiation/meetings.csv": MEETING_COLUMNS.all,
    }
    return {
        DESCRIPTION_FILE: write_description(description),
        "README.md": _text("README.md", name=name, state=state, code=code, day=day.isoformat()),
        "agreements/safeguards.yaml": _text("agreement.yaml", name=name, code=code, day=day.isoformat()),
        "negotiation/parties.csv": write_table([party], PARTY_COLUMNS.all),
        **{path: write_table([], columns) for path, columns in tables.items()},
    }


def _text(template: str, **values: str) -> str:
    text = (files("servanda.case") / "template" / template).read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _occupied(root: Path) -> Finding:
    return Finding(
        str(root),
        None,
        "case-folder-not-empty",
        "",
        "a folder or file that is already there",
        "an empty place",
        "a new case never overwrites anything",
        "choose another path",
    )


def _bad_state(state: str) -> Finding:
    return Finding(
        "case.toml",
        None,
        "case-bad-state",
        "state",
        repr(state),
        "letters, digits and . _ - only",
        "a party id is used in tables and on the command line",
        "write a short code, such as BRA",
    )
