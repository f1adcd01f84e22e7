"""Published times to a quantity beside what the record gives: any file with the columns of the kept one is run.

`--breakout-cases FILE` names files; without it the one kept in the project is run. Stocks and machines are those of the
case iran, of the day of each row; a row's own stocks win. Practice is learnt from the rows of the case, never from the
row's own quarter nor from 2024Q3 to 2025Q2. Every row must give a range, or a reason why there is none. The rows of files
that are named are printed at the end; the share inside is a claim about the kept file and is printed for every file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from servanda.capability.breakout_case_answer import CaseAnswer, share_of, words_of
from servanda.capability.publication import read_publications
from servanda.case import open_case
from servanda.case.join_published import answers_for
from servanda.core.question import PUBLISHED
from servanda.core.table import decode
from tests.support import VECTOR_DATA, vector_files

OPTION = "--breakout-cases"
KEPT = VECTOR_DATA / "published_breakout.csv"
CASE = "iran"
SHARE, WIDEST = 0.8, 3.0
"""What is claimed of the kept file: at least 8 of 10 figures inside a range no wider than a factor of three."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file and its answer."""

    file: str
    answer: CaseAnswer


@cache
def lines(path: Path, only_before: bool = False) -> tuple[Line, ...]:
    """Every row of a file with its answer; a file with errors is refused as a whole."""
    text, findings = decode(path.read_bytes(), str(path))
    publications, problems = read_publications(text, str(path)) if not findings else ([], findings)
    assert not problems, "\n".join(f.text() for f in problems)
    case = open_case(CASE)
    answers = answers_for(
        case.record.facts, case.tables.judgements, publications, only_before=only_before, explain=not only_before
    )
    return tuple(Line(path.name, a) for a in answers)


def printed(line: Line) -> str:
    """A row for people: published, computed 5/50/95 %, ratio, in or out, and which assumption explains the misfit."""
    a, p = line.answer, line.answer.publication
    unit, low, high = p.unit_shown, p.figure.low, p.figure.high
    ends = " ".join(f"{word} {v / p.unit_size:.3g}" for word, v in (("from", low), ("to", high)) if v is not None)
    said = "words only" if a.published is None else f"{a.published:.3g} {unit}{f' ({ends})' if ends else ''}"
    head = f"{line.file} {p.id} {p.quarter} {p.publisher}: {p.quantity} ({p.scenario})\n  published {said}"
    if a.span is None or a.published is None:
        return f"{head}\n  computed  none: {a.why}"
    low_, middle, high_ = a.span
    ratio = "" if a.ratio is None else f"  ratio {a.ratio:.2f}"
    verdict = f"{'inside' if a.inside else 'OUTSIDE'}{'' if a.counted else f', not counted: {a.inputs.not_counted}'}"
    return (
        f"{head}\n  computed  {low_:.3g} / {middle:.3g} / {high_:.3g} {unit}{ratio}  {verdict}"
        f"\n  with      {a.machines}; {a.stocks}\n  explained {a.why}"
    )


def summary(rows: tuple[Line, ...]) -> str:
    """The share of a file in one paragraph, with what misses and why."""
    found = share_of(line.answer for line in rows)
    missed = [line.answer for line in rows if line.answer.counted and not (line.answer.inside and line.answer.narrow)]
    listed = [f"  {a.publication.id} {a.publication.quarter}: {_why_missed(a)}" for a in missed]
    head = (
        f"{found.inside} of {found.rows} rows that count lie inside the 90 % range, {found.narrow} ranges are no wider than "
        f"a factor of {WIDEST:g}, both: {found.both} ({found.share:.2f}); {len(rows) - found.rows} rows are not counted"
    )
    return "\n".join([head, *listed])


def _why_missed(a: CaseAnswer) -> str:
    if not a.inside:
        return f"outside; {a.why}"
    return f"the range is a factor {a.width:.2f} wide" if a.width else "the range begins at 0"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a row, and one a file."""
    if "place" in metafunc.fixturenames:
        files = vector_files(metafunc.config, OPTION, [KEPT])
        found = [(path, k) for path in files for k in range(_rows_in(path))]
        metafunc.parametrize(("path", "place"), found, ids=[f"{path.name}:{k + 1}" for path, k in found])
    elif "whole" in metafunc.fixturenames:
        files = vector_files(metafunc.config, OPTION, [KEPT])
        metafunc.parametrize("whole", files, ids=[path.name for path in files])


def _rows_in(path: Path) -> int:
    text, findings = decode(path.read_bytes(), str(path))
    publications, problems = read_publications(text, str(path)) if not findings else ([], findings)
    # A file that cannot be read has one test, which fails and says why.
    return 1 if problems or findings else len(publications)


def test_breakout_case(path: Path, place: int, record_property: Callable[[str, object], None]) -> None:
    """Every row gives a range with its machines and stocks, or a stated reason why not; the row is printed."""
    line = lines(path)[place]
    record_property("breakout_case", f"{path.name} {place:06d}|{printed(line)}")
    a = line.answer
    if a.span is None:
        assert a.inputs.why_not, f"{a.publication.id}: neither a range nor a reason"
        return
    assert 0.0 <= a.span[0] <= a.span[1] <= a.span[2] < float("inf")
    assert a.machines
    assert a.stocks
    assert a.why


def test_share_of_a_file(whole: Path, record_property: Callable[[str, object], None]) -> None:
    """The share of a file is printed; of the kept file it is at least 8 of 10, inside a range no wider than three."""
    rows = lines(whole)
    record_property("breakout_case", f"{whole.name} share|{whole.name}: {summary(rows)}")
    if whole == KEPT:
        assert share_of(line.answer for line in rows).share >= SHARE, summary(rows)


def test_share_when_only_earlier_quarters_are_known() -> None:
    """Learning from earlier quarters only, as a forecaster would have had to, the claim holds too."""
    rows = lines(KEPT, only_before=True)
    assert share_of(line.answer for line in rows).share >= SHARE, summary(rows)


def test_the_kept_rows_are_those_of_the_case() -> None:
    """The kept file and the judgements of the case say the same figures, so practice is learnt from what is shown here."""
    case = open_case(CASE)
    own = [
        (j.published_on, j.question, j.numbers.get("result")) for j in case.tables.judgements if j.question in PUBLISHED
    ]
    kept = [line.answer.publication for line in lines(KEPT)]
    assert [(p.published_on, p.question) for p in kept] == [(day, question) for day, question, _ in own]
    for publication, (_, _, result) in zip(kept, own, strict=True):
        value = publication.figure.value
        assert (value is None) == (result is None)
        assert value is None or result is None or abs(value / publication.unit_size - float(result)) < 1e-9


def test_what_a_line_says() -> None:
    """A row that is computed shows published, range, ratio and explanation; one that is not shows the reason."""
    rows = {line.answer.publication.id: printed(line) for line in lines(KEPT)}
    assert rows["row 23"] == (
        "published_breakout.csv row 23 2022Q2 Institute for Science and International Security: time to the 1st quantity "
        "(60% stock directly usable)\n  published 0 months\n  computed  none: it answers another question: uranium at 60 % "
        "is counted as enough, so nothing is enriched further"
    )
    assert "published 12 days" in rows["row 31"]
    assert "3 advanced cascades named in the text" in rows["row 31"]
    explains = next(line.answer.explains for line in lines(KEPT) if line.answer.publication.id == "row 13")
    assert explains is not None
    assert words_of(explains) in rows["row 13"]
