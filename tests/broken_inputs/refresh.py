"""Write the findings of every broken table anew: `python -m tests.broken_inputs.refresh`; read the change in review."""

from __future__ import annotations

import json
import tempfile
import tomllib
from pathlib import Path

from tests.broken_inputs.test_broken_inputs import FAULTS, findings


def refresh(file: Path) -> None:
    """Replace the expected findings of one broken table by those it gives now."""
    text = file.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            f"  {json.dumps(f.text(), ensure_ascii=False)},\n" for f in findings(tomllib.loads(text), Path(folder))
        ]
    head = text.split("expected = ")[0]
    file.write_text(f"{head}expected = [\n{''.join(lines)}]\n", "utf-8")


if __name__ == "__main__":
    for fault in FAULTS:
        refresh(fault)
