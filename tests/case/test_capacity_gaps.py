"""When the capacity is not known, the result says which machines are counted without a published output."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from servanda.case import open_case

BASE = Path(__file__).parent.parent / "broken_cases" / "base"


def test_machines_without_published_output_are_named() -> None:
    """1,000 ZM-1 are counted; nobody published what one of them does."""
    result = open_case(BASE).at(date(2024, 6, 30)).breakout()[0]
    assert result.capacity is None
    assert "1,000 ZM-1 at ZEP counted (ZZ-004); no output published for ZM-1" in result.cautions


@pytest.mark.parametrize("subject", ["", "all_enriching"])
def test_a_capacity_of_the_programme_needs_no_subject(subject: str, tmp_path: Path) -> None:
    """An empty subject means the whole programme."""
    root = tmp_path / "zedland"
    shutil.copytree(BASE, root)
    table = root / "statements" / "record.csv"
    said = "2024-05-01,5000,,,SWU_per_year,,,third_party,2024-05-20,S001,read,,,"
    row = f"ZZ-007,programme_separative_capacity,{subject},,,,{said}\n"
    table.write_text(table.read_text("utf-8") + row, "utf-8")
    capacity = open_case(root).at(date(2024, 6, 30)).breakout()[0].capacity
    assert capacity is not None
    assert capacity.nominal == 5000
