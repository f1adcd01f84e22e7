"""What became known between the first and the last state of knowledge about days up to the day of the brief."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.brief.figures import count, sentence
from servanda.brief.parts import Duty, MarginCell, Sentence, Stratum
from servanda.brief.words import STATUS_WORDS, day_words
from servanda.case.view import View


def gather_changes(
    strata: Iterable[Stratum], duties: Iterable[Duty], margins: tuple[MarginCell, ...], then: View, now: View
) -> tuple[Sentence, ...]:
    """One sentence for each stratum, duty and time margin that changed, and one for the events that came out later."""
    found = [*_strata(strata), *_duties(duties), *_margins(margins), *_later(then, now)]
    return tuple(found)


def _strata(strata: Iterable[Stratum]) -> Iterable[Sentence]:
    for stratum in strata:
        first, last = stratum.cells[0], stratum.cells[-1]
        if last.used is None or (first.used is not None and first.used.evidence == last.used.evidence):
            continue
        new = (f"{_on(last.used.day)}, published on {day_words(last.public)}",)
        if first.used is None:
            yield sentence(f"{stratum.label}: nothing then; now ", last.used, *new, ".")
        else:
            yield sentence(f"{stratum.label}: then ", first.used, f"{_on(first.used.day)}; now ", last.used, *new, ".")


def _on(day: str) -> str:
    return f" for {day_words(day)}"


def _duties(duties: Iterable[Duty]) -> Iterable[Sentence]:
    for duty in duties:
        first, last = duty.cells[0], duty.cells[-1]
        if first.status != last.status:
            then, now = (STATUS_WORDS.get(c.status, c.status) for c in (first, last))
            value = next((v.value for v in last.verdicts if v.value is not None), None)
            beside = (" (", value, ")") if value is not None else ()
            yield sentence(f"{duty.id}, {duty.title}: then {then}, now {now}", *beside, ".")


def _margins(margins: tuple[MarginCell, ...]) -> Iterable[Sentence]:
    if len(margins) < 2 or not margins[0].margins or not margins[-1].margins:
        return
    before = {(m.target, m.capacity): m for m in margins[0].margins}
    for margin in margins[-1].margins:
        old = before.get((margin.target, margin.capacity))
        if old is None or margin.capacity != "nominal" or old.product.text == margin.product.text:
            continue
        yield sentence("All counted stocks would then have given ", old.product, ", now ", margin.product, " at 90 %.")
        return


def _later(then: View, now: View) -> Iterable[Sentence]:
    known = then.record.by_id
    late = [s for s in now.record.select("event") if s.id not in known]
    if late:
        days = f"{late[0].of_day.text} to {late[-1].of_day.text}" if len(late) > 1 else late[0].of_day.text
        noun = "event" if len(late) == 1 else "events"
        figure = count(len(late), noun, tuple(s.id for s in late))
        yield sentence(figure, f" of days up to the day of the brief ({days}) became public later.")
