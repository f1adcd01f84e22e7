"""`servanda value`: which inspection narrows which answer, for an inspector-day, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, number
from servanda.cli.breakout_options import seed_number, whole
from servanda.cli.enrich import TARGET_NAMES, Target
from servanda.cli.fields import Document, Row, Value, significant
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.value_forms import FORM, percent
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.case import View
    from servanda.case.join_value import CaseValue, InputWorth, Losses, NarrowedAnswer, VisitWorth
    from servanda.inspection.value_decision import InformationValue
    from servanda.inspection.value_estimate import Narrowing
    from servanda.inspection.value_rank import Pair

EXAMPLE = "Example: servanda value iran --as-of 2025-07-01 --act 8 --wait 20"
METHOD = (
    "draws of the answer in cells of like data (no nested simulation); law of total variance; order greedy, then all pairs; "
    "docs/inspection/value.md"
)
STEPS_SHOWN, PAIRS_SHOWN, MISSING_SHOWN, CLEARLY = 6, 5, 2, 3.0


def value(
    case: CaseName,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    target: Target = None,
    within: Annotated[
        float, typer.Option("--within", metavar="DAYS", parser=number, help="Days of the conclusion that can change.")
    ] = 183.0,
    act: Annotated[
        float | None, typer.Option("--act", metavar="LOSS", parser=number, help="Loss of acting now; with --wait.")
    ] = None,
    wait: Annotated[
        float | None,
        typer.Option(
            "--wait", metavar="LOSS", parser=number, help="Loss of waiting if the quantity exists within the days."
        ),
    ] = None,
    visits: Annotated[
        str | None,
        typer.Option("--visits", metavar="FILE", help="A table of inspections of your own (docs/inspection/value.md)."),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="N", parser=whole, help="Monte Carlo draws.")] = 40_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", parser=seed_number, help="Seed of the draws.")] = 20250613,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What each inspection would tell. Which one narrows which answer, for an inspector-day, and in which order."""
    from servanda.capability.target import TARGETS
    from servanda.case.join_value import ValueAsked, read_visits_file, value_for

    losses, rows = _losses(act, wait), None if visits is None else read_visits_file(visits)
    asked = ValueAsked(TARGETS[TARGET_NAMES[target or "sq"]], within, draws, seed, losses, rows)
    view = seen(case, as_of, known_by)
    emit(document(view, value_for(view, asked)), as_json=as_json, as_csv=as_csv)


def _losses(act: float | None, wait: float | None) -> Losses | None:
    from servanda.case.join_value import Losses

    if (act is None) != (wait is None):
        raise Misuse("--act and --wait go together: give both losses, in one unit, or neither")
    return None if act is None or wait is None else Losses(act, wait)


def document(view: View, found: CaseValue) -> Document:
    """The answer as a document."""
    asked = found.asked
    head: dict[str, Value] = {
        **question(view),
        "target": asked.target.name,
        "within_days": asked.within_days,
        "draws": asked.draws,
        "seed": asked.seed,
        "act_loss": asked.losses.act if asked.losses else None,
        "wait_loss": asked.losses.wait if asked.losses else None,
        "missing": found.missing,
        "method": METHOD,
    }
    rows = {
        "answers": [_answer_row(a) for a in found.answers],
        "visits": [_visit_row(a, v) for a in found.answers for v in a.visits],
        "order": [row for a in found.answers for row in _order_rows(a)],
        "pairs": [row for a in found.answers for row in _pair_rows(a)],
        "inputs": [_input_row(a, i) for a in found.answers for i in a.inputs],
    }
    return Document(FORM, head, rows, before=_before(view, found), after=_after(found))


def _before(view: View, found: CaseValue) -> list[str]:
    return [question_line(view), *(paragraph(_said(a, found)) for a in found.answers)]


def _said(answer: NarrowedAnswer, found: CaseValue) -> str:
    """What would change the answer most, in one sentence."""
    best = answer.visits[0].value
    most = max(answer.visits, key=lambda v: v.value.data.share.value).value
    now = " to ".join(significant(q.value, 3) for q in (answer.now[0], answer.now[-1]))
    name = f"{answer.outcome.name[0].upper()}{answer.outcome.name[1:]}"
    if best.data.is_nothing:
        return f"{name} ({now} {answer.outcome.unit}, 90 %): none of the inspections compared narrows it."
    said = (
        f"{name} ({now} {answer.outcome.unit}, 90 %): for an inspector-day the most telling inspection is {best.visit.name} "
        f"(removes {percent(best.data.share.value)} of the variance for {best.visit.inspector_days:g} inspector-days)"
    )
    if most.visit.name != best.visit.name:
        said += f"; in all it is {most.visit.name} ({percent(most.data.share.value)} for {most.visit.inspector_days:g})"
    return f"{said}."


def _after(found: CaseValue) -> list[str]:
    lines = [paragraph(text) for a in found.answers for text in _remarks(a)]
    lines += [paragraph(f"Sites: {'; '.join(f'{code}, {name}' for code, name in found.sites)}.")] if found.sites else []
    lines.append(
        paragraph(
            "Every value holds if the inspection takes place; days and accuracies of inspections are assumed, not published "
            "(--json names the source of each). The draws rest on the assumptions that --json lists."
        )
    )
    lines += [paragraph(f"Missing: {m}.") for m in found.missing[-MISSING_SHOWN:]]
    if len(found.missing) > MISSING_SHOWN:
        lines.append(f"{len(found.missing) - MISSING_SHOWN} more remarks on the data behind the draws: --json")
    return lines


