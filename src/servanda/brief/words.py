"""How codes are read aloud: one place, so that page, paper and charts use the same word for the same thing."""

from __future__ import annotations

from datetime import date

STATUS_WORDS = {
    "exceeded": "exceeded",
    "not_performed": "not performed",
    "performed_late": "performed late",
    "declared_non_observance": "declared not observed",
    "contested": "contested",
    "overdue": "overdue",
    "clock_started": "clock started",
    "undetermined": "undetermined",
    "compliant": "compliant",
    "not_applicable": "not applicable",
}

STATUS_MEANING = {
    "exceeded": "the value on the day is beyond the limit, or what is prohibited was there",
    "not_performed": "what was due was not done",
    "performed_late": "what was due was done after its day",
    "declared_non_observance": "a party declared that it no longer observes this; no recent value shows the limit passed",
    "contested": "the answer depends on which party's legal position is taken",
    "overdue": "a goal of the verifier has passed; a clock on the verifier, never a breach of the State",
    "clock_started": "a clock runs: it is not due yet, or the text sets no day",
    "undetermined": "no value recent enough to decide; never to be read as compliant",
    "compliant": "the value on the day is within the limit",
    "not_applicable": "not started, lapsed, suspended or not in force on the day",
}

STATUS_ORDER = tuple(STATUS_WORDS)
"""Worst first: the order in which duties are shown."""

KIND_WORDS = {
    "numeric_limit": "numeric limits",
    "prohibition": "prohibitions",
    "permitted_only_at": "activities permitted only at named places",
    "reporting_deadline": "reporting deadlines",
    "access_right": "rights of access",
    "notification": "notifications",
    "technology_restriction": "restrictions on technology",
    "disposition": "dispositions of material",
    "duration": "durations",
    "undertaking": "undertakings",
    "sanctions_relief": "sanctions relief",
    "response_deadline": "deadlines for an answer",
}

BASIS_WORDS = {
    "verified": "verified by the Agency",
    "estimated_by_agency": "estimated by the Agency",
    "declared": "declared",
    "third_party": "stated by a third party",
    "press": "reported by the press",
    "computed": "computed",
}

FIRMNESS_WORDS = {"red_line": "red line", "firm": "firm", "flexible": "flexible", "conditional": "conditional"}

BAND_WORDS = {
    "total": "Total enriched uranium",
    "up_to_60": "Enriched up to 60 %",
    "up_to_20": "Enriched up to 20 %",
    "up_to_5": "Enriched up to 5 %",
    "up_to_4_5": "Enriched up to 4.5 %",
    "up_to_3_67": "Enriched up to 3.67 %",
    "up_to_2": "Enriched up to 2 %",
}
"""Bands as the Agency reports them; an upper bound, not a mean."""

FORM_WORDS = {"UF6": "UF6", "other": "other chemical forms", "all_forms": "all chemical forms"}


def counted(number: int, noun: str) -> str:
    """A number with its noun in the singular or plural: `1 site`, `3 obligations`."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{number:,} {plural}"


def plain(code: str) -> str:
    """A code as words: underscores become spaces."""
    return code.replace("_", " ")


def day_words(iso: str) -> str:
    """An ISO day as people write it; other text (a month, a partial day) is returned as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B} {day.year}"


def listed(words: tuple[str, ...] | list[str]) -> str:
    """Words joined as in a sentence: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
