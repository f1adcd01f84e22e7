"""Bad input to balances: each fault is a finding with place and remedy, all of them at once."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from servanda.core.finding import Finding, Misuse, Refused
from servanda.core.unit import Unit
from servanda.verification.arrays import floats
from servanda.verification.balance import material_balance, muf_test
from servanda.verification.errors import EXACT, ErrorModel, Origin, ValueSource, additive, multiplicative
from servanda.verification.factors import isotope_findings, isotope_masses, product_masses
from servanda.verification.structure import assemble
from servanda.verification.terms import Flow, Inventory, Role, flow, inventory, recalibrated, stratum

USER = ValueSource(Origin.USER, "a test")
X = Role.INCREASE


def refusal(call: Callable[[], object]) -> tuple[Finding, ...]:
    """The findings of a call that is refused."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.findings


def names(call: Callable[[], object]) -> list[str]:
    """Names of the findings of a call that is refused."""
    return [finding.name for finding in refusal(call)]


def kg(role: Role, amounts: object, errors: ErrorModel = EXACT, name: str = "feed") -> Flow:
    """A flow in kg."""
    return flow(name, role, amounts, errors, Unit.KG)  # type: ignore[arg-type]  # bad input on purpose


def cylinders(amounts: object, **more: object) -> Inventory:
    """An inventory in kg."""
    return inventory("cylinders", amounts, EXACT, Unit.KG, **more)  # type: ignore[arg-type]  # bad input on purpose


def test_nan_and_negative_masses_are_told_together_with_their_places() -> None:
    """Entries are counted from 1; the message says what to do."""
    found = refusal(lambda: material_balance([stratum("scrap", X, [1.0, math.nan, -2.0], EXACT, Unit.KG)]))
    assert "\n".join(finding.text() for finding in found) == (
        "error: scrap, line 2: found 'nan'; expected a finite number. Rule: a balance is computed from numbers; a missing "
        "one is not zero [array-not-finite]. To do: give the number, or leave the item out and say so\n"
        "error: scrap, line 3: found '-2.0'; expected zero or a positive mass. Rule: masses are positive; what leaves the "
        "balance area is a term of its own (decrease, ending inventory) [mass-negative]. To do: give the amount without "
        "sign and choose the role of the term"
    )


def test_in_many_runs_the_run_is_told_too() -> None:
    """Place is run and period."""
    amounts = np.ones((3, 4))
    amounts[1, 2] = math.nan
    (found,) = refusal(lambda: assemble([kg(X, amounts)]))
    assert (found.place, found.name) == ("feed, line 3, run 2", "array-not-finite")


def test_only_the_first_ten_of_many_equal_faults_are_listed() -> None:
    """A column of NaN gives no thousand findings."""
    assert len(refusal(lambda: floats([math.nan] * 1000, "masses"))) == 10


@pytest.mark.parametrize("bad", [["12 kg", 3], "abc", [[1, 2], [3]], [True, "x"]])
def test_text_and_ragged_rows_are_no_numbers(bad: object) -> None:
    """What cannot be a number is refused, not guessed."""
    assert names(lambda: floats(bad, "masses")) == ["array-not-numbers"]  # type: ignore[arg-type]  # on purpose


def test_a_missing_mass_is_not_zero() -> None:
    """None stays missing."""
    assert names(lambda: floats([1.0, None], "masses")) == ["array-not-finite"]  # type: ignore[arg-type]  # on purpose


def test_half_as_relative_error_is_asked_about() -> None:
    """0.5 is more often 0.5 percent; it is taken when it is confirmed."""
    model = multiplicative(0.5, 0.001, source=USER)
    (found,) = refusal(lambda: material_balance([stratum("waste", X, 1, model, Unit.KG)]))
    assert found.text() == (
        "error: waste, relative random error: found 0.5; expected a fraction below 0.25. Rule: relative errors are "
        "fractions, not percent [error-percent-as-fraction]. To do: write 0.005 if 0.5 % is meant; set large_confirmed "
        "if it is 50 %"
    )
    sure = multiplicative(0.5, 0.0, source=USER, large_confirmed=True)
    assert material_balance([stratum("waste", X, 2, sure, Unit.KG)]).sigma == 1.0


@pytest.mark.parametrize("bad", [-0.001, math.nan, math.inf])
def test_an_error_is_a_standard_deviation(bad: float) -> None:
    """Negative and infinite ones are refused, relative and absolute."""
    strata = [stratum("a", X, 1, multiplicative(bad, 0.0, source=USER), Unit.KG)]
    strata.append(stratum("b", X, 1, additive(0.0, bad, source=USER), Unit.KG))
    assert names(lambda: material_balance(strata)) == ["error-not-a-deviation"] * 2


