"""Write the findings of every broken case anew: `python -m tests.broken_cases.refresh`; read the change in review."""

from __future__ import annotations

import json
import tempfile
import tomllib
from pathlib import Path

from servanda.case.case import examine
from tests.broken_cases.test_broken_cases import CASES, broken, told


def refresh(file: Path) -> None:
    """Replace the expected findings of one broken case by those it gives now."""
    text = file.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        root = broken(tomllib.loads(text), Path(folder))
        _, findings = examine(root)
        lines = [f"  {json.dumps(line, ensure_ascii=False)},\n" for line in told(findings, root)]
    head = text.split("expected = ")[0]
    file.write_text(f"{head}expected = [\n{''.join(lines)}]\n", "utf-8")


if __name__ == "__main__":
    for case in CASES:
        refresh(case)
