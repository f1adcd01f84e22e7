"""The tables of a material balance: read strictly, evaluated whole, refused with every finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_conditions import uncovered
from servanda.case.verify_read import read_input
from servanda.case.verify_results import VerificationAnswer
from servanda.case.verify_tables import KINDS, template
from servanda.case.verify_template import meaning, write_template
from servanda.core.finding import Misuse, Refused
from servanda.core.unit import Unit
from servanda.verification.balance import Verdict
from servanda.verification.d_statistic import PairedStratum, paired_stratum
from servanda.verification.errors import Origin, ValueSource, multiplicative
from servanda.verification.terms import Role, flow, inventory


def folder(path: Path, **changed: tuple[str, str]) -> Path:
    """The template in a folder, with one text replaced by another in the named tables; the old text must be there."""
    path.mkdir(exist_ok=True)
    for name, text in template().items():
        old, new = changed.get(name, ("", ""))
        assert old in text
        (path / f"{name}.csv").write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


def one_measured(path: Path, **changed: tuple[str, str]) -> Path:
    """The template with one measured term, the pellets shipped; everything else is without error."""
    folder(path, **changed)
    lines = template()["terms"].splitlines()
    told = [
        line if line.startswith(("term", "pellets shipped")) else ",".join(line.split(",")[:4]) + "," * 9
        for line in lines
    ]
    (path / "terms.csv").write_text("\n".join(told) + "\n", encoding="utf-8")
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


def test_muf_minus_d_is_given_only_under_stated_conditions(tmp_path: Path) -> None:
    """Refused with the unmet condition, refused without a statement, given when all hold, refused for an unknown word."""
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
    assert partly.why_not.startswith("7 amounts with measurement error have no stratum in D (UF6 received; ")
    given = answer(one_measured(tmp_path / "e", settings=(stated, "conditions,all"))).items
    assert given is not None
    assert given.muf_minus_d is not None
    assert given.muf_minus_d.value == pytest.approx(0.1 - given.difference.d)
    strange = answer(folder(tmp_path / "d", settings=(stated, "conditions,luck"))).items
    assert strange is not None
    assert strange.why_not.startswith("unknown condition 'luck'")


MODEL = multiplicative(0.001, 0.001, source=ValueSource(Origin.USER, "a test"))


def verified(name: str, sign: int, in_systematic: float = 0.0) -> PairedStratum:
    """A stratum of ten items, one of them verified."""
    return paired_stratum(
        name, sign, 10, [1.0], [1.0], op_random=0.001, op_systematic=0.001, in_random=0.001, in_systematic=in_systematic
    )  # fmt: skip


def test_strata_that_do_not_cover_the_balance_are_told() -> None:
    """Missing strata, a number that differs, shared errors of the operator and of the inspector; else nothing."""
    fed, sent = (
        flow(name, role, [10.0], MODEL, Unit.KG) for name, role in (("feed", Role.INCREASE), ("product", Role.DECREASE))
    )
    both = [verified("feed", 1), verified("product", -1)]
    assert uncovered([fed, sent], both, 1) == ""
    assert "amounts with measurement error have no stratum in D (feed; product)" in uncovered([fed, sent], [], 1)
    assert "D has 1 strata (1 and 0)" in uncovered([fed, sent], both[:1], 1)
    assert "D has 2 strata" in uncovered([fed], both, 1)
    stock = inventory("store", [5.0, 6.0], MODEL, Unit.KG)
    ends = [verified("store, opening", 1), verified("store, closing", -1)]
    assert "share the operator's systematic error of 'store'" in uncovered([stock], ends, 1)
    again = inventory("store", [5.0, 6.0], MODEL, Unit.KG, calibration=["A", "B"])
    assert uncovered([again], ends, 1) == ""
    inspected = [verified("feed", 1, 0.001), verified("product", -1, 0.001)]
    assert "may share an instrument of the inspector" in uncovered([fed, sent], inspected, 1)


def test_a_large_gain_is_never_within_error(tmp_path: Path) -> None:
    """40 kg too much at the end: the verdict of the balance says gain, and a remark says what to do."""
    found = answer(folder(tmp_path, amounts=("powder and pellets,4,433.2", "powder and pellets,4,473.2")))
    assert found.last.test.verdict is Verdict.GAIN
    (remark,) = [f for f in found.findings if f.name == "verify-gain"]
    assert (remark.file or remark.place).startswith("balance 4")


@pytest.mark.parametrize("sure", ["yes", "YES", " Yes"])
def test_sure_is_read_in_capitals_too(tmp_path: Path, sure: str) -> None:
    """A large error of a stratum that is meant is taken."""
    changed = folder(tmp_path, strata=("0.004,0.003,", f"0.4,0.3,{sure}"))
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


BROKEN = {
    "negative mass": ("amounts", "received,1,1480.2", "received,1,-1480.2", "verify-mass-negative"),
    "not a number": ("amounts", "received,1,1480.2", "received,1,nan", "verify-number"),
    "comma as point": ("amounts", "received,1,1480.2", 'received,1,"1480,2"', "verify-number"),
    "percent as fraction": ("terms", "0.0007,0.0005,,load", "0.5,0.0005,,load", "verify-percent-as-fraction"),
    "percent of the inspector": ("strata", "0.004,0.003", "0.4,0.3", "verify-percent-as-fraction"),
    "unknown role": ("terms", "received,increase", "received,input", "verify-role"),
    "errors of nobody": ("terms", "increase,facility", "increase,,", "table-ragged-line"),
    "errors of a stranger": ("terms", "increase,facility", "increase,guess", "verify-errors-from"),
    "no citation": ("terms", "facility,invented measurement study 2024", "facility,", "verify-citation"),
    "target value not named": ("terms", "facility,invented measurement study 2024", "itv,", "verify-itv"),
    "period missing": ("amounts", "UF6 received,3,1495.1,24,B\n", "", "verify-unequal-calendars"),
    "opening inventory missing": ("amounts", "holdup,0,3.0,1,\n", "", "verify-unequal-calendars"),
    "period 0 of a flow": ("amounts", "UF6 received,1,1480.2", "UF6 received,0,1480.2", "verify-unequal-calendars"),
    "period half": ("amounts", "UF6 received,1,", "UF6 received,1.5,", "verify-number"),
    "amount of an unknown term": ("amounts", "UF6 received,1,", "UF6 recieved,1,", "verify-unknown-name"),
    "amount twice": ("amounts", "UF6 received,2,", "UF6 received,1,", "verify-twice"),
    "compound as unit": ("settings", "unit,kg_U235", "unit,kg_UF6", "verify-unit"),
    "alpha in percent": ("settings", "alpha,0.05", "alpha,5", "verify-setting-value"),
    "alpha missing": ("settings", "alpha,0.05\n", "", "verify-setting-missing"),
    "unit missing": ("settings", "unit,kg_U235\n", "", "verify-setting-missing"),
    "setting misspelt": ("settings", "page_k", "page-k", "verify-setting-unknown"),
    "sign of a stratum": ("strata", "store,-1", "store,2", "verify-number"),
    "half an item": ("strata", "-1,120", "-1,120.5", "verify-number"),
    "pair of an unknown stratum": ("pairs", "pellets in store,T-004", "pellets,T-004", "verify-unknown-name"),
    "pair twice": ("pairs", "T-017", "T-004", "verify-twice"),
    "item in two inspections": ("pairs", "T-041", "T-004", "verify-twice"),
    "a huge period": ("amounts", "holdup,4,3.0", "holdup,4e300,3.0", "verify-unequal-calendars"),
    "digits in groups": ("amounts", "received,1,1480.2", "received,1,1_480.2", "verify-number"),
    "half a seed": ("settings", "seed,1", "seed,1.5", "verify-setting-value"),
    "more pairs than items": ("strata", "-1,120", "-1,3", "sample-above-stratum"),
    "unknown column": ("amounts", "calibration\n", "kalibration\n", "table-unknown-column"),
    "unclosed quotation mark": ("amounts", "received,1,1480.2", 'received,1,"1480.2', "table-broken"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "name"), BROKEN.values(), ids=list(BROKEN))
def test_broken_input_is_refused_with_place_and_remedy(
    tmp_path: Path, table: str, old: str, new: str, name: str
) -> None:
    """Each fault gives its finding, with the place to look at, what was expected and what to do."""
    with pytest.raises(Refused) as refused:
        answer(folder(tmp_path, **{table: (old, new)}))
    named = [f for f in refused.value.findings if f.name == name]
    assert named, [f.text() for f in refused.value.findings]
    assert all(f.file and f.found and f.expected and f.rule and f.remedy for f in named)


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
