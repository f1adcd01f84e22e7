"""`servanda enrich`: feed, tails and separative work for a product."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, choice, number
from servanda.cli.fields import Document, Field, Form, Kind, Row, TableForm, Value, significant
from servanda.cli.output import emit
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse

EXAMPLE = "Example: servanda enrich --product 60 --feed 0.711 --tails 0.3 --kg 10"
METHOD = "two-isotope uranium; SWU = P V(xp) + T V(xt) - F V(xf) with V(x) = (2x - 1) ln(x / (1 - x))"


REPRODUCED = (
    "computed with ideal work and no restart time from the inputs published with each result; at 0.65: the efficiency that was "
    "fitted on P07, P10 and P13, a prior and never physics"
)
TARGET_NAMES = {"sq": "1 SQ", "wgu25": "25 kg at 90 %"}
"""The two published conventions, as typed and by name."""

TARGET_HELP = "A published convention: sq (25 kg U-235 contained in HEU) or wgu25 (25 kg of uranium at 90 %)."
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="NAME",
        parser=choice(TARGET_NAMES),
        autocompletion=lambda: list(TARGET_NAMES),
        help=TARGET_HELP,
    ),
]

FORM = Form(
    "enrich",
    "servanda enrich",
    (Field("method", Kind.TEXT, "the formula"), Field("target", Kind.TEXT, "convention asked for with --target")),
    (
        TableForm(
            "streams",
            "",
            (
                Field("stream", Kind.TEXT, "feed, product or tails", "stream"),
                Field("mass_kg_u", Kind.NUMBER, "mass, kg U", "kg U"),
                Field("percent_u235", Kind.NUMBER, "enrichment, percent U-235 by mass", "% U-235"),
                Field("u235_kg", Kind.NUMBER, "contained U-235, kg", "kg U-235"),
                Field("per_product_kg", Kind.NUMBER, "kg of this stream for each kg of product", "per kg product"),
            ),
        ),
        TableForm(
            "work",
            "",
            (
                Field("swu", Kind.NUMBER, "separative work, kg SWU", "SWU"),
                Field("swu_per_product_kg", Kind.NUMBER, "work for each kg of product", "SWU per kg product"),
            ),
        ),
    ),
)


PUBLISHED = Form(
    "enrich-published",
    "servanda enrich --published",
    (Field("method", Kind.TEXT, "what was computed"),),
    (
        TableForm(
            "published",
            "",
            (
                Field("id", Kind.TEXT, "number of the result", "id"),
                Field("statement", Kind.TEXT, "what was published", "published", wraps=True, least=24),
                Field("source", Kind.TEXT, "who published it, when"),
                Field("unit", Kind.TEXT, "unit of the numbers", "unit"),
                Field("published_low", Kind.NUMBER, "lower end published"),
                Field("published_high", Kind.NUMBER, "upper end published"),
                Field("ideal_low", Kind.NUMBER, "lower end computed with ideal work"),
                Field("ideal_high", Kind.NUMBER, "upper end", "computed", show=lambda r: _ends(r, "ideal"), left=True),
                Field("error_low", Kind.NUMBER, "computed over published less 1, 0 inside the published range: lower end"),
                Field("error_high", Kind.NUMBER, "upper end", "error", show=lambda r: _errors(r, "error"), left=True),
                Field("fitted_low", Kind.NUMBER, "lower end computed at an efficiency of 0.65; null: no work in it"),
                Field("fitted_high", Kind.NUMBER, "upper end", "at 0.65", show=lambda r: _ends(r, "fitted"), left=True),
                Field("fitted_error_low", Kind.NUMBER, "its error, lower end"),
                Field("fitted_error_high", Kind.NUMBER, "its error, upper end", "error of it",
                      show=lambda r: _errors(r, "fitted_error"), left=True),
                Field("explains", Kind.TEXT, "what explains the misfit", "what explains it", wraps=True, least=20, width=100),
            ),
        ),
    ),
)  # fmt: skip


def _ends(row: Row, key: str) -> str:
    low, high = row[f"{key}_low"], row[f"{key}_high"]
    if not (isinstance(low, float) and isinstance(high, float)):
        return ""
    shown = [significant(low, 3), significant(high, 3)]
    return shown[0] if shown[0] == shown[1] else " - ".join(shown)


def _errors(row: Row, key: str) -> str:
    low, high = row[f"{key}_low"], row[f"{key}_high"]
    if not (isinstance(low, float) and isinstance(high, float)):
        return ""
    shown = [
        f"{100 * low:+.0f}".replace("+0", "0").replace("-0", "0"),
        f"{100 * high:+.0f}".replace("+0", "0").replace("-0", "0"),
    ]
    return f"{shown[0]} %" if shown[0] == shown[1] else f"{shown[0]} to {shown[1]} %"


def enrich(
    product: Annotated[
        float | None,
        typer.Option("--product", metavar="PERCENT", parser=number, help="Enrichment of the product: 60 for 60 %."),
    ] = None,
    feed: Annotated[
        float, typer.Option("--feed", metavar="PERCENT", parser=number, help="Enrichment of the feed.")
    ] = 0.711,
    tails: Annotated[
        float, typer.Option("--tails", metavar="PERCENT", parser=number, help="Enrichment of the tails.")
    ] = 0.3,
    kg: Annotated[
        float | None,
        typer.Option("--kg", metavar="KG", parser=number, help="Mass of the product, kg of uranium (default: 1)."),
    ] = None,
    target: Target = None,
    published: Annotated[
        bool, typer.Option("--published", help="Published results beside what is computed from their inputs.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Feed, tails and work of a product. Enrichments are typed in percent."""
    if published:
        emit(_published(), as_json=as_json, as_csv=as_csv)
        return
    percent, mass = _product(product, kg, target)
    _note_fractions(percent, feed)
    _check(percent, feed, tails, mass)
    emit(_document(percent, feed, tails, mass, target), as_json=as_json, as_csv=as_csv)


