"""When verification last took place, and which events of the record cut it."""

from __future__ import annotations

from datetime import date

from servanda.knowledge.continuity import continuity
from tests.knowledge.making import JUNE_2025, V, event, mass, record


def test_verification_ended_with_the_strikes() -> None:
    """On 1 July 2025, as known now, the last verified quantity is of 13 June and the first event after it the strike."""
    found = continuity(JUNE_2025, date(2025, 7, 1))
    assert found.last_verified is not None
    assert found.ended == date(2025, 6, 13)
    assert (found.days_since_verified, found.evidence) == (18, ("v-june", "strike"))
    assert found.text() == (
        "last verified quantity of material for 2025-06-13 [v-june], 18 days before; "
        "first event against access since then: strike on 2025-06-13 [strike]"
    )


def test_access_that_came_back_is_said() -> None:
    """Later access is listed beside what ended it; talks are no access."""
    found = continuity(JUNE_2025, date(2025, 9, 1))
    assert [e.id for e in found.events] == ["strike", "leave", "back"]
    assert [e.id for e in found.restored_by] == ["back"]
    assert found.text().endswith("; access restored at least in part [back]")


def test_as_known_then_the_last_verification_is_older() -> None:
    """On 1 July 2025 as known then the last verified quantity was that of February 2021."""
    found = continuity(JUNE_2025.known(date(2025, 7, 1)), date(2025, 7, 1))
    assert found.last_verified is not None
    assert found.last_verified.day == date(2021, 2, 16)


def test_a_verified_quantity_after_the_events_clears_them() -> None:
    """Only events on or after the last verification count as having ended it."""
    rec = record(event("cut", "2021-02-23", "access_reduced"), mass("v", "2021-03-01", "1", V))
    found = continuity(rec, date(2021, 4, 1))
    assert (found.ended, found.ended_by, found.restored_by) == (None, (), ())
    assert found.text().endswith("no event since then is recorded that reduced access")


def test_several_events_of_one_day_are_named_together() -> None:
    """All events of the first day are given, and a restoration before it does not count as one after it."""
    rec = record(
        event("opened", "2025-06-01", "access_restored"),
        event("a", "2025-06-13", "strike"),
        event("b", "2025-06-13", "access_reduced"),
    )
    found = continuity(rec, date(2025, 7, 1))
    assert found.restored_by == ()
    assert found.text() == (
        "no verified quantity of material is recorded; "
        "first recorded event against access: access reduced and strike on 2025-06-13 [a, b]"
    )


def test_nothing_recorded() -> None:
    """An empty record gives no day and says so."""
    found = continuity(record(), date(2025, 7, 1))
    assert (found.ended, found.days_since_verified, found.evidence) == (None, None, ())
    assert found.text() == "no verified quantity of material is recorded; no event is recorded that reduced access"
