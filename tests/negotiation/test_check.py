"""Findings of the five tables: whole messages, each with its place and remedy."""

from __future__ import annotations

import pytest

from servanda.core.finding import Finding, Severity
from servanda.negotiation.check import check
from servanda.negotiation.read import read_formats, read_issues, read_meetings, read_parties, read_positions
from tests.negotiation.tables import READERS, bundled

PARTIES = """party_id,name,kind,groups,mark,code
IRN,Iran,state,,read,IR
FRA,France,state,E3;P5,read,FR
E3,E3,group,,read,
"""
ISSUES = "issue_id,label,question,scale_type,anchors,mark\nENR-CAP,Cap,how much,number,0:60%; 100:0%,read\n"
FORMATS = "format_id,name,members,n_members,decision_rule,mark\nE3-IRN,Talks,E3;IRN,,consensus,read\n"
MEETINGS = "event_id,date,kind,title,format_id,parties,mark\nE1,2030-01,round,Talks,E3-IRN,E3-IRN;IRN,read\n"
POSITIONS = """id,party,issue_id,position_text,firmness,as_of,attribution,outlet_date,scale_0_100,mark
P1,IRN,ENR-CAP,words,firm,2030-01-01,named_official,,50,read
"""


def found_in(
    parties: str = PARTIES,
    formats: str = FORMATS,
    issues: str = ISSUES,
    positions: str = POSITIONS,
    meetings: str = MEETINGS,
) -> list[Finding]:
    """Everything that reading and checking five tables finds."""
    read = (
        read_parties(parties, "parties.csv"),
        read_formats(formats, "formats.csv"),
        read_issues(issues, "issues.csv"),
        read_positions(positions, "positions.csv"),
        read_meetings(meetings, "meetings.csv"),
    )
    cross = check(read[0][0], read[1][0], read[2][0], read[3][0], read[4][0])
    return [f for part in read for f in part[1]] + list(cross)


def one(found: list[Finding]) -> Finding:
    """The one finding there is."""
    assert len(found) == 1, [f.text() for f in found]
    return found[0]


def test_good_tables_have_no_findings() -> None:
    """The tables from which the broken ones below are made are in order."""
    assert found_in() == []


@pytest.mark.parametrize("case", ["iran", "ukraine"])
def test_the_bundled_tables_have_no_findings(case: str) -> None:
    """All parties, formats, issues, positions and meetings of the bundled cases are read and refer to each other."""
    tables = {table: bundled(case, table) for table in READERS}
    assert [f.text() for f in found_in(**tables)] == []


def test_an_unknown_party_is_named_with_the_nearest_known_one() -> None:
    """The whole message of a misspelt party."""
    finding = one(found_in(positions=POSITIONS.replace("P1,IRN", "P1,IRM")))
    assert finding.text() == (
        "error: positions.csv, line 2, party: found 'IRM'; expected the id of a party or group in parties.csv. "
        "Rule: a row names only parties, issues and formats that the case lists [unknown-party]. "
        "To do: did you mean IRN?"
    )


def test_a_code_or_name_in_place_of_an_id_is_told_the_id() -> None:
    """Agreement files write IR; the tables write IRN."""
    assert one(found_in(positions=POSITIONS.replace("P1,IRN", "P1,IR"))).remedy == "write its id: IRN"


@pytest.mark.parametrize("group", ["E3", "P5"])
def test_a_group_may_hold_a_position(group: str) -> None:
    """A group is known by its row or by its members."""
    assert found_in(positions=POSITIONS.replace("P1,IRN", f"P1,{group}")) == []


def test_a_group_that_nobody_knows_may_not() -> None:
    """A group-like code is checked like any other party."""
    assert one(found_in(positions=POSITIONS.replace("P1,IRN", "P1,RUS+E3"))).name == "unknown-party"


