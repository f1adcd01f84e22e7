"""States that concern some paragraphs of an instrument: two versions of one code, and a resolution that ends in part."""

from __future__ import annotations

import pytest

from servanda.agreements.verdict import Status
from tests.agreements.build import ask_about, said

NOT = Status.NOT_APPLICABLE
OPEN = Status.UNDETERMINED


def by_holder(name: str, identifier: str, day: str) -> dict[str, Status]:
    """Status by holder on a day; "" where nobody differs."""
    found = ask_about(name, identifier, day)
    return {holder: v.status for v in found.verdicts for holder in v.holders or ("",)}


@pytest.mark.parametrize(
    ("day", "original", "modified"),
    [
        ("1990-01-01", {"": OPEN}, {"": NOT}),
        ("2005-01-01", {"": NOT}, {"": OPEN}),
        ("2008-01-01", {"IR": OPEN, "IAEA": NOT}, {"IR": NOT, "IAEA": OPEN}),
        ("2017-01-01", {"IR": NOT, "IAEA": NOT}, {"IR": OPEN, "IAEA": OPEN}),
        ("2022-01-01", {"IR": OPEN, "IAEA": NOT}, {"IR": NOT, "IAEA": OPEN}),
        (
            "2025-10-01",
            {"IR": OPEN, "IAEA": NOT, "UK": NOT, "FR": NOT, "DE": NOT, "US": NOT},
            {"IR": NOT, "IAEA": OPEN, "UK": OPEN, "FR": OPEN, "DE": OPEN, "US": OPEN},
        ),
    ],
)
def test_code_3_1_has_two_versions_with_two_holders(
    day: str, original: dict[str, Status], modified: dict[str, Status]
) -> None:
    """Before 2003 the original; then the modified one; from 2007 and 2021 Iran goes by the original, the Agency does not."""
    assert by_holder("code-3-1", "C31-ORIG", day) == original
    assert by_holder("code-3-1", "C31-MOD-1", day) == modified


def test_nobody_leaves_the_rule_that_both_must_agree() -> None:
    """That neither version is changed by one side holds in each account."""
    assert set(by_holder("code-3-1", "C31-NOCHANGE", "2025-10-01").values()) == {OPEN}


def test_a_new_plant_is_judged_by_the_version_that_a_holder_goes_by() -> None:
    """Nothing said of a plant that was decided on: not performed for the Agency, not applicable for Iran."""
    silent = said("p", "performance", "2025-10-01", subject="C31-MOD-1", text="not_performed")
    found = ask_about("code-3-1", "C31-MOD-1", "2025-10-02", silent)
    assert found.status is Status.CONTESTED
    assert {h: v.status for v in found.verdicts for h in v.holders}["IAEA"] is Status.NOT_PERFORMED


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("R2231-7A", NOT),
        ("R2231-7B", NOT),
        ("R2231-16", NOT),
        ("R2231-B6B", NOT),
        ("R2231-2", OPEN),
        ("R2231-14", OPEN),
    ],
)
def test_resolution_2231_ends_in_part_where_snapback_is_upheld(identifier: str, expected: Status) -> None:
    """Paras 7, 8 and 16 to 20 end, with the annex that para 7 makes binding; the others stay (paras 12 and 24)."""
    assert by_holder("unscr-2231", identifier, "2025-10-01")["UK"] is expected
