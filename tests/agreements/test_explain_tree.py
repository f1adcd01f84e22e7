"""The tree for an analyst: enough to repeat the answer by hand, and a digest that changes when an input does."""

from __future__ import annotations

import json
from datetime import date

from servanda.agreements.explain_tree import Tree, Versions, formula, tree
from servanda.case import open_case
from servanda.case.join_agreements import explained, tables_digest
from tests.agreements.build import agreement, ask, record, stock

VERSIONS = Versions("servanda 1", "abc", "def")


def grown(day: str, *kilograms: float, versions: Versions = VERSIONS) -> Tree:
    """The tree of the answer on the plain agreement with these stocks of one day."""
    holder = agreement()
    statements = tuple(stock(f"s{n}", "2017-02-18", kg) for n, kg in enumerate(kilograms))
    found = ask(holder, day, *statements)
    return tree(found, holder, holder.obligations[0], record(*statements), (), versions)


def test_the_tree_is_plain_data_and_repeats() -> None:
    """The same question and data give the same tree, byte for byte."""
    first, second = (json.dumps(grown("2017-03-01", 101.7), allow_nan=False, sort_keys=True) for _ in range(2))
    assert first == second


def test_the_formula_is_written_out_with_its_numbers() -> None:
    """Value, comparator, limit, result."""
    holder = agreement()
    found = ask(holder, "2017-03-01", stock("a", "2017-02-18", 300))
    assert [formula(part) for part in found.verdicts[0].parts] == [
        "enriched uranium in all forms: 300 kg U <= 202.8 kg U: exceeded"
    ]
    empty = ask(holder, "2017-03-01")
    assert [formula(part) for part in empty.verdicts[0].parts] == [
        "enriched uranium in all forms: nothing to hold against at most 202.8 kg U: undetermined"
    ]


def test_the_digest_follows_every_input() -> None:
    """Another day, another value, another version: another digest. The same: the same."""
    asked = [
        grown("2017-03-01", 101.7),
        grown("2017-03-02", 101.7),
        grown("2017-03-01", 101.8),
        grown("2017-03-01", 101.7, versions=Versions("servanda 2", "abc", "def")),
        grown("2017-03-01", 101.7, versions=Versions("servanda 1", "abc", "other")),
        grown("2017-03-01", 101.7, versions=Versions("servanda 1", "abc", "def", date(2017, 3, 1))),
    ]
    assert len({str(found["input_digest"]) for found in asked}) == len(asked)
    assert grown("2017-03-01", 101.7)["input_digest"] == asked[0]["input_digest"]


def test_the_bundled_answer_names_rule_dates_statements_versions() -> None:
    """Instrument, convention of counting, source of each statement, digest of the data and of the tables."""
    case = open_case("iran")
    view = case.at(date(2025, 7, 1))
    found = json.loads(json.dumps(explained(view, view.answer("JCPOA-A1-56"))))
    assert found["rule"]["applies"]["convention"] == (
        "from the first day up to but not including the last; the anniversary; of 29 February in a common year, 28 February"
    )
    assert found["rule"]["applies"]["end"] == "2031-01-16 (year15)"
    (statement,) = found["statements"]
    assert (statement["id"], statement["says"]) == ("IR-STK-0153", "9,874.9 kg U")
    assert statement["source"].startswith("S068: GOV/2026/8")
    assert found["versions"]["data"] == case.digest
    assert found["versions"]["tables"] == tables_digest()
    assert found["would_decide"] == []


def test_what_is_missing_stands_in_the_tree() -> None:
    """A request with its right and whose account it binds by."""
    view = open_case("iran").at(date(2025, 11, 12))
    found = json.loads(json.dumps(explained(view, view.answer("R1737-2A"))))
    (request,) = found["would_decide"]
    assert (request["asked_by"], request["asked_of"]) == ("IAEA", ["IR"])
    assert request["rights"][0] == {
        "paragraph": "CSA-73", "cite": "paras 73, 77, 83(b)", "asks": "special inspection", "standing": "binds",
        "held_by": [],
    }  # fmt: skip
