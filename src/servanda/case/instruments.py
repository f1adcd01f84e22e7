"""The agreements of a case: every file of `agreements/` read, and checked together."""

from __future__ import annotations

from servanda.agreements.check import check_agreements
from servanda.agreements.model import Agreement, Forums
from servanda.agreements.read import read_agreement
from servanda.agreements.read_forums import read_forums
from servanda.case.disk import Folder
from servanda.core.finding import Finding

FORUMS_FILE = "agreements/_forums.yaml"


def read_instruments(folder: Folder) -> tuple[tuple[Agreement, ...], Forums, list[Finding]]:
    """Agreements by slug, the decision rules (empty where there is no file), and what is wrong with any of them."""
    texts = folder.matching("agreements/*.yaml")
    agreements: list[Agreement] = []
    forums: Forums | None = Forums()
    findings: list[Finding] = []
    for path, text in texts.items():
        if path == FORUMS_FILE:
            forums, problems = read_forums(text, path)
        else:
            agreement, problems = read_agreement(text, path)
            agreements += [agreement] if agreement is not None else []
        findings += problems
    complete = forums is not None and len(agreements) == len(texts.keys() - {FORUMS_FILE})
    ordered = tuple(sorted(agreements, key=lambda a: a.slug))
    findings += check_agreements(ordered, forums or Forums(), complete=complete)
    return ordered, forums or Forums(), findings
