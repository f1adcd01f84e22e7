"""Every document that a command can print as JSON: what the page about them and their tests go through."""

from __future__ import annotations

from servanda.cli import agreement_forms, breakout, case, enrich, formats, knowledge, positions, record
from servanda.cli.fields import Form

FORMS: tuple[Form, ...] = (
    case.LIST,
    case.CHECK,
    record.LIST,
    record.SHOW,
    agreement_forms.STATUS,
    agreement_forms.TIMELINE,
    agreement_forms.EXPLAIN,
    knowledge.FORM,
    breakout.FORM,
    enrich.FORM,
    positions.FORM,
    formats.FORM,
)
"""In the order of the page."""
