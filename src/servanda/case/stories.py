"""Stories from a folder, each run against the case that it names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from servanda.agreements.read_story import read_story
from servanda.agreements.story import Ground, Outcome, Story, run_story
from servanda.case.case import Case, open_case
from servanda.case.disk import bundled
from servanda.case.join_dependencies import following
from servanda.core.finding import Finding, Misuse, refuse_on_error
from servanda.core.table import decode


@dataclass(frozen=True, slots=True)
class Told:
    """One story and what came of it."""

    story: Story
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """True when everything came out as expected; a story that expects nothing does not pass."""
        return bool(self.outcomes) and all(outcome.passed for outcome in self.outcomes)


def run_stories(path: Path) -> tuple[Told, ...]:
    """Every story of a file or folder (`*.yaml`), by file name; refuses them all when one is not readable."""
    files = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
    if not files:
        raise Misuse(f"{path}: no story (*.yaml) there; name a folder with stories, such as tests/stories")
    read = [_read(file, path) for file in files]
    refuse_on_error(f"the stories in {path}", [f for _, findings in read for f in findings])
    return tuple(run_one(story, file.parent) for file, (story, _) in zip(files, read, strict=True) if story is not None)


def _read(file: Path, root: Path) -> tuple[Story | None, list[Finding]]:
    name = file.name if root.is_file() else file.relative_to(root).as_posix()
    text, findings = decode(file.read_bytes(), name)
    if findings:
        return None, findings
    return read_story(text, name)


def run_one(story: Story, folder: Path) -> Told:
    """One story; a case that is not bundled is looked for beside the file of the story."""
    case = _case(story.case if story.case in bundled() else str(folder / story.case))
    ground = Ground(case.agreements, case.proposals, case.record, case.description.code,
                    following(case.dependencies, case.description.code))  # fmt: skip
    return Told(story, run_story(story, ground))


@cache
def _case(name: str) -> Case:
    return open_case(name)
