"""What would decide an answer: requests to a named party, under a right that binds, or with the word that none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from servanda.agreements.decide import Request, Standing, requests
from servanda.agreements.evaluate import answer
from servanda.agreements.tables import table
from servanda.case import open_case
from servanda.case.join_agreements import would_decide
from tests.agreements.build import agreement, ask, duty, record, stock, with_obligation


def asked(identifier: str, day: date) -> tuple[Request, ...]:
    """The requests for an answer of the bundled case."""
    view = open_case("iran").at(day)
    return would_decide(view, view.answer(identifier))


def test_nothing_is_asked_where_nothing_is_missing() -> None:
    """A limit that is kept needs no statement."""
    holder = agreement()
    found = ask(holder, "2017-03-01", stock("a", "2017-02-18", 101.7))
    assert requests(found, holder.obligations[0], [holder], "IR") == ()


def test_without_a_right_it_is_said_that_there_is_none() -> None:
    """A case without safeguards agreement: the verifier is named, the right is not invented."""
    holder = agreement()
    (request,) = requests(ask(holder, "2017-03-01"), holder.obligations[0], [holder], "IR")
    assert (request.asked_by, request.asked_of, request.rights) == ("IAEA", ("IR",), ())
    assert request.words.endswith(". No right of access on record reaches it: it can only be asked")


def test_the_right_of_the_safeguards_agreement_comes_first() -> None:
    """Routine inspection binds in both legal worlds; the paragraphs of the resolutions only in one."""
    csa, _ = duty("csa-infcirc153", "CSA-72")
    sanctions, _ = duty("unsc-sanctions-2006-2010", "R1929-3")
    holder, obligation = duty("jcpoa", "JCPOA-A1-56")
    found = answer(holder, obligation, record(), date(2025, 10, 5), "EU")
    (request,) = requests(found, obligation, [holder, csa, sanctions], "IR")
    standings = [right.standing for right in request.rights]
    assert request.rights[0].paragraph == "CSA-72"
    assert standings == sorted(standings, key=list(Standing).index)
    contested = next(right for right in request.rights if right.paragraph == "R1929-3")
    assert contested.standing is Standing.CONTESTED
    assert "UK" in contested.holders
    assert "IR" not in contested.holders


def test_a_right_that_lapsed_is_shown_as_such_and_never_first() -> None:
    """The Additional Protocol is not applied since 23 February 2021."""
    (request,) = (r for r in asked("R1737-2A", date(2025, 11, 12)) if "activity" in r.quantities)
    lapsed = [right for right in request.rights if right.standing is Standing.LAPSED]
    assert "AP-4B-24H" in {right.paragraph for right in lapsed}
    assert request.rights[0].standing is Standing.BINDS
    assert request.asked_of == ("IR",)


def test_a_statement_from_before_the_obligation_applied_is_not_asked_for() -> None:
    """The request begins with the day on which the resolutions apply again."""
    assert {r.since for r in asked("R1737-2A", date(2025, 11, 12))} == {date(2025, 9, 28)}


@pytest.mark.parametrize(
    ("party", "verifier", "state", "offered"),
    [
        ("IR", "IAEA", "IR", True),
        ("STATE", "IAEA", "IR", True),
        ("US", "IAEA", "IR", False),
        ("IR", "JC", "IR", False),
        ("IR", "IAEA", "", False),
    ],
)
def test_a_clarification_is_asked_by_the_agency_of_the_state_alone(
    party: str, verifier: str, state: str, offered: bool
) -> None:
    """What the United States owes, or a commission establishes, is reached by no paragraph of the safeguards agreement."""
    csa, _ = duty("csa-infcirc153", "CSA-69")
    holder = with_obligation("undertaking", "note: whatever")
    one = replace(holder.obligations[0], obligated=(party,), verifier=verifier)
    (request,) = requests(ask(holder, "2017-03-01"), one, [holder, csa], state)
    assert [right.paragraph for right in request.rights] == (["CSA-69"] if offered else [])


def test_every_right_of_the_table_is_a_paragraph_of_the_bundled_case() -> None:
    """A right that no agreement holds would never be offered."""
    known = {o.id for a in open_case("iran").agreements for o in a.obligations}
    assert {row["right"] for row in table("rights.csv")} <= known
