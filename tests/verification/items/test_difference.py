"""The D statistic, MUF - D, and where it is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse, Refused
from servanda.verification.d_statistic import (
    PairedStratum,
    Party,
    SharedError,
    difference_statistic,
    equal_item_sigmas,
    item_tests,
    paired_stratum,
)
from servanda.verification.muf_minus_d import Conditions, muf_minus_d, muf_minus_d_general

ALL_MET = Conditions(True, True, True, True, True, True)
ERRORS = st.floats(0, 0.05)


def stratum(operator: list[float], inspector: list[float], items: int = 10, sign: int = 1) -> PairedStratum:
    """A stratum with the errors used throughout."""
    return paired_stratum(
        "powder",
        sign,
        items,
        operator,
        inspector,
        op_random=0.005,
        op_systematic=0.003,
        in_random=0.01,
        in_systematic=0.005,
    )


@given(st.integers(1, 50), st.data(), ERRORS, ERRORS, ERRORS, ERRORS)
def test_equal_items_give_the_closed_form(
    items: int, data: st.DataObject, ro: float, so: float, ri: float, si: float
) -> None:
    """The general variance of D is the closed form when items are equal, and MUF - D has no operator's systematic error."""
    n = data.draw(st.integers(1, items))
    closed = equal_item_sigmas(items, n, 2.0, op_random=ro, op_systematic=so, in_random=ri, in_systematic=si)
    paired = paired_stratum(
        "s", 1, items, [2.0] * n, [2.0] * n, op_random=ro, op_systematic=so, in_random=ri, in_systematic=si
    )
    assert difference_statistic([paired]).sigma == pytest.approx(closed.d)
    more = equal_item_sigmas(items, n, 2.0, op_random=ro, op_systematic=so / 2, in_random=ri, in_systematic=si)
    assert more.muf_minus_d == pytest.approx(closed.muf_minus_d, abs=1e-7)


def test_identity_of_variances_agrees_with_simulation() -> None:
    """20,000 simulated inspections with unequal items: spread of D and of MUF - D as computed, mean of MUF - D the loss."""
    generator = np.random.default_rng(11)
    runs, items, n = 20_000, 40, 8
    true = np.linspace(1.5, 2.5, items)
    ro, so, ri, si = 0.005, 0.003, 0.01, 0.005
    operator = true * (1 + ro * generator.standard_normal((runs, items)) + so * generator.standard_normal((runs, 1)))
    inspector = true * (1 + ri * generator.standard_normal((runs, items)) + si * generator.standard_normal((runs, 1)))
    drawn = generator.permuted(np.tile(np.arange(items), (runs, 1)), axis=1)[:, :n]
    d = items / n * np.take_along_axis(operator - inspector, drawn, axis=1).sum(axis=1)
    muf = (operator - true).sum(axis=1)
    sigma_muf = math.sqrt(float((true**2).sum()) * ro**2 + float(true.sum()) ** 2 * so**2)
    typical = [
        difference_statistic(
            [stratum(operator[run][drawn[run]].tolist(), inspector[run][drawn[run]].tolist(), items)]
        ).sigma
        for run in range(200)
    ]
    sigma_d = float(np.sqrt(np.mean(np.square(typical))))
    found = muf_minus_d(0.0, sigma_muf, 0.0, sigma_d, ALL_MET)
    assert float(d.std()) == pytest.approx(sigma_d, rel=0.03)
    assert float((muf - d).std()) == pytest.approx(found.sigma, rel=0.03)
    assert abs(float((muf - d).mean())) < 4 * found.sigma / math.sqrt(runs)


def test_falsified_item_shows_in_muf_minus_d_whatever_its_side() -> None:
    """An ending inventory declared too large lowers MUF and makes D negative: MUF - D is the whole loss."""
    ending = stratum([2.0, 2.0], [2.0, 0.0], items=2, sign=-1)
    d = difference_statistic([ending])
    assert d.d == -2.0
    assert muf_minus_d(0.5, 0.01, d.d, d.sigma, ALL_MET).value == pytest.approx(2.5)


@pytest.mark.parametrize("place", range(6))
def test_muf_minus_d_is_refused_when_one_condition_is_not_met(place: int) -> None:
    """The refusal says which condition, and what to use instead."""
    names = tuple(Conditions.__dataclass_fields__)
    with pytest.raises(Misuse, match=r"does not hold here.*muf_minus_d_general"):
        muf_minus_d(1.0, 1.0, 0.5, 2.0, replace(ALL_MET, **{names[place]: False}))


