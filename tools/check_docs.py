"""Check the documents like code: links, examples, the page of commands, dependencies, and what no file may name.

Goes in: the project's files. Comes out: one line for each problem, and exit status 1 when there is any. Examples
(`$ servanda ...` in console blocks) are really run, in an empty folder for each page, and what they show is compared.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

from tools.agreement_pages import stale_pages
from tools.commands_page import PAGE as COMMANDS
from tools.commands_page import PROJECT, commands_page
from tools.examples import examples, run_page

MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.~-])/(work|farm|root)/[A-Za-z0-9._-]")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org")
WORKPLACE = re.compile(r"\.\./shared")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
BUILT = frozenset({
    ".git", ".venv", "build", "dist", ".coverage", ".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache",
    ".ruff_cache",
})  # fmt: skip
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")


def anchors(text: str) -> set[str]:
    """The names of a page's headings, as a link writes them."""
    headings = (HEADING.match(line) for line in text.splitlines())
    plain = (re.sub(r"[`*]", "", found.group(1)).lower() for found in headings if found)
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def broken_links(page: Path, text: str) -> list[str]:
    """Links to files or headings of the project that do not exist."""
    return [
        f"{page.relative_to(PROJECT)}:{number}: the link {target} leads nowhere"
        for number, line in enumerate(text.splitlines(), start=1)
        for target in filter(None, (part for pair in LINK.findall(line) for part in pair))
        if "://" not in target and not target.startswith("mailto:") and not resolves(page, unquote(target))
    ]


def resolves(page: Path, target: str) -> bool:
    """True when a link inside the project has something at its end."""
    name, _, heading = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists() or not path.is_relative_to(PROJECT):
        return False
    return not heading or path.suffix != ".md" or heading in anchors(path.read_text(encoding="utf-8"))


def project_files() -> list[Path]:
    """The files a clone would have: tracked, or new and not ignored; without git, all that lie outside built folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    names = sorted(set(done.stdout.split("\0"))) if done.returncode == 0 else unpacked_files()
    return [path for name in names if name and (path := PROJECT / name).is_file()]


def unpacked_files() -> list[str]:
    """The files of a project that was unpacked and not cloned."""
    paths = (path.relative_to(PROJECT) for path in sorted(PROJECT.rglob("*")))
    return [path.as_posix() for path in paths if not BUILT.intersection(path.parts) and path.suffix != ".pyc"]


def forbidden_names(path: Path, text: str) -> list[str]:
    """Lines that name a path of one machine, a package registry or a workplace."""
    what = {MACHINE_PATH: "a path of one machine", REGISTRY: "a package registry", WORKPLACE: "a workplace folder"}
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if len(line) < 100_000]
    return [
        f"{path.relative_to(PROJECT)}:{number}: names {kind}"
        for pattern, kind in what.items()
        for number, line in lines
        if pattern.search(line)
    ]


def texts(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files that are text."""
    for path in paths:
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def plain_name(requirement: str) -> str:
    """The name of a requirement as packages are compared: lower case, dashes."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def direct_dependencies(file: str) -> set[str]:
    """The names asked for in a requirements file."""
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    return {plain_name(line) for line in lines if line.strip() and not line.startswith(("#", "-"))}


def dependency_problems() -> list[str]:
    """Each direct dependency has its line, the two lists of run-time dependencies agree, and locks hold them all."""
    text = (PROJECT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    explained = {plain_name(name) for name in re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {plain_name(name) for name in project["project"]["dependencies"]}
    builds = {plain_name(name) for name in project["build-system"]["requires"]}
    runs, checks = direct_dependencies("requirements.in"), direct_dependencies("requirements-dev.in")
    return [
        *(f"docs/decisions/dependencies.md: no line for {name}" for name in sorted((runs | checks) - explained)),
        *(f"docs/decisions/dependencies.md: {name} is not used" for name in sorted(explained - runs - checks)),
        *(f"pyproject.toml and requirements.in disagree: {name}" for name in sorted((declared | builds) ^ runs)),
        *(
            f"requirements.txt is stale: {name}; make lock"
            for name in sorted(runs - direct_dependencies("requirements.txt"))
        ),
        *(
            f"requirements-dev.txt is stale: {name}; make lock"
            for name in sorted(checks - direct_dependencies("requirements-dev.txt"))
        ),
    ]


def commands_problems() -> list[str]:
    """The page of commands says what the commands say."""
    stale = not COMMANDS.is_file() or COMMANDS.read_text(encoding="utf-8") != commands_page()
    return ["docs/commands.md is stale: make docs"] if stale else []


def pages(files: Iterable[Path]) -> list[tuple[Path, str]]:
    """The documents: Markdown at the top and in docs/."""
    kept = [path for path in files if path.suffix == ".md"]
    return list(texts(path for path in kept if path.parent == PROJECT or path.is_relative_to(PROJECT / "docs")))


def example_problems(documents: Iterable[tuple[Path, str]]) -> list[str]:
    """Run the examples of all pages, two pages at a time."""
    named = [(str(page.relative_to(PROJECT)), text) for page, text in documents if page != COMMANDS]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return [problem for found in pool.map(lambda pair: run_page(*pair), named) for problem in found]


def main() -> int:
    """Run every check; print the problems."""
    files = project_files()
    documents = pages(files)
    problems = [problem for path, text in texts(files) for problem in forbidden_names(path, text)]
    problems += [problem for page, text in documents for problem in broken_links(page, text)]
    problems += dependency_problems() + commands_problems() + stale_pages() + example_problems(documents)
    for problem in problems:
        print(problem)
    count = sum(1 for page, text in documents if page != COMMANDS for _ in examples(page.name, text))
    print(f"documents: {len(documents)} pages, {count} examples, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
