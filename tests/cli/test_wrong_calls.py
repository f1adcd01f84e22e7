"""Wrong calls: exit status 2, a sentence that says what was wrong and what to type, never a traceback."""

from __future__ import annotations

import pytest

from tests.cli.calling import call, read

WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no case": (("knowledge",), "Missing argument 'CASE'."),
    "unknown command": (("knowlege", "iran"), "No such command 'knowlege'. Did you mean 'knowledge'?"),
    "unknown verb": (("case", "chek", "iran"), "No such command 'chek'. Did you mean 'check'?"),
    "unknown option": (("knowledge", "iran", "--asof", "now"), "No such option: --asof (Possible options: --as-of, --json)"),
    "extra argument": (("knowledge", "iran", "now"), "Got unexpected extra argument(s) (now)"),
    "a month for a day": (
        ("knowledge", "iran", "--as-of", "2025-07"),
        "Invalid value for '--as-of': '2025-07' is not a day; write it as YEAR-MONTH-DAY, such as 2025-07-01",
    ),
    "a day that is none": (
        ("record", "list", "iran", "--since", "2025-02-30"),
        "Invalid value for '--since': '2025-02-30' is not a day; write it as YEAR-MONTH-DAY, such as 2025-07-01",
    ),
    "knowledge of a day that is none": (
        ("knowledge", "iran", "--known-by", "now"),
        "Invalid value for '--known-by': 'now' is not a day; write it as YEAR-MONTH-DAY, such as 2025-07-01",
    ),
    "unknown position": (
        ("agreements", "status", "iran", "--position", "IRR"),
        "unknown position 'IRR'; did you mean IR? Legal positions are held by "),
    "unknown status": (
        ("agreements", "status", "iran", "--status", "exceded"), "unknown status 'exceded'; did you mean exceeded?"),
    "unknown kind": (
        ("agreements", "status", "iran", "--kind", "numeric"), "unknown kind 'numeric'; did you mean numeric_limit?"),
    "unknown agreement": (
        ("agreements", "status", "iran", "--agreement", "JCPA"), "unknown agreement 'JCPA'; did you mean jcpoa or jpoa?"),
    "unknown obligation": (
        ("agreements", "explain", "iran", "JCPOA-A1-056"), "unknown obligation 'JCPOA-A1-056'; did you mean "),
    "unknown obligation in time": (
        ("agreements", "timeline", "iran", "JCPOA-A1-056"), "unknown obligation 'JCPOA-A1-056'; did you mean "),
    "time turned round": (
        ("agreements", "timeline", "iran", "--from", "2020-01-01", "--to", "2019-01-01"),
        "--to 2019-01-01 is before --from 2020-01-01: turn them round"),
    "unknown statement": (("record", "show", "iran", "IR-STK-152"), "unknown statement 'IR-STK-152'; did you mean IR-STK-0152"),
    "a row for a statement": (
        ("record", "show", "iran", "ir-cen-7"), "unknown statement 'ir-cen-7'; did you mean IR-CEN-0007."),
    "no statement at all": (
        ("record", "show", "iran", "nothing"), "unknown statement 'nothing'; servanda record list iran lists their ids"),
    "unknown case": (("knowledge", "irna"), "no case 'irna': did you mean iran?; a case of your own is named by the path"),
    "unknown folder": (("case", "check", "./nowhere"), "no case './nowhere': known are iran, ukraine; a case of your own"),
    "a position for a statement": (
        ("record", "show", "iran", "P005"), "'P005' is a position, not a statement: servanda positions iran shows it"),
    "unknown site": (("record", "list", "iran", "--site", "FEPP"), "unknown site 'FEPP'; did you mean FEP"),
    "unknown band": (("record", "list", "iran", "--band", "up_to_61"), "unknown band 'up_to_61'; did you mean up_to_60"),
    "unknown basis": (("record", "list", "iran", "--basis", "verifed"), "unknown basis 'verifed'; did you mean verified?"),
    "span turned round": (
        ("record", "list", "iran", "--since", "2025-01-02", "--until", "2025-01-01"),
        "--until 2025-01-01 is before --since 2025-01-02: turn them round"),
    "unknown issue": (("positions", "iran", "--issue", "ENR-CPA"), "unknown issue 'ENR-CPA'; did you mean ENR-CAP?"),
    "unknown party": (("positions", "iran", "--party", "Irann"), "unknown party 'Irann'; did you mean Iran"),
    "two forms at once": (("formats", "iran", "--json", "--csv"), "--json and --csv at once: choose one of them"),
    "no product": (("enrich",), "no product: give its enrichment with --product PERCENT, or a convention with --target"),
    "fraction for percent": (
        ("enrich", "--product", "0.6"),
        "tails 0.3 %, feed 0.711 %, product 0.6 %: each must be above the one before, all above 0 and below 100; they are typed"),
    "tails above feed": (("enrich", "--product", "5", "--tails", "0.8"), "tails 0.8 %, feed 0.711 %, product 5 %"),
    "not a number": (
        ("enrich", "--product", "sixty"),
        "Invalid value for '--product': 'sixty' is not a number; write it with a decimal point, such as 0.711"),
    "a number that is none": (("enrich", "--product", "nan"), "Invalid value for '--product': 'nan' is not a number"),
    "negative mass": (("enrich", "--product", "5", "--kg=-1"), "--kg -1: give a mass above 0 in kg of uranium"),
    "product beside target": (("enrich", "--target", "sq", "--product", "60"), "--target sq sets product and mass"),
    "unknown target": (
        ("breakout", "iran", "--target", "sk"), "Invalid value for '--target': 'sk' is not known; known are sq, wgu25"),
    "tails without rule": (
        ("breakout", "iran", "--tails", "0.3"), "--tails has no meaning with --tails-rule next: add --tails-rule fixed or user"),
    "rule without tails": (
        ("breakout", "iran", "--tails-rule", "fixed"), "--tails-rule fixed needs one --tails PERCENT, such as --tails 0.3"),
    "user rule without tails": (
        ("breakout", "iran", "--tails-rule", "user"),
        "--tails-rule user needs --tails STOCK=TAILS in percent for each stock, such as --tails 60=20"),
    "user rule with one number": (
        ("breakout", "iran", "--tails-rule", "user", "--tails", "20"),
        "--tails '20': with --tails-rule user write STOCK=TAILS in percent, such as 60=20"),
    "tails of a word": (
        ("breakout", "iran", "--tails-rule", "fixed", "--tails", "low"),
        "--tails 'low': write a percentage above 0 and below 100, such as 0.3"),
    "no efficiency": (("breakout", "iran", "--eta", "0"), "--eta 0: ideal work over work spent lies above 0 and at most at 1"),
    "efficiency in percent": (("breakout", "iran", "--eta", "65"), "lies above 0 and at most at 1; 65 % is 0.65"),
    "no distribution": (("breakout", "iran", "--eta", "maybe"), "'maybe' is not a distribution; write one such as: 6; uniform"),
    "no draws": (("breakout", "iran", "--draws", "0"), "'0' is not a whole number above 0"),
    "negative seed": (("breakout", "iran", "--seed=-1"), "'-1' is not a seed; write a whole number of 0 or more"),
    "looks never": (("breakout", "iran", "--look-every", "0"), "give an interval above 0, a chance above 0 to 1"),
    "negative restart": (
        ("breakout", "iran", "--restart-days=-1"), "--restart-days -1: a restart time is a number of days, 0 or more"),
    "unnamed State": (("case", "new", "somewhere"), "Missing option '--state'"),
    "empty name": (("case", "new", "somewhere", "--state", "BRA", "--name", " "), "--name is empty: write something"),
    "case without a name": (("case", "new", "..", "--state", "BRA", "--name", "Brazil"), "PATH '..' does not end in a name"),
    "brief into a file": (("brief", "iran", "--out", __file__), "is not a folder: give the path of a folder"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_answered_in_words(arguments: tuple[str, ...], message: str) -> None:
    """Status 2, the sentence on standard error, nothing on standard output, no traceback."""
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_an_unknown_case_is_one_message() -> None:
    """A misspelt case is one sentence, not a finding beside it."""
    assert len(read("knowledge", "irna").stderr.splitlines()) == 1


def test_without_arguments_the_help_is_shown() -> None:
    """`servanda` and `servanda case` alone show what can be typed."""
    for arguments in ((), ("case",), ("record",), ("agreements",)):
        result = call(*arguments)
        assert result.exit_code == 2
        assert "Usage: servanda" in result.output


def test_every_help_has_a_sentence_and_an_example() -> None:
    """Each command says in one sentence what it does and shows one call."""
    verbs = {
        "case": ("list", "check", "new"),
        "record": ("list", "show"),
        "agreements": ("status", "timeline", "explain"),
    }
    single = ("brief", "knowledge", "breakout", "enrich", "positions", "formats")
    for command in [*((noun,) for noun in single), *((noun, verb) for noun, every in verbs.items() for verb in every)]:
        result = call(*command, "--help")
        assert result.exit_code == 0
        assert f"Example: servanda {' '.join(command)}" in " ".join(result.stdout.split())
