"""Questions about agreements that need the whole case: proposals held side by side, and an answer with all it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from servanda import __version__
from servanda.agreements.compare_overlays import Comparison, Question, compare_overlays
from servanda.agreements.decide import Request, requests
from servanda.agreements.depends import Relation
from servanda.agreements.explain_tree import Tree, Versions, tree
from servanda.agreements.side import Owed, ToEstablish, owed, to_establish
from servanda.agreements.verdict import Answer
from servanda.agreements.weight import Weight, weights
from servanda.case.join_dependencies import following
from servanda.case.view import View


@dataclass(frozen=True, slots=True)
class Compared:
    """Proposals side by side: paragraph by paragraph, what each side owes, what must be established, what decides most."""

    texts: Comparison
    owed: tuple[Owed, ...]
    to_establish: tuple[ToEstablish, ...]
    weights: tuple[Weight, ...]


def compared(view: View, names: Sequence[str], start: date | None = None) -> Compared:
    """The proposals of that name on the day of the view; `start` None: as if each had been in force already."""
    case = view.case
    conditions = [d for d in case.dependencies if d.relation is Relation.CONDITION]
    question = Question(
        view.agreements, view.facts, view.as_of, view.position, state=case.description.code, start=start,
        follow=following(conditions, case.description.code),
    )  # fmt: skip
    texts = compare_overlays(question, names, case.proposals)
    return Compared(texts, owed(texts), to_establish(texts), weights(question, texts.columns))


def would_decide(view: View, found: Answer) -> tuple[Request, ...]:
    """What is missing for an answer, as requests to a named party under a named right of access."""
    _, obligation = view.obligation(found.obligation)
    return requests(found, obligation, view.agreements, view.case.description.code)


def explained(view: View, found: Answer) -> Tree:
    """Everything that the answer rests on, with the versions of software and data and a digest of the input."""
    agreement, obligation = view.obligation(found.obligation)
    versions = Versions(f"servanda {__version__}", view.case.digest, tables_digest(), view.known_by)
    return tree(found, agreement, obligation, view.record, would_decide(view, found), versions)


@cache
def tables_digest() -> str:
    """SHA-256 of the tables of the room of agreements, which are part of the program."""
    digest = hashlib.sha256()
    tables = (entry for entry in files("servanda.agreements").iterdir() if entry.name.endswith(".csv"))
    for entry in sorted(tables, key=lambda one: one.name):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()
