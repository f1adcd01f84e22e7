"""The chapters about bounds, times, judgements, the plan and proposals as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.brief.answer import Brief
from servanda.brief.gather_outlook import days_text, percent
from servanda.brief.parts import Figure
from servanda.brief.parts_outlook import BoundCell, Quantile
from servanda.brief.parts_plan import ProposalLeft
from servanda.brief.tables import shown, table
from servanda.brief.words import day_words, plain


def bounds_lines(brief: Brief) -> list[str]:
    """Bounds, state of knowledge, and what the ranges assume."""
    found = brief.bounds
    if not found.rows:
        return []
    head = ("Material", "Knowledge", "State", "Can be shown", "Likely (95 %)", "If no machine ran", "May exist")
    rows = [
        _bound(r.label, known.short, c) for r in found.rows for known, c in zip(brief.knowledge, r.cells, strict=True)
    ]
    narrowed = [
        f"- {n.verification}: {shown(n.width_now)} wide now, {shown(n.width_after)} after" for n in found.narrowed
    ]
    covered = [(c.about, c.at, f"{plain(c.continuity)} {c.since}".strip(), c.means) for c in found.covered]
    return [
        "### What is bounded whatever happened, and what is likely", "", *table(head, rows),
        *(["What would narrow the likely range of the first row:", "", *narrowed, ""] if narrowed else []),
        "Assumed:", "", *(f"- {a}" for a in found.assumptions), *(f"- Missing: {m}" for m in found.missing), "",
        *(table(("Class", "At", "Continuity", "Means"), covered) if covered else []),
    ]  # fmt: skip


def _bound(name: str, known: str, c: BoundCell | None) -> Sequence[str]:
    if c is None:
        return (name, known, "nothing known by then", "–", "–", "–", "–")
    since = f" since {c.since}" if c.since else ""
    likely = f"{_text(c.likely_low)} to {_text(c.likely_high)}" if c.likely_low else "–"
    state = f"{plain(c.state)}; continuity {plain(c.continuity)}{since}"
    return (name, known, state, _text(c.shown), likely, _text(c.exist_still), shown(c.exist))


def _text(figure: Figure | None) -> str:
    return "–" if figure is None else figure.text


def outlook_lines(brief: Brief) -> list[str]:
    """Times as distributions, what carries them in words first, and every assumption."""
    found = brief.outlook
    if not found.ranges:
        return [*found.missing, ""]
    rows = [
        (
            r.target,
            r.label,
            _time(r.days[0]),
            _time(r.days[2], error=True),
            _time(r.days[4]),
            r.ever.text,
            r.product.text,
        )
        for r in found.ranges
    ]
    head = ("Target", "Sites", "5 %", "Median (error)", "95 %", "Ever", "All stocks give")
    bars = [
        (c.label, b.name, f"{b.low}: {_days(b.days_low)}", f"{b.high}: {_days(b.days_high)}",
         "" if b.share is None else percent(b.share))
        for c in found.carried for b in c.bars
    ]  # fmt: skip
    assumed = [(a.name, a.says, a.basis + (f", {a.mark}" if a.mark else ""), a.why) for a in found.assumptions]
    return [
        f"Times as distributions, {found.knowledge}: {found.draws:,} draws, seed {found.seed}.", "",
        *(line for c in reversed(found.carried) for line in (f"{c.label[:1].upper()}{c.label[1:]}. {c.words}", "")),
        *table(head, rows), *table(("Sites", "Assumption", "At its low end", "At its high end", "Of the spread"), bars),
        *(f"- Caution: {c}" for c in found.cautions), *(f"- Gap: {g}" for g in found.gaps), "",
        *table(("Assumption", "Taken as", "Basis", "Why"), assumed),
    ]  # fmt: skip


def _time(q: Quantile, *, error: bool = False) -> str:
    if q.figure is None:
        return "never"
    between = f" ({days_text(q.low)}–{days_text(q.high)})" if error and q.low is not None and q.high is not None else ""
    return f"{q.figure.text}{between}"


def _days(days: float | None) -> str:
    return "never" if days is None else f"{days_text(days)} days"


def judgements_lines(brief: Brief) -> list[str]:
    """The register of judgements by question, members first."""
    found = brief.judgements
    lines = ["## Who judged what", ""]
    if not found.questions:
        return [*lines, "No public judgement about restoring what was lost is known for this day.", ""]
    lines += ["`*` marks numbers made of words by the encoder: Servanda's numbers, not the speaker's.", ""]
    for q in found.questions:
        rows = [(f"{m.who}, {m.day} [{m.source}]", m.said, m.numbers or "none", m.rule or m.how) for m in q.members]
        numbers = f" 5, 25, 50, 75, 95 %: {', '.join(f'{x:.2g}' for x in q.quantiles)} months." if q.quantiles else ""
        lines += [f"### {q.question}", "", *table(("Who, when", "Said", "5 / 50 / 95 %", "How read"), rows)]
        lines += [f"{q.pool[:1].upper()}{q.pool[1:]}.{numbers}", "", *(f"- {n}" for n in q.notes), ""]
    rules = [f"- **{r.rule}**: {r.text}, for “{r.words}”. Why: {r.why}." for r in found.rules]
    modes = [f"Rule for a split opinion: {found.rule_of_modes}.", ""] if found.rule_of_modes else []
    return [*lines, *(["### The encoder's rules", "", *rules, ""] if rules else []), *modes]


def plan_lines(brief: Brief) -> list[str]:
    """The plan, the visits, what no sample answers, and the declarations to ask for."""
    found = brief.plan
    lines = ["## The plan that restores knowledge", ""]
    if not found.rows:
        return [*lines, found.missing, "", *_beside(brief)]
    order = [
        (str(r.rank), r.label, r.amount, f"{r.quantities:.1f}", r.days.text, f"{r.first} – {r.last}" if r.first else "none",
         r.sample or "none", f"{r.detection:.2f}")
        for r in found.rows
    ]  # fmt: skip
    curve = [
        (str(d.number), d.day, d.work or "before the first day", f"{d.detection:.2f}", f"{d.weakest:.2f}",
         f"{d.unverified:.1f}", f"{d.price_detection:.3f}", f"{d.price_quantities:.2f}")
        for d in found.curve
    ]  # fmt: skip
    visits = [
        (
            v.answer,
            v.visit,
            f"{v.inspector_days:g}",
            f"{percent(v.share)} ± {200 * v.error:.1f}",
            f"{100 * v.for_a_day:.2g} %",
        )
        for v in found.visits.rows
    ]
    done = (
        f"all of it verified on working day {found.finished}, {day_words(found.finished_on)}"
        if found.finished
        else f"not finished in that time: {found.days_in_all:.1f} working days would be needed"
    )
    return [
        *lines, f"{found.resources} from {day_words(found.start)}: {done}.", "",
        *(f"{w}\n" for w in found.visits.words), *(f"- Caution: {c}." for c in found.cautions), "",
        *table(("Order", "Material", "Amount", "SQ", "Days", "From – to", "Sample", "Detection"), order),
        *table(("Day", "Date", "Work", "Detection", "Weakest", "SQ unverified", "Adds detection", "Adds SQ"), curve),
        *(table(("About", "Visit", "Inspector-days", "Takes away of the spread", "For a day"), visits) if visits else []),
        *_beside(brief), *(f"- {a}" for a in found.assumptions), "",
    ]  # fmt: skip


def _beside(brief: Brief) -> Iterable[str]:
    found = brief.plan
    if found.not_sampled or found.unplanned:
        rows = [(n.what, n.why, n.instead) for n in (*found.not_sampled, *found.unplanned)]
        yield from ("### What is not a sampling problem", "", *table(("What", "Why", "Instead"), rows))
    if found.declarations:
        rows = [
            (d.name, d.what, "; ".join(f"{g.obligation} ({g.cite}): {g.status}" for g in d.grounds) or "no paragraph")
            for d in found.declarations
        ]
        yield from ("### Declarations to ask for", "", *table(("Declaration", "What", "Under which paragraph"), rows))


def proposals_lines(brief: Brief) -> list[str]:
    """What each proposal would leave as margin, and how verifiable it is."""
    found = brief.proposals
    lines = ["## What each proposal would leave", ""]
    if not found.rows:
        return [*lines, "No proposal is recorded for this case.", ""]
    head = ("No.", "Proposal", "Its numbers", "Leaves", "Days to 1 SQ (5, 50, 95 %)", f"Detection after {found.effort}")
    return [*lines, *(f"{w}\n" for w in found.words), *table(head, [_proposal(r) for r in found.rows])]


def _proposal(r: ProposalLeft) -> Sequence[str]:
    title = f"{r.title} ({r.by}, {r.day}{'; later than the day of this brief' if r.later else ''})"
    if not r.limits:
        return ("–", title, "; ".join(r.missing), "–", "–", "–")
    days = ", ".join("never" if d is None else days_text(d) for d in r.days) or "; ".join(r.missing) or "never reached"
    seen = (
        "no stock left to sample"
        if r.detection is None
        else f"{r.detection:.2f}; all verified after {r.plan_days:.1f} days"
    )
    leaves = f"{'; '.join(r.stocks) or 'no enriched stock'}; {r.machines}"
    return (str(r.number or "–"), title, "; ".join(r.limits), leaves, days, seen)
