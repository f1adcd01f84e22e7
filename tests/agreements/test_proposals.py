"""Proposals as they are read: what they take, what they change, and what is said when they name what is not there."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.check_proposals import check_proposals, with_bases
from servanda.agreements.model import Comparator
from servanda.agreements.overlay import length_of
from servanda.agreements.proposal import Proposal, Verb, free_variables
from servanda.agreements.read_proposal import read_proposal
from servanda.case import open_case
from servanda.core.names import Mark
from tests.agreements.build import agreement, bundled

HEAD = """\
schema: servanda-proposal/1
proposal:
  slug: offer
  title: An offer
  proposed_by: [US]
  addressed_to: [IR]
  proposed_on: 2026-04-11
  start: null
  term: P5Y
  sources:
    S1: {title: "A letter", where: library, status: read}
  status: read
changes:
"""
LOWER = '  - {change: PL-1, variable: stock_cap, with: {test: {comparator: "<=", threshold: 100}, source: [S1]}}\n'


def proposal(changes: str = LOWER, head: str = HEAD) -> Proposal:
    """A proposal about the plain agreement, without findings."""
    found, findings = read_proposal(head + changes, "offer.yaml", [agreement()])
    assert findings == [], [f.text() for f in findings]
    assert found is not None
    return found


def findings(changes: str, head: str = HEAD) -> list[str]:
    """The names of what is wrong with a proposal about the plain agreement."""
    return [f.name for f in read_proposal(head + changes, "offer.yaml", [agreement()])[1]]


def test_a_change_keeps_what_it_does_not_name() -> None:
    """Only the threshold and the source are new; quantity, unit and verifier are those of the record."""
    text = proposal().text("PL-1")
    assert text is not None
    assert text.test is not None
    assert (text.test.threshold, text.test.comparator) == (100.0, Comparator.AT_MOST)
    assert text.measure == agreement().obligations[0].measure
    assert (text.verifier, text.title, text.source) == ("IAEA", "Stock cap", ("S1",))
    assert (text.applies.start, text.applies.end) == (None, None)


def test_what_is_taken_keeps_its_mark_and_source() -> None:
    """A recalled paragraph stays recalled, and its source says from which instrument it comes."""
    holders = [bundled("jpoa"), bundled("jcpoa")]
    text = HEAD + "  - {change: JCPOA-A1-28, take: JPOA-10, variable: level_cap}\n"
    found, problems = read_proposal(text, "offer.yaml", holders)
    assert problems == []
    assert found is not None
    taken = found.text("JCPOA-A1-28")
    assert taken is not None
    assert taken.mark is Mark.RECALLED
    assert all(key.startswith("jpoa:") and key in found.sources for key in taken.source)


def test_a_change_can_lower_a_mark_and_never_raise_it() -> None:
    """`status: recalled` on a change marks its text; `read` beside a recalled paragraph does not."""
    text = proposal(LOWER.replace("variable", "status: recalled, variable")).text("PL-1")
    assert text is not None
    assert text.mark is Mark.RECALLED


def test_own_length_then_term_then_recorded_length() -> None:
    """How long a paragraph binds is said by its own words, else by the proposal, else by the record."""
    own = LOWER.replace("source", "applies: {start: null, end: null, duration: P2Y}, source")
    for changes, head, expected in (
        (own, HEAD, "P2Y"),
        (LOWER, HEAD, "P5Y"),
        (LOWER, HEAD.replace("  term: P5Y\n", ""), "P10Y"),
    ):
        found = proposal(changes, head)
        assert length_of(found.changes[0].texts[0], found.changes[0], found) == expected


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        (LOWER.replace("PL-1", "PL-9"), "proposal-missing-paragraph"),
        ("  - {restore: nothing, variable: place}\n", "proposal-missing-paragraph"),
        ("  - {change: PL-1, take: PL-9, variable: place}\n", "proposal-missing-paragraph"),
        ("  - {change: PL-1, variable: place}\n", "proposal-changes-nothing"),
        ("  - {change: PL-1, end: PL-1, variable: place}\n", "proposal-one-verb"),
        ("  - {variable: place}\n", "proposal-one-verb"),
        ("  - {end: PL-1, with: {title: x}, variable: place}\n", "proposal-needless-text"),
        ("  - {end: PL-1, variable: colour}\n", "proposal-unknown-variable"),
        ("  - {suspend: PL-1, from: 2026-05-01, until: 2026-05-01, variable: place}\n", "proposal-ends-before-start"),
        (LOWER + LOWER, "proposal-worded-twice"),
        ("  []\n", "proposal-empty"),
        ("  - {add: [a: b], variable: place}\n", "yaml-wrong-type"),
        ("  - {end: PL-1}\n", "yaml-missing-key"),
    ],
)
def test_each_fault_has_its_name(changes: str, name: str) -> None:
    """A fault is found once, with a file, a line and a remedy."""
    _, found = read_proposal(HEAD + changes, "offer.yaml", [agreement()])
    assert [f.name for f in found] == [name]
    assert all(f.file == "offer.yaml" and f.line and f.remedy for f in found)


def test_a_new_paragraph_is_new() -> None:
    """The id of a recorded paragraph cannot be used again."""
    body = "id: PL-1, title: t, cite: c, obligated: [US], verifier: none, kind: undertaking"
    rest = "applies: {start: null, end: null}, status: read, source: [S1]"
    assert findings(f"  - {{new: {{{body}, {rest}}}, variable: relief}}\n") == ["proposal-not-new"]
    fresh = proposal(f"  - {{new: {{{body.replace('PL-1', 'N-1')}, {rest}}}, variable: relief}}\n")
    assert (fresh.verb("N-1"), fresh.paragraphs) == (Verb.ADD, ("N-1",))


def test_later_proposals_take_over_what_they_do_not_settle() -> None:
    """A base gives its changes first; a paragraph that the later one words has the later words."""
    base = proposal()
    later_head = HEAD.replace("slug: offer", "slug: later").replace("  start", "  based_on: offer\n  start")
    later = proposal("  - {suspend: plain, variable: council}\n", later_head)
    other = proposal(LOWER.replace("100", "50"), later_head.replace("later", "other"))
    assert check_proposals([base, later, other], [agreement()]) == []
    merged = {p.slug: p for p in with_bases([base, later, other])}
    assert merged["offer"] == base
    text = merged["other"].text("PL-1")
    assert text is not None
    assert text.test is not None
    assert text.test.threshold == 50.0
    assert merged["later"].verb("PL-1") is Verb.SUSPEND
    assert len(merged["other"].changes) == 1


def test_a_slug_belongs_to_one_text() -> None:
    """A proposal must not be called like an instrument or another proposal."""
    named = proposal(head=HEAD.replace("slug: offer", "slug: plain"))
    assert [f.name for f in check_proposals([named], [agreement()])] == ["proposal-slug-twice"]
    assert [f.name for f in check_proposals([proposal(), proposal()], [], ("IR", "US"))] == ["proposal-slug-twice"]


def test_every_recorded_proposal_of_the_case_is_one() -> None:
    """Each package of offers in the data is taken up by at least one proposal, and each proposal settles something."""
    case = open_case("iran")
    offers = {a.slug for a in case.agreements if a.type == "proposal"}
    taken = {key.partition(":")[0] for p in case.proposals for key in p.sources if ":" in key}
    assert offers <= taken
    assert {v.name for v in free_variables()} == {c.variable for p in case.proposals for c in p.changes}
    assert all(p.proposed_on.day <= date(2026, 6, 30) for p in case.proposals)
