"""Draw the pictures of docs/statistics from the code that they show: `python -m tools.statistics_pictures`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from servanda.brief.chart import INK, LATER, LIMIT, SERIES, Spec, chart, layer, text
from servanda.brief.svg import picture
from servanda.brief.verify_charts import charts_of
from servanda.brief.verify_parts import report_of
from servanda.case.verify_answer import evaluate_input
from servanda.case.verify_read import read_input
from servanda.case.verify_template import write_template
from servanda.verification.d_statistic import equal_item_sigmas
from servanda.verification.goals import detection_power
from servanda.verification.interim import random_inspections_needed
from servanda.verification.page_probability import page_threshold
from servanda.verification.sample_size import sample_size
from servanda.verification.variance_components import sigma_interval

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "statistics"
FONT = "Liberation Sans, sans-serif"
COLOURS = (SERIES, LATER, LIMIT)
Lines = Mapping[str, Sequence[tuple[float, float]]]


def lines_chart(lines: Lines, across: str, up: str) -> Spec:
    """Lines with their names: a falling one where it begins, to the right of it; a rising one half way, to its left."""
    layers: list[Spec] = []
    for colour, (name, points) in zip(COLOURS, lines.items(), strict=False):
        rows = [{"x": x, "y": y} for x, y in points]
        falls = points[0][1] > points[-1][1]
        under = falls and points[-1][1] > 0.3 * points[0][1] and name == list(lines)[-1]
        place_of_name = 2 * len(rows) // 3 if under else len(rows) // (7 if falls else 2)
        named = [{**rows[place_of_name], "text": name}]
        place = {"x": _axis("x", across), "y": _axis("y", up)}
        layers.append(layer(rows, {"type": "line", "color": colour, "strokeWidth": 2}, **place))
        words: Spec = {
            "type": "text",
            "align": "left" if falls else "right",
            "dx": 6 if falls else -6,
            "dy": -7,
            "color": INK,
        }
        layers.append(layer(named, words, **place, text=text()))
    return chart(520, 260, layers)


def _axis(field: str, title: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "axis": {"title": title, "titlePadding": 14},
        "scale": {"zero": True},
    }


def drawings(folder: Path) -> dict[str, Spec]:
    """Every picture by the name of its page; `folder` is an empty place for the invented facility."""
    write_template(folder / "plant")
    report = report_of(evaluate_input(read_input(folder / "plant")))
    losses, samples = np.linspace(0, 6, 61).tolist(), list(range(5, 101, 5))
    return {
        "goals": lines_chart(
            {f"alpha {a:g}": [(m, float(detection_power(m, 1.0, a))) for m in losses] for a in (0.05, 0.0013)},
            "loss, sigma", "probability of finding it",
        ),
        "balance": charts_of(report)["budget"][1],
        "sequences": lines_chart(
            {f"k = {k:g}": [(n, page_threshold(k, n, 0.05)) for n in range(2, 53, 5)] for k in (0.25, 0.5, 1.0)},
            "balances", "threshold, sigma",
        ),
        "items": lines_chart(
            {f"beta {b:g}": [(r, sample_size(300, r, b)) for r in range(1, 31)] for b in (0.05, 0.2, 0.5)},
            "defects among 300 items", "items to verify (exact)",
        ),
        "differences": lines_chart(
            {"sigma of D": [(n, _sigmas(n)[0]) for n in samples], "sigma of MUF - D": [(n, _sigmas(n)[1]) for n in samples]},
            "verified items of 100", "kg",
        ),
        "pairs": lines_chart(
            {"upper end": [(n, sigma_interval(1.0, n).high) for n in range(4, 101, 2)],
             "lower end": [(n, sigma_interval(1.0, n).low) for n in range(4, 101, 2)]},
            "degrees of freedom", "true sigma / estimate, 95 %",
        ),
        "plans": lines_chart(
            {f"beta {b:g}": [(d, random_inspections_needed(d, 365, b)) for d in range(10, 181, 10)] for b in (0.1, 0.5)},
            "days for which a removal can be seen", "inspections a year",
        ),
    }  # fmt: skip


def _sigmas(sample: int) -> tuple[float, float]:
    found = equal_item_sigmas(
        100, sample, 2.0, op_random=0.005, op_systematic=0.003, in_random=0.01, in_systematic=0.005
    )
    return found.d, found.muf_minus_d


def main() -> int:
    """Draw every picture."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        for name, spec in drawings(Path(folder)).items():
            (FOLDER / f"{name}.svg").write_text(picture(name, spec).file(FONT) + "\n", encoding="utf-8")
            print(f"wrote docs/statistics/{name}.svg", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
