"""A limit on one site, band, form or subject is read from statements about just that."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.agreements.evaluate import answer
from servanda.agreements.timeline import timeline
from servanda.agreements.verdict import Answer, Status
from servanda.evidence.statement import Statement
from tests.agreements.build import ask, machines, record, said, stock, with_obligation

DAY = "2021-06-01"
MACHINES = (
    machines("M1", "installed_machines", "2021-05-01", "TYPE-1", "RESENDE", 1200),
    machines("M2", "installed_machines", "2021-05-01", "TYPE-1", "ARAMAR", 5000),
)
STOCKS = (
    stock("S1", "2021-05-01", 150, form="UF6", band="up_to_5"),
    stock("S2", "2021-05-01", 900),
    stock("S3", "2021-05-01", 700, form="UF6"),
)


def _limit(measure: str, threshold: str, *statements: Statement, day: str = DAY) -> Answer:
    holder = with_obligation(
        "numeric_limit", f'measure: {{{measure}}}\ntest: {{comparator: "<=", threshold: {threshold}}}'
    )
    return ask(holder, day, *statements)


@pytest.mark.parametrize("quantity", ["installed_machines", "centrifuges_installed"])
@pytest.mark.parametrize("where", ["scope: RESENDE", "site: RESENDE", 'scope: "site RESENDE"'])
def test_a_limit_at_one_site_counts_that_site_only(quantity: str, where: str) -> None:
    """1,200 machines there, 5,000 elsewhere: at most 1,500 there is kept."""
    found = _limit(f"quantity: {quantity}, unit: machines, {where}", "1500", *MACHINES)
    assert found.status is Status.COMPLIANT
    assert found.verdicts[0].evidence == ("M1",)


def test_a_site_without_statement_is_not_judged_from_others() -> None:
    """Nothing is known of a third site."""
    found = _limit("quantity: installed_machines, unit: machines, site: REZENDE", "1500", *MACHINES)
    assert found.status is Status.UNDETERMINED


@pytest.mark.parametrize("quantity", ["uranium_mass", "enriched_uranium_stockpile"])
@pytest.mark.parametrize(
    ("where", "evidence"),
    [
        ("band: up_to_5, form: UF6", "S1"),
        ('scope: "up_to_5 UF6"', "S1"),
        ("form: UF6", "S3"),
        ("band: total, form: all_forms", "S2"),
    ],
)
def test_a_limit_on_a_band_or_form_reads_that(quantity: str, where: str, evidence: str) -> None:
    """A band is neither added to the total nor taken for it."""
    found = _limit(f"quantity: {quantity}, unit: kg_U, {where}", "1000", *STOCKS)
    assert found.verdicts[0].evidence == (evidence,)
    assert found.status is Status.COMPLIANT


def test_a_subject_restricts_to_that_type() -> None:
    """A limit on one machine type."""
    other = machines("M3", "installed_machines", "2021-05-01", "TYPE-2", "RESENDE", 40)
    found = _limit("quantity: centrifuges_installed, unit: machines, subject: TYPE-2", "50", *MACHINES, other)
    assert found.status is Status.COMPLIANT
    assert found.verdicts[0].evidence == ("M3",)


LEVEL = said("L1", "enrichment_level", "2021-05-01", 4.5, "percent_U235", site="all_declared_plants")


def test_uranium_above_the_cap_forbids_an_acquittal() -> None:
    """4.5 % is stated for every plant; 10 kg up to 20 % are recorded: made, or imported, but not compliant."""
    cap = "quantity: enrichment_level, unit: percent_U235"
    assert _limit(cap, "5", LEVEL).status is Status.COMPLIANT
    above = stock("S4", "2021-05-01", 10, form="UF6", band="up_to_20")
    found = _limit(cap, "5", LEVEL, above)
    assert found.status is Status.UNDETERMINED
    assert found.verdicts[0].evidence == ("L1", "S4")
    assert "made there or imported" in " ".join(found.verdicts[0].notes)
    gone = stock("S5", "2021-05-20", 0, form="UF6", band="up_to_20")
    assert _limit(cap, "5", LEVEL, above, gone).status is Status.COMPLIANT
    assert _limit(cap, "5", LEVEL, STOCKS[0]).status is Status.COMPLIANT


def test_the_timeline_knows_when_uranium_above_the_cap_was_recorded() -> None:
    """Each span says what the answer of its days says."""
    holder = with_obligation(
        "numeric_limit",
        'measure: {quantity: enrichment_level, unit: percent_U235}\ntest: {comparator: "<=", threshold: 5}',
    )
    facts = record(LEVEL, stock("S4", "2021-05-10", 10, form="UF6", band="up_to_20"))
    spans = timeline(holder, holder.obligations[0], facts, date(2021, 5, 1), date(2021, 6, 1))
    assert [(s.start, s.answer.status) for s in spans] == [
        (date(2021, 5, 1), Status.COMPLIANT),
        (date(2021, 5, 10), Status.UNDETERMINED),
    ]
    for span in spans:
        assert answer(holder, holder.obligations[0], facts, span.start).status is span.answer.status
