"""Blocks of simulated runs on Dask, where one machine is too small. Needs the extra `servanda[dask]`.

Results are those of any other mapper for the same seed, whatever the scheduler and the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from servanda.core.blocks import Block, Mapper


def dask_mapper(**compute: Any) -> Mapper:
    """A mapper over Dask; `compute` goes to `dask.compute` (scheduler, num_workers), a running client is used if there is."""
    import dask  # an extra: people without it can do all else

    def over_dask(work: Callable[[Block], Any], blocks: Sequence[Block], /) -> Iterable[Any]:
        results: Iterable[Any] = dask.compute(*[dask.delayed(work, pure=False)(block) for block in blocks], **compute)
        return results

    return over_dask
