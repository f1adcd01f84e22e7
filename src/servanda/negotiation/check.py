"""Cross references between the five tables: every id that a row names must exist, and each id stands once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from servanda.core.finding import Finding, Severity, shown, sorted_findings
from servanda.negotiation.cells import did_you_mean
from servanda.negotiation.format import Format, Seat
from servanda.negotiation.issue import Issue
from servanda.negotiation.meeting import Meeting
from servanda.negotiation.party import Party, PartyIndex
from servanda.negotiation.position import HeldPosition

RULE_ID = "an id names one row"
RULE_KNOWN = "a row names only parties, issues and formats that the case lists"
ADD_ROW = "correct the id, or add the missing row to the table first"
RULE_COUNT = "the number of members agrees with the members listed"


class Placed(Protocol):
    """A record that knows its id and where it was read."""

    @property
    def id(self) -> str:
        """The id of the row."""

    @property
    def file(self) -> str:
        """The file it was read from."""

    @property
    def line(self) -> int:
        """The line it was read from."""


def check(
    parties: Iterable[Party],
    formats: Iterable[Format],
    issues: Iterable[Issue],
    positions: Iterable[HeldPosition],
    meetings: Iterable[Meeting],
) -> tuple[Finding, ...]:
    """Every broken reference, double id and miscounted membership, in the order in which a person would mend them."""
    index, formats, issues = PartyIndex.of(parties), tuple(formats), tuple(issues)
    positions, meetings = tuple(positions), tuple(meetings)
    format_ids = {item.id for item in formats}
    findings = [f for records in (index.parties, formats, issues, positions, meetings) for f in twice(records)]
    findings += ambiguous(index)
    for item in formats:
        findings += _check_format(item, index, format_ids)
    for position in positions:
        findings += _check_position(position, index, {issue.id for issue in issues})
    for meeting in meetings:
        findings += _check_meeting(meeting, index, format_ids)
    return tuple(sorted_findings(findings))


def twice(records: Iterable[Placed]) -> list[Finding]:
    """A finding for each record whose id was used before, in reading order."""
    first: dict[str, Placed] = {}
    findings = []
    for record in sorted(records, key=lambda r: (r.file, r.line)):
        before = first.setdefault(record.id, record)
        if before is not record:
            findings.append(
                _finding(
                    record,
                    "negotiation-id-twice",
                    "id",
                    shown(record.id),
                    "an id of its own",
                    RULE_ID,
                    f"line {before.line} of {before.file} has it already: rename one",
                )
            )
    return findings


def ambiguous(index: PartyIndex) -> list[Finding]:
    """A finding for each party whose code belongs to another party too: names would lead to either."""
    codes = Counter(party.code.casefold() for party in index.parties if party.code)
    ids = {party.id.casefold(): party.id for party in index.parties}
    return [
        _finding(
            party,
            "party-code-twice",
            "code",
            shown(party.code),
            "a code of its own",
            RULE_ID,
            "correct the code of one of the parties",
        )
        for party in index.parties
        if party.code and (codes[party.code.casefold()] > 1 or ids.get(party.code.casefold(), party.id) != party.id)
    ]


def _check_format(item: Format, index: PartyIndex, format_ids: set[str]) -> list[Finding]:
    findings = []
    for column, seats in (("members", item.seats), ("chair_or_mediator", item.chairs)):
        for seat in seats:
            if seat.code and seat.code not in format_ids - {item.id}:
                findings += _unknown_party(item, column, seat.code, index)
    return findings + _check_count(item, index, format_ids)


def _check_count(item: Format, index: PartyIndex, format_ids: set[str]) -> list[Finding]:
    counted = [_size(seat, index, format_ids) for seat in item.seats]
    sizes = [size for size in counted if size is not None]
    if item.n_members is None or len(sizes) < len(counted):
        return []
    least, most = sum(size[0] for size in sizes), sum(size[1] for size in sizes)
    if least <= item.n_members <= most:
        return []
    expected = str(most) if least == most else f"{least} to {most}"
    return [
        _finding(
            item,
            "format-count",
            "n_members",
            str(item.n_members),
            expected,
            RULE_COUNT,
            "correct the number or the list of members",
            Severity.WARNING,
        )
    ]


def _size(seat: Seat, index: PartyIndex, format_ids: set[str]) -> tuple[int, int] | None:
    # A group or another format among the members counts as many as it has on a day: not known here.
    party = index.find(seat.code) if seat.code else None
    group = bool(seat.code) and (party is None or party.kind == "group" or seat.code in format_ids)
    return None if group or seat.least is None or seat.most is None else (seat.least, seat.most)


def _check_position(position: HeldPosition, index: PartyIndex, issue_ids: set[str]) -> list[Finding]:
    findings = _unknown_party(position, "party", position.party, index)
    if position.issue not in issue_ids:
        findings.append(
            _unknown(
                position, "unknown-issue", "issue_id", position.issue, "the id of an issue in issues.csv", issue_ids
            )
        )
    return findings


def _check_meeting(meeting: Meeting, index: PartyIndex, format_ids: set[str]) -> list[Finding]:
    findings = [
        f for name in meeting.parties if name not in format_ids for f in _unknown_party(meeting, "parties", name, index)
    ]
    if meeting.format and meeting.format not in format_ids:
        findings.append(
            _unknown(
                meeting,
                "unknown-format",
                "format_id",
                meeting.format,
                "the id of a format in formats.csv, or nothing",
                format_ids,
            )
        )
    return findings


def _unknown_party(record: Placed, column: str, name: str, index: PartyIndex) -> list[Finding]:
    if name in index.by_id or name in index.groups:
        return []
    party = index.find(name)
    known = {party.id} if party else {*index.by_id, *index.groups}
    remedy = f"write its id: {party.id}" if party else did_you_mean(name, known, ADD_ROW)
    return [
        _finding(
            record,
            "unknown-party",
            column,
            shown(name),
            "the id of a party or group in parties.csv",
            RULE_KNOWN,
            remedy,
        )
    ]


def _unknown(record: Placed, name: str, column: str, found: str, expected: str, known: Iterable[str]) -> Finding:
    return _finding(record, name, column, shown(found), expected, RULE_KNOWN, did_you_mean(found, known, ADD_ROW))


def _finding(
    record: Placed, name: str, column: str, found: str, expected: str, rule: str, remedy: str,
    severity: Severity = Severity.ERROR,
) -> Finding:  # fmt: skip
    return Finding(record.file, record.line, name, column, found, expected, rule, remedy, severity)
