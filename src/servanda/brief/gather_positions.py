"""Who held what on the day as known then, and which format can decide what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from servanda.brief.gather_place import span, stands
from servanda.brief.parts import Anchor, Figure, Format, Held, Issue, Knowledge, Positions
from servanda.brief.words import listed, plain
from servanda.case.view import View
from servanda.negotiation.analysis import FormatAnalysis
from servanda.negotiation.held import Holding
from servanda.negotiation.issue import Issue as CaseIssue
from servanda.negotiation.party import PartyIndex
from servanda.negotiation.position import HeldPosition
from servanda.negotiation.when import Standing

GROUPS = {"P5": "permanent members of the Security Council", "E3": "E3"}


def gather_positions(view: View, known: Knowledge) -> Positions:
    """Positions by issue in the order of the case, and the formats that were or may have been open on the day."""
    by_issue: dict[str, list[Holding]] = {}
    for holding in view.held_positions():
        by_issue.setdefault(holding.issue, []).append(holding)
    names = {p.id: p.name for p in view.case.parties}
    issues = tuple(_issue(i, by_issue[i.id], names) for i in view.case.issues if i.id in by_issue)
    formats = tuple(_format(f, names) for f in view.format_analyses() if f.active is not Standing.NO)
    return Positions(known.label, issues, formats, _stake(view, names))


Names = Mapping[str, str]


def _stake(view: View, names: Names) -> str:
    """Who is looked for in every format, in one line, with the members that the parties of the case give the groups."""
    index = PartyIndex.of(view.case.parties)
    groups = [
        f"the {word} ({', '.join(sorted(names.get(m, m) for m in members))})"
        for group, word in GROUPS.items()
        if (members := index.members(group, view.as_of))
    ]
    return listed([view.case.state, *groups])


def _issue(issue: CaseIssue, holdings: Iterable[Holding], names: Names) -> Issue:
    anchors = tuple(Anchor(float(a.scale), a.text) for a in issue.anchors)
    held = tuple(
        replace(h, span=span(h.value, anchors), stands=stands(h.value, h.scale, anchors))
        for holding in holdings
        for h in _held(holding, names.get(holding.party, holding.party))
    )
    return Issue(issue.id, issue.label, issue.question, issue.nominal, anchors, held)


def _held(holding: Holding, name: str) -> Iterable[Held]:
    contested = "others of the same party conflict with it" if holding.contested else ""
    for p in (*holding.current, *holding.beside):
        yield _position(p, name, current=p in holding.current, note=contested)
    for denial in holding.denials:
        yield _position(denial.position, name, current=False, note=_denies(denial.denies))
    for p in holding.second_hand:
        yield _position(p, name, current=False, note="said by another about this party")
    for p in holding.history:
        yield _position(p, name, current=False, note="earlier")


def _denies(ids: tuple[str, ...]) -> str:
    return f"a denial of {', '.join(ids)}" if ids else "a denial; the claim denied is not recorded"


def _position(p: HeldPosition, name: str, *, current: bool, note: str) -> Held:
    value = f"{p.value} {p.unit}".strip() if _numeric(p.value) else p.value
    mark = "recalled" if p.recalled else ""
    figure = Figure(p.text, (p.id,), day=p.said_on.text, basis="press", mark=mark)
    speaker = ", ".join(word for word in (p.speaker, p.role) if word)
    scale = None if p.scale is None else float(p.scale)
    return Held(
        p.id, p.party, name, p.text, value, scale, plain(p.firmness.value), p.condition, p.said_on.text, speaker,
        plain(p.attribution.value), current, figure, note,
    )  # fmt: skip


def _numeric(value: str) -> bool:
    try:
        return Decimal(value.lstrip("<>~ ")).is_finite()
    except ArithmeticError:
        return False


def _format(f: FormatAnalysis, names: Names) -> Format:
    core = [s for s in f.missing if s.rank < 2]
    why = tuple(f"{s.name}: {', '.join(s.reasons)}" for s in core)
    mark = "recalled" if any(m.value == "recalled" for m in f.format.mark) else ""
    return Format(
        f.format.id,
        f.format.name,
        _named(f.principals, names),
        _named(f.mediators, names),
        tuple(s.name for s in core),
        why,
        _named(f.veto_holders, names),
        _who(f.veto_text, names),
        _who(f.binds_text, names),
        "" if f.active is Standing.YES else plain(f.active.value),
        "; ".join(f.notes),
        mark,
    )


def _named(parties: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(sorted(names.get(p, p) for p in parties))


def _who(words: str, names: Names) -> str:
    """Party codes before the colon as names."""
    codes, colon, rest = words.partition(":")
    return ", ".join(names.get(code, code) for code in codes.split(", ")) + colon + rest
