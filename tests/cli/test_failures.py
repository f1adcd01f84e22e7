"""Failures of the machine and of the program: a sentence and a status of their own, never a traceback."""

from __future__ import annotations

import errno

import pytest

from servanda.cli.failures import did_you_mean, one_of, plural
from servanda.cli.main import app
from servanda.core.finding import Misuse
from tests.cli.calling import RUNNER, call


def failing(error: BaseException) -> object:
    """A stand-in for opening a case that fails."""

    def fail(_: str) -> object:
        raise error

    return fail


def test_a_defect_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect is not blamed on the data, and the way to the details is named."""
    monkeypatch.setattr("servanda.case.open_case", failing(KeyError("lost")))
    result = call("knowledge", "iran")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == (
        "Error: Servanda failed (KeyError: 'lost'). This is a defect of the program, not of your data.\n"
        "Set SERVANDA_TRACEBACK=1 and call again for the details that a report needs.\n"
    )


def test_the_traceback_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets the variable gets the exception itself."""
    monkeypatch.setattr("servanda.case.open_case", failing(KeyError("lost")))
    result = RUNNER.invoke(app, ["knowledge", "iran"], env={"SERVANDA_TRACEBACK": "1"})
    assert isinstance(result.exception, KeyError)


def test_a_full_disk_is_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the system is passed on in its own words, with the file."""
    monkeypatch.setattr(
        "servanda.case.open_case", failing(OSError(errno.ENOSPC, "No space left on device", "brief.html"))
    )
    result = call("knowledge", "iran")
    assert (result.exit_code, result.stderr) == (3, "Error: brief.html: No space left on device\n")


def test_an_interrupt_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and no words."""
    monkeypatch.setattr("servanda.case.open_case", failing(KeyboardInterrupt()))
    result = call("knowledge", "iran")
    assert (result.exit_code, result.output) == (130, "")


def test_names_are_suggested() -> None:
    """The nearest names, or all when none is near, or that there are none."""
    assert one_of("FEP", "site", ["FEP", "FFEP"]) == "FEP"
    with pytest.raises(Misuse, match=r"^unknown site 'FEPP'; did you mean FEP or FFEP\?$"):
        one_of("FEPP", "site", ["FEP", "FFEP", ""])
    assert did_you_mean("x", ["one", "two"]) == "known are one, two"
    assert did_you_mean("x", [f"n{i}" for i in range(14)]).endswith(" and 2 more")
    assert did_you_mean("x", []) == "the case has none"
    assert (plural(1, "error"), plural(2, "error")) == ("1 error", "2 errors")
