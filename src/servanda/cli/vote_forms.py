"""The documents of `servanda agreements vote` and `power`, and their rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from servanda.cli.fields import EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm

if TYPE_CHECKING:
    from servanda.agreements.model import KnownVote
    from servanda.agreements.power import Power, Powers
    from servanda.agreements.vote import Decision

VOTE = Form(
    "agreements-vote",
    "servanda agreements vote CASE [RULE]",
    QUESTION,
    (
        TableForm(
            "votes",
            "",
            (
                Field("day", Kind.DAY, "day of the vote", "day"),
                Field("forum", Kind.TEXT, "body that voted", "forum"),
                Field("subject", Kind.TEXT, "what it voted on; `supposed` for a vote typed in", "on", least=16, wraps=True),
                Field("rule", Kind.TEXT, "id of the decision rule", "rule", width=110, wraps=True),
                Field("cite", Kind.TEXT, "where the rule is written"),
                Field("in_favour", Kind.WHOLE, "votes in favour"),
                Field("against", Kind.WHOLE, "votes against"),
                Field("abstained", Kind.WHOLE, "abstentions"),
                Field("not_voting", Kind.WHOLE, "members that did not vote", "count", left=True,
                      show=lambda row: f"{row['in_favour']}-{row['against']}-{row['abstained']}"),
                Field("outcome", Kind.TEXT, "`adopted`, `not adopted` or `undetermined`", "outcome"),
                Field("reproduced", Kind.FLAG, "true: the outcome is the one recorded; true for a supposed vote"),
                Field("reasons", Kind.WORDS, "each condition of the rule, with its numbers"),
                Field("against_it", Kind.WORDS, "every independent reason for which it was not adopted", "because",
                      show=lambda row: _because(row), least=20, wraps=True),
                Field("effect", Kind.TEXT, "what follows; empty: the rule says nothing more", "effect", width=130, wraps=True),
                Field("notes", Kind.WORDS, "what has to be said about it"),
                Field("mark", Kind.TEXT, "`read` or `recalled`, of the count; `supposed` for a vote typed in"),
                Field("source", Kind.TEXT, "where the count was read"),
                EVIDENCE,
            ),
            none="no vote is recorded",
        ),
    ),
)  # fmt: skip
POWER = Form(
    "agreements-power",
    "servanda agreements power CASE RULE",
    (
        *QUESTION,
        Field("rule", Kind.TEXT, "id of the decision rule, or `as given`"),
        Field("quota", Kind.WHOLE, "votes needed"),
        Field("reversed", Kind.FLAG, "true: the question is turned round, and winning is to restore what was ended"),
        Field("winning", Kind.WHOLE, "coalitions that win"),
        Field("swings", Kind.WHOLE, "coalitions in which some voter decides, over all voters"),
        Field("power_to_act", Kind.TEXT, "share of coalitions that win, as a fraction"),
        Field("power_to_act_value", Kind.NUMBER, "the same as a number"),
    ),
    (
        TableForm(
            "voters",
            "",
            (
                Field("voters", Kind.WORDS, "voters with the same power", "voters",
                      show=lambda row: _short(row), wraps=True),
                Field("count", Kind.WHOLE, "how many they are", "number"),
                Field("votes", Kind.WHOLE, "votes of each", "votes", width=100),
                Field("veto", Kind.FLAG, "true: no decision is taken against its vote", "veto"),
                Field("shapley_shubik", Kind.TEXT, "index of Shapley and Shubik, a fraction", "Shapley-Shubik", left=True),
                Field("shapley_shubik_value", Kind.NUMBER, "the same as a number", "=",
                      show=lambda row: f"{row['shapley_shubik_value']:.7f}"),
                Field("swings", Kind.WHOLE, "coalitions in which it decides: raw Banzhaf", "swings"),
                Field("banzhaf", Kind.TEXT, "its share of all swings: normalised Banzhaf", "Banzhaf"),
                Field("banzhaf_value", Kind.NUMBER, "the same as a number", "=",
                      show=lambda row: f"{row['banzhaf_value']:.7f}"),
                Field("banzhaf_absolute", Kind.TEXT, "its swings among all coalitions of the others, a fraction"),
                Field("banzhaf_absolute_value", Kind.NUMBER, "the same as a number", "absolute",
                      show=lambda row: f"{row['banzhaf_absolute_value']:.7f}", width=100),
            ),
            none="no voter",
        ),
    ),
)  # fmt: skip


def _because(row: Row) -> str:
    found = row["against_it"]
    return "; ".join(str(reason) for reason in found) if isinstance(found, tuple | list) else ""


def _short(row: Row) -> str:
    found = row["voters"]
    names = [str(name) for name in found] if isinstance(found, tuple | list) else []
    return ", ".join(names) if len(names) <= 10 else f"{', '.join(names[:3])} … {names[-1]}"


def decision_row(decision: Decision, day: date, subject: str, known: KnownVote | None = None) -> Row:
    """A decision as a row; `known` is the recorded vote that it reproduces."""
    tally, rule = decision.tally, decision.rule
    return {
        "day": day,
        "forum": rule.forum if known is None else known.forum,
        "subject": subject,
        "rule": rule.id,
        "cite": rule.cite,
        "in_favour": tally.in_favour,
        "against": tally.against,
        "abstained": tally.abstained,
        "not_voting": tally.not_voting,
        "outcome": decision.words,
        "reproduced": known is None or decision.adopted is known.adopted,
        "reasons": tuple(f"{r.name}: {r.words}" for r in decision.reasons),
        "against_it": tuple(r.words for r in decision.against_it),
        "effect": decision.effect,
        "notes": decision.notes,
        "mark": "supposed" if known is None else known.mark.value,
        "source": "" if known is None else known.source,
        "evidence": tally.roll.read,
    }


def power_rows(result: Powers) -> Iterator[Row]:
    """Voters with the same power together, the most powerful first."""
    ordered = sorted(result.powers, key=lambda p: (-p.shapley_shubik, -p.swings, p.voter.votes))
    for _, group in groupby(ordered, key=lambda p: (p.shapley_shubik, p.swings, p.voter.votes, p.voter.vetoes)):
        yield _power_row(list(group))


def _power_row(group: list[Power]) -> Row:
    one = group[0]
    return {
        "voters": tuple(p.voter.name for p in group),
        "count": len(group),
        "votes": one.voter.votes,
        "veto": one.voter.vetoes > 0,
        "shapley_shubik": _fraction(one.shapley_shubik),
        "shapley_shubik_value": float(one.shapley_shubik),
        "swings": one.swings,
        "banzhaf": _fraction(one.banzhaf),
        "banzhaf_value": float(one.banzhaf),
        "banzhaf_absolute": _fraction(one.banzhaf_absolute),
        "banzhaf_absolute_value": float(one.banzhaf_absolute),
    }


def _fraction(value: Fraction) -> str:
    return str(value)
