"""The fixed words of agreement files that are not types of their own."""

from __future__ import annotations

import re

SCHEMA_AGREEMENT = "servanda-agreement/1"
SCHEMA_FORUMS = "servanda-forums/1"

TYPES = (
    "treaty", "safeguards_agreement", "protocol", "subsidiary_arrangement", "political_plan", "unsc_resolution",
    "memorandum", "proposal", "bilateral_agreement", "unilateral_decision",
)  # fmt: skip
FORCES = (
    "binding_treaty", "binding_chapter_vii", "political_commitment", "proposal_not_in_force", "expired", "contested",
    "completed",
)  # fmt: skip
"""One word for the force of an instrument; a sentence of several words is taken as it is."""
COUNTINGS = (
    "calendar_days", "working_days", "hours", "calendar_months", "calendar_years", "fixed_date", "none",
    "days_of_continuous_session",
)  # fmt: skip
ANCHORS = ("event", "end_of_month", "end_of_quarter", "fixed_date")

OTHER_UNITS = (
    "type", "per_type", "per_year", "per_year_per_type", "mixed", "hours", "years", "MWe", "t_per_year", "USD",
    "man_days_per_year", "effective_kg", "t_U", "t_Th",
)  # fmt: skip
"""Units of measures that no statement carries; `core.unit` knows the others."""

FILE_KEYS = ("schema", "agreement", "obligations", "procedures")
HEADER_KEYS = ("slug", "title", "type", "force", "parties", "events", "state", "sources")
STATE_KEYS = ("from", "until", "state", "held_by", "effect", "events", "status", "source", "note")
SOURCE_KEYS = ("title", "where", "status")
OBLIGATION_KEYS = (
    "id", "title", "text", "cite", "cite_status", "obligated", "verifier", "kind", "measure", "test", "clock",
    "applies", "exceptions", "evidence", "consequence", "softness", "status", "source", "note",
)  # fmt: skip
MEASURE_KEYS = ("quantity", "unit", "scope", "site", "band", "form", "subject")
RESTRICTIONS = ("site", "band", "form", "subject")
"""Keys of a measure that restrict what is read to statements that carry just that."""
TEST_KEYS = ("comparator", "threshold", "unit", "scope", "equivalents", "and", "schedule")
EQUIVALENT_KEYS = ("threshold", "unit", "at")
JOINED_KEYS = ("quantity", "comparator", "threshold")
SCHEDULE_KEYS = ("from", "threshold", "unit", "material", "facility", "scope", "formula", "note")
CLOCK_KEYS = ("trigger", "due", "counting", "anchor")
APPLIES_KEYS = ("start", "end", "again_from", "duration")
PROCEDURE_KEYS = ("id", "title", "cite", "steps", "total_days", "decision_rule", "status", "source", "note")
STEP_KEYS = (
    "n", "actor", "action", "within", "counting", "from", "starts_clock", "parallel_with", "optional",
    "extendable_by", "outcome", "note",
)  # fmt: skip
FORUM_FILE_KEYS = ("schema", "decision_rules", "formats", "known_votes")
RULE_KEYS = ("id", "forum", "members", "rule", "cite", "status", "source", "note")
TERM_KEYS = (
    "affirmative_min", "of", "veto", "veto_holders", "abstention_is_veto", "majority", "abstentions_count", "quorum",
    "for", "effect", "question", "default_if_not_adopted", "consensus", "votes_per_participant", "else",
    "approved_when", "silence_is_consent", "review_working_days", "extendable_to_working_days", "referral",
    "coordinator_votes", "unilateral", "notice_months",
)  # fmt: skip
REFERRAL_KEYS = ("by", "within_working_days", "then", "decides_within_working_days")
FORMAT_KEYS = ("id", "members", "alias", "active", "from", "mediator", "note", "status", "source")
VOTE_KEYS = (
    "date", "forum", "subject", "in_favour", "against", "abstained", "not_voting", "adopted", "status", "source", "note",
)  # fmt: skip

_DURATION = re.compile(r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
_LOOKS_LIKE_DURATION = re.compile(r"P[T\d]\S*")


def bad_duration(text: str) -> str:
    """The first word that begins like an ISO 8601 duration and is none; empty when there is no such word."""
    words = (match.rstrip(";,.)") for match in _LOOKS_LIKE_DURATION.findall(text))
    return next((word for word in words if not _DURATION.fullmatch(word)), "")