def _product(product: float | None, kg: float | None, target: str | None) -> tuple[float, float]:
    from servanda.capability.target import TARGETS

    if target is None:
        if product is None:
            raise Misuse("no product: give its enrichment with --product PERCENT, or a convention with --target")
        return product, 1.0 if kg is None else kg
    chosen = TARGETS[TARGET_NAMES[target]]
    given = "--product" if product is not None else "--kg" if kg is not None else ""
    if given:
        raise Misuse(f"--target {target} sets product and mass ({chosen.words}): leave out {given}")
    return 100 * chosen.assay, chosen.mass_kg_u


def _note_fractions(product: float, feed: float) -> None:
    """A line on standard error for a percentage that looks like a fraction: no product below 1 % is of use to anybody."""
    for name, value, least in (("--product", product, 1.0), ("--feed", feed, 0.05)):
        if 0 < value < least:
            meant = f"{100 * value:g}"
            print(f"Note: {name} {value:g} is read as {value:g} %; {meant} % is written {meant}", file=sys.stderr)


def _check(product: float, feed: float, tails: float, mass: float) -> None:
    if not 0 < tails < feed < product < 100:
        raise Misuse(
            f"tails {tails:g} %, feed {feed:g} %, product {product:g} %: each must be above the one before, all above 0 "
            f"and below 100; they are typed in percent (60 for 60 %)"
        )
    if not 0 < mass < float("inf"):
        raise Misuse(f"--kg {mass:g}: give a mass above 0 in kg of uranium")


def _document(product: float, feed: float, tails: float, mass: float, target: str | None) -> Document:
    from servanda.capability.separative_work import feed_per_product, swu_per_product

    assays = (product / 100, feed / 100, tails / 100)
    ratio, work = feed_per_product(*assays), swu_per_product(*assays)
    streams = [("feed", feed, ratio), ("product", product, 1.0), ("tails", tails, ratio - 1)]
    rows: list[Row] = [
        {"stream": name, "mass_kg_u": mass * part, "percent_u235": percent, "u235_kg": mass * part * percent / 100,
         "per_product_kg": part}
        for name, percent, part in streams
    ]  # fmt: skip
    sentence = (
        f"{significant(mass)} kg U at {product:g} % from {significant(mass * ratio)} kg U at {feed:g} %, "
        f"tails {tails:g} %: {significant(mass * work)} SWU"
    )
    return Document(
        FORM,
        {"method": METHOD, "target": TARGET_NAMES[target] if target else None},
        {"streams": rows, "work": [{"swu": mass * work, "swu_per_product_kg": work}]},
        before=[sentence],
        after=[METHOD],
    )


def _published() -> Document:
    from servanda.case.join_scenario import published_results

    rows: list[Row] = []
    for r in published_results():
        error, fitted_error = r.error(r.ideal), r.error(r.fitted)
        ends = {
            "published": r.published,
            "ideal": r.ideal,
            "error": error,
            "fitted": r.fitted,
            "fitted_error": fitted_error,
        }
        numbers: dict[str, Value] = {}
        for key, pair in ends.items():
            numbers |= {f"{key}_low": pair[0] if pair else None, f"{key}_high": pair[1] if pair else None}
        rows.append(
            {
                "id": r.id,
                "statement": r.statement,
                "source": r.source,
                "unit": r.unit,
                **numbers,
                "explains": r.explains,
            }
        )
    return Document(PUBLISHED, {"method": REPRODUCED}, {"published": rows}, after=[paragraph(REPRODUCED)])
