"""What the picture of one question shows, from the question as judged: bars of members and the shape of the pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from servanda.brief.chart_judgements import MemberBar, PoolShape

if TYPE_CHECKING:
    from servanda.capability.pool import Pool
    from servanda.case.join_judgements import Judged, QuestionJudged

POINTS = 160
SHOWN = (0.002, 0.998)
"""The density is drawn between these quantiles of the pool."""


def member_bars(members: Sequence[Judged]) -> tuple[MemberBar, ...]:
    """A bar for each member, with its numbers and its words."""
    return tuple(_bar(m) for m in members)


def pool_shape(question: QuestionJudged) -> PoolShape | None:
    """The density of the pool over the logarithm of the time; None where there is no pool."""
    if question.pool is None:
        return None
    pool = question.pool
    split = f"split: {len(pool.modes)} modes, no single number" if pool.is_split else f"median {pool.centre:.2g} months"
    return PoolShape(f"{pool.kind.capitalize()} pool of {len(pool.members)}, {split}", _density(pool), _modes(pool))


def _modes(pool: Pool) -> tuple[float, ...]:
    return tuple(m.at for m in pool.modes)


def _density(pool: Pool) -> tuple[tuple[float, float], ...]:
    low, high = (float(q) for q in pool.distribution.quantile(SHOWN))
    edges = np.geomspace(low, high, POINTS + 1)
    masses = np.diff(pool.distribution.cdf(edges))
    heights = masses / masses.max()
    middles = np.sqrt(edges[:-1] * edges[1:])
    return tuple((round(float(x), 4), round(float(h), 4)) for x, h in zip(middles, heights, strict=True))


def _bar(m: Judged) -> MemberBar:
    """`*` marks numbers that an encoder made of words; the page says so beside the picture."""
    who = f"{m.judgement.who}, {m.judgement.published_on}"
    if m.fit is None:
        return MemberBar(who, f"no range: {m.said}", None)
    low, middle, high = m.fit.stated[0], m.fit.distribution.median, m.fit.stated[-1]
    numbers = "/".join(f"{q:.3g}" for q in m.fit.stated) + (" months*" if m.encoding else " months")
    return MemberBar(who, f"{numbers}: {m.said}", (low, middle, high))
