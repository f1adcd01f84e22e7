"""A case: opened whole or refused whole, written and read as the same thing, seen on two clocks."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from servanda.agreements.explain import full
from servanda.agreements.verdict import Status
from servanda.case import Case, list_cases, open_case
from servanda.case.case import examine
from servanda.case.disk import bundled
from servanda.case.new import new_case
from servanda.case.write import case_texts, write_case
from servanda.core.finding import Misuse, Refused
from servanda.evidence.statement import CONTENT_FIELDS

THEN = date(2025, 7, 1)
CALL = date(2025, 7, 1)


@pytest.fixture(scope="module")
def iran() -> Case:
    """The bundled case."""
    return open_case("iran")


def _content(case: Case) -> list[list[object]]:
    return [[getattr(s, name) for name in CONTENT_FIELDS] for s in case.record.statements]


def _answers(case: Case) -> list[object]:
    view = case.at(THEN)
    return [
        *(full(a) for a in view.answers()),
        view.strata(),
        view.breakout(),
        view.held_positions(),
        view.continuity().text(),
    ]


def test_the_bundled_cases_open_without_errors(iran: Case) -> None:
    """What comes with Servanda is a good case."""
    assert list(list_cases()) == ["iran", "ukraine"]
    assert iran.state == "Iran"
    assert len(iran.agreements) == 20
    assert sum(len(a.obligations) for a in iran.agreements) == 331
    assert open_case("ukraine").at().answers() == ()


@pytest.mark.parametrize("name", sorted(bundled()))
def test_written_and_read_again_is_the_same_case(name: str, tmp_path: Path) -> None:
    """Write-read of a case is the identity: every table, every statement, every word written by hand."""
    case = open_case(name)
    write_case(case, tmp_path)
    again = open_case(tmp_path)
    assert _content(again) == _content(case)
    assert (again.description, again.tables, again.agreements) == (case.description, case.tables, case.agreements)
    assert case_texts(again) == case_texts(case)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_and_files_never_matters(iran: Case, tmp_path: Path, seed: int) -> None:
    """Rows in any order in files of any name give the same answers."""
    shuffler = random.Random(seed)
    for number, (path, text) in enumerate(case_texts(iran).items()):
        target = tmp_path / path
        if path.startswith("statements/"):
            target = target.with_name(f"{shuffler.random()}-{number}.csv")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_shuffled(text, shuffler) if path.startswith("statements/") else text, "utf-8")
    assert _answers(open_case(tmp_path)) == _answers(iran)


def _shuffled(text: str, shuffler: random.Random) -> str:
    header, *rows = text.splitlines()
    shuffler.shuffle(rows)
    return "\n".join([header, *rows]) + "\n"


def test_on_one_day_two_states_of_knowledge(iran: Case) -> None:
    """As known on 1 July 2025: 408.6 kg for 17 May; as known now: 440.9 kg for 13 June, 432.9 of it verified."""
    then, now = (
        next(s for s in iran.at(CALL, known).strata() if (s.stratum.band, s.stratum.form) == ("up_to_60", "UF6"))
        for known in (CALL, None)
    )
    assert then.text().startswith("uranium up to 60 % as UF6: 408.6 kg U for 2025-05-17 [IR-STK-")
    assert now.text().startswith("uranium up to 60 % as UF6: 440.9 kg U for 2025-06-13 [IR-STK-")
    assert now.first_public == date(2025, 9, 3)
    assert now.verified_part is not None
    assert str(now.verified_part.part.value) == "432.9"
    assert now.days_since_verified == 18
    assert iran.at(date(2025, 11, 12)).record.select("uranium_mass", since=date(2025, 6, 14)) == ()


def test_what_was_not_known_then_is_not_in_force_then(iran: Case) -> None:
    """As known on 1 July 2025 no measure had returned by October; as known now the parties differ over it."""
    day = date(2025, 10, 1)
    assert iran.at(day).answer("R1737-2A").status is Status.CONTESTED
    assert iran.at(day, CALL).answer("R1737-2A").status is Status.NOT_APPLICABLE
    assert all(s.entry is None or s.entry.start <= CALL for s in iran.at(day, CALL).instruments())
    spans = iran.at(CALL, CALL).timeline(date(2025, 6, 1), day, "R1737-2A")["R1737-2A"]
    assert [span.answer.status for span in spans] == [Status.NOT_APPLICABLE]


def test_the_law_of_2_july_is_known_from_2_july(iran: Case) -> None:
    """Absent as known on 1 July, present as known on 3 July."""

    def laws(known_by: date) -> list[str]:
        return [
            s.text
            for s in iran.at(date(2025, 7, 3), known_by).record.select("event", subject="law")
            if s.day.year == 2025
        ]

    assert not any("promulgated" in text for text in laws(date(2025, 7, 1)))
    assert any("promulgated" in text for text in laws(date(2025, 7, 3)))


@pytest.mark.parametrize("known_by", [CALL, None])
def test_what_the_record_says_of_the_jcpoa_on_1_july_2025(iran: Case, known_by: date | None) -> None:
    """Level cap, stock cap and the Fordow limits are exceeded; the Additional Protocol is not applied."""
    view = iran.at(CALL, known_by)
    for obligation in ("JCPOA-A1-28", "JCPOA-A1-56", "JCPOA-A1-45", "JCPOA-A1-46"):
        assert view.answer(obligation).status is Status.EXCEEDED, obligation
    (state,) = (s for s in view.instruments() if s.agreement == "additional-protocol")
    assert state.entry is not None
    assert (state.entry.words, state.entry.start) == ("not applied", date(2021, 2, 23))


def test_the_five_permanent_members_lack_germany_and_iran(iran: Case) -> None:
    """Format membership is set algebra."""
    analysis = {f.format.id: f for f in iran.at(CALL, CALL).format_analyses()}
    assert set(analysis["P5"].missing_core) == {"DEU", "IRN"}
    assert "IRN" in analysis["FRA-RUS"].missing_core
    assert "DEU" in analysis["E3-RUS"].members


def test_timeline_and_answer_agree(iran: Case) -> None:
    """A span of the timeline says what the answer of each of its days says."""
    spans = iran.at(CALL).timeline(date(2016, 1, 1), date(2026, 1, 1), "JCPOA-A1-56")["JCPOA-A1-56"]
    assert spans[0].start == date(2016, 1, 1)
    for span in spans:
        assert span.answer.status is iran.at(span.start).answer("JCPOA-A1-56").status


def test_an_unknown_position_or_obligation_is_a_wrong_call(iran: Case) -> None:
    """Misuse says what would be right."""
    with pytest.raises(Misuse, match="unknown position 'XX': write all, or one of"):
        iran.at(CALL, None, "XX")
    with pytest.raises(Misuse, match="no obligation 'JCPOA-A1-99' in the case iran"):
        iran.at(CALL).answer("JCPOA-A1-99")


def test_a_new_case_is_a_good_case_and_never_overwrites(tmp_path: Path) -> None:
    """The template checks without errors; a folder that holds something is refused."""
    root = tmp_path / "brazil"
    new_case(root, "BRA", "Brazil", date(2024, 5, 15), "BR")
    case, findings = examine(root)
    assert [f.name for f in findings] == ["case-without-statements"]
    assert case is not None
    assert case.at().answer("EXAMPLE-1").status is Status.UNDETERMINED
    with pytest.raises(Refused, match="a new case never overwrites anything"):
        new_case(root, "BRA", "Brazil", date(2024, 5, 15))


NAMES = ('Brazil "the large", with a comma', "Two\nlines: a # colon", "Côte d'Ivoire\\", "{Braces}, $$ and [brackets]")


@pytest.mark.parametrize("name", NAMES)
def test_any_name_gives_a_good_case(name: str, tmp_path: Path) -> None:
    """Quotation marks, commas and line ends of a name break neither TOML nor YAML nor CSV."""
    root = tmp_path / "anywhere"
    new_case(root, "ZED", name, date(2024, 5, 15), "NO")
    _copy_everything(root)
    case, findings = examine(root)
    assert findings == []
    assert case is not None
    assert case.state == " ".join(name.split())
    assert case.agreements[0].parties == ("NO",)


def test_a_code_that_is_none_is_refused(tmp_path: Path) -> None:
    """A code is used in tables and on the command line."""
    with pytest.raises(Refused, match="case-bad-code"):
        new_case(tmp_path / "zed", "ZED", "Zedland", date(2024, 5, 15), "Z Z")


def _copy_everything(root: Path) -> None:
    """Do what the README of a new case says: copy each line to its table, each limit to the agreement."""
    readme = (root / "README.md").read_text("utf-8")
    path = root
    for line in readme.splitlines():
        if line.startswith("`") and line.endswith("`:"):
            path = root / line[1:-2]
        elif line.startswith("    ") and path != root and "```" not in readme.split(line)[0]:
            path.write_text(path.read_text("utf-8") + line[4:] + "\n", "utf-8")
    agreement = root / "agreements" / "safeguards.yaml"
    limits = readme.split("```yaml\n")[1].split("```")[0]
    agreement.write_text(agreement.read_text("utf-8") + limits, "utf-8")


def test_what_the_readme_of_a_new_case_says_to_copy_works(tmp_path: Path) -> None:
    """One line for every table and one limit of each kind: a case without findings whose limits are judged."""
    root = tmp_path / "brazil"
    new_case(root, "BRA", "Brazil", date(2024, 5, 15), "BR")
    _copy_everything(root)
    case, findings = examine(root)
    assert findings == []
    assert case is not None
    tables = case.tables
    assert all((tables.sources, tables.sites, tables.judgements, tables.issues, tables.positions, tables.meetings))
    assert [p.id for p in tables.parties] == ["BRA", "IAEA"]
    view = case.at(date(2024, 6, 1))
    assert {a.obligation: a.status.value for a in view.answers()} == {
        "EXAMPLE-1": "compliant",
        "EXAMPLE-STOCK": "compliant",
        "EXAMPLE-BAND": "compliant",
        "EXAMPLE-LEVEL": "exceeded",
        "EXAMPLE-MACHINES": "compliant",
    }
    capacity = view.breakout()[0].capacity
    assert capacity is not None
    assert (capacity.low, capacity.nominal, capacity.high) == (4000, 5000, 6000)
