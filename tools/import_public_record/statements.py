"""One function for each kind of row: a row of the public record in, the cells of its statements out.

What has no column of its own goes into the note as `key: value`, so that nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.import_public_record.days import by_basis, of_event, of_stock, public
from tools.import_public_record.sources import SourceList
from tools.import_public_record.tables import Cells, Origin, notes

CENTRIFUGE_COUNTS = {
    "installed_cascades": "cascades",
    "installed_machines": "machines",
    "operating_cascades": "cascades",
    "operating_machines": "machines",
}
CAPACITY_QUANTITIES = {
    "machine": "machine_separative_capacity",
    "machine_ratio": "machine_separative_ratio",
    "programme": "programme_separative_capacity",
    "goal": "separative_capacity_goal",
}
UNITS = {"SWU/yr": "SWU_per_year"}


def stock(row: Origin, sources: SourceList, reports: Sequence[str]) -> Cells:
    """A mass of uranium in one band and form."""
    return {
        "id": f"IR-STK-{row.number:04d}",
        "quantity": "uranium_mass",
        "of_day": row["as_of"],
        **of_stock(row, reports),
        **_common(row, sources),
        "form": row["form"],
        "band": row["band"],
        "value": row["quantity_kg_u"],
        "unit": "kg_U",
        "qualifier": row["qualifier"],
        "preferred": "no" if row["preferred"] == "no" else "",
        "document": row["report_number"],
    }


def centrifuges(row: Origin, sources: SourceList, reports: Sequence[str], qualifiers: Mapping[str, str]) -> list[Cells]:
    """Up to five statements: four counts and the highest enrichment; a row without any number gives its note."""
    ident = f"IR-CEN-{row.number:04d}"
    shared = {
        "of_day": row["as_of"],
        **by_basis(row["basis"], row["as_of"], row["source_date"], reports),
        **_common(row, sources),
        "subject": row["machine"],
        "site": row["site"],
    }
    made = [
        _measured(f"{ident}.{quantity}", quantity, row[column], unit, shared, qualifiers)
        for quantity, column, unit in _centrifuge_columns()
        if row[column]
    ]
    return made or [
        {"id": f"{ident}.installed_machines", "quantity": "installed_machines", "text": row["note"], **shared}
    ]


def _centrifuge_columns() -> list[tuple[str, str, str]]:
    counts = [(quantity, quantity, unit) for quantity, unit in CENTRIFUGE_COUNTS.items()]
    return [*counts, ("enrichment_level", "max_enrichment", "percent_U235")]


def _measured(
    ident: str, quantity: str, value: str, unit: str, shared: Mapping[str, str], qualifiers: Mapping[str, str]
) -> Cells:
    qualifier = qualifiers.get(ident, "")
    return {"id": ident, "quantity": quantity, "value": value, "unit": unit, "qualifier": qualifier, **shared}


def capacity(row: Origin, sources: SourceList, reports: Sequence[str]) -> Cells:
    """A published separative capacity, ratio or goal with its range."""
    return {
        "id": f"IR-SEP-{row.number:04d}",
        "quantity": CAPACITY_QUANTITIES[row["scope"]],
        "of_day": row["as_of"],
        **by_basis(row["basis"], row["as_of"], row["source_date"], reports),
        **_common(row, sources),
        "subject": row["machine"],
        "value": row["nominal"],
        "low": row["low"],
        "high": row["high"],
        "unit": UNITS.get(row["unit"], row["unit"]),
        "method": row["kind"],
        "speaker": row["published_by"],
    }


def other(row: Origin, sources: SourceList, reports: Sequence[str]) -> Cells:
    """Heavy water and everything that has one value a row."""
    heavy_water = row["item"] == "heavy_water_stock"
    return {
        "id": f"IR-OTH-{row.number:04d}",
        "quantity": "heavy_water_mass" if heavy_water else row["item"],
        "of_day": row["date"],
        **by_basis(row["basis"], row["date"], row["source_date"], reports),
        **_common(row, sources),
        "site": row["location"],
        "value": row["value"],
        "unit": "t_D2O" if heavy_water else row["unit"],
        "qualifier": row["qualifier"],
    }


def event(row: Origin, sources: SourceList, reports: Sequence[str]) -> Cells:
    """Something that happened. A day known only to its month is written as the month, the recorded day stays in the note."""
    month = row["date_precision"] == "month"
    of_day = row["date"][:7] if month else row["date"]
    return {
        "id": f"IR-EVT-{row.number:04d}",
        "quantity": "event",
        "of_day": of_day,
        **of_event(row, of_day, reports),
        **_common(row, sources),
        "subject": row["kind"],
        "text": row["text"],
        "actors": row["actors"],
        "qualifier": "approx" if row["date_precision"] == "approx" else "",
        "note": _precision(row),
    }


def _precision(row: Origin) -> str:
    if row["date_precision"] == "day":
        return ""
    recorded = f"day as recorded: {row['date']}" if row["date_precision"] == "month" else ""
    return notes(f"date_precision: {row['date_precision']}", recorded)


def site_status(row: Origin, sources: SourceList, reports: Sequence[str]) -> Cells:
    """What was said about the state of a site after June 2025."""
    day, basis = row["status_as_of"], row["status_basis"]
    return {
        "id": f"IR-SIT-{row.number:04d}",
        "quantity": "site_status",
        "of_day": day,
        **by_basis(basis, day, row["source_date"], reports),
        "basis": basis,
        "source": sources.of_row(row),
        "mark": row["status"],
        "site": row["site"],
        "text": row["post_june_2025_status"],
        "note": row["note"],
    }


def said(row: Origin, sources: SourceList) -> Cells:
    """A statement about the call of 1 July 2025; a day that was not stated is that of the report."""
    undated = "" if row["date_said"] else "day said: not stated, the day of the report is used"
    return {
        "id": f"CALL-{row['stmt_id']}",
        "quantity": "said",
        "of_day": row["date_said"] or row["date_reported"],
        **public(row["date_reported"], "outlet"),
        "basis": "press",
        "source": sources.seed(),
        "mark": "read",
        "subject": f"{row['topic']}/{row['issue_id']}",
        "text": row["gist"],
        "speaker": row["speaker"],
        "on_behalf_of": row["speaker_role"],
        "attribution": f"{row['attribution_kind']}: {row['attributed_to']}",
        "relayed_by": row["relayed_by"],
        "modality": row["modality"],
        "verb": row["verb"],
        "addressee": row["addressee"],
        "quotation": row["quote"],
        "locator": f"paragraph {row['paragraph']}",
        "note": notes(row["note"], undated),
    }


def _common(row: Origin, sources: SourceList) -> Cells:
    note = row.cells.get("note", "")
    return {"basis": row["basis"], "source": sources.of_row(row), "mark": row["status"], "note": note}
