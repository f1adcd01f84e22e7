"""What is missing and who could supply it: from the strata without a timely verification and the undecided duties."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreements.model import Kind, Obligation
from servanda.brief.parts import Duty, Stratum, Wanted
from servanda.brief.words import day_words
from servanda.case.view import View

SAFEGUARDS = "safeguards_agreement"


def gather_missing(view: View, strata: Sequence[Stratum], duties: Sequence[Duty]) -> tuple[Wanted, ...]:
    """Verified quantities first, then what each undecided duty waits for; the same wish stands once."""
    return (*_verification(view, strata), *_undecided(view, duties))


def inspection_rights(view: View) -> str:
    """The rights of inspection recorded for the case, by id; empty when none is recorded."""
    found = [
        o for o in _obligations(view, SAFEGUARDS) if o.kind is Kind.ACCESS_RIGHT and "inspection" in o.title.lower()
    ]
    return f"inspection: {', '.join(o.id for o in found)}" if found else ""


def _obligations(view: View, kind: str) -> list[Obligation]:
    return [o for a in view.case.agreements if a.type == kind for o in a.obligations]


def _verification(view: View, strata: Sequence[Stratum]) -> list[Wanted]:
    wanted = [
        Wanted(
            f"A verified quantity of uranium {stratum.label[:1].lower()}{stratum.label[1:]} for a day after "
            f"{day_words(last) if (last := _last(stratum)) else 'the first report'}",
            "the Agency, by inspection; the State gives access",
            inspection_rights(view),
            ("how old the knowledge of this material is",),
        )
        for stratum in strata
        if stratum.goal and (stratum.cells[-1].verified is None or (stratum.cells[-1].overdue or 0) >= 0)
    ]
    return wanted[:1] if not wanted else [_merged(wanted)]


def _last(stratum: Stratum) -> str:
    verified = stratum.cells[-1].verified
    return verified.day if verified else ""


def _merged(wanted: Sequence[Wanted]) -> Wanted:
    first = wanted[0]
    if len(wanted) == 1:
        return first
    what = f"{first.what}, and of {len(wanted) - 1} further kinds of uranium in the table of strata"
    return Wanted(what, first.who, first.right, (f"how old the knowledge of {len(wanted)} kinds of material is",))


def _undecided(view: View, duties: Sequence[Duty]) -> list[Wanted]:
    rights = inspection_rights(view)
    by_wish: dict[str, list[str]] = {}
    for duty in duties:
        cell = duty.cells[-1]
        for wish in dict.fromkeys(m for v in cell.verdicts for m in v.missing) if cell.status == "undetermined" else ():
            by_wish.setdefault(wish.removeprefix(f"{duty.id}: "), []).append(duty.id)
    ordered = sorted(by_wish.items(), key=lambda item: (-len(item[1]), item[1][0]))
    return [
        Wanted(wish[:1].upper() + wish[1:], _who(view, ids), rights if _agency(view, ids) else "", tuple(ids))
        for wish, ids in ordered
    ]


def _who(view: View, ids: Sequence[str]) -> str:
    verifiers = dict.fromkeys(view.obligation(i)[1].verifier for i in ids)
    names = {
        "IAEA": "the Agency, or the State by declaration",
        "STATE": "the State",
        "UNSC": "the Security Council",
        "JC": "the Joint Commission",
        "BOG": "the Board of Governors",
        "participants": "the participants",
        "none": "the parties",
        "": "the parties",
    }
    return "; ".join(dict.fromkeys(names.get(v, v) for v in verifiers))


def _agency(view: View, ids: Sequence[str]) -> bool:
    return any(view.obligation(i)[1].verifier == "IAEA" for i in ids)
