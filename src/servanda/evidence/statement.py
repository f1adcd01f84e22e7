"""A statement: one attributed claim about one quantity on one day.

Three clocks: `of_day` is the day the claim is about, `public_on` the day on which the figure first became public
(`public_rule` says how that day is known), and the source's own date is the day of the text where it was read.
`known_by` goes by `public_on`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from servanda.core.estimate import Estimate, estimate
from servanda.core.names import Basis, Mark, Qualifier
from servanda.core.period import PartialDate
from servanda.core.table import Columns
from servanda.core.unit import Unit

STATEMENT_COLUMNS = Columns(
    required=("id", "quantity", "of_day", "public_on", "basis", "source", "mark"),
    optional=(
        "subject", "site", "form", "band", "value", "low", "high", "unit", "qualifier", "text", "preferred",
        "public_rule", "method", "speaker", "on_behalf_of", "actors", "attribution", "relayed_by", "modality",
        "condition", "verb", "addressee", "quotation", "locator", "credibility", "document", "derived_from",
        "conflicts_with", "supersedes", "note", "standard_uncertainty",
    ),
)  # fmt: skip
"""Columns of `statements/*.csv`; a file needs the required ones and those that it fills."""

PUBLIC_RULES = {
    "report": "the day of the report that first printed it",
    "next_report": "the first Agency report dated on or after the day; the day of first publication was not recorded",
    "page": "the day of the page where it was read; it may have been public earlier",
    "same_day": "an open event: public on the day it happened",
    "said": "public when said",
    "outlet": "the day on which an outlet reported it",
    "stated": "stated for this row, with the reason in its note",
}
"""How the day of first publication is known: the word in `public_rule`, and what it means."""

MODALITIES = ("", "firm", "hedged", "conditional", "denied")


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed claim. Empty strings and None mean: not stated; nothing is imputed.
    Two statements are equal when they say the same, wherever they are written.

    `subject` is what the claim is about besides the place: a machine type, an obligation id, a kind of event.
    `band` is an enrichment band as the Agency reports it (`up_to_60`), an upper bound and not a measured mean.
    `preferred` is False for a rounded, disagreeing or merely declared value that is kept beside a better one.
    `standard_uncertainty` is the stated standard deviation of a measured value, in its unit.
    `derived_from` names the statement whose text this one puts in numbers.
    """

    id: str
    quantity: str
    of_day: PartialDate
    public_on: PartialDate
    basis: Basis
    source: str
    mark: Mark
    subject: str = ""
    site: str = ""
    form: str = ""
    band: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: Unit | None = None
    qualifier: Qualifier | None = None
    text: str = ""
    preferred: bool = True
    public_rule: str = ""
    method: str = ""
    speaker: str = ""
    on_behalf_of: str = ""
    actors: tuple[str, ...] = ()
    attribution: str = ""
    relayed_by: str = ""
    modality: str = ""
    condition: str = ""
    verb: str = ""
    addressee: str = ""
    quotation: str = ""
    locator: str = ""
    credibility: str = ""
    document: str = ""
    derived_from: str = ""
    conflicts_with: tuple[str, ...] = ()
    supersedes: str = ""
    note: str = ""
    standard_uncertainty: Decimal | None = None
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def day(self) -> date:
        """The last day that the claim can be about: selection by day never uses a claim too early.

        A month or year is narrowed by the day of publication, since a claim is about what had happened by then.
        """
        return max(self.of_day.earliest, min(self.of_day.latest, self.public_on.latest))

    @property
    def public_day(self) -> date:
        """The last day on which it can have become public: `known_by` never uses a claim too early."""
        return self.public_on.latest

    @property
    def has_value(self) -> bool:
        """True when there is a number or a bound to compute with."""
        return self.value is not None or self.low is not None or self.high is not None

    @property
    def topic(self) -> tuple[str, str, str, str, str]:
        """What the claim is about; statements with the same topic and day compete."""
        return (self.quantity, self.subject, self.site, self.form, self.band)

    def estimate(self) -> Estimate:
        """The claim as a number with bounds, basis and its own id as evidence; needs `has_value` and a unit."""
        if self.unit is None:
            raise ValueError(f"statement {self.id} has no unit")
        return estimate(
            None if self.value is None else float(self.value),
            self.unit,
            self.basis,
            low=None if self.low is None else float(self.low),
            high=None if self.high is None else float(self.high),
            qualifier=self.qualifier,
            evidence=(self.id,),
            standard_uncertainty=None if self.standard_uncertainty is None else float(self.standard_uncertainty),
        )


CONTENT_FIELDS = tuple(f.name for f in fields(Statement) if f.name not in ("file", "line"))
"""Everything a statement says, without the place where it is written."""
