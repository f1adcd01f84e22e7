"""What `servanda judgements` prints: the keys of its tables and their meaning."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm, significant


def _three(row: Row) -> str:
    if row["q05"] is None or row["q95"] is None:
        return "not fitted"
    return _numbers(row, ("q05", "q50", "q95"), 3) + (" *" if row["encoding"] else "")


def _numbers(row: Row, keys: Sequence[str], digits: int) -> str:
    values = (row[key] for key in keys)
    return " / ".join(significant(v, digits) for v in values if isinstance(v, float)) + f" {row['unit']}"


def _heading(row: Row) -> str:
    """The question, once for each group of rows."""
    return str(row["question"]) if row["first_of_question"] else ""


def _who(row: Row) -> str:
    return f"{row['who']}, {row['published_on']}" + (", recalled" if row["mark"] == "recalled" else "")


def _spread(row: Row) -> str:
    if row["q50"] is None:
        return "no number" if row["kind"] else ""
    return _numbers(row, ("q05", "q25", "q50", "q75", "q95"), 2)


ASKED = (
    Field("question", Kind.TEXT, "the question in full; only answers to one and the same question are pooled",
          "question", show=_heading, least=14, wraps=True),
    Field("quantity_of_interest", Kind.TEXT, "the word for the question, as `--question` takes it"),
)  # fmt: skip

MEMBERS = TableForm(
    "members",
    "",
    (
        *ASKED,
        Field("first_of_question", Kind.FLAG, "true on the first row of each question"),
        Field("who", Kind.TEXT, "publisher, and the speaker where one is named", "who, when", show=_who, least=14,
              wraps=True),
        Field("published_on", Kind.DAY, "the day on which it became public"),
        Field("attribution", Kind.TEXT, "how it was attributed; empty: by name or in a document of its own"),
        Field("said", Kind.TEXT, "the words or numbers as published", "said", least=20, wraps=True),
        Field("q05", Kind.NUMBER, "5 % quantile, in `unit`; null: none stated and none made of words"),
        Field("q50", Kind.NUMBER, "50 % quantile, in `unit`; null: none stated and none made of words", "5/50/95 %",
              show=_three, left=True, wraps=True),
        Field("q95", Kind.NUMBER, "95 % quantile, in `unit`; null: none stated and none made of words"),
        Field("unit", Kind.TEXT, "unit of the quantiles; empty: none"),
        Field("how", Kind.TEXT, "where the quantiles come from, or why there are none"),
        Field("encoding", Kind.TEXT, "the written rule that made numbers of words; empty: none"),
        Field("encoder", Kind.TEXT, "who applied the rule"),
        Field("fit", Kind.TEXT, "the distribution in words; empty: not fitted"),
        Field("fit_note", Kind.TEXT, "how far the fit moves the quantiles; empty: by at most a tenth"),
        Field("confidence", Kind.TEXT, "what they say of their own confidence; empty: nothing", "confidence", width=110,
              wraps=True),
        Field("access", Kind.TEXT, "what evidence they had; empty: not said"),
        Field("shared_evidence", Kind.TEXT, "rows with the same word rest on the same evidence and count as one"),
        Field("condition", Kind.TEXT, "scenario or condition; empty: none"),
        Field("read_as", Kind.TEXT, "why the words were read as this question; empty: they say so"),
        Field("basis", Kind.TEXT, "on whose authority"),
        Field("mark", Kind.TEXT, "`read` or `recalled`"),
        Field("source", Kind.TEXT, "id of the source", "source", width=100),
        Field("id", Kind.TEXT, "id of the row in the tables of judgements"),
    ),
    none="no such judgement is recorded by that day: write them into judgements.csv or judgements/*.csv, see "
    "docs/capability/judgements.md",
)  # fmt: skip

POOLS = TableForm(
    "pools",
    "Pools: each question that was judged more than once, or is about restoring what was lost",
    (
        Field("question", Kind.TEXT, "the question in full", "question", least=14, wraps=True),
        Field("quantity_of_interest", Kind.TEXT, "the word for the question"),
        Field("members", Kind.WHOLE, "judgements of the question", "judged"),
        Field("fitted", Kind.WHOLE, "those with a distribution", "pooled"),
        Field("bodies_of_evidence", Kind.WHOLE, "separate bodies of evidence behind those"),
        Field("kind", Kind.TEXT, "`linear`, `logarithmic` or `quantile average`; empty: no pool"),
        Field("split", Kind.FLAG, "true: several modes, and therefore no quantiles"),
        Field("modes", Kind.TREE, "`modes`: where each stands, its share and the dip to the next; empty: no pool"),
        *(Field(f"q{p:02}", Kind.NUMBER, f"{p} % quantile; null: no pool, or a split one") for p in (5, 25)),
        Field("q50", Kind.NUMBER, "50 % quantile; null: no pool, or a split one", "5/25/50/75/95 %", show=_spread,
              left=True, wraps=True),
        *(Field(f"q{p}", Kind.NUMBER, f"{p} % quantile; null: no pool, or a split one") for p in (75, 95)),
        Field("unit", Kind.TEXT, "unit of modes and quantiles; empty: no pool"),
        Field("statement", Kind.TEXT, "what the pool is, or why there is none", "what it is", least=24, wraps=True),
        Field("judgements", Kind.WORDS, "ids of the judgements of the question"),
        Field("notes", Kind.WORDS, "time that has passed, and what happened since, with statement ids"),
        EVIDENCE,
    ),
)  # fmt: skip

SEEDS = TableForm(
    "experts",
    "Seed questions from the record: how mechanical forecasters did (no people)",
    (
        Field("expert", Kind.TEXT, "name of the forecaster", "forecaster"),
        Field("questions", Kind.WHOLE, "seed questions answered", "seeds"),
        Field("hits", Kind.TEXT, "answers below 5 %, 5 to 50 %, 50 to 95 %, above 95 %", "hits in bins"),
        Field("calibration", Kind.NUMBER, "probability of hits at least this far off", "calibration",
              show=lambda row: significant(row["calibration"], 2) if isinstance(row["calibration"], float) else ""),
        Field("information", Kind.NUMBER, "relative information to a uniform background", "information",
              show=lambda row: significant(row["information"], 2) if isinstance(row["information"], float) else ""),
        Field("weight", Kind.NUMBER, "weight in the combination; null: item weights differ by question", "weight",
              show=lambda row: significant(row["weight"], 2) if isinstance(row["weight"], float) else ""),
        Field("evidence", Kind.WORDS, "ids of the statements with the answers"),
    ),
    none="no amount of the record was reported for five quarters and more in a row: nothing to forecast, weights stay equal",
)  # fmt: skip

FORM = Form(
    "judgements",
    "servanda judgements CASE",
    (*QUESTION, Field("rule_of_modes", Kind.TEXT, "when a pool counts as split")),
    (MEMBERS, POOLS, SEEDS),
)
