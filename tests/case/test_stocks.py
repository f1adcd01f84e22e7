"""Which stock a time is computed from, on days on which the public record is thin."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.case import Case, open_case


@pytest.fixture(scope="module")
def iran() -> Case:
    """The bundled case."""
    return open_case("iran")


def _stocks(case: Case, day: date) -> dict[str, tuple[float, str, date | None]]:
    return {s.stock.name: (s.stock.mass_kg_u, s.stock.form, s.stock.day) for s in case.at(day).stocks()}


def test_a_stock_shipped_out_long_ago_is_not_the_stock_of_the_day(iran: Case) -> None:
    """After 2016 reports state only totals: no time is computed from the 5,614.6 kg of November 2015."""
    view = iran.at(date(2018, 6, 1))
    assert view.stocks() == ()
    (first, _) = view.breakout()
    assert first.days is None
    assert first.cautions == (
        (
            "the record states 123.9 kg U in all forms for 2018-05-12 [IR-STK-0010] "
            "but no amounts by enrichment band for that time"
        ),
    )


def test_a_day_that_states_little_by_band_is_passed_over(iran: Case) -> None:
    """On 20 May 2020 only the 2 % band is stated; the bands of 19 February make up the whole stock of that day."""
    assert _stocks(iran, date(2020, 6, 1)) == {
        "up to 2 %": (268.5, "all_forms", date(2020, 2, 19)),
        "up to 3.67 %": (214.6, "all_forms", date(2020, 2, 19)),
        "up to 4.5 %": (537.8, "all_forms", date(2020, 2, 19)),
    }


def test_material_in_other_forms_is_said_to_be_left_out(iran: Case) -> None:
    """What is not UF6 by band is named with the total that it belongs to."""
    caution = iran.at(date(2025, 7, 1)).breakout()[0].cautions[0]
    assert caution == (
        "of 9,874.9 kg U in all forms for 2025-06-13 [IR-STK-0153], 834.4 kg U are not in these stocks: "
        "other forms, or bands not stated"
    )


def test_capacity_rests_on_the_machines_last_counted(iran: Case) -> None:
    """Cascades without a count of machines take the machines a cascade that the record last gave for site and type."""
    capacity = iran.at(date(2025, 7, 1)).breakout()[0].capacity
    assert capacity is not None
    assert (round(capacity.low), round(capacity.nominal), round(capacity.high)) == (35224, 39996, 60386)
    assert capacity.label.startswith("with the machines last counted before 2025-06-13, as if they could all be used")
    assert capacity.contradicted_by == ("IR-CEN-0050.operating_machines", "IR-CEN-0052.operating_machines")
