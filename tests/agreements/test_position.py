"""The legal state of instruments: by holder, in time, and what recorded words mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from servanda.agreements.known import as_known
from servanda.agreements.model import Effect
from servanda.agreements.position import effect_of, holders, instrument_states, known_holders, state_on
from servanda.agreements.verdict import Status
from tests.agreements.build import FILES, agreement, ask, bundled, changed, with_obligation

NAMES = sorted(path.stem for path in FILES.glob("[a-z]*.yaml"))
PROHIBITION = "test: {comparator: absent}"


def effects(name: str, day: str, position: str = "all") -> dict[str, Effect]:
    """Effect by holder on a day; "" where nobody differs."""
    states = instrument_states(bundled(name), date.fromisoformat(day), position)
    return {holder: state.effect for state in states for holder in state.holders or ("",)}


def test_every_recorded_state_of_the_bundled_files_has_a_meaning() -> None:
    """Unclear states are unclear for a reason that is written down; every one was looked at."""
    entries = [(a, s) for a in map(bundled, NAMES) for s in a.states]
    unclear = {s.words for a, s in entries if effect_of(a, s)[0] is Effect.UNCLEAR}
    assert all(effect_of(a, s)[1] for a, s in entries if effect_of(a, s)[0] is Effect.UNCLEAR)
    assert unclear == {
        "CSA obligations unaffected",
        "Iran declares return to original code",
        "Iran stops implementing the modified code, announced on 15 February 2021",
        "60 days run out unless extended; unknown",
        "old resolutions back",
        "old resolutions apply again; paras 7, 8 and 16-20 ended",
    }


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("additional-protocol", "2015-06-01", {"": Effect.NOT_IN_FORCE}),
        ("additional-protocol", "2016-01-16", {"": Effect.IN_FORCE}),
        ("additional-protocol", "2021-02-22", {"": Effect.IN_FORCE}),
        ("additional-protocol", "2021-02-23", {"": Effect.NOT_IN_FORCE}),
        ("npt", "2025-07-01", {"": Effect.IN_FORCE}),
        ("csa-infcirc153", "2025-07-02", {"IAEA": Effect.IN_FORCE, "IR": Effect.IN_FORCE}),
        ("jpoa", "2016-01-16", {"": Effect.NOT_IN_FORCE}),
        ("us-omani-proposal-2025-05", "2025-06-01", {"": Effect.OFFERED}),
        ("us-zero-enrichment-2025-26", "2026-04-12", {"US": Effect.OFFERED}),
        ("e3-snapback-extension-2025", "2025-09-28", {"": Effect.NOT_IN_FORCE}),
        ("tehran-declaration-2010", "2010-06-09", {"": Effect.NOT_IN_FORCE}),
        ("islamabad-mou-2026", "2026-08-16", {"": Effect.UNCLEAR}),
        ("libya-2003", "2010-01-01", {"": Effect.IN_FORCE}),
    ],
)
def test_the_effect_on_a_day(name: str, day: str, expected: dict[str, Effect]) -> None:
    """The latest recorded state decides, from its own day on."""
    assert effects(name, day) == expected


def test_the_old_resolutions_are_contested_after_their_re_application() -> None:
    """From 28 September 2025 each account is kept: in force again for five holders, not in force for three."""
    assert effects("unsc-sanctions-2006-2010", "2025-09-27") == {"": Effect.NOT_IN_FORCE}
    after = effects("unsc-sanctions-2006-2010", "2025-09-28")
    assert {h for h, e in after.items() if e is Effect.IN_FORCE} == {"UK", "FR", "DE", "US", "BOG-majority"}
    assert {h for h, e in after.items() if e is Effect.NOT_IN_FORCE} == {"IR", "RU", "CN"}


def test_the_jcpoa_ends_at_different_days_for_different_holders() -> None:
    """Less performance is not an end; the E3 and the United States date the end before Iran, Russia and China."""
    assert set(effects("jcpoa", "2025-07-01").values()) == {Effect.IN_FORCE}
    between = effects("jcpoa", "2025-10-01")
    assert {h for h, e in between.items() if e is Effect.NOT_IN_FORCE} == {"UK", "FR", "DE", "US"}
    later = effects("jcpoa", "2025-10-18")
    assert {h for h, e in later.items() if e is Effect.IN_FORCE} == {"EU"}


def test_one_position_is_answered_alone() -> None:
    """Asking for one holder gives that holder's state; one that is named nowhere goes by what all share."""
    assert effects("unsc-sanctions-2006-2010", "2025-10-01", "IR") == {"IR": Effect.NOT_IN_FORCE}
    assert effects("unsc-sanctions-2006-2010", "2025-10-01", "UK") == {"UK": Effect.IN_FORCE}
    assert effects("csa-infcirc153", "2025-10-01", "UK") == {"UK": Effect.IN_FORCE}


