"""Sequences of balances that others computed independently: any file with the form of the kept one is run.

`--balance-cases FILE` names files; without it those kept in the project are run. A case gives dated flows and
inventories with their errors, and under `independent` what must come out of them; a result of an unknown name fails.
The results under `mapit` are those of a tool with known differences (named in the file) and are not compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from servanda.core.unit import Unit
from servanda.verification.charts import page
from servanda.verification.covariance import covariance_of_balances, sigma_cumuf, sigma_of
from servanda.verification.dated import boundaries, dated_inventory, item_flow, rate_flow
from servanda.verification.errors import ErrorModel, Origin, ValueSource, multiplicative
from servanda.verification.sequence import Sequence, standardise
from servanda.verification.structure import assemble
from servanda.verification.terms import Flow, Inventory, Role, Term
from tests.support import VECTOR_DATA, vector_files

OPTION = "--balance-cases"
KEPT = VECTOR_DATA / "mapit_reference_cases.json"
COMPUTED = VECTOR_DATA / "balance_cases_computed.json"
EVERY_KEPT = (KEPT, COMPUTED)
TOLERANCE = 1e-9
ROLES = {"input": Role.INCREASE, "output": Role.DECREASE}
WITHOUT_CARRY = "sigma_MUF_without_inventory_carry"
"""Shows what a tool leaves out of sigma; it is no result to be reached."""


KNOWN_INPUTS = {
    "balance_period", "balances", "flow_kind", "flow_times", "inventory_times", "input_observed", "inventory_observed",
    "output_observed", "error_rsd_random_systematic", "recalibrated_at", "correlation_keys",
}  # fmt: skip
"""What a case may state; another word would be passed over without notice, and fails."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: inputs and the results that must come out of them."""

    file: str
    name: str
    inputs: Mapping[str, Any]
    independent: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Computed:
    """What Servanda makes of the inputs."""

    terms: tuple[Term, ...]
    covariance: Any
    sequence: Sequence


def cases(path: Path) -> list[Case]:
    """All cases of a file."""
    found = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return [Case(path.name, case["name"], case["inputs"], case["independent"]) for case in found]


def terms_of(inputs: Mapping[str, Any]) -> tuple[Term, ...]:
    """Flows and inventories brought to the balance periods."""
    assert set(inputs) <= KNOWN_INPUTS, f"unknown inputs {sorted(set(inputs) - KNOWN_INPUTS)}"
    times = inputs["inventory_times"]
    bounds = boundaries(times[0], times[-1], inputs["balance_period"])
    flows = [
        one_flow(inputs, f"{kind} {n}", role, amounts, bounds, (kind, n))
        for kind, role in ROLES.items()
        for n, amounts in enumerate(inputs[f"{kind}_observed"])
    ]
    inventories = [
        replace(
            dated_inventory(f"inventory {n}", times, amounts, bounds, errors(inputs, "inventory", n), Unit.KG),
            calibration=calibrations(inputs, "inventory", n, bounds),
        )
        for n, amounts in enumerate(inputs["inventory_observed"])
    ]
    return (*flows, *inventories)


def one_flow(
    inputs: Mapping[str, Any], name: str, role: Role, amounts: Any, bounds: Any, place: tuple[str, int]
) -> Flow:
    """The amount of a period is one measurement in these cases, however many items it is the sum of."""
    kinds: dict[str, Callable[..., Flow]] = {"discrete": item_flow, "continuous": rate_flow}
    model = errors(inputs, *place)
    found = kinds[inputs["flow_kind"]](name, role, inputs["flow_times"], amounts, bounds, model, Unit.KG)
    return replace(found, measurements=None, calibration=calibrations(inputs, *place, bounds[:-1]))


def errors(inputs: Mapping[str, Any], kind: str, number: int) -> ErrorModel:
    """The errors of a term, under its correlation key where it has one; those of a file are meant as they stand."""
    random, systematic = inputs["error_rsd_random_systematic"][kind][number]
    keys = inputs.get("correlation_keys", {}).get(kind)
    source = ValueSource(Origin.USER, "the case")
    return multiplicative(random, systematic, source=source, key=keys[number] if keys else "", large_confirmed=True)


def calibrations(inputs: Mapping[str, Any], kind: str, number: int, times: Any) -> tuple[str, ...] | None:
    """The calibration in force at each time: the number of recalibrations so far; None where a term has none."""
    starts = inputs.get("recalibrated_at", {}).get(kind)
    if not starts or not starts[number]:
        return None
    return tuple(f"c{sum(start <= time + 1e-9 for start in starts[number])}" for time in times)


