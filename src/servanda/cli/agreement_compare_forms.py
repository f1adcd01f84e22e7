"""The documents of `servanda agreements compare`, `proposals` and `test`: their fields."""

from __future__ import annotations

from servanda.cli.fields import CASE, EVIDENCE, QUESTION, Field, Form, Kind, Row, TableForm


def _once(key: str, least: int = 0) -> Field:
    """A column that is written only in the first line of a paragraph."""
    return Field(key, Kind.TEXT, MEANINGS[key], key, show=lambda row: str(row[key]) if row["first"] else "", wraps=True,
                 least=least)  # fmt: skip


def _list(row: Row, key: str) -> str:
    found = row[key]
    return "; ".join(found) if isinstance(found, list | tuple) else ""


def _years(row: Row) -> str:
    years = row["years"]
    return f"{years:.1f}" if isinstance(years, float) else ""


MEANINGS = {"paragraph": "id of the paragraph", "title": "its title as recorded"}
PARAGRAPH = Field("paragraph", Kind.TEXT, MEANINGS["paragraph"], "paragraph")
TITLE = Field("title", Kind.TEXT, MEANINGS["title"])
TEXT = Field("text", Kind.TEXT, "name of the text: a proposal, an instrument, or `recorded`", "text")
RULE = (
    "Counted for each free variable: first the paragraphs whose status on the recorded facts changes when it alone is settled "
    "as in another text, then the years for which a paragraph would have another status if the facts stayed as they are (25 at "
    "most for each, for a pair of texts on average). Consequences are counted; nothing is judged."
)
SETTINGS = "how each proposal settles it, as `proposal: titles of its paragraphs`"

COMPARE = Form(
    "agreements-compare",
    "servanda agreements compare CASE TEXT TEXT...",
    (
        *QUESTION,
        Field("start", Kind.DAY, "each text binds from that day; null: each is read as if it had been in force already"),
        Field("texts", Kind.WORDS, "the texts compared, in the order asked for"),
    ),
    (
        TableForm(
            "paragraphs",
            "Paragraph by paragraph",
            (
                _once("paragraph"),
                _once("title", 16),
                Field("variable", Kind.TEXT, "the free variable that it settles; empty: none", "settles",
                      show=lambda row: str(row["variable"]).replace("_", " ") if row["first"] else "", width=150),
                TEXT,
                Field("change", Kind.TEXT, "what the text does: `change`, `add`, `suspend`, `end`, `restore`; empty: nothing"),
                Field("says", Kind.TEXT, "demand and length in words", "says", least=24, wraps=True),
                Field("status", Kind.TEXT, "status on the recorded facts; empty: the text has no such paragraph"),
                Field("status_says", Kind.TEXT, "the status with the distance to the limit", "on the facts", wraps=True),
                Field("margin", Kind.NUMBER, "how far the value lies beyond the limit, negative: within it; null: no number"),
                Field("margin_unit", Kind.TEXT, "unit of the margin; empty: no number"),
                Field("mark", Kind.TEXT, "`read` or `recalled`", "mark", width=140),
                EVIDENCE,
            ),
            none="the texts agree on every paragraph that they touch",
        ),
        TableForm(
            "facts",
            "Facts that would change status",
            (
                PARAGRAPH,
                TITLE,
                Field("found", Kind.TEXT, "what the statements say; empty: no number or presence", "found", wraps=True),
                Field("statuses", Kind.WORDS, "status by each text, as `text: status`", "status by text",
                      show=lambda row: _list(row, "statuses"), least=30, wraps=True),
                Field("evidence", Kind.WORDS, EVIDENCE.meaning, "read", wraps=True, width=110),
            ),
            none="no recorded fact changes status between these texts",
        ),
        TableForm(
            "owed",
            "What each side owes",
            (
                Field("party", Kind.TEXT, "code of the party that is bound", "party"),
                PARAGRAPH,
                TITLE,
                Field("texts", Kind.WORDS, "what it owes by each text that has the paragraph, as `text: words`", "owes",
                      show=lambda row: _list(row, "texts"), least=40, wraps=True),
            ),
            none="none of the proposals binds anyone",
        ),
        TableForm(
            "to_establish",
            "What the verifier must be able to establish",
            (
                Field("verifier", Kind.TEXT, "who establishes it", "verifier", wraps=True),
                PARAGRAPH,
                Field("what", Kind.TEXT, "what is to be established", "what", least=24, wraps=True),
                Field("asked_by", Kind.WORDS, "the texts that need it", "for", show=lambda row: _list(row, "asked_by"), least=18,
                      wraps=True),
                Field("accepted", Kind.WORDS, "what the texts accept as proof; empty: they do not say", "accepted proof",
                      show=lambda row: _list(row, "accepted"), wraps=True, width=130),
                Field("decided", Kind.FLAG, "true: the record decides it on the day for one of the texts", "on record"),
                Field("last_says", Kind.TEXT, "the newest statement that was read for it; empty: none", "last", wraps=True,
                      width=110),
                Field("last_day", Kind.DAY, "day that it is about; null: none"),
                Field("age_days", Kind.WHOLE, "days from that day to the day asked about; null: none", "days ago"),
                EVIDENCE,
            ),
            none="the proposals give the verifier nothing to establish",
        ),
        TableForm(
            "variables",
            "Which free variable decides most (one settled as in another text, all else as it was)",
            (
                Field("variable", Kind.TEXT, "name of the free variable"),
                Field("words", Kind.TEXT, "the variable in words", "variable"),
                Field("changed", Kind.WORDS, "paragraphs whose status on the day changes, where the record decides it",
                      "status changes of", show=lambda row: _list(row, "changed"), wraps=True),
                Field("years", Kind.NUMBER, "paragraph-years of another status if the facts stayed, a text that does not bind "
                      "included; for a pair of texts on average, 25 years at most for each paragraph", "paragraph-years",
                      show=_years),
                Field("settings", Kind.WORDS, SETTINGS, "settled", show=lambda row: _list(row, "settings"), least=30,
                      wraps=True),
            ),
            none="no free variable changes a status between these texts",
        ),
    ),
)  # fmt: skip

