"""Enrichment bands as the Agency reports them: the upper bound of a product line, not a measured mean."""

from __future__ import annotations

import re

_BAND = re.compile(r"up_to_(\d+)(?:_(\d+))?", re.ASCII)


def band_bound(band: str) -> float | None:
    """The upper bound of a band in percent of U-235 (`up_to_3_67` is 3.67); None for a total and for no band."""
    match = _BAND.fullmatch(band)
    return None if match is None else float(f"{match[1]}.{match[2] or 0}")
