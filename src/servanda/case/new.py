"""A new case from the template: a folder that checks without errors and says in its README what to fill in."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

from servanda.case.description import FILE as DESCRIPTION_FILE
from servanda.case.description import Description, write_description
from servanda.case.disk import write_folder
from servanda.case.example_rows import PLANT, example_rows, rows_to_copy
from servanda.core.finding import Finding, Refused, shown
from servanda.core.names import Basis, Qualifier
from servanda.core.table import write_table
from servanda.evidence.judgement import JUDGEMENT_COLUMNS, QUESTIONS
from servanda.evidence.site import SITE_COLUMNS
from servanda.evidence.source import RELIABILITIES, SOURCE_COLUMNS
from servanda.evidence.statement import PUBLIC_RULES
from servanda.evidence.vocabulary import EVENT_KINDS, FORMS, IDENTIFIER
from servanda.inspection.plan_tables import ACCESS, ACCESS_COLUMNS, STRATA, STRATA_COLUMNS
from servanda.negotiation.format import FORMAT_COLUMNS
from servanda.negotiation.issue import ISSUE_COLUMNS
from servanda.negotiation.meeting import MEETING_COLUMNS
from servanda.negotiation.party import PARTY_COLUMNS
from servanda.negotiation.position import POSITION_COLUMNS, Attribution, Firmness

STATEMENT_START = (
    "id", "quantity", "subject", "site", "form", "band", "of_day", "value", "low", "high", "unit", "qualifier", "text",
    "basis", "public_on", "public_rule", "document", "preferred", "source", "mark", "note",
)  # fmt: skip
"""The columns that most statements fill; the others may be added when they are needed."""

TABLES = {
    "sources.csv": SOURCE_COLUMNS.all,
    "statements/record.csv": STATEMENT_START,
    "sites.csv": SITE_COLUMNS.all,
    "judgements.csv": JUDGEMENT_COLUMNS.all,
    "negotiation/parties.csv": PARTY_COLUMNS.all,
    "negotiation/formats.csv": FORMAT_COLUMNS.all,
    "negotiation/issues.csv": ISSUE_COLUMNS.all,
    "negotiation/positions.csv": POSITION_COLUMNS.all,
    "negotiation/meetings.csv": MEETING_COLUMNS.all,
    STRATA: STRATA_COLUMNS.all,
    ACCESS: ACCESS_COLUMNS.all,
}
"""The tables of a new case, with their headers."""


def new_case(root: Path, state: str, name: str, day: date, code: str | None = None) -> list[Path]:
    """Make the folder of a new case about a State; refuses a folder that already holds something."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Refused(f"the new case {str(root)!r}", [_occupied(root)])
    wrong = [
        _bad_id(key, found)
        for key, found in (("state", state), ("code", code or state))
        if not IDENTIFIER.fullmatch(found)
    ]
    if wrong:
        raise Refused(f"the new case {str(root)!r}", wrong)
    return write_folder(root, template_texts(root.name, state, _one_line(name) or state, day, code or state))


def _one_line(name: str) -> str:
    """The name as one line of printable text: it stands in TOML, YAML, CSV and Markdown."""
    return "".join(c for c in " ".join(name.split()) if c.isprintable())


def template_texts(slug: str, state: str, name: str, day: date, code: str) -> dict[str, str]:
    """The files of a new case by their path."""
    description = Description(slug, f"{name}: public record", state, code, name, day, (state,), day)
    party = {"party_id": state, "name": name, "kind": "state", "code": code, "mark": "read"}
    rows = rows_to_copy(example_rows(state, name, day.isoformat()), TABLES)
    limits = _text("limits.yaml", code=code, plant=PLANT)
    offer = _text("proposal.yaml", code=code, day=day.isoformat(), paragraph="EXAMPLE-1", half="2.5")
    quoted = json.dumps(name, ensure_ascii=False)[1:-1]  # what JSON writes between quotation marks, YAML reads
    return {
        **{path: write_table([], columns) for path, columns in TABLES.items()},
        DESCRIPTION_FILE: write_description(description),
        "README.md": _text("README.md", name=name, rows=rows, limits=limits, proposal=offer, **_vocabulary()),
        "agreements/safeguards.yaml": _text("agreement.yaml", yaml_name=quoted, code=code, day=day.isoformat()),
        "negotiation/parties.csv": write_table([party], PARTY_COLUMNS.all),
    }


def _vocabulary() -> dict[str, str]:
    """The closed lists of words, as the README names them."""
    lists: dict[str, Iterable[str]] = {
        "forms": FORMS,
        "public_rules": PUBLIC_RULES,
        "bases": Basis,
        "qualifiers": Qualifier,
        "reliabilities": RELIABILITIES,
        "events": EVENT_KINDS,
        "firmnesses": Firmness,
        "attributions": Attribution,
        "questions": QUESTIONS,
    }
    return {name: fill(", ".join(f"`{word}`" for word in words)) for name, words in lists.items()}


def fill(words: str) -> str:
    """A long list broken into lines of a page."""
    return textwrap.fill(words, 110, subsequent_indent="  ", break_on_hyphens=False)


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


def _bad_id(key: str, found: str) -> Finding:
    return Finding(
        "case.toml",
        None,
        f"case-bad-{key}",
        key,
        shown(found),
        "letters, digits and . _ - only",
        "a party id is used in tables and on the command line",
        "write a short code, such as BRA or BR",
    )
