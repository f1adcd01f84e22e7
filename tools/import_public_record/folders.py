"""The files of both case folders from the files of the public record: a pure function of its input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.core.table import write_table
from servanda.evidence.judgement import JUDGEMENT_COLUMNS, LEADING
from servanda.evidence.site import SITE_COLUMNS
from tools.import_public_record import additions, negotiation, statements
from tools.import_public_record.corrections import Correction, corrected, corrections
from tools.import_public_record.days import report_days
from tools.import_public_record.sources import SourceList
from tools.import_public_record.tables import Cells, Data, Origin, origins, statement_table

STATED = "judgements/after_june_2025.csv"
CALL = "statements/call_2025_07_01.csv"
ARTICLE_EXAMPLES = "diplomacy/extraction_examples.json"


def case_files(data: Data, more: Data) -> dict[str, bytes]:
    """Every imported file by its path below the folder of cases; `more` holds the tables of additions."""
    return {
        **{f"iran/{path}": content for path, content in _iran(data, more).items()},
        **{f"ukraine/{path}": content for path, content in _ukraine(data).items()},
    }


def _iran(data: Data, more: Data) -> dict[str, bytes]:
    sources = SourceList()
    tables = _statements(data, more, sources)
    judgements = [_judgement(row, sources) for row in origins(data, "iran/published_breakout.csv")]
    sites = [_site(row, sources) for row in origins(data, "iran/sites.csv")]
    tables[CALL] = [statements.said(row, sources) for row in _call(data, ukraine=False)]
    _add(tables, more, sources)
    judged = SourceList("SJ")
    stated = additions.judgements(more, judged)
    return {
        **{path: statement_table(rows) for path, rows in tables.items()},
        "judgements.csv": write_table(judgements, LEADING).encode(),
        **({STATED: _judgements(stated)} if stated else {}),
        "sites.csv": write_table(sites, SITE_COLUMNS.all).encode(),
        "sources.csv": sources.table(judged),
        **_negotiation(negotiation.iran(data)),
        **_copies(data, corrections(more)),
    }


def _add(tables: dict[str, list[Cells]], more: Data, sources: SourceList) -> None:
    """Days first, since coded statements inherit them; disagreements last, since any statement can be part of one."""
    additions.stated_days(more, _by_id(tables))
    tables["statements/coded.csv"] = additions.coded(more, _by_id(tables))
    tables["statements/compliance.csv"] = additions.compliance(more, sources)
    steps = additions.procedures(more, _by_id(tables), sources)
    if steps:
        tables["statements/procedures.csv"] = steps
    additions.conflicts(more, _by_id(tables))


def _by_id(tables: dict[str, list[Cells]]) -> dict[str, Cells]:
    return {row["id"]: row for rows in tables.values() for row in rows}


def _statements(data: Data, more: Data, sources: SourceList) -> dict[str, list[Cells]]:
    stock = origins(data, "iran/enriched_uranium_stock.csv")
    reports = report_days(stock)
    return {
        "statements/stock.csv": [statements.stock(row, sources, reports) for row in stock],
        "statements/centrifuges.csv": _centrifuges(data, more, sources, reports),
        "statements/separative_capacity.csv": [
            statements.capacity(row, sources, reports) for row in origins(data, "iran/separative_capacity.csv")
        ],
        "statements/heavy_water_and_other.csv": [
            statements.other(row, sources, reports) for row in origins(data, "iran/heavy_water_and_other.csv")
        ],
        "statements/events.csv": [statements.event(row, sources, reports) for row in origins(data, "iran/events.csv")],
        "statements/sites.csv": [
            statements.site_status(row, sources, reports) for row in origins(data, "iran/sites.csv")
        ],
    }


def _centrifuges(data: Data, more: Data, sources: SourceList, reports: Sequence[str]) -> list[Cells]:
    known = additions.qualifiers(more)
    rows = origins(data, "iran/centrifuges.csv")
    return [cells for row in rows for cells in statements.centrifuges(row, sources, reports, known)]


def _ukraine(data: Data) -> dict[str, bytes]:
    sources = SourceList()
    call = [statements.said(row, sources) for row in _call(data, ukraine=True)]
    return {
        CALL: statement_table(call),
        "sources.csv": sources.table(),
        **_negotiation(negotiation.ukraine(data)),
    }


def _call(data: Data, *, ukraine: bool) -> Iterable[Origin]:
    rows = origins(data, "diplomacy/statements.csv")
    return [row for row in rows if row["issue_id"].startswith("UKR") is ukraine]


def _negotiation(tables: dict[str, bytes]) -> dict[str, bytes]:
    return {f"negotiation/{name}": content for name, content in tables.items()}


def _copies(data: Data, listed: Sequence[Correction]) -> dict[str, bytes]:
    files = {path: corrected(path, content, listed) for path, content in sorted(data.items()) if _is_agreement(path)}
    if ARTICLE_EXAMPLES in data:
        files["articles/extraction_examples.json"] = data[ARTICLE_EXAMPLES]
    return files


def _is_agreement(path: str) -> bool:
    return path.startswith("agreements/") and path.endswith(".yaml")


def _judgement(row: Origin, sources: SourceList) -> Cells:
    kept = {c: v for c, v in row.cells.items() if c not in ("source", "source_url", "source_date", "status")}
    return {"id": f"IR-BRK-{row.number:04d}", **kept, "source": sources.of_row(row), "mark": row["status"]}


def _judgements(rows: Sequence[Cells]) -> bytes:
    used = [c for c in JUDGEMENT_COLUMNS.all if c in JUDGEMENT_COLUMNS.required or any(row.get(c) for row in rows)]
    return write_table(rows, used).encode()


def _site(row: Origin, sources: SourceList) -> Cells:
    facts = {column: row[column] for column in SITE_COLUMNS.all if column in row.cells}
    return {**facts, "source": sources.of_row(row), "mark": row["status"]}
