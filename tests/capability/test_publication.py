"""Rows of published times: what is read from figures and words, and what is refused."""

from __future__ import annotations

import pytest

from servanda.capability.publication import Figure, Publication, publication_of, read_publications
from servanda.capability.publication_words import read_words
from servanda.capability.ramp import DAYS_PER_MONTH

HEADER = "estimate_date,publisher,first_or_month,month_n,result_low,result,result_high,result_unit,stock_60_kg_u"
CELLS = {
    "estimate_date": "2024-05-29",
    "publisher": "X",
    "first_or_month": "first",
    "result_unit": "days",
    "result": "7",
}


def row(**cells: str) -> Publication:
    """A publication from cells, with sound ones for those not given."""
    return publication_of({**CELLS, **cells}, "x")


def findings(line: str) -> str:
    """What is said of one line."""
    return "\n".join(f.text() for f in read_publications(f"{HEADER}\n{line}\n", "f.csv")[1])


def test_units_become_days_quantities_and_kg() -> None:
    """Months are twelfths of 365.25 days, weeks seven days; counts and masses stay as they are."""
    assert row(result_unit="months", result="2").figure.value == pytest.approx(2 * DAYS_PER_MONTH)
    assert row(result_unit="weeks", result="2").figure.value == 14.0
    count = row(first_or_month="weapons_by_month", month_n="3", result_unit="weapons", result="9")
    assert (count.figure.value, count.quantity) == (9.0, "quantities by month 3")
    assert count.by_days == pytest.approx(3 * DAYS_PER_MONTH)
    assert row(first_or_month="wgu_kg_by_week", month_n="3", result_unit="kg").by_days == 21.0
    assert row(first_or_month="wgu_kg_by_week", month_n="3", result_unit="kg_U").unit == "kg"
    assert row(result_unit="week", result="1").figure.value == 7.0


@pytest.mark.parametrize(
    ("figure", "middle", "bound"),
    [
        (Figure(3.1, 3.8, 4.6), 3.8, ""),
        (Figure(2.0, None, 3.0), 2.5, ""),
        (Figure(None, None, 4.0), 4.0, "at most"),
        (Figure(1.0, None, None), 1.0, "at least"),
        (Figure(None, None, None), None, ""),
    ],
)
def test_the_number_to_compare_with(figure: Figure, middle: float | None, bound: str) -> None:
    """The value, else the middle of a range, else the bound that stands alone, which is the strict reading."""
    assert (figure.middle, figure.bound, figure.is_stated) == (middle, bound, middle is not None)


@pytest.mark.parametrize(
    ("text", "cascades"),
    [
        ("three advanced cascades, half of the 60% stock", (3,)),
        ("three or four advanced cascades", (3, 4)),
        ("10 IR-6 cascades at Fordow", (10,)),
        ("all stocks", ()),
    ],
)
def test_numbers_of_cascades(text: str, cascades: tuple[int, ...]) -> None:
    """Numbers as words or digits, and both of two."""
    assert read_words(row(scenario=text)).cascades == cascades


def test_feed_tails_sites_and_machines_in_words() -> None:
    """What is said of the feed, of the depth of the tails, of plants and of machines is found; nothing else is."""
    share = read_words(row(scenario="a little over a third of the 60% stock"))
    assert (share.share_60, share.bands, share.higher_tails) == ((0.33, 0.38), ("up_to_60",), False)
    assert read_words(row(scenario="40 kg of 60% uranium")).feed_60_kg == 40.0
    assert read_words(row(scenario="four advanced cascades, higher tails")).higher_tails
    assert read_words(row(tails="higher than before, value not given")).higher_tails
    assert read_words(row(tails="20 %")).tails == 0.2
    assert read_words(row(scenario="three weeks at Fordow")).sites == ("FFEP",)
    plant = read_words(row(scenario="hypothetical covert plant of 3000 IR-2m"))
    assert (plant.machines, plant.machine, plant.new_plant, plant.cascades) == (3000.0, "IR-2m", True, ())
    assert read_words(row(scenario="60/20% feed")).bands == ("up_to_60", "up_to_20")
    assert read_words(row(scenario="all stocks")).bands == ()


def test_another_definition_is_seen() -> None:
    """A figure that counts uranium at 60 % as enough answers another question."""
    assert read_words(row(wgu_definition="60% material counted")).existing_counts
    assert not read_words(row(wgu_definition="about 90% U-235")).existing_counts


def test_negative_days_are_refused() -> None:
    """A time below 0 is a finding that says what to write."""
    assert findings("2024-05-29,X,first,,,-7,,days,") == (
        "error: f.csv, line 2, result: found '-7'; expected a finite number of 0 or more. Rule: a published time names its "
        "day, publisher, question, figure and unit; inputs that were not published stay empty [publication-bad-number]. "
        "To do: write the number without a unit, or leave the cell empty where none was published"
    )


def test_a_count_in_months_is_refused() -> None:
    """A count of quantities printed in a unit of time is a finding."""
    assert findings("2024-05-29,X,weapons_by_month,1,,8,,months,") == (
        "error: f.csv, line 2, result_unit: found 'months'; expected weapons. Rule: a figure for weapons_by_month is in "
        "weapons [publication-bad-unit]. To do: write the unit printed"
    )


def test_figures_out_of_order_are_refused() -> None:
    """A lower end above the upper one is a finding that shows both."""
    assert findings("2024-05-29,X,first,,4.6,,3.1,months,") == (
        "error: f.csv, line 2, result_low: found 4.6, 3.1; expected low, value and high in rising order. Rule: a published "
        "time names its day, publisher, question, figure and unit; inputs that were not published stay empty "
        "[publication-figures-out-of-order]. To do: turn the figures round"
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("29.05.2024,X,first,,,7,,days,", "publication-bad-date"),
        ("2024-05-29,,first,,,7,,days,", "publication-without-publisher"),
        ("2024-05-29,X,when,,,7,,days,", "publication-bad-question"),
        ("2024-05-29,X,time_to_nth,,,7,,days,", "publication-without-count"),
        ("2024-05-29,X,first,,,7 days,,days,", "publication-bad-number"),
        ("2024-05-29,X,first,,,7,,days,nan", "publication-bad-number"),
    ],
)
def test_other_faults_have_names(line: str, name: str) -> None:
    """Each fault of a row is one finding with its name."""
    assert findings(line).count("[") == 1
    assert f"[{name}]" in findings(line)


def test_an_unknown_column_is_refused() -> None:
    """A misspelt column would silently lose inputs."""
    text = f"{HEADER},stock_06_kg\n2024-05-29,X,first,,,7,,days,,\n"
    assert [f.name for f in read_publications(text, "f.csv")[1]] == ["table-unknown-column"]
