"""MUF - D from tables: given where the strata answer for the balance, refused with the reason where they do not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_read import read_input
from servanda.case.verify_results import VerifiedItems
from servanda.core.finding import Refused
from servanda.verification.d_statistic import Party

RANDOM, SYSTEMATIC, LONG = 0.002, 0.003, 0.001
IN_RANDOM, IN_SYSTEMATIC = 0.004, 0.005
ITEMS, SAMPLE = 20, 6
AMOUNTS = {"feed": 200.0, "product": 180.0, "store, opening": 60.0, "store, closing": 80.0}
SIGNS = {"feed": 1, "product": -1, "store, opening": 1, "store, closing": -1}


@dataclass(frozen=True)
class Plant:
    """One balance period of a small plant, and how each table differs from the good one."""

    store_errors: str = "0.002,0.003,0.001,scale"
    measurements: int = ITEMS
    strata: tuple[str, ...] = tuple(SIGNS)
    errors: str = ",,0.004,0.005,,counter"
    operator_factor: float = 1.0
    conditions: str = "all"

    def written(self, path: Path) -> Path:
        """The five tables in a folder."""
        path.mkdir()
        for name, lines in {
            "settings": ["key,value", "title,T", "unit,kg", "alpha,0.05", "beta,0.05", f"conditions,{self.conditions}"],
            "terms": ["term,role,errors_from,citation,random,systematic,long_term,key", *self._terms()],
            "amounts": ["term,period,mass_kg,measurements,calibration", *self._amounts()],
            "strata": [
                "stratum,sign,items,op_random,op_systematic,in_random,in_systematic,op_key,in_key",
                *self._strata(),
            ],
            "pairs": ["stratum,item,operator_kg,inspector_kg", *self._pairs()],
        }.items():
            (path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def _terms(self) -> list[str]:
        return [
            "feed,increase,user,a test,0.002,0.003,0.001,scale", "product,decrease,user,a test,0.002,0.003,0.001,scale",
            f"store,inventory,user,a test,{self.store_errors}",
        ]  # fmt: skip

    def _amounts(self) -> list[str]:
        places = (
            ("feed", 1, "feed"),
            ("product", 1, "product"),
            ("store", 0, "store, opening"),
            ("store", 1, "store, closing"),
        )
        return [f"{term},{period},{AMOUNTS[name]},{self.measurements},A" for term, period, name in places]

    def _strata(self) -> list[str]:
        return [f'"{name}",{SIGNS[name]},{ITEMS},{self.errors}' for name in self.strata]

    def _pairs(self) -> list[str]:
        return [
            f'"{name}",i{n},{self.operator_factor * AMOUNTS[name] / ITEMS},{AMOUNTS[name] / ITEMS}'
            for name in self.strata for n in range(SAMPLE)
        ]  # fmt: skip


def items(plant: Plant, path: Path) -> VerifiedItems:
    """The verified items of a plant."""
    found = evaluate_input(read_input(plant.written(path))).items
    assert found is not None
    return found


def test_muf_minus_d_is_given_and_its_sigma_is_the_simulated_one(tmp_path: Path) -> None:
    """All four amounts on one scale, all strata by one counter: sigma of MUF, D and MUF - D as in 40,000 simulated periods.

    Every item is measured anew by both sides in each run; the shared errors of scale, method and counter act on all.
    """
    answer = evaluate_input(read_input(Plant().written(tmp_path / "p")))
    assert answer.items is not None
    given = answer.items.muf_minus_d
    assert given is not None, answer.items.why_not
    generator = np.random.default_rng(20)
    runs = 40_000
    muf, d = np.zeros(runs), np.zeros(runs)
    common = SYSTEMATIC * generator.standard_normal(runs) + LONG * generator.standard_normal(runs)
    counter = IN_SYSTEMATIC * generator.standard_normal(runs)
    for name, amount in AMOUNTS.items():
        x = amount / ITEMS
        operator = x * (1 + RANDOM * generator.standard_normal((runs, ITEMS)) + common[:, None])
        inspector = x * (1 + IN_RANDOM * generator.standard_normal((runs, SAMPLE)) + counter[:, None])
        muf += SIGNS[name] * operator.sum(axis=1)
        d += SIGNS[name] * ITEMS / SAMPLE * (operator[:, :SAMPLE] - inspector).sum(axis=1)
    error = 4 / math.sqrt(2 * runs)
    assert float(muf.std()) == pytest.approx(answer.last.sigma, rel=error)
    assert float(d.std()) == pytest.approx(answer.items.difference.sigma, rel=error)
    assert float((muf - d).std()) == pytest.approx(given.sigma, rel=error)


def test_errors_that_are_left_empty_are_those_of_the_term(tmp_path: Path) -> None:
    """Taken from the term with every level, key and calibration: the operator's part of D is the systematic part of MUF."""
    found = items(Plant(), tmp_path / "p").difference
    together = (200 - 180 + 60 - 80) * SYSTEMATIC
    assert found.systematic_variance(Party.OPERATOR) == pytest.approx(together**2)
    assert {key.key for key in found.keys} == {"scale, A", "scale, long-term", "counter"}


