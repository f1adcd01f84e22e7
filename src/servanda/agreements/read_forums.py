"""Reads the forum file: decision rules, formats and known votes."""

from __future__ import annotations

from datetime import date

import yaml

from servanda.agreements import words
from servanda.agreements.model import DecisionRule, ForumFormat, Forums, KnownVote
from servanda.agreements.nodes import TAG, Entry, Page, compose, plain_number
from servanda.agreements.read import expect_schema
from servanda.core.finding import Finding


def read_forums(text: str, file: str) -> tuple[Forums | None, list[Finding]]:
    """Who decides with which rule, and everything that is wrong with the file; None when it is not readable."""
    page = Page(file)
    root = compose(text, page)
    if root is None:
        return None, page.findings
    top = Entry(page, root, "the file", words.FORUM_FILE_KEYS)
    expect_schema(top, words.SCHEMA_FORUMS, words.SCHEMA_AGREEMENT)
    if not top.values:
        return None, page.findings
    forums = Forums(
        tuple(_rule(e) for e in top.entries("decision_rules", words.RULE_KEYS, "a decision rule")),
        tuple(_format(e) for e in top.entries("formats", words.FORMAT_KEYS, "a format")),
        tuple(_vote(e) for e in top.entries("known_votes", words.VOTE_KEYS, "a known vote")),
    )
    return forums, page.findings


def _rule(entry: Entry) -> DecisionRule:
    entry.need("id", "forum", "rule", "cite", "status", "source")
    terms = entry.entry("rule", words.TERM_KEYS)
    return DecisionRule(
        id=entry.text("id"),
        forum=entry.text("forum"),
        members=entry.whole("members"),
        terms={} if terms is None else {key: _term(terms, key, node) for key, node in terms.values.items()},
        cite=entry.text("cite"),
        mark=entry.mark(),
        source=entry.text("source"),
        file=entry.page.file,
        line=entry.line,
        note=entry.text("note"),
    )


def _term(entry: Entry, key: str, node: yaml.Node) -> object:
    """A term as number, flag, list, mapping of the referral, or text."""
    if isinstance(node, yaml.MappingNode):
        part = Entry(entry.page, node, f"{key} of a rule", words.REFERRAL_KEYS)
        return {name: _term(part, name, value) for name, value in part.values.items()}
    if isinstance(node, yaml.SequenceNode):
        return entry.texts(key)
    value = plain_number(node)
    if value is not None:
        return int(value) if value == int(value) else value
    return entry.flag(key) if node.tag == TAG + "bool" else entry.text(key)


def _format(entry: Entry) -> ForumFormat:
    entry.need("id", "members")
    return ForumFormat(
        id=entry.text("id"),
        members=entry.texts("members"),
        alias=entry.text("alias"),
        active=entry.text("active"),
        start=entry.day("from"),
        mediator=entry.text("mediator"),
        note=entry.text("note"),
        mark=entry.mark(),
        source=entry.text("source"),
    )


def _vote(entry: Entry) -> KnownVote:
    entry.need("date", "forum", "subject", "in_favour", "against", "abstained", "adopted", "status")
    return KnownVote(
        day=entry.day("date") or date.max,
        forum=entry.text("forum"),
        subject=entry.text("subject"),
        in_favour=entry.whole("in_favour") or 0,
        against=entry.whole("against") or 0,
        abstained=entry.whole("abstained") or 0,
        not_voting=entry.whole("not_voting") or 0,
        adopted=entry.flag("adopted"),
        mark=entry.mark(),
        line=entry.line,
        source=entry.text("source"),
        note=entry.text("note"),
    )
