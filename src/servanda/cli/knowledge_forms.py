"""The documents of `servanda knowledge`: age of each stratum, state and bounds, coverage, and what would narrow them."""

from __future__ import annotations

from collections.abc import Callable

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, Value, plain, significant


def _verified(row: Row) -> str:
    return f"{row['verified_says']} ({row['verified_day']})" if row["verified_says"] else ""


def _otherwise(row: Row) -> bool:
    """True when results use a statement that is neither the last verified nor the last estimated one."""
    return bool(row["used_id"]) and row["used_id"] not in (row["verified_id"], row["estimated_id"])


def _estimated(row: Row) -> str:
    if row["estimated_says"]:
        return f"{row['estimated_says']} ({row['estimated_day']})"
    if not _otherwise(row):
        return ""
    return f"{row['used_says']} ({row['used_day']}, {str(row['used_basis']).replace('_', ' ')})"


def _estimated_days(row: Row) -> str:
    if row["estimated_says"]:
        return plain(row["days_since_estimated"])
    return plain(row["days_since_used"]) if _otherwise(row) else ""


def _last(name: str, words: str, cell: Callable[[Row], str], days: Callable[[Row], str] | None) -> tuple[Field, ...]:
    return (
        Field(f"{name}_says", Kind.TEXT, f"last {name} quantity with its unit; empty: none recorded", words,
              show=cell, least=12, wraps=True),
        Field(f"{name}_value", Kind.NUMBER, f"last {name} quantity, kg U; null: none, or only a bound"),
        Field(f"{name}_day", Kind.TEXT, "the day that quantity is about"),
        Field(f"days_since_{name}", Kind.WHOLE, "days from that day to the day asked about", "days", show=days),
        Field(f"{name}_id", Kind.TEXT, "id of the statement"),
    )  # fmt: skip


def _stratum(row: Row) -> str:
    return str(row["stratum"]).removeprefix("uranium ") + (" *" if row["recalled"] else "")


def _overdue(row: Row) -> str:
    days = row["overdue_days"]
    if days is None:
        return ""
    return f"overdue {days} days" if days else f"due {row['due']}"


def _mass(key: str) -> Callable[[Row], str]:
    def shown(row: Row) -> str:
        value = row[key]
        return significant(value, 4) if isinstance(value, float) else "-"

    return shown


def _words(key: str) -> Callable[[Row], str]:
    return lambda row: str(row[key]).replace("_", " ")


def _class(row: Row) -> str:
    return _words("material")(row) + (" *" if row["recalled"] else "")


def _band(row: Row) -> str:
    return str(row["stratum"]).removeprefix("uranium ")


def _kept(row: Row) -> str:
    since = f" since {row['since']}" if row["since"] else ""
    return f"{_words('continuity')(row)}{since}"


