"""`servanda agreements test`: stories, and whether what follows is what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.agreement_compare_forms import TEST
from servanda.cli.arguments import AsCsv, AsJson
from servanda.cli.failures import FINDINGS, plural
from servanda.cli.fields import Document, Row
from servanda.cli.output import emit

if TYPE_CHECKING:
    from servanda.agreements.story import Outcome
    from servanda.case.stories import Told

EXAMPLE = "Example: servanda agreements test tests/stories"


def stories(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with stories (*.yaml), or one story.")],
    every: Annotated[bool, typer.Option("--every", help="Also what came out as expected.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Run stories: facts in, statuses out. Exit status 1 when anything comes out otherwise than expected."""
    from servanda.case.stories import run_stories

    told = run_stories(folder)
    outcomes = [outcome for one in told for outcome in one.outcomes]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    wrong = [one for one in told if not one.passed]
    head: Row = {"folder": str(folder), "stories": len(told), "expectations": len(outcomes), "failed": len(failed)}
    rows: dict[str, list[Row]] = {
        "outcomes": [_row(outcome) for outcome in (outcomes if every or as_json or as_csv else failed)],
        "told": [_story(one) for one in told],
    }
    after = [f"{len(told)} {'story' if len(told) == 1 else 'stories'}, {_held(outcomes, failed)}"]
    emit(Document(TEST, head, rows, after=after), as_json=as_json, as_csv=as_csv)
    if wrong:
        raise typer.Exit(FINDINGS)


def _held(outcomes: list[Outcome], failed: list[Outcome]) -> str:
    return f"{plural(len(outcomes), 'expectation')}: {len(outcomes) - len(failed)} held, {len(failed)} did not"


def _row(outcome: Outcome) -> Row:
    return {
        "file": outcome.file,
        "line": outcome.line,
        "story": outcome.story,
        "asked": outcome.asked,
        "expected": outcome.expected,
        "got": outcome.got,
        "passed": outcome.passed,
    }


def _story(one: Told) -> Row:
    return {
        "file": one.story.file,
        "story": one.story.title,
        "why": one.story.why,
        "case": one.story.case,
        "proposal": one.story.proposal,
        "facts": len(one.story.facts),
        "expectations": len(one.outcomes),
        "passed": one.passed,
    }
