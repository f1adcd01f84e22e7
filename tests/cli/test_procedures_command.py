"""`servanda agreements procedures`, `start`, `calendar`, `vote` and `power` as typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from icalendar import Calendar

from tests.cli.calling import SMALL, call, document, read


def test_snapback_on_the_day_of_the_notice_and_of_the_effect() -> None:
    """Contested from the first day; in effect by some accounts at 00:00 GMT on 28 September 2025."""
    rows = document("agreements", "procedures", "iran", "UNSCR2231-P-SNAPBACK", "--as-of", "2025-08-28")["procedures"]
    assert {(row["status"], row["account"]) for row in rows} == {("contested", "no_standing"), ("contested", "running")}
    found = document("agreements", "procedures", "iran", "UNSCR2231-P-SNAPBACK", "--as-of", "2025-09-28")
    by = {row["account"]: row["holders"] for row in found["procedures"]}
    assert by == {"no_standing": ["IR", "RU", "CN"], "in_effect": ["FR", "DE", "UK", "US"]}
    effects = [row["effective"] for row in found["steps"] if row["step"] == 6]
    assert effects == ["2020-09-20T00:00:00+00:00", "2025-09-28T00:00:00+00:00"]


def test_a_position_and_a_state_of_knowledge_change_the_answer() -> None:
    """Russia has no clock; before the letter of three was public nobody had denied the standing."""
    mine = document(
        "agreements", "procedures", "iran", "UNSCR2231-P-SNAPBACK", "--as-of", "2025-09-28", "--position", "RU"
    )
    assert [row["status"] for row in mine["procedures"]] == ["no_standing"]
    then = document(
        "agreements", "procedures", "iran", "UNSCR2231-P-SNAPBACK", "--as-of", "2025-08-29", "--known-by", "2025-08-29"
    )
    assert [row["status"] for row in then["procedures"]] == ["running"]


def test_every_procedure_is_listed_and_steps_only_when_asked_for() -> None:
    """Fourteen procedures; the text of all has no steps, the text of one has its runs."""
    rows = document("agreements", "procedures", "iran")["procedures"]
    assert len({row["procedure"] for row in rows}) == 14
    assert "Steps" not in read("agreements", "procedures", "iran").stdout
    text = read("agreements", "procedures", "iran", "JCPOA-P-DRM").stdout
    assert "Run of 2020-01-14: begun by FR, DE, UK; running" in text
    assert "open: extended on 2020-01-24 without an end" in text
    assert "No start is recorded." in read("agreements", "procedures", "iran", "NPT-P-X1").stdout


def test_a_supposed_start_gives_every_day() -> None:
    """Access: 14, 7 and 3 days from the request."""
    found = document("agreements", "start", "iran", "JCPOA-P-ACCESS", "--on", "2025-02-03")
    assert [row["due"] for row in found["steps"]] == [None, None, "2025-02-17", "2025-02-24", "2025-02-27"]
    text = read("agreements", "start", "iran", "JCPOA-P-ACCESS", "--on", "2025-02-03").stdout
    assert "Total by the text: 24 days." in text
    assert "a case for the dispute mechanism (35 days)" in text


def test_a_start_from_a_recorded_event() -> None:
    """The day is that of the statement."""
    found = document(
        "agreements", "start", "iran", "UNSCR2231-P-SNAPBACK", "--event", "IR-EVT-0079", "--as-of", "2025-09-28"
    )
    assert (found["started"], found["status"]) == ("2025-08-28", "in_effect")


def test_the_calendar_for_working_days_is_an_input_and_printed() -> None:
    """Another weekend and a holiday give other days, and the text says which calendar it was."""
    asked = ("agreements", "start", "iran", "JCPOA-P-PROCUREMENT", "--on", "2025-02-07")
    other = (*asked, "--weekend", "friday,saturday", "--holiday", "2025-02-11")
    assert [document(*words)["steps"][2]["due"] for words in (asked, other)] == ["2025-03-07", "2025-03-09"]
    assert "assumed, since the text names no calendar: not counted Saturday, Sunday" in folded(*asked)
    assert "as given: not counted Friday, Saturday; 2025-02-11" in folded(*other)


def folded(*arguments: str) -> str:
    """The text of a call in one line."""
    return " ".join(read(*arguments).stdout.split())


def test_supposed_steps_change_the_days() -> None:
    """A refusal and a referral, an extension of given length."""
    found = document(
        "agreements", "start", "iran", "JCPOA-P-PROCUREMENT", "--on", "2025-02-03", "--did", "3:refused:2025-02-10",
        "--did", "5:done:2025-03-24",
    )  # fmt: skip
    assert found["steps"][7]["due"] == "2025-04-14"
    longer = document(
        "agreements", "start", "iran", "JCPOA-P-DRM", "--on", "2020-01-14", "--did", "2:extended:2020-01-24:10"
    )
    assert longer["steps"][1]["due"] == "2020-02-08"


def test_wrong_starts_say_what_to_write() -> None:
    """No day, two days, an unknown procedure, step, act or order."""
    start = ("agreements", "start", "iran", "JCPOA-P-DRM")
    for words, message in (
        ((), "give one of --on DAY, --at HOUR or --event STATEMENT"),
        (("--on", "2020-01-14", "--event", "IR-EVT-0079"), "give one of"),
        (("--on", "2020-01-14", "--did", "second"), "write STEP:ACT:DAY"),
        (("--on", "2020-01-14", "--did", "9:done:2020-01-15"), "unknown step of JCPOA-P-DRM '9'"),
        (("--on", "2020-01-14", "--did", "2:dun:2020-01-15"), "known are adopted, done, extended"),
        (("--on", "2020-01-14", "--did", "2:done:2020-01-13"), "lies before the start"),
        (("--on", "2020-01-14", "--weekend", "sonday"), "did you mean Sunday"),
        (("--on", "2020-01-14", "--at", "noon"), "is not an hour with its zone"),
    ):
        result = call(*start, *words)
        assert result.exit_code == 2, words
        assert message in " ".join(result.stderr.replace("│", " ").split()), words
    vote = call("agreements", "start", "iran", "UNSCR2231-P-SNAPBACK", "--on", "2025-08-28", "--did",
                "4:done:2025-09-19")  # fmt: skip
    assert (vote.exit_code, "say adopted or rejected" in " ".join(vote.stderr.split())) == (2, True)
    assert "did you mean JCPOA-P-DRM" in call("agreements", "start", "iran", "JCPOA-P-DMR", "--on", "2020-01-14").stderr


def test_the_calendar_of_september_2025() -> None:
    """The clock of the notice with its hour, the end of the resolution, and what runs without a day."""
    rows = document("agreements", "calendar", "iran", "--as-of", "2025-09-01", "--to", "2025-12-31")["entries"]
    (effect,) = [row for row in rows if row["ids"] == ["UNSCR2231-P-SNAPBACK"] and row["kind"] == "effect"]
    assert (effect["day"], effect["instant"]) == ("2025-09-28", "2025-09-28T00:00:00+00:00")
    assert effect["holders"] == ["FR", "DE", "UK"]
    endless = [row for row in rows if row["day"] is None]
    assert {"JCPOA-P-DRM", "CSA-68"} <= {name for row in endless for name in row["ids"]}
    assert all(row["elapsed_days"] > 0 for row in endless)


def test_the_calendar_as_a_file(tmp_path: Path) -> None:
    """A file beside the table, or the file alone on standard output."""
    target = tmp_path / "clocks.ics"
    asked = ("agreements", "calendar", "iran", "--as-of", "2025-09-01")
    result = call(*asked, "--ics", str(target))
    assert result.exit_code == 0
    assert f"days to {target}" in result.stderr.replace("\n", "")
    events = Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    assert date(2025, 9, 7) in [event.decoded("dtstart") for event in events]
    alone = call(*asked, "--ics", "-")
    assert alone.stdout.encode().replace(b"\r\n", b"\n") == target.read_bytes().replace(b"\r\n", b"\n")
    assert call(*asked, "--to", "2025-08-01").exit_code == 2


def test_recorded_votes_are_reproduced_with_their_reasons() -> None:
    """All ten; both reasons for the drafts of September 2025, from the votes by name."""
    rows = document("agreements", "vote", "iran", "--as-of", "2026-01-01")["votes"]
    assert len(rows) == 10
    assert all(row["reproduced"] for row in rows)
    (draft,) = [row for row in rows if row["day"] == "2025-09-26"]
    assert draft["against_it"] == ["4 in favour, at least 9 of 15 needed", "negative votes of FR, UK and US"]
    assert (
        "10 votes, 10 with the outcome recorded." in read("agreements", "vote", "iran", "--as-of", "2026-01-01").stdout
    )


def test_votes_are_cut_at_what_was_known() -> None:
    """A vote after the day of knowledge had not been heard of."""
    rows = document("agreements", "vote", "iran", "--as-of", "2026-01-01", "--known-by", "2025-09-20")["votes"]
    assert max(str(row["day"]) for row in rows) == "2025-09-19"


def test_a_supposed_vote_with_names() -> None:
    """The others of the day can be given one vote; a permanent member against is a veto."""
    result = call(
        "agreements", "vote", "iran", "UNSC-SUBSTANTIVE", "--against", "RU", "--rest", "for", "--as-of", "2025-09-26"
    )
    assert "14-1-0: not adopted" in result.stdout
    assert "no negative vote of a permanent member: NOT met (negative votes of RU)" in result.stdout
    assert call("agreements", "vote", "iran", "UNSC-SUBSTANTIVE", "--for", "9", "--rest", "against").exit_code == 2
    assert call("agreements", "vote", "iran", "BOG-SIMPLE", "--for", "CN", "--rest", "against").exit_code == 2
    ended = ("agreements", "vote", "iran", "JC-PROCUREMENT-WG", "--for", "2")
    assert "2-0-0: undetermined" in read(*ended).stdout
    assert "2-0-0: adopted" in read(*ended, "--period-ended").stdout
    wrong = call("agreements", "vote", "iran", "UNSC-SUBSTANTIVE", "--for", "XX", "--as-of", "2025-09-26")
    assert (wrong.exit_code, "its members are" in " ".join(wrong.stderr.split())) == (2, True)
    partly = ("agreements", "vote", "iran", "UNSC-SUBSTANTIVE", "--for", "BR", "--as-of", "2010-06-09")
    assert "BR: not known as members on 2010-06-09" in folded(*partly)
    assert "did you mean BOG-SIMPLE" in call("agreements", "vote", "iran", "BOG-SIMPEL").stderr


def test_power_is_printed_exactly() -> None:
    """As fractions, with the numbers beside them."""
    found = document("agreements", "power", "iran", "UNSC-SUBSTANTIVE", "--as-of", "2025-09-26")
    assert [(row["shapley_shubik"], row["banzhaf"], row["count"]) for row in found["voters"]] == [
        ("421/2145", "106/635", 5), ("4/2145", "21/1270", 10),
    ]  # fmt: skip
    blocs = document("agreements", "power", "iran", "UNSC-SUBSTANTIVE", "--bloc", "FR,UK,US", "--bloc", "CN,RU")
    assert blocs["voters"][0]["shapley_shubik"] == "14/33"
    eec = document("agreements", "power", "iran", "--weights", "4,4,4,2,2,1", "--quota", "12")
    assert [row["shapley_shubik"] for row in eec["voters"]] == ["7/30", "3/20", "0"]
    for words in (
        (),
        ("BOG-SIMPLE", "--weights", "1", "--quota", "1"),
        ("--weights", "4,x", "--quota", "2"),
        ("--weights", "4"),
    ):
        assert call("agreements", "power", "iran", *words).exit_code == 2


def test_a_case_without_procedures_and_votes_says_so() -> None:
    """Empty is said, not left blank."""
    assert "no procedure is recorded" in call("agreements", "procedures", str(SMALL)).stdout
    assert "no vote is recorded" in call("agreements", "vote", str(SMALL)).stdout
