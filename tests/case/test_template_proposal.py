"""The proposal that the template offers to copy."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from servanda.case.case import examine
from servanda.case.new import new_case


def test_the_proposal_of_the_template_is_one(tmp_path: Path) -> None:
    """Copied as it stands into a new case it is read without a finding."""
    root = tmp_path / "bra"
    new_case(root, "BRA", "Brazil", date(2024, 5, 15))
    text = (root / "README.md").read_text(encoding="utf-8")
    copied = re.search(r"```yaml\n(schema: servanda-proposal.*?)```", text, re.DOTALL)
    assert copied is not None
    (root / "proposals").mkdir()
    (root / "proposals" / "lower-cap.yaml").write_text(copied[1], encoding="utf-8")
    _, findings = examine(root)
    assert [f.text() for f in findings if f.file.startswith(("proposals", "agreements"))] == []
