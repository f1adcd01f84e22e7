"""How a row of compliance facts is run: what it asks, what the record answers, and when the two agree.

A row names one or several obligations (`;` or `, ` between them), a day (the last day of a month or year when only
that is given) and the expected status. `(soft)` also asks for soft wording, `(type)` that the condition on machine
types fails; other words in brackets are asked for too: who is bound (`(US)`), a finding of the Board, days that passed
without a day that is fixed, a clock on the verifier; `contested by X` asks for a state of the instrument that X holds.
`clock started`, in words, asks that a clock began on the day; the status word `clock_started` only that one runs.
`a / b` gives one status for each obligation when the counts match.

A row without a position is broader than it looks: it asks for the answer of all positions, and when that is contested and
another status is expected, it holds if the accounts by which the obligation applies have it, whatever the others say. A
row that is meant for one account names it; a failing row without a position says that it was read this way.

A value that begins with an amount in a unit of the limit and says
no more about it (`205 kg U`, `about 205 kg U`, `130.9 t; 20 t shipped out`) stands beside the record as a statement of
that day, unless the record has one of its own. A row may name a procedure: its expected words are claims about where it
stands on the day.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from servanda.agreements.evaluate import answer
from servanda.agreements.explain import paragraph
from servanda.agreements.known import as_known
from servanda.agreements.model import Agreement, Obligation, Procedure
from servanda.agreements.position import EVERYONE
from servanda.agreements.procedure_status import ProcedureAnswer, procedure_status
from servanda.agreements.readings import relevant, rules, scope_of
from servanda.agreements.verdict import Answer, Status, Verdict
from servanda.case import Case, open_case
from servanda.case.join_dependencies import BothSides
from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.period import PartialDate, parse_partial
from servanda.core.unit import Unit, unit_of
from servanda.evidence.record import Record
from servanda.evidence.source import Source
from servanda.evidence.statement import Statement

REQUIRED = ("date", "obligation", "expected_status", "value", "source")
OPTIONAL = ("position", "known_by", "note")
_AMOUNT = re.compile(
    r"(?P<bound>about |at most |at least )?(?P<number>\d+(?:\.\d+)?) ?(?P<unit>kg U|kg UF6|kg|g|t|%)(?: ?[;(].*)?"
)
_BOUNDS = {"about ": Qualifier.APPROX, "at most ": Qualifier.AT_MOST, "at least ": Qualifier.AT_LEAST}
_CONTESTED_BY = re.compile(r"contested by (?P<who>\w+)")
_BRACKETS = re.compile(r"\((?P<asked>[^)]*)\)")
PARTY_NAMES = {"Iran": "IR"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One obligation of one row, with the status expected for it."""

    file: str
    line: int
    day: str
    obligation: str
    expected: str
    value: str
    source: str
    position: str
    known_by: str

    @property
    def name(self) -> str:
        """How the row is called in reports and in the list of rows expected to fail."""
        return f"{self.day} {self.obligation}"


def facts(path: Path) -> list[Fact]:
    """Every fact of a file; a file of another shape is refused, not skipped."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header = tuple(reader.fieldnames or ())
        unknown = set(header) - set(REQUIRED) - set(OPTIONAL)
        if unknown or set(REQUIRED) - set(header):
            raise ValueError(f"{path}: columns {header}, expected {REQUIRED} and perhaps {OPTIONAL}")
        return [fact for row in reader for fact in _of_row(row, path.name, reader.line_num)]


def _of_row(row: dict[str, str], file: str, line: int) -> Iterator[Fact]:
    names = [name.strip() for name in re.split(r";|, ", row["obligation"]) if name.strip()]
    expected = [word.strip() for word in row["expected_status"].split(" / ")]
    each = expected if len(expected) == len(names) else [row["expected_status"]] * len(names)
    for name, status in zip(names, each, strict=True):
        yield Fact(file, line, row["date"], name, status, row["value"], row["source"], row.get("position") or "all",
                   row.get("known_by") or "")  # fmt: skip


def listed(path: Path) -> list[str]:
    """Names of the rows expected to fail; empty lines and comments are passed over."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


@cache
def iran() -> Case:
    """The bundled case."""
    return open_case("iran")


def day_of(text: str) -> date:
    """The day of a row; the last one of a month or year."""
    parsed = parse_partial(text)
    if parsed is None:
        raise AssertionError(f"{text!r} is not a day, a month or a year")
    return parsed.latest


def find(case: Case, name: str) -> tuple[Agreement, Obligation]:
    """The obligation of a row; one that the case does not hold fails the row."""
    found = [(a, o) for a in case.agreements for o in a.obligations if o.id == name]
    assert found, f"{name} is no obligation and no procedure of the case {case.slug}"
    return found[0]


def find_procedure(case: Case, name: str) -> tuple[Agreement, Procedure] | None:
    """The procedure of a row; None when it names none."""
    return next(((a, p) for a in case.agreements for p in a.procedures if p.id == name), None)


def wrong_with(fact: Fact, case: Case) -> str:
    """What is wrong with a row about an obligation or a procedure; empty when it holds."""
    found = find_procedure(case, fact.obligation)
    if found is None:
        return problem(fact, ask(fact, case))
    by = known_by(fact)
    said = procedure_status(as_known(found[0], by), found[1], case.record.known(by), day_of(fact.day), fact.position)
    return "" if said.says(fact.expected) else told(fact, f"expected {fact.expected}, got {said.words}", said)


def ask(fact: Fact, case: Case) -> Answer:
    """The answer to a row from the case, with the row's own number beside the record."""
    day, by = day_of(fact.day), known_by(fact)
    agreement = as_known(find(case, fact.obligation)[0], by)
    obligation = next(o for o in agreement.obligations if o.id == fact.obligation)
    record = beside(case.record.known(by), fact, obligation, day)
    agreements = tuple(as_known(a, by) for a in case.agreements)
    both = BothSides(agreements, case.dependencies, record, case.description.code)
    return both.follow(answer(agreement, obligation, record, day, fact.position))