@pytest.mark.parametrize(
    ("table", "old", "new", "name", "column", "remedy"),
    [
        ("positions", ",ENR-CAP,", ",ENR-CUP,", "unknown-issue", "issue_id", "did you mean ENR-CAP?"),
        ("positions", ",firm,", ",frim,", "position-bad-firmness", "firmness", "did you mean firm?"),
        ("positions", "named_official", "named official", "position-bad-attribution", "attribution",
         "did you mean named_official or unnamed_official?"),
        ("positions", ",50,", ",101,", "position-bad-scale", "scale_0_100",
         "recode it on the anchors of the issue, or leave the cell empty if it cannot be coded"),
        ("positions", ",50,", ",nan,", "position-bad-scale", "scale_0_100",
         "recode it on the anchors of the issue, or leave the cell empty if it cannot be coded"),
        ("positions", ",50,read", ",50,raed", "position-bad-mark", "mark", "did you mean read or recalled?"),
        ("positions", "2030-01-01", "1 January", "position-bad-date", "as_of", "write the day, or only its month or year"),
        ("positions", "2030-01-01", "", "position-empty", "as_of", "write the day, or as much of it as is known"),
        ("positions", "named_official", "narrator", "position-without-report-day", "outlet_date",
         "write the day on which the outlet reported it"),
        ("positions", "words", "", "position-empty", "position_text", "paraphrase what was said"),
        ("formats", "E3;IRN", "E3;IRM", "unknown-party", "members", "did you mean IRN?"),
        ("formats", "E3;IRN", "E3;Iran", "format-bad-member", "members",
         "write one entry for each member, separated by semicolons"),
        ("formats", "E3;IRN,,", "E3;IRN,four,", "format-bad-count", "n_members", "write the number of members"),
        ("formats", "E3;IRN,,", "FRA;IRN,3,", "format-count", "n_members", "correct the number or the list of members"),
        ("meetings", "round,Talks,E3-IRN", "round,Talks,E3-IRM", "unknown-format", "format_id", "did you mean E3-IRN?"),
        ("meetings", "E3-IRN;IRN", "E3-IRN;IRM", "unknown-party", "parties", "did you mean IRN?"),
        ("meetings", "2030-01", "2030-13", "meeting-bad-date", "date", "write the day, or only its month or year"),
        ("issues", "number", "cardinal", "issue-bad-scale-type", "scale_type", "did you mean ordinal?"),
        ("issues", "0:60%;", "60%;", "issue-bad-anchor", "anchors",
         "begin each anchor with its place, and separate anchors by semicolons"),
        ("parties", ",read,FR", ",read,IR", "party-code-twice", "code", "correct the code of one of the parties"),
    ],
)  # fmt: skip
def test_a_broken_cell_is_found_with_its_place_and_remedy(
    table: str, old: str, new: str, name: str, column: str, remedy: str
) -> None:
    """Each broken cell gives a finding with file, line, column, what was expected and what to do."""
    texts = {"parties": PARTIES, "formats": FORMATS, "issues": ISSUES, "positions": POSITIONS, "meetings": MEETINGS}
    assert texts[table].count(old) >= 1
    finding = next(f for f in found_in(**{table: texts[table].replace(old, new, 1)}) if f.name == name)
    assert (finding.file, finding.column, finding.remedy) == (f"{table}.csv", column, remedy)
    assert finding.line is not None
    assert finding.expected
    assert finding.rule


def test_a_report_before_the_words_is_a_warning() -> None:
    """The row is kept and the doubt is shown."""
    text = POSITIONS.replace("named_official,,", "narrator,2029-12-31,")
    finding = one(found_in(positions=text))
    assert (finding.name, finding.severity) == ("position-reported-before-said", Severity.WARNING)
    assert len(read_positions(text, "positions.csv")[0]) == 1


def test_an_id_used_twice_names_the_first_place() -> None:
    """The second row is the one to rename."""
    finding = one(found_in(positions=POSITIONS + POSITIONS.splitlines()[1] + "\n"))
    assert (finding.line, finding.name) == (3, "negotiation-id-twice")
    assert finding.remedy == "line 2 of positions.csv has it already: rename one"


def test_a_row_with_an_error_gives_no_record() -> None:
    """Nothing is half loaded: a position with an unreadable firmness is not in the record as something else."""
    assert read_positions(POSITIONS.replace(",firm,", ",frim,"), "positions.csv")[0] == ()


def test_every_problem_is_reported_at_once() -> None:
    """Four broken cells of one row are four findings."""
    text = POSITIONS.replace(",firm,", ",frim,").replace(",50,", ",-1,").replace("named_official", "rumour")
    found = found_in(positions=text.replace("2030-01-01", "soon"))
    assert sorted(f.column for f in found) == ["as_of", "attribution", "firmness", "scale_0_100"]


def test_an_unknown_column_is_refused() -> None:
    """The status column of other tables is called mark here."""
    finding = one(read_positions(POSITIONS.replace(",mark", ",status"), "positions.csv")[1][1:])
    assert (finding.name, finding.line) == ("table-unknown-column", 1)
