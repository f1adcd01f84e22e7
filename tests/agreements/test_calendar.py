"""The calendar of clocks, and the file for calendar programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from servanda.agreements.calendar import CalendarEntry, EntryKind, calendar_entries
from servanda.agreements.ics import ics
from servanda.agreements.model import Agreement
from servanda.agreements.procedure_status import procedure_status
from servanda.core.finding import Misuse
from servanda.evidence.statement import Statement
from tests.agreements.build import agreement, bundled, record, said, with_obligation


def entries(
    holder: Agreement, day: str, last: str, *statements: Statement, position: str = "all"
) -> tuple[CalendarEntry, ...]:
    """The calendar of one agreement from a few statements."""
    first = date.fromisoformat(day)
    known = record(*statements).until(first)
    answers = [procedure_status(holder, p, known, first, position) for p in holder.procedures]
    return calendar_entries([holder], answers, known, first, date.fromisoformat(last), position)


def notice(day: str, *by: str) -> Statement:
    """A snapback notice."""
    started = said("p1", "procedure", day, subject="UNSCR2231-P-SNAPBACK", text="started", locator="1")
    return replace(started, actors=by)


def of(found: tuple[CalendarEntry, ...], kind: EntryKind) -> list[CalendarEntry]:
    """The entries of a kind."""
    return [entry for entry in found if entry.kind is kind]


def test_a_running_procedure_has_its_days_and_its_hour() -> None:
    """Ten days, thirty days, and midnight GMT after the thirtieth."""
    found = entries(bundled("unscr-2231"), "2025-09-01", "2025-10-01", notice("2025-08-28", "FR"))
    steps = of(found, EntryKind.STEP)
    assert [(str(e.day), e.step) for e in steps] == [
        ("2025-09-07", 2),
        ("2025-09-27", 3),
        ("2025-09-27", 4),
        ("2025-09-27", 5),
    ]
    (effect,) = of(found, EntryKind.EFFECT)
    assert effect.instant == datetime(2025, 9, 28, tzinfo=UTC)
    assert effect.evidence == ("p1",)
    assert effect.running


def test_what_has_ended_or_never_began_has_no_days() -> None:
    """Before the notice, and after the effect."""
    before = entries(bundled("unscr-2231"), "2025-08-01", "2025-10-01", notice("2025-08-28", "FR"))
    after = entries(bundled("unscr-2231"), "2025-09-28", "2025-10-01", notice("2025-08-28", "FR"))
    assert not [e for e in (*before, *after) if e.ids == ("UNSCR2231-P-SNAPBACK",)]


def test_whoever_denies_the_standing_has_no_clock() -> None:
    """By that account nothing runs; together, the entry names those by whose account it does."""
    denied = replace(notice("2025-08-28", "IR"), id="p2", text="standing_denied")
    both = entries(bundled("unscr-2231"), "2025-09-01", "2025-10-01", notice("2025-08-28", "FR"), denied)
    mine = entries(bundled("unscr-2231"), "2025-09-01", "2025-10-01", notice("2025-08-28", "FR"), denied, position="IR")
    assert of(both, EntryKind.EFFECT)[0].holders == ("FR",)
    assert of(mine, EntryKind.EFFECT) == []


def test_obligations_of_one_event_stand_together() -> None:
    """The limits that lapse on 16 January 2026 are one entry with all their ids."""
    found = entries(bundled("jcpoa"), "2017-01-01", "2026-01-16")
    (lapse,) = [e for e in of(found, EntryKind.ENDS) if str(e.day) == "2026-01-16"]
    assert {"JCPOA-A1-27", "JCPOA-A1-32"} <= set(lapse.ids)
    assert "JCPOA-A1-32-ACC" not in lapse.ids
    assert lapse.title == f"{len(lapse.ids)} obligations"


def test_an_instrument_that_is_in_force_for_nobody_has_no_days() -> None:
    """An offer has no sunsets to note down."""
    assert entries(bundled("iran-offers-2025-26"), "2026-06-01", "2036-06-01") == ()


def yearly(last: str, *statements: Statement) -> list[tuple[str, bool]]:
    """The days of the yearly update under the Additional Protocol, and whether each clock runs already."""
    found = entries(bundled("additional-protocol"), "2017-02-01", last, *statements)
    return [(str(e.day), e.running) for e in found if e.ids == ("AP-3B",) and e.kind is EntryKind.DUE]


def test_a_duty_of_every_year_comes_every_year() -> None:
    """15 May for the year before; what will start is told from what runs; what was done is gone."""
    assert yearly("2019-06-01") == [("2017-05-15", True), ("2018-05-15", False), ("2019-05-15", False)]
    done = said("s1", "submission", "2017-01-20", subject="AP-3B", locator="2016")
    assert yearly("2018-06-01", done) == [("2018-05-15", False)]


def test_what_runs_without_a_day_comes_last() -> None:
    """Without delay: since when it runs, and no invented day."""
    body = "clock: {trigger: an unusual incident, due: without delay, counting: none, anchor: event}"
    holder = with_obligation("reporting_deadline", body)
    found = entries(
        holder, "2017-02-01", "2030-01-01", said("c1", "clock", "2017-01-10", subject="PL-1", text="started")
    )
    assert found[-1].day is None
    assert (str(found[-1].started), found[-1].evidence) == ("2017-01-10", ("c1",))


def test_a_calendar_that_ends_before_it_begins_is_refused() -> None:
    """The two days are turned round."""
    with pytest.raises(Misuse, match="turn them round"):
        entries(agreement(), "2017-02-01", "2017-01-31")


def written(found: tuple[CalendarEntry, ...]) -> Calendar:
    """The file as a calendar program reads it."""
    text = ics(found, "Test", date(2025, 9, 1))
    assert text.replace("\r\n", "").count("\n") == 0
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return Calendar.from_ical(text)


def test_the_file_can_be_read_by_a_calendar_program() -> None:
    """Days as whole days, the effect at its hour in UTC, names that stay, what runs by some accounts only tentative."""
    found = entries(bundled("unscr-2231"), "2025-09-01", "2025-10-01", notice("2025-08-28", "FR"))
    events = written(found).walk("VEVENT")
    assert len(events) == len(found)
    assert events[0].decoded("dtstart") == date(2025, 9, 7)
    assert events[0].decoded("dtend") == date(2025, 9, 8)
    hours = [e.decoded("dtstart") for e in events if isinstance(e.decoded("dtstart"), datetime)]
    assert hours == [datetime(2025, 9, 28, tzinfo=UTC)]
    assert len({str(e["uid"]) for e in events}) == len(events)
    assert {str(e["status"]) for e in events if "SNAPBACK" in str(e["summary"])} == {"CONFIRMED"}
    assert "paragraph: paras 10-13" in str(events[0]["description"])


def test_the_same_entries_give_the_same_bytes() -> None:
    """No clock of the machine and no chance in it."""
    found = entries(bundled("unscr-2231"), "2025-09-01", "2025-10-01", notice("2025-08-28", "FR"))
    assert ics(found, "Test", date(2025, 9, 1)) == ics(tuple(found), "Test", date(2025, 9, 1))


def test_entries_without_a_day_are_counted_and_left_out() -> None:
    """A calendar program cannot show them."""
    body = "clock: {trigger: an unusual incident, due: without delay, counting: none, anchor: event}"
    started = said("c1", "clock", "2017-01-10", subject="PL-1", text="started")
    found = entries(with_obligation("reporting_deadline", body), "2017-02-01", "2017-03-01", started)
    file = written(found)
    assert file.walk("VEVENT") == []
    assert "1 running without a day" in str(file["description"])
