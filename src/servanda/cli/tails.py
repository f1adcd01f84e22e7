"""What is typed for --tails-rule and --tails, turned into a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.capability.tails import TailsRule


NEXT, FIXED, USER, LEAST_WORK = RULES = ("next", "fixed", "user", "least-work")
"""The rules by which tails are chosen."""


def tails_rule(name: str, given: list[str]) -> TailsRule:
    """The rule, from its name and the percentages typed."""
    from servanda.capability.tails import fixed_tails, least_work_tails, next_tails, user_tails

    if name in (NEXT, LEAST_WORK):
        if given:
            raise Misuse(f"--tails has no meaning with --tails-rule {name}: add --tails-rule fixed or user")
        return next_tails() if name == NEXT else least_work_tails()
    if name == FIXED:
        if len(given) != 1:
            raise Misuse("--tails-rule fixed needs one --tails PERCENT, such as --tails 0.3")
        return fixed_tails(_percent(given[0]) / 100)
    if not given:
        raise Misuse("--tails-rule user needs --tails STOCK=TAILS in percent for each stock, such as --tails 60=20")
    return user_tails(dict(_pair(text) for text in given))


def _pair(text: str) -> tuple[float, float]:
    stock, sign, tails = text.partition("=")
    if not sign:
        raise Misuse(f"--tails {text!r}: with --tails-rule user write STOCK=TAILS in percent, such as 60=20")
    return _percent(stock) / 100, _percent(tails) / 100


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 100:
        raise Misuse(f"--tails {text!r}: write a percentage above 0 and below 100, such as 0.3")
    return value
