"""Reading agreement files: what is right loads whole, what is wrong is said with line and remedy."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.check import check_agreements
from servanda.agreements.model import Comparator, Effect, Forums, Kind, Moment, Softness
from servanda.agreements.read import read_agreement
from servanda.agreements.read_forums import read_forums
from servanda.core.finding import Finding, Severity
from servanda.core.names import Mark
from tests.agreements.build import FILES, PLAIN, agreement, bundled, changed

NAMES = sorted(path.stem for path in FILES.glob("[a-z]*.yaml"))


def only(text: str, file: str = "plain.yaml") -> Finding:
    """The one finding of a text."""
    _, findings = read_agreement(text, file)
    assert len(findings) == 1, [f.text() for f in findings]
    return findings[0]


def forums() -> Forums:
    """The forum file of the bundled case."""
    found, findings = read_forums((FILES / "_forums.yaml").read_text(encoding="utf-8"), "_forums.yaml")
    assert found is not None
    assert findings == []
    return found


def test_all_bundled_files_load_without_a_finding() -> None:
    """Twenty agreements with 331 obligations and 14 procedures, and every reference leads somewhere."""
    agreements = [bundled(name) for name in NAMES]
    assert len(agreements) == 20
    assert sum(len(a.obligations) for a in agreements) == 331
    assert sum(len(a.procedures) for a in agreements) == 14
    assert sum(len(a.states) for a in agreements) == 70
    assert check_agreements(agreements, forums()) == []


def test_the_bundled_forums_load() -> None:
    """Ten rules, nine formats and ten known votes, numbers and lists in their types."""
    found = forums()
    assert (len(found.rules), len(found.formats), len(found.votes)) == (10, 9, 10)
    rule = {rule.id: rule for rule in found.rules}["UNSC-SUBSTANTIVE"]
    assert rule.terms["affirmative_min"] == 9
    assert rule.terms["veto"] is True
    assert rule.terms["veto_holders"] == ("CN", "FR", "RU", "UK", "US")
    referral = {rule.id: rule for rule in found.rules}["JC-PROCUREMENT-WG"].terms["referral"]
    assert referral == {
        "by": "two participants", "within_working_days": 5, "then": "JC-CONSENSUS", "decides_within_working_days": 10,
    }  # fmt: skip
    vote = next(vote for vote in found.votes if vote.day == date(2025, 6, 12))
    assert (vote.in_favour, vote.against, vote.abstained, vote.not_voting, vote.adopted) == (19, 3, 11, 2, True)


def test_every_kind_occurs_and_four_are_measured() -> None:
    """The bundled files use all twelve kinds; four are judged by what is measured or seen."""
    kinds = {o.kind for name in NAMES for o in bundled(name).obligations}
    assert kinds == set(Kind)
    assert {kind for kind in kinds if kind.measured} == {
        Kind.NUMERIC_LIMIT, Kind.PROHIBITION, Kind.PERMITTED_ONLY_AT, Kind.TECHNOLOGY_RESTRICTION,
    }  # fmt: skip


def test_an_obligation_keeps_what_its_file_says() -> None:
    """Events become days with their names, steps keep words that are no day, and file and line are known."""
    jcpoa = bundled("jcpoa")
    found = jcpoa.obligation("JCPOA-A1-37")
    assert found is not None
    assert found.test is not None
    assert found.applies.start == Moment(date(2016, 1, 16), "implementation_day")
    assert [step.when for step in found.test.schedule] == ["", "second equal period", ""]
    assert found.softness is Softness.ESTIMATE
    lines = (FILES / "jcpoa.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[found.line - 1].strip() == "- id: JCPOA-A1-37"
    joined = jcpoa.obligation("JCPOA-A1-27")
    assert joined is not None
    assert joined.test is not None
    assert [j.comparator for j in joined.test.joined] == [Comparator.AT_MOST, Comparator.IN]


def test_recalled_stays_marked() -> None:
    """The three recalled obligations are the ones that the files mark."""
    recalled = {o.id for name in NAMES for o in bundled(name).obligations if o.mark is Mark.RECALLED}
    assert recalled == {"C31-MOD-3", "C31-MOD-4", "JPOA-10"}


def test_an_explicit_effect_is_read() -> None:
    """A state entry may say what it means."""
    text = changed("state: in_effect,", "state: something new, effect: not_in_force,")
    assert agreement(text).states[0].effect is Effect.NOT_IN_FORCE


def test_the_comma_trap_is_explained_in_full() -> None:
    """Inside braces a comma starts a new key: the whole message says how to write it."""
    text = changed('S1: {title: "The text", where', "S1: {title: The text, second edition, where")
    assert only(text).text() == (
        "error: plain.yaml, line 12, second edition: found the key 'second edition' without a value in S1 of sources; "
        "expected text with a comma between quotation marks. Rule: inside braces YAML takes a comma for the start of "
        'the next key [yaml-comma-trap]. To do: write "The text, second edition" with the quotation marks'
    )


def test_an_unknown_event_is_answered_with_the_nearest() -> None:
    """A misspelt event is an error, because the obligation would otherwise never start."""
    assert only(changed("start: begin", "start: beginn")).text() == (
        "error: plain.yaml, line 22, start: found the event 'beginn'; expected a day or one of begin, year2, finish, "
        "again. Rule: applies and schedule name a day or an event of agreement.events [agreement-unknown-event]. "
        "To do: define the event in agreement.events or correct its name; did you mean 'begin'?"
    )


BROKEN = [
    ("schema: servanda-agreement/1", "schema: servanda-agreement/2", "yaml-wrong-schema", 1, "write schema:"),
    ("schema: servanda-agreement/1", "schema: servanda-forums/1", "yaml-wrong-schema", 1, "other kind of file"),
    ("  slug: plain\n", "", "yaml-missing-key", 3, "add slug:"),
    ("    verifier: IAEA", "    verfier: IAEA\n    verifier: IAEA", "yaml-unknown-key", 18, "did you mean 'verifier'?"),
    ("    cite: para 1\n", "    cite: para 1\n    cite: para 2\n", "yaml-key-twice", 17, "rename one"),
    ("    cite: para 1\n", "    cite:\n", "yaml-null", 16, "write a value after cite:"),
    ("cite: para 1\n", "cite: no\n", "yaml-boolean", 16, 'write "no" with the quotation marks'),
    ("cite: para 1\n", "cite: 1\n", "yaml-not-text", 16, 'write "1" with the quotation marks'),
    ("cite: para 1\n", "cite: [a, b]\n", "yaml-wrong-type", 16, "one piece of text"),
    ("obligated: [IR]", "obligated: IR", "yaml-wrong-type", 17, "[first, second]"),
    ("obligated: [IR]", "obligated: []", "yaml-empty-list", 17, "name at least one"),
    ("kind: numeric_limit", "kind: numeric_limits", "yaml-unknown-word", 19, "did you mean 'numeric_limit'?"),
    ('comparator: "<="', 'comparator: "=<"', "yaml-unknown-word", 21, "use a word of the list"),
    ("threshold: 202.8", "threshold: .nan", "yaml-not-a-number", 21, "digits only"),
    ("threshold: 202.8", "threshold: .inf", "yaml-not-a-number", 21, "digits only"),
    ("threshold: 202.8", "threshold: 202.8 kg", "yaml-not-a-number", 21, "unit has a key of its own"),
    ("threshold: 202.8", "threshold: 1:30", "yaml-not-a-number", 21, "digits only"),
    (", threshold: 202.8", "", "agreement-no-threshold", 21, "add threshold:"),
    ('"<=", threshold', "absent, threshold", "agreement-needless-threshold", 21, "delete the threshold"),
    ("    test: {comparator: \"<=\", threshold: 202.8}\n", "", "yaml-missing-key", 14, "add test:"),
    ("start: begin", "start: 2016-13-01", "yaml-bad-date", 22, "write the day as in 2016-01-16"),
    ("end: finish}", "end: finish, duration: P10}", "agreement-bad-duration", 22, "P, then number and letter"),
    ("start: begin, end: finish", "start: finish, end: begin", "agreement-ends-before-start", 22, "one of the two"),
    ("begin: 2016-01-16,", "begin: 16 January,", "yaml-bad-date", 8, "write the day"),
    ("    status: read\n    source: [S1]\nproc", "    status: seen\n    source: [S1]\nproc", "yaml-unknown-word", 23, "list"),
    ("    source: [S1]\nproc", "    source: [S2]\nproc", "agreement-unknown-source", 24, "add S2"),
    ("type: political_plan", "type: political", "yaml-unknown-word", 5, "did you mean 'political_plan'?"),
    ("force: political_commitment", "force: politcal_commitment", "yaml-unknown-word", 6, "did you mean"),
    ("state: in_effect,", "state: in_effect, held_by: [],", "agreement-no-holder", 10, "delete held_by"),
    ("state: in_effect,", "state: in_effect, effect: maybe,", "yaml-unknown-word", 10, "use a word of the list"),
    ("state: in_effect,", "state: in_effect, source: S9,", "agreement-unknown-source", 10, "add S9"),
    ("    kind: numeric_limit", "    softness: soft\n    kind: numeric_limit", "yaml-unknown-word", 19, "list"),
    ("{n: 1, actor: any party,", "{n: one, actor: any party,", "yaml-not-a-whole-number", 30, "digits only"),
    ("{n: 2, actor", "{n: 1, actor", "agreement-step-order", 31, "upwards"),
    ("from: 1}", "from: 7}", "agreement-unknown-step", 31, "correct the number"),
    ("within: P15D", "within: P15", "agreement-bad-duration", 31, "P, then number and letter"),
    ("counting: calendar_days", "counting: days", "yaml-unknown-word", 31, "use a word of the list"),
    ("action: refer}", "action: refer, optional: yes}", "yaml-boolean", 30, "write true or false"),
    ("{n: 1, actor: any party, action: refer}", "{n: 1, no: x, actor: x, action: y}", "yaml-boolean-key", 30, "in_favour"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "name", "line", "remedy"), BROKEN)
def test_each_fault_is_found_at_its_line(old: str, new: str, name: str, line: int, remedy: str) -> None:
    """One fault gives one finding, which names the line and says what to write."""
    finding = only(changed(old, new))
    assert (finding.name, finding.line) == (name, line), finding.text()
    assert remedy in finding.remedy
    assert finding.severity is Severity.ERROR


def test_a_tab_is_named() -> None:
    """YAML refuses tabs in indentation: the finding says so instead of quoting the parser."""
    finding = only(changed("    title: Stock cap", "\ttitle: Stock cap"))
    assert (finding.name, finding.line) == ("yaml-tab", 15)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "yaml-empty"),
        ("# nothing but a comment\n", "yaml-empty"),
        ("[1, 2]", "yaml-wrong-type"),
        ("a: b: c", "yaml-broken"),
        ('a: "open', "yaml-broken"),
        ("a: 1\n---\nb: 2\n", "yaml-broken"),
        ("a: \x00", "yaml-broken"),
        ("[" * 1000, "yaml-too-deep"),
        ("- " * 1000, "yaml-too-deep"),
        ("a: " + "x" * 200_000, "yaml-line-too-long"),
        ("a: &a [*a]", "yaml-unknown-key"),
    ],
)
def test_what_is_no_agreement_at_all_is_a_finding(text: str, name: str) -> None:
    """Damaged files, other YAML, and files made to hurt give findings and no agreement."""
    found, findings = read_agreement(text, "bad.yaml")
    assert found is None
    assert findings[0].name == name
    assert findings[0].file == "bad.yaml"


def test_a_tag_that_would_run_code_is_only_text_of_the_wrong_type() -> None:
    """Nothing in a file is ever constructed."""
    finding = only(changed("title: Stock cap", "title: !!python/object/apply:os.getcwd []"))
    assert finding.name == "yaml-wrong-type"


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    """A reader mends a file in one go."""
    text = changed("kind: numeric_limit", "kind: limit").replace("end: finish", "end: finnish").replace("[S1]", "[S9]")
    _, findings = read_agreement(text, "plain.yaml")
    assert sorted({f.name for f in findings}) == [
        "agreement-unknown-event", "agreement-unknown-source", "yaml-unknown-word",
    ]  # fmt: skip


def test_words_instead_of_a_day_stay_an_undated_step() -> None:
    """A sentence is a step that someone must date; one word is taken for a misspelt event."""
    schedule = 'test: {comparator: "<=", schedule: [{from: begin, threshold: 130}, {from: WHEN, threshold: 90}]}'
    old = 'test: {comparator: "<=", threshold: 202.8}'
    found = agreement(changed(old, schedule.replace("WHEN", "commissioning of the reactor"))).obligations[0]
    assert found.test is not None
    assert [(s.start is None, s.when) for s in found.test.schedule] == [
        (False, ""),
        (True, "commissioning of the reactor"),
    ]
    assert only(changed(old, schedule.replace("WHEN", "yaer2"))).name == "agreement-unknown-event"


def test_an_unknown_unit_is_a_warning() -> None:
    """A limit in a unit that no statement carries can never be held against a value."""
    finding = only(changed("unit: kg_U}", "unit: kgU}"))
    assert (finding.name, finding.severity) == ("agreement-unknown-unit", Severity.WARNING)
    assert "did you mean 'kg_U'" in finding.remedy


def test_ids_are_unique_over_all_files() -> None:
    """The same id in two files names both places."""
    found = check_agreements([agreement(), agreement(PLAIN.replace("slug: plain", "slug: other"), "b.yaml")], Forums())
    assert [(f.file, f.line, f.found) for f in found] == [
        ("b.yaml", 14, "the id 'PL-1', also in plain.yaml, line 14"),
        ("b.yaml", 26, "the id 'PL-P', also in plain.yaml, line 26"),
    ]


def test_a_slug_is_used_once() -> None:
    """Two files with one slug would answer for each other."""
    other = agreement(PLAIN.replace("PL-", "OT-"), "b.yaml")
    assert [f.found for f in check_agreements([agreement(), other], Forums())] == ["the id 'plain', also in plain.yaml"]


def test_references_between_files_must_lead_somewhere() -> None:
    """An unknown consequence and an unknown decision rule are errors, with the nearest known one."""
    text = changed("    applies:", "    consequence: [PL-Q]\n    applies:")
    text = text.replace("    cite: para 9\n", "    cite: para 9\n    decision_rule: NO-RULE\n")
    found = check_agreements([agreement(text)], Forums())
    assert [(f.name, f.column) for f in found] == [
        ("agreement-unknown-consequence", "consequence"), ("agreement-unknown-decision-rule", "decision_rule"),
    ]  # fmt: skip
    assert "did you mean 'PL-P'?" in found[0].remedy
    assert check_agreements([agreement(text)], Forums(), complete=False) == []


def test_words_of_state_without_a_meaning_are_a_warning() -> None:
    """The table of states does not guess: it asks for the key effect."""
    found = check_agreements([agreement(changed("state: in_effect", "state: rather so"))], Forums())
    assert [(f.name, f.severity, f.line) for f in found] == [("agreement-state-unclear", Severity.WARNING, 10)]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("in_favour: 15", "in_favour: all", "yaml-not-a-whole-number"),
        ("in_favour: 15", "no: 15", "yaml-boolean-key"),
        ("adopted: true", "adopted: yes", "yaml-boolean"),
        ("date: 2015-07-20", "date: 20 July 2015", "yaml-bad-date"),
        ("affirmative_min: 9", "afirmative_min: 9", "yaml-unknown-key"),
        ("  - id: UNSC-PROCEDURAL\n", "  - name: UNSC-PROCEDURAL\n", "yaml-unknown-key"),
        ("schema: servanda-forums/1", "schema: servanda-agreement/1", "yaml-wrong-schema"),
    ],
)
def test_faults_of_the_forum_file_are_found(old: str, new: str, name: str) -> None:
    """The forum file is as strict as the others."""
    text = (FILES / "_forums.yaml").read_text(encoding="utf-8")
    assert old in text
    _, findings = read_forums(text.replace(old, new, 1), "_forums.yaml")
    assert name in [f.name for f in findings]


def test_the_forum_file_may_be_unreadable() -> None:
    """No forums come out of what is no YAML."""
    found, findings = read_forums("a: b: c", "_forums.yaml")
    assert found is None
    assert [f.name for f in findings] == ["yaml-broken"]
