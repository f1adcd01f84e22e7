"""Short ways to make agreements, statements and records for the tests of this room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from servanda.agreements.evaluate import answer
from servanda.agreements.model import Agreement, Obligation
from servanda.agreements.read import read_agreement
from servanda.agreements.verdict import Answer
from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.period import parse_partial
from servanda.core.unit import Unit, unit_of
from servanda.evidence.record import Record
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement
from tests.support import PROJECT

FILES = PROJECT / "src" / "servanda" / "cases" / "iran" / "agreements"

PLAIN = """\
schema: servanda-agreement/1
agreement:
  slug: plain
  title: A plain agreement
  type: political_plan
  force: political_commitment
  parties: [IR, US]
  events: {begin: 2016-01-16, year2: 2018-01-16, finish: 2026-01-16, again: 2026-06-01}
  state:
    - {from: 2015-10-18, state: in_effect, status: read}
  sources:
    S1: {title: "The text", where: library, status: read}
obligations:
  - id: PL-1
    title: Stock cap
    cite: para 1
    obligated: [IR]
    verifier: IAEA
    kind: numeric_limit
    measure: {quantity: enriched_uranium_stockpile, unit: kg_U}
    test: {comparator: "<=", threshold: 202.8}
    applies: {start: begin, end: finish}
    status: read
    source: [S1]
procedures:
  - id: PL-P
    title: Dispute
    cite: para 9
    steps:
      - {n: 1, actor: any party, action: refer}
      - {n: 2, actor: commission, action: resolve, within: P15D, counting: calendar_days, from: 1}
    status: read
    source: [S1]
"""


def changed(old: str, new: str) -> str:
    """The plain agreement with one place changed; the place must be there."""
    assert old in PLAIN, old
    return PLAIN.replace(old, new, 1)


def agreement(text: str = PLAIN, file: str = "plain.yaml") -> Agreement:
    """An agreement without findings."""
    found, findings = read_agreement(text, file)
    assert found is not None
    assert findings == [], [f.text() for f in findings]
    return found


def with_obligation(kind: str, body: str, *, state: str = "") -> Agreement:
    """The plain agreement whose one obligation has another kind and body (measure, test, exceptions ...)."""
    start, rest = PLAIN.split("    kind: numeric_limit\n")
    tail = rest[rest.index("    applies:") :]
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    if "applies:" in body:
        tail = tail.split("\n", 1)[1]
    text = f"{start}    kind: {kind}\n{lines}{tail}"
    return agreement(
        text.replace("    - {from: 2015-10-18, state: in_effect, status: read}\n", state) if state else text
    )


@cache
def bundled(name: str) -> Agreement:
    """One of the agreements of the bundled case."""
    return agreement((FILES / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")


def duty(name: str, identifier: str) -> tuple[Agreement, Obligation]:
    """An obligation of a bundled agreement."""
    holder = bundled(name)
    found = holder.obligation(identifier)
    assert found is not None
    return holder, found


def said(
    ident: str,
    quantity: str,
    day: str,
    value: float | str | None = None,
    unit: str = "",
    *,
    public: str = "",
    basis: Basis = Basis.VERIFIED,
    mark: Mark = Mark.READ,
    subject: str = "",
    site: str = "",
    form: str = "",
    band: str = "",
    low: float | None = None,
    high: float | None = None,
    qualifier: Qualifier | None = None,
    text: str = "",
    locator: str = "",
    preferred: bool = True,
) -> Statement:
    """A statement; public on its own day unless said otherwise."""
    of_day, public_on = parse_partial(day), parse_partial(public or day)
    assert of_day is not None
    assert public_on is not None
    return Statement(
        ident, quantity, of_day, public_on, basis, "s", mark, subject=subject, site=site, form=form, band=band,
        value=_decimal(value), low=_decimal(low), high=_decimal(high), unit=_unit(unit), qualifier=qualifier,
        text=text, locator=locator, preferred=preferred,
    )  # fmt: skip


def _decimal(value: float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _unit(text: str) -> Unit | None:
    unit = unit_of(text) if text else None
    assert bool(text) is (unit is not None), text
    return unit


def stock(ident: str, day: str, kilograms: float, *, public: str = "", form: str = "all_forms",
          band: str = "total", unit: str = "kg_U", preferred: bool = True, mark: Mark = Mark.READ,
          basis: Basis = Basis.VERIFIED, qualifier: Qualifier | None = None) -> Statement:  # fmt: skip
    """A stock of enriched uranium."""
    return said(ident, "uranium_mass", day, kilograms, unit, public=public, form=form, band=band, preferred=preferred,
                mark=mark, basis=basis, qualifier=qualifier)  # fmt: skip


def machines(ident: str, quantity: str, day: str, subject: str, site: str, count: float) -> Statement:
    """A count of machines or cascades of a type at a site."""
    unit = "cascades" if quantity.endswith("cascades") else "machines"
    return said(ident, quantity, day, count, unit, subject=subject, site=site)


def record(*statements: Statement) -> Record:
    """A record of statements that share one source."""
    return Record.of(statements, [Source("s", "A source", date(2000, 1, 1))])


def ask(holder: Agreement, day: str, *statements: Statement, position: str = "all", state: str = "") -> Answer:
    """The answer on the only or first obligation of an agreement."""
    return answer(holder, holder.obligations[0], record(*statements), date.fromisoformat(day), position, state=state)


def ask_about(name: str, identifier: str, day: str, *statements: Statement, position: str = "all") -> Answer:
    """The answer on an obligation of a bundled agreement from a few statements."""
    holder, obligation = duty(name, identifier)
    return answer(holder, obligation, record(*statements), date.fromisoformat(day), position)


LIMIT = 'measure: {quantity: QUANTITY, unit: UNIT}\ntest: {comparator: "OP", threshold: LIMIT}'


def limit(quantity: str, unit: str, comparator: str, threshold: str, more: str = "") -> str:
    """The body of an obligation with a limit."""
    body = LIMIT.replace("QUANTITY", quantity).replace("UNIT", unit).replace("OP", comparator)
    return body.replace("LIMIT", threshold) + ("\n" + more if more else "")
