"""Judgements as a table: what is read, what is written back, and every finding in whole words."""

from __future__ import annotations

from importlib.resources import files

import pytest

from servanda.core.question import FullQuestion, Question
from servanda.evidence.judgement import JUDGEMENT_COLUMNS, Judgement, read_judgements, write_judgements

HEAD = ("id", "estimate_date", "publisher", "first_or_month", "basis", "source", "mark")
GOOD = dict(zip(HEAD, ("J1", "2025-06-24", "An agency", "first_sq", "press", "S1", "read"), strict=True))
RULE = "Rule: what was judged stands in one unit, from low to high"


def table(**cells: str) -> str:
    """A table of one judgement with further cells."""
    row = {**GOOD, "counted_from": "2025-06-22", **cells}
    return "\n".join([",".join(row), ",".join(f'"{cell}"' for cell in row.values())]) + "\n"


def told(**cells: str) -> list[str]:
    """What is said about a judgement with these cells."""
    _, findings = read_judgements(table(**cells), "judgements.csv")
    return [f.text() for f in findings]


def one(**cells: str) -> Judgement:
    """The judgement with these cells."""
    found, findings = read_judgements(table(**cells), "judgements.csv")
    assert findings == []
    return found[0]


def test_a_judgement_with_everything() -> None:
    """Who, when, which quantity of interest, quantiles, confidence, access: each where it was written."""
    found = one(q05="1", q50="4", q95="9", result_unit="months", speaker="A minister", confidence="low", access="none")
    assert found.question is Question.FIRST_SQ
    assert [found.number(q) for q in ("q05", "q50", "q95", "result")] == [1, 4, 9, None]
    assert (found.who, found.text("confidence"), found.text("encoder")) == ("An agency (A minister)", "low", "")


