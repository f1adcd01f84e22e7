"""Every story of this folder comes out as told, and a story that is told wrongly fails and says where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.agreements.read_proposal import read_proposal
from servanda.agreements.read_story import read_story
from servanda.agreements.story import Story
from servanda.case import open_case
from servanda.case.stories import run_one, run_stories
from servanda.core.finding import Misuse, Refused
from tests.cli.calling import call, document
from tests.support import PROJECT

HERE = Path(__file__).parent
STORIES = sorted(HERE.glob("*.yaml"))
SHORT = """\
schema: servanda-story/1
story: A short story
why: To be told wrongly
case: iran
facts:
  - {id: f, quantity: uranium_mass, of_day: 2017-05-27, value: 250, unit: kg_U, form: all_forms, band: total, basis: verified}
expect:
  - {paragraph: JCPOA-A1-56, as_of: 2017-05-27, status: exceeded, value: 250, beyond: 47.2, unit: kg_U}
"""


def told(text: str) -> Story:
    """A story without findings."""
    story, findings = read_story(text, "story.yaml")
    assert findings == [], [f.text() for f in findings]
    assert story is not None
    return story


@pytest.mark.parametrize("file", STORIES, ids=lambda path: path.stem)
def test_a_story_comes_out_as_told(file: Path) -> None:
    """Facts in, statuses out."""
    found = run_one(told(file.read_text(encoding="utf-8")), HERE)
    assert [(o.line, o.asked, o.expected, o.got) for o in found.outcomes if not o.passed] == []
    assert found.passed


def test_there_are_stories_enough() -> None:
    """Both sides, both legal worlds, clocks, procedures and proposals."""
    assert len(STORIES) >= 12


@pytest.mark.parametrize(
    ("old", "new", "expected", "got"),
    [
        ("status: exceeded", "status: compliant", "compliant", "exceeded"),
        ("value: 250, beyond", "value: 251, beyond", "251 kg_U", "250 kg_U"),
        ("beyond: 47.2", "beyond: 47", "47 kg_U", "47.2 kg_U"),
        ("unit: kg_U}\n", "unit: g}\n", "250 g", "250 kg_U"),
        ("status: exceeded", "soft: true", "yes", "no"),
        ("status: exceeded", "read: [other]", "other", "f"),
        ("status: exceeded", "because: nothing of the kind", "nothing of the kind", "enriched uranium in all forms"),
        ("paragraph: JCPOA-A1-56", "paragraph: NOTHING", "NOTHING", "no obligation or procedure of that id"),
        ("case: iran", "case: iran\nproposal: nothing", "nothing", "known are"),
    ],
)
def test_a_story_told_wrongly_fails(old: str, new: str, expected: str, got: str) -> None:
    """What was expected and what came out stand beside each other."""
    assert old in SHORT
    place = SHORT.rindex(old)
    found = run_one(told(SHORT[:place] + new + SHORT[place + len(old) :]), HERE)
    failed = [o for o in found.outcomes if not o.passed]
    assert not found.passed
    assert (failed[0].expected, failed[0].got[: len(got)]) == (expected, got)


@pytest.mark.parametrize(
    ("asks", "what", "got"),
    [
        (
            "status: contested, value: 3",
            "value",
            "nothing of this is said of a procedure: write status, due, because, read",
        ),
        ("needs: a vote", "needs", "nothing of this is said of a procedure"),
        ("soft: false", "soft", "nothing of this is said of a procedure"),
        ("due: 2025-09-07", "due", "no step is named: write due: {1: 2025-09-07}"),
        ("due: {99: 2025-09-07}", "due", "there is no step 99"),
        ("due: {2: 2025-09-08}", "step 2 due", "2025-09-07"),
        ("due: {}", "expectation", "nothing is checked"),
        ("position: XX, status: contested", "position", "nobody in the case holds it: write all, or "),
    ],
)
def test_what_cannot_be_said_of_a_procedure_does_not_pass(asks: str, what: str, got: str) -> None:
    """Whatever is expected is checked, or the story fails and says what to write."""
    told_ = (HERE / "snapback-of-2025.yaml").read_text(encoding="utf-8")
    head = told_[: told_.index("expect:")]
    text = f"{head}expect:\n  - {{paragraph: UNSCR2231-P-SNAPBACK, as_of: 2025-09-10, {asks}}}\n"
    (failed,) = (o for o in run_one(told(text), HERE).outcomes if not o.passed)
    assert (failed.asked.rpartition(": ")[2], failed.got[: len(got)]) == (what, got)


def test_an_obligation_has_no_steps_and_a_position_must_be_held() -> None:
    """A step number is of a procedure; a position that nobody holds gives no answer."""
    for old, new, got in (
        ("status: exceeded", "due: {2: 2017-05-27}", "an obligation has no steps: write due: 2017-05-27"),
        ("status: exceeded", "status: {XX: exceeded}", "nobody in the case holds it: write all, or "),
    ):
        failed = next(o for o in run_one(told(SHORT.replace(old, new)), HERE).outcomes if not o.passed)
        assert failed.got[: len(got)] == got


def test_a_margin_lets_a_number_differ_by_so_much() -> None:
    """A margin is given for each quantity; another quantity gives none."""
    wrong = SHORT.replace("value: 250, beyond: 47.2", "value: 250.4, beyond: 47.5")
    assert not run_one(told(wrong), HERE).passed
    assert run_one(told(f"{wrong}margins: {{enriched_uranium_stockpile: 0.5}}\n"), HERE).passed
    assert not run_one(told(f"{wrong}margins: {{heavy_water_stock: 0.5}}\n"), HERE).passed


@pytest.mark.parametrize(
    ("old", "new", "line", "name"),
    [
        ("status: exceeded", "status: exeeded", 8, "yaml-unknown-word"),
        ("basis: verified", "basis: proven", 6, "statement-bad-basis"),
        ("unit: kg_U, form", "unit: kg_UF6, form", 6, "statement-wrong-unit"),
        ("of_day: 2017-05-27", "of_day: 27.5.2017", 6, "statement-bad-date"),
        ("status: exceeded, value: 250, beyond: 47.2, unit: kg_U", "position: IR", 8, "story-expects-nothing"),
        ("basis: verified", "colour: red", 6, "yaml-unknown-key"),
        ("servanda-story/1", "servanda-agreement/1", 1, "yaml-wrong-schema"),
    ],
)
def test_a_story_that_is_not_readable_says_where(old: str, new: str, line: int, name: str) -> None:
    """A fact is read as strictly as a row of the record, with the line of the story."""
    assert old in SHORT
    _, findings = read_story(SHORT.replace(old, new, 1), "story.yaml")
    assert (findings[0].file, findings[0].line) == ("story.yaml", line)
    assert name in {f.name for f in findings}


def test_the_command_tells_every_story_of_a_folder() -> None:
    """Exit status 0, and a line for each story."""
    found = document("agreements", "test", str(HERE))
    assert (found["stories"], found["failed"]) == (len(STORIES), 0)
    assert [row["file"] for row in found["told"]] == [path.name for path in STORIES]


def test_the_command_fails_with_a_story(tmp_path: Path) -> None:
    """Exit status 1, the line of the expectation and both sides of it."""
    (tmp_path / "wrong.yaml").write_text(SHORT.replace("status: exceeded", "status: compliant"), encoding="utf-8")
    result = call("agreements", "test", str(tmp_path))
    assert result.exit_code == 1
    assert "wrong.yaml" in result.stdout
    assert "1 story, 3 expectations: 2 held, 1 did not" in result.stdout


def test_an_empty_folder_and_a_broken_story_are_refused(tmp_path: Path) -> None:
    """Nothing to run must not look like success."""
    with pytest.raises(Misuse, match="no story"):
        run_stories(tmp_path)
    (tmp_path / "broken.yaml").write_text("schema: servanda-story/1\n", encoding="utf-8")
    with pytest.raises(Refused, match="no story in the story"):
        run_stories(tmp_path)


def test_a_story_without_expectations_does_not_pass() -> None:
    """A test that cannot fail is no test."""
    assert not run_one(told(SHORT[: SHORT.index("expect:")] + "expect: []\n"), HERE).passed


def test_the_page_shows_a_proposal_and_a_story_that_can_be_used() -> None:
    """What people copy from the documents is read without findings."""
    page = (PROJECT / "docs" / "agreements" / "proposals-and-stories.md").read_text(encoding="utf-8")
    proposal, story = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    assert read_proposal(proposal, "shown.yaml", open_case("iran").agreements)[1] == []
    assert run_one(told(story), HERE).passed
