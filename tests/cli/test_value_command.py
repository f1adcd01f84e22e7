"""`servanda value`: what it says about the bundled case, tables of one's own, and wrong calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import call, document

FAST = ("--draws", "6000")
HEADER = "visit,kind,inspector_days,observes,how,accuracy,basis,source,success\n"


def test_iran_after_the_strikes() -> None:
    """The tunnels that hold half of the stock tell most for a day about time, a verification most about the stock."""
    found = document("value", "iran", "--as-of", "2025-07-01", *FAST)
    time = [row for row in found["visits"] if row["answer"] == "time"]
    stock = [row for row in found["visits"] if row["answer"] == "stock"]
    assert (time[0]["visit"], time[0]["kind"], time[0]["inspector_days"]) == ("visit to ESF_TUNNELS", "site visit", 4)
    assert stock[0]["visit"] == "verification of all up to 60 % at known places"
    assert stock[0]["share_removed"] > 0.9
    assert stock[0]["upper_after"] < stock[0]["upper_now"]
    assert [row["share_per_day"] for row in time] == sorted((row["share_per_day"] for row in time), reverse=True)
    assert {row["source"].split(":")[0] for row in found["visits"]} == {"assumed"}
    assert all(row["loss_saved"] is None for row in found["visits"])


def test_each_answer_carries_what_it_rests_on() -> None:
    """Statement ids, assumptions, inspections that are silent, seed and draws."""
    found = document("value", "iran", "--as-of", "2025-07-01", *FAST)
    assert (found["draws"], found["seed"], found["target"], found["within_days"]) == (6000, 20250613, "1 SQ", 183)
    time, stock = found["answers"]
    assert any(name.startswith("IR-STK-") for name in time["evidence"])
    assert time["assumptions"]
    assert stock["assumptions"]
    assert "review of production records" in time["silent"]
    assert time["q05"] < time["q50"] < time["q95"]


def test_what_is_wide_and_carries_nothing_is_listed() -> None:
    """Uncertain inputs that decide nothing are rows like others."""
    rows = document("value", "iran", "--as-of", "2025-07-01", *FAST)["inputs"]
    idle = [row for row in rows if row["carries_nothing"]]
    assert "output of one IR-6" in {row["input"] for row in idle}
    assert all(row["spread"] for row in idle)
    said = " ".join(call("value", "iran", "--as-of", "2025-07-01", *FAST).stdout.split())
    assert "are uncertain, yet knowing one of them exactly would remove less than 1 % of the variance" in said


def test_losses_make_a_decision() -> None:
    """With losses the best action now, the value of perfect information above every other, and what each visit saves."""
    found = document("value", "iran", "--as-of", "2025-07-01", "--act", "8", "--wait", "20", "--draws", "20000")
    time = found["answers"][0]
    assert (time["prior_action"], time["prior_loss"]) == ("act", 8.0)
    rows = [row for row in found["visits"] if row["answer"] == "time"]
    assert max(row["loss_saved"] for row in rows) <= time["perfect_information"]
    assert max(row["loss_saved"] for row in rows) > 1


def test_before_the_strikes_no_site_is_uncertain() -> None:
    """In June 2023 restart carries the time; visits to sites are silent, because nothing happened there."""
    found = document("value", "iran", "--as-of", "2023-06-01", *FAST)
    assert found["inputs"][0]["input"] == "restart time"
    assert not [row for row in found["visits"] if row["site"]]


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    """Only its inspections are compared."""
    path = tmp_path / "visits.csv"
    path.write_text(f"{HEADER}a look,site visit,2,FEP: state,establishes,1,declared,the plan,\n", encoding="utf-8")
    result = call("value", "iran", "--as-of", "2025-07-01", "--visits", str(path), *FAST)
    assert result.exit_code == 2
    assert "no inspection observes anything behind up to 60 % that may exist: name inputs of the draws, such as" in (
        " ".join(result.stderr.split())
    )
    path.write_text(
        f"{HEADER}a look,site visit,2,FEP: state,establishes,1,declared,the plan,\n"
        "a weighing,inventory taking,9,{highest} at known places,measures,4,assumed,a guess,0.5\n",
        encoding="utf-8",
    )
    rows = document("value", "iran", "--as-of", "2025-07-01", "--visits", str(path), *FAST)["visits"]
    assert [(row["answer"], row["visit"], row["success"]) for row in rows] == [
        ("time", "a look", 1.0),
        ("stock", "a weighing", 0.5),
    ]


def test_a_table_that_is_wrong(tmp_path: Path) -> None:
    """Every finding with its line; exit status 1."""
    path = tmp_path / "visits.csv"
    path.write_text(f"{HEADER}a look,sight visit,0,FEP: state,establishes,90,declared,the plan,\n", encoding="utf-8")
    result = call("value", "iran", "--visits", str(path))
    assert result.exit_code == 1
    for words in (
        "line 2, kind",
        "line 2, inspector_days",
        "line 2, accuracy",
        "percent is written as a fraction: 0.9",
    ):
        assert words in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--act", "8"), "--act and --wait go together: give both losses, in one unit, or neither"),
        (("--act", "0", "--wait", "2"), "losses of 0 for acting and 2 for waiting: give two numbers above 0"),
        (("--within", "-3"), "within -3 days: give days above 0 and at most 3652.5 (ten years)"),
        (("--draws", "10"), "10 draws: give 1000 or more, so that they can be divided into cells"),
        (("--visits", "nowhere.csv"), "nowhere.csv: cannot be read (No such file or directory); give the path of a table"),
    ],
)  # fmt: skip
def test_wrong_calls(arguments: tuple[str, ...], message: str) -> None:
    """Exit status 2 and what to write."""
    result = call("value", "iran", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_case_without_stocks() -> None:
    """What is missing is said."""
    result = call("value", "ukraine")
    assert result.exit_code == 2
    assert "states no stock by enrichment band by" in " ".join(result.stderr.split())
