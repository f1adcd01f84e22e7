"""Every document that a command can print as JSON: what the page about them and their tests go through."""

from __future__ import annotations

from servanda.cli import (
    agreement_compare_forms,
    agreement_forms,
    agreement_known,
    breakout,
    case,
    enrich,
    formats,
    judgement_forms,
    knowledge_forms,
    plan_forms,
    positions,
    procedure_forms,
    published_balance,
    published_forms,
    record,
    value_forms,
    verify,
    vote_forms,
)
from servanda.cli.fields import Form

FORMS: tuple[Form, ...] = (
    case.LIST,
    case.CHECK,
    record.LIST,
    record.SHOW,
    agreement_forms.STATUS,
    agreement_forms.TIMELINE,
    agreement_forms.EXPLAIN,
    agreement_known.KNOWN,
    agreement_compare_forms.COMPARE,
    agreement_compare_forms.PROPOSALS,
    agreement_compare_forms.TEST,
    procedure_forms.PROCEDURES,
    procedure_forms.START,
    procedure_forms.CALENDAR,
    vote_forms.VOTE,
    vote_forms.POWER,
    knowledge_forms.FORM,
    plan_forms.FORM,
    breakout.FORM,
    judgement_forms.FORM,
    *published_forms.FORMS,
    published_balance.FORM,
    value_forms.FORM,
    enrich.FORM,
    enrich.PUBLISHED,
    positions.FORM,
    formats.FORM,
    *verify.FORMS,
)
"""In the order of the page."""