def test_sigmas_that_contradict_the_conditions_are_refused() -> None:
    """Sigma of D below that of MUF cannot be under the conditions; a covariance cannot exceed the sigmas."""
    with pytest.raises(Misuse, match="is below sigma_MUF"):
        muf_minus_d(1.0, 2.0, 0.5, 1.0, ALL_MET)
    with pytest.raises(Misuse, match="standard deviations of 0 or more"):
        muf_minus_d(1.0, math.nan, 0.5, 1.0, ALL_MET)
    with pytest.raises(Misuse, match="is larger than sigma_MUF sigma_D"):
        muf_minus_d_general(1.0, 1.0, 0.5, 1.0, 1.5)


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_general_form_refuses_what_is_no_number(place: int, value: float) -> None:
    """Every argument is finite, and no sigma is negative."""
    given = [1.0, 1.0, 0.5, 1.0, 0.5]
    given[place] = value
    with pytest.raises(Misuse, match="give a finite"):
        muf_minus_d_general(*given)
    with pytest.raises(Misuse, match="standard deviation of 0 or more"):
        muf_minus_d_general(1.0, -1.0, 0.5, 1.0, 0.5)


def test_general_form_is_the_identity_when_covariance_is_the_variance_of_muf() -> None:
    """With cov(MUF, D) = Var(MUF) both ways agree."""
    assert muf_minus_d_general(1.0, 1.0, 0.25, 2.0, 1.0) == (0.75, muf_minus_d(1.0, 1.0, 0.25, 2.0, ALL_MET).sigma)


@given(st.permutations([1.0, 2.0, 3.0, 4.0]), st.floats(0.1, 10))
def test_order_of_pairs_and_unit_do_not_matter(order: list[float], scale: float) -> None:
    """Permuted pairs give the same D; a change of unit scales D and sigma."""
    base = difference_statistic([stratum([1.0, 2.0, 3.0, 4.0], [1.1, 2.1, 2.9, 4.0])])
    pairs = dict(zip([1.0, 2.0, 3.0, 4.0], [1.1, 2.1, 2.9, 4.0], strict=True))
    other = difference_statistic([stratum([scale * o for o in order], [scale * pairs[o] for o in order])])
    assert other.d == pytest.approx(scale * base.d)
    assert other.sigma == pytest.approx(scale * base.sigma)
    assert other.z == pytest.approx(base.z)


def test_budget_adds_up() -> None:
    """The variance is the sum of random, systematic and sampling parts over strata."""
    named = [
        paired_stratum(
            name, sign, 10, values, values, op_random=0.005, op_systematic=0.003, in_random=0.01, in_systematic=0.005,
            in_key="counter", total_kg=total,
        )
        for name, sign, values, total in (("a", 1, [1.0, 2.0], 15.0), ("b", -1, [3.0], 30.0))
    ]  # fmt: skip
    found = difference_statistic(named)
    assert found.sigma**2 == pytest.approx(sum(p.variance for p in found.parts))
    assert found.parts[0].sampling > 0 == found.parts[1].sampling
    assert found.parts[0].systematic < found.parts[0].alone
    with pytest.raises(Misuse, match="no strata"):
        difference_statistic([])


def two(sign: int, op_key: str = "", in_key: str = "") -> list[PairedStratum]:
    """Strata of 100 kg and of 40 kg, without random errors."""
    return [
        paired_stratum(
            name, s, 10, [mass / 10] * 5, [mass / 10] * 5, op_random=0, op_systematic=0.003, in_random=0,
            in_systematic=0.005, op_key=op_key, in_key=in_key,
        )
        for name, s, mass in (("a", 1, 100.0), ("b", sign, 40.0))
    ]  # fmt: skip


@pytest.mark.parametrize(("sign", "together"), [(1, 140.0), (-1, 60.0)])
def test_strata_with_one_key_are_combined_with_sign_before_squaring(sign: int, together: float) -> None:
    """Apart the squares add up; on one instrument the masses do, with their signs; each party has its own keys."""
    apart = math.hypot(100, 40)
    for op_key, in_key, op, insp in (
        ("", "", apart, apart), ("scale", "", together, apart), ("", "counter", apart, together),
        ("x", "x", together, together),
    ):  # fmt: skip
        found = difference_statistic(two(sign, op_key, in_key))
        assert found.sigma == pytest.approx(math.hypot(0.003 * op, 0.005 * insp))
        assert found.systematic_variance(Party.OPERATOR) == pytest.approx((0.003 * op) ** 2)
        assert sum(p.variance for p in found.parts) == pytest.approx(found.sigma**2)


def test_absolute_systematic_errors_count_every_item() -> None:
    """10 g on each of 10 items of a stratum is 0.1 kg; in beginning and ending inventory of as many items it cancels."""
    tare = SharedError(Party.OPERATOR, "tare", 0.0, 0.01)
    one, other = (
        paired_stratum("s", sign, 10, [2.0], [2.0], op_random=0, in_random=0, op_shared=[tare]) for sign in (1, -1)
    )
    assert difference_statistic([one]).sigma == pytest.approx(0.1)
    assert difference_statistic([one, replace(other, name="t")]).sigma == 0.0


