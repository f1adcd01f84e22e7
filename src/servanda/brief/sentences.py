"""The bottom line: at most seven sentences, each written by a rule from the results, with its figures linked.

A rule that has nothing to say is silent. No sentence is typed by hand for a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.brief.answer import Brief
from servanda.brief.drawing import exceeded_by_some, scaled_issue
from servanda.brief.figures import count, sentence
from servanda.brief.parts import Duty, Figure, Held, Instrument, Issue, Margin, Sentence, Stratum, StratumCell
from servanda.brief.sentences_control import bounds_sentence, overdue_words, plan_sentence, time_sentence
from servanda.brief.words import BASIS_WORDS, STATUS_ORDER, STATUS_WORDS, day_words, listed, plain

MOST = 7
MOST_NAMED = 5
SAFEGUARDS = ("safeguards_agreement", "protocol", "subsidiary_arrangement")


def bottom_line(brief: Brief) -> tuple[Sentence, ...]:
    """The sentences for a brief whose other parts are complete."""
    rules = (
        _material, _verification, bounds_sentence, _duties, _time, plan_sentence, _instruments, _stand, _forums,
    )  # fmt: skip
    found = (rule(brief) for rule in rules)
    return tuple(s for s in found if s is not None)[:MOST]


def _material(brief: Brief) -> Sentence | None:
    """The most enriched stratum: as known in each state of knowledge."""
    stratum = _gravest(brief)
    if stratum is None:
        return None
    pieces: list[str | Figure] = []
    seen: set[tuple[str, ...]] = set()
    for known, cell in zip(brief.knowledge, stratum.cells, strict=True):
        if cell.used is None or cell.used.evidence in seen:
            continue
        seen.add(cell.used.evidence)
        pieces += ["; " if pieces else "", _first_up(known.label) if not pieces else known.label, ", "]
        pieces += _amount(stratum, cell, first=len(seen) == 1)
    return Sentence((*_no_gaps(pieces), ".")) if pieces else None


def _gravest(brief: Brief) -> Stratum | None:
    known = [s for s in brief.known.strata if any(c.used for c in s.cells)]
    return known[0] if known else None


def _amount(stratum: Stratum, cell: StratumCell, *, first: bool) -> list[str | Figure]:
    used = cell.used
    if used is None:
        return []
    what = f"the last published figure for uranium {_lower(stratum.label)} was " if first else "it is "
    pieces: list[str | Figure] = [
        what,
        used,
        f" for {day_words(used.day)} ({plain_basis(used.basis)}, published on {day_words(cell.public)})",
    ]
    if cell.verified is not None and cell.verified.day == used.day and cell.verified.evidence != used.evidence:
        pieces += [", of which ", cell.verified, " had been verified"]
    return pieces


def _verification(brief: Brief) -> Sentence | None:
    """How long ago anything of the gravest stratum was verified, against the goal."""
    stratum = _gravest(brief)
    cell = stratum.cells[-1] if stratum else None
    if stratum is None or cell is None:
        return None
    if cell.verified is None or cell.days is None:
        return sentence(
            "No verified quantity of this material is recorded; its age against the timeliness goal cannot be said."
        )
    due = f"the next verification {'was' if cell.overdue else 'is'} due by {day_words(cell.due)}"
    goal = f"; with the goal of {stratum.goal}, {due}{overdue_words(cell.overdue)}" if stratum.goal and cell.due else ""
    now = brief.knowledge[-1].label
    since = f"{_first_up(now)}, nothing of it has been verified since {day_words(cell.verified.day)}, "
    return sentence(since, cell.days, f" before {day_words(brief.as_of)}{goal}{_never_then(brief, stratum)}.")


def _never_then(brief: Brief, stratum: Stratum) -> str:
    """What an earlier state of knowledge without any verified quantity of the same material said."""
    first = brief.knowledge[0].label
    never = len(stratum.cells) > 1 and stratum.cells[0].verified is None
    return f"; {first}, nothing of it had ever been verified in the record" if never else ""


def _duties(brief: Brief) -> Sentence | None:
    """How many judged obligations are exceeded, with the gravest named, contested, declared not observed, undecided."""
    duties = brief.agreements.duties
    if not duties:
        return None
    broken = sorted(_with(duties, "exceeded", "not_performed"), key=_gravity)
    contested = _with(duties, "contested")
    noun = "obligation" if len(duties) == 1 else "obligations"
    by_all = " by every account" if contested else ""
    pieces: list[str | Figure] = [_first_count(broken), f" of {len(duties)} {noun} that this edition can judge "]
    pieces += [f"{'is' if len(broken) <= 1 else 'are'} exceeded{by_all}", *_list(broken), *_contested(contested)]
    for status, words in (
        ("declared_non_observance", "more are declared not observed"),
        ("undetermined", "cannot be decided from the record"),
    ):
        found = _with(duties, status)
        pieces += ["; ", _count(found), f" {words}"] if found else []
    return Sentence((*pieces, "."))


def _list(duties: Sequence[Duty]) -> list[str | Figure]:
    """The gravest of some duties by name; empty for none."""
    if not duties:
        return []
    among = ", among them: " if len(duties) > MOST_NAMED else ": "
    return [among, *_joined(_named(d) for d in duties[:MOST_NAMED])]


def _contested(duties: Sequence[Duty]) -> list[str | Figure]:
    """How many duties the parties see differently, and which of them are exceeded by at least one account."""
    if not duties:
        return []
    by_some = sorted((d for d in duties if exceeded_by_some(d)), key=_gravity)
    verb = "is" if len(duties) == 1 else "are"
    pieces: list[str | Figure] = ["; ", _count(list(duties)), f" {verb} contested between the parties"]
    return (
        [*pieces, ", ", _count(by_some), " of them exceeded by at least one account", *_list(by_some)]
        if by_some
        else pieces
    )


def _with(duties: Iterable[Duty], *statuses: str) -> list[Duty]:
    return [d for d in duties if d.cells[-1].status in statuses]


def _count(found: list[Duty]) -> Figure:
    evidence = dict.fromkeys(i for d in found for v in d.cells[-1].verdicts for i in v.evidence)
    return count(len(found), "", tuple(evidence))


def _first_count(found: list[Duty]) -> Figure:
    return _count(found) if found else Figure("None")


def _named(duty: Duty) -> list[str | Figure]:
    verdicts = duty.cells[-1].verdicts
    verdict = next((v for v in verdicts if v.status == "exceeded"), verdicts[0])
    if verdict.value is None:
        return [f"{duty.title} ({duty.id}, {STATUS_WORDS[verdict.status]})"]
    beside: list[str | Figure] = [", ", verdict.times, " the limit"] if verdict.times else []
    measured = f"{verdict.measured}: " if verdict.measured and verdict.limit.startswith("the rule") else ""
    basis = f", {plain_basis(verdict.value.basis)}," if verdict.value.basis else ""
    against = f"{basis} against {verdict.limit}" if verdict.limit else basis.rstrip(",")
    return [f"{duty.title} ({duty.id}: {measured}", verdict.value, against, *beside, ")"]


def _gravity(duty: Duty) -> tuple[int, float, str]:
    """Exceeded numbers by how far they are exceeded, then what is prohibited outright, then declarations."""
    times = max((v.times.value or 0.0 for v in duty.cells[-1].verdicts if v.times is not None), default=0.0)
    return STATUS_ORDER.index(duty.cells[-1].status), -times, duty.id


def _joined(parts: Iterable[list[str | Figure]]) -> list[str | Figure]:
    pieces: list[str | Figure] = []
    for part in parts:
        pieces += ["; " if pieces else "", *part]
    return _no_gaps(pieces)


def _instruments(brief: Brief) -> Sentence | None:
    """Safeguards instruments that are not applied, and instruments on whose state the parties differ."""
    idle = [i for i in brief.agreements.instruments if i.type in SAFEGUARDS and _all(i, "not_in_force")]
    split = [i for i in brief.agreements.instruments if len({s.effect for s in i.states}) > 1]
    parts = [f"{i.title}: {plain(i.states[0].state)} since {day_words(i.states[0].since)}" for i in idle]
    if split:
        parts.append(f"the parties differ on whether these are in force: {'; '.join(i.title for i in split)}")
    return sentence(_first_up("; ".join(parts)), ".") if parts else None


def _all(instrument: Instrument, effect: str) -> bool:
    return bool(instrument.states) and all(s.effect == effect for s in instrument.states)


def _time(brief: Brief) -> Sentence | None:
    """Times as a distribution; where none can be drawn, from the balance alone."""
    return time_sentence(brief) or _margin(brief)


def _margin(brief: Brief) -> Sentence | None:
    """Time to the first target at nominal capacity, with the range over the published capacities and the yield."""
    cell = brief.capability[-1] if brief.capability else None
    if cell is None or not cell.margins:
        return None
    first = cell.margins[0].target
    mine = {m.capacity: m for m in cell.margins if m.target == first}
    nominal = mine.get("nominal")
    if nominal is None or nominal.days is None:
        return sentence("No time to ", first, " is given: ", cell.margins[0].note or "the capacity is not known", ".")
    return sentence(
        "From the stocks last published, as if all of them and all machines last counted could be used without set-up, ",
        f"{first} would take ", nominal.days, *_range(mine), "; all stocks together would give ", nominal.product,
        " at 90 %, in more time. This leaves out everything that comes after.",
    )  # fmt: skip


def _range(mine: dict[str, Margin]) -> list[str | Figure]:
    low, high = mine.get("high"), mine.get("low")
    if low is None or high is None or low.days is None or high.days is None or low.days.text == high.days.text:
        return []
    return [" (", low.days, " to ", high.days, " over the published range of capacity)"]


def _stand(brief: Brief) -> Sentence | None:
    """The issue with most positions on a scale: the newest position of the parties at its two ends."""
    issue = scaled_issue(brief)
    if issue is None:
        return None
    current = sorted((h for h in issue.held if h.current and h.scale is not None), key=lambda h: h.scale or 0.0)
    if len(current) < 2:
        return None
    first, last = current[0], current[-1]
    if first.scale == last.scale:
        return sentence(f"{_heading(issue)}: every party on the scale stands at the same place: ", last.figure, ".")
    return sentence(
        f"{_heading(issue)}: the parties stand as far apart as ", *_position(first), " and ", *_position(last), "."
    )


def _heading(issue: Issue) -> str:
    return f"On the question “{issue.label}”"


def _position(held: Held) -> list[str | Figure]:
    return [f"{held.name} (“", held.figure, f"”, {held.firmness}, {day_words(held.said_on)})"]


def _forums(brief: Brief) -> Sentence | None:
    """The formats from which the State or another core party is absent."""
    formats = brief.positions.formats
    lacking = [f for f in formats if f.missing and len(f.principals) > 1]
    if not lacking:
        return None
    named = [f"{f.name} lacks {listed(f.missing)}" for f in lacking[:3]]
    tail = f"; {len(lacking) - 3} more are in the table" if len(lacking) > 3 else ""
    verb = "leaves" if len(lacking) == 1 else "leave"
    head = f"Of {len(formats)} formats open on the day, {len(lacking)} {verb} out a party with a stake: "
    return sentence(f"{head}{'; '.join(named)}{tail}.")


def plain_basis(basis: str) -> str:
    """A basis as read in a sentence."""
    return BASIS_WORDS.get(basis, plain(basis))


def _no_gaps(pieces: list[str | Figure]) -> list[str | Figure]:
    return [p for p in pieces if p != ""]


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