STATE_FIELDS = (
    Field("stratum", Kind.TEXT, "the stratum in words, with its place where it is one of several", "uranium",
          show=_band, wraps=True),
    Field("band", Kind.TEXT, "enrichment band"),
    Field("form", Kind.TEXT, "chemical form"),
    Field("site", Kind.TEXT, "site; empty: over all places"),
    Field("state", Kind.TEXT, "how the present quantity is known: verified, estimated, lost or unknown", "known as"),
    Field("continuity", Kind.TEXT, "continuity of knowledge: kept, at_risk, lost or cannot_be_known", "continuity",
          show=_kept, wraps=True, least=12),
    Field("since", Kind.DAY, "first day of that; null: nothing in the record says"),
    Field("reason", Kind.TEXT, "the rule and the statements by which it is so"),
    Field("last_verified", Kind.DAY, "day of the last verified quantity; null: none recorded"),
    Field("verified_kg_u", Kind.NUMBER, "that quantity, kg U"),
    Field("last_quantity", Kind.DAY, "day of the quantity used"),
    Field("quantity_kg_u", Kind.NUMBER, "that quantity, kg U; null: none stated for the place", "stated kg U",
          show=_mass("quantity_kg_u"), width=90),
    Field("low_kg_u", Kind.NUMBER, "lower end: what can be shown, kg U; null: no bound follows", "can be shown",
          show=_mass("low_kg_u")),
    Field("likely_low_kg_u", Kind.NUMBER, "lower end of the likely range (95 %) at known places, kg U", "likely from",
          show=_mass("likely_low_kg_u")),
    Field("likely_high_kg_u", Kind.NUMBER, "upper end of that range, kg U", "to", show=_mass("likely_high_kg_u")),
    Field("existing_high_kg_u", Kind.NUMBER, "upper end of the likely range of all that exists, kg U"),
    Field("high_without_work_kg_u", Kind.NUMBER, "what may exist if no machine ran since, kg U", "if none ran",
          show=_mass("high_without_work_kg_u"), width=100),
    Field("high_kg_u", Kind.NUMBER, "upper end: what may exist, kg U; null: no bound follows", "may exist",
          show=_mass("high_kg_u")),
    Field("significant_quantities", Kind.NUMBER, "the quantity used in SQ, band's upper bound as assay"),
    Field("u", Kind.NUMBER, "probability that continuity failed, given containment and surveillance", "failed",
          show=_mass("u"), width=115),
    Field("u_basis", Kind.TEXT, "what that probability rests on"),
    Field("effective_draws", Kind.NUMBER, "effective number of draws behind the likely range"),
    Field("missing", Kind.WORDS, "what an answer would have needed and the record does not hold"),
    EVIDENCE,
)  # fmt: skip

STATES = (
    TableForm("states", "What is known now, kg U", STATE_FIELDS),
    TableForm("places", "", tuple(Field(f.key, f.kind, f.meaning) for f in STATE_FIELDS)),
    TableForm(
        "shares",
        "",
        (
            Field("state", Kind.TEXT, "state of knowledge"),
            Field("significant_quantities", Kind.NUMBER, "SQ of the stock in that state"),
            Field("mass_kg_u", Kind.NUMBER, "kg U of the stock in that state"),
            Field("share", Kind.NUMBER, "part of all counted SQ"),
            Field("strata", Kind.WORDS, "the strata in that state"),
        ),
    ),
    TableForm(
        "coverage",
        "Coverage",
        (
            Field("material", Kind.TEXT, "class of material or equipment", "class", show=_class),
            Field("sites", Kind.WORDS, "places for which the same holds", "at",
                  show=lambda row: ", ".join(_listed(row["sites"])).replace("_", " "), wraps=True, least=12),
            Field("continuity", Kind.TEXT, "continuity of knowledge", "continuity", show=_words("continuity")),
            Field("since", Kind.TEXT, "first day of that, or the two days between which it lies", "since", wraps=True,
                  least=10),
            Field("means", Kind.WORDS, "each means and whether it works", "means",
                  show=lambda row: ", ".join(_listed(row["means"])).replace("_", " "), wraps=True, least=20, width=100),
            Field("reason", Kind.TEXT, "the rule by which it is so"),
            Field("recalled", Kind.FLAG, "true: a reading behind the row is recalled, its text was not seen"),
            EVIDENCE,
        ),
        none="no coverage is recorded (coverage.csv): by which means knowledge is kept cannot be known",
    ),
    TableForm(
        "intervals",
        "",
        (
            Field("material", Kind.TEXT, "class of material or equipment"),
            Field("site", Kind.TEXT, "place"),
            Field("means", Kind.TEXT, "inspection, seal, camera, monitor or declaration; or continuity"),
            Field("state", Kind.TEXT, "what holds from the first day up to but not including the last"),
            Field("start", Kind.DAY, "first day"),
            Field("end", Kind.DAY, "first day on which it no longer holds; null: open"),
            Field("earliest", Kind.DAY, "day on which it may have begun already; null: the first day is sure"),
            Field("rule", Kind.TEXT, "why"),
            Field("recalled", Kind.FLAG, "true: a reading behind it is recalled, its text was not seen"),
            EVIDENCE,
        ),
    ),
    TableForm(
        "narrowing",
        "What would narrow the likely range at known places, kg U",
        (
            Field("stratum", Kind.TEXT, "the stratum in words", "uranium", show=_band, wraps=True),
            Field("band", Kind.TEXT, "enrichment band"),
            Field("kind", Kind.TEXT, "kind of verification, finding the median", "verification", wraps=True),
            Field("width_now_kg_u", Kind.NUMBER, "width of the likely range now", "width now", show=_mass("width_now_kg_u")),
            Field("width_after_kg_u", Kind.NUMBER, "width after it", "after", show=_mass("width_after_kg_u")),
        ),
    ),
)  # fmt: skip


