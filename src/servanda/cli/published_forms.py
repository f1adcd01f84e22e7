"""The documents of `servanda published`: the list beside the record, one figure inverted, two figures compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servanda.cli.fields import CASE, EVIDENCE, Document, Field, Form, Kind, Row, TableForm, Value, significant
from servanda.cli.words import paragraph

if TYPE_CHECKING:
    from servanda.capability.breakout_case_answer import CaseAnswer
    from servanda.capability.breakout_case_fit import Lesson
    from servanda.capability.invert import Assumption, Difference, Needed, Question
    from servanda.case import Case


def _figure(row: Row) -> str:
    low, value, high = (row[f"published{end}"] for end in ("_low", "", "_high"))
    unit = str(row["unit"])
    if value is not None:
        ends = f" ({_short(low)}-{_short(high)})" if low is not None and high is not None else ""
        return f"{_short(value)}{ends} {unit.removesuffix('s') if value == 1 else unit}"
    if low is not None and high is not None:
        return f"{_short(low)}-{_short(high)} {unit}"
    if low is not None or high is not None:
        bound = low if high is None else high
        return (
            f"{'from ' if high is None else 'below '}{_short(bound)} {unit.removesuffix('s') if bound == 1 else unit}"
        )
    return "in words"


def _computed(row: Row) -> str:
    if row["computed"] is None:
        return ""
    return f"{_short(row['computed'])} ({_short(row['computed_low'])}-{_short(row['computed_high'])})"


def _learnt(row: Row) -> str:
    return f"{_short(row['learnt'])} ({_short(row['learnt_low'])}-{_short(row['learnt_high'])})"


def _asked(row: Row) -> str:
    words = str(row["asked"]).removeprefix("time to ").removeprefix("the ")
    return words.replace("quantities by", "count by")


def _in_short(row: Row) -> str:
    """What explains it without the range assumed, which the one figure's own page shows."""
    return str(row["explanation"]).split(", 5 to 95 %")[0].replace(" would give it (assumed ", ", not ").rstrip(")")


def _short(value: Value) -> str:
    return significant(float(value), 3) if isinstance(value, int | float) else ""


def _verdict(row: Row) -> str:
    if row["inside"] is None:
        return "-"
    word = "inside" if row["inside"] == "yes" else "outside"
    return word if row["counted"] else f"({word})"