def _remarks(answer: NarrowedAnswer) -> list[str]:
    found = []
    idle = sum(i.carries_nothing for i in answer.inputs)
    if idle:
        found.append(
            f"{idle} of {len(answer.inputs)} inputs of {answer.outcome.name} are uncertain, yet knowing one of them exactly "
            "would remove less than 1 % of the variance: no inspection is worth its days for it alone."
        )
    if answer.outcome.beyond > 0:
        found.append(f"In {percent(answer.outcome.beyond)} of the draws it never exists, or after ten years.")
    better = answer.order.better_pair
    if better is not None:
        found.append(
            f"A pair beats the first two of the order for {answer.outcome.name}: {better.first.name} with {better.second.name} "
            f"({percent(better.together.value)} for {better.inspector_days:g} inspector-days)."
        )
    return found


def _answer_row(answer: NarrowedAnswer) -> Row:
    limit, held = answer.outcome.threshold, answer.concluded
    words = "" if limit is None or held is None else f"by {limit:g} days: {percent(held)}"
    perfect = answer.everything
    return {
        "answer": answer.key,
        "name": answer.outcome.name,
        "unit": answer.outcome.unit,
        **{k: q.value for k, q in zip(("q05", "q50", "q95"), answer.now, strict=True)},
        "never": answer.outcome.beyond,
        "conclusion": words,
        "probability": held,
        "prior_loss": answer.prior_loss,
        "prior_action": answer.prior_action,
        "perfect_information": perfect.saved.value if perfect else None,
        "perfect_information_error": perfect.saved.standard_error if perfect else None,
        "silent": tuple(v.name for v in answer.silent),
        "assumptions": answer.assumptions,
        "evidence": answer.evidence,
    }


def _narrowing(answer: NarrowedAnswer, found: Narrowing) -> dict[str, Value]:
    outcome = answer.outcome
    width = outcome.unscaled(found.width_after.value)
    log = outcome.scale.value == "log"
    return {
        "share_removed": found.share.value,
        "share_error": found.share.standard_error,
        "is_nothing": found.is_nothing,
        "interval_now": outcome.unscaled(found.width_now),
        "interval_after": width,
        "interval_error": found.width_after.standard_error,
        "interval_after_says": f"factor {width:.1f}" if log else f"{significant(width, 3)} {outcome.unit}",
        "upper_now": outcome.unscaled(found.upper_now),
        "upper_after": outcome.unscaled(found.upper_after.value),
        "conclusion_changes": found.changes,
        "conclusion_changes_low": found.changes_low,
        "conclusion_changes_high": found.changes_high,
    }


def _saved(found: InformationValue | None) -> dict[str, Value]:
    return {
        "loss_saved": found.saved.value if found else None,
        "loss_saved_error": found.saved.standard_error if found else None,
    }


def _visit_row(answer: NarrowedAnswer, worth: VisitWorth) -> Row:
    found = worth.value
    return {
        "answer": answer.key,
        "visit": found.visit.name,
        "kind": found.visit.kind.value,
        "site": found.visit.site,
        "inspector_days": found.visit.inspector_days,
        "success": found.visit.success,
        "observes": found.visit.words,
        "share_per_day": found.share_per_day,
        **_narrowing(answer, found.data),
        **_saved(worth.saved),
        "loss_saved_at_most": worth.most_saved.saved.value if worth.most_saved else None,
        "bound_share": found.bound.share.value,
        "source": found.visit.source,
    }


def _input_row(answer: NarrowedAnswer, worth: InputWorth) -> Row:
    return {
        "answer": answer.key,
        "input": worth.value.input,
        "spread": worth.spread,
        **_narrowing(answer, worth.value.known),
        "carries_nothing": worth.carries_nothing,
        **_saved(worth.saved),
    }


def _order_rows(answer: NarrowedAnswer) -> list[Row]:
    """Steps that add something, and at most a few of them."""
    steps: Sequence[Row] = [
        {
            "answer": answer.key,
            "step": place,
            "visit": step.visit.name,
            "adds": step.added,
            "together": step.share.value,
            "together_error": step.share.standard_error,
            "inspector_days": step.inspector_days,
        }
        for place, step in enumerate(answer.order.steps, start=1)
        if step.added > step.share.standard_error
    ]
    return list(steps[:STEPS_SHOWN])


def _pair_rows(answer: NarrowedAnswer) -> list[Row]:
    """Pairs with a clear interaction, the greatest first."""
    clear = [p for p in answer.order.pairs if abs(p.interaction) > max(0.01, CLEARLY * p.together.standard_error)]
    ranked = sorted(clear, key=lambda p: -abs(p.interaction))
    return [_pair_row(answer, pair) for pair in ranked[:PAIRS_SHOWN]]


def _pair_row(answer: NarrowedAnswer, pair: Pair) -> Row:
    return {
        "answer": answer.key,
        "first": pair.first.name,
        "second": pair.second.name,
        "together": pair.together.value,
        "together_error": pair.together.standard_error,
        "beyond": pair.interaction,
        "inspector_days": pair.inspector_days,
    }
