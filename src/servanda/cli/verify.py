"""`servanda verify`: is the account right? Balances, sequences and verified items from tables, and sample sizes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servanda.cli import verify_pairs, verify_plan, verify_shipments
from servanda.cli.arguments import AsCsv, AsJson, choice, number
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm, significant
from servanda.cli.output import emit
from servanda.cli.verify_findings import FINDINGS, finding_rows
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.case.verify_results import PeriodBalance, VerificationAnswer

TELL_EVERY = 0.2
"""Seconds between two words about a simulation."""

app = typer.Typer(
    help="Is the account right: balances with their errors, sequences, verified items, sample sizes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

BALANCES = TableForm(
    "balances",
    "",
    (
        Field("period", Kind.WHOLE, "number of the balance period, from 1", "period"),
        Field("muf_kg", Kind.NUMBER, "material unaccounted for, kg; positive is an apparent loss", "MUF, kg"),
        Field("sigma_kg", Kind.NUMBER, "standard deviation of MUF, kg", "sigma, kg"),
        Field("critical_kg", Kind.NUMBER, "MUF above which the one-sided test alarms, kg", "critical, kg"),
        Field(
            "critical_alone_kg", Kind.NUMBER, "the same at alpha for this balance by itself, kg", "alone, kg", width=110
        ),
        Field("verdict", Kind.TEXT, "what the test of this balance says", "test"),
        Field("cumuf_kg", Kind.NUMBER, "sum of MUF up to this balance, kg", "CUMUF, kg"),
        Field("sigma_cumuf_kg", Kind.NUMBER, "its standard deviation, kg", "sigma CUMUF, kg", width=100),
        Field("sitmuf", Kind.NUMBER, "standardised independent MUF", "SITMUF", width=90),
    ),
)
TESTS = TableForm(
    "tests",
    "Sequence",
    (
        Field("test", Kind.TEXT, "the test and its parameters", "test"),
        Field("threshold", Kind.NUMBER, "threshold, in sigma", "threshold"),
        Field("false_alarm_rate", Kind.NUMBER, "probability of an alarm over all balances without loss", "false alarm"),
        Field("how", Kind.TEXT, "exact, or simulated with runs and seed", "how found"),
        Field("first_alarm", Kind.WHOLE, "balance of the first alarm; null: no alarm", "first alarm"),
    ),
)
BALANCE = Form(
    "verify-balance",
    "servanda verify balance",
    (
        Field("title", Kind.TEXT, "facility and period"),
        Field("unit", Kind.TEXT, "what every mass counts"),
        Field("alpha", Kind.NUMBER, "false-alarm probability of each test over all balances"),
        Field("balance_alpha_each", Kind.NUMBER, "false-alarm probability of the test of one balance"),
        Field("balance_alpha_together", Kind.NUMBER, "false-alarm probability of any of the tests of single balances"),
        Field("d_kg", Kind.NUMBER, "operator-inspector difference statistic D, kg; null: nothing was verified"),
        Field("sigma_d_kg", Kind.NUMBER, "its standard deviation, kg"),
        Field("muf_minus_d_kg", Kind.NUMBER, "MUF - D of the last balance, kg; null: not given"),
        Field("errors_from", Kind.WORDS, "whose relative errors were used"),
    ),
    (BALANCES, TESTS, FINDINGS),
)
SAMPLE = Form(
    "verify-sample",
    "servanda verify sample",
    (
        Field("items", Kind.WHOLE, "items in the stratum"),
        Field("defects", Kind.WHOLE, "defective items that make up the goal"),
        Field("beta", Kind.NUMBER, "allowed probability of missing the goal"),
        Field("recognition", Kind.NUMBER, "probability that a sampled defect is recognised"),
        Field("acceptance", Kind.WHOLE, "recognised defects with which the stratum is still accepted"),
    ),
    (
        TableForm(
            "sizes",
            "",
            (
                Field("method", Kind.TEXT, "exact, jaech, agency or binomial", "method"),
                Field("n", Kind.WHOLE, "items to verify", "items to verify"),
                Field("detection", Kind.NUMBER, "probability of detection that is really reached", "detection"),
            ),
        ),
    ),
)
COMPUTE = Form(
    "verify-compute",
    "servanda verify compute",
    (Field("calculation", Kind.TEXT, "name of the calculation"), Field("arguments", Kind.TREE, "its arguments")),
    (
        TableForm(
            "results",
            "",
            (
                Field("result", Kind.TEXT, "name of the result; `value` where there is one", "result"),
                Field("value", Kind.TEXT, "the result, numbers with eight significant digits", "value"),
            ),
        ),
    ),
)
FORMS = (BALANCE, SAMPLE, COMPUTE, verify_pairs.PAIRS, verify_pairs.TREND, verify_shipments.SHIPMENTS, verify_plan.PLAN)
"""The documents of this noun."""


@app.command("template", epilog="Example: servanda verify template plant")
def template(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A new folder for CSV files, or a new file ending in .xlsx; for a single table a new .csv or .xlsx file.",
        ),
    ],
    command: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="COMMAND",
            parser=choice(["balance", "pairs", "shipments", "plan", "trend"]),
            help="The command that is to read it: balance, pairs, shipments, plan or trend.",
        ),
    ] = "balance",
) -> None:
    """Write the tables to fill in, for an invented facility, with the meaning of every column."""
    from servanda.case.verify_template import write_list_template, write_template

    whole = command == "balance"
    for written in write_template(Path(path)) if whole else write_list_template(Path(path), command):
        print(written)


@app.command("balance", epilog="Example: servanda verify balance plant --out report")
def balance(
    source: Annotated[
        str, typer.Argument(metavar="INPUT", help="Folder of CSV files or .xlsx workbook, as the template.")
    ],
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="DIR", help="Folder for a report: HTML, PDF, JSON, XLSX (default: no report)."),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Evaluate balances, their sequence and verified items; every error is stated, none is assumed."""
    from servanda.case.verify_answer import evaluate_input
    from servanda.case.verify_read import read_input

    folder = None if out is None else _folder(out)
    answer = evaluate_input(read_input(Path(source)), _progress_line() if sys.stderr.isatty() else None)
    written = _report(answer, folder) if folder is not None else []
    emit(_document(answer, written), as_json=as_json, as_csv=as_csv)


