"""What is known of each stratum of uranium on a day: last verified, last estimated, how old, overdue or not.

In goes a record (already cut to what was known by a day) and the day asked about; out comes one `StratumAge` for each
band, form and site that the record speaks of by that day. Nothing is imputed: a stratum that was asked for and of which
nothing is recorded is returned and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.core.estimate import Estimate
from servanda.core.names import Basis, Mark
from servanda.core.quantity import number
from servanda.core.timeliness import TimelinessGoal
from servanda.evidence.record import Choice, Record, choose
from servanda.evidence.statement import Statement
from servanda.knowledge.goals import goal_of_band, quantities_of_band

QUANTITY = "uranium_mass"
TOTAL = "total"


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Material that is counted together: enrichment band, chemical form, and site where it is known (else empty)."""

    band: str
    form: str
    site: str = ""

    @property
    def words(self) -> str:
        """The stratum as people write it."""
        band = "all bands" if self.band == TOTAL else self.band.replace("up_to_", "up to ").replace("_", ".") + " %"
        form = "in all forms" if self.form == "all_forms" else f"as {self.form or 'a form not stated'}"
        return f"uranium {band} {form}{f' at {self.site}' if self.site else ''}"


@dataclass(frozen=True, slots=True)
class VerifiedPart:
    """A verified quantity that is part of a larger estimated one for the same day: 432.9 of 440.9 kg U."""

    part: Statement
    whole: Statement

    @property
    def share(self) -> float:
        """Verified over estimated, 0 to 1."""
        return float(self.part.value or 0) / float(self.whole.value or 1)

    @property
    def text(self) -> str:
        """The part and the whole with the statements that say so, and the note of the record about the whole."""
        note = f" (record: {self.whole.note})" if self.whole.note else ""
        unit = self.whole.unit.words if self.whole.unit else ""
        return (
            f"{number(float(self.whole.value or 0))} {unit} estimated [{self.whole.id}], of which "
            f"{number(float(self.part.value or 0))} {unit} verified [{self.part.id}]{note}"
        )


