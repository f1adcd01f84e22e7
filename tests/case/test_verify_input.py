"""The tables of a material balance: read strictly, evaluated whole, refused with every finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_read import read_input
from servanda.case.verify_results import VerificationAnswer
from servanda.case.verify_tables import KINDS, template
from servanda.case.verify_template import meaning, write_template
from servanda.core.finding import Misuse, Refused
from servanda.core.unit import Unit
from servanda.verification.balance import Verdict


def folder(path: Path, **changed: tuple[str, str]) -> Path:
    """The template in a folder, with one text replaced by another in the named tables; the old text must be there."""
    path.mkdir(exist_ok=True)
    for name, text in template().items():
        old, new = changed.get(name, ("", ""))
        assert old in text
        (path / f"{name}.csv").write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


def answer(path: Path) -> VerificationAnswer:
    """The evaluated input."""
    return evaluate_input(read_input(path))


def test_template_is_sound_and_asks_one_question(tmp_path: Path) -> None:
    """The invented facility is read without error; its one odd item is what is to be looked into."""
    found = answer(folder(tmp_path))
    assert [round(b.muf, 6) for b in found.balances] == [0.2, -0.3, 0.4, 0.1]
    assert found.last.period == 4
    assert found.input.settings.unit is Unit.KG_U235
    assert {f.column for f in found.findings if f.name == "verify-item-rejected"} == {"T-091"}
    assert {f.name for f in found.findings} == {"verify-item-rejected", "verify-outlier", "verify-d-significant"}


def test_folder_and_workbook_give_the_same_answer(tmp_path: Path) -> None:
    """CSV and XLSX go through one reader."""
    write_template(tmp_path / "plant")
    write_template(tmp_path / "plant.xlsx")
    one, other = answer(tmp_path / "plant"), answer(tmp_path / "plant.xlsx")
    assert one.balances == other.balances
    assert one.items is not None
    assert other.items is not None
    assert one.items.difference == other.items.difference
    assert [f.text() for f in one.findings] == [f.text() for f in other.findings]


def test_template_is_never_written_over_something(tmp_path: Path) -> None:
    """A folder with files and a file that is there are left alone."""
    write_template(tmp_path / "plant")
    with pytest.raises(Misuse, match="is there already"):
        write_template(tmp_path / "plant")


def test_every_column_has_its_meaning() -> None:
    """The template documents each column, and no other."""
    for kind in KINDS[1:]:
        assert set(kind.meaning) == set(kind.columns.all)
        assert all(f"| {column} |" in meaning() for column in kind.columns.all)


def test_shared_key_lowers_sigma_and_its_own_raises_it(tmp_path: Path) -> None:
    """Received and shipped on the same load cells: their systematic errors act on the difference only."""
    shared = answer(folder(tmp_path / "a"))
    apart = answer(folder(tmp_path / "b", terms=("0.0005,,load cells", "0.0005,,other cells")))
    assert apart.last.sigma > 1.4 * shared.last.sigma


def test_muf_minus_d_is_not_given_without_stated_conditions(tmp_path: Path) -> None:
    """Refused with the unmet condition, without a statement, where terms are not verified, and for an unknown word."""
    stated = next(line for line in template()["settings"].splitlines() if line.startswith("conditions"))
    unmet = answer(folder(tmp_path / "a")).items
    assert unmet is not None
    assert unmet.muf_minus_d is None
    assert "every term of the balance with measurement error has a verified sample in D" in unmet.why_not
    silent = answer(folder(tmp_path / "b", settings=(stated, "conditions,"))).items
    assert silent is not None
    assert silent.why_not.startswith("its conditions were not stated")
    partly = answer(folder(tmp_path / "c", settings=(stated, "conditions,all"))).items
    assert partly is not None
    assert partly.muf_minus_d is None
    assert partly.why_not.startswith("5 amounts with measurement error have no stratum in D (UF6 received; ")
    strange = answer(folder(tmp_path / "d", settings=(stated, "conditions,luck"))).items
    assert strange is not None
    assert strange.why_not.startswith("unknown condition 'luck'")


def test_a_large_gain_is_never_within_error(tmp_path: Path) -> None:
    """40 kg too much at the end: the verdict of the balance says gain, and a remark says what to do."""
    found = answer(folder(tmp_path, amounts=("powder and pellets,4,433.2", "powder and pellets,4,473.2")))
    assert found.last.test.verdict is Verdict.GAIN
    (remark,) = [f for f in found.findings if f.name == "verify-gain"]
    assert (remark.file or remark.place).startswith("balance 4")


@pytest.mark.parametrize("sure", ["yes", "YES", " Yes"])
def test_sure_is_read_in_capitals_too(tmp_path: Path, sure: str) -> None:
    """A large error of a stratum that is meant is taken."""
    changed = folder(tmp_path, strata=("0.004,0.003,,counter 7,", f"0.4,0.3,,counter 7,{sure}"))
    assert answer(changed).items is not None


def test_target_values_are_used_and_named(tmp_path: Path) -> None:
    """Errors from the table of target values carry their citation and mark into the answer."""
    used = "UF6 received,increase,itv,,,,,load cells,,,EBAL,any solid,"
    old = next(line for line in template()["terms"].splitlines() if line.startswith("UF6 received"))
    found = answer(folder(tmp_path, terms=(old, used)))
    sources = found.evaluation.assumptions.value_sources
    assert any(source.startswith("international target value") and "recalled" in source for source in sources)


def test_answer_shows_itself_in_a_notebook(tmp_path: Path) -> None:
    """A table with a line for each balance, its title escaped."""
    found = answer(folder(tmp_path, settings=("Invented fuel plant ZZ", "Plant <ZZ>")))
    assert "<td>4</td>" in found._repr_html_()
    assert "Plant &lt;ZZ&gt;" in found._repr_html_()


def test_goal_out_of_reach_and_alarms_are_remarks(tmp_path: Path) -> None:
    """A sigma too large for the goal, and a loss in one period, are told with what to do."""
    changed = folder(
        tmp_path,
        settings=("goal_kg,75", "goal_kg,1"),
        amounts=("powder and pellets,4,433.2", "powder and pellets,4,428"),
    )
    names = {f.name for f in answer(changed).findings}
    assert {"verify-sigma-above-goal", "verify-alarm"} <= names


def test_every_fault_of_an_input_is_told_at_once(tmp_path: Path) -> None:
    """Faults in three tables come in one refusal."""
    changed = folder(
        tmp_path, settings=("alpha,0.05", "alpha,5"), terms=("increase", "input"), amounts=("1480.2", "-1")
    )
    with pytest.raises(Refused) as refused:
        read_input(changed)
    assert {f.file for f in refused.value.findings} == {"settings.csv", "terms.csv", "amounts.csv"}


def test_inputs_that_are_not_there_or_no_workbook(tmp_path: Path) -> None:
    """No such path, a text file, a damaged workbook, a folder without tables, a stratum without pairs."""
    (tmp_path / "x.txt").write_text("x")
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    (tmp_path / "empty").mkdir()
    for name, finding in (
        ("nowhere", "verify-input-missing"),
        ("x.txt", "verify-input-missing"),
        ("broken.xlsx", "verify-workbook-broken"),
        ("empty", "verify-table-missing"),
    ):
        with pytest.raises(Refused, match=finding):
            read_input(tmp_path / name)
    (folder(tmp_path / "a") / "pairs.csv").unlink()
    with pytest.raises(Refused, match="verify-stratum-empty"):
        answer(tmp_path / "a")


def test_items_are_optional(tmp_path: Path) -> None:
    """Without strata and pairs the balance is evaluated alone."""
    path = folder(tmp_path)
    (path / "strata.csv").unlink()
    (path / "pairs.csv").unlink()
    assert answer(path).items is None