def _folder(out: str) -> Path:
    folder = Path(out)
    if not out.strip() or (folder.exists() and not folder.is_dir()):
        raise Misuse(f"--out {out!r} is not a folder: give the path of a folder, made if it is not there")
    return folder


def _report(answer: VerificationAnswer, folder: Path) -> list[Path]:
    from servanda.brief.verify_report import write_report

    return write_report(answer, folder)


def _progress_line() -> Callable[[int, int], None]:
    """Tells how far a simulation is, at most five times a second, and nothing for one that is done within a second."""
    begun = told = monotonic()

    def tell(done: int, every: int) -> None:
        nonlocal told
        now = monotonic()
        if now - begun > 1 and (now - told > TELL_EVERY or done >= every):
            told = now
            words = f"simulated {done:,} of {every:,} runs"
            print(f"\r{words}" if done < every else f"\r{' ' * len(words)}\r", end="", file=sys.stderr, flush=True)

    return tell


def _document(answer: VerificationAnswer, written: list[Path]) -> Document:
    settings, items, assumptions = answer.input.settings, answer.items, answer.evaluation.assumptions
    imuf = items.muf_minus_d if items is not None else None
    head: Row = {
        "title": settings.title, "unit": settings.unit.value, "alpha": assumptions.alpha,
        "balance_alpha_each": answer.evaluation.balance_rates.each,
        "balance_alpha_together": answer.evaluation.balance_rates.together.value,
        "d_kg": None if items is None else items.difference.d,
        "sigma_d_kg": None if items is None else items.difference.sigma,
        "muf_minus_d_kg": None if imuf is None else imuf.value, "errors_from": list(assumptions.value_sources),
    }  # fmt: skip
    rows: dict[str, list[Row]] = {
        "balances": [_balance_row(b, answer) for b in answer.balances],
        "tests": [
            {"test": t.test.name, "threshold": t.threshold.value, "false_alarm_rate": t.threshold.alpha,
             "how": t.threshold.method, "first_alarm": t.first_alarm or None}
            for t in answer.evaluation.tests
        ],
        "findings": finding_rows(answer.findings),
    }  # fmt: skip
    return Document(BALANCE, head, rows, before=[settings.title], after=_after(answer, written))


def _balance_row(b: PeriodBalance, answer: VerificationAnswer) -> Row:
    s, place = answer.evaluation.sequence, b.period - 1
    return {
        "period": b.period, "muf_kg": b.muf, "sigma_kg": b.sigma, "critical_kg": b.test.critical_high,
        "critical_alone_kg": b.alone.critical_high,
        "verdict": b.test.verdict.value, "cumuf_kg": float(s.cumuf[place]),
        "sigma_cumuf_kg": float(s.sigma_cumuf[place]), "sitmuf": float(s.sitmuf[place]),
    }  # fmt: skip


def _after(answer: VerificationAnswer, written: list[Path]) -> list[str]:
    a, items = answer.evaluation.assumptions, answer.items
    lines = []
    if items is not None:
        sigma = f"sigma {significant(items.difference.sigma, 4)} kg ({items.sharing})"
        lines.append(f"D {significant(items.difference.d, 4)} kg, {sigma}")
        given = items.muf_minus_d
        known = "" if given is None else f"{significant(given.value, 4)} kg, sigma {significant(given.sigma, 4)} kg"
        lines.append(f"MUF - D {known or f'is not given: {items.why_not}'}")
    sources = "; ".join(a.value_sources)
    lines.append(answer.evaluation.balance_rates.words.capitalize())
    lines.append(
        f"alpha {a.alpha:g} over {a.horizon} balances, {a.sides}; masses in {a.unit.value}; errors from {sources}"
    )
    return [*lines, *map(str, written)]


