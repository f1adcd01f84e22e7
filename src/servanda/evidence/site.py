"""A site: a place that statements name, with what does not change about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.core.finding import Finding
from servanda.core.names import Mark
from servanda.core.table import Columns, Row, read_table, write_table

SITE_COLUMNS = Columns(
    required=("site", "name", "type"),
    optional=(
        "lat", "lon", "coord_precision_km", "coord_basis", "role", "safeguards_agreement_since",
        "declared_to_agency_year", "note", "source", "mark",
    ),
)  # fmt: skip
RULE = "a site has a code, a name and a type; a position is two decimal degrees or nothing"
BOUNDS = {"lat": 90.0, "lon": 180.0}


@dataclass(frozen=True, slots=True)
class Site:
    """A place. `lat` and `lon` are decimal degrees, None where no trustworthy position was found.

    `coord_basis` is `read`, `recalled` or `none`; the year of declaration is text as recorded and may be empty.
    """

    site: str
    name: str
    type: str
    lat: float | None = None
    lon: float | None = None
    coord_precision_km: str = ""
    coord_basis: str = ""
    role: str = ""
    safeguards_agreement_since: str = ""
    declared_to_agency_year: str = ""
    note: str = ""
    source: str = ""
    mark: str = ""
    line: int = 0


def read_sites(text: str, file: str) -> tuple[list[Site], list[Finding]]:
    """The sites of a case from `sites.csv`."""
    rows, findings = read_table(text, file, SITE_COLUMNS)
    sites: dict[str, Site] = {}
    for row in rows:
        problems = _problems(row, sites)
        findings += problems
        if not problems:
            sites[row["site"]] = _site(row)
    return list(sites.values()), findings


def write_sites(sites: Iterable[Site]) -> str:
    """`sites.csv` for the sites, in their order."""
    return write_table(
        ({c: "" if getattr(s, c) is None else str(getattr(s, c)) for c in SITE_COLUMNS.all} for s in sites),
        SITE_COLUMNS.all,
    )


def _site(row: Row) -> Site:
    texts = {c: row[c] for c in SITE_COLUMNS.all if c not in BOUNDS}
    degrees = {c: float(row[c]) if row[c] else None for c in BOUNDS}
    return Site(**texts, **degrees, line=row.line)  # type: ignore[arg-type]  # the two dicts have the right keys by construction


def _problems(row: Row, seen: dict[str, Site]) -> list[Finding]:
    problems = [
        row.finding(f"site-without-{column}", column, f"the {column} of the site", RULE, f"write the {column}")
        for column in SITE_COLUMNS.required
        if not row[column]
    ]
    if row["site"] in seen:
        problems.append(row.finding("site-duplicate", "site", "a code of its own", RULE, "give one site another code"))
    problems += [_bad_degrees(row, column) for column, bound in BOUNDS.items() if not _within(row[column], bound)]
    if bool(row["lat"]) != bool(row["lon"]):
        problems.append(
            row.finding(
                "site-half-position",
                "lat",
                "both lat and lon, or neither",
                RULE,
                "add the missing coordinate or leave both empty",
            )
        )
    if row["mark"] and row["mark"] not in tuple(Mark):
        problems.append(row.finding("site-bad-mark", "mark", "read or recalled", RULE, "write read or recalled"))
    return problems


def _within(cell: str, bound: float) -> bool:
    if not cell:
        return True
    try:
        return -bound <= float(cell) <= bound
    except ValueError:
        return False


def _bad_degrees(row: Row, column: str) -> Finding:
    return row.finding(
        f"site-bad-{column}",
        column,
        f"decimal degrees within ±{BOUNDS[column]:g}",
        RULE,
        "write decimal degrees, north and east positive",
    )
