"""A made-up case of any size, for timing: a folder with `case.toml`, sources and statements, the same every time."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2000, 1, 1)
SOURCES = 100
BANDS = ("up_to_2", "up_to_5", "up_to_20", "up_to_60")
STATEMENT_HEADER = (
    "id", "quantity", "of_day", "public_on", "basis", "source", "mark", "form", "band", "value", "unit", "public_rule",
)  # fmt: skip


def write_case(folder: Path, statements: int) -> Path:
    """Write a case `made` with that many statements into `folder`; returns the folder of the case."""
    case = folder / "made"
    (case / "statements").mkdir(parents=True)
    (case / "case.toml").write_text(CASE_TOML, encoding="utf-8")
    write_csv(case / "sources.csv", ("id", "title", "publisher", "date"), map(source, range(SOURCES)))
    write_csv(case / "statements" / "stock.csv", STATEMENT_HEADER, map(statement, range(statements)))
    return case


CASE_TOML = """\
slug = "made"
title = "Made for timing"
state = "ZZZ"
code = "ZZ"
first_day = 2000-01-01

[questions]
as_of = 2020-01-01
"""


def source(number: int) -> tuple[str, ...]:
    """One report."""
    return (f"S{number:03}", f"Report {number}", "Agency", day(number * 90).isoformat())


def statement(number: int) -> tuple[str, ...]:
    """One verified stock of one band."""
    of_day = day(number)
    return (
        f"ZZ-{number:06}", "uranium_mass", of_day.isoformat(), (of_day + timedelta(days=7)).isoformat(),
        "verified", f"S{number % SOURCES:03}", "read", "UF6", BANDS[number % len(BANDS)], f"{number % 997}.5", "kg_U",
        "report",
    )  # fmt: skip


def day(number: int) -> date:
    """A day within ninety years of the first."""
    return FIRST_DAY + timedelta(days=number % 9000)


def write_csv(path: Path, header: tuple[str, ...], rows: map[tuple[str, ...]]) -> None:
    """A CSV file with a header."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
