"""Assumptions of a case: read, written back, chosen by day; what they say of sites becomes the states of sites."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.capability.assumption import Assumptions, read_assumptions, write_assumptions
from servanda.case.join_scenario import general_assumptions
from servanda.core.distribution import Fixed, LogNormal
from servanda.core.unit import Unit

HEAD = "id,about,value,unit,source,subject,site,state,from_day,basis,evidence,mark,note\n"
GOOD = HEAD + (
    "A1,restart_days,7,days,before,,,,,,,,\n"
    'A2,restart_days,"lognormal median 90, log sd 0.5",days,after,,,,2025-06-22,third_party,S1 S2,recalled,\n'
    "A3,state_probability,0.2,fraction,struck,,N,intact,2025-06-13,,,,\n"
    "A4,state_probability,0.8,fraction,struck,,N,lost,2025-06-13,,,,\n"
    "A5,state_probability,1,fraction,struck again,,N,blocked,2025-06-22,,,,\n"
    'A6,stock_share,"beta 2, 2",fraction,nobody knows,,N,blocked,2025-06-22,,,,\n'
    "A7,machine_output,uniform 3 to 5,SWU_per_year,table,IR-2m,,,,,,,\n"
    "A8,location_share,0.4,fraction,assumed,up_to_60,N,,,,,,\n"
)


def test_written_and_read_again_is_the_same() -> None:
    """Both the table of a test and the general one survive writing, apart from the line numbers, which agree too."""
    for rows in (read_assumptions(GOOD)[0], list(general_assumptions())):
        again, findings = read_assumptions(write_assumptions(rows))
        assert findings == []
        assert again == rows


def test_the_newest_row_holds() -> None:
    """Before its day a row does not hold; what adds up to 1 is replaced as a whole."""
    rows, findings = read_assumptions(GOOD)
    assert findings == []
    before, after = (Assumptions.on(date(2025, 6, day), rows) for day in (21, 22))
    early, late = before.input("restart_days"), after.input("restart_days")
    assert early is not None
    assert late is not None
    assert (early.distribution, late.distribution) == (Fixed(7), LogNormal(90, 0.5))
    assert late.words == "lognormal median 90, log sd 0.5 days; stated by a third party, recalled: after [S1, S2]"
    assert [s.probabilities for s in before.site_states()] == [(0.2, 0.0, 0.8)]
    (state,) = after.site_states()
    assert state.probabilities == (0.0, 1.0, 0.0)
    assert [i.source for i in state.inputs()] == ["struck again", "nobody knows"]
    assert after.located("up_to_60")["N"].value == Fixed(0.4)
    assert Assumptions.on(date(2025, 6, 12), rows).site_states() == ()


def test_a_row_of_the_case_wins_over_a_general_one() -> None:
    """General assumptions hold where the case says nothing."""
    rows, _ = read_assumptions(GOOD)
    held = Assumptions.on(date(2025, 6, 1), general_assumptions(), rows)
    restart, loss, output = (
        held.input("restart_days"),
        held.input("process_loss"),
        held.input("machine_output", "IR-2m"),
    )
    assert restart is not None
    assert loss is not None
    assert output is not None
    assert restart.distribution == Fixed(7)
    assert loss.source.startswith("losses and hold-up")
    assert (output.name, output.unit) == ("output of one IR-2m", Unit.SWU_PER_YEAR)
    assert held.input("machine_output", "IR-9") is None


UNIT = "Rule: each assumption has its unit [assumption-wrong-unit]. To do:"
RULE = "Rule: an assumption says what it is about, its distribution, unit and source"
YEAR = "write SWU a year (SWU_per_year); a capacity of one month is a twelfth of it: multiply by 12"
BAND = "Rule: a band is an upper bound of what is in it [assumption-assay-outside-band]. To do: write percent of U-235 within it"
WRONG = {
    "capacity without its year": (
        "A1,machine_output,375,SWU,table,IR-1,,,,,,,", f"unit: found 'SWU'; expected SWU_per_year. {UNIT} {YEAR}",
    ),
    "negative days": (
        "A1,restart_days,-3,days,guess,,,,,,,,",
        f"value: found '-3'; expected 0 or more. {RULE} [assumption-out-of-range]. To do: choose one that stays within",
    ),
    "months": (
        "A1,restart_days,3,months,guess,,,,,,,,",
        f"unit: found 'months'; expected days. {UNIT} write days; a month has 30.4375 of them",
    ),
    "percent": (
        "A1,availability,0.8,percent,guess,,,,,,,,",
        f"unit: found 'percent'; expected fraction. {UNIT} write it as a share of 1 (fraction): 5 percent is 0.05",
    ),
    "above the band": (
        "A1,mean_assay,65,percent_U235,guess,up_to_60,,,,,,,",
        f"value: found '65'; expected above 0 and at most 60 percent for up_to_60. {BAND}",
    ),
    "no probability": (
        "A1,availability,8,fraction,guess,,,,,,,,",
        (f"value: found '8'; expected from 0 to 1. {RULE} [assumption-out-of-range]. To do: choose a share that stays within; "
        f"65 % is 0.65"),
    ),
    "a spread of shares": (
        'A1,location_share,"beta 2, 2",fraction,guess,up_to_60,N,,,,,,',
        ("value: found 'beta 2, 2'; expected one number from 0 to 1. Rule: shares that add up to 1 have no spread "
        "[assumption-not-one-number]. To do: write one number; what is uncertain about a site is its state"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "text"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_says_what_to_write(row: str, text: str) -> None:
    """One finding, whole."""
    rows, findings = read_assumptions(HEAD + row + "\n")
    assert rows == []
    assert [f.text() for f in findings] == [f"error: assumptions.csv, line 2, {text}"]