PROPOSALS = Form(
    "agreements-proposals",
    "servanda agreements proposals CASE",
    (CASE, Field("digest", Kind.TEXT, "SHA-256 of the case's files")),
    (
        TableForm(
            "proposals",
            "",
            (
                Field("proposed_on", Kind.DAY, "the day on which it was made", "day"),
                Field("proposal", Kind.TEXT, "name to use in commands", "proposal"),
                Field("proposed_by", Kind.WORDS, "party codes of those who made it", "by",
                      show=lambda row: _list(row, "proposed_by").replace(";", ","), wraps=True),
                Field("addressed_to", Kind.WORDS, "party codes of those to whom it was put"),
                Field("title", Kind.TEXT, "what it is called", "title", least=30, wraps=True),
                Field("term", Kind.TEXT, "for how long it would bind: an ISO 8601 duration, words, or empty", "term"),
                Field("start", Kind.DAY, "from when it would bind; null: it names no day"),
                Field("based_on", Kind.TEXT, "the proposal on which it builds; empty: none"),
                Field("paragraphs", Kind.WORDS, "ids of the paragraphs that it touches"),
                Field("variables", Kind.WORDS, "the free variables that it settles", "settles", width=130,
                      show=lambda row: _list(row, "variables").replace("_", " ").replace(";", ","), wraps=True),
                Field("mark", Kind.TEXT, "`read` or `recalled`", "mark", width=120),
                Field("note", Kind.TEXT, "remark of the record"),
            ),
            none="the case has no proposals: add files to proposals/",
        ),
    ),
)  # fmt: skip

TEST = Form(
    "agreements-test",
    "servanda agreements test FOLDER",
    (
        Field("folder", Kind.TEXT, "the folder or file, as typed"),
        Field("stories", Kind.WHOLE, "stories run"),
        Field("expectations", Kind.WHOLE, "things expected in all of them"),
        Field("failed", Kind.WHOLE, "things that came out otherwise"),
    ),
    (
        TableForm(
            "outcomes",
            "",
            (
                Field("file", Kind.TEXT, "file of the story", "file", wraps=True),
                Field("line", Kind.WHOLE, "line of the expectation", "line"),
                Field("story", Kind.TEXT, "title of the story"),
                Field("asked", Kind.TEXT, "what was asked", "asked", least=24, wraps=True),
                Field("expected", Kind.TEXT, "what was expected", "expected", wraps=True),
                Field("got", Kind.TEXT, "what came out", "came out", wraps=True),
                Field("passed", Kind.FLAG, "true: as expected", "as expected"),
            ),
        ),
        TableForm(
            "told",
            "Stories",
            (
                Field("story", Kind.TEXT, "title of the story", "story", least=30, wraps=True),
                Field("why", Kind.TEXT, "why it is told"),
                Field("file", Kind.TEXT, "its file", "file", wraps=True),
                Field("case", Kind.TEXT, "the case whose agreements it is about"),
                Field("proposal", Kind.TEXT, "the proposal that it assumes; empty: none", "assumes"),
                Field("facts", Kind.WHOLE, "facts that it tells", "facts"),
                Field("expectations", Kind.WHOLE, "things that it expects", "expects"),
                Field("passed", Kind.FLAG, "true: all came out as expected", "as expected"),
            ),
        ),
    ),
)  # fmt: skip