def _word(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


HEAD = (
    CASE,
    Field("digest", Kind.TEXT, "SHA-256 of the case's files"),
    Field("draws", Kind.WHOLE, "draws of the assumptions"),
    Field("seed", Kind.WHOLE, "seed of the draws"),
)
PUBLISHED = (
    Field("id", Kind.TEXT, "id of the published figure", "id"),
    Field("published_on", Kind.DAY, "day of the publication", "day", width=100),
    Field("publisher", Kind.TEXT, "who published it"),
    Field("quarter", Kind.TEXT, "the quarter it is about"),
    Field("asked", Kind.TEXT, "the question in words", "asked", show=_asked),
    Field("scenario", Kind.TEXT, "the scenario as published", "scenario", width=140, wraps=True),
    Field("published_low", Kind.NUMBER, "lower end as published, in `unit`"),
    Field("published", Kind.NUMBER, "figure as published; null: only a bound or words", "published", show=_figure, left=True),
    Field("published_high", Kind.NUMBER, "upper end as published"),
    Field("unit", Kind.TEXT, "unit of all figures of the row"),
    Field("computed_low", Kind.NUMBER, "5 % quantile computed"),
    Field("computed", Kind.NUMBER, "median computed; null: nothing is computed", "computed (5-95 %)", show=_computed, left=True),
    Field("computed_high", Kind.NUMBER, "95 % quantile computed"),
    Field("quantile_errors", Kind.WORDS, "each quantile with its Monte Carlo interval (95 %)"),
    Field("ratio", Kind.NUMBER, "published over median computed", "ratio", show=lambda row: _short(row["ratio"]), width=80),
    Field("inside", Kind.TEXT, "yes, no: does the figure lie in the 90 % range; null: no range or no figure", "in range",
          show=_verdict),
    Field("range_factor", Kind.NUMBER, "upper end over lower end of the range; null: it begins at 0"),
)  # fmt: skip
LIST = Form(
    "published",
    "servanda published CASE",
    (
        *HEAD,
        Field("file", Kind.TEXT, "file of published figures; empty: those of the case"),
        Field("only_before", Kind.FLAG, "true: practice was learnt from earlier quarters only"),
        Field("counted", Kind.WHOLE, "rows whose stock and machines are known"),
        Field("counted_inside", Kind.WHOLE, "of these, figures inside the 90 % range"),
        Field("counted_narrow", Kind.WHOLE, "of these, ranges no wider than a factor of three"),
        Field("counted_both", Kind.WHOLE, "of these, both"),
        Field("share", Kind.NUMBER, "both over counted"),
    ),
    (
        TableForm(
            "figures",
            "",
            (
                *PUBLISHED,
                Field("counted", Kind.FLAG, "true: stock, machines and quantity are known, so the row counts"),
                Field("explanation", Kind.TEXT, "which assumption explains the difference, or why nothing is computed or counted",
                      "what explains it", show=_in_short, width=120, wraps=True),
                Field("machines", Kind.TEXT, "machines the figure is computed with"),
                Field("stocks", Kind.TEXT, "stocks it is computed with"),
                Field("gaps", Kind.WORDS, "what was missing and what stood in for it"),
                Field("mark", Kind.TEXT, "`read` or `recalled`"),
                EVIDENCE,
            ),
            none="no published figure is recorded",
        ),
    ),
)  # fmt: skip


def _span(row: Row, low: str, high: str) -> str:
    ends = [row[low], row[high]]
    if ends[0] is None or ends[1] is None:
        return ""
    shown = [_short(e) for e in ends]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]}-{shown[1]}"


def _assumed(row: Row) -> str:
    unit = str(row["unit"])
    return f"{_short(row['assumed'])} ({_span(row, 'likely_low', 'likely_high')}) {unit}".rstrip()


def _needed(row: Row) -> str:
    found = _span(row, "needed_low", "needed_high")
    return f"{found} {row['unit']}".rstrip() if found else "none"


def _likely(row: Row) -> str:
    return {"yes": "within 5-95 %", "no": "outside", None: ""}[row["likely"]]  # type: ignore[index]  # the row holds these three


ASSUMED = (
    Field("assumption", Kind.TEXT, "what is assumed", "assumption", least=22, wraps=True),
    Field("unit", Kind.TEXT, "unit of the values; empty: a pure number"),
    Field("assumed", Kind.NUMBER, "median of what is assumed", "assumed (5-95 %)", show=_assumed, left=True),
    Field("likely_low", Kind.NUMBER, "5 % quantile of what is assumed"),
    Field("likely_high", Kind.NUMBER, "95 % quantile"),
)


def needed_fields() -> tuple[Field, ...]:
    """What one assumption would have to be."""
    return (
        Field("needed_low", Kind.NUMBER, "smallest value that gives the figure; null: none does", "needed", show=_needed,
              left=True),
        Field("needed_high", Kind.NUMBER, "largest such value; equal where one number was published"),
        Field("likely", Kind.TEXT, "yes: the nearest such value lies within the assumed range; null: no range, or no value",
              "is that likely", show=_likely),
        Field("why_not", Kind.TEXT, "what happens over the whole domain where no value gives the figure", "otherwise", width=100,
              wraps=True),
    )  # fmt: skip


