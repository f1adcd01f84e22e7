"""Short ways to make statements for the tests of knowledge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from servanda.core.names import Basis, Mark
from servanda.core.period import parse_partial
from servanda.core.unit import Unit
from servanda.evidence.record import Record
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement

V, E = Basis.VERIFIED, Basis.ESTIMATED_BY_AGENCY


def statement(ident: str, quantity: str, day: str, public: str, basis: Basis, **rest: Any) -> Statement:
    """A statement read in source `s`; days as they are written in files."""
    of_day, public_on = parse_partial(day), parse_partial(public)
    assert of_day is not None
    assert public_on is not None
    return Statement(ident, quantity, of_day, public_on, basis, "s", rest.pop("mark", Mark.READ), **rest)


def mass(
    ident: str, day: str, value: str, basis: Basis, public: str = "", band: str = "up_to_60", **rest: Any
) -> Statement:
    """A mass of uranium as UF6 in a band, kg U."""
    rest = {"form": "UF6", "unit": Unit.KG_U, **rest}
    return statement(ident, "uranium_mass", day, public or day, basis, band=band, value=Decimal(value), **rest)


def event(ident: str, day: str, kind: str, text: str = "") -> Statement:
    """An event of a kind, public on its day."""
    return statement(ident, "event", day, day, Basis.PRESS, subject=kind, text=text)


def record(*statements: Statement) -> Record:
    """A record of the statements with their one source."""
    return Record.of(statements, [Source("s", "the source", date(2026, 1, 1))])


JUNE_2025 = record(
    mass("e-may", "2025-05-17", "408.6", E, "2025-05-31"),
    mass("e-june", "2025-06-13", "440.9", E, "2025-09-03", note="verification 17 May to 12 June"),
    mass("v-june", "2025-06-13", "432.9", V, "2025-09-03", preferred=False),
    mass("e5", "2025-06-13", "6024.4", E, "2025-09-03", "up_to_5"),
    mass("total-2021", "2021-02-16", "2967.8", V, "2021-02-23", "total", form="all_forms"),
    mass("v20-2021", "2021-02-16", "17.6", V, "2021-02-23", "up_to_20", mark=Mark.RECALLED),
    event("strike", "2025-06-13", "strike"),
    event("leave", "2025-07-04", "access_reduced"),
    event("talks", "2025-07-05", "talks"),
    event("back", "2025-08-26", "access_restored"),
)
"""The statements about June 2025 that matter for knowledge."""
