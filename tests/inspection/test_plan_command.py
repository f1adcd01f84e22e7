"""The command `servanda plan`: what it prints, its picture, and what it says to wrong calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import call, document, read

CALL = ("plan", "iran", "--as-of", "2025-07-01", "--teams", "3", "--days", "20")


def test_the_first_lines_say_order_days_and_what_is_given() -> None:
    """A reader who stops after ten lines knows the answer and its conditions."""
    text = " ".join(read(*CALL).stdout.split())
    assert "Caution: access from 2025-07-08 on is taken as given: no day of access is on record." in text
    assert (
        "First up to 60 % as UF6 (1.4 days), then up to 20 % as UF6 (1.1 days), then up to 5 % as UF6 (1.1 days), then up to "
        "2 % as UF6 (1.1 days): all of it verified on working day 5, 2025-07-12." in text
    )
    assert "Not a sampling problem" in text
    assert "CSA-68 (para 68): clock started" in text


def test_json_holds_curve_prices_and_assumptions() -> None:
    """The same figures for programs; days after the last sample are left out."""
    found = document(*CALL)
    assert [row["day"] for row in found["calendar"]] == [0, 1, 2, 3, 4, 5]
    assert found["calendar"][2]["work"] == ["UF6 up to 60 % (1 D, 9 F, 4 H)", "UF6 up to 20 % (set-up)"]
    assert found["calendar"][-1]["price_detection"] == 0
    assert found["finished_on"] == "2025-07-12"
    assert found["strata"][0]["samples"] == [
        "weighing and analysis: 1",
        "non-destructive assay: 9",
        "attribute test: 4",
    ]
    assert any("ANSI N14.1" in words for words in found["assumptions"])


def test_a_plan_that_is_too_short_says_what_would_be_needed() -> None:
    """One team and three days: every day is listed, and the days that would be enough."""
    result = read("plan", "iran", "--days", "3")
    assert "not finished in 3 working days: 6.0 would be needed." in " ".join(result.stdout.split())


def test_a_plan_that_waits_says_when_the_place_opens() -> None:
    """Three days from 2 July end before the notice does: more days are needed, not more hands."""
    result = read("plan", "iran", "--as-of", "2025-07-01", "--start", "2025-07-02", "--days", "3")
    assert (
        "not finished by 2025-07-04, working day 3: the last place opens on 2025-07-08, and the work takes 6.0 days; give more "
        "--days or a later --start." in " ".join(result.stdout.split())
    )


def test_rest_days_and_start(tmp_path: Path) -> None:
    """Friday is left out; a start of one's own is kept."""
    found = document("plan", "iran", "--start", "2025-07-17", "--rest", "Friday")
    assert [row["date"] for row in found["calendar"][:4]] == [None, "2025-07-17", "2025-07-19", "2025-07-20"]
    assert found["calendar"][0]["date"] is None
    assert found["calendar"] != document(*CALL)["calendar"]


def test_the_picture_is_drawn(tmp_path: Path) -> None:
    """An SVG with the names of the curves and the strata."""
    file = tmp_path / "plan.svg"
    result = call(*CALL, "--chart", str(file))
    assert result.exit_code == 0
    drawn = file.read_text(encoding="utf-8")
    assert drawn.startswith("<svg ")
    for words in (
        "detection probability",
        "SQ not verified",
        "goal 0.9",
        "weakest stratum",
        "1. up to 60 % as UF6: 1.4 days",
    ):
        assert words in drawn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--teams", "0"), "Error: 0 teams: write one or more; without a team nothing is verified"),
        (("--days", "-5"), "Error: -5 days: write the working days that the teams have, from 1 to 3660"),
        (("--hours", "30"), "Error: 30 hours a day: write hours above 0 and at most 24, such as 8"),
        (
            ("--start", "2025-06-30"),
            "Error: start 2025-06-30 is before the day asked about, 2025-07-01: write that day or a later one",
        ),
        (("--goal", "hihg"), "Invalid value for '--goal': 'hihg' is not known; did you mean high?"),
        (("--rest", "Fridays"), "Invalid value for '--rest': 'Fridays' is not known; did you mean Friday?"),
        (
            ("--chart", "plan.png"),
            "Error: --chart 'plan.png': give the path of a file that ends in .svg, in a folder that is there",
        ),
    ],
)
def test_wrong_calls_say_what_to_write(arguments: tuple[str, ...], message: str) -> None:
    """Exit status 2, a sentence, no traceback."""
    result = call("plan", "iran", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
