"""What a person sees when something is wrong: findings, a sentence about the call, never a traceback.

Exit status: 0 fine; 1 the data have findings of severity error; 2 the call is wrong; 3 the machine or Servanda failed;
130 interrupted. A reader that closes the pipe early is no failure.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from servanda.cli.words import pairs
from servanda.core.finding import Finding, Misuse, Refused, errors

FINDINGS, WRONG_CALL, FAILED = 1, 2, 3
"""Exit statuses other than 0."""

MOST_FINDINGS = 20
"""Findings shown when a case is refused; `case check` lists them all."""

TRACEBACK = "SERVANDA_TRACEBACK"
"""Set in the environment, this lets a failure of the program through with its traceback."""


class Guarded(TyperGroup):
    """The group of all commands: turns every failure into a message and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was called."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except Refused as refused:
            raise typer.Exit(_refused(refused)) from None
        except Misuse as misuse:
            raise typer.Exit(_say(WRONG_CALL, f"Error: {misuse}")) from None
        except BrokenPipeError:
            close_quietly()
            raise typer.Exit(0) from None
        except OSError as error:
            raise typer.Exit(_say(FAILED, f"Error: {_machine(error)}")) from None
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            raise typer.Exit(_say(FAILED, _defect(error))) from None
        return result


def one_of(value: str, what: str, known: Iterable[str]) -> str:
    """The value when it is known; otherwise a `Misuse` that says which known one is nearest and how many there are."""
    names = sorted(set(known) - {""})
    if value in names:
        return value
    raise Misuse(f"unknown {what} {value!r}; {did_you_mean(value, names)}")


def did_you_mean(value: str, names: Sequence[str]) -> str:
    """A hint for a name that is not known: the nearest ones, or all of them when they are few."""
    if not names:
        return "the case has none"
    folded = {name.casefold(): name for name in names}
    near = [folded[name] for name in difflib.get_close_matches(value.casefold(), list(folded), n=3)]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known are {', '.join(names[:12])}{f' and {len(names) - 12} more' if len(names) > 12 else ''}"


def finding_paragraph(finding: Finding) -> str:
    """A finding as one paragraph: where, what was found and expected, under which rule, what to do."""
    lines = [
        ("  found", finding.found),
        ("  expected", finding.expected),
        ("  rule", finding.rule),
        ("  to do", finding.remedy),
    ]
    return "\n".join([f"{finding.severity.value}: {finding.place} [{finding.name}]", *pairs(lines)])


def counted(findings: Iterable[Finding]) -> str:
    """The summary line: `2 errors, 1 warning`."""
    every = list(findings)
    wrong = len(errors(every))
    return f"{plural(wrong, 'error')}, {plural(len(every) - wrong, 'warning')}"


def plural(count: int, word: str) -> str:
    """A count with its word."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def close_quietly() -> None:
    """Give up standard output without a word, because its reader has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused(refused: Refused) -> int:
    shown = refused.findings[:MOST_FINDINGS]
    more = len(refused.findings) - len(shown)
    lines = [f"{refused.what} is refused: {counted(refused.findings)}", *map(finding_paragraph, shown)]
    if more:
        lines.append(f"and {plural(more, 'more finding')}: servanda case check lists them all")
    return _say(FINDINGS, "\n\n".join(lines))


def _machine(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _defect(error: Exception) -> str:
    return (
        f"Error: Servanda failed ({type(error).__name__}: {error}). This is a defect of the program, not of your data.\n"
        f"Set {TRACEBACK}=1 and call again for the details that a report needs."
    )


def _say(status: int, message: str) -> int:
    print(message, file=sys.stderr)
    return status
