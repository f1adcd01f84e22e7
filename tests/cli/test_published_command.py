"""`servanda published`: the list, one figure, two figures, files of others, pictures, and what is refused."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calling import call, document, read
from tests.support import VECTOR_DATA

KEPT = VECTOR_DATA / "published_breakout.csv"


def test_the_list_says_how_many_lie_inside() -> None:
    """The head counts what the rows show: at least 8 of 10 lie inside a range that is narrow enough."""
    found = document("published", "iran", "--draws", "500")
    counted = [r for r in found["figures"] if r["counted"]]
    assert found["counted"] == len(counted)
    assert found["counted_inside"] == sum(r["inside"] == "yes" for r in counted)
    assert found["counted_both"] == sum(r["inside"] == "yes" and (r["range_factor"] or 9) <= 3 for r in counted)
    assert found["share"] == found["counted_both"] / found["counted"] >= 0.8


def test_one_figure_can_be_made_true() -> None:
    """The capacity found for 12 days lies in the table, with whether it is likely; others have none and say what happens."""
    found = document("published", "iran", "IR-BRK-0031", "--draws", "500")
    capacity = next(r for r in found["assumptions"] if r["assumption"] == "capacity")
    assert capacity["likely_low"] < capacity["needed_low"] == capacity["needed_high"] < capacity["likely_high"]
    assert {r["x"] for r in found["pairs"]} == {"capacity"}
    none = document("published", "iran", "IR-BRK-0020", "--draws", "500")
    assert all(r["needed_low"] is None and r["why_not"] for r in none["assumptions"])
    assert none["explanation"] == "no single assumption explains it"


def test_a_figure_of_another_question_says_so() -> None:
    """Nothing is solved for a figure that answers another question."""
    result = read("published", "iran", "IR-BRK-0023")
    assert result.exit_code == 0
    assert "nothing can be computed for this figure" in result.stdout
    assert "uranium at 60 % is counted as enough" in " ".join(result.stdout.split())


def test_two_figures_of_one_week() -> None:
    """One and two months in the same week: the set-up before low enriched feed alone explains both, 2.4 times as long."""
    found = document("published", "iran", "IR-BRK-0013", "--against", "IR-BRK-0016", "--draws", "500")
    setup = next(r for r in found["differences"] if r["assumption"] == "set-up before low enriched feed")
    assert setup["first_low"] < setup["assumed"] < setup["second_low"]
    assert 2.2 < setup["factor"] < 2.6
    assert setup["same"] == "no"
    assert found["facts"] == ["scenario (worst case and current capability)"]


def test_a_file_of_others_is_computed_from_the_case() -> None:
    """The kept file gives what the case gives: same figures, same stocks, same practice."""
    own = document("published", "iran", "--draws", "500")["figures"]
    others = document("published", "iran", "--file", str(KEPT), "--draws", "500")["figures"]
    assert [r["computed"] for r in others] == [r["computed"] for r in own]


def test_pictures_are_written(tmp_path: Path) -> None:
    """The list and one figure each have a picture."""
    calls: tuple[tuple[str, tuple[str, ...]], ...] = (("list", ()), ("one", ("IR-BRK-0010",)))
    for name, figure in calls:
        path = tmp_path / f"{name}.svg"
        result = call("published", "iran", *figure, "--draws", "200", "--picture", str(path))
        assert result.exit_code == 0, result.stderr
        assert path.read_text(encoding="utf-8").startswith("<svg ")


def test_what_is_refused(tmp_path: Path) -> None:
    """Each wrong call says what to do; a file with faults is refused with all of them."""
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "estimate_date,publisher,first_or_month,result,result_unit\n2024-05-29,X,first,-7,days\n", encoding="utf-8"
    )
    cases = {
        (
            "published",
            "iran",
            "--against",
            "IR-BRK-0010",
        ): "--against compares two figures: name the first one after the case",
        ("published", "iran", "IR-BRK-0010", "--only-before"): "--only-before is for the whole list",
        ("published", "iran", "IR-BRK-0010", "--practice"): "--practice is shown alone",
        ("published", "iran", "IR-BRK-9999"): "no published figure 'IR-BRK-9999'",
        (
            "published",
            "iran",
            "--file",
            str(tmp_path / "none.csv"),
        ): "name a CSV file with the columns of published figures",
        ("published", "iran", "--file", str(bad)): "publication-bad-number",
        (
            "published",
            "iran",
            "IR-BRK-0023",
            "--picture",
            str(tmp_path / "p.svg"),
        ): "nothing can be computed for this figure",
    }
    for arguments, message in cases.items():
        result = call(*arguments)
        assert result.exit_code in (1, 2), arguments
        assert message in " ".join(result.stderr.split()), (arguments, result.stderr)


def test_a_case_without_figures() -> None:
    """A case in which nobody published a figure says so."""
    assert "no published figure is recorded" in read("published", "ukraine").stdout


def test_a_figure_without_a_case() -> None:
    """Two masses imply tails of 20.2 %; 4.5 months need an efficiency of 0.66 or a month of restart."""
    masses = document("invert", "--stock", "408.6@60", "--product", "233")["assumptions"]
    assert [(r["assumption"], round(r["needed_low"], 1)) for r in masses] == [("tails", 20.2)]
    plan = ("--stock", "202.8@3.67", "--natural", "--months", "4.5", "--capacity", "5000", "--added-per-month", "4698")
    found = {r["assumption"]: r for r in document("invert", *plan)["assumptions"]}
    assert round(found["efficiency"]["needed_low"], 2) == 0.66
    assert round(found["restart time"]["needed_low"]) == 30
    assert found["tails"]["needed_low"] is None


def test_what_is_refused_of_a_figure_without_a_case() -> None:
    """Each wrong call of invert says what to write."""
    stock = ("invert", "--stock", "408.6@60")
    cases = {
        ("invert", "--stock", "408.6"): "write KG@PERCENT with an enrichment below 90 %, such as 408.6@60",
        ("invert", "--stock", "408.6@0.6", "--stock", "1@5"): "give one --stock",
        (*stock, "--days", "21"): "a time needs --capacity SWU",
        (*stock, "--days", "21", "--months", "1"): "--days and --months at once: choose one of them",
        (*stock, "--days", "-3", "--capacity", "9000"): "write a number above 0, or a range such as 3.1-4.6",
        (*stock, "--days", "3", "--capacity", "9000", "--eta", "1.5"): "--eta lies above 0 and at most at 1",
        (*stock, "--days", "3", "--capacity", "9000", "--tails", "70"): "below the first stock's 60",
    }
    for arguments, message in cases.items():
        result = call(*arguments)
        assert result.exit_code == 2, arguments
        assert message in " ".join(result.stderr.split()), (arguments, result.stderr)