REFUSED = {
    "amounts without a stratum": (
        Plant(strata=("feed", "store, closing")),
        "2 amounts with measurement error have no stratum in D (product; store, opening): verify each and name its stratum",
    ),
    "a stratum of nothing": (
        Plant(store_errors=",,,"),
        "the stratum 'store, opening' is no amount of this balance with error and this sign: name the term, or leave it out",
    ),
    "other numbers of items": (
        Plant(measurements=1),
        "'feed' is 1 measurements in the balance and 20 items in D: give the same number",
    ),
    "another random error": (
        Plant(errors="0.003,0.0031622776601683794,0.004,0.005,scale,"),
        "the operator's random error of 'feed' is 0.002 in MUF and 0.003 in D",
    ),
    "a key of the operator's left out": (
        Plant(errors="0.002,0.0031622776601683794,0.004,0.005,own,", store_errors="0.002,0.003,0.001,tank"),
        "the operator's systematic errors give 0 kg² to the variance of D and 0.008 kg² to that of MUF: give both the same",
    ),
    "other values than those of MUF": (
        Plant(operator_factor=1.01),
        "the operator's values of 'feed' in D stand for 202 kg, and the balance has 200 kg: they are not the values that",
    ),
    "a condition that was not stated": (
        Plant(conditions="all_balance_terms_verified"),
        "Var(MUF-D) = Var(D) - Var(MUF) does not hold here, because these conditions are not met: the operator's values",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "words"), REFUSED.values(), ids=list(REFUSED))
def test_muf_minus_d_is_refused_with_the_reason(plant: Plant, words: str, tmp_path: Path) -> None:
    """D is given all the same; MUF - D is not, and the reason says what to mend."""
    if plant.store_errors == ",,,":
        plant = replace(plant, errors="0.002,0.0031622776601683794,0.004,0.005,scale,")
    found = items(plant, tmp_path / "p")
    assert found.muf_minus_d is None
    assert found.why_not.startswith(words), found.why_not
    assert math.isfinite(found.difference.sigma)


def test_the_same_errors_written_out_give_the_same_answer(tmp_path: Path) -> None:
    """Errors and keys typed into strata instead of taken from the terms: MUF - D is the same."""
    whole = items(Plant(errors="0.002,0.0031622776601683794,0.004,0.005,scale,counter"), tmp_path / "b")
    assert whole.muf_minus_d is not None, whole.why_not
    other = items(Plant(), tmp_path / "c")
    assert other.muf_minus_d is not None
    assert whole.muf_minus_d.sigma == pytest.approx(other.muf_minus_d.sigma)


def test_a_stratum_of_no_term_needs_its_own_errors(tmp_path: Path) -> None:
    """Nothing is assumed where a stratum is no amount of the balance."""
    plant = Plant(store_errors=",,,").written(tmp_path / "p")
    with pytest.raises(Refused, match="name the stratum as its term"):
        evaluate_input(read_input(plant))
