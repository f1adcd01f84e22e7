"""What a scenario text says of the machines, the feed and the depth of the tails.

Publications state their scenario in a few words ("three or four advanced cascades, 40 kg of 60% uranium", "four advanced
cascades, higher tails", "three weeks at Fordow"). These are read by rules that stand here, one a function, for any text of
the kind; what the words do not say stays empty, and whoever computes takes the record or a prior for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from servanda.capability.publication import Publication

WORDS = {
    "one": 1, "a": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_N = rf"(\d+|{'|'.join(WORDS)})"
_CASCADES = re.compile(rf"\b{_N}(?:\s*(?:or|to|-)\s*{_N})?\s+(?:[\w-]+\s+){{0,3}}?cascades?\b")
_TYPE = re.compile(r"\bIR-?(\d+)([ms]?)\b", re.IGNORECASE)
_MACHINES = re.compile(r"\b(\d[\d,]*)\s+(?:machines\b|IR-?\d+\w*)", re.IGNORECASE)
_FEED_KG = re.compile(r"\b(\d+(?:\.\d+)?)\s*kg\s+of\s+(?:the\s+)?60\s*(?:%|percent)")
_SHARES = (
    (re.compile(r"(?:a little|slightly|just) over a third of the 60\s*(?:%|percent)"), (0.33, 0.38)),
    (re.compile(r"(?:about |around )?a third of the 60\s*(?:%|percent)"), (0.31, 0.36)),
    (re.compile(r"(?:a little|slightly|just) (?:over|more than) half of the 60\s*(?:%|percent)"), (0.5, 0.56)),
    (re.compile(r"(?:about |around )?half of (?:the|its) 60\s*(?:%|percent)"), (0.48, 0.52)),
    (re.compile(r"(?:about |around )?a quarter of (?:the|its) 60\s*(?:%|percent)"), (0.23, 0.27)),
)  # fmt: skip
"""Verbal shares and the interval that each is taken to mean."""
_SITES = {
    "fordow": "FFEP", "ffep": "FFEP", "natanz": "FEP", "fep": "FEP", "pfep": "PFEP",
}  # fmt: skip
_HIGHER_TAILS = re.compile(r"\b(?:higher|greater|raised)\b[^,;]*\btails?\b|\btails?\b[^,;]*\bhigher\b|^higher\b")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words say. `cascades` are the numbers named, smallest first; `share_60` is a share of the 60 % stock.

    `sites` are plants named; `bands` the stocks named where not all are meant, empty: all. `new_plant` marks a plant that
    would first have to be set up.
    """

    cascades: tuple[int, ...] = ()
    machine: str = ""
    machines: float | None = None
    feed_60_kg: float | None = None
    share_60: tuple[float, float] | None = None
    sites: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    higher_tails: bool = False
    tails: float | None = None
    new_plant: bool = False
    existing_counts: bool = False
    unspecified_quantity: bool = False

    @property
    def names_machines(self) -> bool:
        """True when the words say which machines are meant."""
        return bool(self.cascades or self.machines or self.sites)


def read_words(publication: Publication) -> Reading:
    """What scenario, capacity and tails of a publication say."""
    text = f"{publication.scenario}; {publication.capacity_text}".lower()
    return Reading(
        _cascades(text),
        _machine(text),
        _machines(text),
        _feed(text),
        next((span for pattern, span in _SHARES if pattern.search(text)), None),
        tuple(dict.fromkeys(site for word, site in _SITES.items() if re.search(rf"\b{word}\b", text))),
        _bands(text, publication),
        bool(_HIGHER_TAILS.search(text) or _HIGHER_TAILS.search(publication.tails_text.lower())),
        _stated_tails(publication.tails_text),
        bool(re.search(r"\bcovert\b|\bnew plant\b|\bclandestine\b", text)),
        "60%" in publication.definition.replace(" ", "") and "counted" in publication.definition,
        publication.quantity_kg_u is None and publication.question != "wgu_kg_by_week",
    )


def _number(word: str) -> int:
    return WORDS[word] if word in WORDS else int(word)


def _cascades(text: str) -> tuple[int, ...]:
    found = _CASCADES.search(text)
    if found is None:
        return ()
    named = sorted({_number(word) for word in found.groups() if word})
    return tuple(range(named[0], named[-1] + 1))


def _machine(text: str) -> str:
    found = _TYPE.search(text)
    return f"IR-{found[1]}{found[2].lower()}" if found else ""


def _machines(text: str) -> float | None:
    found = _MACHINES.search(text)
    return float(found[1].replace(",", "")) if found else None


def _feed(text: str) -> float | None:
    found = _FEED_KG.search(text)
    return float(found[1]) if found else None


def _bands(text: str, publication: Publication) -> tuple[str, ...]:
    """Bands that the words name as the feed; a question for the first quantity from 60 % stock means that stock alone."""
    if "all stock" in text:
        return ()
    if re.search(r"60\s*/\s*20\s*(?:%|percent)|60 (?:%|percent)?\s*and 20", text):
        return ("up_to_60", "up_to_20")
    if re.search(r"60\s*(?:%|percent)", text) and not re.search(r"\b20\s*(?:%|percent)", text):
        return ("up_to_60",)
    return ()


def _stated_tails(text: str) -> float | None:
    found = _PERCENT.search(text)
    return float(found[1]) / 100 if found else None
