"""Judgements of the bundled case, question by question, as of a day; and seed questions from its record."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from servanda.capability.classical import scores
from servanda.capability.classical_combine import Weighting, combine
from servanda.capability.pool import PoolKind
from servanda.case import open_case
from servanda.case.case import Case
from servanda.case.join_judgements import (
    AS_ENDS,
    AS_QUANTILES,
    AS_RANGE,
    AT_AN_END,
    BOUND,
    FROM_ZERO,
    NO_RANGE,
    NO_RULE,
    OUT_OF_SCOPE,
    QuestionJudged,
    judged,
)
from servanda.case.join_seeds import answered_mechanically, mechanical_panel, seed_questions
from servanda.core.finding import Misuse
from servanda.core.question import RESTORED, Question
from servanda.evidence.judgement import read_judgements

JULY = date(2025, 7, 15)
STRIKES = "2025-06-22"


@cache
def iran() -> Case:
    """The bundled case, opened once."""
    return open_case("iran")


def one(kind: Question, about: str = STRIKES, as_of: date = JULY, known_by: date | None = None) -> QuestionJudged:
    """The only question of a kind about a day."""
    found = iran().at(as_of, known_by).judgements(kind)
    (question,) = [q for q in found if q.asked.about == about]
    return question


def test_opinion_on_the_capacity_is_split() -> None:
    """By 15 July 2025 eight had judged, six with numbers on five bodies of evidence: months, or about two years and more."""
    found = one(Question.PRE_STRIKE_CAPACITY)
    assert [len(found.members), found.bodies] == [8, 5]
    assert found.pool is not None
    assert found.pool.is_split
    assert found.pool.weights == pytest.approx([0.2, 0.1, 0.1, 0.2, 0.2, 0.2])
    assert found.statement == (
        "linear pool of 6 judgements on 5 separate bodies of evidence, equal weights (those on shared evidence count as one): "
        "nobody here answered seed questions: opinion is split, with modes at about 3 months (20%), about 22 months (80%); no "
        "single number stands for it, see the members"
    )
    with pytest.raises(Misuse, match="no single number stands for it"):
        _ = found.pool.centre


def test_the_logarithmic_pool_hides_the_split() -> None:
    """The product of the same densities has one mode, between the members: a number that few of them hold."""
    (found,) = [
        q
        for q in iran().at(JULY).judgements(Question.PRE_STRIKE_CAPACITY, PoolKind.LOGARITHMIC)
        if q.asked.about == STRIKES
    ]
    assert found.pool is not None
    assert not found.pool.is_split
    assert 15 < found.pool.centre < 25


def test_only_what_had_been_said_counts() -> None:
    """On 24 June two had spoken; knowledge of a day cuts like the day itself."""
    assert len(one(Question.PRE_STRIKE_CAPACITY, as_of=date(2025, 6, 24)).members) == 2
    assert len(one(Question.PRE_STRIKE_CAPACITY, known_by=date(2025, 6, 24)).members) == 2
    assert iran().at(date(2025, 6, 16)).judgements(Question.PRE_STRIKE_CAPACITY) == ()


def test_confidence_told_later_is_not_known_before() -> None:
    """The confidence of the report of 24 June became public on the 26th: on the day before, and as known then, there is none."""
    for day, known_by, told in (
        (date(2025, 6, 25), None, ""),
        (JULY, date(2025, 6, 25), ""),
        (date(2025, 6, 26), None, "low (so the Secretary of Defense on 26 June)"),
    ):
        found = {m.judgement.id: m for m in one(Question.PRE_STRIKE_CAPACITY, as_of=day, known_by=known_by).members}
        assert found["IR-JDG-0003"].confidence == told


def test_a_weapon_is_a_label() -> None:
    """The words are shown; nothing is fitted, pooled or turned into numbers."""
    found = one(Question.WEAPON, about="")
    assert found.pool is None
    assert found.statement == OUT_OF_SCOPE
    assert [(m.fit, m.encoding) for m in found.members] == [(None, None)] * 2
    assert "many years" in found.members[1].said


def test_the_director_general_on_enrichment() -> None:
    """His words became 1/4/9 months by a rule that is named with them; who agrees with him adds no evidence."""
    found = one(Question.FIRST_ENRICHMENT)
    grossi = found.members[0]
    assert grossi.judgement.who == "IAEA (Grossi)"
    assert grossi.how == "matter_of_months_or_less: 1/4/9 months, the encoder's numbers, not the speaker's"
    assert grossi.fit is not None
    assert list(grossi.fit.stated) == [1, 4, 9]
    assert found.bodies == 1
    assert [m.judgement.text("shared_evidence") for m in found.members] == ["IAEA-2025-06-27"] * 2


def test_what_passed_and_what_happened_since_is_said() -> None:
    """A year later the months have passed, and later strikes make the judgements those of an earlier state."""
    notes = one(Question.FIRST_ENRICHMENT, as_of=date(2026, 7, 1)).notes
    assert notes[0] == "12.3 months have passed from 2025-06-22 to 2026-07-01"
    assert notes[1].startswith("sites were struck again since (2026-02-28; IR-EVT-")


def test_before_and_after_the_strikes_are_two_questions() -> None:
    """What was said on 17 June about the strikes until then is not pooled with what was said of those of 22 June."""
    found = one(Question.PRE_STRIKE_CAPACITY, about="2025-06-17")
    assert found.statement == "no pool: only one judgement of this question has a range"


def test_published_times_of_other_quarters_are_other_questions() -> None:
    """Stocks and machines of the day belong to the question: no two quarters and no two scenarios share a pool."""
    every = iran().at(date(2026, 9, 1)).judgements()
    published = [q for q in every if q.asked.kind not in (*RESTORED, Question.WEAPON)]
    assert sum(len(q.members) for q in published) == 59
    for q in published:
        assert len({(m.judgement.text("quarter"), m.judgement.text("scenario")) for m in q.members}) == 1
    assert all(q.pool is None for q in published)


def test_days_and_weeks_become_months() -> None:
    """Two to three weeks are read as a range of 90 %: 0.46 to 0.69 months."""
    every = {m.judgement.id: m for q in iran().at(JULY).judgements(Question.FIRST) for m in q.members}
    weeks = every["IR-BRK-0018"]
    assert weeks.unit == "months"
    assert weeks.fit is not None
    assert weeks.fit.stated == pytest.approx((14 / 30.4375, 21 / 30.4375))
    assert every["IR-BRK-0002"].fit is not None
    assert every["IR-BRK-0030"].how == "one number without a range: shown, not fitted"
    assert every["IR-BRK-0009"].how == "no number, and no written rule for the words: shown, not fitted"


@pytest.mark.parametrize(
    ("cells", "how"),
    [
        ({"result_low": "2", "result_high": "8"}, AS_ENDS),
        ({"result_low": "2", "result": "4", "result_high": "8"}, AS_RANGE),
        ({"q05": "2", "q50": "4", "q95": "8"}, AS_QUANTILES),
        ({"result_low": "0", "result_high": "8"}, FROM_ZERO),
        ({"result_low": "2", "result": "2", "result_high": "8"}, AT_AN_END),
        ({"result_high": "8"}, BOUND),
        ({"result": "4"}, NO_RANGE),
        ({"result_text": "soon"}, NO_RULE),
    ],
)
def test_how_numbers_are_read(cells: dict[str, str], how: str) -> None:
    """Each way of stating a time has its reading, which is shown; what has no spread is not fitted."""
    row = {"id": "J1", "estimate_date": "2025-07-01", "publisher": "A", "first_or_month": "first_sq", "basis": "press",
           "source": "S1", "mark": "read", "counted_from": "2025-06-22", "result_unit": "months", **cells}  # fmt: skip
    (judgement,), findings = read_judgements(f"{','.join(row)}\n{','.join(row.values())}\n", "judgements.csv")
    assert findings == []
    found = judged(judgement)
    assert found.how == how
    assert (found.fit is not None) == (how in (AS_ENDS, AS_RANGE, AS_QUANTILES))
    assert found.fit is None or found.fit.distribution.median == pytest.approx(4)


def test_conditions_are_said_beside_the_pool() -> None:
    """What was said of the strikes until 17 June alone says so."""
    notes = one(Question.PRE_STRIKE_CAPACITY, about="2025-06-17").notes
    assert notes[-1] == "said under a condition by US intelligence officials: strikes of 13 to 17 June alone"


def test_seed_questions_come_from_the_record() -> None:
    """Each answer is a statement's value, asked from values that were public before its day."""
    record = iran().record.facts
    seeds = seed_questions(record)
    by_name = {s.question.name: s for s in seeds}
    last = by_name["up to 60 % on 2025-05-17"]
    assert (last.question.answer, last.question.evidence) == (408.6, ("IR-STK-0144",))
    assert last.series.values[-1] == 274.8
    assert by_name["IR-6 cascades at FFEP on 2024-08-17"].question.answer == 10
    for seed in seeds:
        (answer,) = seed.question.evidence
        assert seed.question.answer == float(record.by_id[answer].value or 0)
        assert all(record.by_id[h].public_day < seed.day for h in seed.history)


