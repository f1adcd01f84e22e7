"""What each proposal of the case would leave as margin, and how verifiable it is; none of them is scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from servanda.brief.gather_outlook import days_text, finite
from servanda.brief.parts_plan import ProposalLeft, Proposals
from servanda.brief.words import counted, listed
from servanda.case.view import View

if TYPE_CHECKING:
    from servanda.case.join_proposals import Leaves


def gather_proposals(view: View) -> Proposals:
    """Every proposal made by what is known, with what it leaves."""
    found = view.proposals_left()
    if not found:
        return Proposals()
    from servanda.capability.simulate import SEED
    from servanda.case.join_proposals import DRAWS, EFFORT

    numbers = _numbered(found)
    rows = tuple(_row(one, numbers.get(one.proposal.slug, 0)) for one in found)
    return Proposals(EFFORT.words, DRAWS, SEED, rows, tuple(_words(rows)))


def _numbered(found: Sequence[Leaves]) -> dict[str, int]:
    """Numbers in the picture: proposals that leave the same share one; in the order of the time they leave."""
    placed = sorted((one for one in found if one.days is not None), key=lambda one: _middle(one) or float("inf"))
    places: dict[object, int] = {}
    return {one.proposal.slug: places.setdefault((one.stocks, one.machines), len(places) + 1) for one in placed}


def _middle(one: Leaves) -> float | None:
    return None if one.days is None else finite(one.days[1].value)


def _row(one: Leaves, number: int) -> ProposalLeft:
    p = one.proposal
    return ProposalLeft(
        number, p.slug, p.title, listed(p.proposed_by) if p.proposed_by != ("none",) else "nobody", p.proposed_on.day.isoformat(),
        one.later, one.limits.words, tuple(s.words for s in one.stocks), one.machines,
        () if one.days is None else tuple(finite(q.value) for q in one.days),
        one.detection, one.weakest, one.plan_days, one.missing, "recalled" if one.mark.value == "recalled" else "", one.evidence,
    )  # fmt: skip


def _words(rows: Sequence[ProposalLeft]) -> Iterable[str]:
    """The longest and the shortest time that a proposal leaves, and how many set no number, in sentences."""
    timed = [r for r in rows if r.days and r.days[1] is not None]
    if timed:
        long, short = max(timed, key=_median), min(timed, key=_median)
        alike = sum(r.number == short.number for r in timed)
        by = (
            f"{counted(alike, 'proposal')} that leave the same stocks and machines" if alike > 1 else f"“{short.title}”"
        )
        yield (
            f"The longest time to 1 SQ would be left by “{long.title}” (median {days_text(_median(long))} days), the "
            f"shortest by {by}: {listed(list(short.stocks)) or 'no stock'} (median {days_text(_median(short))} days)."
        )
    silent = [r for r in rows if not r.limits]
    if silent:
        verb = "sets" if len(silent) == 1 else "set"
        yield f"{counted(len(silent), 'proposal')} {verb} no number: {'; '.join(r.title for r in silent)}."


def _median(row: ProposalLeft) -> float:
    return row.days[1] or 0.0