@pytest.mark.parametrize("name", ["judgements.csv", "judgements/after_june_2025.csv"])
def test_the_bundled_tables_are_written_back_as_they_stand(name: str) -> None:
    """Read and written again, each bundled table says the same in every cell."""
    text = (files("servanda") / "cases" / "iran").joinpath(*name.split("/")).read_text("utf-8")
    found, findings = read_judgements(text, name)
    assert findings == []
    again, _ = read_judgements(write_judgements(found), name)
    assert [(j.id, j.numbers, j.texts) for j in again] == [(j.id, j.numbers, j.texts) for j in found]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"first_or_month": ""},
            (
                "error: judgements.csv, line 2, first_or_month: found nothing; expected one of first, time_to_nth, "
                "weapons_by_month, weapons_by_week, wgu_kg_by_week, first_enrichment, swu_restored, first_sq, "
                "pre_strike_capacity, weapon. Rule: judgements about different questions are never pooled, so each names its own "
                "[judgement-without-question]. To do: write the quantity of interest; where the words leave it open, choose one "
                "and say why in read_as"
            ),
        ),
        (
            {"q05": "6", "q50": "3", "q95": "9", "result_unit": "months"},
            (
                f"error: judgements.csv, line 2, q50: found '3'; expected above the q05 of 6. {RULE} [judgement-out-of-order]. "
                "To do: put the numbers in order: q05, q50, q95 from low to high"
            ),
        ),
        (
            {"result_low": "6", "result_high": "3", "result_unit": "months"},
            (
                f"error: judgements.csv, line 2, result_high: found '3'; expected at least the result_low of 6. {RULE} "
                "[judgement-out-of-order]. To do: put the numbers in order: result_low, result, result_high from low to high"
            ),
        ),
        (
            {"q05": "1", "q95": "9", "result_unit": "months"},
            (
                f"error: judgements.csv, line 2, q50: found nothing; expected all of q05, q50, q95. {RULE} "
                "[judgement-half-quantiles]. To do: write the missing quantile, or state a range in result_low and result_high"
            ),
        ),
        (
            {"q05": "0", "q50": "1", "q95": "9", "result_unit": "months"},
            (
                f"error: judgements.csv, line 2, q05: found '0'; expected a number above 0. {RULE} [judgement-zero-quantile]. "
                "To do: write the shortest time thought possible"
            ),
        ),
        (
            {"result": "-3", "result_unit": "months"},
            (
                f"error: judgements.csv, line 2, result: found '-3'; expected 0 or more. {RULE} [judgement-negative]. "
                "To do: write the time or amount without a sign"
            ),
        ),
        (
            {"result": "3", "result_unit": "SWU"},
            (
                f"error: judgements.csv, line 2, result_unit: found 'SWU'; expected one of days, weeks, months, years. {RULE} "
                "[judgement-bad-unit]. To do: write the unit of the numbers; first_sq is answered in days or weeks or months or "
                "years"
            ),
        ),
        (
            {"encoding": "months", "encoder": "we"},
            (
                "error: judgements.csv, line 2, result_text: found nothing; expected the words that were said. Rule: numbers "
                "made from words are the encoder's: the words, the rule and the encoder stand beside them "
                "[judgement-encoding-without-result_text]. To do: write the words that were said"
            ),
        ),
        (
            {"encoding": "months", "encoder": "we", "result_text": "months", "result": "3", "result_unit": "months"},
            (
                "error: judgements.csv, line 2, encoding: found 'months'; expected nothing, since numbers are stated. Rule: "
                "numbers made from words are the encoder's: the words, the rule and the encoder stand beside them "
                "[judgement-encoded-twice]. To do: leave the rule out, or leave the numbers out when only words were said"
            ),
        ),
        (
            {"first_or_month": "weapon", "encoding": "years", "encoder": "we", "result_text": "years"},
            (
                "error: judgements.csv, line 2, encoding: found 'years'; expected nothing, since weapon is never turned into "
                "numbers. Rule: numbers made from words are the encoder's: the words, the rule and the encoder stand beside "
                "them [judgement-encoding-of-no-time]. To do: leave the rule out: the words are shown as said"
            ),
        ),
        (
            {"first_or_month": "swu_restored"},
            (
                "error: judgements.csv, line 2, capacity_swu_per_yr: found nothing; expected the capacity in SWU a year whose "
                "return was judged. Rule: judgements about different questions are never pooled, so each names its own "
                "[judgement-without-capacity]. To do: write the SWU a year, or pre_strike_capacity as the question when none was "
                "stated"
            ),
        ),
        (
            {"counted_from": ""},
            (
                "error: judgements.csv, line 2, counted_from: found nothing; expected the day from which the time runs. Rule: "
                "judgements about different questions are never pooled, so each names its own [judgement-without-start]. To do: "
                "write the day of the event (YYYY-MM-DD); a time to restore something has a beginning"
            ),
        ),
        (
            {"confidence": "low", "confidence_on": "later"},
            (
                "error: judgements.csv, line 2, confidence_on: found 'later'; expected a day YYYY-MM-DD, or nothing. Rule: a "
                "judgement names who made it, when, about which quantity, and its source [judgement-bad-date]. To do: write the "
                "day on which the confidence became public"
            ),
        ),
        (
            {"counted_from": "June 2025"},
            (
                "error: judgements.csv, line 2, counted_from: found 'June 2025'; expected a day YYYY-MM-DD, or nothing. Rule: a "
                "judgement names who made it, when, about which quantity, and its source [judgement-bad-date]. To do: write the "
                "day the time runs from"
            ),
        ),
    ],
)
def test_what_is_wrong_is_said_whole(cells: dict[str, str], message: str) -> None:
    """One fault, one finding, which says what to write instead."""
    assert told(**cells) == [message]


def test_questions_in_words() -> None:
    """Two judgements are about one question when all of it agrees."""
    asked = FullQuestion(Question.SWU_RESTORED, "2025-06-22", "8,000 SWU a year")
    assert asked.words == "time until a stated capacity is restored, 8,000 SWU a year, counted from 2025-06-22"
    assert asked != FullQuestion(Question.SWU_RESTORED, "2025-06-22", "4,000 SWU a year")
    assert not Question.WEAPON.in_scope
    assert all(q.in_scope for q in Question if q is not Question.WEAPON)


def test_every_column_is_listed_once() -> None:
    """No column stands twice."""
    assert len(set(JUDGEMENT_COLUMNS.all)) == len(JUDGEMENT_COLUMNS.all)
