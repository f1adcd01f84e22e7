"""`coverage.csv`: what events of the record did to the means by which knowledge is kept. In goes text, out come readings.

The mapping is data, because no rule can tell from an event which material at which place it touched: whoever writes the
case says so, row by row, with the statements, the rule and a mark. Contradictions between rows are findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from servanda.core.finding import Finding, Severity, shown
from servanda.core.names import Mark
from servanda.core.period import Period, parse_day
from servanda.core.table import Columns, Row, read_table, write_table
from servanda.knowledge.means import Continuity, Means, Reading, Working

COVERAGE_COLUMNS = Columns(
    required=("id", "statements", "material", "sites", "means", "effect", "from", "rule", "mark"),
    optional=("until", "lost_after_days", "lost_after_days_latest", "public", "note"),
)
RULE = "a row of coverage says what statements did to which means, for which material, at which sites, from which day"
OF_CONTINUITY = "continuity"
EFFECTS: dict[str, Working | Continuity] = {
    **{w.value: w for w in Working},
    Continuity.AT_RISK.value: Continuity.AT_RISK,
    "lost": Continuity.LOST,
}
VERIFIED = "verified"
_MATERIAL = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_DAYS = 36_525


def read_coverage(text: str, file: str) -> tuple[list[Reading], list[Finding]]:
    """The readings of `coverage.csv`, and what is wrong with its rows, alone and together."""
    rows, findings = read_table(text, file, COVERAGE_COLUMNS)
    readings: dict[str, Reading] = {}
    for row in rows:
        problems = _problems(row)
        if row["id"] in readings:
            problems.append(row.finding("coverage-duplicate-id", "id", "an id of its own", RULE, "change one id"))
        findings += problems
        if not problems:
            readings[row["id"]] = _reading(row)
    return list(readings.values()), [*findings, *contradictions(readings.values())]


def write_coverage(readings: Iterable[Reading]) -> str:
    """`coverage.csv` for the readings, in their order."""
    return write_table((_cells(r) for r in readings), COVERAGE_COLUMNS.all)


def contradictions(readings: Iterable[Reading]) -> list[Finding]:
    """Rows that say different things of one means at one place on one day.

    A row without `until` holds until another row begins; a row with `until` claims every day up to it, so another one
    that begins inside and says otherwise contradicts it. So do two rows that begin on one day.
    """
    claims: dict[tuple[str, str, str], list[Reading]] = {}
    for r in readings:
        for what in [m.value for m in r.means] or [OF_CONTINUITY]:
            for site in r.sites:
                claims.setdefault((r.material, site, what), []).append(r)
    found: dict[tuple[str, str], Finding] = {}
    for (material, site, what), rows in claims.items():
        for first, second in _pairs(sorted(rows, key=lambda r: (r.start, r.line))):
            found.setdefault((first.id, second.id), _contradiction(first, second, f"{what} of {material} at {site}"))
    return list(found.values())


def _pairs(rows: Sequence[Reading]) -> Iterable[tuple[Reading, Reading]]:
    for place, first in enumerate(rows):
        for second in rows[place + 1 :]:
            if first.effect is second.effect:
                continue
            same_day = first.start == second.start
            if same_day or (first.end is not None and second.start < first.end):
                yield first, second


def _contradiction(first: Reading, second: Reading, what: str) -> Finding:
    until = "open" if first.end is None else first.end.isoformat()
    return Finding(
        second.file,
        second.line,
        "coverage-contradiction",
        "effect",
        f"{_said(second)} from {second.start.isoformat()} for {what}, where {first.id} says {_said(first)} from "
        f"{first.start.isoformat()} until {until}",
        "intervals that do not overlap, or that say the same",
        "of one means at one place on one day one thing is so",
        f"end {first.id} with until = {second.start.isoformat()}, or correct one of the two rows"
        if first.start != second.start
        else f"keep one of {first.id} and {second.id}, or give them different days",
    )


def _said(r: Reading) -> str:
    return VERIFIED if r.effect is None else r.effect.value


def _problems(row: Row) -> list[Finding]:
    problems = [
        row.finding(f"coverage-without-{column.replace('_', '-')}", column, f"the {column} of the row", RULE,
                    f"write the {column}")
        for column in COVERAGE_COLUMNS.required
        if not row[column]
    ]  # fmt: skip
    return problems or [*_words(row), *_days(row), *_clock(row)]


def _words(row: Row) -> Iterable[Finding]:
    if not _MATERIAL.fullmatch(row["material"]):
        yield row.finding("coverage-bad-material", "material", "a class such as uranium, up_to_60, heavy_water", RULE,
                          "write one class in small letters with underscores")  # fmt: skip
    means = _listed(row["means"])
    known = [m.value for m in Means]
    if means != [OF_CONTINUITY] and (not means or any(m not in known for m in means)):
        yield row.finding("coverage-unknown-means", "means", f"continuity, or some of {', '.join(known)}", RULE,
                          "separate several means by semicolons")  # fmt: skip
    allowed = [VERIFIED, "at_risk", "lost"] if means == [OF_CONTINUITY] else [w.value for w in Working]
    if row["effect"] not in allowed:
        yield row.finding("coverage-unknown-effect", "effect", f"one of {', '.join(allowed)}", RULE,
                          "means work, are reduced or stopped; continuity is verified, at risk or lost")  # fmt: skip
    if row["mark"] not in tuple(Mark):
        yield row.finding("coverage-bad-mark", "mark", "read or recalled", RULE, "write read or recalled")


def _days(row: Row) -> Iterable[Finding]:
    start, end = parse_day(row["from"]), parse_day(row["until"])
    public = parse_day(row["public"])
    for column, day in (("from", start), ("until", end), ("public", public)):
        if row[column] and day is None:
            yield row.finding(
                f"coverage-bad-{column}", column, "a day such as 2025-06-13", RULE, "write the day in full"
            )
    if start and end and end <= start:
        yield row.finding("coverage-ends-before-it-starts", "until", f"a day after {start.isoformat()}", RULE,
                          "until is the first day on which the row no longer holds")  # fmt: skip


def _clock(row: Row) -> Iterable[Finding]:
    numbers: list[int] = []
    for column in ("lost_after_days", "lost_after_days_latest"):
        text = row[column]
        if not text:
            continue
        days = int(text) if re.fullmatch(r"-?\d{1,6}", text) else None
        if days is None or days > LONGEST_DAYS:
            yield row.finding(f"coverage-bad-{column.replace('_', '-')}", column, "a whole number of days", RULE,
                              "write the number of days without a unit, or leave it empty")  # fmt: skip
        elif days < 0:
            yield row.finding("coverage-negative-days", column, "0 or more days", RULE,
                              f"write {-days}: days are counted forward from the day in `from`")  # fmt: skip
        else:
            numbers.append(days)
    if row["lost_after_days_latest"] and not row["lost_after_days"]:
        yield row.finding("coverage-half-a-clock", "lost_after_days", "the earliest number of days", RULE,
                          "write the earliest number too; both may be the same")  # fmt: skip
    elif len(numbers) == 2 and numbers[1] < numbers[0]:
        yield row.finding("coverage-clock-out-of-order", "lost_after_days_latest", f"{numbers[0]} or more days", RULE,
                          "write the earlier number first")  # fmt: skip


def _reading(row: Row) -> Reading:
    means = tuple(Means(m) for m in _listed(row["means"]) if m != OF_CONTINUITY)
    after = row["lost_after_days"]
    latest = row["lost_after_days_latest"] or after
    start = parse_day(row["from"])
    if start is None:
        raise AssertionError("a row without findings has a day")
    return Reading(
        row["id"],
        tuple(_listed(row["statements"])),
        row["material"],
        tuple(_listed(row["sites"])),
        means,
        EFFECTS.get(row["effect"]),
        start,
        parse_day(row["until"]),
        (int(after), int(latest)) if after else None,
        row["rule"],
        Mark(row["mark"]),
        parse_day(row["public"]),
        row["note"],
        row.file,
        row.line,
    )


def _cells(r: Reading) -> dict[str, str]:
    early, late = r.lost_after or ("", "")
    return {
        "id": r.id,
        "statements": ";".join(r.statements),
        "material": r.material,
        "sites": ";".join(r.sites),
        "means": ";".join(r.means) or OF_CONTINUITY,
        "effect": _said(r),
        "from": r.start.isoformat(),
        "until": r.end.isoformat() if r.end else "",
        "lost_after_days": str(early),
        "lost_after_days_latest": str(late),
        "rule": r.rule,
        "mark": r.mark.value,
        "public": r.public.isoformat() if r.public else "",
        "note": r.note,
    }


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def unmatched_days(readings: Iterable[Reading], days: dict[str, Period]) -> list[Finding]:
    """Rows that rest on statements which are not there, or begin on a day that none of their statements is about.

    `days` are the first and the last day that each statement can be about, by id. A row that begins on another day needs
    a note that says why, else it is a warning.
    """
    found: list[Finding] = []
    for r in readings:
        unknown = [s for s in r.statements if s not in days]
        if unknown:
            found.append(_finding(r, "coverage-unknown-statement", "statements", shown(unknown[0]),
                                  "ids of statements of the case", "add the statement, or correct the id"))  # fmt: skip
        elif not r.note and not any(days[s].start <= r.start <= (days[s].end or r.start) for s in r.statements):
            found.append(_finding(r, "coverage-day-of-no-statement", "from", shown(r.start.isoformat()),
                                  "a day that one of the statements is about, or a note that says why another one",
                                  "correct the day, or write the reason into the note", Severity.WARNING))  # fmt: skip
    return found


def _finding(
    r: Reading, name: str, column: str, found: str, expected: str, remedy: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(r.file, r.line, name, column, found, expected, RULE, remedy, severity)


def first_day(readings: Iterable[Reading]) -> date | None:
    """The first day of which any row speaks; None for no rows."""
    return min((r.start for r in readings), default=None)
