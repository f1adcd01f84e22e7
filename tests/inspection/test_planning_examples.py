"""Examples of planning (topics 5 and 6) that were computed without the project: by loops, other programmes, other routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vectors.test_verification_examples import Example, complaint, examples

FILE = Path(__file__).with_name("planning_examples.csv")


@pytest.mark.parametrize("example", examples(FILE), ids=lambda row: str(row.id))
def test_a_planning_example(example: Example) -> None:
    """A row gives its expected value within its tolerance."""
    assert not complaint(example), complaint(example)