FIGURE = Form(
    "published-figure",
    "servanda published CASE ID",
    (*HEAD, *PUBLISHED[:-1], Field("range_factor", Kind.NUMBER, "upper end over lower end"),
     Field("machines", Kind.TEXT, "machines"), Field("stocks", Kind.TEXT, "stocks"),
     Field("as_assumed", Kind.NUMBER, "the figure with every assumption at its median; counts with their fraction"),
     Field("explanation", Kind.TEXT, "which assumption explains it best"),
     EVIDENCE),
    (
        TableForm(
            "assumptions",
            "What would have to be true: each alone, the others as assumed",
            (
                *ASSUMED,
                *needed_fields(),
            ),
            none="nothing can be computed for this figure",
        ),
        TableForm(
            "pairs",
            "",
            (
                Field("x", Kind.TEXT, "first assumption"),
                Field("y", Kind.TEXT, "second assumption"),
                Field("x_value", Kind.NUMBER, "value of the first"),
                Field("y_low", Kind.NUMBER, "value of the second for the lower end of the figure; null: none"),
                Field("y_high", Kind.NUMBER, "for the upper end"),
            ),
        ),
    ),
)  # fmt: skip
AGAINST = Form(
    "published-against",
    "servanda published CASE ID --against ID",
    (*HEAD, Field("first", Kind.TEXT, "id of the first figure"), Field("second", Kind.TEXT, "id of the second"),
     Field("first_says", Kind.TEXT, "the first in words"), Field("second_says", Kind.TEXT, "the second in words"),
     Field("facts", Kind.WORDS, "inputs in which they differ as facts")),
    (
        TableForm(
            "differences",
            "What each must have assumed, if everything else were as assumed here",
            (
                *ASSUMED,
                Field("first_low", Kind.NUMBER, "value that makes the first true; null: none", "first",
                      show=lambda row: _span(row, "first_low", "first_high") or "none", left=True),
                Field("first_high", Kind.NUMBER, "upper end of these values"),
                Field("second_low", Kind.NUMBER, "value that makes the second true; null: none", "second",
                      show=lambda row: _span(row, "second_low", "second_high") or "none", left=True),
                Field("second_high", Kind.NUMBER, "upper end of these values"),
                Field("factor", Kind.NUMBER, "second over first", "factor", show=lambda row: _short(row["factor"])),
                Field("same", Kind.TEXT, "yes: one value serves both; no: it must differ; null: one has none",
                      "one for both"),
            ),
            none="nothing can be compared",
        ),
    ),
)  # fmt: skip
PRACTICE = Form(
    "published-practice",
    "servanda published CASE --practice",
    (CASE, Field("digest", Kind.TEXT, "SHA-256 of the case's files"), Field("seed", Kind.WHOLE, "seed of the draws")),
    (
        TableForm(
            "practice",
            "",
            (
                Field("name", Kind.TEXT, "name of the assumption"),
                Field("assumption", Kind.TEXT, "what is assumed of how figures are made", "assumption", least=20, wraps=True),
                Field("prior", Kind.TEXT, "the distribution held before any figure is looked at", "before", least=16, wraps=True),
                Field("learnt_low", Kind.NUMBER, "5 % quantile after learning from all quarters up to 2024Q2"),
                Field("learnt", Kind.NUMBER, "median after learning", "learnt (5-95 %)", left=True, show=_learnt),
                Field("learnt_high", Kind.NUMBER, "95 % quantile after learning"),
                Field("source", Kind.TEXT, "why that distribution was taken", "why", width=120, wraps=True),
            ),
        ),
    ),
)  # fmt: skip
FORMS = (LIST, FIGURE, AGAINST, PRACTICE)


def practice_document(case: Case, lessons: Sequence[Lesson], seed: int) -> Document:
    """What is assumed of publishers, before and after learning."""
    rows: list[Row] = [
        {
            "name": found.prior.name, "assumption": found.prior.words, "prior": found.prior.distribution.words,
            "learnt_low": found.learnt[0], "learnt": found.learnt[1], "learnt_high": found.learnt[2],
            "source": found.prior.source,
        }
        for found in lessons
    ]  # fmt: skip
    return Document(PRACTICE, {"case": case.slug, "digest": case.digest, "seed": seed}, {"practice": rows})


