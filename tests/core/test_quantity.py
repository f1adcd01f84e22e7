"""Quantities carry their unit; what cannot be added is refused with a message that says how to go on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.core.quantity import (
    Quantity,
    convert,
    from_u235,
    number,
    to_u235,
    to_uf6,
    to_uranium,
    uranium_fraction,
)
from servanda.core.unit import Unit, unit_of

masses = st.floats(min_value=1e-6, max_value=1e9)
assays = st.floats(min_value=1e-6, max_value=1.0)


def test_jcpoa_pair() -> None:
    """300 kg of UF6 hold the 202.8 kg of uranium that the JCPOA states, to a part in a thousand."""
    assert to_uranium(Quantity(300, Unit.KG_UF6), 0.0367).value == pytest.approx(202.8, rel=1e-3)


@given(mass=masses, assay=assays)
def test_uf6_round_trip(mass: float, assay: float) -> None:
    """Uranium to UF6 and back is the same mass at any enrichment, and UF6 is always heavier."""
    uranium = Quantity(mass, Unit.KG_U)
    uf6 = to_uf6(uranium, assay)
    assert uf6 > Quantity(mass, Unit.KG_UF6)
    assert to_uranium(uf6, assay).value == pytest.approx(mass, rel=1e-12)


@given(mass=masses, assay=assays)
def test_u235_round_trip(mass: float, assay: float) -> None:
    """Uranium to contained U-235 and back is the same mass at any enrichment above 0."""
    contained = to_u235(Quantity(mass, Unit.KG_U), assay)
    assert contained.unit is Unit.KG_U235
    assert from_u235(contained, assay).value == pytest.approx(mass, rel=1e-12)


@given(low=assays, high=assays)
def test_uranium_fraction_falls_with_enrichment(low: float, high: float) -> None:
    """Lighter uranium is a smaller part of UF6."""
    if low < high:
        assert uranium_fraction(low) >= uranium_fraction(high)


def test_adding_uf6_to_uranium_is_refused() -> None:
    """UF6 and uranium never mix; the message names both and the way to convert."""
    with pytest.raises(Misuse) as caught:
        Quantity(202.8, Unit.KG_U) + Quantity(300, Unit.KG_UF6)
    assert str(caught.value) == (
        "cannot add 300 kg UF6 and 202.8 kg U: different units; convert one of them first "
        "(uranium and UF6 convert with the enrichment: to_uranium, to_uf6)"
    )


def test_comparing_uf6_with_uranium_is_refused() -> None:
    """A limit in UF6 is not compared with a stock in uranium."""
    with pytest.raises(Misuse, match=r"^cannot compare 300 kg UF6 and 202\.8 kg U: "):
        _ = Quantity(202.8, Unit.KG_U) <= Quantity(300, Unit.KG_UF6)


def test_subtracting_other_units_is_refused() -> None:
    """Subtraction obeys the same rule as addition."""
    with pytest.raises(Misuse, match=r"^cannot subtract 1 t D2O and 1 kg U: "):
        _ = Quantity(1, Unit.KG_U) - Quantity(1, Unit.T_D2O)


def test_arithmetic_of_one_unit() -> None:
    """Quantities of one unit add, subtract, scale and compare."""
    one, two = Quantity(1, Unit.KG_U), Quantity(2, Unit.KG_U)
    assert one + one == two == 2 * one == one * 2
    assert two - one == one
    assert one < two <= two
    assert two > one >= one


@pytest.mark.parametrize("wrong", [to_uranium, to_uf6, to_u235, from_u235])
def test_conversion_expects_its_unit(wrong: object) -> None:
    """Each conversion names the unit it expects and the quantity it found."""
    assert callable(wrong)
    with pytest.raises(Misuse, match=r"^expected a quantity in .*, found 1 SWU$"):
        wrong(Quantity(1, Unit.SWU), 0.5)


def test_percent_given_as_fraction_is_refused() -> None:
    """An enrichment of 3.67 is percent, and the message shows the fraction."""
    with pytest.raises(Misuse) as caught:
        uranium_fraction(3.67)
    assert str(caught.value) == ("enrichment 3.67 is not a mass fraction between 0 and 1 (3.67 % is 0.0367 in code)")


def test_nothing_contains_no_u235() -> None:
    """Uranium without U-235 cannot be found from contained U-235."""
    with pytest.raises(Misuse, match="give an enrichment above 0"):
        from_u235(Quantity(1, Unit.KG_U235), 0.0)


@given(value=st.floats(min_value=-1e12, max_value=1e12))
def test_scaling_round_trip(value: float) -> None:
    """kg to g and back is the same quantity."""
    back = convert(convert(Quantity(value, Unit.KG), Unit.G), Unit.KG)
    assert math.isclose(back.value, value, rel_tol=1e-12, abs_tol=1e-300)


def test_convert_needs_no_factor_for_the_same_dimension() -> None:
    """A count of machines is a count; the same unit is returned as it is."""
    assert convert(Quantity(6, Unit.COUNT), Unit.MACHINES) == Quantity(6, Unit.MACHINES)
    same = Quantity(6, Unit.KG_U)
    assert convert(same, Unit.KG_U) is same


def test_convert_without_the_enrichment_is_refused() -> None:
    """UF6 does not become uranium without the enrichment."""
    with pytest.raises(Misuse) as caught:
        convert(Quantity(300, Unit.KG_UF6), Unit.KG_U)
    assert str(caught.value) == "300 kg UF6 cannot be converted to kg U without more information"


@pytest.mark.parametrize(
    ("value", "text"),
    [(9247.6, "9,247.6"), (0.000123456, "0.0001235"), (25.0, "25"), (0.0, "0"), (-1234.5, "-1,234.5")],
)
def test_number(value: float, text: str) -> None:
    """Numbers are written with thousands apart and without trailing zeros."""
    assert number(value) == text


@pytest.mark.parametrize("unit", list(Unit))
def test_each_unit_is_found_by_its_spelling(unit: Unit) -> None:
    """A unit is read back from how it is written in files, and from its words where they are unique."""
    assert unit_of(unit.value) is unit


def test_unknown_unit() -> None:
    """A spelling that is no unit gives None, and a spaced one is understood."""
    assert unit_of("stone") is None
    assert unit_of("kg UF6") is Unit.KG_UF6
