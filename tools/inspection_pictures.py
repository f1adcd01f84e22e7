"""Draw the pictures of docs/inspection that show games and values: `python -m tools.inspection_pictures`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np

from servanda.brief.chart import WIDE, Spec
from servanda.brief.chart_value import ValueBar, ValueBars, value_chart
from servanda.brief.svg import picture
from servanda.case import open_case
from servanda.case.join_value import NarrowedAnswer, ValueAsked, value_for
from servanda.inspection.game_unannounced import expected_delays, random_date
from tools.statistics_pictures import FONT, lines_chart

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "inspection"


def games() -> Spec:
    """Expected time to detection against the start of a violation: one announced inspection, and one on a random date."""
    starts = np.linspace(0, 1, 201)
    kept, best = starts[:-1], random_date()
    half = expected_delays((0.5,), 0.0, starts)
    return lines_chart(
        {
            "announced for the middle": list(zip(starts.tolist(), half.tolist(), strict=True)),
            "on a random date": list(zip(kept.tolist(), best.expected_delay(kept).tolist(), strict=True)),
        },
        "begin of the violation, part of the interval", "expected time to detection",
    )  # fmt: skip


def value() -> Spec:
    """What each inspection would tell about Iran on 1 July 2025."""
    view = open_case("iran").at(as_of=date(2025, 7, 1))
    return value_chart([_bars(answer) for answer in value_for(view, ValueAsked()).answers], WIDE)


def _bars(answer: NarrowedAnswer) -> ValueBars:
    name = f"{answer.outcome.name[0].upper()}{answer.outcome.name[1:]}"
    found = [(v.value.visit, v.value.data.share) for v in answer.visits]
    return ValueBars(name, tuple(ValueBar(v.name, s.value, s.standard_error, v.inspector_days) for v, s in found))


def main() -> int:
    """Draw every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, spec in (("games", games()), ("value", value())):
        (FOLDER / f"{name}.svg").write_text(picture(name, spec).file(FONT) + "\n", encoding="utf-8")
        print(f"wrote docs/inspection/{name}.svg", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
