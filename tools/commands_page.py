"""Write docs/commands.md from the commands themselves, so that the page cannot go stale.

`python -m tools.commands_page` writes it; the document check compares it with `commands_page()`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "commands.md"
HEAD = "<!-- Written by `make docs` from the commands themselves: change their help, not this page. -->\n\n"


def commands_page() -> str:
    """The page as the commands describe themselves today."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "commands.md"
        program = ["-m", "typer", "servanda.cli.main", "utils", "docs", "--name", "servanda", "--output", str(page)]
        done = subprocess.run([sys.executable, *program], capture_output=True, text=True, check=False, cwd=PROJECT)
        if done.returncode:
            raise SystemExit(f"the commands could not describe themselves:\n{done.stdout}{done.stderr}")
        lines = page.read_text(encoding="utf-8").splitlines()
    return HEAD + "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(commands_page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(PROJECT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
