"""The record: two clocks, selection, and the choice among statements about the same thing."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from servanda.core.names import Basis, Mark
from servanda.core.period import PartialDate
from servanda.core.unit import Unit
from servanda.evidence.record import Record, choose
from servanda.evidence.statement import Statement


def _on(day: date) -> PartialDate:
    return PartialDate(day.isoformat(), day, day)


def _mass(name: str, of: date, public: date, value: str, basis: Basis, *, preferred: bool = True) -> Statement:
    return Statement(
        id=name, quantity="uranium_mass", of_day=_on(of), public_on=_on(public), basis=basis, source="S", mark=Mark.READ,
        band="up_to_60", form="UF6", value=Decimal(value), unit=Unit.KG_U, preferred=preferred,
    )  # fmt: skip


MAY = _mass("MAY", date(2025, 5, 17), date(2025, 5, 31), "408.6", Basis.ESTIMATED_BY_AGENCY)
JUNE = _mass("JUNE", date(2025, 6, 13), date(2025, 9, 3), "440.9", Basis.ESTIMATED_BY_AGENCY)
PART = _mass("PART", date(2025, 6, 13), date(2025, 9, 3), "432.9", Basis.VERIFIED, preferred=False)
RECORD = Record.of([PART, JUNE, MAY], [])


def test_the_two_clocks_give_two_answers_for_one_day() -> None:
    """On 1 July 2025 the last estimate was 408.6 kg as known then and is 440.9 kg as known now."""
    then = choose(RECORD.known(date(2025, 7, 1)).until(date(2025, 7, 1)).statements)
    now = choose(RECORD.until(date(2025, 7, 1)).statements)
    assert then is not None
    assert now is not None
    assert (then.chosen.id, then.why) == ("MAY", "the only statement")
    assert (now.chosen.id, now.why) == ("JUNE", "newer")
    assert now.others == (MAY, PART)


def test_a_figure_that_is_not_preferred_loses_to_an_older_preferred_one() -> None:
    """Rounded or merely declared figures stay beside the preferred one and never displace it."""
    declared = _mass("DECL", date(2025, 6, 20), date(2025, 6, 20), "450", Basis.DECLARED, preferred=False)
    choice = choose([declared, JUNE])
    assert choice is not None
    assert (choice.chosen, choice.why) == (JUNE, "preferred in the record")


def test_on_one_day_the_better_basis_wins() -> None:
    """Between equals of one day, verified goes before declared."""
    declared = _mass("DECL", date(2025, 5, 17), date(2025, 5, 31), "400", Basis.DECLARED)
    choice = choose([declared, MAY])
    assert choice is not None
    assert (choice.chosen, choice.why) == (MAY, "better basis")


def test_statements_that_disagree_stay_side_by_side() -> None:
    """Conflicts are groups; nothing is dropped."""
    assert RECORD.conflicts() == ((JUNE, PART),)
    assert RECORD.select("uranium_mass", basis=Basis.VERIFIED) == (PART,)
    assert RECORD.select("uranium_mass", since=date(2025, 6, 1), band="up_to_60", form="UF6") == (JUNE, PART)


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(shuffler: random.Random) -> None:
    """A record is the same whatever the order in which its rows were read."""
    rows = [MAY, JUNE, PART]
    shuffler.shuffle(rows)
    assert Record.of(rows, []).statements == RECORD.statements
    assert choose(rows) == choose([MAY, JUNE, PART])


@given(st.dates(date(2025, 9, 4), date(2027, 1, 1)), st.decimals(0, 9999, places=1))
def test_what_becomes_known_later_changes_nothing_for_an_earlier_reader(public: date, value: Decimal) -> None:
    """With `known_by` fixed, later knowledge is absent."""
    later = _mass("LATER", date(2025, 5, 20), public, str(value), Basis.VERIFIED)
    known_by = date(2025, 9, 3)
    assert Record.of([*RECORD.statements, later], []).known(known_by).statements == RECORD.known(known_by).statements
