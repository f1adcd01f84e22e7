"""Published figures with what the record holds for them: stocks, machines and outputs on the day they were computed for.

A row's own stock columns win over the record. What a row does not state is taken from the record as it stood for that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from servanda.capability.breakout_case_answer import (
    DRAWS,
    CaseAnswer,
    answer_all,
    answer_one,
    assumptions_of,
    question_of,
)
from servanda.capability.breakout_case_fit import Lesson, learn, lessons
from servanda.capability.breakout_case_priors import SEED
from servanda.capability.invert import Question
from servanda.capability.publication import Publication, publication_of
from servanda.capability.publication_inputs import CaseInputs, MachineGroup, Output, StatedCapacity
from servanda.capability.publication_words import Reading, read_words
from servanda.capability.stock import Stock, stock_of_band
from servanda.case.join_capability import COUNTED_FORMS, PROGRAMME, STOCK, stocks_on
from servanda.case.published_machines import machines_on, outputs_of
from servanda.core.finding import Misuse
from servanda.core.quantity import number
from servanda.core.question import PUBLISHED
from servanda.evidence.judgement import Judgement
from servanda.evidence.record import Record, choose
from servanda.evidence.statement import Statement

STATED_HOLDS = timedelta(days=120)
"""A capacity published for the programme is used for figures of the next four months: it is of the same quarter."""
CARRIED = timedelta(days=400)
"""How long the cascades that a publisher last named stand for those it does not name."""
LEU = (0.03, 0.06)
"""Bands between these assays hold the low enriched product; what lies above is 20 or 60 %."""
STOCK_HOLDS = timedelta(days=150)
"""An inventory by band older than this is not that of the quarter any more."""


def publications_of(judgements: Iterable[Judgement]) -> tuple[Publication, ...]:
    """The published figures of a case: its judgements that answer a question of times to a quantity."""
    return tuple(publication_of(_cells(j), j.id) for j in judgements if j.question in PUBLISHED)


def _cells(j: Judgement) -> dict[str, str]:
    head = {
        "estimate_date": j.published_on.isoformat(), "publisher": j.publisher, "first_or_month": j.question,
        "source": j.source, "mark": j.mark.value,
    }  # fmt: skip
    return {**head, **j.texts, **{column: str(value) for column, value in j.numbers.items()}}


def case_inputs(
    record: Record, publications: Iterable[Publication], earlier: Sequence[Publication] = ()
) -> tuple[CaseInputs, ...]:
    """What each publication is computed from. `earlier` are further publications that may have named cascades before."""
    rows = tuple(publications)
    named = [p for p in (*earlier, *rows) if read_words(p).cascades]
    outputs = outputs_of(record)
    return tuple(_inputs(record, p, named, outputs) for p in rows)


def _inputs(record: Record, p: Publication, named: Sequence[Publication], outputs: tuple[Output, ...]) -> CaseInputs:
    reading, as_of = read_words(p), _as_of(p)
    known = record.known(p.published_on) if p.stock_as_of is None else record
    stocks, gaps = _stocks(known, p, as_of)
    groups = machines_on(record, as_of)
    stated = _stated(record, p, as_of)
    last = max(
        (q for q in named if q.publisher == p.publisher and timedelta(0) < p.published_on - q.published_on <= CARRIED),
        key=lambda q: q.published_on,
        default=None,
    )
    return CaseInputs(
        p, reading, as_of, stocks, groups, outputs, stated,
        read_words(last) if last else None, _why_not(p, reading, as_of, stocks, groups, stated), gaps,
    )  # fmt: skip


def _why_not(
    p: Publication, reading: Reading, as_of: date, stocks: tuple[Stock, ...],
    groups: tuple[MachineGroup, ...], stated: StatedCapacity | None,
) -> str:  # fmt: skip
    if reading.existing_counts:
        return "it answers another question: uranium at 60 % is counted as enough, so nothing is enriched further"
    if not p.figure.is_stated:
        return f"only words were published: {p.result_text or 'no figure'}"
    if not stocks:
        return "the stocks by enrichment band are known neither from the row nor from the record"
    if p.stock_as_of is None and (age := _age(stocks, as_of)) > STOCK_HOLDS:
        return f"the newest stock by enrichment band in the record is {age.days} days older than the figure"
    if not groups and stated is None and reading.machines is None:
        return "the record counts no machines for the day"
    return ""


def _age(stocks: tuple[Stock, ...], as_of: date) -> timedelta:
    return max((as_of - s.day for s in stocks if s.day is not None), default=timedelta(0))


def _as_of(p: Publication) -> date:
    """The day of the machines: that of the publication, or the last day of the quarter that it looks back to."""
    end = _quarter_end(p.quarter)
    return end if end is not None and end < p.published_on - timedelta(days=180) else p.published_on


def _quarter_end(quarter: str) -> date | None:
    year, _, place = quarter.partition("Q")
    if not (year.isdigit() and place in ("1", "2", "3", "4")):
        return None
    month = 3 * int(place) + 1
    return (date(int(year), month, 1) if month <= 12 else date(int(year) + 1, 1, 1)) - timedelta(days=1)


def _stocks(record: Record, p: Publication, as_of: date) -> tuple[tuple[Stock, ...], tuple[str, ...]]:
    found = [c.stock for c in stocks_on(record, p.stock_as_of or as_of)]
    if p.stock_as_of is not None:
        found = [s for s in found if s.day == p.stock_as_of] or _bands_of_day(record, p.stock_as_of)
    for band, mass in p.stocks.items():
        if not any(abs(s.mass_kg_u - mass) < 0.5 for s in found):
            own = stock_of_band(band, mass, day=p.stock_as_of)
            found = [s for s in found if s.name != own.name] + [own]
    return _completed(record, found)


def _bands_of_day(record: Record, day: date) -> list[Stock]:
    """Bands of a day on which the record states only some."""
    stated = [
        s
        for s in record.select(STOCK, since=day, until=day, where=lambda s: s.has_value and s.value is not None)
        if s.band.startswith("up_to_") and s.form in COUNTED_FORMS and s.qualifier is None
    ]
    chosen = (choose(s for s in stated if s.band == band) for band in sorted({s.band for s in stated}))
    return [
        stock_of_band(c.chosen.band, float(c.chosen.value or 0), form=c.chosen.form, evidence=(c.chosen.id,), day=day)
        for c in chosen
        if c is not None
    ]


def _completed(record: Record, stocks: list[Stock]) -> tuple[tuple[Stock, ...], tuple[str, ...]]:
    """The stocks with the one band that is missing, when the total of the day leaves no other place for the rest."""
    has_leu = any(LEU[0] <= s.assay <= LEU[1] for s in stocks)
    has_low = any(s.assay < LEU[0] for s in stocks)
    if has_leu and has_low:
        return tuple(stocks), ()
    day = next((s.day for s in stocks if s.day is not None), None)
    total = None if day is None else _total(record, day, "all_forms")
    if day is None or total is None or not (has_leu or has_low):
        return (), ()
    rest = float(total.value or 0) - sum(s.mass_kg_u for s in stocks) - _other_forms(record, day, stocks)
    band = "up_to_2" if has_leu else _leu_band(record, day)
    if rest <= 0 or not band:
        return (), ()
    added = stock_of_band(band, rest, evidence=(total.id,), day=day)
    gap = f"{number(round(rest, 1))} kg U {added.name}: not stated, taken as the rest of the total [{total.id}]"
    return (*stocks, replace(added, assumption=gap)), (gap,)


def _total(record: Record, day: date, form: str) -> Statement | None:
    found = choose(
        s
        for s in record.select(STOCK, since=day, until=day, band="total", form=form)
        if s.value is not None and s.qualifier is None
    )
    return None if found is None else found.chosen


def _other_forms(record: Record, day: date, stocks: list[Stock]) -> float:
    """Uranium in other forms on the newest day before that states both totals, where the stocks are UF6."""
    if any(s.form != "UF6" for s in stocks):
        return 0.0
    days = sorted({s.day for s in record.select(STOCK, until=day, band="total", form="UF6")}, reverse=True)
    for earlier in days:
        uf6, whole = _total(record, earlier, "UF6"), _total(record, earlier, "all_forms")
        if uf6 is not None and whole is not None:
            return float(whole.value or 0) - float(uf6.value or 0)
    return 0.0


def _leu_band(record: Record, day: date) -> str:
    """The highest low enriched band of the newest earlier day that states one."""
    stated = record.select(STOCK, until=day - timedelta(days=1), where=lambda s: s.band in ("up_to_4_5", "up_to_5"))
    return stated[-1].band if stated else ""


def _stated(record: Record, p: Publication, as_of: date) -> StatedCapacity | None:
    if p.swu_per_year is not None:
        return StatedCapacity(p.swu_per_year, p.published_on, said="published with the figure")
    stated = record.select(
        PROGRAMME,
        since=as_of - STATED_HOLDS,
        until=as_of,
        where=lambda s: s.value is not None and "all_enriching" in s.subject,
    )
    if not stated:
        return None
    newest = stated[-1]
    return StatedCapacity(float(newest.value or 0), newest.day, (newest.id,), f"published by {newest.speaker}")


def answers_for(
    record: Record, judgements: Iterable[Judgement], publications: Sequence[Publication] | None = None, *,
    draws: int = DRAWS, seed: int = SEED, only_before: bool = False, explain: bool = True,
) -> tuple[CaseAnswer, ...]:  # fmt: skip
    """What the record makes of published figures: those of the case, or others (`publications`) by what the case teaches."""
    own, asked, taught = _rows(record, judgements, publications)
    rows = own if publications is None else asked
    return answer_all(rows, taught, draws=draws, seed=seed, only_before=only_before, explain=explain)


def lessons_for(record: Record, judgements: Iterable[Judgement], seed: int = SEED) -> tuple[Lesson, ...]:
    """What the published figures of the case teach of the practice of publishers."""
    return lessons(learn(case_inputs(record, publications_of(judgements)), seed))


def _rows(
    record: Record, judgements: Iterable[Judgement], publications: Sequence[Publication] | None
) -> tuple[tuple[CaseInputs, ...], tuple[CaseInputs, ...], tuple[CaseInputs, ...]]:
    """Rows of the case, rows asked about, and rows to learn from, which are always those of the case."""
    mine = publications_of(judgements)
    own = case_inputs(record, mine)
    asked = () if publications is None else case_inputs(record, publications, earlier=mine)
    return own, asked, own


def questions_for(
    record: Record, judgements: Iterable[Judgement], ids: Sequence[str],
    publications: Sequence[Publication] | None = None, *, draws: int = DRAWS, seed: int = SEED,
) -> tuple[tuple[CaseAnswer, Question | None], ...]:  # fmt: skip
    """For each id the answer, and the figure as a question to be solved; None where nothing can be computed."""
    own, asked, taught = _rows(record, judgements, publications)
    rows = {row.publication.id: row for row in (*own, *asked)}
    unknown = [i for i in ids if i not in rows]
    if unknown:
        raise Misuse(f"no published figure {unknown[0]!r}: the ids are listed by servanda published CASE")
    learnt = learn(taught, seed)
    found = []
    for row in (rows[i] for i in ids):
        answer = answer_one(row, learnt, draws=draws, seed=seed)
        question = None if row.why_not else question_of(row, assumptions_of(row, learnt, draws, seed))
        found.append((answer, question))
    return tuple(found)
