"""Write docs/json.md from the forms of the commands, so that the page cannot go stale.

`python -m tools.json_page` writes it; a test compares it with `json_page()`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from servanda.cli.fields import Field, Form
from servanda.cli.forms import FORMS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "json.md"
HEAD = """<!-- Written by `make docs` from the forms of the commands: change src/servanda/cli, not this page. -->

# JSON and CSV of the commands

Every command that prints a table takes `--json` and `--csv`.

- **`--json`** prints one document on standard output: the key `schema` names it, the keys of its head follow, then each
  table as a list of objects. Every object of a table has every key of the table, in the order given here.
- **`--csv`** prints the first table of the document, with the same keys as header; lists are joined by `;`, an object is
  written as JSON, true and false as `true` and `false`, and what is null in JSON is an empty cell.
- Numbers are numbers and not rounded; days are texts `YYYY-MM-DD`; a day known only to a month or a year stays as written.
- Null means: not stated, not known, or unbounded. It never means zero. An empty text or list means: none.
- `evidence` lists the ids of the statements that a row was read from; `servanda record show CASE ID` leads to the source.
- Warnings and messages go to standard error. Exit status: 0 fine; 1 the data have findings of severity error; 2 the call
  is wrong; 3 the machine or Servanda failed; 130 interrupted.

The number at the end of `schema` grows when a key is taken away or changes its meaning; new keys may come without that.
`servanda brief` writes its own `brief.json`.
"""


def json_page() -> str:
    """The page as the forms describe themselves today."""
    return "\n".join([HEAD, *(line for form in FORMS for line in _section(form))]).rstrip() + "\n"


def _section(form: Form) -> Iterator[str]:
    yield f"## {form.command}\n"
    yield f"`schema` is `{form.schema}`.\n"
    if form.head:
        yield from _table(form.head)
    for table in form.tables:
        yield f"Each row of `{table.key}`:\n"
        yield from _table(table.fields)


def _table(fields: tuple[Field, ...]) -> Iterator[str]:
    yield "| key | kind | meaning |\n| --- | --- | --- |"
    yield from (f"| `{field.key}` | {field.kind.value} | {field.meaning} |" for field in fields)
    yield ""


def main() -> int:
    """Write the page."""
    PAGE.write_text(json_page(), encoding="utf-8")
    print(f"wrote docs/{PAGE.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
