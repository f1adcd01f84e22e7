"""Import of the public record: tables of figures, agreements and diplomacy become case folders.

`python -m tools.import_public_record DATA_DIR OUT_DIR` writes them, `--counts` compares folders that are there already.
Every row keeps its source, day, basis, mark (read or recalled) and note; the table at the end shows that none is lost.
"""
