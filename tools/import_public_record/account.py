"""Rows before and after: which rows of the public record stand in which files of the case folders.

The count reads the files as they lie in the folders, so that it also holds for folders that were edited since.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.import_public_record.corrections import Correction, corrected, corrections
from tools.import_public_record.folders import ARTICLE_EXAMPLES
from tools.import_public_record.tables import Data, Origin, origins

Key = Callable[[Origin], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account: rows and marks of a source file, and of the files made from it."""

    source: str
    made: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    marks_before: tuple[tuple[str, int], ...]
    marks_after: tuple[tuple[str, int], ...]

    @property
    def balanced(self) -> bool:
        """True when the same rows with the same marks stand on both sides; a table without marks is not compared."""
        same_marks = self.marks_before == self.marks_after or not self.marks_before
        return self.before == self.after and same_marks


@dataclass(frozen=True, slots=True)
class Table:
    """A source table, the files made from it, the key of a row before, and the column that holds it afterwards."""

    source: str
    made: tuple[str, ...]
    before: Key
    after: str


def numbered(prefix: str) -> Key:
    """The key of an imported row: prefix and row number."""
    return lambda row: f"{prefix}-{row.number:04d}"


def column(name: str, prefix: str = "") -> Key:
    """The key in a column."""
    return lambda row: prefix + row[name]


def _statements(source: str, made: str, prefix: str) -> Table:
    return Table(f"iran/{source}.csv", (f"iran/statements/{made}.csv",), numbered(prefix), "id")


def _negotiation(source: str, made: str, before: str, after: str, *cases: str) -> Table:
    paths = tuple(f"{case}/negotiation/{made}.csv" for case in cases)
    return Table(f"diplomacy/{source}.csv", paths, column(before), after)


CALL = ("iran/statements/call_2025_07_01.csv", "ukraine/statements/call_2025_07_01.csv")
TABLES = (
    _statements("enriched_uranium_stock", "stock", "IR-STK"),
    _statements("centrifuges", "centrifuges", "IR-CEN"),
    _statements("separative_capacity", "separative_capacity", "IR-SEP"),
    _statements("heavy_water_and_other", "heavy_water_and_other", "IR-OTH"),
    _statements("events", "events", "IR-EVT"),
    _statements("sites", "sites", "IR-SIT"),
    Table("iran/sites.csv", ("iran/sites.csv",), column("site"), "site"),
    Table("iran/published_breakout.csv", ("iran/judgements.csv",), numbered("IR-BRK"), "id"),
    Table("diplomacy/statements.csv", CALL, column("stmt_id", "CALL-"), "id"),
    _negotiation("parties", "parties", "party_id", "party_id", "iran", "ukraine"),
    _negotiation("formats", "formats", "format_id", "format_id", "iran", "ukraine"),
    _negotiation("issues", "issues", "issue_id", "issue_id", "iran"),
    _negotiation("issues_ukraine", "issues", "issue_id", "issue_id", "ukraine"),
    _negotiation("positions", "positions", "row_id", "id", "iran"),
    _negotiation("positions_ukraine", "positions", "row_id", "id", "ukraine"),
    _negotiation("events", "meetings", "event_id", "event_id", "iran", "ukraine"),
)
ADDED = (
    Table("coded.csv", ("iran/statements/coded.csv",), column("id"), "id"),
    Table("compliance.csv", ("iran/statements/compliance.csv",), column("id"), "id"),
    Table("procedures.csv", ("iran/statements/procedures.csv",), column("id"), "id"),
    Table("judgements.csv", ("iran/judgements/after_june_2025.csv",), column("id"), "id"),
)


def account(data: Data, more: Data, folders: Data) -> list[Line]:
    """The whole account: every table, every file that is copied, and the additions."""
    lines = [_line(table, data, folders) for table in TABLES]
    listed = corrections(more)
    lines += [_copy(source, made, data, folders, listed) for source, made in _copied(data)]
    return lines + [_line(table, more, folders) for table in ADDED]


def _line(table: Table, before: Data, folders: Data) -> Line:
    rows = origins(before, table.source)
    made = [row for path in table.made for row in origins(folders, path)]
    marks = Counter(row["status"] for row in rows if "status" in row.cells)
    marks_made = Counter({_stem(row[table.after]): row["mark"] for row in made}.values())
    keys = tuple(sorted(table.before(row) for row in rows))
    return Line(table.source, ", ".join(table.made), keys, _keys(made, table.after), _marks(marks), _marks(marks_made))


def _stem(ident: str) -> str:
    """Several statements of one row share what stands before the first dot."""
    return ident.split(".")[0]


def _keys(made: Sequence[Origin], after: str) -> tuple[str, ...]:
    """The rows found, each once however many statements or cases it serves; an id twice in one file counts twice."""
    once = {_stem(row[after]) for row in made}
    per_file = Counter((row.file, row[after]) for row in made)
    repeated = [ident for (_, ident), number in per_file.items() for _ in range(number - 1)]
    return tuple(sorted([*once, *repeated]))


def _copied(data: Data) -> list[tuple[str, str]]:
    files = [
        (path, f"iran/{path}") for path in sorted(data) if path.startswith("agreements/") and path.endswith(".yaml")
    ]
    return [*files, (ARTICLE_EXAMPLES, "iran/articles/extraction_examples.json")]


def _copy(source: str, made: str, data: Data, folders: Data, listed: Sequence[Correction]) -> Line:
    content = data.get(source)
    wanted = None if content is None else corrected(source, content, listed)
    return Line(source, made, _digest(wanted), _digest(folders.get(made)), (), ())


def _digest(content: bytes | None) -> tuple[str, ...]:
    return () if content is None else (hashlib.sha256(content).hexdigest(),)


def _marks(marks: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(marks.items()))


def table_of(lines: Iterable[Line]) -> str:
    """The account as people read it."""
    head = f"{'source file':42} {'before':>6} {'after':>6}  {'marks before':28} {'marks after':28} made"
    return "\n".join([head, *(_shown(line) for line in lines)])


def _shown(line: Line) -> str:
    verdict = "" if line.balanced else f"  NOT BALANCED: {_difference(line)}"
    before, after = _words(line.marks_before), _words(line.marks_after)
    counts = f"{len(line.before):6} {len(line.after):6}"
    return f"{line.source:42} {counts}  {before:28} {after:28} {line.made}{verdict}"


def _difference(line: Line) -> str:
    before, after = Counter(line.before), Counter(line.after)
    lost, gained = sorted((before - after).elements()), sorted((after - before).elements())
    return f"lost {', '.join(lost[:5]) or 'none'}; gained {', '.join(gained[:5]) or 'none'}"


def _words(marks: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{mark} {number}" for mark, number in marks) or "-"
