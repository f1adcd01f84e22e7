"""Strict reading of CSV tables: text in, rows with their line numbers and findings out.

The first line is the header. Columns may come in any order and optional ones may be left out; an unknown column is
an error, because a misspelt column would silently lose data. Blank lines are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servanda.core.finding import Finding, Severity, shown

MAX_FIELD = 100_000
"""Longest cell that is read; a longer one is a damaged file, not a statement."""

RULE_FORM = "tables are UTF-8 CSV with one header line (RFC 4180)"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column (missing columns are empty strings), and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def finding(
        self,
        name: str,
        column: str,
        expected: str,
        rule: str,
        remedy: str,
        *,
        found: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding about one cell of this row."""
        what = found if found is not None else shown(self[column])
        return Finding(self.file, self.line, name, column, what, expected, rule, remedy, severity)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of table, in the order in which they are written."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Required columns first."""
        return self.required + self.optional


def decode(data: bytes, file: str) -> tuple[str, list[Finding]]:
    """UTF-8 text (a byte order mark is dropped), or a finding that names the line of the first bad byte."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", [
            Finding(
                file,
                line,
                "table-not-utf8",
                "",
                f"byte 0x{data[error.start]:02x}",
                "UTF-8 text",
                RULE_FORM,
                "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)",
            )
        ]


def read_table(text: str, file: str, columns: Columns) -> tuple[list[Row], list[Finding]]:
    """All rows that have the right shape, and a finding for each line that has not."""
    if not text.strip():
        return [], [_whole(file, "table-empty", "an empty file", f"the header {','.join(columns.required)}")]
    long_lines = _too_long(text, file)
    if long_lines:
        return [], long_lines
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader)
        findings = _check_header(header, file, columns)
        if findings:
            return [], findings
        return _rows(reader, header, file)
    except csv.Error as error:
        line = reader.line_num
        return [], [_broken(file, line, error)]


def _rows(reader: Iterable[list[str]], header: list[str], file: str) -> tuple[list[Row], list[Finding]]:
    rows: list[Row] = []
    findings: list[Finding] = []
    width = len(header)
    start = 2
    for cells in reader:
        line, start = start, reader.line_num + 1  # type: ignore[attr-defined]  # csv readers count lines; the protocol does not say so
        if len(cells) == width:
            if any(cells):
                rows.append(Row(file, line, dict(zip(header, cells, strict=True))))
        elif cells:
            findings.append(_ragged(file, line, len(cells), width))
    return rows, findings


def write_table(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> str:
    """CSV text with a header and one line a row; line ends are `\\n`."""
    lines = [_written(columns)]
    lines += [_written([row.get(column, "") for column in columns]) for row in rows]
    return "".join(lines)


def _written(cells: Sequence[str]) -> str:
    # The csv module quotes a lone carriage return only when its own line end holds one.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return f"{out.getvalue()[:-2]}\n"


def _check_header(header: list[str], file: str, columns: Columns) -> list[Finding]:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return [_other_separator(file, "semicolons" if ";" in header[0] else "tabs")]
    findings = [
        Finding(
            file,
            1,
            "table-missing-column",
            column,
            "no such column",
            f"a column {column!r}",
            RULE_FORM,
            f"add the column {column!r} to the header and fill it in each row",
        )
        for column in columns.required
        if column not in header
    ]
    known = set(columns.all)
    for place, column in enumerate(header):
        if column not in known:
            findings.append(_unknown(file, column, columns))
        elif column in header[:place]:
            findings.append(_twice(file, column))
    return findings


def _other_separator(file: str, found: str) -> Finding:
    return Finding(
        file,
        1,
        "table-other-separator",
        "",
        f"columns separated by {found}",
        "columns separated by commas",
        RULE_FORM,
        "save the file as CSV with commas; numbers keep a decimal point (1234.5)",
    )


def _unknown(file: str, column: str, columns: Columns) -> Finding:
    return Finding(
        file,
        1,
        "table-unknown-column",
        column,
        f"the column {shown(column)}",
        f"one of {', '.join(columns.all)}",
        "an unknown column would be lost without notice",
        "correct the spelling (docs/cases.md lists the columns), or move the text to the column note",
    )


def _twice(file: str, column: str) -> Finding:
    return Finding(
        file,
        1,
        "table-column-twice",
        column,
        f"two columns {column!r}",
        "each column once",
        RULE_FORM,
        "delete or rename one of them",
    )


def _ragged(file: str, line: int, found: int, width: int) -> Finding:
    return Finding(
        file,
        line,
        "table-ragged-line",
        "",
        f"{found} cells",
        f"{width} cells, as in the header",
        RULE_FORM,
        'put text that contains a comma between double quotes: "a, b"',
    )


def _too_long(text: str, file: str) -> list[Finding]:
    if len(text) < MAX_FIELD:
        return []
    return [
        Finding(
            file,
            number,
            "table-line-too-long",
            "",
            f"a line of {len(line)} characters",
            f"at most {MAX_FIELD}",
            "a longer line is a damaged file",
            "look for a missing line end or an unclosed quotation mark",
        )
        for number, line in enumerate(text.split("\n"), start=1)
        if len(line) > MAX_FIELD
    ]


def _broken(file: str, line: int, error: csv.Error) -> Finding:
    return Finding(
        file,
        line,
        "table-broken",
        "",
        str(error),
        "balanced quotation marks and no stray control characters",
        RULE_FORM,
        "write a quotation mark inside a quoted cell twice, and close each quoted cell",
    )


def _whole(file: str, name: str, found: str, expected: str) -> Finding:
    return Finding(file, None, name, "", found, expected, RULE_FORM, "write the header line")
