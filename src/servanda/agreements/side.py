"""From a comparison: what each side owes, and what the verifier must be able to establish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from servanda.agreements.compare_overlays import Comparison, Row, Wording
from servanda.agreements.model import Obligation
from servanda.agreements.proposal import Verb
from servanda.evidence.record import Record
from servanda.evidence.statement import Statement

BINDS = (Verb.CHANGE, Verb.ADD, Verb.RESTORE)


@dataclass(frozen=True, slots=True)
class Owed:
    """A paragraph that binds a party; `texts` holds its words in each column, empty where that text does not have it."""

    party: str
    paragraph: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToEstablish:
    """Something that a verifier must be able to establish, and what the record holds of it.

    `accepted` is what the texts take as proof. `last` is the newest statement on record, None when there is none; `decided`
    is False where the record does not decide on the day for any column that asks for it.
    """

    verifier: str
    paragraph: str
    what: str
    accepted: tuple[str, ...]
    asked_by: tuple[str, ...]
    last: Statement | None
    decided: bool

    def age(self, day: date) -> int | None:
        """Days since the newest statement; None without one."""
        return None if self.last is None else (day - self.last.day).days


def owed(comparison: Comparison) -> tuple[Owed, ...]:
    """Every paragraph that a proposal would lay on a party, by party; a paragraph that binds several is in each list."""
    found = [
        Owed(party, row.paragraph, row.title, tuple(_text(w, party) for w in row.wordings))
        for row in comparison.rows
        for party in dict.fromkeys(p for text in _binding(row) for p in text.obligated)
    ]
    return tuple(sorted(found, key=lambda one: one.party))


def _binding(row: Row) -> Iterator[Obligation]:
    return (w.text for w in row.wordings if w.text is not None and w.verb in BINDS)


def _text(one: Wording, party: str) -> str:
    binds = one.text is not None and one.verb in BINDS and party in one.text.obligated
    return one.words if binds else ""


def to_establish(comparison: Comparison) -> tuple[ToEstablish, ...]:
    """What the proposals ask a verifier to establish, by verifier."""
    found = [_establish(row, comparison) for row in comparison.rows if any(_binding(row))]
    return tuple(sorted((one for one in found if one.verifier != "none"), key=lambda one: one.verifier))


def _establish(row: Row, comparison: Comparison) -> ToEstablish:
    texts = tuple(_binding(row))
    names = [c.name for c, w in zip(comparison.columns, row.wordings, strict=True) if w.verb in BINDS]
    asked = [w.answer for w in row.wordings if w.answer is not None and w.verb in BINDS]
    read = [i for a in asked for v in a.verdicts for i in (*v.evidence, *v.stale)]
    return ToEstablish(
        verifier=texts[0].verifier,
        paragraph=row.paragraph,
        what=_what(texts[0]),
        accepted=tuple(dict.fromkeys(e for text in texts for e in text.evidence)),
        asked_by=tuple(names),
        last=_newest(read, comparison.question.record),
        decided=any(a.status.value not in ("undetermined", "contested") for a in asked),
    )


def _what(text: Obligation) -> str:
    """The quantity that is measured and where; the title where nothing is measured."""
    if text.measure is None:
        return text.title
    scope = f" ({text.measure.scope})" if text.measure.scope else ""
    return f"{text.measure.quantity.replace('_', ' ')}{scope}"


def _newest(ids: list[str], record: Record) -> Statement | None:
    found = [record.by_id[i] for i in ids if i in record.by_id]
    return max(found, key=lambda s: (s.day, s.id), default=None)
