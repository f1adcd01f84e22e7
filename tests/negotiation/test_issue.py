"""Issues and the anchors of their scales."""

from __future__ import annotations

from decimal import Decimal

import pytest

from servanda.negotiation.issue import Issue, parse_anchor
from tests.negotiation.tables import READ, READERS, bundled


def issue(anchors: str, scale_type: str = "ordinal") -> Issue:
    """An invented issue with the given anchors."""
    return Issue("CAP", "Cap", "how much", scale_type, READ, anchors_text=anchors)


@pytest.mark.parametrize(
    ("entry", "scale", "text", "value", "unit"),
    [
        ("70:3.67%", "70", "3.67%", "3.67", "%"),
        ("0:8600+ kg", "0", "8600+ kg", "8600", "kg"),
        ("80:300 kg (UF6, JCPOA)", "80", "300 kg (UF6, JCPOA)", "300", "kg"),
        ("40: 800", "40", "800", "800", ""),
        ("100:permanent", "100", "permanent", None, ""),
        ("30: 60 or 90 days", "30", "60 or 90 days", None, ""),
        ("60 silence", "60", "silence", None, ""),
        ("0", "0", "", None, ""),
    ],
)
def test_an_anchor_ties_a_place_to_words_or_one_number(
    entry: str, scale: str, text: str, value: str | None, unit: str
) -> None:
    """Numbers are read only where the anchor is one number with a unit; two numbers stay words."""
    anchor = parse_anchor(entry)
    assert anchor is not None
    assert (anchor.scale, anchor.text, anchor.unit) == (Decimal(scale), text, unit)
    assert anchor.value == (None if value is None else Decimal(value))


@pytest.mark.parametrize("entry", ["keep as is", "101 too far", "3.67%:70", ""])
def test_an_anchor_without_a_place_on_the_scale_is_not_read(entry: str) -> None:
    """Each anchor begins with a number from 0 to 100."""
    assert parse_anchor(entry) is None


def test_words_at_a_place() -> None:
    """A place is named by its anchor or by its neighbours, and by nothing outside the anchors."""
    scale = issue("30 dilute; 50 dilute all; 70 export")
    assert scale.words_at(Decimal(50)) == "dilute all"
    assert scale.words_at(Decimal(60)) == "between dilute all and export"
    assert scale.words_at(Decimal(80)) == ""


def test_a_nominal_issue_has_options_and_no_scale() -> None:
    """Formats are compared by name and never put on a line."""
    issues, _ = READERS["issues"](bundled("iran", "issues"), "issues.csv")
    formats = next(found for found in issues if isinstance(found, Issue) and found.id == "FMT")
    assert formats.nominal
    assert formats.anchors == ()
    assert "P5+1" in formats.options


def test_a_scale_has_no_options() -> None:
    """Anchors of an ordinal issue are not options."""
    assert issue("0 keep; 100 to USA").options == ()


def test_the_enrichment_cap_of_the_2015_agreement_stands_at_70() -> None:
    """The bundled scale of the enrichment cap is read in full, weakest constraint first."""
    issues, _ = READERS["issues"](bundled("iran", "issues"), "issues.csv")
    cap = next(found for found in issues if isinstance(found, Issue) and found.id == "ENR-CAP")
    found = [(str(anchor.scale), str(anchor.value)) for anchor in cap.anchors]
    assert found == [("0", "60"), ("30", "20"), ("70", "3.67"), ("85", "1.5"), ("100", "0")]