def _listed(value: Value) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


FORM = Form(
    "knowledge",
    "servanda knowledge CASE",
    (
        *QUESTION,
        Field("last_verified_day", Kind.DAY, "day of the last verified quantity of any material; null: none recorded"),
        Field("days_since_verified", Kind.WHOLE, "days from that day to the day asked about"),
        Field("access_ended", Kind.DAY, "day of the first event since then that cut or broke access; null: none"),
        Field("continuity", Kind.TEXT, "both in one sentence, with statement ids"),
        Field("continuity_evidence", Kind.WORDS, "ids of the statements behind it"),
        Field("assumptions", Kind.WORDS, "what bounds and likely ranges assume"),
        Field("missing", Kind.WORDS, "what they would have needed and the record does not hold"),
        Field("answer_evidence", Kind.WORDS, "ids of the statements that bounds and likely ranges were read from"),
    ),
    (
        TableForm(
            "strata",
            "",
            (
                Field("stratum", Kind.TEXT, "the stratum in words", "uranium", show=_stratum, wraps=True),
                Field("band", Kind.TEXT, "enrichment band"),
                Field("form", Kind.TEXT, "chemical form"),
                Field("site", Kind.TEXT, "site; empty: not divided by site"),
                *_last("verified", "last verified", _verified, None),
                *_last("estimated", "last estimated", _estimated, _estimated_days),
                Field("used_says", Kind.TEXT, "the quantity that results use; empty: nothing recorded"),
                Field("used_day", Kind.TEXT, "the day that quantity is about"),
                Field("used_basis", Kind.TEXT, "on whose authority it stands"),
                Field("days_since_used", Kind.WHOLE, "days from that day to the day asked about"),
                Field("used_id", Kind.TEXT, "id of the statement used"),
                Field("why", Kind.TEXT, "why that statement was chosen"),
                Field("verified_part", Kind.TEXT, "how much of an estimate was verified; empty: not recorded"),
                Field("goal", Kind.TEXT, "timeliness goal of the material; empty: none for a total", "goal", width=100,
                      show=lambda row: str(row["goal"]).split(" (")[0],
                      wraps=True),
                Field("goal_months", Kind.WHOLE, "the goal in months"),
                Field("due", Kind.DAY, "last day on which the next verification is in time"),
                Field("overdue_days", Kind.WHOLE, "days beyond the due day, 0 when within it; null: cannot be said",
                      "timeliness", show=_overdue, left=True, wraps=True),
                Field("significant_quantities", Kind.NUMBER, "the quantity used in SQ, band's upper bound as assay", "SQ",
                      show=lambda row: _rounded(row["significant_quantities"]), width=100),
                Field("first_public", Kind.DAY, "day on which the quantity used became public"),
                Field("recalled", Kind.FLAG, "true: a statement behind the row is recalled, its text was not seen"),
                EVIDENCE,
            ),
            none="no quantity of uranium is recorded by that day",
        ),
        *STATES,
    ),
)  # fmt: skip


def _rounded(value: Value) -> str:
    return significant(value, 3) if isinstance(value, float) else ""
