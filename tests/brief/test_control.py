"""What the brief of Iran says of bounds, times, judgements, the plan and proposals on 1 July and 12 November 2025."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.brief.answer import Brief
from servanda.brief.build import build_brief
from servanda.brief.drawing_control import control_drawings
from servanda.brief.parts_outlook import BoundCell, TimeRange
from servanda.brief.parts_plan import ProposalLeft
from servanda.brief.text import markdown
from servanda.case import Case


@pytest.fixture(scope="module")
def november(iran: Case) -> Brief:
    """Iran on 12 November 2025, as known now."""
    return build_brief(iran, date(2025, 11, 12), (None,))


def gravest(brief: Brief) -> BoundCell:
    """What bounds the most enriched stratum, as known last."""
    cell = brief.bounds.rows[0].cells[-1]
    assert cell is not None
    return cell


def said(brief: Brief, beginning: str) -> str:
    """The sentence of the bottom line that begins so."""
    return next(s.text for s in brief.bottom_line if s.text.startswith(beginning))


def times(brief: Brief, view: str) -> TimeRange:
    """The time to 1 SQ in one view of the sites."""
    return next(r for r in brief.outlook.ranges if (r.view, r.target) == (view, "1 SQ"))


def test_the_sixty_percent_stock_is_440_9_of_which_432_9_verified(brief: Brief) -> None:
    """As known now: 440.9 kg U estimated for 13 June, 432.9 verified, 18 days unverified of a goal of one month."""
    cell = brief.known.strata[0].cells[-1]
    assert cell.used is not None
    assert cell.verified is not None
    assert cell.days is not None
    assert (cell.used.text, cell.used.day, cell.used.basis) == ("440.9 kg U", "2025-06-13", "estimated_by_agency")
    assert (cell.verified.text, cell.days.text, cell.overdue) == ("432.9 kg U", "18 days", 0)
    assert brief.known.strata[0].goal.startswith("one month")


def test_continuity_is_lost_since_access_ended(brief: Brief) -> None:
    """Lost since 13 June 2025, and the bottom line says it with both ends and the likely range."""
    cell = gravest(brief)
    assert (cell.state, cell.continuity, cell.since) == ("lost", "lost", "2025-06-13")
    sentence = said(brief, "Continuity of knowledge")
    assert "has been lost since 13 June 2025: 0 kg U can be shown" in sentence
    assert "may exist at most" in sentence
    assert "likely at known places (95 %)" in sentence


def test_the_likely_range_lies_inside_the_bounds(brief: Brief) -> None:
    """For every stratum and state of knowledge: lower end, likely range, upper end in this order."""
    for row in brief.bounds.rows:
        for c in row.cells:
            assert c is not None
            ends = [f.value for f in (c.shown, c.likely_low, c.likely_high, c.exist) if f and f.value is not None]
            assert len(ends) == 4
            assert ends == sorted(ends)
            assert c.exist_still
            assert c.exist
            assert (c.exist_still.value or 0) <= (c.exist.value or 0)


def test_on_12_november_it_is_overdue_by_four_months(november: Brief) -> None:
    """Due by 13 July, so overdue by 122 days; the sentence says both."""
    assert november.known.strata[0].cells[-1].overdue == 122
    assert "was due by 13 July 2025, overdue by 122 days, about 4 months" in said(
        november, "As known now, nothing of it"
    )


def test_bounds_widen_while_nobody_looks(brief: Brief, november: Brief) -> None:
    """What may exist in November is more than in July; what can be shown is not more."""
    july, later = gravest(brief), gravest(november)
    assert july.exist
    assert later.exist
    assert july.shown
    assert later.shown
    assert (later.exist.value or 0) > (july.exist.value or 0)
    assert (later.shown.value or 0) <= (july.shown.value or 0)


@pytest.mark.parametrize(("when", "start"), [("brief", "2025-07-08"), ("november", "2025-11-19")])
def test_the_plan_names_the_strata_in_order_with_days(when: str, start: str, request: pytest.FixtureRequest) -> None:
    """Highest enrichment first, each with its days, when access begins a week after the day."""
    found: Brief = request.getfixturevalue(when)
    assert [r.label for r in found.plan.rows] == [f"Up to {n} % as UF6" for n in (60, 20, 5, 2)]
    assert all((r.days.value or 0) > 0 and r.first and r.last for r in found.plan.rows)
    assert found.plan.start == start
    sentence = said(found, "To restore knowledge, in this order: up to 60 % as UF6 (")
    assert all(r.days.text in sentence for r in found.plan.rows)


def test_detection_never_falls_and_unverified_quantities_never_rise(brief: Brief) -> None:
    """Along the curve of the plan, day by day, to the goal."""
    curve = brief.plan.curve
    assert [d.detection for d in curve] == sorted(d.detection for d in curve)
    assert [d.unverified for d in curve] == sorted((d.unverified for d in curve), reverse=True)
    assert curve[-1].weakest >= brief.plan.goal
    assert curve[-1].unverified == pytest.approx(0.0)


def test_before_and_after_stand_side_by_side(brief: Brief) -> None:
    """With all sites intact the time is days, with the sites as assumed it is months; each median has its error."""
    intact, assumed = times(brief, "intact"), times(brief, "assumed")
    assert intact.label == "all sites intact, as before 13 June 2025"
    medians = [r.days[2].figure for r in (intact, assumed)]
    assert medians[0]
    assert medians[1]
    assert (medians[0].value or 0) < 10 < 60 < (medians[1].value or 0)
    for r in (intact, assumed):
        values = [q.figure.value for q in r.days if q.figure]
        assert values == sorted(v for v in values if v is not None)
        q = r.days[2]
        assert q.low is not None
        assert q.high is not None
        assert q.figure
        assert q.low < (q.figure.value or 0) < q.high


def test_what_would_change_the_answer_most_is_said_in_words(brief: Brief) -> None:
    """The restart time, with the state of the tunnels next; the same words lead the tornado, widest bar first."""
    assumed = next(c for c in brief.outlook.carried if c.view == "assumed")
    assert assumed.words.startswith("What would change the answer most: the restart time (")
    assert "Tunnel complex at Esfahan (ESF_TUNNELS)" in assumed.words
    assert "What would change it most: the restart time" in said(brief, "With sites as assumed to be on the day, 1 SQ")
    never = next(b for b in assumed.bars if b.high == "lost")
    assert never.days_high is None
    assert never.days_low is not None


def test_every_assumption_has_a_basis_and_a_reason(brief: Brief) -> None:
    """Restart time rests on the words of the Director General, encoded; the seed and the draws are printed."""
    assert all(a.says and a.basis and a.why for a in brief.outlook.assumptions)
    restart = next(a for a in brief.outlook.assumptions if a.name == "restart time")
    assert "Director General" in restart.why
    assert restart.basis == "assumed"
    assert (brief.outlook.seed, brief.outlook.draws) == (20250613, 16384)
    assert "16,384 draws, seed 20250613" in markdown(brief)


def test_judgements_stand_by_question_members_first(brief: Brief) -> None:
    """Restored capacity: six members and a split pool without a number; a weapon: shown and never pooled."""
    by_question = {q.question: q for q in brief.judgements.questions}
    split = next(q for name, q in by_question.items() if "restored, counted from 2025-06-22" in name)
    assert len(split.members) == 6
    assert split.is_split
    assert split.quantiles == ()
    assert "no single number stands for it" in split.pool
    again = next(q for name, q in by_question.items() if name.startswith("Time until enrichment begins again"))
    assert not again.is_split
    assert len(again.quantiles) == 5
    weapon = next(q for name, q in by_question.items() if name.startswith("A weapon"))
    assert weapon.quantiles == ()
    assert weapon.shape is None
    assert all(not m.quantiles for m in weapon.members)


def test_numbers_made_of_words_are_marked_and_their_rules_shown(brief: Brief) -> None:
    """A star at each of them; page and Markdown say whose numbers they are."""
    members = [m for q in brief.judgements.questions for m in q.members]
    encoded = [m for m in members if m.rule]
    assert encoded
    assert all(m.numbers.endswith("months*") for m in encoded)
    assert {m.rule for m in encoded} <= {r.rule for r in brief.judgements.rules}
    assert "numbers made of words by the encoder" in markdown(brief)


def test_the_best_visit_for_an_inspector_day_is_named(brief: Brief) -> None:
    """For the time it is the visit to the tunnels; rows of one answer fall from the best for a day."""
    visits = brief.plan.visits
    assert visits.words[0].startswith("Time to 1 SQ (now ")
    assert "worth most for an inspector-day is the visit to Tunnel complex at Esfahan (ESF_TUNNELS)" in visits.words[0]
    time = [v.for_a_day for v in visits.rows if v.answer == "time to 1 SQ"]
    assert time == sorted(time, reverse=True)


def test_declarations_stand_with_their_basis_by_account(brief: Brief) -> None:
    """The special report under paragraph 68; modified Code 3.1 is contested, and both accounts are named."""
    asked = {d.name: d for d in brief.plan.declarations}
    assert any(g.obligation == "CSA-68" for g in asked["special report"].grounds)
    code = next(g for g in asked["new facilities"].grounds if g.obligation == "C31-MOD-1")
    assert "IAEA" in code.status
    assert "IR" in code.status


def left(brief: Brief, slug: str) -> ProposalLeft:
    """What one proposal leaves."""
    return next(r for r in brief.proposals.rows if r.slug == slug)


def test_each_proposal_has_limit_margin_and_detection(brief: Brief) -> None:
    """The numbers of the JCPOA leave the longest time; a cap on the level alone leaves the stock and the shortest."""
    jcpoa, cap = left(brief, "return-to-jcpoa"), left(brief, "iran-cap-3-6")
    assert "stock at most 202.8 kg U" in jcpoa.limits
    assert "5,060 IR-1 may enrich" in jcpoa.limits
    assert cap.stocks[0] == "440.9 kg U up to 60 %"
    medians = {r.slug: r.days[1] for r in brief.proposals.rows if r.days}
    assert max(medians, key=lambda s: medians[s] or 0.0) == "return-to-jcpoa"
    assert (medians["iran-cap-3-6"] or 0.0) == min(m for m in medians.values() if m is not None)
    assert (jcpoa.detection or 0) > (cap.detection or 0)


def test_a_proposal_without_a_number_says_so(brief: Brief) -> None:
    """A text on time alone has no place in the picture."""
    found = left(brief, "china-russia-extension")
    assert (found.number, found.limits, found.days) == (0, (), ())
    assert found.missing == (
        "its text gives no number for stock, level or machines: what it would leave cannot be computed",
    )


def test_the_new_chapters_have_their_pictures(brief: Brief) -> None:
    """Bounds over time, times, a tornado for each view, judgements, the plan, and proposals."""
    names = {d.name for d in control_drawings(brief)}
    assert {"knowledge", "times", "tornado-1", "tornado-2", "plan", "proposals"} <= names
