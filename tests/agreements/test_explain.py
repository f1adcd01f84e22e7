"""Answers in words and in full, and what the bundled record says on 1 July 2025."""

from __future__ import annotations

import json
from datetime import date

import pytest

from servanda.agreements.evaluate import answer
from servanda.agreements.explain import full, paragraph
from servanda.agreements.verdict import Answer, Status
from servanda.case import open_case
from servanda.core.names import Basis, Mark
from tests.agreements.build import agreement, ask, ask_about, stock

THEN = date(2025, 7, 1)


def on_the_day(identifier: str, known_by: date | None = None) -> Answer:
    """The answer of the bundled case on 1 July 2025, all positions."""
    case = open_case("iran")
    found = [(a, o) for a in case.agreements for o in a.obligations if o.id == identifier]
    return answer(*found[0], case.record.known(known_by), THEN)


def test_a_paragraph_says_rule_number_limit_source_day_and_position() -> None:
    """The whole paragraph of a kept limit."""
    found = ask(agreement(), "2017-03-01", stock("a", "2017-02-18", 101.7))
    assert paragraph(found) == (
        "PL-1, Stock cap (para 1): compliant on 2017-03-01. Enriched uranium in all forms: 101.7 kg U, verified by the "
        "Agency for 2017-02-18, 11 days before; limit at most 202.8 kg U: compliant. Read: a. State of the instrument: "
        "in effect, since 2015-10-18. Position: all."
    )


def test_a_paragraph_names_what_is_needed_and_how_old_the_last_value_is() -> None:
    """Nothing new enough: the last value, its age, and the statement that would decide."""
    found = ask(agreement(), "2019-01-01", stock("a", "2017-01-01", 300, mark=Mark.RECALLED))
    assert paragraph(found) == (
        "PL-1, Stock cap (para 1): undetermined on 2019-01-01. Enriched uranium in all forms: the last statement (a) "
        "300 kg U is for 2017-01-01, 730 days before; limit at most 202.8 kg U. Needed: a statement on enriched "
        "uranium in all forms (uranium mass), not older than one year, established by IAEA. State of the instrument: "
        "in effect, since 2015-10-18. Position: all."
    )


def test_a_contested_paragraph_gives_each_account() -> None:
    """Every account with its holders."""
    text = paragraph(ask_about("unsc-sanctions-2006-2010", "R1737-2A", "2025-09-28"))
    assert text.startswith(
        "R1737-2A, Suspend all enrichment-related and reprocessing activity including R&D (1737 para"
    )
    assert "By the account of BOG-majority, DE, FR, UK, US: undetermined on 2025-09-28." in text
    assert "By the account of CN, IR, RU: not applicable on 2025-09-28." in text


def test_a_verdict_explains_itself_too() -> None:
    """A single verdict gives the same sentences without the position."""
    found = ask(agreement(), "2017-03-01", stock("a", "2017-02-18", 101.7))
    assert paragraph(found).startswith(paragraph(found.verdicts[0]))


def test_the_full_tree_is_plain_data() -> None:
    """Everything can be written as JSON, open bounds as null."""
    tree = full(ask(agreement(), "2017-03-01", stock("a", "2017-02-18", 300, form="UF6")))
    written = json.loads(json.dumps(tree, allow_nan=False))
    part = written["verdicts"][0]["parts"][0]
    assert part["value"] == {
        "value": 300.0, "low": 300.0, "high": None, "unit": "kg_U", "basis": "verified", "evidence": ["a"],
        "text": "at least 300 kg U",
    }  # fmt: skip
    assert (part["relation"], part["limit"], part["status"]) == ("lower", 202.8, "exceeded")
    assert written["verdicts"][0]["states"][0]["state"] == "in_effect"


@pytest.mark.parametrize("known_by", [THEN, None])
@pytest.mark.parametrize("identifier", ["JCPOA-A1-28", "JCPOA-A1-56", "JCPOA-A1-45", "JCPOA-A1-46"])
def test_level_stock_and_fordow_limits_are_exceeded_on_1_july_2025(identifier: str, known_by: date | None) -> None:
    """As known then and as known now, by every account."""
    found = on_the_day(identifier, known_by)
    assert (found.status, len(found.verdicts)) == (Status.EXCEEDED, 1)


def test_two_clocks_give_two_figures_for_the_stock() -> None:
    """As known then 9,247.6 kg of 17 May; as known now 9,874.9 kg of 13 June, both estimated by the Agency."""
    then, now = (on_the_day("JCPOA-A1-56", known).verdicts[0] for known in (THEN, None))
    assert [(v.parts[0].day, v.value and v.value.value) for v in (then, now)] == [
        (date(2025, 5, 17), 9247.6), (date(2025, 6, 13), 9874.9),
    ]  # fmt: skip
    assert {v.basis for v in (then, now)} == {Basis.ESTIMATED_BY_AGENCY}


def test_highly_enriched_uranium_was_not_known_to_a_month_then_and_is_now() -> None:
    """45 days are too old for direct-use material; the estimate for 13 June, published in September, is 18 days old."""
    assert on_the_day("JCPOA-A1-25", THEN).status is Status.UNDETERMINED
    assert on_the_day("JCPOA-A1-25").status is Status.EXCEEDED


def test_the_additional_protocol_is_not_applied_on_1_july_2025() -> None:
    """Every obligation of it is not applicable, and the state of the instrument is said."""
    case = open_case("iran")
    (protocol,) = [a for a in case.agreements if a.slug == "additional-protocol"]
    found = [answer(protocol, o, case.record, THEN) for o in protocol.obligations]
    assert {f.status for f in found} == {Status.NOT_APPLICABLE}
    assert all("instrument: not applied, since 2021-02-23" in f.verdicts[0].reason for f in found)
    assert all("ended on 2021-02-23 (provisional stop)" in f.verdicts[0].reason for f in found)


def test_the_number_of_machines_is_declared_not_observed() -> None:
    """In January 2020 the last count lay within; by 2025 other types had been counted, and nothing newer decides."""
    case = open_case("iran")
    assert case.at(date(2020, 1, 5)).answer("JCPOA-A1-27").status is Status.DECLARED_NON_OBSERVANCE
    found = on_the_day("JCPOA-A1-27")
    assert found.status is Status.UNDETERMINED
    assert "declared on 2020-01-05 to be no longer observed [IR-COD-0015]" in found.verdicts[0].notes


def test_every_answer_leads_to_statements_of_the_record() -> None:
    """No evidence id leads nowhere, and whatever is exceeded or declared has evidence."""
    case = open_case("iran")
    for holder in case.agreements:
        for obligation in holder.obligations:
            found = answer(holder, obligation, case.record, THEN)
            assert set(found.evidence) <= set(case.record.by_id)
            decided = {v.status for v in found.verdicts if not v.evidence}
            assert decided <= {Status.UNDETERMINED, Status.NOT_APPLICABLE, Status.CLOCK_STARTED}
            assert found.missing or found.status is not Status.UNDETERMINED