def test_a_party_that_the_record_leaves_out_of_a_dispute_gets_no_account_made_up_for_it() -> None:
    """Others hold that the resolutions are back, or that they are not: what the EU holds is not recorded."""
    assert effects("unsc-sanctions-2006-2010", "2025-10-01", "EU") == {"EU": Effect.UNCLEAR}
    assert effects("unsc-sanctions-2006-2010", "2025-09-01", "EU") == {"EU": Effect.NOT_IN_FORCE}


def test_a_state_that_began_later_is_not_known_earlier() -> None:
    """As known on 1 July 2025, no resolution was back on 1 October 2025."""
    agreement = as_known(bundled("unsc-sanctions-2006-2010"), date(2025, 7, 1))
    (state,) = instrument_states(agreement, date(2025, 10, 1))
    assert agreement.obligations[0].applies.again_from is None
    assert (state.effect, state.holders) == (Effect.NOT_IN_FORCE, ())


@pytest.mark.parametrize(
    "words", ["not in force", "no longer in force", "never in effect", "not yet in force", "ceased to be in force"]
)
def test_a_negation_is_not_read_as_in_force(words: str) -> None:
    """Words that deny the force of an instrument end it."""
    entry = replace(bundled("npt").states[0], words=words)
    assert effect_of(bundled("npt"), entry)[0] is Effect.NOT_IN_FORCE


def test_equal_accounts_come_together() -> None:
    """One entry for each account, with all who share it."""
    states = instrument_states(bundled("unsc-sanctions-2006-2010"), date(2025, 10, 1))
    assert sorted(len(state.holders) for state in states) == [3, 5]


def test_before_the_first_state_there_is_none() -> None:
    """An instrument without a recorded state by the day is not in force, and says why."""
    (state,) = instrument_states(bundled("jcpoa"), date(2015, 10, 17))
    assert (state.entry, state.effect, state.reason) == (None, Effect.NOT_IN_FORCE, "no state is recorded by then")
    assert state.words == "no state recorded yet"


def test_a_holders_own_entry_wins_on_the_same_day() -> None:
    """An entry for everyone and one for a holder may begin on one day."""
    both = "state: in_effect, status: read}\n    - {from: 2015-10-18, state: terminated, held_by: [US], status: read}"
    text = changed("state: in_effect, status: read}", both)
    found = agreement(text)
    own, other = state_on(found, date(2016, 1, 1), "US"), state_on(found, date(2016, 1, 1), "IR")
    assert own is not None
    assert other is not None
    assert (own.words, other.words) == ("terminated", "in_effect")


def test_holders_are_named_only_from_their_day_on() -> None:
    """Nobody differs before the first divided entry."""
    jcpoa = bundled("jcpoa")
    assert holders(jcpoa, date(2016, 1, 16)) == ()
    assert holders(jcpoa, date(2018, 5, 8)) == ("CN", "DE", "EU", "FR", "IR", "RU", "UK")
    assert "BOG-majority" in known_holders([bundled("unsc-sanctions-2006-2010"), jcpoa])


@pytest.mark.parametrize(
    ("words", "status", "reason"),
    [
        ("in_effect", Status.UNDETERMINED, "no statement new enough"),
        ("terminated", Status.NOT_APPLICABLE, "the instrument is not in force: terminated, since 2015-10-18"),
        ("offered", Status.NOT_APPLICABLE, "offered, not in force: offered, since 2015-10-18"),
        ("rather so", Status.UNDETERMINED, "the record does not say whether it is in force"),
    ],
)
def test_the_state_decides_whether_a_duty_binds(words: str, status: Status, reason: str) -> None:
    """In force: judged. Not in force or only offered: not applicable. Unclear: undetermined, never guessed."""
    state = f"    - {{from: 2015-10-18, state: {words}, status: read}}\n"
    found = ask(with_obligation("prohibition", PROHIBITION, state=state), "2017-01-01")
    assert found.status is status
    assert found.verdicts[0].reason.startswith(reason)


def test_an_explicit_effect_wins_over_the_words() -> None:
    """The key `effect` of an entry is taken before the table of words."""
    state = "    - {from: 2015-10-18, state: in_effect, effect: offered, status: read, note: only a draft}\n"
    found = ask(with_obligation("prohibition", PROHIBITION, state=state), "2017-01-01")
    assert found.status is Status.NOT_APPLICABLE
    assert "only a draft" in found.verdicts[0].reason
