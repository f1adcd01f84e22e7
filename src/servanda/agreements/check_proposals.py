"""Checks that need all proposals of a case, and proposals that build on one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from servanda.agreements.model import Agreement
from servanda.agreements.nodes import meant
from servanda.agreements.proposal import Change, Proposal
from servanda.core.finding import Finding, shown

RULE_BASE = "a proposal has a slug of its own and may be based on another one, and in the end on none"


RULE_PARTY = "a proposal names its parties by the codes that agreements and parties of the case have"
ORGANS = ("BOG", "DG", "E3", "E3EU3", "IAEA", "JC", "NNWS", "NWS", "STATE", "UNSC", "none")
"""Codes of organs, groups and kinds of States that any case may use; `none`: nobody in particular."""


def check_proposals(
    proposals: Sequence[Proposal], agreements: Sequence[Agreement], parties: Iterable[str] = ()
) -> list[Finding]:
    """Findings across files: slugs that are unique, bases without a circle, parties that somebody knows.

    `parties`: codes that the case knows besides those in its agreements.
    """
    slugs = {agreement.slug: agreement.file for agreement in agreements}
    known = {proposal.slug: proposal for proposal in proposals}
    findings = []
    for proposal in proposals:
        if proposal.slug in slugs:
            found = f"the slug {shown(proposal.slug)}, also in {slugs[proposal.slug]}"
            findings.append(_finding(proposal, "proposal-slug-twice", "slug", found, "its own", "rename one of them"))
        slugs.setdefault(proposal.slug, proposal.file)
        if proposal.based_on and proposal.based_on not in known:
            others = ", ".join(name for name in known if name != proposal.slug) or "the slugs of other files"
            remedy = f"correct the slug{meant(proposal.based_on, known)}"
            findings.append(_finding(proposal, "proposal-unknown-base", "based_on", shown(proposal.based_on),
                                     f"one of {others}", remedy))  # fmt: skip
        circle = _circle(proposal, known)
        if circle:
            findings.append(_finding(proposal, "proposal-based-on-itself", "based_on", " on ".join(circle),
                                     "a chain that ends", "delete based_on in one of them"))  # fmt: skip
    return [*findings, *_parties(proposals, {*ORGANS, *parties, *_codes(agreements)})]


def _codes(agreements: Iterable[Agreement]) -> Iterable[str]:
    for agreement in agreements:
        yield from agreement.parties
        for obligation in agreement.obligations:
            yield from obligation.obligated


def _parties(proposals: Sequence[Proposal], known: set[str]) -> Iterable[Finding]:
    """A code that nobody has would leave a side out of what each side owes."""
    for proposal in proposals:
        named = [("proposed_by", code, proposal.line) for code in proposal.proposed_by]
        named += [("addressed_to", code, proposal.line) for code in proposal.addressed_to]
        named += [
            ("obligated", c, change.line) for change in proposal.changes for t in change.texts for c in t.obligated
        ]
        for key, code, line in dict.fromkeys(named):
            if code not in known:
                yield Finding(proposal.file, line, "proposal-unknown-party", key, shown(code), "the code of a party",
                              RULE_PARTY, "correct the code, or add the party with its code to "
                              f"negotiation/parties.csv{meant(code, known)}")  # fmt: skip


def _circle(proposal: Proposal, known: Mapping[str, Proposal]) -> list[str]:
    """The chain of slugs that leads back to the proposal; empty when it ends elsewhere."""
    chain, current = [proposal.slug], proposal
    while current.based_on in known and len(chain) <= len(known):
        current = known[current.based_on]
        chain.append(current.slug)
        if current.slug == proposal.slug:
            return chain
    return []


def _finding(proposal: Proposal, name: str, key: str, found: str, expected: str, remedy: str) -> Finding:
    return Finding(proposal.file, proposal.line, name, key, found, expected, RULE_BASE, remedy)


def with_bases(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Proposals with the changes of those they are based on put before their own; their own texts win."""
    known = {proposal.slug: proposal for proposal in proposals}
    return tuple(_with_base(proposal, known) for proposal in proposals)


def _with_base(proposal: Proposal, known: Mapping[str, Proposal]) -> Proposal:
    chain, current = [proposal], proposal
    while current.based_on in known and known[current.based_on] not in chain:
        current = known[current.based_on]
        chain.append(current)
    own = set(proposal.paragraphs)
    inherited = [_less(change, own, base.slug) for base in reversed(chain[1:]) for change in base.changes]
    sources = {f"{base.slug}:{key}": note for base in chain[1:] for key, note in base.sources.items()}
    return replace(
        proposal,
        changes=(*(change for change in inherited if change.paragraphs), *proposal.changes),
        sources={**sources, **proposal.sources},
    )


def _less(change: Change, own: set[str], base: str) -> Change:
    """The change without the paragraphs that the later proposal settles; its sources under the name of its file."""
    texts = (text for text in change.texts if text.id not in own)
    return replace(
        change,
        paragraphs=tuple(p for p in change.paragraphs if p not in own),
        texts=tuple(
            replace(text, source=tuple(key if ":" in key else f"{base}:{key}" for key in text.source)) for text in texts
        ),
    )
