"""What the tables of a plan name must be there: methods, sites, rights, statements, and items that suit the material."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from servanda.agreements.model import Obligation
from servanda.core.finding import Finding, shown
from servanda.inspection.goal_methods import InspectionMethod, default_methods
from servanda.inspection.goal_words import has_goal
from servanda.inspection.plan_tables import (
    ACCESS,
    EVERY_PLACE,
    METHODS,
    NOT_SAMPLED,
    RULE,
    STRATA,
    AccessRow,
    InspectionTables,
    StratumRow,
)


def check_tables(
    tables: InspectionTables,
    sites: Collection[str],
    statements: Collection[str] | None,
    obligations: Mapping[str, Obligation] | None,
) -> list[Finding]:
    """Every name that cannot be looked up; `sites` empty: the case lists none; None: not looked up, because it is damaged."""
    return [
        *(f for row in tables.strata for f in _stratum(row, tables, sites)),
        *(f for row in tables.access for f in _access(row, sites, obligations)),
        *([] if statements is None else _evidence(tables, statements)),
    ]


def methods_of(row: StratumRow, methods: Iterable[InspectionMethod]) -> tuple[InspectionMethod, ...]:
    """The methods that a stratum names; the project's assumed ones where the case has no table of methods."""
    known = {m.name: m for m in (*default_methods(), *methods)}
    return tuple(known[name] for name in row.methods if name in known)


def _stratum(row: StratumRow, tables: InspectionTables, sites: Collection[str]) -> Iterable[Finding]:
    known = {m.name for m in (*default_methods(), *tables.methods)}
    for name in row.methods:
        if name not in known:
            yield _unknown(STRATA, row.line, "inspection-unknown-method", "methods", name, known, METHODS)
    levels = [m.level for m in methods_of(row, tables.methods)]
    if len(set(levels)) < len(levels):
        yield Finding(
            STRATA, row.line, "inspection-two-of-a-level", "methods", shown(";".join(row.methods)),
            "methods of different levels", "each level is there for one size of defect", "keep one method of each level",
        )  # fmt: skip
    elif levels and set(levels) == {"S"}:
        yield Finding(
            STRATA, row.line, "inspection-only-seals", "methods", shown(";".join(row.methods)), "at least one of H, F, D",
            "seals restore nothing once continuity is lost", "add a method that measures the items",
        )  # fmt: skip
    if row.site and sites and row.site not in sites:
        yield _unknown(STRATA, row.line, "inspection-unknown-site", "site", row.site, sites, "sites.csv")
    if not has_goal(row.band, row.material):
        yield Finding(
            STRATA, row.line, "inspection-no-goal", "band", shown(row.band), "a band with an upper bound, natural or depleted",
            "a significant quantity is defined for a material of known enrichment; a total of bands has none",
            "divide the stratum by band (up_to_5, up_to_20 ...)",
        )  # fmt: skip


def _access(row: AccessRow, sites: Collection[str], obligations: Mapping[str, Obligation] | None) -> Iterable[Finding]:
    if row.site != EVERY_PLACE and sites and row.site not in sites:
        yield _unknown(ACCESS, row.line, "inspection-unknown-site", "site", row.site, sites, "sites.csv")
    if not row.right or obligations is None:
        return
    right = obligations.get(row.right)
    if right is None:
        yield _unknown(
            ACCESS, row.line, "inspection-unknown-right", "right", row.right, obligations, "agreements/*.yaml"
        )
    elif row.notice_text and (right.clock is None or row.notice_text not in right.clock.due):
        due = "no notice: the text names none" if right.clock is None else f"one that the text names: {right.clock.due}"
        yield Finding(
            ACCESS, row.line, "inspection-notice-not-in-text", "notice", f"{row.notice_text} under {row.right}", due,
            "the notice is that of the right under which the place is entered", "write a period that the right names",
        )  # fmt: skip


def _evidence(tables: InspectionTables, statements: Collection[str]) -> Iterable[Finding]:
    named = [(STRATA, row.line, row.evidence) for row in tables.strata]
    named += [(ACCESS, row.line, row.evidence) for row in tables.access]
    named += [(NOT_SAMPLED, row.line, row.evidence) for row in tables.not_sampled]
    for file, line, ids in named:
        for identifier in ids:
            if identifier not in statements:
                yield _unknown(
                    file, line, "inspection-unknown-statement", "evidence", identifier, (), "statements/*.csv"
                )


def _unknown(file: str, line: int, name: str, column: str, found: str, known: Iterable[str], where: str) -> Finding:
    words = ", ".join(sorted(known)[:12]) if known else ""
    told = f" ({words})" if words else ""
    return Finding(
        file, line, name, column, shown(found), f"an id in {where}{told}", RULE,
        f"correct the name, or add it to {where}",
    )  # fmt: skip
