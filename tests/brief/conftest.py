"""The brief of the bundled case iran, built and written once for all tests of the room."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from servanda.brief.answer import Brief
from servanda.brief.build import build_brief
from servanda.brief.write import write_brief
from servanda.case import Case, open_case

DAY = date(2025, 7, 1)


@pytest.fixture(scope="session")
def iran() -> Case:
    """The bundled case."""
    return open_case("iran")


@pytest.fixture(scope="session")
def brief(iran: Case) -> Brief:
    """Iran on 1 July 2025, as known then and as known now."""
    return build_brief(iran, DAY)


@pytest.fixture(scope="session")
def folder(iran: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four written files."""
    out = tmp_path_factory.mktemp("brief")
    write_brief(iran, DAY, None, "all", out)
    return out
