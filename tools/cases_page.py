"""Write docs/cases.md, the data dictionary of a case, from the columns, keys and words that the readers know.

`python -m tools.cases_page` writes it; a test compares it with `cases_page()`. A column without a meaning is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from servanda.agreements import words
from servanda.agreements.model import Comparator, Effect, Kind, Softness
from servanda.agreements.tables import table
from servanda.capability.assumption import COLUMNS as ASSUMPTION_COLUMNS
from servanda.capability.assumption_checks import KINDS, STATES
from servanda.case.description import KEYS, QUESTION_KEYS
from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.table import Columns
from servanda.core.unit import Unit
from servanda.evidence.judgement import JUDGEMENT_COLUMNS, QUESTIONS
from servanda.evidence.site import SITE_COLUMNS
from servanda.evidence.source import RELIABILITIES, SOURCE_COLUMNS
from servanda.evidence.statement import MODALITIES, PUBLIC_RULES, STATEMENT_COLUMNS
from servanda.evidence.vocabulary import EVENT_KINDS, FORMS, QUANTITIES, QUANTITY_UNITS, SAYS
from servanda.inspection.goal_words import LEVELS, MATERIALS, Surveillance
from servanda.inspection.plan_tables import BASES
from servanda.inspection.plan_tables import COLUMNS as INSPECTION_COLUMNS
from servanda.knowledge.coverage_read import COVERAGE_COLUMNS
from servanda.negotiation.format import FORMAT_COLUMNS
from servanda.negotiation.issue import ISSUE_COLUMNS, SCALE_KINDS
from servanda.negotiation.meeting import MEETING_COLUMNS
from servanda.negotiation.party import PARTY_COLUMNS
from servanda.negotiation.position import POSITION_COLUMNS, Attribution, Firmness
from tools.cases_words import HEAD, KEY_MEANINGS, MEANINGS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cases.md"
TABLES: Mapping[str, Columns] = {
    "sources.csv": SOURCE_COLUMNS,
    "statements/*.csv": STATEMENT_COLUMNS,
    "sites.csv": SITE_COLUMNS,
    "judgements.csv": JUDGEMENT_COLUMNS,
    "assumptions.csv": ASSUMPTION_COLUMNS,
    "coverage.csv": COVERAGE_COLUMNS,
    "negotiation/parties.csv": PARTY_COLUMNS,
    "negotiation/formats.csv": FORMAT_COLUMNS,
    "negotiation/issues.csv": ISSUE_COLUMNS,
    "negotiation/positions.csv": POSITION_COLUMNS,
    "negotiation/meetings.csv": MEETING_COLUMNS,
    **INSPECTION_COLUMNS,
}
PARTS: Mapping[str, Sequence[str]] = {
    "agreement": words.HEADER_KEYS,
    "agreement.state": words.STATE_KEYS,
    "obligation": words.OBLIGATION_KEYS,
    "measure": words.MEASURE_KEYS,
    "test": words.TEST_KEYS,
    "applies": words.APPLIES_KEYS,
}
VOCABULARIES: Mapping[str, Sequence[str]] = {
    "`basis`": tuple(Basis),
    "`mark`": tuple(Mark),
    "`qualifier`": tuple(Qualifier),
    "`unit`": tuple(Unit),
    "`form`": FORMS,
    "`quantity` that rules read": QUANTITIES,
    "`subject` of an `event`": EVENT_KINDS,
    **{f"`text` of `{quantity}`": said for quantity, said in SAYS.items()},
    "`public_rule`": tuple(PUBLIC_RULES),
    "`preferred`": ("yes", "no"),
    "`modality`": MODALITIES[1:],
    "`credibility`": tuple("123456"),
    "`reliability` of a source": RELIABILITIES,
    "`first_or_month` of a judgement": QUESTIONS,
    "`about` of an assumption": tuple(KINDS),
    "`state` of a site in an assumption": STATES,
    "`scale_type` of an issue": SCALE_KINDS,
    "`firmness` of a position": tuple(Firmness),
    "`attribution` of a position": tuple(Attribution),
    "`basis` in `inspection/`": BASES,
    "`level` of a method": LEVELS,
    "`material` of a stratum": MATERIALS[1:],
    "`surveillance` of a stratum": tuple(Surveillance),
    "`type` of an agreement": words.TYPES,
    "`force` of an agreement": words.FORCES,
    "`effect` of a state": tuple(Effect),
    "`kind` of an obligation": tuple(Kind),
    "`comparator` of a test": tuple(Comparator),
    "`softness` of an obligation": tuple(Softness),
}


def cases_page() -> str:
    """The page as the readers are today."""
    lines = [HEAD, *_description(), *_tables(), *_agreements(), *_words(), *_readings()]
    return "\n".join(lines).rstrip() + "\n"


def _description() -> Iterator[str]:
    yield "## case.toml\n\n| key | needed | value |\n| --- | --- | --- |"
    for prefix, keys in (("", KEYS), ("questions.", QUESTION_KEYS)):
        yield from (f"| `{prefix}{name}` | {_yes(key.required)} | {key.expected} |" for name, key in keys.items())
    yield ""


def _tables() -> Iterator[str]:
    for name, columns in TABLES.items():
        meanings = MEANINGS[name]
        yield f"## {name}\n\n| column | needed | meaning |\n| --- | --- | --- |"
        yield from (f"| `{c}` | {_yes(c in columns.required)} | {meanings[c]} |" for c in columns.all)
        yield ""


def _agreements() -> Iterator[str]:
    yield "## agreements/*.yaml\n\nThe first line is `schema: servanda-agreement/1`; then come `agreement` and `obligations`.\n"
    for part, keys in PARTS.items():
        yield f"### {part}\n\n| key | meaning |\n| --- | --- |"
        yield from (f"| `{key}` | {KEY_MEANINGS[part][key]} |" for key in keys)
        yield ""


def _words() -> Iterator[str]:
    yield "## Words\n\nA word outside its list is an error, but an event may have a kind of its own.\n"
    yield "| where | words |\n| --- | --- |"
    yield from (f"| {where} | {', '.join(f'`{word}`' for word in said)} |" for where, said in VOCABULARIES.items())
    yield "\n## Units of quantities\n\nOther quantities may be recorded in any unit; no check and no rule knows them.\n"
    yield "| quantity | unit |\n| --- | --- |"
    yield from (f"| `{q}` | {', '.join(f'`{u}`' for u in sorted(units))} |" for q, units in QUANTITY_UNITS.items())
    yield ""


def _readings() -> Iterator[str]:
    """Which statements a measured quantity is read from."""
    yield "## What a measure is read from\n"
    yield "A quantity that is not in this list is read from statements that carry its own name.\n"
    yield "| quantity of the measure | statements |\n| --- | --- |"
    found: dict[str, dict[str, None]] = {}
    for row in table("readings.csv"):
        found.setdefault(row["quantity"], {}).update(dict.fromkeys(row["statement"].split("|")))
    yield from (f"| `{q}` | {', '.join(f'`{name}`' for name in names)} |" for q, names in found.items())


def _yes(needed: bool) -> str:
    return "yes" if needed else ""


def main() -> int:
    """Write the page."""
    PAGE.write_text(cases_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
