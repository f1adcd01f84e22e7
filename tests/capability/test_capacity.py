"""Capacity from published sums or counted machines: every gap is said and nothing missing becomes zero."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.capability.capacity import (
    CapacityRange,
    InstalledReport,
    MachineCount,
    PublishedRange,
    as_if_usable,
    capacity_range,
    from_machines,
    machine_counts,
)
from servanda.core.finding import Misuse
from servanda.core.names import Basis

DAY = date(2024, 8, 17)
IR1 = PublishedRange(0.7, 0.9, 1.0, date(2021, 12, 2), ("p1",))
IR6 = PublishedRange(None, 5.25, 10.0, date(2021, 12, 2), ("p6",))


def report(machine: str, site: str, day: date, machines: float | None, cascades: float | None) -> InstalledReport:
    """A report whose id is its day."""
    return InstalledReport(machine, site, day, machines, cascades, (f"{machine}-{day}",))


def test_from_machines() -> None:
    """Machines times output, low to high; a missing low takes the nominal and says so; evidence is both."""
    counts = [MachineCount("IR-6", "FFEP", 1740, DAY, ("n6",)), MachineCount("IR-1", "FFEP", 1044, DAY, ("n1",))]
    capacity = from_machines(counts, {"IR-1": IR1, "IR-6": IR6})
    assert capacity is not None
    assert (capacity.low, capacity.nominal, capacity.high) == pytest.approx((9865.8, 10074.6, 18444.0))
    assert capacity.gaps == ("IR-6: no low output published; the nominal 5.25 SWU/yr stands in for it",)
    assert capacity.evidence == ("n1", "p1", "n6", "p6")
    assert capacity.label == (
        "installed machines, operating or not, times published output: 1,044 IR-1 at FFEP (2024-08-17), "
        "1,740 IR-6 at FFEP (2024-08-17)"
    )
    assert (capacity.days, capacity.basis) == ((DAY,), Basis.COMPUTED)


def test_a_type_without_a_published_output_is_left_out_and_said() -> None:
    """Machines of an unknown type are not counted as zero: the sum says that it is too low by them."""
    capacity = from_machines(
        [MachineCount("IR-5", "PFEP", 10, DAY), MachineCount("IR-1", "FEP", 100, DAY)], {"IR-1": IR1}
    )
    assert capacity is not None
    assert capacity.nominal == pytest.approx(90)
    assert capacity.gaps == (
        "IR-5 at PFEP: no nominal output published; its machines (10) are left out, so the capacity is too low by them",
    )


def test_nothing_to_count_is_none() -> None:
    """Without a countable machine the capacity is not known, which is not zero."""
    assert from_machines([], {}) is None
    assert from_machines([MachineCount("IR-5", "PFEP", 10, DAY)], {"IR-1": IR1}) is None


def test_newest_report_by_site_and_type() -> None:
    """Each site and type has its newest report on or before the day; pools, increments and plans are no inventories."""
    reports = [
        report("IR-1", "FFEP", date(2021, 1, 4), 1044, 6),
        report("IR-1", "FFEP", date(2016, 1, 16), 1000, 6),
        report("IR-1", "FFEP", date(2025, 1, 1), 1, 1),
        report("all", "FFEP", date(2021, 2, 1), 2700, None),
        report("IR-2m_increment", "FFEP", date(2021, 2, 1), 1566, 9),
        report("IR-2m_new_plan", "FFEP", date(2021, 2, 1), None, 10),
    ]
    counts, gaps = machine_counts(reports, date(2021, 6, 1))
    assert [(c.machine, c.number, c.evidence) for c in counts] == [("IR-1", 1044, ("IR-1-2021-01-04",))]
    assert gaps == ()


def test_cascades_take_their_size_from_the_record_first() -> None:
    """Cascades without machines take the size of an earlier report, with its id, before any assumption."""
    reports = [report("IR-1", "FEP", date(2021, 3, 15), 5060, 30), report("IR-1", "FEP", date(2024, 5, 11), None, 36)]
    ((count,), gaps) = machine_counts(reports, date(2024, 6, 1), {"IR-1": 174})
    assert count.number == pytest.approx(6072)
    assert count.evidence == ("IR-1-2024-05-11", "IR-1-2021-03-15")
    assert count.assumption == "IR-1 at FEP: 36 cascades counted, 168.7 machines in each as on 2021-03-15"
    assert gaps == ()


def test_an_assumed_cascade_size_is_said_in_the_capacity() -> None:
    """A cascade size that is assumed is carried into the gaps of the capacity."""
    counts, _ = machine_counts([report("IR-6", "FEP", date(2024, 5, 11), None, 3)], date(2024, 6, 1), {"IR-6": 174})
    capacity = from_machines(counts, {"IR-6": IR6})
    assert capacity is not None
    assert capacity.nominal == pytest.approx(3 * 174 * 5.25)
    assert "IR-6 at FEP: 3 cascades counted, 174 machines in each assumed" in capacity.gaps


def test_cascades_of_unknown_size_are_left_out_and_said() -> None:
    """Without a size the cascades cannot be counted, and the result says so."""
    counts, gaps = machine_counts([report("IR-4", "FEP", date(2024, 5, 11), None, 12)], date(2024, 6, 1))
    assert counts == ()
    assert gaps == ("IR-4 at FEP: cascades counted, machines in each not stated; left out",)


def test_an_old_count_says_its_age() -> None:
    """A count older than a year is used and its age said."""
    _, gaps = machine_counts([report("IR-4", "PFEP", date(2019, 11, 11), 164, 1)], date(2025, 7, 1))
    assert gaps == ("the count of IR-4 at PFEP is of 2019-11-11, 2059 days before 2025-07-01",)


def test_published_capacity_of_the_programme() -> None:
    """The newest published sum on or before the day is taken; later ones are not known yet."""
    published = [
        PublishedRange(None, 6200, None, date(2019, 11, 11), ("a",), "the Institute"),
        PublishedRange(None, 7693, None, date(2020, 8, 25), ("b",), "the Institute"),
    ]
    then = capacity_range(published, date(2020, 1, 1))
    assert then is not None
    assert (then.nominal, then.evidence, then.basis) == (6200, ("a",), Basis.THIRD_PARTY)
    now = capacity_range(published, date(2025, 7, 1))
    assert now is not None
    assert now.label == "published for 2020-08-25 by the Institute"
    assert now.gaps == (
        "programme: no low output published; the nominal 7,693 SWU/yr stands in for it",
        "programme: no high output published; the nominal 7,693 SWU/yr stands in for it",
        "the published capacity is of 2020-08-25, 1771 days before 2025-07-01",
    )
    assert capacity_range(published, date(2019, 1, 1)) is None


def test_capacity_that_was_contradicted_says_so() -> None:
    """A capacity of machines that were struck since is labelled, with the ids of what contradicts it."""
    shown = as_if_usable(CapacityRange(1, 2, 3, label="counted"), date(2025, 6, 13), ["op-ffep", "op-pfep"])
    assert shown.label == "with the machines last counted before 2025-06-13, as if they could all be used; counted"
    assert shown.contradicted_by == ("op-ffep", "op-pfep")
    assert shown.words == f"1 to 3 SWU/yr, nominal 2 ({shown.label})"


@pytest.mark.parametrize("wrong", [(3, 2, 1), (-1, 0, 1), (0, 1, float("inf")), (float("nan"), 1, 2)])
def test_impossible_capacities_are_refused(wrong: tuple[float, float, float]) -> None:
    """A range must be finite, not negative and in order."""
    with pytest.raises(Misuse, match=r"leave the capacity out when it is not known$"):
        CapacityRange(*wrong)


kinds, sites = st.sampled_from(["IR-1", "IR-6", "IR-9"]), st.sampled_from(["FEP", "FFEP"])
counts = st.lists(
    st.builds(MachineCount, kinds, sites, st.integers(0, 9999), st.just(DAY)),
    max_size=6,
    unique_by=lambda c: (c.machine, c.site),
)


@given(counts, st.randoms())
def test_order_of_counts_does_not_matter(given_counts: list[MachineCount], random: object) -> None:
    """Any order of the counts gives the same capacity."""
    shuffled = list(given_counts)
    getattr(random, "shuffle")(shuffled)  # noqa: B009  # hypothesis hands its random generator out untyped
    outputs = {"IR-1": IR1, "IR-6": IR6}
    assert from_machines(given_counts, outputs) == from_machines(shuffled, outputs)