def known_by(fact: Fact) -> date | None:
    """The day of knowledge of a row, for statements and for states of instruments alike; None: everything recorded."""
    return day_of(fact.known_by) if fact.known_by else None


def beside(record: Record, fact: Fact, obligation: Obligation, day: date) -> Record:
    """The record with the value of the row as one more statement, where the record has none of that day."""
    amount = _AMOUNT.fullmatch(fact.value)
    measure = obligation.measure
    if amount is None or measure is None:
        return record
    rule = rules(measure.quantity)[0]
    unit = _unit(amount["unit"], obligation)
    if unit is None or any(s.day == day for s in relevant(rule, scope_of(measure), record)):
        return record
    exactly = PartialDate(fact.day, day, day)
    own = Statement(
        id=f"row-{fact.line}", quantity=rule.statements[0], of_day=exactly, public_on=exactly, basis=Basis.PRESS,
        source="row", mark=Mark.READ, site=min(rule.sites, default=""), form=rule.form, band=rule.band,
        value=Decimal(amount["number"]), unit=unit, qualifier=_BOUNDS.get(amount["bound"] or ""),
    )  # fmt: skip
    source = Source("row", fact.source or "the row", day)
    return Record.of([*record.statements, own], [*record.sources.values(), source])


def _unit(text: str, obligation: Obligation) -> Unit | None:
    """The unit of an amount when the limit is given in it; `%` is whatever percentage the limit is in."""
    equivalents = () if obligation.test is None else obligation.test.equivalents
    measured = "" if obligation.measure is None else obligation.measure.unit
    limits = [unit_of(unit) for unit in (measured, *(other.unit for other in equivalents))]
    unit = limits[0] if text == "%" and "percent" in measured else unit_of(text)
    return unit if unit in limits else None


def problem(fact: Fact, found: Answer) -> str:
    """What is wrong, with inputs, expected, got and the paragraph; empty when the row holds."""
    wanted = wanted_status(fact.expected)
    if wanted is None:
        return told(fact, f"{fact.expected!r} begins with no status of this edition", found)
    if not agrees(found, wanted):
        return told(fact, f"expected {wanted.value}, got {found.status.value}", found)
    if fact.expected.startswith("clock started") and not began(found):
        return told(fact, "expected a clock that began on the day", found)
    asked = [match["asked"] for match in _BRACKETS.finditer(fact.expected)]
    failed = [text for text in asked if not holds(text, found)]
    contested = _CONTESTED_BY.search(fact.expected)
    if contested is not None and not holds_a_state(PARTY_NAMES.get(contested["who"], contested["who"]), found):
        failed.append(contested[0])
    return told(fact, f"expected also: {', '.join(failed)}", found) if failed else ""


def told(fact: Fact, wrong: str, found: Answer | ProcedureAnswer) -> str:
    """A failing row with its inputs, what is wrong, and the paragraph."""
    text = paragraph(found) if isinstance(found, Answer) else found.words
    breadth = (
        "\nThe row names no position: it would also hold if the accounts by which the obligation applies agreed on the "
        "expected status."
        if isinstance(found, Answer) and fact.position == EVERYONE
        else ""
    )
    return (
        f"{fact.file}, line {fact.line}: {fact.day} {fact.obligation}, position {fact.position}, "
        f"known by {fact.known_by or 'everything'}, value {fact.value!r} ({fact.source}): {wrong}.\n{text}{breadth}"
    )


def wanted_status(expected: str) -> Status | None:
    """The status with which the expected words begin, the longest that fits."""
    text = expected.replace(" ", "_")
    return max((s for s in Status if text.startswith(s.value)), key=lambda s: len(s.value), default=None)


def holds(asked: str, found: Answer) -> bool:
    """Whether the words in brackets hold; words that nobody taught this harness fail."""
    checks = {
        "soft": lambda: found.soft,
        "type": lambda: any(type_fails(verdict) for verdict in found.verdicts),
        "Board finding": lambda: any(iran().record.by_id[i].speaker == "IAEA Board" for i in found.evidence),
        "elapsed days, no fixed date": lambda: elapsed_without_a_day(found),
        "verifier's clock": lambda: any("a clock on the verifier" in note for v in found.verdicts for note in v.notes),
    }
    if asked in checks:
        return checks[asked]()
    return asked in find(iran(), found.obligation)[1].obligated


def elapsed_without_a_day(found: Answer) -> bool:
    """Whether a clock runs for which the text sets no day, so that only the days that passed are counted."""
    return any(run.due is None and run.days_run(found.day) > 0 for v in found.verdicts for run in v.clocks)


def began(found: Answer) -> bool:
    """Whether a clock of the obligation began on the day asked about."""
    return any(run.started == found.day for v in found.verdicts for run in v.clocks)


def holds_a_state(party: str, found: Answer) -> bool:
    """Whether the party goes by a state of the instrument that others do not share."""
    return any(party in state.held_by for v in found.verdicts for state in v.states)


def agrees(found: Answer, wanted: Status) -> bool:
    """Whether the answer has the status; of a contested one, the accounts by which the obligation applies."""
    if found.status is wanted:
        return True
    binding = {v.status for v in found.verdicts if v.status is not Status.NOT_APPLICABLE}
    return found.status is Status.CONTESTED and binding == {wanted}


def type_fails(verdict: Verdict) -> bool:
    """Whether a condition on machine types is not met."""
    return any(part.quantity == "machine_type" and part.status is Status.EXCEEDED for part in verdict.parts)
