"""Every calculation by the name under which published examples ask for it.

`run(name, arguments)` is how the examples are computed; `CALCULATIONS` maps names to functions whose parameters are the
argument names of the examples. A word that Python keeps for itself is written with a trailing underscore (`lambda_`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from servanda.core.finding import Misuse
from servanda.verification.calculations_balance import CALCULATIONS as BALANCE
from servanda.verification.calculations_items import CALCULATIONS as ITEMS

CALCULATIONS: dict[str, Callable[..., Any]] = {**BALANCE, **ITEMS}
"""Calculations of balances and sequences, then of goals, items, pairs and planning."""


def run(name: str, arguments: Mapping[str, Any]) -> Any:
    """The result of a calculation; unknown names and arguments are refused by name."""
    if name not in CALCULATIONS:
        raise Misuse(f"no calculation {name!r}; known are {', '.join(sorted(CALCULATIONS))}")
    function = CALCULATIONS[name]
    given = {f"{key}_" if key == "lambda" else key: value for key, value in arguments.items()}
    _check(name, given, inspect.signature(function))
    return function(**given)


def _check(name: str, given: Mapping[str, Any], signature: inspect.Signature) -> None:
    parameters = signature.parameters
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        return
    needed = [p.name for p in parameters.values() if p.default is inspect.Parameter.empty]
    unknown, missing = sorted(set(given) - set(parameters)), [key for key in needed if key not in given]
    if unknown or missing:
        wrong = [f"unknown argument {key}" for key in unknown] + [f"missing argument {key}" for key in missing]
        raise Misuse(f"{name}: {', '.join(wrong)}; it takes {', '.join(key.rstrip('_') for key in parameters)}")