def list_document(
    case: Case, answers: Sequence[CaseAnswer], file: str, draws: int, seed: int, only_before: bool
) -> Document:
    """All figures beside what is computed for them."""
    from servanda.capability.breakout_case_answer import share_of

    found = share_of(answers)
    head: dict[str, Value] = {
        **_head(case, draws, seed), "file": file, "only_before": only_before, "counted": found.rows,
        "counted_inside": found.inside, "counted_narrow": found.narrow, "counted_both": found.both, "share": found.share,
    }  # fmt: skip
    total = (
        f"Stock and machines are known for {found.rows} of {len(answers)} figures: {found.inside} lie inside the 90 % range, "
        f"{found.narrow} ranges are no wider than a factor of three, both hold for {found.both} ({100 * found.share:.0f} %)."
    )
    after = (
        []
        if not answers
        else [
            paragraph(total),
            paragraph(
                "The practice of publishers is learnt from other quarters than the row's own, and never from 2024Q3 to 2025Q2. "
                "A range is for what would be printed, counts in whole quantities. Verdicts in brackets are not counted."
            ),
        ]
    )
    return Document(LIST, head, {"figures": [_row(a) for a in answers]}, after=after)


def figure_document(case: Case, answer: CaseAnswer, question: Question | None, draws: int, seed: int) -> Document:
    """One figure: what is computed, and what each assumption would have to be."""
    from servanda.capability.invert import all_needed

    found = () if question is None else all_needed(question)
    row = _row(answer)
    head = {
        **_head(case, draws, seed), **{f.key: row[f.key] for f in PUBLISHED}, "machines": answer.machines,
        "stocks": answer.stocks, "explanation": answer.why, "evidence": answer.inputs.evidence,
        "as_assumed": None if question is None else _scaled(answer, question.as_assumed),
    }  # fmt: skip
    tables: dict[str, Sequence[Row]] = {
        "assumptions": [needed_row(n) for n in found],
        "pairs": [] if question is None else _pairs(question),
    }
    before = [
        paragraph(_says(answer)),
        *([paragraph(f"Computed with {answer.machines}; {answer.stocks}.")] if question else []),
    ]
    after = [paragraph(f"{answer.why[:1].upper()}{answer.why[1:]}.")]
    if answer.inputs.gaps:
        after.append(paragraph(f"Missing: {'; '.join(answer.inputs.gaps)}."))
    return Document(FIGURE, head, tables, before=before, after=after)


def against_document(
    case: Case,
    first: tuple[CaseAnswer, Question | None],
    second: tuple[CaseAnswer, Question | None],
    draws: int,
    seed: int,
) -> Document:
    """Two figures: what each must have assumed, and in which facts they differ."""
    from servanda.capability.invert import differences

    facts = _facts(first[0], second[0])
    both = () if first[1] is None or second[1] is None else differences(first[1], second[1])
    rows = [_difference(d) for d in both]
    head = {
        **_head(case, draws, seed), "first": first[0].publication.id, "second": second[0].publication.id,
        "first_says": _says(first[0]), "second_says": _says(second[0]), "facts": facts,
    }  # fmt: skip
    before = [paragraph(f"First:  {_says(first[0])}", further="        "),
              paragraph(f"Second: {_says(second[0])}", further="        ")]  # fmt: skip
    after = [paragraph(f"They differ as facts in: {'; '.join(facts)}.") if facts else "They rest on the same facts."]
    return Document(AGAINST, head, {"differences": rows}, before=before, after=after)


def _difference(d: Difference) -> Row:
    found = bool(d.first.spans and d.second.spans)
    return {
        **_assumption_cells(d.assumption), **_ends("first", d.first), **_ends("second", d.second), "factor": d.factor,
        "same": _word(d.same) if found else None,
    }  # fmt: skip


def _facts(a: CaseAnswer, b: CaseAnswer) -> tuple[str, ...]:
    one, two = a.inputs, b.inputs
    found = [
        (f"question ({a.publication.quantity} and {b.publication.quantity})", a.publication.quantity != b.publication.quantity),
        (f"machines ({a.machines} and {b.machines})", a.machines != b.machines),
        (f"stocks ({a.stocks} and {b.stocks})", a.stocks != b.stocks),
        (f"scenario ({one.publication.scenario} and {two.publication.scenario})",
         one.publication.scenario != two.publication.scenario),
    ]  # fmt: skip
    return tuple(words for words, differ in found if differ)


