"""What has to be looked into, as every command of `servanda verify` shows it."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.cli.fields import Field, Kind, Row, TableForm
from servanda.core.finding import Finding

FINDINGS = TableForm(
    "findings",
    "To be looked into",
    (
        Field("severity", Kind.TEXT, "warning", "severity"),
        Field("place", Kind.TEXT, "balance, stratum or item", "place"),
        Field("found", Kind.TEXT, "what was found", "found", wraps=True),
        Field("expected", Kind.TEXT, "what was expected", "expected", wraps=True),
        Field("remedy", Kind.TEXT, "what to do", "to do", wraps=True),
    ),
    none="Nothing was found that has to be looked into.",
)


def finding_rows(findings: Sequence[Finding]) -> list[Row]:
    """One row a finding."""
    return [
        {"severity": f.severity.value, "place": f.place, "found": f.found, "expected": f.expected, "remedy": f.remedy}
        for f in findings
    ]
