"""The proposals of a case: every file of `proposals/` read against the recorded agreements, and checked together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.agreements.check_proposals import check_proposals, with_bases
from servanda.agreements.model import Agreement
from servanda.agreements.proposal import Proposal
from servanda.agreements.read_proposal import read_proposal
from servanda.case.disk import Folder
from servanda.core.finding import Finding


def read_proposals(
    folder: Folder, agreements: Sequence[Agreement], parties: Iterable[str]
) -> tuple[tuple[Proposal, ...], list[Finding]]:
    """Proposals by slug, and what is wrong with any of them; empty where the case has no such folder.

    `parties`: the codes of the parties of the case.
    """
    proposals: list[Proposal] = []
    findings: list[Finding] = []
    for path, text in folder.matching("proposals/*.yaml").items():
        proposal, problems = read_proposal(text, path, agreements)
        proposals += [proposal] if proposal is not None else []
        findings += problems
    findings += check_proposals(proposals, agreements, parties)
    return tuple(sorted(with_bases(proposals), key=lambda p: p.slug)), findings
