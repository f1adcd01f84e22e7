"""`servanda judgements`: members first, no number for a split opinion, nothing computed from a label."""

from __future__ import annotations

from typing import Any

from tests.cli.calling import SMALL, call, document, read

THEN = ("judgements", "iran", "--as-of", "2025-07-15")


def pool(**criteria: object) -> dict[str, Any]:
    """The only pool that matches."""
    rows: list[dict[str, Any]] = document(*THEN)["pools"]
    (found,) = [row for row in rows if all(row[key] == value for key, value in criteria.items())]
    return found


def test_a_split_pool_prints_no_number() -> None:
    """Modes and members stand where a number would; the JSON has none either."""
    found = pool(quantity_of_interest="pre_strike_capacity", fitted=6)
    assert found["split"] is True
    assert [found[key] for key in ("q05", "q25", "q50", "q75", "q95")] == [None] * 5
    assert [round(mode["share"], 1) for mode in found["modes"]["modes"]] == [0.2, 0.8]
    said = " ".join(read(*THEN).stdout.split())
    assert "opinion is split, with modes at about 3 months (20%), about 22 months (80%); no single number" in said
    assert "Rule for a split opinion: a mode is kept when the density of the logarithm falls" in said


def test_members_come_before_the_pool() -> None:
    """Who, when, the words, the numbers with their rule and whose numbers they are."""
    said = " ".join(read(*THEN).stdout.split())
    assert said.index("IAEA (Grossi), 2025-06-29") < said.index("Pools: each question")
    assert "* months: 1/3/6 months, the encoder's numbers, not the speaker's." in said
    (low,) = [row for row in document(*THEN)["members"] if row["id"] == "IR-JDG-0003"]
    assert (low["q05"], low["q50"], low["q95"], low["encoding"]) == (1, 3, 6, "months")
    assert low["confidence"] == "low (so the Secretary of Defense on 26 June)"
    assert low["encoder"] == "Servanda, table of verbal ranges"


def test_a_pool_of_one_opinion_is_printed() -> None:
    """Two judgements of enrichment agree: quantiles stand there."""
    found = pool(quantity_of_interest="first_enrichment")
    assert found["split"] is False
    assert 3 < found["q50"] < 4
    assert found["bodies_of_evidence"] == 1


def test_out_of_scope_is_shown_only() -> None:
    """No quantiles, no pool, and the words in full."""
    rows = document("judgements", "iran", "--question", "weapon", "--as-of", "2025-07-15")
    assert [row["q50"] for row in rows["members"]] == [None, None]
    assert rows["pools"][0]["statement"] == (
        "outside the scope: shown as said, never turned into numbers and never pooled"
    )


def test_published_times_are_counted_when_left_out() -> None:
    """Nothing is hidden without being counted; --every and --question show them."""
    assert "58 questions of published times to a quantity left out: --every shows them." in read(*THEN).stdout
    assert len(document(*THEN, "--every")["members"]) == 59 + 13
    assert len(document("judgements", "iran", "--question", "first")["members"]) == 25


def test_a_case_with_published_times_only_shows_them() -> None:
    """Where nothing else was judged, nothing is left out."""
    rows = document("judgements", str(SMALL))["members"]
    assert [row["who"] for row in rows] == ["An invented institute"]


def test_where_nobody_judged_it_says_what_to_write() -> None:
    """A case without judgements, and without a record to make seed questions of, says so and where they go."""
    told = " ".join(read("judgements", "ukraine", "--seeds").stdout.split())
    assert (
        "no such judgement is recorded by that day: write them into judgements.csv or judgements/*.csv, see "
        "docs/capability/judgements.md" in told
    )
    assert "nothing to forecast, weights stay equal" in told


def test_a_question_that_nobody_asks() -> None:
    """The message names the nearest question."""
    result = call("judgements", "iran", "--question", "first_sqq")
    assert result.exit_code == 2
    assert "'first_sqq' is not known" in result.stderr
    assert "first_sq" in result.stderr


def test_seeds_are_shown_on_request() -> None:
    """Mechanical forecasters are named as such, and weigh nothing in the pools of people."""
    assert document(*THEN)["experts"] == []
    experts = document(*THEN, "--seeds")["experts"]
    assert [row["expert"] for row in experts[:3]] == [
        "mechanical: persistence",
        "mechanical: last growth",
        "mechanical: linear trend",
    ]
    assert experts[0]["hits"] == "0 / 5 / 15 / 6"