def test_seeds_of_a_time() -> None:
    """From the first day up to but not including the last."""
    seeds = seed_questions(iran().record.facts, date(2024, 5, 11), date(2025, 2, 8))
    assert {s.day for s in seeds if "up to" in s.question.name} == {
        date(2024, 5, 11),
        date(2024, 8, 17),
        date(2024, 10, 26),
    }


def test_mechanical_forecasters_are_scored_and_do_badly() -> None:
    """On 26 seeds persistence is never too low; none is calibrated at 5 %, and neither is their combination."""
    panel = mechanical_panel(seed_questions(iran().record.facts))
    found = scores(panel)
    assert len(panel.questions) == 26
    assert all(name.startswith("mechanical: ") for name in panel.experts)
    assert found.hits[0].tolist() == [0, 5, 15, 6]
    assert found.calibration.max() < 0.01
    made = combine(panel, Weighting.GLOBAL)
    assert made.note == ""
    assert made.calibration is not None
    assert made.calibration < 0.05


def test_seven_seeds_do_not_weigh_the_forecasters() -> None:
    """A short record gives equal weights, and says so."""
    seeds = answered_mechanically(seed_questions(iran().record.facts))[:7]
    assert combine(mechanical_panel(seeds), Weighting.GLOBAL).note.startswith("7 of the 8 seed questions needed")


def test_no_seeds_in_a_time_are_refused() -> None:
    """Nothing to score is said, not guessed."""
    with pytest.raises(Misuse) as refused:
        mechanical_panel(seed_questions(iran().record.facts, date(2030, 1, 1)))
    assert str(refused.value) == "no seed question with 4 earlier values in that time: ask for a longer one"
