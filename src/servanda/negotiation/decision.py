"""Who can stop a decision of a format, and whom its product binds, read from the recorded words.

Both are tables of patterns, tried from the top; the first that matches decides. What no pattern knows is "not
stated": a rule is never guessed from who the members are. The recorded words are always shown beside the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """A set of parties that depends on the format."""

    PRINCIPALS = "principals"
    PERMANENT = "permanent members of the Security Council"
    UN_MEMBERS = "all Member States of the United Nations"
    NOBODY = "nobody"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How a format decides: `name`, who can stop a decision (`veto`), and where it is written.

    `stops` says what their no stops, or how it is decided when nobody can stop it.
    """

    name: str
    pattern: str
    veto: Who
    stops: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """What a format can produce: `binds` says whom it commits formally, `meaning` how."""

    pattern: str
    binds: Who
    meaning: str
    cite: str = ""


SUBSTANTIVE = "Security Council, substantive"
REVERSED = "Security Council, reversed (snapback)"

DECISION_RULES = (
    DecisionRule(
        REVERSED, r"reverse", Who.PERMANENT,
        "continuing the relief: one negative vote lets the measures return; nobody can veto their return",
        "UNSCR 2231 paras 11-12",
    ),
    DecisionRule(
        SUBSTANTIVE, r"substantive.*no negative vote of a permanent member", Who.PERMANENT,
        "any substantive decision; an abstention is no veto",
        "UN Charter Art. 27(3)",
    ),
    DecisionRule(
        "consensus with a special rule", r"consensus, with special rule", Who.PRINCIPALS,
        "every decision but those under the special rule",
    ),
    DecisionRule("consensus", r"consensus", Who.PRINCIPALS, "every decision"),
    DecisionRule("bilateral", r"bilateral", Who.PRINCIPALS, "every decision: both have to agree"),
    DecisionRule(
        "agreement of the principals", r"agreement of (both |the |all )?(principals|parties)", Who.PRINCIPALS,
        "every agreement: each principal has to accept it",
    ),
    DecisionRule("majority", r"(simple )?majority", Who.NOBODY, "a majority of those voting decides"),
    DecisionRule("voluntary", r"voluntary", Who.NOBODY, "each member decides for itself"),
    DecisionRule("proposal only", r"proposal only", Who.NOBODY, "the format only proposes"),
)  # fmt: skip
"""Matched at the beginning of the recorded rule, capitals do not matter."""

RULE_NOT_STATED = DecisionRule("not stated", "", Who.NOT_STATED, "not stated in the record")

PRODUCTS = (
    Product(r"none", Who.NOBODY, "no formal product"),
    Product(r"re-imposition", Who.UN_MEMBERS, "earlier resolutions apply again", "UNSCR 2231 paras 11-12"),
    Product(r".*\b(draft|statements?|readouts?|proposal|letter)\b", Who.NOBODY, "a text that commits nobody formally"),
    Product(r".*\b(agreement|memorandum|modalities|exchanges|decision)\b", Who.PRINCIPALS, "an agreement of the principals"),
)  # fmt: skip
"""Matched at the beginning of the recorded outcome, capitals do not matter."""

COUNCIL_RESOLUTION = Product(
    r"resolution", Who.UN_MEMBERS, "a resolution; it binds where the Council so decides", "UN Charter Art. 25"
)
"""Only for formats that decide under the Council's substantive rule: other bodies call their products resolutions too."""

PRODUCT_NOT_STATED = Product("", Who.NOT_STATED, "whom it binds is not stated in the record")


def decision_rule(text: str) -> DecisionRule:
    """How the recorded rule is read; `RULE_NOT_STATED` when no pattern knows it."""
    return next((rule for rule in DECISION_RULES if _begins(rule.pattern, text)), RULE_NOT_STATED)


def product(text: str, rule: DecisionRule) -> Product:
    """How the recorded outcome is read under a decision rule; `PRODUCT_NOT_STATED` when no pattern knows it."""
    if rule.name == SUBSTANTIVE and _begins(COUNCIL_RESOLUTION.pattern, text):
        return COUNCIL_RESOLUTION
    return next((known for known in PRODUCTS if _begins(known.pattern, text)), PRODUCT_NOT_STATED)


def _begins(pattern: str, text: str) -> bool:
    return re.match(pattern, text, re.IGNORECASE) is not None
