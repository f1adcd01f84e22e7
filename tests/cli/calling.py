"""Calls of the command line inside the test's own process, and what they gave."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from typer.testing import CliRunner, Result

from servanda.cli.main import app
from tests.support import PROJECT

SMALL = PROJECT / "tests" / "broken_cases" / "base"
"""A small case of an invented State, without errors."""

RUNNER = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "100", "SERVANDA_TRACEBACK": None})


def call(*arguments: str) -> Result:
    """One call with the arguments as typed."""
    return RUNNER.invoke(app, list(arguments), prog_name="servanda")


@cache
def read(*arguments: str) -> Result:
    """A call that only reads the bundled cases: made once, whoever asks."""
    return call(*arguments)


def document(*arguments: str) -> dict[str, Any]:
    """The JSON document that a call prints; fails when the call does."""
    result = read(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found