@given(st.permutations(range(3)), st.lists(st.sampled_from(["", "k", "m"]), min_size=3, max_size=3))
def test_order_of_strata_and_names_of_keys_do_not_matter(order: list[int], keys: list[str]) -> None:
    """Sigma depends on which strata share a key, and neither on its name nor on the order of strata."""

    def made(key: int, name: str) -> PairedStratum:
        return paired_stratum(
            f"s{key}", 1 if key else -1, 10, [key + 1.0] * 2, [key + 1.0] * 2, op_random=0.001, op_systematic=0.002,
            in_random=0.003, in_systematic=0.004, in_key=name,
        )  # fmt: skip

    base = difference_statistic([made(i, keys[i]) for i in range(3)]).sigma
    other = difference_statistic([made(i, keys[i] and f"{keys[i]}-renamed") for i in order]).sigma
    assert other == pytest.approx(base)


def test_sigma_of_unequal_items_with_a_declared_mass_is_that_over_samples() -> None:
    """30,000 samples of 5 from 20 unequal items: the mean computed variance and the simulated one agree within 3 %."""
    generator = np.random.default_rng(4)
    runs, n = 30_000, 5
    true = np.geomspace(1.0, 9.0, 20)
    drawn = generator.permuted(np.tile(np.arange(20), (runs, 1)), axis=1)[:, :n]
    ro, so, ri, si = 0.004, 0.01, 0.006, 0.02
    common = so * generator.standard_normal((runs, 1)) - si * generator.standard_normal((runs, 1))
    noise = np.hypot(ro, ri) * generator.standard_normal((runs, n))
    d = 20 / n * (true[drawn] * (common + noise)).sum(axis=1)
    computed = [
        difference_statistic([paired_stratum(
            "s", 1, 20, true[rows], true[rows], op_random=ro, op_systematic=so, in_random=ri, in_systematic=si, total_kg=total,
        )]).sigma ** 2
        for rows in drawn[:3000] for total in (float(true.sum()), None)
    ]  # fmt: skip
    for known in (computed[::2], computed[1::2]):
        assert float(np.mean(known)) == pytest.approx(float(d.var()), rel=0.03)


def test_items_beyond_three_sigma_are_rejected() -> None:
    """An item declared 2 kg and found 1 kg is rejected, an equal one is not; an empty declaration is compared too."""
    tests = item_tests(stratum([2.0, 2.0, 0.0, 0.0], [2.0, 1.0, 0.0, 1.0]))
    assert [t.rejected for t in tests] == [False, True, False, True]


def test_everything_wrong_with_pairs_is_reported_at_once() -> None:
    """Different lengths, NaN, negative masses and more pairs than items: one finding each."""
    with pytest.raises(Refused) as refused:
        stratum([1.0, math.nan, 3.0], [-1.0, 2.0], items=2)
    assert sorted(f.name for f in refused.value.findings) == [
        "lengths-differ", "mass-negative", "mass-not-a-number", "sample-above-stratum",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"op_random": 0.5}, "0.5: is this percent"),
        ({"in_random": -0.1}, "finite and not negative"),
    ],
)
def test_relative_errors_that_look_like_percent_are_asked_about(change: dict[str, float], words: str) -> None:
    """0.5 is more often 0.5 % than 50 %; whoever is sure says so."""
    errors = {"op_random": 0.005, "op_systematic": 0.003, "in_random": 0.01, "in_systematic": 0.005, **change}
    with pytest.raises(Misuse, match=words):
        paired_stratum(
            "s", 1, 2, [1.0], [1.0], op_random=errors["op_random"], op_systematic=errors["op_systematic"],
            in_random=errors["in_random"], in_systematic=errors["in_systematic"],
        )  # fmt: skip
    with pytest.raises(Misuse, match=words):
        equal_item_sigmas(4, 2, 1.0, **errors)


def test_a_large_relative_error_can_be_meant() -> None:
    """Waste measured within 50 % is possible when it is said."""
    found = paired_stratum(
        "w", 1, 2, [1.0], [1.0], op_random=0.5, op_systematic=0, in_random=0.5, in_systematic=0, sure=True
    )
    assert difference_statistic([found]).sigma == pytest.approx(2 * math.sqrt(0.5))


def test_sign_and_sample_are_checked() -> None:
    """A sign other than 1 and -1, a sample above the stratum, values in two rows."""
    with pytest.raises(Misuse, match="sign 2"):
        stratum([1.0], [1.0], sign=2)
    with pytest.raises(Misuse, match="a sample of 3 items from 2"):
        equal_item_sigmas(2, 3, 1.0, op_random=0, op_systematic=0, in_random=0, in_systematic=0)
    with pytest.raises(Misuse, match="one row of values"):
        paired_stratum("s", 1, 2, [[1.0]], [[1.0]], op_random=0, op_systematic=0, in_random=0, in_systematic=0)
