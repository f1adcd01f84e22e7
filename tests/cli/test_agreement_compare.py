"""`servanda agreements compare` as people call it, rightly and wrongly."""

from __future__ import annotations

import pytest

from tests.cli.calling import call, document, read

TEXTS = ("us-suspension-20-years", "iran-pause-5-years", "recorded")


def test_each_paragraph_is_told_once_for_each_text() -> None:
    """A row for each text, in the order asked for, and the texts named above."""
    found = document("agreements", "compare", "iran", *TEXTS, "--as-of", "2025-07-01", "--every")
    assert found["texts"] == list(TEXTS)
    assert [row["text"] for row in found["paragraphs"]] == list(TEXTS) * (len(found["paragraphs"]) // len(TEXTS))


def test_the_five_parts_have_their_titles() -> None:
    """What differs, facts, duties, verification, free variables."""
    text = read("agreements", "compare", "iran", *TEXTS, "--as-of", "2025-07-01").stdout
    titles = (
        "Paragraph by paragraph", "Facts that would change status", "What each side owes",
        "What the verifier must be able to establish", "Which free variable decides most",
    )  # fmt: skip
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


def test_facts_that_change_status_show_the_number_and_its_statement() -> None:
    """9874.9 kg are too much for the JCPOA's cap, and no rule of the recorded law after it lapsed for Iran."""
    found = document("agreements", "compare", "iran", "return-to-jcpoa", "recorded", "--as-of", "2025-10-20",
                     "--position", "IR")  # fmt: skip
    (fact,) = [row for row in found["facts"] if row["paragraph"] == "JCPOA-A1-56"]
    assert fact["found"] == "9,874.9 kg U"
    assert fact["statuses"] == ["return-to-jcpoa: exceeded (9,672.1 kg U beyond the limit)", "recorded: not applicable"]
    assert fact["evidence"] == ["IR-STK-0153"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("us-suspension-20-year", "recorded"), "did you mean us-suspension-20-years"),
        (("recorded",), "name two or more different proposals"),
        (("recorded", "recorded"), "name two or more different proposals"),
        (("recorded", "jcpoa", "--start", "soon"), "is not a day"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(arguments: tuple[str, ...], message: str) -> None:
    """Exit status 2, and what to write instead."""
    result = call("agreements", "compare", "iran", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_case_without_proposals_says_so() -> None:
    """Nothing is invented for a case that has none."""
    assert "the case has no proposals" in read("agreements", "proposals", "ukraine").stdout
