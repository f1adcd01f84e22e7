"""The table of target values: what is known is used and marked, what is not is never made up."""

from __future__ import annotations

import pytest

from servanda.core.finding import Misuse
from servanda.core.names import Mark
from servanda.core.unit import Unit
from servanda.verification.balance import material_balance
from servanda.verification.target_values import target_value, target_values
from servanda.verification.terms import Role, stratum


def test_every_row_is_kept() -> None:
    """50 rows, of which those with both parts known in the edition may be used."""
    assert len(target_values()) == 50
    assert sum(value.usable for value in target_values()) == 19


def test_figures_leave_the_table_as_fractions_with_their_mark() -> None:
    """Titration of pure uranium compounds: 0.1 % random, 0.1 % systematic, recalled."""
    value = target_value("TITR", "pure U compounds")
    assert (value.random, value.systematic, value.mark) == (0.001, 0.001, Mark.RECALLED)
    model = value.errors(key="laboratory")
    assert (model.random_relative, model.systematic[0].key) == (0.001, "laboratory")


def test_the_choice_is_printed_with_the_result() -> None:
    """A balance says that target values were used, which, and that they are recalled."""
    model = target_value("EBAL", "any solid").errors()
    sources = material_balance([stratum("in", Role.INCREASE, 1, model, Unit.KG)]).assumptions.value_sources
    (told,) = sources
    assert told == (
        "international target value: IAEA STR-368 (ITV-2010), Nov 2010; ESARDA Bulletin 48 (2012), EBAL electronic "
        "balance, any solid/UF6 cylinder (high confidence), recalled"
    )


def test_rows_without_figures_and_secondary_claims_are_refused() -> None:
    """A blank is no zero, and a list that contradicts the table is no target value."""
    blank = next(value for value in target_values() if value.method_code == "AWCC")
    claim = next(value for value in target_values() if value.edition.startswith("secondary"))
    for value in (blank, claim):
        assert not value.usable
        with pytest.raises(Misuse, match="is no target value with known random and systematic parts"):
            value.errors()


def test_an_unclear_choice_is_told_with_what_is_known() -> None:
    """Several materials or none: the message lists them."""
    with pytest.raises(Misuse, match="several target values for TITR and 'pure' ''; known for TITR: pure U compounds"):
        target_value("TITR", "pure")
    with pytest.raises(Misuse, match="no target value for HLNC and 'MOX' ''; known for HLNC: no material"):
        target_value("HLNC", "MOX")
