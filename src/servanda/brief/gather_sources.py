"""Everything the brief rests on: the statements and positions it used, their sources, and the method notes."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.brief.answer import Entry, Method, Sources, Text
from servanda.brief.figures import all_evidence, all_figures, said
from servanda.brief.gather_known import label
from servanda.brief.words import BASIS_WORDS, plain
from servanda.case.case import Case
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement
from servanda.negotiation.position import HeldPosition

METHODS = {
    "days": ("Days since", "Calendar days from the day of the statement to the day of the brief."),
    "significant-quantity": (
        "Significant quantities",
        (
            "Contained U-235 at the upper bound of the band (an upper bound, not a measured mean), divided by 25 kg for HEU "
            "(20 % and above) and by 75 kg below. IAEA Safeguards Glossary (recalled)."
        ),
    ),
    "ratio": ("Times the limit", "The value divided by the limit, both in the unit of the limit."),
    "counting": ("Counts", "Obligations, formats or parties counted in this brief."),
    "capacity": (
        "Capacity",
        (
            "Machines last counted of each type and site times the published output of one machine, or the sum last published "
            "for the programme; the assumptions stand beside the result."
        ),
    ),
    "time-to-target": (
        "Time to a target",
        (
            "Stocks are used from the highest enrichment down, each to its tails, until the target is met; the ideal "
            "separative work divided by the capacity gives the time (365.25 days a year)."
        ),
    ),
    "stated": (
        "Quantity stated",
        "The quantity of the stratum as the record states it for the day; continuity from coverage.csv.",
    ),
    "bounds": (
        "Bounds",
        (
            "A linear programme over U and U-235 mass balance, the separative work of the machines last counted, natural feed "
            "and tails since the quantity was stated; the assumptions stand beside the result."
        ),
    ),
    "likely": (
        "Likely range",
        (
            "Draws of production, loss with a common state of damage, and moves to unknown places, kept inside the bounds; 95 % "
            "of them at known places. Seed fixed; the assumptions stand beside the result."
        ),
    ),
    "time-distribution": (
        "Time as a distribution",
        (
            "Draws of every uncertain input, the state of a site drawn once for all that lies there; highest enrichment first; "
            "ideal separative work divided by the work efficiency; capacity over time solved exactly. "
            "Quantiles are order statistics."
        ),
    ),
    "plan": (
        "Days of a plan",
        (
            "Set-up of the visit, then the exact sample (hypergeometric, several methods) at the minutes assumed for an item, "
            "all teams side by side; order by priority for a day."
        ),
    ),
    "growth": (
        "Level shown by growth",
        (
            "A stock of a band that grew between two statements was made in between: the product had more than the bound of "
            "the next lower band."
        ),
    ),
}
"""Method notes by the name that computed figures carry."""


def gather_sources(case: Case, parts: tuple[object, ...], read_in: Iterable[str] = ()) -> Sources:
    """The entries for every id that the parts lead to, their texts, and a note for every method used.

    `read_in` are sources that a part cites without a statement.
    """
    positions = {p.id: p for p in case.positions}
    ids = _closure(case, dict.fromkeys(i for part in parts for i in all_evidence(part)))
    entries: list[Entry] = []
    texts: dict[str, Text] = {}
    reports = _Reports()
    texts |= {i: _text(case.record.sources[i]) for i in read_in if i in case.record.sources}
    for i in sorted(ids):
        if i in case.record.by_id:
            statement = case.record.by_id[i]
            entries.append(_entry(statement))
            texts[statement.source] = _text(case.record.sources[statement.source])
        elif i in positions:
            text = reports.text(positions[i])
            texts[text.id] = text
            entries.append(_position_entry(positions[i], text.id))
    return Sources(tuple(entries), tuple(texts[i] for i in sorted(texts)), _methods(parts))


def _closure(case: Case, ids: Iterable[str]) -> set[str]:
    found = set(ids)
    derived = {case.record.by_id[i].derived_from for i in found if i in case.record.by_id}
    return found | (derived - {""})


def _methods(parts: tuple[object, ...]) -> tuple[Method, ...]:
    """Per method one note for the figures with one statement or none, and one for each longer list of statements."""
    single: dict[str, dict[str, None]] = {}
    longer: dict[str, dict[tuple[str, ...], None]] = {}
    for figure in (f for part in parts for f in all_figures(part) if f.method):
        single.setdefault(figure.method, {})
        if len(figure.evidence) > 1:
            longer.setdefault(figure.method, {})[figure.evidence] = None
        else:
            single[figure.method].update(dict.fromkeys(figure.evidence))
    return tuple(m for name in sorted(single) for m in _notes(name, tuple(single[name]), list(longer.get(name, {}))))


def _notes(name: str, single: tuple[str, ...], longer: list[tuple[str, ...]]) -> Iterable[Method]:
    title, words = METHODS.get(name, (plain(name).capitalize(), "Computed from the statements listed."))
    if single or not longer:
        yield Method(name, name, title, words, single)
    for place, evidence in enumerate(longer, start=1):
        yield Method(f"{name}-{place}", name, title, words, evidence)


def _entry(s: Statement) -> Entry:
    return Entry(
        s.id,
        f"{about(s)}: {said(s)}",
        s.of_day.text,
        s.public_on.text,
        BASIS_WORDS.get(s.basis.value, s.basis.value),
        s.mark.value,
        s.source,
        "; ".join(word for word in (s.document, s.locator) if word),
        s.note,
        s.derived_from,
    )


def about(s: Statement) -> str:
    """What a statement is about, in a few words."""
    if s.band:
        return label(s.band, s.form, s.site)
    words = [plain(s.quantity).capitalize(), s.subject.replace("_", " "), f"at {s.site}" if s.site else ""]
    return ", ".join(word for word in words[:2] if word) + (f" {words[2]}" if words[2] else "")


def _text(source: Source) -> Text:
    return Text(source.id, source.title, source.publisher, source.date.isoformat(), source.address, source.number)


class _Reports:
    """Sources of positions, which the table of positions names in words: numbered as they come."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Text] = {}

    def text(self, p: HeldPosition) -> Text:
        day = p.outlet_date.text if p.outlet_date else p.said_on.text
        key = (p.outlet or p.speaker or p.party, day, p.address)
        if key not in self._known:
            title = key[0] if not p.address or p.address.startswith("http") else f"{key[0]}: {p.address}"
            address = p.address if p.address.startswith("http") else ""
            self._known[key] = Text(f"P-{len(self._known) + 1:03}", title, p.outlet, day, address)
        return self._known[key]


def _position_entry(p: HeldPosition, source: str) -> Entry:
    speaker = ", ".join(word for word in (p.speaker, p.role) if word)
    return Entry(
        p.id,
        f"{p.party} on {p.issue}: {p.text}" + (f" ({speaker})" if speaker else ""),
        p.said_on.text,
        p.public_on.text,
        plain(p.attribution.value),
        "recalled" if p.recalled else "read",
        source,
        f"relayed by {p.relayed_by}" if p.relayed_by else "",
        p.note,
    )