def test_terms_of_different_length_are_unequal_calendars() -> None:
    """Twelve flows go with thirteen inventories."""
    (found,) = refusal(lambda: assemble([kg(X, np.ones(12)), cylinders(np.ones(12))]))
    assert found.text() == (
        "error: feed: found an array of 12; expected 11 periods. Rule: arrays of one balance match "
        "[terms-unequal-calendars]. To do: bring all terms to the same periods; data that end earlier end the sequence"
    )


def test_different_units_are_never_added() -> None:
    """Uranium and uranium hexafluoride, or element and isotope, need a conversion that someone states."""
    (found,) = refusal(lambda: assemble([kg(X, [1.0]), flow("uf6", X, [1.0], EXACT, Unit.KG_UF6)]))
    assert (found.place, found.found, found.expected) == ("uf6, unit", "kg UF6", "kg, as feed")


def test_no_terms_and_empty_strata_are_refused() -> None:
    """Nothing measured is no balance of zero."""
    assert names(lambda: assemble([])) == ["balance-empty"]
    assert names(lambda: material_balance([])) == ["balance-empty"]
    assert names(lambda: material_balance([stratum("a", X, [], EXACT, Unit.KG)])) == ["stratum-empty"]
    assert names(lambda: assemble([kg(X, [])])) == ["terms-unequal-calendars"]


def test_two_terms_of_one_name_are_refused() -> None:
    """A budget could not tell them apart."""
    assert names(lambda: assemble([kg(X, [1.0]), kg(Role.DECREASE, [1.0])])) == ["term-twice"]


def test_columns_of_terms_have_one_entry_each() -> None:
    """Calibrations, measurements and remeasurements fit the amounts."""
    wrong = inventory(
        "c", [1.0, 1.0, 1.0], EXACT, Unit.KG, calibration=["a"] * 2, measurements=[1, 0], remeasured=[True]
    )
    assert names(lambda: assemble([wrong])) == [
        "measurements-not-positive", "terms-wrong-length", "terms-wrong-length", "terms-wrong-length",
    ]  # fmt: skip


def test_what_was_not_remeasured_keeps_its_amount() -> None:
    """Another amount without another measurement is a contradiction."""
    (found,) = refusal(lambda: assemble([cylinders([5.0, 5.0, 6.0], remeasured=[True, False, False])]))
    assert (found.place, found.name) == ("cylinders, line 3, amounts", "inventory-changed-unmeasured")


def test_one_measurement_gives_one_amount() -> None:
    """An id that stands twice with different masses is a finding at the second."""
    before = stratum("before", Role.BEGINNING_INVENTORY, [1.0], EXACT, Unit.KG, measurement_ids=["m"])
    after = stratum("after", Role.ENDING_INVENTORY, [2.0], EXACT, Unit.KG, measurement_ids=["m"])
    (found,) = refusal(lambda: material_balance([before, after]))
    assert (found.place, found.found, found.expected) == ("after, line 1, measurement_ids", "2 kg for 'm'", "1 kg")
    assert names(lambda: material_balance([stratum("a", X, [1.0, 2.0], EXACT, Unit.KG, measurement_ids=["m"])])) == [
        "terms-wrong-length"
    ]


def test_an_isotope_is_not_heavier_than_its_element() -> None:
    """The item is named, and what may have happened."""
    (found,) = isotope_findings([10.0, 10.0], [0.4, 11.0], "cylinders")
    assert (found.place, found.name) == ("cylinders, isotope, line 2", "isotope-heavier-than-element")
    assert [f.name for f in isotope_findings([1.0], [1.0, 2.0], "c")] == ["isotope-without-element"]
    assert names(lambda: isotope_masses([1.0], [2.0], "c")) == ["isotope-heavier-than-element"]
    assert isotope_masses([2.0], [2.0], "c")[1].tolist() == [2.0]


def test_a_product_of_factors_wants_fractions() -> None:
    """67.6 as an element fraction is percent."""
    assert product_masses("c", [100.0], ("element", 0.676), ("isotope", [0.05])).tolist() == pytest.approx([3.38])
    (found,) = refusal(lambda: product_masses("c", [100.0], ("element", [67.6])))
    assert (found.place, found.remedy) == ("c, element, line 1", "divide percent by 100")


def test_calls_without_meaning_are_misuse() -> None:
    """Probabilities, roles and places outside their range are told with what would be right."""
    with pytest.raises(Misuse, match=r"alpha is 5; give a probability between 0 and 1; write 0\.05 if 5 % is meant"):
        material_balance([stratum("a", X, 1, EXACT, Unit.KG)], alpha=5)
    with pytest.raises(Misuse, match="the flow 'feed' is given the role PB; flows are increases"):
        kg(Role.BEGINNING_INVENTORY, [1.0])
    with pytest.raises(Misuse, match="calibrations start at \\[4\\], but there are only the places 0 to 3"):
        recalibrated(4, [4])
    assert muf_test(0.0, 0.0, 0.05).critical_high == 0.0
