"""The form of the document that `servanda plan` prints."""

from __future__ import annotations

from collections.abc import Callable

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, Value


def _shown(value: Value, digits: int) -> str:
    return f"{value:,.{digits}f}" if isinstance(value, int | float) else ""


def _short(row: Row) -> str:
    return str(row["words"]).removeprefix("uranium ")


def _between(row: Row) -> str:
    if row["first"] is None:
        return "no access" if row["ready"] is None else "not within the plan"
    return f"{row['first']} to {row['last']}" if row["first"] != row["last"] else str(row["first"])


def _of_items(row: Row) -> str:
    return f"{row['sample']} of {row['items']}"


def _listed(key: str, joint: str) -> Callable[[Row], str]:
    def words(row: Row) -> str:
        found = row[key]
        return joint.join(str(w) for w in found) if isinstance(found, tuple | list) else ""

    return words


def _price(row: Row) -> str:
    return _shown(row["price_detection"], 3)


STRATA = TableForm(
    "strata",
    "Order",
    (
        Field("rank", Kind.WHOLE, "place in the order", "#"),
        Field("stratum", Kind.TEXT, "name of the stratum in inspection/strata.csv"),
        Field("words", Kind.TEXT, "the stratum in words", "uranium", show=_short, wraps=True, least=12),
        Field("place", Kind.TEXT, "site; the name of the stratum where the record gives none"),
        Field("amount", Kind.TEXT, "amount that the record states", "amount", width=100),
        Field("quantities", Kind.NUMBER, "that amount in SQ, the band's upper bound as assay", "SQ",
              show=lambda r: _shown(r["quantities"], 1)),
        Field("goal_kg", Kind.NUMBER, "one significant quantity, kg of what is counted"),
        Field("counted", Kind.TEXT, "what it counts: U-235, U, Pu ..."),
        Field("use", Kind.TEXT, "how directly the material could be used; direct-use first"),
        Field("timeliness", Kind.TEXT, "timeliness goal"),
        Field("lost_since", Kind.DAY, "first day without continuity of knowledge; null: kept"),
        Field("continuity", Kind.TEXT, "what says so"),
        Field("exposure", Kind.NUMBER, "E: time without continuity over the timeliness goal", "E",
              show=lambda r: _shown(r["exposure"], 2), width=130),
        Field("failure", Kind.NUMBER, "u: probability that continuity failed", "u",
              show=lambda r: _shown(r["failure"], 2), width=130),
        Field("failure_basis", Kind.TEXT, "what u rests on"),
        Field("priority", Kind.NUMBER, "w = min(1, I/SQ) min(1, E) u", "w", show=lambda r: _shown(r["priority"], 2)),
        Field("per_team_day", Kind.NUMBER, "w per inspector-day of one team: within a class of use the order goes by it",
              "w/day", show=lambda r: _shown(r["per_team_day"], 2), width=100),
        Field("items", Kind.WHOLE, "number of items"),
        Field("sample", Kind.TEXT, "items verified by each method, by level", "sample", show=_of_items, wraps=True, least=9),
        Field("samples", Kind.WORDS, "the same by name of the method"),
        Field("defects", Kind.WORDS, "what each method is there for and how surely it is found when the sample is complete"),
        Field("weakest_size", Kind.NUMBER, "size of defect, part of an item, that is found least often; null: below the goal"),
        Field("weakest_detection", Kind.NUMBER, "how often it is found"),
        Field("alone", Kind.FLAG, "false: the stratum holds less than the goal; what is found is the loss of all of it"),
        Field("days", Kind.NUMBER, "working days of all teams, set-up of the visit included", "days",
              show=lambda r: _shown(r["days"], 1)),
        Field("first", Kind.DAY, "first day of work on it; null: none", "from - to", show=_between, wraps=True, least=10),
        Field("last", Kind.DAY, "last day of work on it; null: none"),
        Field("done", Kind.FLAG, "true: its sample is complete by the end of the plan"),
        Field("detection", Kind.NUMBER, "probability by then of finding one SQ missing from it", "detection",
              show=lambda r: _shown(r["detection"], 2)),
        Field("ready", Kind.DAY, "first day on which the place can be entered; null: no access"),
        Field("notice", Kind.TEXT, "right to enter with its notice"),
        EVIDENCE,
    ),
)  # fmt: skip
CALENDAR = TableForm(
    "calendar",
    "Day by day (day 0: before the first)",
    (
        Field("day", Kind.WHOLE, "number of the working day; 0: before the first", "day"),
        Field("date", Kind.DAY, "its date; null for day 0", "date"),
        Field("work", Kind.WORDS, "strata worked on, with items finished by level of method", "work",
              show=_listed("work", "; "), wraps=True, least=20),
        Field("detection", Kind.NUMBER, "mean detection probability over strata, weighted by priority", "detection",
              show=lambda r: _shown(r["detection"], 2)),
        Field("weakest", Kind.NUMBER, "detection probability of the weakest stratum", "weakest",
              show=lambda r: _shown(r["weakest"], 2), width=90),
        Field("unverified", Kind.NUMBER, "SQ in strata whose sample is not complete", "SQ left",
              show=lambda r: _shown(r["unverified"], 1)),
        Field("at_risk", Kind.NUMBER, "sum of u SQ (1 - detection): probability-weighted SQ unverified", "weighted",
              show=lambda r: _shown(r["at_risk"], 1)),
        Field("price_detection", Kind.NUMBER, "shadow price: mean detection probability that one more inspector-day adds",
              "price", show=_price, width=90),
        Field("price_quantities", Kind.NUMBER, "shadow price: weighted SQ that one more inspector-day takes away", "price SQ",
              show=lambda r: _shown(r["price_quantities"], 2), width=90),
    ),
)  # fmt: skip
VARIANTS = TableForm(
    "variants",
    "What changes it: the same plan with an assumed figure changed",
    (
        Field("assumption", Kind.TEXT, "what is changed", "assumption", wraps=True, least=20),
        Field("days", Kind.NUMBER, "working days until every stratum with access is verified, nothing waited for", "days",
              show=lambda r: _shown(r["days"], 1)),
        Field("inspector_days", Kind.NUMBER, "the same in inspector-days", "inspector-days",
              show=lambda r: _shown(r["inspector_days"], 0)),
        Field("order", Kind.WORDS, "the order of the strata", "first", show=lambda r: _first(r["order"])),
    ),
)  # fmt: skip


