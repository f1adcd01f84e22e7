"""`servanda knowledge`: state, bounds, likely range and coverage, as text, JSON and picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import call, document, read


def test_the_first_sentence_says_what_matters() -> None:
    """Quantity, age against the goal, continuity: for the most enriched stratum, before any table."""
    text = " ".join(read("knowledge", "iran", "--as-of", "2025-11-12").stdout.split())
    assert (
        "uranium up to 60 % as UF6: 440.9 kg U estimated by the Agency for 2025-06-13, 432.9 of it verified; unverified for 152 "
        "days against a goal of one month, overdue by 122 days; continuity lost since 2025-06-13"
    ) in text


def test_states_and_bounds_in_json() -> None:
    """Lower and upper ends apart, with evidence, assumptions and what is missing."""
    data = document("knowledge", "iran")
    heu = data["states"][0]
    assert (heu["band"], heu["state"], heu["continuity"], heu["since"]) == ("up_to_60", "lost", "lost", "2025-06-13")
    assert heu["low_kg_u"] == 0.0
    assert heu["high_without_work_kg_u"] == pytest.approx(449.718)
    assert heu["low_kg_u"] < heu["likely_low_kg_u"] < heu["likely_high_kg_u"] < heu["high_kg_u"]
    assert "IR-EVT-0080" in heu["evidence"]
    assert "amount of natural uranium on hand: taken as without limit" in data["missing"]
    assert any("60,386 SWU/yr" in words for words in data["assumptions"])
    assert {row["site"] for row in data["places"]} == {"FEP", "PFEP", "FFEP", "ENTC", "ESF_TUNNELS"}
    assert sum(row["share"] for row in data["shares"]) == pytest.approx(1.0)


def test_coverage_is_told_by_class_and_place() -> None:
    """Places with the same coverage share a row; intervals are listed whole for programs."""
    data = document("knowledge", "iran")
    rows = {row["material"]: row for row in data["coverage"]}
    assert rows["enriched_uranium"]["sites"] == ["ENTC", "ESF_TUNNELS", "FEP", "FFEP", "PFEP"]
    assert rows["centrifuges"]["since"] == "between 2022-06-30 and 2022-07-07"
    camera = [r for r in data["intervals"] if (r["material"], r["means"]) == ("centrifuges", "camera")]
    assert [(r["start"], r["end"], r["state"]) for r in camera] == [
        ("2016-01-16", "2021-02-23", "working"),
        ("2021-02-23", "2022-06-09", "reduced"),
        ("2022-06-09", None, "stopped"),
    ]


def test_what_would_narrow_is_in_the_text() -> None:
    """Kinds of verification with the width before and after."""
    text = read("knowledge", "iran").stdout
    assert "What would narrow the likely range at known places, kg U" in text
    assert "half of it verified, standing for the rest" in text
    assert "- amount of natural uranium on hand: taken as without limit" in text


def test_a_case_without_coverage() -> None:
    """Nothing is made up for it."""
    assert "no coverage is recorded (coverage.csv): by which means knowledge is kept cannot be known" in " ".join(
        read("knowledge", "ukraine").stdout.split()
    )


def test_the_picture(tmp_path: Path) -> None:
    """`--chart` writes an SVG beside the answer; another kind of file is refused."""
    path = tmp_path / "known.svg"
    done = call("knowledge", "iran", "--chart", str(path))
    assert done.exit_code == 0
    assert path.read_text("utf-8").startswith("<svg")
    refused = call("knowledge", "iran", "--chart", str(tmp_path / "known.png"))
    assert refused.exit_code == 2
    assert "the picture is an SVG file, give it a name that ends in .svg" in " ".join(refused.stderr.split())
    nothing = call("knowledge", "ukraine", "--chart", str(path))
    assert (nothing.exit_code, "there is nothing to draw" in " ".join(nothing.stderr.split())) == (2, True)
