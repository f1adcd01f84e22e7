"""What proposals leave: limits read from their texts, stock that stays, time and detection."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.case import open_case
from servanda.case.join_proposals import Leaves, LeftStock, Limits, left_stocks, limits_of, proposals_left

RECORDED = tuple(LeftStock(p, m, by_text=False) for p, m in ((60.0, 440.9), (20.0, 184.1), (5.0, 6024.4)))


@pytest.fixture(scope="module")
def found() -> dict[str, Leaves]:
    """Every proposal of the case, with few draws."""
    view = open_case("iran").at(date(2025, 7, 1), None, "all")
    return {one.proposal.slug: one for one in proposals_left(view, draws=2000)}


def test_a_cap_on_the_stock_leaves_the_cap_at_the_level() -> None:
    """202.8 kg U up to 3.67 %, and a cap of nothing leaves nothing."""
    assert left_stocks(Limits(level=3.67, stock=202.8), RECORDED) == (LeftStock(3.67, 202.8, by_text=True),)
    assert left_stocks(Limits(stock=0.0), RECORDED) == ()


def test_a_cap_on_the_level_alone_leaves_the_recorded_stock() -> None:
    """New product is limited; what exists stays."""
    assert left_stocks(Limits(level=3.6), RECORDED) == RECORDED


def test_what_is_shipped_leaves_from_the_highest_band_down() -> None:
    """500 kg take all of 60 % and 59.1 kg of 20 %; a rule against 20 % or more takes no second share."""
    left = left_stocks(Limits(shipped=500.0, no_heu=True), RECORDED)
    assert [(s.percent, round(s.mass_kg_u, 1)) for s in left] == [(20.0, 125.0), (5.0, 6024.4)]


def test_limits_are_read_from_the_paragraphs_of_a_text(found: dict[str, Leaves]) -> None:
    """The JCPOA's numbers; a text on dates alone sets none."""
    limits = limits_of(found["return-to-jcpoa"].proposal)
    assert (limits.level, limits.stock, limits.machines, limits.no_heu) == (3.67, 202.8, (("IR-1", 5060.0),), True)
    assert not limits_of(found["china-russia-extension"].proposal).sets_a_number


def test_less_left_never_shortens_the_time(found: dict[str, Leaves]) -> None:
    """All of the stock, without the 60 %, no stock, and the JCPOA with its few machines: each takes longer."""
    order = ("iran-cap-3-6", "iran-three-stages", "us-five-demands", "return-to-jcpoa")
    medians = [q[1].value for slug in order if (q := found[slug].days)]
    assert len(medians) == 4
    assert medians == sorted(medians)


def test_proposals_made_later_are_marked_or_not_known() -> None:
    """As known now they are marked; as known then they are not there."""
    case = open_case("iran")
    then = proposals_left(case.at(date(2025, 7, 1), date(2025, 7, 1), "all"), draws=1000)
    assert {one.proposal.slug for one in then} == {
        "iran-three-stages", "oman-text-2-percent", "oman-text-3-percent", "oman-text-no-enrichment", "consortium-3-67",
    }  # fmt: skip
    assert not any(one.later for one in then)