def computed(case: Case) -> Computed:
    """Evaluate all complete periods."""
    terms = terms_of(case.inputs)
    structure, x = assemble(terms)
    covariance = covariance_of_balances(structure, x)
    return Computed(terms, covariance, standardise(structure.muf(x), covariance))


def result(found: Computed, name: str) -> Any:
    """A result by the name it has in the file."""
    if match := re.fullmatch(r"Page_K(\d+)(?:_(\d+))?", name):
        k = float(f"{match[1]}.{match[2] or 0}")
        # The first step of these cases leaves out k: the sum starts at k.
        return page(found.sequence.sitmuf, k, start=k)
    return RESULTS[name](found)


def amounts(kind: type[Term], prefix: str) -> Callable[[Computed], Any]:
    """The amounts of the terms of a kind."""
    return lambda found: np.array(
        [term.amounts for term in found.terms if isinstance(term, kind) and term.name.startswith(prefix)]
    )


RESULTS: dict[str, Callable[[Computed], Any]] = {
    "input_per_balance": amounts(Flow, "input"),
    "output_per_balance": amounts(Flow, "output"),
    "inventory_at_boundaries": amounts(Inventory, "inventory"),
    "MUF": lambda found: found.sequence.muf,
    "CUMUF": lambda found: found.sequence.cumuf,
    "covariance": lambda found: found.covariance,
    "sigma_MUF": lambda found: sigma_of(found.covariance),
    "sigma_CUMUF": lambda found: sigma_cumuf(found.covariance),
    "ITMUF": lambda found: found.sequence.itmuf,
    "SITMUF": lambda found: found.sequence.sitmuf,
    "GEMUF_V1": lambda found: found.sequence.gemuf_v1,
    "GEMUF_V5B3": lambda found: found.sequence.gemuf_v5b3,
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each result of each case."""
    if "balance_case" in metafunc.fixturenames:
        rows = [
            (case, name)
            for path in vector_files(metafunc.config, OPTION, EVERY_KEPT)
            for case in cases(path)
            for name in case.independent
            if name != WITHOUT_CARRY
        ]
        ids = [f"{case.file}:{case.name}:{name}" for case, name in rows]
        metafunc.parametrize(("balance_case", "result_name"), rows, ids=ids)


def test_balance_case(balance_case: Case, result_name: str) -> None:
    """A result agrees with the independent one in every place; the sequence may go on for longer than the case."""
    expected = np.asarray(balance_case.independent[result_name], dtype=np.float64)
    found = np.asarray(result(computed(balance_case), result_name))
    same = found[tuple(slice(length) for length in expected.shape)]
    np.testing.assert_allclose(same, expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_every_case_has_the_results_that_are_promised() -> None:
    """The kept files cover each kind of result."""
    promised = {"MUF", "sigma_MUF", "covariance", "SITMUF", "Page_K0_5", "GEMUF_V1", "sigma_CUMUF"}
    assert all(promised <= set(case.independent) for path in EVERY_KEPT for case in cases(path))


def test_an_input_of_another_name_fails() -> None:
    """What the harness does not know is not passed over."""
    with pytest.raises(AssertionError, match=r"unknown inputs \['holdup'\]"):
        terms_of({**cases(KEPT)[0].inputs, "holdup": 1})


def test_all_complete_periods_are_evaluated() -> None:
    """The last period, which ends where the data end, is evaluated too."""
    for case in cases(KEPT):
        periods = {term.periods for term in terms_of(case.inputs)}
        assert periods == {case.inputs["balances"] + 1}


def test_leaving_out_the_common_error_of_both_inventories_gives_another_sigma() -> None:
    """The term -2 C(i-1) C(i) ds² that a tool leaves out changes sigma in every kept case with systematic errors."""
    for case in cases(KEPT):
        wrong = np.asarray(case.independent[WITHOUT_CARRY])
        assert np.max(np.abs(wrong - case.independent["sigma_MUF"])) > 1e-4


def test_gemuf_v5b3_agrees_with_the_tool_on_its_own_balances_and_covariance() -> None:
    """From MAPIT's balances and covariance (last row empty there) the estimate with five balances gives MAPIT's values."""
    for case in json.loads(KEPT.read_text(encoding="utf-8"))["cases"]:
        muf, covariance = np.asarray(case["mapit"]["MUF"]), np.asarray(case["mapit"]["covariance"])
        covariance[-1, -1] = 1.0
        found = standardise(muf, covariance).gemuf_v5b3
        expected = case["mapit"]["GEMUF_V5B3"]
        places = [i for i, value in enumerate(expected) if value is not None and i >= 2]
        assert places
        np.testing.assert_allclose(found[places], [expected[i] for i in places], rtol=1e-9, atol=1e-12)