def _head(case: Case, draws: int, seed: int) -> dict[str, Value]:
    return {"case": case.slug, "digest": case.digest, "draws": draws, "seed": seed}


def _row(a: CaseAnswer) -> dict[str, Value]:
    p, size = a.publication, a.publication.unit_size
    low, value, high = (None if v is None else v / size for v in (p.figure.low, p.figure.value, p.figure.high))
    span = a.span or (None, None, None)
    return {
        "id": p.id, "published_on": p.published_on, "publisher": p.publisher, "quarter": p.quarter, "asked": p.quantity,
        "scenario": p.scenario, "published_low": low, "published": value, "published_high": high, "unit": p.unit_shown,
        "computed_low": span[0], "computed": span[1], "computed_high": span[2],
        "quantile_errors": [q.words for q in a.quantiles], "ratio": a.ratio, "inside": _word(a.inside),
        "range_factor": a.width, "counted": a.counted, "explanation": _explanation(a), "machines": a.machines,
        "stocks": a.stocks, "gaps": a.inputs.gaps, "mark": p.mark, "evidence": a.inputs.evidence,
    }  # fmt: skip


def _explanation(a: CaseAnswer) -> str:
    reason = "" if a.inputs.why_not else a.inputs.not_counted
    return f"{reason}; {a.why}" if reason else a.why


def _says(a: CaseAnswer) -> str:
    p, row = a.publication, _row(a)
    scenario = f" ({p.scenario})" if p.scenario else ""
    computed = f"; computed {_computed(row)} {p.unit_shown}" if a.span else ""
    return f"{p.id}, {p.publisher}, {p.published_on.isoformat()}: {p.quantity}{scenario}: {_figure(row)}{computed}"


def _scaled(a: CaseAnswer, value: float) -> float:
    return value / a.publication.unit_size if a.publication.asks_time else value


def needed_row(n: Needed) -> dict[str, Value]:
    """One assumption and what it would have to be, as a row."""
    likely = None if not n.spans else _word(n.likely)
    return {**_assumption_cells(n.assumption), **_ends("needed", n), "likely": likely, "why_not": n.why_not}


def _assumption_cells(a: Assumption) -> dict[str, Value]:
    low, high = a.likely or (None, None)
    return {
        "assumption": a.words, "unit": a.shown, "assumed": _in_unit(a, a.value), "likely_low": _in_unit(a, low),
        "likely_high": _in_unit(a, high),
    }  # fmt: skip


def _ends(name: str, n: Needed) -> dict[str, Value]:
    if not n.spans:
        return {f"{name}_low": None, f"{name}_high": None}
    low, high = min(n.spans, key=lambda s: max(s[0] - n.assumption.value, n.assumption.value - s[1], 0.0))
    return {f"{name}_low": _in_unit(n.assumption, low), f"{name}_high": _in_unit(n.assumption, high)}


def _in_unit(a: Assumption, value: float | None) -> float | None:
    if value is None:
        return None
    return float(f"{100 * value if a.shown == '%' else value:.6g}")


def _pairs(question: Question) -> list[Row]:
    from servanda.capability.invert import pairs

    names = [a.name for a in question.assumptions]
    rows: list[Row] = []
    for name in names[1:]:
        found = pairs(question, names[0], name, points=25)
        for x, low, high in zip(found.values, found.low, found.high, strict=True):
            rows.append(
                {
                    "x": found.x.words, "y": found.y.words, "x_value": _in_unit(found.x, float(x)),
                    "y_low": _finite(found.y, float(low)), "y_high": _finite(found.y, float(high)),
                }
            )  # fmt: skip
    return rows


def _finite(a: Assumption, value: float) -> float | None:
    return _in_unit(a, value) if value == value else None
