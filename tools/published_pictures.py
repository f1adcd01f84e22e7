"""Draw the pictures of docs/capability/published.md from the case iran: `python -m tools.published_pictures`."""

from __future__ import annotations

import sys
from pathlib import Path

from servanda.brief.chart_published import pairs_chart, ratios_chart
from servanda.brief.svg import picture
from servanda.case import open_case
from servanda.case.join_published import answers_for, questions_for

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "capability"
FONT = "Liberation Sans, sans-serif"
INVERTED = "IR-BRK-0010"


def main() -> int:
    """Draw both pictures."""
    case = open_case("iran")
    record, judgements = case.record.facts, case.tables.judgements
    ((_, question),) = questions_for(record, judgements, [INVERTED])
    if question is None:
        raise AssertionError(f"{INVERTED} has nothing to solve for")
    specs = {
        "published": ratios_chart(answers_for(record, judgements, explain=False)),
        "published-pairs": pairs_chart(question),
    }
    for name, spec in specs.items():
        (FOLDER / f"{name}.svg").write_text(picture(name, spec).file(FONT) + "\n", encoding="utf-8")
        print(f"wrote docs/capability/{name}.svg", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
