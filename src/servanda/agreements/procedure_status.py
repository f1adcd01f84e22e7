"""What is said of a procedure on a day, by whose account: not started, running, in effect, contested.

Whether the one who began it was entitled to is a matter of position: accounts that deny it hold that no clock runs; they
are told apart by `procedure` statements `standing_denied` and `standing_upheld`. Who began a run upholds it until it takes it
back; then nobody may be left who does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from servanda.agreements.model import Agreement, Procedure
from servanda.agreements.position import EVERYONE, InstrumentState, instrument_states
from servanda.agreements.procedure import Act, Deed, Deeds, deeds_of
from servanda.agreements.procedure_run import Phase, Run, StepState, run
from servanda.agreements.verdict import Status
from servanda.core.counting import WorkingCalendar
from servanda.evidence.record import Record

NOT_STARTED = "not_started"
NO_STANDING = "no_standing"
UNCLEAR = "undetermined"
NOT_REACHED = "not_reached"
"""By this account the event that the last step is does not come."""


@dataclass(frozen=True, slots=True)
class Account:
    """The state of a run by the account of `holders` (empty: nobody differs).

    `status` is a phase, `no_standing` or `not_reached`.
    """

    status: str
    holders: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def words(self) -> str:
        """The account in one phrase."""
        by = f" by the account of {', '.join(self.holders)}" if self.holders else ""
        return f"{self.status.replace('_', ' ')}{by}"


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """One run and the accounts of it for the position asked for."""

    run: Run
    accounts: tuple[Account, ...]

    @property
    def contested(self) -> bool:
        """True when accounts differ on whether it was begun rightly."""
        return len({account.status for account in self.accounts}) > 1

    @property
    def kept(self) -> Status:
        """Whether the steps that were due by the day were taken in time; undetermined where nothing is recorded of one."""
        states = [s.state for s in self.run.steps]
        if StepState.DONE_LATE in states:
            return Status.PERFORMED_LATE
        counted = (Act.DONE, Act.ADOPTED)
        done = [s for s in self.run.steps if s.taken is not None and s.taken.act in counted]
        silent = StepState.PASSED in states or StepState.OVERDUE in states
        return Status.COMPLIANT if done and not silent else Status.UNDETERMINED

    @property
    def evidence(self) -> tuple[str, ...]:
        """Every statement that the run rests on, by day."""
        return tuple(dict.fromkeys(d.evidence for d in self.run.deeds.all if d.evidence))


@dataclass(frozen=True, slots=True)
class ProcedureAnswer:
    """What is said of one procedure on one day; `runs` by the day on which they began, `stray` deeds without a run."""

    agreement: str
    procedure: Procedure
    day: date
    position: str
    runs: tuple[RunAnswer, ...]
    instruments: tuple[InstrumentState, ...]
    stray: tuple[Deed, ...] = ()

    @property
    def current(self) -> RunAnswer | None:
        """The run begun last; None before the first."""
        return self.runs[-1] if self.runs else None

    @property
    def status(self) -> str:
        """`not_started`, a phase, `no_standing`, or `contested` when accounts of the current run differ."""
        current = self.current
        if current is None:
            return NOT_STARTED
        return Status.CONTESTED.value if current.contested else current.accounts[0].status

    @property
    def evidence(self) -> tuple[str, ...]:
        """Every statement read."""
        return tuple(dict.fromkeys(i for found in self.runs for i in found.evidence))

    @property
    def recalled(self) -> tuple[str, ...]:
        """Statements read that are recalled."""
        deeds = (d for found in self.runs for d in found.run.deeds.all)
        return tuple(dict.fromkeys(d.evidence for d in deeds if d.recalled and d.evidence))

    @property
    def words(self) -> str:
        """The state of the current run in one line."""
        current = self.current
        if current is None:
            return "no start is recorded"
        by = f" by {', '.join(current.run.deeds.start.by)}" if current.run.deeds.start.by else ""
        accounts = "; ".join(account.words for account in current.accounts)
        held = any(account.status != NO_STANDING for account in current.accounts)
        why = f" ({current.run.why})" if current.run.why and held else ""
        return f"started on {current.run.deeds.start.day}{by}: {accounts}{why}"

    def says(self, phrase: str) -> bool:
        """Whether a phrase holds on the day: `procedure started`, `contested: no standing (13), effective (US)` ..."""
        head, _, accounts = phrase.partition(":")
        parts = [part.strip() for part in re.split(r",(?![^(]*\))", head) if part.strip()]
        claims = [part.strip() for part in re.split(r",(?![^(]*\))", accounts) if part.strip()]
        return bool(parts) and all(map(self._holds, parts)) and all(map(self._claimed, claims))

    def _holds(self, word: str) -> bool:
        word = word.lower().replace("_", " ")
        current = self.current
        if current is None:
            return word in ("not started", "not applicable")
        if word in ("procedure started", "clock started", "started"):
            return any(account.status != NO_STANDING for account in current.accounts)
        return word in (self.status.replace("_", " "), current.kept.value.replace("_", " "), current.run.phase.words)

    def _claimed(self, claim: str) -> bool:
        """One account: what is said, and in brackets by whom (a code, or a number that stands in the name)."""
        match = re.fullmatch(r"(?P<what>[^(]*?)\s*(?:\((?P<who>[^)]*)\))?", claim)
        current = self.current
        if match is None or current is None:
            return False
        who = [name.strip() for name in (match["who"] or "").split(",") if name.strip()]
        return any(_same(match["what"], account) and _by(who, account) for account in current.accounts)


def _same(what: str, account: Account) -> bool:
    what = what.lower().replace("_", " ").strip()
    if account.status == NO_STANDING:
        return what in ("no standing", "void")
    return what in ("effective", "started", "valid", account.status.replace("_", " "))


def _by(names: list[str], account: Account) -> bool:
    held = [word for holder in account.holders for word in (holder, *holder.split())]
    return all(name in held for name in names)


def procedure_status(
    agreement: Agreement,
    procedure: Procedure,
    record: Record,
    day: date,
    position: str = EVERYONE,
    *,
    calendar: WorkingCalendar | None = None,
) -> ProcedureAnswer:
    """What is said of a procedure on a day, for one position or for all; `record` holds what was known."""
    runs, stray = deeds_of(procedure, record, day)
    states = instrument_states(agreement, day, position)
    answers = tuple(_answer(run(procedure, deeds, day, calendar), position, states) for deeds in runs)
    return ProcedureAnswer(agreement.slug, procedure, day, position, answers, states, stray)


def _answer(found: Run, position: str, states: tuple[InstrumentState, ...]) -> RunAnswer:
    event = next((s.terms.event for s in found.steps if s.state is StepState.CONDITIONAL and s.terms.event), "")
    accounts = _by_event(found, event, states) if event and found.phase is Phase.CONDITIONAL else ()
    return RunAnswer(found, accounts or _accounts(found, position))


def _by_event(found: Run, event: str, states: tuple[InstrumentState, ...]) -> tuple[Account, ...]:
    """Whether the event that the last step is came, by each account of the instrument; who says nothing leaves it open."""
    holders: dict[str, list[str]] = {}
    for state in states:
        moved = {} if state.entry is None else dict(state.entry.events)
        day = moved.get(event, found.day)
        reached = Phase.IN_EFFECT.value if day is not None and day <= found.day else NOT_REACHED
        holders.setdefault(reached if event in moved else found.phase.value, []).extend(state.holders)
    return tuple(Account(status, tuple(sorted(names)), ()) for status, names in holders.items())


def _accounts(found: Run, position: str) -> tuple[Account, ...]:
    """The phase for everyone; when somebody denies the standing, that account beside the one of those who uphold it."""
    denied, upheld = _who(found.deeds, Act.STANDING_DENIED), _who(found.deeds, Act.STANDING_UPHELD)
    own = tuple(name for name in dict.fromkeys((*found.deeds.start.by, *upheld)) if name not in denied)
    if not denied:
        return (Account(found.phase.value, (), _ids(found, Act.STANDING_UPHELD)),)
    void = Account(NO_STANDING, denied, _ids(found, Act.STANDING_DENIED))
    both = (void, Account(found.phase.value, own, _ids(found, Act.STANDING_UPHELD))) if own else (void,)
    if position == EVERYONE:
        return both
    fitting = tuple(account for account in both if position in account.holders)
    return fitting or (Account(UNCLEAR, (position,), ()),)


def _who(deeds: Deeds, act: Act) -> tuple[str, ...]:
    """Who takes that position, by the last thing that each of them said."""
    last = {
        name: deed.act
        for deed in deeds.all
        if deed.act in (Act.STANDING_DENIED, Act.STANDING_UPHELD)
        for name in deed.by
    }
    return tuple(name for name, said in last.items() if said is act)


def _ids(found: Run, act: Act) -> tuple[str, ...]:
    return tuple(d.evidence for d in found.deeds.all if d.act is act and d.evidence)
