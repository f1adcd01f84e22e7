"""The command: `python -m tools.import_public_record [--counts] DATA_DIR OUT_DIR`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.import_public_record.account import account, table_of
from tools.import_public_record.folders import case_files
from tools.import_public_record.tables import Data

ADDITIONS = Path(__file__).resolve().parent / "additions"


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write_files(files: Data, folder: Path) -> None:
    """Write the files below a folder; what is there besides them stays."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser(prog="import_public_record", description="The public record as case folders.")
    parser.add_argument("data", type=Path, help="folder with iran/, agreements/ and diplomacy/")
    parser.add_argument("out", type=Path, help="folder of the cases, for example src/servanda/cases")
    parser.add_argument("--additions", type=Path, default=ADDITIONS, help="folder with coded.csv, compliance.csv …")
    parser.add_argument("--counts", action="store_true", help="compare with the folders that are there; write nothing")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Import or compare; 0 when every row stands on both sides, else 1."""
    asked = arguments(given)
    data, more = files_below(asked.data), files_below(asked.additions)
    if not asked.counts:
        write_files(case_files(data, more), asked.out)
    lines = account(data, more, files_below(asked.out))
    print(table_of(lines))
    return 0 if all(line.balanced for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
