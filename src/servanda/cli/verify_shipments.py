"""`servanda verify shipments`: shipper-receiver differences, one by one and cumulated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, number
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm, significant
from servanda.cli.output import emit
from servanda.cli.verify_findings import FINDINGS, finding_rows
from servanda.cli.verify_pairs import TESTS, Alpha, Table, scale, test_rows

if TYPE_CHECKING:
    from servanda.case.verify_shipments import ShipmentsAnswer

EXAMPLE = (
    "Example: servanda verify shipments shipments.csv --shipper-random 0.0005 --shipper-systematic 0.0005 "
    "--receiver-random 0.001 --receiver-systematic 0.0005"
)
ROWS = TableForm(
    "shipments",
    "",
    (
        Field("shipment", Kind.TEXT, "name of the shipment", "shipment"),
        Field("difference_kg", Kind.NUMBER, "shipper minus receiver, kg; positive is less received", "difference, kg"),
        Field("sigma_kg", Kind.NUMBER, "its standard deviation, kg", "sigma, kg"),
        Field("significant", Kind.FLAG, "whether it is beyond 3 sigma", "beyond 3", width=90),
        Field("cumulated_kg", Kind.NUMBER, "running sum of the differences, kg", "sum, kg"),
        Field("cumulated_sigma_kg", Kind.NUMBER, "its standard deviation, kg", "sigma sum, kg"),
        Field("cumulated_significant", Kind.FLAG, "whether the running sum is beyond 3 sigma", "sum beyond 3", width=100),
        Field("innovation", Kind.NUMBER, "difference less what earlier ones lead to expect, in sigma; null: beyond all bounds",
              "innovation", width=80),
        Field("upper_sum", Kind.NUMBER, "cumulative sum for less received, sigma; null: beyond all bounds", "upper", width=90),
        Field("lower_sum", Kind.NUMBER, "cumulative sum for more received, sigma; null: beyond all bounds", "lower", width=90),
    ),
)  # fmt: skip
SHIPMENTS = Form(
    "verify-shipments",
    "servanda verify shipments",
    (
        Field("count", Kind.WHOLE, "number of shipments"),
        Field("alpha", Kind.NUMBER, "false-alarm probability of the cumulative sums over all shipments"),
        Field("limit", Kind.NUMBER, "limit of the cumulative sums, sigma"),
        Field("first_alarm", Kind.WHOLE, "number of the shipment at which a sum first passes it; null: none"),
    ),
    (ROWS, TESTS, FINDINGS),
)
Error = Annotated[float, typer.Option(metavar="PART", parser=number)]


def shipments(
    file: Table,
    shipper_random: Annotated[float, scale("--shipper-random", "Shipper's relative random error, fraction.")],
    shipper_systematic: Annotated[float, scale("--shipper-systematic", "Shipper's systematic error, fraction.")],
    receiver_random: Annotated[float, scale("--receiver-random", "Receiver's relative random error, fraction.")],
    receiver_systematic: Annotated[float, scale("--receiver-systematic", "Receiver's systematic error, fraction.")],
    alpha: Alpha = 0.05,
    k: Annotated[float, typer.Option("--k", metavar="SIGMA", parser=number, help="Reference value of the sums.")] = 0.5,
    sure: Annotated[bool, typer.Option("--sure", help="Errors of 0.25 or more are meant, not percent.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Test each shipment at 3 sigma, the running sum, and cumulative sums at a stated false-alarm probability."""
    from servanda.case.verify_lists import SHIPMENTS as KIND
    from servanda.case.verify_lists import read_list
    from servanda.case.verify_shipments import evaluate_shipments
    from servanda.verification.shipper_receiver import Errors

    rows, _ = read_list(Path(file), KIND)
    answer = evaluate_shipments(
        rows, Errors(shipper_random, shipper_systematic), Errors(receiver_random, receiver_systematic), Path(file).name,
        alpha=alpha, k=k, sure=sure,
    )  # fmt: skip
    emit(_document(answer), as_json=as_json, as_csv=as_csv)


def _document(answer: ShipmentsAnswer) -> Document:
    found = answer.found
    columns = {
        "difference_kg": found.difference, "sigma_kg": found.sigma, "significant": found.significant,
        "cumulated_kg": found.cumulated, "cumulated_sigma_kg": found.cumulated_sigma,
        "cumulated_significant": found.cumulated_significant, "innovation": found.innovation,
        "upper_sum": found.upper_sum, "lower_sum": found.lower_sum,
    }  # fmt: skip
    rows: list[Row] = [
        {"shipment": name, **{key: values[place].item() for key, values in columns.items()}}
        for place, name in enumerate(answer.names)
    ]
    head: Row = {
        "count": len(rows), "alpha": found.alpha, "limit": found.limit, "first_alarm": found.first_alarm,
    }  # fmt: skip
    alarm = f"first alarm at shipment {found.first_alarm}" if found.first_alarm else "no alarm"
    told = (
        f"Cumulative sums of innovations: limit {significant(found.limit, 4)} sigma, {alarm}; false alarms with probability "
        f"{found.alpha:g} at most over {len(rows)} shipments, both sides together"
    )
    tables = {"shipments": rows, "tests": test_rows(answer.tests), "findings": finding_rows(answer.findings)}
    return Document(SHIPMENTS, head, tables, before=[f"{len(rows)} shipments"], after=[told])
