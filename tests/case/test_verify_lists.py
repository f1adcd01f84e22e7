"""Single tables: pairs, shipments, plans and series evaluated from rows, in CSV and XLSX alike."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from servanda.case.verify_lists import LISTS, PAIR_LIST, PLAN, SERIES, SHIPMENTS, TEMPLATES, read_list
from servanda.case.verify_pairs import PairQuestion, PairsAnswer, evaluate_pairs
from servanda.case.verify_plan import PlanAnswer, evaluate_plan
from servanda.case.verify_shipments import evaluate_series, evaluate_shipments
from servanda.case.verify_tables import template
from servanda.case.verify_template import write_list_template
from servanda.core.finding import Misuse, Refused
from servanda.verification.detection import non_detection_probability
from servanda.verification.shipper_receiver import Errors
from servanda.verification.target_values import target_value


def text_file(path: Path, text: str) -> Path:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


def pairs_answer(path: Path, question: PairQuestion | None = None) -> PairsAnswer:
    """The evaluated pairs of a file."""
    return evaluate_pairs(read_list(path, PAIR_LIST)[0], question or PairQuestion(), path.name)


@pytest.mark.parametrize("command", LISTS)
def test_template_is_sound_in_both_forms_and_documented(command: str, tmp_path: Path) -> None:
    """CSV and XLSX hold the same rows; every column has its meaning; nothing is written over."""
    kind = LISTS[command]
    (csv,) = write_list_template(tmp_path / "t.csv", command)
    (book,) = write_list_template(tmp_path / "t.xlsx", command)
    cells = [[{c: v for c, v in row.cells.items() if v} for row in read_list(path, kind)[0]] for path in (csv, book)]
    assert len(cells[0]) == len(cells[1]) == TEMPLATES[command].count("\n") - 1
    for one, other in zip(*cells, strict=True):
        for column, value in one.items():
            assert other[column] == value or float(other[column]) == float(value)
    assert set(kind.meaning) == set(kind.columns.all)
    with pytest.raises(Misuse, match=r"name a new file that ends in \.csv or \.xlsx"):
        write_list_template(tmp_path / "t.csv", command)
    with pytest.raises(Misuse, match=r"name a new file that ends in \.csv or \.xlsx"):
        write_list_template(tmp_path / "folder", command)


def test_table_pairs_of_a_balance_can_be_used_as_it_is(tmp_path: Path) -> None:
    """Its stratum stands before the name of the item."""
    found = pairs_answer(text_file(tmp_path / "pairs.csv", template()["pairs"]))
    assert {o.item for o in found.outliers} == {"powder and pellets, closing: T-091"}


def test_pairs_with_everything_asked_for(tmp_path: Path) -> None:
    """The outlying item is told and kept; estimates stand with and without it; targets, ratio and priors are answered."""
    path = text_file(tmp_path / "pairs.csv", TEMPLATES["pairs"])
    found = pairs_answer(path, PairQuestion(
        prior_random=0.003, prior_systematic=0.003, prior_operator=0.001, prior_inspector=0.003, ratio=0.5,
        target=target_value("EBAL", "any solid"),
    ))  # fmt: skip
    assert [o.item for o in found.outliers] == ["C-04"]
    assert {c.pairs for c in found.components} == {"all", "less outliers"}
    assert {c.method for c in found.components} == {"analysis of variance", "restricted ML", "Bayesian"}
    without = next(c for c in found.components if c.pairs != "all" and c.part == "random")
    assert without.low is not None
    assert without.sigma is not None
    assert without.high is not None
    assert without.low < without.sigma < without.high
    assert [s.method for s in found.split] == [
        "Grubbs, moments", "maximum likelihood, none below 0", "known ratio", "Bayesian",
    ]  # fmt: skip
    shared = found.split[2]
    assert shared.operator is not None
    assert shared.inspector is not None
    assert shared.operator == pytest.approx(math.sqrt(0.5) * shared.inspector)
    assert [what for what, _ in found.targets] == ["within inspections", "between inspection means"]
    assert found.targets[0][1].target == pytest.approx(math.sqrt(2) * 0.0005)


def test_what_pairs_do_not_allow_is_told_and_not_guessed(tmp_path: Path) -> None:
    """One inspection has no two parts; two items have no split; an item of 0 kg has no relative difference to average."""
    head = "item,operator_kg,inspector_kg\n"
    found = pairs_answer(text_file(tmp_path / "a.csv", head + "a,1.0,1.01\nb,2.0,1.99\n"))
    assert [(c.sigma, c.variance) for c in found.components] == [(None, None)]
    assert "cannot be told apart" in found.components[0].note
    assert found.split[0].operator is None
    assert [t.p_value is None for t in found.tests] == [True, True, False, False]
    empty = pairs_answer(text_file(tmp_path / "b.csv", head + "a,0,1.0\nb,2.0,1.99\nc,3,3\n"))
    assert empty.mean == -math.inf


def test_negative_variances_are_reported_as_findings(tmp_path: Path) -> None:
    """Equal inspection means: the systematic variance comes out below 0, is shown, and asked about."""
    rows = "".join(
        f"{i}{n},10,{10 + d}\n".replace("\n", f",{i}\n") for i in "ab" for n, d in enumerate((-0.1, 0.1, 0.05, -0.05))
    )
    found = pairs_answer(text_file(tmp_path / "p.csv", f"item,operator_kg,inspector_kg,inspection\n{rows}"))
    systematic = next(c for c in found.components if c.part == "systematic" and c.method == "analysis of variance")
    assert systematic.sigma is None
    assert systematic.variance is not None
    assert systematic.variance < 0
    assert "verify-variance-negative" in {f.name for f in found.findings}


SIDE = Errors(0.0005, 0.0005)


def test_shipments_alarm_where_material_stays_back(tmp_path: Path) -> None:
    """The sound template is silent about single shipments; 0.6 kg missing from the last four is found, and named."""
    path = text_file(tmp_path / "s.csv", TEMPLATES["shipments"])
    quiet = evaluate_shipments(read_list(path, SHIPMENTS)[0], SIDE, SIDE, path.name)
    assert quiet.found.first_alarm is None
    text = TEMPLATES["shipments"]
    for old, new in (("102.49", "101.89"), ("101.63", "101.03"), ("102.80", "102.20"), ("102.17", "101.57")):
        assert old in text
        text = text.replace(old, new)
    loud = evaluate_shipments(read_list(text_file(tmp_path / "l.csv", text), SHIPMENTS)[0], SIDE, SIDE, "l.csv")
    assert loud.found.first_alarm == 7
    names = {f.name for f in loud.findings}
    assert {"verify-shipments-alarm", "verify-shipment", "verify-shipments-sum"} <= names


def test_calibrations_of_a_table_count(tmp_path: Path) -> None:
    """A new calibration of the shipper makes the sum less uncertain than one calibration throughout."""
    text = TEMPLATES["shipments"]
    anew = evaluate_shipments(read_list(text_file(tmp_path / "a.csv", text), SHIPMENTS)[0], SIDE, SIDE, "a.csv")
    same = evaluate_shipments(
        read_list(text_file(tmp_path / "b.csv", text.replace(",B,", ",A,")), SHIPMENTS)[0], SIDE, SIDE, "b.csv"
    )
    assert anew.found.cumulated_sigma[-1] < same.found.cumulated_sigma[-1]


def plan_answer(path: Path, goal: float = 25.0, budget: float | None = None) -> PlanAnswer:
    """The evaluated plan of a file."""
    return evaluate_plan(read_list(path, PLAN)[0], goal, 0.1, path.name, budget=budget)


def test_plan_holds_against_every_split_after_it_was_strengthened(tmp_path: Path) -> None:
    """The split that it shows is missed as often as it says, and none more often than beta."""
    found = plan_answer(text_file(tmp_path / "p.csv", TEMPLATES["plan"]), budget=3)
    assert found.worst is not None
    assert found.strong_worst is not None
    assert found.worst.at_most > 0.1 >= found.strong_worst.at_most * (1 - 1e-9)
    shown = math.prod(
        float(non_detection_probability(s.stratum.items, r, s.n, recognition=s.stratum.recognition))
        for s, r in zip(found.strong, found.strong_worst.defects, strict=True)
    )
    assert shown == pytest.approx(found.strong_worst.non_detection)
    assert found.saddle is not None
    effort = np.array([0.05, 0.1, 0.25, 0.05])
    assert float(effort @ np.array(found.saddle.samples)) == pytest.approx(3)
    assert [m.stratum for m in found.methods] == ["powder drums", "pellet trays"]
    assert all(m.strongest is not None and m.strongest[1] >= 0.9 - 1e-9 for m in found.methods)


def test_plans_that_cannot_reach_what_was_asked_for_say_so(tmp_path: Path) -> None:
    """A stratum below the goal, a goal out of reach, recognition too low, and more budget than there are items."""
    head = "stratum,items,item_kg,recognition,effort\n"
    small = plan_answer(text_file(tmp_path / "a.csv", head + "a,10,1,,1\nb,100,1,,1\n"))
    assert "verify-stratum-below-goal" in {f.name for f in small.findings}
    none = plan_answer(text_file(tmp_path / "b.csv", head + "a,10,1,,1\n"))
    assert "verify-goal-out-of-reach" in {f.name for f in none.findings}
    blind = plan_answer(text_file(tmp_path / "c.csv", head + "a,100,1,0.01,1\n"))
    assert "verify-beta-out-of-reach" in {f.name for f in blind.findings}
    rich = plan_answer(text_file(tmp_path / "d.csv", head + "a,100,1,,0.001\n"), budget=5)
    assert "verify-budget-beyond-items" in {f.name for f in rich.findings}
    wrong = text_file(tmp_path / "e.csv", "stratum,items,item_kg,sigma_h,sigma_d\na,100,1,0.01,0.2\n")
    with pytest.raises(Misuse, match="rise in this order, from fine to coarse"):
        plan_answer(wrong)


def test_a_series_with_a_drift_is_told(tmp_path: Path) -> None:
    """Rising values, with unequal times: Sen's slope by time, and a finding."""
    text = "value,time\n" + "".join(f"{0.1 * t + 0.001 * (-1) ** t},{t}\n" for t in (0, 1, 3, 4, 8, 9, 12, 20))
    path = text_file(tmp_path / "t.csv", text)
    found = evaluate_series(read_list(path, SERIES)[0], path.name)
    assert found.tests[0].p_value is not None
    assert found.tests[0].p_value < 0.01
    assert found.tests[0].note.startswith("Sen's slope 0.1")
    assert {f.name for f in found.findings} == {"verify-trend"}


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    """A folder, a missing file, a workbook that is none."""
    for path, words in (
        (tmp_path, "found a folder; expected a CSV file or an .xlsx workbook"),
        (tmp_path / "x.csv", "found no such file"),
    ):
        with pytest.raises(Refused, match=words):
            read_list(path, PLAN)
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"no workbook")
    with pytest.raises(Refused, match="verify-workbook-broken"):
        read_list(broken, PLAN)


def test_percent_asked_as_probability_is_refused_whatever_the_table_holds(tmp_path: Path) -> None:
    """A confidence or alpha in percent is not passed over where a table is too small to need it."""
    path = text_file(tmp_path / "one.csv", "item,operator_kg,inspector_kg\nA-1,1.0,1.01\n")
    with pytest.raises(Misuse, match=r"confidence 95 is not a probability .* write 0\.95"):
        pairs_answer(path, PairQuestion(confidence=95))
    with pytest.raises(Misuse, match=r"alpha 5 is not a probability .* write 0\.05"):
        pairs_answer(path, PairQuestion(alpha=5))
    series = text_file(tmp_path / "series.csv", "value\n0.1\n")
    with pytest.raises(Misuse, match=r"alpha 5 is not a probability .* write 0\.05"):
        evaluate_series(read_list(series, SERIES)[0], "series.csv", alpha=5)


def test_a_folder_given_as_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder one stands in has no name of its own; its finding has a place all the same."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused) as caught:
        read_list(Path(), SHIPMENTS)
    assert [f.place for f in caught.value.findings] == ["."]