@app.command("sample", epilog="Example: servanda verify sample --items 400 --item-kg 5 --goal-kg 75")
def sample(
    items: Annotated[int, typer.Option("--items", metavar="N", help="Items in the stratum.")],
    defects: Annotated[int | None, typer.Option("--defects", metavar="R", help="Defective items to be found.")] = None,
    item_kg: Annotated[
        float | None, typer.Option("--item-kg", metavar="KG", parser=number, help="Mass of an item, kg.")
    ] = None,
    goal_kg: Annotated[
        float | None, typer.Option("--goal-kg", metavar="KG", parser=number, help="Mass to be found missing, kg.")
    ] = None,
    defect: Annotated[
        float, typer.Option("--defect", metavar="PART", parser=number, help="Missing part of an item: 1 is all of it.")
    ] = 1.0,
    beta: Annotated[
        float, typer.Option("--beta", metavar="P", parser=number, help="Allowed probability of missing it.")
    ] = 0.1,
    recognition: Annotated[
        float,
        typer.Option("--recognition", metavar="P", parser=number, help="Probability that a sampled defect is seen."),
    ] = 1.0,
    acceptance: Annotated[int, typer.Option("--acceptance", metavar="C", help="Defects that are accepted.")] = 0,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Items to verify at random: exact, and by the formulas in use, with the detection that each really reaches."""
    count = _defects(defects, item_kg, goal_kg, defect)
    rows = _sizes(items, count, beta, recognition, acceptance)
    head: Row = {"items": items, "defects": count, "beta": beta, "recognition": recognition, "acceptance": acceptance}
    before = [f"{count} defects among {items} items, missed with at most {beta:g}"]
    emit(Document(SAMPLE, head, {"sizes": rows}, before=before), as_json=as_json, as_csv=as_csv)


def _defects(defects: int | None, item_kg: float | None, goal_kg: float | None, defect: float) -> int:
    from servanda.verification.detection import defects_for_goal

    if (defects is None) == (item_kg is None or goal_kg is None):
        raise Misuse("give either --defects, or --item-kg and --goal-kg (with --defect for partial defects)")
    return defects if defects is not None else int(defects_for_goal(goal_kg or 0.0, item_kg or 0.0, defect))


def _sizes(items: int, defects: int, beta: float, recognition: float, acceptance: int) -> list[Row]:
    from servanda.verification.sample_size import METHODS, sample_size, sample_sizes

    sample_size(items, defects, beta, recognition=recognition, acceptance=acceptance)  # refuses what is out of reach
    plain = recognition == 1 and acceptance == 0
    found = [
        sample_sizes(items, defects, beta, method=name, recognition=recognition, acceptance=acceptance)
        for name in (METHODS if plain else METHODS[:1])
    ]
    return [{"method": s.method, "n": int(s.n), "detection": float(s.detection)} for s in found]


@app.command("compute", epilog="Example: servanda verify compute sq_fraction mass_kg=16 sq_kg=8")
def compute(
    name: Annotated[
        str, typer.Argument(metavar="CALCULATION", help="Its name, as in the examples of docs/statistics.")
    ],
    given: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Arguments; lists and mappings as JSON.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """One calculation of the room by name: what the pages on statistics and the published examples are run with."""
    from servanda.verification.calculations import run

    arguments = dict(_argument(word) for word in given or ())
    found = _plain(run(name, arguments))
    parts = found if isinstance(found, dict) else {"value": found}
    rows: list[Row] = [{"result": key, "value": _json(value)} for key, value in parts.items()]
    head: Row = {"calculation": name, "arguments": arguments}
    emit(Document(COMPUTE, head, {"results": rows}), as_json=as_json, as_csv=as_csv)


def _argument(word: str) -> tuple[str, object]:
    """`key=value` with the value as JSON, or as text where it is none."""
    key, sign, text = word.partition("=")
    if not sign or not key:
        raise Misuse(f"{word!r} is no argument: write key=value, such as sq_kg=8")
    try:
        return key, json.loads(text)
    except ValueError:
        return key, text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return _plain(value.tolist()) if hasattr(value, "tolist") else value


def _json(value: Any) -> str:
    """Eight significant digits, which is what examples are compared to."""
    if isinstance(value, float):
        return f"{value:.8g}"
    if isinstance(value, list):
        return f"[{', '.join(_json(part) for part in value)}]"
    return value if isinstance(value, str) else json.dumps(value)


app.command("pairs", epilog="Example: servanda verify pairs pairs.csv")(verify_pairs.pairs)
app.command("shipments", epilog=verify_shipments.EXAMPLE)(verify_shipments.shipments)
app.command("plan", epilog="Example: servanda verify plan plan.csv --goal-kg 25")(verify_plan.plan)
app.command("trend", epilog="Example: servanda verify trend series.csv")(verify_pairs.trend)
