"""`servanda agreements vote | power`: what a vote decides and why, and who has how much power in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, AsOf, CaseName, KnownBy, opened_quietly
from servanda.cli.failures import one_of
from servanda.cli.fields import Document, Row
from servanda.cli.opening import question, question_line, seen
from servanda.cli.output import emit
from servanda.cli.vote_forms import POWER, VOTE, decision_row, power_rows
from servanda.cli.words import paragraph
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.agreements.model import DecisionRule, Forums, KnownVote
    from servanda.agreements.power import Game, Powers
    from servanda.agreements.vote import Decision
    from servanda.case import View


def complete_rule(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of decision rules for the shell's completion."""
    case = opened_quietly(ctx)
    return [] if case is None else [r.id for r in case.forums.rules if r.id.startswith(incomplete)]


Rule = Annotated[
    str | None, typer.Argument(metavar="[RULE]", help="Id of a decision rule.", autocompletion=complete_rule)
]


def _option(name: str, text: str) -> object:
    return typer.Option(name, metavar="NUMBER|NAMES", help=text)


def vote(
    case: CaseName,
    rule: Rule = None,
    in_favour: Annotated[str, _option("--for", "How many are in favour, or who: CN,RU …")] = "0",
    against: Annotated[str, _option("--against", "How many are against, or who.")] = "0",
    abstained: Annotated[str, _option("--abstained", "How many abstain, or who.")] = "0",
    not_voting: Annotated[str, _option("--not-voting", "How many do not vote, or who.")] = "0",
    rest: Annotated[
        str | None,
        typer.Option("--rest", metavar="VOTE", help="How every other member of the day votes: for, against …"),
    ] = None,
    recommended: Annotated[
        bool | None, typer.Option("--recommended/--not-recommended", help="Whether the Board recommends it.")
    ] = None,
    period_ended: Annotated[
        bool | None,
        typer.Option(
            "--period-ended/--period-running", help="Whether the time is over after which silence is consent."
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Adopted or not, and every independent reason. Without a rule: the votes that took place."""
    view = seen(case, as_of, known_by)
    if rule is None:
        emit(_known(view), as_json=as_json, as_csv=as_csv)
        return
    given = dict(zip(_WORDS, (in_favour, against, abstained, not_voting), strict=True))
    decision = _supposed(view, rule, given, rest, recommended, period_ended)
    before = [f"{decision.rule.id}, {decision.rule.forum}, {decision.rule.cite}", *_lines(decision)]
    rows = {"votes": [decision_row(decision, view.as_of, "supposed")]}
    document = Document(VOTE, question(view), rows, before=before, hidden=frozenset({"votes"}))
    emit(document, as_json=as_json, as_csv=as_csv)


_WORDS = ("in_favour", "against", "abstained", "not_voting")
_TYPED = {"for": "in_favour", "against": "against", "abstained": "abstained", "not-voting": "not_voting"}


def _lines(decision: Decision) -> Iterator[str]:
    """A decision in a few lines."""
    yield f"{decision.tally.words}: {decision.words}"
    for reason in decision.reasons:
        sign = {True: "met", False: "NOT met", None: "not known"}[reason.met]
        yield paragraph(f"{reason.name}: {sign} ({reason.words})", "  ", "    ")
    if decision.effect:
        yield f"Effect: {decision.effect}"
    yield from (f"Note: {note}" for note in decision.notes)


def _known(view: View) -> Document:
    """Every recorded vote under its rule, with the names that the record has."""
    last = min(view.as_of, view.known_by or view.as_of)
    rows = [row for vote in view.case.forums.votes if vote.day <= last for row in _known_rows(view, vote)]
    wrong = sum(row["reproduced"] is False for row in rows)
    after = [f"{len(rows)} votes, {len(rows) - wrong} with the outcome recorded."] if rows else []
    return Document(VOTE, question(view), {"votes": rows}, before=[question_line(view)], after=after)


def _known_rows(view: View, known: KnownVote) -> Iterator[Row]:
    from servanda.agreements.forum import roll_call, rule_for
    from servanda.agreements.vote import Tally, decide

    rule = rule_for(view.case.forums, known)
    if rule is not None:
        roll = roll_call(view.record, known.forum, known.day)
        tally = Tally(known.in_favour, known.against, known.abstained, known.not_voting, roll)
        yield decision_row(decide(rule, tally, view.case.forums), known.day, known.subject, known)


def _supposed(
    view: View, name: str, given: dict[str, str], rest: str | None, recommended: bool | None, ended: bool | None
) -> Decision:
    from servanda.agreements.forum import RollCall, check_names, members_on, rule_named, rule_on
    from servanda.agreements.vote import Tally, decide

    forums = view.case.forums
    rule = rule_named(forums, one_of(name, "decision rule", [r.id for r in forums.rules]))
    names = {word: _names(text) for word, text in given.items()}
    note = check_names(members_on(forums, rule.forum, view.as_of), frozenset().union(*names.values()))
    if rest is not None:
        if any(_count(text) for text in given.values()):
            raise Misuse("--rest goes with names, so that it is known who the others are: --for CN,RU --rest against")
        word = _TYPED[one_of(rest, "vote", _TYPED)]
        names[word] = names[word] | _others(forums, rule, view.as_of, names.values())
    counts = {word: len(names[word]) if names[word] else _count(text) for word, text in given.items()}
    roll = RollCall(names["in_favour"], names["against"], names["abstained"], names["not_voting"])
    tally = Tally(**counts, roll=roll, recommended=recommended, period_ended=ended)
    decision = decide(rule_on(forums, rule, view.as_of), tally, forums)
    return replace(decision, notes=(*decision.notes, note)) if note else decision


def _others(forums: Forums, rule: DecisionRule, day: date, named: Iterable[frozenset[str]]) -> frozenset[str]:
    """The members of the day that are not named."""
    from servanda.agreements.forum import members_on

    sitting = members_on(forums, rule.forum, day)
    if not sitting.names:
        raise Misuse(f"--rest: who sits in {rule.forum} on {day} is not recorded; give numbers instead")
    return frozenset(sitting.names) - frozenset(name for group in named for name in group)


def _names(text: str) -> frozenset[str]:
    return frozenset() if text.isdecimal() else frozenset(part.strip() for part in text.split(",") if part.strip())


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def power(
    case: CaseName,
    rule: Rule = None,
    weights: Annotated[
        str | None,
        typer.Option("--weights", metavar="NUMBERS", help="Votes of each voter instead of a rule: 4,4,4,2,2,1."),
    ] = None,
    quota: Annotated[
        int | None, typer.Option("--quota", metavar="NUMBER", help="Votes needed, with --weights.")
    ] = None,
    bloc: Annotated[
        list[str] | None, typer.Option("--bloc", metavar="NAMES", help="Members who vote as one: FR,UK,US (several).")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Power indices of Shapley and Shubik and of Banzhaf, exact, by yes and no among the members of a day."""
    from servanda.agreements.power import powers

    view = seen(case, as_of, None)
    game = _game(view, rule, weights, quota)
    blocs = [[name.strip() for name in text.split(",")] for text in bloc or []]
    result = powers(game.joined(blocs) if blocs else game)
    rows = {"voters": list(power_rows(result))}
    share = f"{result.power_to_act} = {float(result.power_to_act):.7f}"
    what = "to restore what was ended" if result.game.dual else "to adopt"
    before = [
        f"{result.game.name}, members of {view.as_of}: {len(result.game.voters)} voters, {result.game.quota} votes needed",
        f"{result.winning} winning coalitions of {2 ** len(result.game.voters)}: power {what} {share}",
    ]
    after = ["Yes and no only: an abstention, which is no veto in the Security Council, lies outside these indices."]
    emit(Document(POWER, _power_head(view, result), rows, before=before, after=after), as_json=as_json, as_csv=as_csv)


def _power_head(view: View, result: Powers) -> Row:
    act = result.power_to_act
    return {
        **question(view),
        "rule": result.game.name,
        "quota": result.game.quota,
        "reversed": result.game.dual,
        "winning": result.winning,
        "swings": result.swings,
        "power_to_act": f"{act.numerator}/{act.denominator}",
        "power_to_act_value": float(act),
    }


def _game(view: View, rule: str | None, weights: str | None, quota: int | None) -> Game:
    from servanda.agreements.forum import rule_named
    from servanda.agreements.power import weighted
    from servanda.agreements.voting_game import game_of

    if (rule is None) is (weights is None):
        raise Misuse("power of whom: give the id of a decision rule, or --weights with --quota")
    if rule is not None:
        known = [r.id for r in view.case.forums.rules]
        return game_of(view.case.forums, rule_named(view.case.forums, one_of(rule, "decision rule", known)), view.as_of)
    parts = [part.strip() for part in (weights or "").split(",")]
    if quota is None or not all(part.isdecimal() for part in parts):
        raise Misuse("weights are whole numbers with commas and need a quota: --weights 4,4,4,2,2,1 --quota 12")
    return weighted("as given", [int(part) for part in parts], quota)


def add_to(app: typer.Typer) -> None:
    """Put these commands under a noun."""
    app.command("vote", epilog="Example: servanda agreements vote iran UNSC-SUBSTANTIVE --for 9 --against FR")(vote)
    app.command("power", epilog="Example: servanda agreements power iran UNSC-SUBSTANTIVE")(power)
