"""Stocks, bands and targets: the assumption about an assay is never silent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from servanda.capability.stock import STATED, UPPER_BOUND, Stock, band_assay, natural_feed, stock_of_band
from servanda.capability.target import (
    KG_25_AT_90,
    ONE_SQ,
    TARGETS,
    Target,
    significant_quantities,
    uranium_mass_for_sq,
)
from servanda.core.finding import Misuse


@pytest.mark.parametrize(
    ("band", "bound"), [("up_to_2", 0.02), ("up_to_3_67", 0.0367), ("up_to_4_5", 0.045), ("up_to_60", 0.6)]
)
def test_band_assay(band: str, bound: float) -> None:
    """A band's name is its upper bound in percent."""
    assert band_assay(band) == pytest.approx(bound, rel=1e-12)


@pytest.mark.parametrize("band", ["total", "", "up_to_", "up_to_100", "up_to_0", "60", "up_to_6O"])
def test_what_has_no_bound(band: str) -> None:
    """A total of bands, and anything misspelt, has no assay."""
    with pytest.raises(Misuse, match="is not an enrichment band with an upper bound; write up_to_5 or up_to_3_67"):
        band_assay(band)


def test_stock_of_band_says_what_it_assumes() -> None:
    """Without an assay the upper bound is taken and said; with one, that is said."""
    taken = stock_of_band("up_to_60", 408.6, day=date(2025, 5, 17), evidence=("s",))
    assert (taken.assay, taken.assumption) == (0.6, UPPER_BOUND)
    assert taken.words == "up to 60 %: 408.6 kg U at 60 % as UF6 on 2025-05-17"
    lower = stock_of_band("up_to_60", 408.6, assay=0.58)
    assert (lower.assay, lower.assumption) == (0.58, "assay 58 % assumed inside the band up to 60 %")
    assert Stock("s", 1, 0.1).assumption == STATED
    assert natural_feed(1).is_natural


def test_assay_above_its_band_is_refused() -> None:
    """An assay above the upper bound contradicts the band."""
    with pytest.raises(Misuse, match=r"^assay 0\.61 lies above the upper bound 0\.6 of the band up_to_60$"):
        stock_of_band("up_to_60", 1, assay=0.61)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"assay": 60.0}, "stock 's': assay 60.0 is not a mass fraction between 0 and 1; 60 % is 0.6"),
        (
            {"mass_kg_u": -1.0},
            "stock 's': mass -1.0 kg U is not a finite number of 0 or more; leave an unknown stock out",
        ),
        (
            {"mass_kg_u": float("nan")},
            "stock 's': mass nan kg U is not a finite number of 0 or more; leave an unknown stock out",
        ),
        ({"usable_fraction": 1.5}, "stock 's': usable fraction 1.5 does not lie between 0 and 1"),
        ({"reconversion_delay_days": -3.0}, "stock 's': reconversion delay -3.0 days is not 0 or more"),
    ],
)
def test_impossible_stocks_are_refused(change: dict[str, Any], text: str) -> None:
    """Each impossible field is named with its value."""
    fields: dict[str, Any] = {"name": "s", "mass_kg_u": 1.0, "assay": 0.6, **change}
    with pytest.raises(Misuse) as caught:
        Stock(**fields)
    assert str(caught.value) == text


def test_the_two_conventions() -> None:
    """1 SQ is 25 kg of contained U-235, 27.78 kg U at 90 %; the other is 25 kg U, 22.5 kg U-235."""
    assert set(TARGETS) == {"1 SQ", "25 kg at 90 %"}
    assert ONE_SQ.u235_kg == pytest.approx(25)
    assert KG_25_AT_90.u235_kg == pytest.approx(22.5)
    assert ONE_SQ.words == "1 SQ (27.78 kg U at 90 %, 25.00 kg U-235)"
    assert uranium_mass_for_sq(0.9) == pytest.approx(ONE_SQ.mass_kg_u)


def test_significant_quantities_by_kind() -> None:
    """From 20 % up 25 kg U-235 are one SQ, below 75 kg."""
    assert significant_quantities(408.6, 0.6) == pytest.approx(9.8064)
    assert significant_quantities(1500, 0.05) == pytest.approx(1.0)
    assert significant_quantities(125, 0.2) == pytest.approx(1.0)


@pytest.mark.parametrize("assay", [0.1, 1.0, 90.0])
def test_sq_of_heu_only(assay: float) -> None:
    """The mass for one SQ is asked for HEU only."""
    with pytest.raises(Misuse, match="is defined for HEU"):
        uranium_mass_for_sq(assay)


def test_impossible_targets_are_refused() -> None:
    """A target needs a mass and an assay; percent is refused, as it is for a stock in SQ."""
    with pytest.raises(Misuse, match=r"give a mass above 0 and an assay between 0 and 1 \(90 % is 0\.9\)$"):
        Target("t", 90, 25, "test")
    with pytest.raises(Misuse, match=r"\(60 % is 0\.6\)$"):
        significant_quantities(1, 60)
