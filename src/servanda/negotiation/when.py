"""Standing on a day between two dates that may be known only to a month or a year. Both dates are included."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from servanda.core.period import EARLIEST, LATEST, PartialDate


class Standing(StrEnum):
    """Whether something holds on a day: `perhaps` when a partial date leaves it open."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"
    NOT_STATED = "not stated"


def standing(first: PartialDate | None, last: PartialDate | None, day: date) -> Standing:
    """Standing between the first and the last day, both included; a missing date leaves that side open."""
    surely_from, surely_to = (first.latest if first else EARLIEST), (last.earliest if last else LATEST)
    if surely_from <= day <= surely_to:
        return Standing.YES
    perhaps_from, perhaps_to = (first.earliest if first else EARLIEST), (last.latest if last else LATEST)
    return Standing.PERHAPS if perhaps_from <= day <= perhaps_to else Standing.NO
