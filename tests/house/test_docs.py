"""The checks of the documents catch what they are there to catch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import PROJECT
from tools.check_docs import (
    anchors,
    broken_links,
    direct_dependencies,
    forbidden_names,
    plain_name,
    project_files,
    texts,
)
from tools.examples import Example, examples, first_missing, refreshed, run

README = PROJECT / "README.md"


def test_readme_begins_with_the_two_commands_that_set_everything_up() -> None:
    """A person who types the first two commands has a brief and has run the tests."""
    commands = [example.command for example in examples("README.md", README.read_text(encoding="utf-8"))]
    assert commands[:2] == ["make brief", "make test"]


def test_readme_is_one_screen() -> None:
    """Nobody has to scroll to see what Servanda is."""
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 40


def test_no_file_names_a_machine_a_registry_or_a_workplace() -> None:
    """A clone of the project means the same on every machine."""
    problems = [problem for path, text in texts(project_files()) for problem in forbidden_names(path, text)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_hold_versions_and_hashes_and_no_address(lock: str) -> None:
    """What is installed is decided by the lock alone, wherever it is downloaded from."""
    text = (PROJECT / lock).read_text(encoding="utf-8")
    packages = [line for line in text.splitlines() if line[:1].isalnum()]
    assert packages
    assert all("==" in line and line.endswith("\\") for line in packages)
    assert text.count("--hash=sha256:") >= len(packages)
    assert "://" not in text
    assert "index-url" not in text


def test_every_planted_fault_in_a_link_is_found() -> None:
    """Links to missing files, missing headings and places outside the project are broken; others are not."""
    text = (
        "[a](LICENSE) [b](nowhere.md)\n[c](CONTRIBUTING.md#set-up)\n[d](CONTRIBUTING.md#no) [e](../nowhere) ![f](x.png)"
    )
    assert broken_links(README, text) == [
        "README.md:1: the link nowhere.md leads nowhere",
        "README.md:3: the link CONTRIBUTING.md#no leads nowhere",
        "README.md:3: the link ../nowhere leads nowhere",
        "README.md:3: the link x.png leads nowhere",
    ]


def test_anchors_are_those_that_a_link_writes() -> None:
    """Headings lose marks and keep dashes."""
    assert anchors("## `servanda case`\n# What is known?") == {"servanda-case", "what-is-known"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("see /ro" + "ot/x", "a path of one machine"),
        ("https://py" + "pi.org/p", "a package registry"),
        ("../sha" + "red/a.md", "a workplace folder"),
    ],
)
def test_every_planted_name_is_found(line: str, kind: str) -> None:
    """Each kind of forbidden name is found and its line told."""
    assert forbidden_names(README, f"fine\n{line}\n") == [f"README.md:2: names {kind}"]


def test_examples_carry_what_is_shown_under_them() -> None:
    """Commands may go over two lines; comments are not commands; other languages are not examples."""
    console = "```console\n$ servanda a \\\n    --b\nout\n...\n$ servanda c\n```\n"
    text = console + "```sh\nmake x  # why\n# no\n```\n```yaml\na: 1\n```\n"
    assert list(examples("p", text)) == [
        Example("p", 2, "servanda a --b", ("out", "..."), 3),
        Example("p", 6, "servanda c", (), 6),
        Example("p", 9, "make x", (), 9),
    ]


def test_what_a_page_shows_must_be_printed_in_that_order() -> None:
    """Lines may be left out with dots, but not changed or moved."""
    assert first_missing(("a", "...", "c"), "a\nb\nc\n") is None
    assert first_missing(("c", "a"), "a\nb\nc\n") == "a"


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("make nothing", "p:1: `make nothing`: no such target: nothing"),
        ("curl x", "p:1: `curl x`: only `servanda` and `make` can be shown, because only they are checked"),
    ],
)
def test_an_example_that_cannot_be_run_is_refused(command: str, problem: str) -> None:
    """What is not checked is not shown."""
    assert run(Example("p", 1, command), PROJECT) == problem


@pytest.fixture
def servanda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the command, first on the path of examples; it repeats its arguments and fails on `fail`."""
    program = tmp_path / "servanda"
    program.write_text('#!/bin/sh\necho "said $*"\n[ "$1" != fail ] || { echo no such case >&2; exit 2; }\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    return tmp_path


def test_a_failing_example_is_told_with_its_exit_status(servanda: Path) -> None:
    """The status and the last words of the command are told."""
    problem = run(Example("p", 1, "servanda fail x"), servanda)
    assert problem == "p:1: `servanda fail x`: exit status 2: no such case"


def test_an_example_whose_output_changed_is_told(servanda: Path) -> None:
    """The line that is no longer printed is quoted."""
    problem = run(Example("p", 1, "servanda x", ("said y",)), servanda)
    assert problem == "p:1: `servanda x`: shows a line that is not printed: 'said y'"


@pytest.mark.usefixtures("servanda")
def test_output_shown_whole_is_refreshed_and_the_rest_is_kept() -> None:
    """Old output is replaced; commands without output, shortened output and other text stay as they are."""
    page = "# T\n```console\n$ servanda a \\\n  b\n{0}$ servanda c\n$ servanda d\n...\nold\n```\nend\n"
    assert refreshed("p", page.format("old\nolder\n")) == page.format("said a b\n")


def test_names_of_packages_are_compared_plainly() -> None:
    """`types_PyYAML>=6` and `types-pyyaml` are one package."""
    assert plain_name("types_PyYAML>=6") == "types-pyyaml"
    assert {"numpy", "typer"} <= direct_dependencies("requirements.in")
