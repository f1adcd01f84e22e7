"""The words and codes that a brief uses, with what they mean: for a reader who meets them here first."""

from __future__ import annotations

from servanda.brief.answer import Word
from servanda.case.view import View

WORDS = (
    ("SQ", "significant quantity: 25 kg of U-235 in uranium enriched to 20 % or more, 75 kg below (Glossary, recalled)"),
    ("SWU", "separative work unit: the effort of enrichment; capacity is given in SWU per year"),
    ("kg U", "kilograms of uranium, counted without the other elements of the compound"),
    ("UF6", "uranium hexafluoride, the compound in which uranium is enriched"),
    ("timeliness goal", "the longest time in which the Agency wants to detect that material has gone: by kind of material"),
    ("verified, estimated, declared", "measured or counted by the Agency; worked out by the Agency; stated by the State"),
    ("Additional Protocol", "an agreement beside the safeguards agreement that gives the Agency more information and access"),
    ("Code 3.1", "the clause of the Subsidiary Arrangements that says when a new facility must be declared"),
    ("legal position", "whose account of which instruments are in force is followed; “all” sets them side by side"),
    ("recalled", "a statement that was written from memory and not yet read in its source; marked †"),
)  # fmt: skip
"""General words; the codes of the case are added to them."""


def gather_words(view: View) -> tuple[Word, ...]:
    """The general words, the site codes by name and the types of machine that the record counts."""
    sites = "; ".join(f"{s.site}: {s.name}" for s in view.case.sites)
    machines = dict.fromkeys(s.subject for s in view.record.select("installed_machines") if s.subject)
    found = [Word(word, meaning) for word, meaning in WORDS]
    found += [Word("site codes", sites)] if sites else []
    found += (
        [Word(", ".join(sorted(machines)), "types of gas centrifuge, as the Agency names them")] if machines else []
    )
    return tuple(found)
