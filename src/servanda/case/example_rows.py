"""One line to copy for every table of a new case; together they make a case that checks without findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servanda.core.table import write_table

PLANT = "PLANT"
Rows = Sequence[Mapping[str, str]]


def example_rows(state: str, name: str, day: str) -> dict[str, Rows]:
    """Rows by the path of their table."""
    return {
        "sources.csv": [
            {"id": "S001", "title": f"Report of the Director General on {name}", "date": day, "publisher": "IAEA",
             "number": "GOV/0000/1", "reliability": "B"},
        ],
        "statements/record.csv": _statements(day),
        "sites.csv": [
            {"site": PLANT, "name": "Enrichment plant, its town", "type": "enrichment", "source": "S001", "mark": "read"},
        ],
        "judgements.csv": [
            {"id": "J001", "estimate_date": day, "publisher": "An institute", "first_or_month": "first", "result_low": "5",
             "result_high": "8", "result_unit": "months", "basis": "third_party", "source": "S001", "mark": "read"},
        ],
        "negotiation/parties.csv": [
            {"party_id": "IAEA", "name": "International Atomic Energy Agency", "kind": "agency", "code": "IAEA",
             "mark": "read"},
        ],
        "negotiation/issues.csv": [
            {"issue_id": "CAP", "label": "Level cap", "question": f"highest level of enrichment in {name}",
             "scale_type": "number", "unit": "% U-235", "end_0": "0 = no cap", "end_100": "100 = none",
             "anchors": "0:60%; 50:5%; 100:0%", "mark": "read"},
        ],
        "negotiation/positions.csv": [
            {"id": "P001", "party": state, "issue_id": "CAP", "value": "5", "value_unit": "% U-235", "scale_0_100": "50",
             "position_text": "Five percent is enough", "firmness": "firm", "as_of": day, "speaker": "A minister",
             "attribution": "named_official", "outlet": "A newspaper", "outlet_date": day, "mark": "read"},
        ],
        "negotiation/formats.csv": [
            {"format_id": "TALKS", "name": "Talks with the Agency", "members": f"{state};IAEA", "n_members": "2",
             "decision_rule": "bilateral", "formal_outcome": "agreement", "active_from": day, "mark": "read"},
        ],
        "negotiation/meetings.csv": [
            {"event_id": "M001", "date": day, "kind": "round", "title": "First round", "format_id": "TALKS",
             "parties": f"{state};IAEA", "mark": "read"},
        ],
        "inspection/strata.csv": [
            {"stratum": "UF6 up to 5 %", "band": "up_to_5", "form": "UF6", "items": "12",
             "methods": "attribute test;non-destructive assay;weighing and analysis", "surveillance": "none", "basis": "assumed"},
        ],
        "inspection/access.csv": [
            {"site": "all", "earliest": "start", "setup_hours": "8", "basis": "assumed"},
        ],
    }  # fmt: skip


def _statements(day: str) -> Rows:
    said = {"of_day": day, "public_on": day, "source": "S001", "mark": "read", "basis": "verified",
            "public_rule": "report"}  # fmt: skip
    rows: Rows = [
        {"quantity": "uranium_mass", "form": "UF6", "band": "up_to_5", "value": "120.5", "unit": "kg_U"},
        {"quantity": "uranium_mass", "form": "all_forms", "band": "total", "value": "150", "unit": "kg_U"},
        {"quantity": "enrichment_level", "site": "all_declared_plants", "value": "4.5", "unit": "percent_U235"},
        {"quantity": "installed_machines", "subject": "TYPE-1", "site": PLANT, "value": "1000", "unit": "machines"},
        {"quantity": "programme_separative_capacity", "subject": "all_enriching", "low": "4000", "value": "5000",
         "high": "6000", "unit": "SWU_per_year", "basis": "third_party"},
        {"quantity": "event", "subject": "access_reduced", "text": "Cameras were taken down, it says", "basis": "press"},
    ]  # fmt: skip
    return [{"id": f"ST-{number:03}", **said, **row} for number, row in enumerate(rows, start=1)]


def rows_to_copy(rows: Mapping[str, Rows], columns: Mapping[str, Sequence[str]]) -> str:
    """The rows as the README of a new case shows them: per table its columns, then indented lines."""
    parts = []
    for path, examples in rows.items():
        lines = write_table(examples, columns[path]).splitlines()[1:]
        parts.append(f"`{path}`:\n\n" + "\n".join(f"    {line}" for line in lines) + "\n")
    return "\n".join(parts)