def _first(order: Value) -> str:
    return str(order[0]) if isinstance(order, tuple | list) and order else ""


def _reasons(key: str, title: str, head: str, none: str) -> TableForm:
    return TableForm(
        key,
        title,
        (
            Field("what", Kind.TEXT, "what it is about", head, wraps=True, least=18),
            Field("why", Kind.TEXT, "why it is no part of the samples", "why", wraps=True, least=18),
            Field("instead", Kind.TEXT, "what would be done instead", "instead", wraps=True, least=18),
            Field("quantities", Kind.NUMBER, "SQ, where they are known"),
            EVIDENCE,
        ),
        none,
    )


DECLARATIONS = TableForm(
    "declarations",
    "Declarations to ask for",
    (
        Field("name", Kind.TEXT, "short name", "declaration", wraps=True, least=14),
        Field("what", Kind.TEXT, "what to ask for", "what", wraps=True, least=20),
        Field("why", Kind.TEXT, "what it is needed for"),
        Field("standing", Kind.TEXT, "`applies`, `contested`, `does not apply` or `no paragraph`: of the best paragraph"),
        Field("basis", Kind.WORDS, "paragraphs, with their status on the day by each account", "under (status)",
              show=_listed("basis", "; "), wraps=True, least=22),
        Field("paragraphs", Kind.WORDS, "ids of these obligations: servanda agreements explain CASE ID"),
        Field("absent", Kind.WORDS, "paragraphs that would reach it and that the case does not hold"),
        Field("recalled", Kind.FLAG, "true: a paragraph is recalled, its text was not seen"),
        EVIDENCE,
    ),
)  # fmt: skip
FORM = Form(
    "plan",
    "servanda plan CASE",
    (
        *QUESTION,
        Field("goal", Kind.TEXT, "class of detection probability: high, medium or low"),
        Field("detection_probability", Kind.NUMBER, "its value"),
        Field("goal_source", Kind.TEXT, "where that value stands"),
        Field("goal_mark", Kind.TEXT, "`read` or `recalled`"),
        Field("teams", Kind.WHOLE, "teams that work side by side"),
        Field("days", Kind.WHOLE, "working days they have"),
        Field("hours", Kind.NUMBER, "hours of work in a day"),
        Field("start", Kind.DAY, "first day of work"),
        Field("rest_days", Kind.TEXT, "weekdays without work"),
        Field(
            "days_in_all", Kind.NUMBER, "working days until every stratum with access is verified, nothing waited for"
        ),
        Field(
            "finished_day",
            Kind.WHOLE,
            "number of the working day on which the last sample is complete; null: not within it",
        ),
        Field("finished_on", Kind.DAY, "its date"),
        Field("detection_reached", Kind.NUMBER, "mean detection probability after the last day"),
        Field("unverified_left", Kind.NUMBER, "SQ in strata not verified after the last day"),
        Field("at_risk_left", Kind.NUMBER, "probability-weighted SQ unverified after the last day"),
        Field(
            "loss_of_order", Kind.NUMBER, "priority-weighted time lost to the best order for these teams, as a fraction"
        ),
        Field("method", Kind.TEXT, "whose method this is"),
        Field("cautions", Kind.WORDS, "what the plan takes as given, to be read before it"),
        Field("assumptions", Kind.WORDS, "everything assumed, with basis and source"),
    ),
    (
        STRATA,
        CALENDAR,
        VARIANTS,
        _reasons("unplanned", "Recorded and not planned", "stratum", ""),
        _reasons("not_sampled", "Not a sampling problem", "what", ""),
        DECLARATIONS,
    ),
)
