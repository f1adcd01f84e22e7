"""The state of a stratum in words, its share of the stock, and the probability that continuity failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.core.finding import Misuse
from servanda.core.names import Basis
from servanda.core.period import Period
from servanda.core.timeliness import UNIRRADIATED_DIRECT_USE
from servanda.knowledge.failure import DeviceHistory, failure_probability
from servanda.knowledge.means import Continuity, Means, MeansInterval, Working
from servanda.knowledge.state import KnowledgeState, StratumKnowledge, state_shares
from servanda.knowledge.strata import Stratum

JUNE = date(2025, 6, 13)
HEU = StratumKnowledge(
    Stratum("up_to_60", "UF6"), "", date(2025, 7, 1), KnowledgeState.LOST, Continuity.LOST, JUNE, "a rule", JUNE, 432.9,
    JUNE, 440.9, Basis.ESTIMATED_BY_AGENCY, 10.58, 0.0, 700.0, 449.7, 1.0, "lost", UNIRRADIATED_DIRECT_USE, ("s",),
)  # fmt: skip


def test_the_state_in_one_sentence() -> None:
    """Quantity, what was verified of it, age against the goal, continuity and since when."""
    assert HEU.text() == (
        "uranium up to 60 % as UF6: 440.9 kg U estimated by the Agency for 2025-06-13, 432.9 of it verified; unverified for 18 "
        "days against a goal of one month, not yet due; continuity lost since 2025-06-13"
    )
    november = replace(HEU, as_of=date(2025, 11, 12))
    assert "unverified for 152 days against a goal of one month, overdue by 122 days" in november.text()


def test_what_is_missing_is_said() -> None:
    """No quantity, no verification, no goal, no day."""
    nothing = replace(HEU, quantity_kg_u=None, last_verified=None, verified_kg_u=None, goal=None, since=None)
    assert nothing.text() == (
        "uranium up to 60 % as UF6: no quantity recorded; never verified by the record; continuity lost"
    )
    assert (nothing.days_since_verified, nothing.overdue_days) == (None, None)
    assert "unverified for 18 days;" in replace(HEU, goal=None).text()


def test_the_stock_by_state_of_knowledge() -> None:
    """Shares in SQ of what is counted; a single site and a total of bands are not counted twice."""
    leu = replace(HEU, state=KnowledgeState.ESTIMATED, significant_quantities=10.58, quantity_kg_u=100.0)
    site = replace(HEU, site="FFEP")
    total = replace(HEU, significant_quantities=None)
    shares = {s.state: s for s in state_shares([HEU, leu, site, total])}
    assert shares[KnowledgeState.LOST].share == pytest.approx(0.5)
    assert shares[KnowledgeState.ESTIMATED].mass_kg_u == 100.0
    assert sum(s.share for s in shares.values()) == pytest.approx(1.0)
    assert all(s.share == 0.0 for s in state_shares([]))


def means(**states: Working) -> dict[Means, MeansInterval]:
    """Devices and how they work."""
    return {Means(n): MeansInterval(Means(n), s, Period(JUNE), ("s",), "rule") for n, s in states.items()}


def test_the_probability_that_continuity_failed() -> None:
    """1 - exp(-(T / MTBF) exp(-tau / MTTR)) for one device, the beta factor for two, 1 where nothing watched."""
    device = DeviceHistory(693.0, 7.0, 1.0, 0.1)
    one, _ = failure_probability(Continuity.AT_RISK, means(seal=Working.WORKING), 30, device)
    assert one == pytest.approx(0.0368318, abs=1e-6)
    two, basis = failure_probability(Continuity.KEPT, means(seal=Working.WORKING, camera=Working.WORKING), 30, device)
    assert two == pytest.approx(0.81 * one**2 + 0.1 * one)
    assert basis.startswith("two devices or more (seal, camera) over 30 days; assumed: available 99 %")
    assert failure_probability(Continuity.LOST, {}, 30)[0] == 1.0
    assert failure_probability(Continuity.AT_RISK, means(seal=Working.STOPPED), 30)[0] == 1.0
    assert failure_probability(Continuity.KEPT, means(seal=Working.WORKING), 0)[0] == 0.0
    assert failure_probability(Continuity.KEPT, means(seal=Working.WORKING), None)[0] == 1.0


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_more_days_never_make_failure_less_likely(first: int, second: int) -> None:
    """And it stays a probability."""
    seal = means(seal=Working.WORKING)
    low, high = (failure_probability(Continuity.KEPT, seal, d)[0] for d in sorted((first, second)))
    assert 0.0 <= low <= high <= 1.0


def test_negative_days_are_refused() -> None:
    """Days are counted forward."""
    with pytest.raises(Misuse) as refusal:
        failure_probability(Continuity.KEPT, {}, -4)
    assert str(refusal.value) == ("-4 days since the verification: days are counted forward, give 0 or more")
