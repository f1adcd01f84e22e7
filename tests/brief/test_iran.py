"""What the brief of Iran on 1 July 2025 says, as known then and as known now."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.brief.answer import Brief
from servanda.brief.build import build_brief
from servanda.brief.text import markdown
from servanda.case import Case
from servanda.core.finding import Misuse

LAW = "The suspension law is promulgated"


def statuses(brief: Brief, column: int = -1) -> dict[str, str]:
    """The status of each judged obligation in one state of knowledge."""
    return {duty.id: duty.cells[column].status for duty in brief.agreements.duties}


def test_the_bottom_line_has_at_most_seven_sentences(brief: Brief) -> None:
    """A president reads seven sentences, each ending as a sentence does."""
    assert 5 <= len(brief.bottom_line) <= 7
    assert all(s.text.endswith(".") and ".." not in s.text for s in brief.bottom_line)


def test_the_two_clocks_give_two_figures(brief: Brief) -> None:
    """Then 408.6 kg for 17 May; now 440.9 kg for 13 June, published 3 September, of which 432.9 kg were verified."""
    assert brief.bottom_line[0].text == (
        "As known then, the last published figure for uranium enriched up to 60 % (UF6) was 408.6 kg U for 17 May 2025 "
        "(estimated by the Agency, published on 31 May 2025); as known now, it is 440.9 kg U for 13 June 2025 "
        "(estimated by the Agency, published on 3 September 2025), of which 432.9 kg U had been verified."
    )


def test_nothing_has_been_verified_since(brief: Brief) -> None:
    """The second sentence says since when nothing of it has been verified, and when the next verification is due."""
    assert brief.bottom_line[1].text.startswith(
        "As known now, nothing of it has been verified since 13 June 2025, 18 days before 1 July 2025"
    )
    assert brief.bottom_line[1].text.endswith("; as known then, nothing of it had ever been verified in the record.")


def test_the_figures_of_the_bottom_line_lead_to_their_statements(brief: Brief, iran: Case) -> None:
    """Following 440.9 kg leads to a statement of that value, day and public day."""
    figure = next(p for p in brief.bottom_line[0].pieces if not isinstance(p, str) and p.text == "440.9 kg U")
    statement = iran.record.by_id[figure.evidence[0]]
    assert str(statement.value) == "440.9"
    assert (statement.day, statement.public_day) == (date(2025, 6, 13), date(2025, 9, 3))


@pytest.mark.parametrize("obligation", ["JCPOA-A1-28", "JCPOA-A1-56", "JCPOA-A1-45", "JCPOA-A1-46"])
def test_the_caps_and_the_fordow_limits_are_exceeded(brief: Brief, obligation: str) -> None:
    """By both states of knowledge, and the bottom line names each."""
    assert statuses(brief, 0)[obligation] == "exceeded"
    assert statuses(brief, -1)[obligation] == "exceeded"
    assert any(obligation in s.text for s in brief.bottom_line)


def test_the_additional_protocol_is_not_applied(brief: Brief) -> None:
    """A sentence of the bottom line says since when."""
    said = "Additional Protocol, INFCIRC/540 (Corr.): not applied since 23 February 2021"
    assert any(said in s.text for s in brief.bottom_line)


def test_the_permanent_five_lack_germany_and_iran(brief: Brief) -> None:
    """The format table is set algebra: the State itself stands first."""
    five = next(f for f in brief.positions.formats if f.id == "P5")
    assert set(five.missing) == {"Iran", "Germany"}


def test_the_law_of_2_july_is_absent_then_and_present_on_3_july(iran: Case) -> None:
    """An event of a later day is shown only by a state of knowledge in which it had happened."""
    day = date(2025, 7, 1)
    then, later = (markdown(build_brief(iran, day, (known,))) for known in (day, date(2025, 7, 3)))
    assert LAW not in then
    assert LAW in later


def test_what_became_known_later_is_listed(brief: Brief) -> None:
    """The list of changes names the 60 % stock first."""
    assert brief.known.changes[0].text == (
        "Enriched up to 60 % (UF6): then 408.6 kg U for 17 May 2025; now 440.9 kg U for 13 June 2025, "
        "published on 3 September 2025."
    )


def test_a_brief_as_known_then_says_nothing_that_came_later(iran: Case) -> None:
    """With one state of knowledge, no statement used was public after it."""
    day = date(2025, 7, 1)
    found = build_brief(iran, day, (day,))
    used = [iran.record.by_id[e.id] for e in found.sources.entries if e.id in iran.record.by_id]
    assert used
    assert [s.id for s in used if s.public_day > day] == []


def test_obligations_that_are_not_judged_are_counted(brief: Brief) -> None:
    """Deadlines, access and undertakings are counted and not passed over."""
    kinds = {n.kind: n.count for n in brief.agreements.not_judged}
    assert {"reporting_deadline", "access_right", "undertaking"} <= set(kinds)
    assert all(count > 0 for count in kinds.values())


def test_no_position_of_other_states_is_judged(brief: Brief) -> None:
    """Agreements of other States are recorded as comparables only."""
    assert any("Libya" in title for title in brief.agreements.comparables)
    assert not any(duty.agreement.startswith("libya") for duty in brief.agreements.duties)


def test_a_brief_without_a_state_of_knowledge_is_misuse(iran: Case) -> None:
    """The message says what to give."""
    with pytest.raises(Misuse, match="give at least one day, or None for everything recorded"):
        build_brief(iran, date(2025, 7, 1), ())


def test_what_is_missing_names_who_could_supply_it_and_by_which_right(brief: Brief) -> None:
    """First the verification of the material, by inspection under the safeguards agreement."""
    first = brief.missing[0]
    assert first.what.startswith("A verified quantity of uranium enriched up to 60 %")
    assert "Agency" in first.who
    assert "CSA-72" in first.right


def test_times_carry_their_range_and_yield(brief: Brief) -> None:
    """Both published targets, each at low, nominal and high capacity, with the yield beside the time."""
    margins = brief.capability[-1].margins
    assert {m.target for m in margins} == {"1 SQ", "25 kg at 90 %"}
    for target in ("1 SQ", "25 kg at 90 %"):
        days = {m.capacity: m.days.value for m in margins if m.target == target and m.days is not None}
        assert days["high"] <= days["nominal"] <= days["low"]  # type: ignore[operator]  # computed figures carry values
    assert all(m.product.value for m in margins)


def test_the_bottom_line_says_about_on_whose_authority_and_of_what(brief: Brief) -> None:
    """A number of machines from the press says so, says about, and names the machines; titles are not cut."""
    third = next(s.text for s in brief.bottom_line if "this edition can judge" in s.text)
    assert "about 2,700, between 2,650 and 2,750 machines, reported by the press, against at most 1,044" in third
    assert "No separated Pu, HEU (20% or more), U-233, Np-237 (JCPOA-A1-25: uranium in bands above 20 %" in third


def test_duties_of_others_are_not_counted(brief: Brief, iran: Case) -> None:
    """Every duty shown binds Iran by its code, or any State."""
    bound = {o.id: set(o.obligated) for a in iran.agreements for o in a.obligations}
    assert all(bound[d.id] & {"IR", "STATE", "NNWS"} for d in brief.agreements.duties)


def test_words_name_the_sites_and_the_machines(brief: Brief) -> None:
    """Units, terms and codes that the page uses are explained in it."""
    words = {w.word: w.meaning for w in brief.words}
    assert {"SQ", "SWU", "kg U", "UF6", "timeliness goal", "Additional Protocol", "Code 3.1"} <= set(words)
    assert all(f"{s.code}: {s.name}" in words["site codes"] for s in brief.sites)
    assert any("IR-6" in word for word in words)


def test_one_position_can_be_asked_for(iran: Case) -> None:
    """Asked for one position, no answer is contested."""
    found = build_brief(iran, date(2025, 10, 1), position="IR")
    assert found.position == "IR"
    assert "contested" not in statuses(found).values()


def test_contested_duties_are_not_passed_over_as_kept(iran: Case) -> None:
    """After the snapback the parties differ: the sentence says what is exceeded by at least one account."""
    found = build_brief(iran, date(2025, 10, 1))
    third = next(s.text for s in found.bottom_line if "this edition can judge" in s.text)
    assert "exceeded by every account" in third
    assert "of them exceeded by at least one account" in third
    assert "JCPOA-A1-56" in third
    assert found.key_figures[2].cells[-1] is not None
    assert "contested" in found.key_figures[2].cells[-1].text
