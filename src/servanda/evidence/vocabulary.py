"""What each quantity may be measured in, and which of them have which checks.

A quantity that is not listed may be recorded, with any unit; rules simply do not read it.
"""

from __future__ import annotations

import re

from servanda.core.unit import Unit

QUANTITY_UNITS: dict[str, frozenset[Unit]] = {
    "uranium_mass": frozenset({Unit.KG_U}),
    "uf6_mass": frozenset({Unit.KG_UF6}),
    "u235_mass": frozenset({Unit.KG_U235}),
    "plutonium_mass": frozenset({Unit.KG, Unit.G}),
    "heavy_water_mass": frozenset({Unit.T_D2O}),
    "uranium_metal_mass": frozenset({Unit.KG, Unit.G}),
    "installed_machines": frozenset({Unit.MACHINES}),
    "operating_machines": frozenset({Unit.MACHINES}),
    "installed_cascades": frozenset({Unit.CASCADES}),
    "operating_cascades": frozenset({Unit.CASCADES}),
    "enrichment_level": frozenset({Unit.PERCENT_U235}),
    "machine_separative_capacity": frozenset({Unit.SWU_PER_YEAR}),
    "programme_separative_capacity": frozenset({Unit.SWU_PER_YEAR}),
    "separative_capacity_goal": frozenset({Unit.SWU_PER_YEAR}),
    "machine_separative_ratio": frozenset({Unit.RATIO}),
}
"""The units in which a quantity is recorded; another unit is an error, never converted silently."""

TEXT_QUANTITIES = frozenset({
    "event", "activity", "observance", "performance", "site_status", "said", "clock", "submission", "procedure", "vote",
})  # fmt: skip
"""Quantities whose content is text and not a number.

`clock` says that the event has occurred which starts the clock of an obligation (its subject), `submission` that what
was due was done. Their text may be the day or the hour (`2017-03-01T09:00+03:30`), where that is not the day of the
statement; the locator is the number of the period that applies, or the year of a yearly duty.
"""

CLOCKED = frozenset({"clock", "submission"})
"""Quantities whose text may be a day or an hour."""

SAYS = {
    "activity": ("present", "absent"),
    "observance": ("ended", "resumed"),
    "performance": ("performed", "not_performed", "performed_late"),
    "procedure": (
        "started",
        "opened",
        "done",
        "extended",
        "adopted",
        "rejected",
        "refused",
        "settled",
        "stopped",
        "standing_denied",
        "standing_upheld",
    ),
    "vote": ("in_favour", "against", "abstained", "not_voting"),
}
"""The words that a rule can read in the text of a quantity."""

EVERY_SITE = "all_declared_plants"
"""In the column `site`: the number pools every declared plant."""

QUANTITIES = tuple(sorted((*QUANTITY_UNITS, *TEXT_QUANTITIES, "exception")))
"""Quantities that have checks or are read by rules."""

FORMS = ("UF6", "other", "all_forms")
"""Chemical forms in which uranium is recorded."""

EVENT_KINDS = (
    "statement", "breach", "agreement", "resolution", "report", "strike", "access_reduced", "access_restored", "talks",
    "withdrawal", "law", "snapback", "implementation", "equipment_removed", "round", "vote", "call", "letter", "meeting",
    "decision", "proposal", "ceasefire", "visit", "verification", "re-imposition",
)  # fmt: skip
"""Kinds of events (the column `subject` of an `event`); another kind may be written, but rules do not read it."""

USUAL_BANDS = frozenset({2.0, 3.67, 4.5, 5.0, 20.0, 60.0})
"""Upper bounds, in percent, of the bands in which the Agency has reported."""

BAND = re.compile(r"up_to_\d{1,2}(_\d{1,2})?|total|natural|depleted")
"""Enrichment bands as the Agency reports them: an upper bound in percent (`up_to_3_67`), or the total."""

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/-]*")
"""What an id may look like: it becomes an anchor in pages and an argument on the command line."""

QUANTITY_NAME = re.compile(r"[a-z][A-Za-z0-9_]*")
"""How a quantity is named."""

NEVER_NEGATIVE = frozenset(unit for unit in Unit if unit is not Unit.RATIO)
"""Units in which a recorded value cannot lie below zero."""

LEAST_ENRICHMENT_PERCENT = 1
"""A level of enrichment between 0 and 1 percent is a mass fraction written by mistake: 60 % is written 60, not 0.6."""