@dataclass(frozen=True, slots=True)
class StratumAge:
    """What is known of one stratum as of a day.

    `verified` and `estimated` are the last statements on each basis, None when there is none. `used` is the statement
    taken, with the reason and the others. `verified_total` is a total of bands verified after `verified`, in the same or
    in all forms, of which the stratum was part; the goal is counted from `verified` all the same, because a total says
    nothing of its parts. Days are counted to `as_of`; None where there is nothing to count from.
    """

    stratum: Stratum
    as_of: date
    verified: Statement | None
    estimated: Statement | None
    used: Choice | None
    verified_part: VerifiedPart | None
    goal: TimelinessGoal | None
    verified_total: Statement | None = None

    @property
    def days_since_verified(self) -> int | None:
        """Days since the last verified quantity; None when none is recorded."""
        return None if self.verified is None else (self.as_of - self.verified.day).days

    @property
    def days_since_estimated(self) -> int | None:
        """Days since the last quantity estimated by the Agency; None when none is recorded."""
        return None if self.estimated is None else (self.as_of - self.estimated.day).days

    @property
    def first_public(self) -> date | None:
        """The day on which the quantity used became public."""
        return None if self.used is None else self.used.chosen.public_day

    @property
    def due(self) -> date | None:
        """The last day on which the next verification is in time; None without a goal or a verification."""
        return None if self.goal is None or self.verified is None else self.goal.due(self.verified.day)

    @property
    def overdue_days(self) -> int | None:
        """Days by which verification is overdue, 0 when it is not; None when that cannot be said."""
        if self.goal is None or self.verified is None:
            return None
        return self.goal.overdue_days(self.verified.day, self.as_of)

    @property
    def value(self) -> Estimate | None:
        """The quantity used, with its range and basis."""
        return None if self.used is None else self.used.chosen.estimate()

    @property
    def significant_quantities(self) -> float | None:
        """The quantity used in SQ, with the band's upper bound as assay (an upper bound); None for a total of bands."""
        value = self.value
        mass = None if value is None or value.value is None else value.value
        return None if mass is None else quantities_of_band(self.stratum.band, mass)

    @property
    def recalled(self) -> bool:
        """True when any statement shown here is only remembered."""
        return any(s.mark is Mark.RECALLED for s in self._shown)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the statements shown, the one used first."""
        return tuple(dict.fromkeys(s.id for s in self._shown))

    @property
    def _shown(self) -> tuple[Statement, ...]:
        used = self.used.chosen if self.used else None
        return tuple(s for s in (used, self.verified, self.estimated, self.verified_total) if s is not None)

    def text(self) -> str:
        """The stratum in words; says so when nothing is known."""
        if self.used is None:
            return f"{self.stratum.words}: nothing recorded for {self.as_of.isoformat()} or before"
        return f"{self.stratum.words}: {_quantity(self.used)}; {self._verification()}"

    def _verification(self) -> str:
        if self.verified is None:
            return "no verified quantity recorded"
        since = f"last verified for {_dated(self.verified)}, {self.days_since_verified} days before"
        if self.verified_total is not None:
            since += f" (within a total of bands for {_dated(self.verified_total)})"
        if self.goal is None:
            return f"{since}; a total of bands has no single timeliness goal"
        late = f"overdue by {self.overdue_days} days" if self.overdue_days else f"due by {self.due}"
        return f"{since}; goal {self.goal.words}, {late}"


def strata(record: Record, as_of: date, expected: Iterable[Stratum] = ()) -> tuple[StratumAge, ...]:
    """Every stratum that the record speaks of by `as_of`, and those `expected`, sorted by band, form and site."""
    groups: dict[Stratum, list[Statement]] = {stratum: [] for stratum in expected}
    for statement in record.select(QUANTITY, until=as_of, where=lambda s: s.has_value and s.unit is not None):
        groups.setdefault(Stratum(statement.band, statement.form, statement.site), []).append(statement)
    totals = [
        s for stratum, group in groups.items() if stratum.band == TOTAL for s in group if s.basis is Basis.VERIFIED
    ]
    return tuple(_age(stratum, group, totals, as_of) for stratum, group in sorted(groups.items(), key=_by_band))


def _age(stratum: Stratum, statements: list[Statement], totals: list[Statement], as_of: date) -> StratumAge:
    used = choose(statements)
    verified = _last(statements, Basis.VERIFIED)
    estimated = _last(statements, Basis.ESTIMATED_BY_AGENCY)
    part = _part(verified, estimated)
    within = _within(stratum, verified, totals)
    return StratumAge(stratum, as_of, verified, estimated, used, part, goal_of_band(stratum.band), within)


def _within(stratum: Stratum, verified: Statement | None, totals: list[Statement]) -> Statement | None:
    """The newest verified total that holds the stratum and is newer than its own verification."""
    if verified is None or stratum.band == TOTAL:
        return None
    forms = (stratum.form, "all_forms")
    return _last(
        [t for t in totals if t.form in forms and t.site == stratum.site and t.day > verified.day], Basis.VERIFIED
    )


def _last(statements: Iterable[Statement], basis: Basis) -> Statement | None:
    """The newest statement on a basis; among those of one day the preferred one."""
    found = [s for s in statements if s.basis is basis]
    return max(found, key=lambda s: (s.day, s.preferred, s.public_day, s.id), default=None)


def _part(verified: Statement | None, estimated: Statement | None) -> VerifiedPart | None:
    """A verified value that is not preferred, smaller than the estimate for the same day, is part of it."""
    if verified is None or estimated is None or verified.preferred or verified.day != estimated.day:
        return None
    if verified.value is None or estimated.value is None or verified.unit is not estimated.unit:
        return None
    return VerifiedPart(verified, estimated) if verified.value <= estimated.value else None


def _by_band(item: tuple[Stratum, list[Statement]]) -> tuple[float, str, str, str]:
    stratum = item[0]
    digits = stratum.band.removeprefix("up_to_").replace("_", ".")
    bound = float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
    return -bound, stratum.band, stratum.form, stratum.site


def _dated(statement: Statement) -> str:
    recalled = ", recalled" if statement.mark is Mark.RECALLED else ""
    return f"{statement.of_day.text} [{statement.id}{recalled}]"


def _quantity(used: Choice) -> str:
    chosen = used.chosen
    return (
        f"{chosen.estimate().text()} for {_dated(chosen)}, {chosen.basis.words}, public since {chosen.public_on.text} "
        f"({used.why})"
    )
