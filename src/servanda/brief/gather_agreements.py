"""The agreements: legal states by account, the duties that this edition judges, and honestly those that it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from servanda.agreements.explain import paragraph
from servanda.agreements.judge import judged_parties
from servanda.agreements.model import Agreement
from servanda.agreements.position import InstrumentState as State
from servanda.agreements.position import instrument_states
from servanda.agreements.reasons import limit_words, value_words
from servanda.agreements.verdict import Answer, Part, Status
from servanda.agreements.verdict import Verdict as Found
from servanda.brief.figures import computed
from servanda.brief.parts import (
    Agreements,
    Duty,
    Figure,
    Instrument,
    InstrumentState,
    NotJudged,
    Span,
    Verdict,
    Verdicts,
)
from servanda.brief.words import STATUS_ORDER
from servanda.case.view import View
from servanda.core.names import Qualifier

TYPE_ORDER = (
    "safeguards_agreement",
    "protocol",
    "subsidiary_arrangement",
    "treaty",
    "political_plan",
    "unsc_resolution",
)
COUNTED = {"centrifuges_installed": "machines", "centrifuges_operating": "machines", "cascades": "cascades"}
"""What the counts of some measures count."""
YEARS_SHOWN = timedelta(days=3653)


def gather_agreements(views: Sequence[View]) -> Agreements:
    """Legal states and duties; the timeline of each duty is that of the last state of knowledge."""
    last = views[-1]
    columns = [{a.obligation: a for a in view.answers()} for view in views]
    judged, idle, others = _sorted_out(last, columns)
    mine = sorted((a for a in last.case.agreements if concerns(a, last)), key=_weight)
    return Agreements(
        tuple(i for a in mine if (i := _instrument(a, last)) is not None),
        tuple(sorted((_duty(last, i, columns) for i in judged), key=_order)),
        idle,
        tuple(NotJudged(kind, count) for kind, count in sorted(others.items(), key=lambda item: (-item[1], item[0]))),
        tuple(a.title for a in last.case.agreements if not concerns(a, last)),
    )


def concerns(agreement: Agreement, view: View) -> bool:
    """True when the State of the case is a party or bound by an obligation; others are recorded as comparables."""
    description = view.case.description
    named = {description.code, description.state} & set(agreement.parties)
    return bool(named) or any(not judged_parties(o, description.code) for o in agreement.obligations)


def _weight(agreement: Agreement) -> tuple[int, str]:
    order = TYPE_ORDER.index(agreement.type) if agreement.type in TYPE_ORDER else len(TYPE_ORDER)
    return order, agreement.slug


def _sorted_out(view: View, columns: Sequence[dict[str, Answer]]) -> tuple[list[str], int, Counter[str]]:
    """Ids of the duties to show, how many of their kinds do not apply, and the kinds left to the command."""
    judged: list[str] = []
    idle = 0
    others: Counter[str] = Counter()
    for agreement in filter(lambda a: concerns(a, view), view.case.agreements):
        for o in agreement.obligations:
            if judged_parties(o, view.case.description.code):
                continue
            applies = any(column[o.id].status is not Status.NOT_APPLICABLE for column in columns)
            if not o.kind.measured:
                others[o.kind.value] += applies
            elif applies:
                judged.append(o.id)
            else:
                idle += 1
    return judged, idle, Counter({kind: n for kind, n in others.items() if n})


def _instrument(agreement: Agreement, view: View) -> Instrument | None:
    """The instrument with its states; None when it had none yet on the day."""
    found = instrument_states(agreement, view.as_of, view.position)
    states = tuple(_state(s, view) for s in found if s.entry is not None)
    return Instrument(agreement.slug, agreement.title, agreement.type, states) if states else None


def _state(s: State, view: View) -> InstrumentState:
    if s.entry is None:
        raise AssertionError("a state without an entry is left out before")
    since, mark = s.entry.start.isoformat(), s.entry.mark.value
    return InstrumentState(_names(s.holders, view), s.entry.words, since, s.effect.value, s.reason, mark)


def _names(codes: Iterable[str], view: View) -> tuple[str, ...]:
    """Party codes of agreement files as names; a code without a party stays as it is."""
    names = {p.code: p.name for p in view.case.parties}
    return tuple(names.get(code, code) for code in codes)


def _duty(view: View, obligation: str, columns: Sequence[dict[str, Answer]]) -> Duty:
    _, o = view.obligation(obligation)
    cells = tuple(
        Verdicts(c[obligation].status.value, tuple(_verdict(v, view) for v in c[obligation].verdicts)) for c in columns
    )
    mark = "recalled" if "recalled" in (o.mark.value, o.cite_mark.value) else ""
    spans = _spans(view, obligation)
    return Duty(o.id, o.title, o.cite, columns[-1][obligation].agreement, o.kind.value, cells, spans, mark)


def _spans(view: View, obligation: str) -> tuple[Span, ...]:
    start: date = max(view.as_of - YEARS_SHOWN, min(view.case.description.first_day, view.as_of))
    found = view.timeline(start, view.as_of + timedelta(days=1), obligation)[obligation]
    spans: list[Span] = []
    for span in found:
        status = span.answer.status.value
        if spans and spans[-1].status == status:
            spans[-1] = Span(spans[-1].start, span.end.isoformat(), status)
        else:
            spans.append(Span(span.start.isoformat(), span.end.isoformat(), status))
    return tuple(spans)


def _order(duty: Duty) -> tuple[int, str, str]:
    return STATUS_ORDER.index(duty.cells[-1].status), duty.agreement, duty.id


def _verdict(found: Found, view: View) -> Verdict:
    part = _deciding(found)
    return Verdict(
        _names(found.holders, view),
        found.status.value,
        None if part is None else _value(part, found, view),
        "" if part is None else limit_words(part),
        paragraph(found),
        None if part is None else _times(part, found),
        tuple(dict.fromkeys((*found.evidence, *found.stale))),
        found.soft,
        found.missing,
        "recalled" if found.recalled else "",
        "" if part is None else part.words,
    )


def _deciding(found: Found) -> Part | None:
    """The first condition with the status of the whole, else the first."""
    same: Iterable[Part] = (p for p in found.parts if p.status is found.status)
    return next(iter(same), found.parts[0] if found.parts else None)


def _value(part: Part, found: Found, view: View) -> Figure | None:
    words = _value_in_words(part, view)
    if not words:
        return _too_old(part, found, view)
    number = None if part.value is None else part.value.value
    unit = "" if part.value is None else part.value.unit.value
    day = part.day.isoformat() if part.day else ""
    basis = part.basis.value if part.basis else ""
    method = "growth" if basis == "computed" else ""
    return Figure(words, part.evidence, method, number, unit, day, basis, _mark(part.evidence, found))


def _value_in_words(part: Part, view: View) -> str:
    """The value with `about` where its statement says so, and with what was counted where its unit is a count."""
    words = value_words(part)
    if part.value is None or not words:
        return words
    noun = COUNTED.get(part.quantity, "") if words[-1].isdigit() else ""
    return f"{_about(part.evidence, words, view)}{words} {noun}".strip()


def _about(evidence: tuple[str, ...], words: str, view: View) -> str:
    """`about ` for a value that rests on one statement that says so."""
    one = view.case.record.by_id.get(evidence[0]) if len(evidence) == 1 else None
    return (
        "about "
        if one is not None and one.qualifier is Qualifier.APPROX and not words.startswith(("about", "at "))
        else ""
    )


def _times(part: Part, found: Found) -> Figure | None:
    """The value as a multiple of the limit; None unless it exceeds a limit above zero in a plain number."""
    limit, value = part.limit, None if part.value is None else part.value.value
    if found.status is not Status.EXCEEDED or value is None or not isinstance(limit, float | int) or limit <= 0:
        return None
    ratio = value / limit
    words = f"{ratio:.{0 if ratio >= 10 else 1 if ratio >= 2 else 2}f} times"
    return computed(words, ratio, "ratio", "ratio", part.evidence, _mark(part.evidence, found))


def _too_old(part: Part, found: Found, view: View) -> Figure | None:
    if part.last is None or part.last_day is None:
        return None
    last = part.last.text()
    words = f"last {_about(part.stale, last, view)}{last} on {part.last_day.isoformat()}, too old to decide"
    return Figure(
        words,
        part.stale,
        "",
        part.last.value,
        part.last.unit.value,
        part.last_day.isoformat(),
        "",
        _mark(part.stale, found),
    )


def _mark(evidence: tuple[str, ...], found: Found) -> str:
    return "recalled" if any(i in words for words in found.recalled for i in evidence) else ""
