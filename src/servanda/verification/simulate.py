"""Simulated balances: measurements are drawn under the declared error model, losses injected, and everything evaluated.

True values are given (terms of one run); each run draws every random and systematic error anew and forms the balances
from the measured values, so that nothing of the evaluation is taken for granted. The covariance is that of the true
values, shared by all runs, or that which an evaluator would compute from the measured values of each run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import csr_array

from servanda.core.arrays import FloatArray, IntArray
from servanda.core.blocks import Block, Mapper, Progress, in_blocks, one_core_each
from servanda.core.finding import Finding, Misuse, refuse_on_error
from servanda.verification.charts import first_alarm, page
from servanda.verification.covariance import Kernel, kernel, sigma_of
from servanda.verification.sequence import Sequence as Standardised
from servanda.verification.sequence import cholesky, sequence_of
from servanda.verification.sequence_tests import SequenceTest
from servanda.verification.structure import Sparse, Structure, assemble
from servanda.verification.terms import Inventory, Term

MATRICES_AT_ONCE = 10
"""Covariances held at a time when each run has its own."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Material that goes missing: kg in each period, out of one inventory term; the books do not know of it."""

    term: str
    amounts: FloatArray


@dataclass(frozen=True, slots=True)
class Watch:
    """A test that is followed in each run, with its threshold."""

    test: SequenceTest
    threshold: float


@dataclass(frozen=True, slots=True)
class Runs:
    """Simulated runs: every array has the shape (runs, balances).

    `sigma_muf` and `sigma_cumuf` are those the evaluation uses. `first_alarms` gives for each watched test the number of
    the balance (from 1) at which it first alarms in each run, 0 where it does not.
    """

    muf: FloatArray
    sigma_muf: FloatArray
    cumuf: FloatArray
    sigma_cumuf: FloatArray
    itmuf: FloatArray
    sitmuf: FloatArray
    page: FloatArray
    gemuf_v1: FloatArray
    gemuf_v5b3: FloatArray
    first_alarms: dict[str, IntArray]

    def alarm_rate(self, test: str) -> tuple[float, float]:
        """Part of the runs with an alarm, and its standard error."""
        rate = float(np.mean(self.first_alarms[test] > 0))
        return rate, float(np.sqrt(rate * (1 - rate) / len(self.muf)))


def simulate(
    terms: Sequence[Term],
    runs: int,
    seed: int,
    *,
    losses: Sequence[Loss] = (),
    watch: Sequence[Watch] = (),
    covariance_per_run: bool = False,
    page_k: float = 0.5,
    mapper: Mapper | None = None,
    progress: Progress | None = None,
) -> Runs:
    """Simulate runs of a sequence of balances whose true values are the amounts of the terms."""
    structure, declared = assemble(terms)
    if declared.ndim != 1:
        raise Misuse("true values are given once, not for several runs; simulate draws the runs")
    true = declared - _missing(terms, losses)
    refuse_on_error("the losses", _overdrawn(structure, true))
    with one_core_each():
        prepared = kernel(structure)
        shared = None if covariance_per_run else cholesky(prepared.covariance(declared[np.newaxis])[0])
    work = partial(_block, Plan(prepared, true, _spread(structure, true), shared, tuple(watch), page_k))
    return _joined(in_blocks(work, runs, seed, mapper=mapper, progress=progress))


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a block needs: true values, what each systematic error does to each value, and the shared factor."""

    kernel: Kernel
    true: FloatArray
    spread: Sparse
    shared: FloatArray | None
    watch: tuple[Watch, ...]
    page_k: float


def measured(plan: Plan, block: Block) -> FloatArray:
    """Measured values of shape (values, runs) for a block."""
    structure, generator = plan.kernel.structure, block.generator()
    x = generator.standard_normal((structure.values, block.runs))
    x *= np.sqrt(structure.random_variance(plan.true))[:, np.newaxis]
    x += plan.true[:, np.newaxis]
    x += plan.spread @ generator.standard_normal((len(structure.sources), block.runs))
    return x


def _block(plan: Plan, block: Block) -> Runs:
    x = measured(plan, block)
    muf = np.ascontiguousarray((plan.kernel.structure.entries @ x).T)
    if plan.shared is not None:
        sequence = sequence_of(muf, plan.shared)
        return _evaluated(plan, sequence, sequence.sigma_muf, sequence.sigma_cumuf)
    steps = range(0, block.runs, MATRICES_AT_ONCE)
    return _joined([_own(plan, x[:, i : i + MATRICES_AT_ONCE], muf[i : i + MATRICES_AT_ONCE]) for i in steps])


def _own(plan: Plan, x: FloatArray, muf: FloatArray) -> Runs:
    values = np.ascontiguousarray(x.T)
    covariance = plan.kernel.covariance(values)
    sequence = sequence_of(muf, cholesky(covariance))
    return _evaluated(plan, sequence, sigma_of(covariance), plan.kernel.sigma_cumuf(values))


def _evaluated(plan: Plan, sequence: Standardised, sigma_muf: FloatArray, sigma_cumuf: FloatArray) -> Runs:
    shape = sequence.muf.shape
    return Runs(
        sequence.muf,
        np.broadcast_to(sigma_muf, shape),
        sequence.cumuf,
        np.broadcast_to(sigma_cumuf, shape),
        sequence.itmuf,
        sequence.sitmuf,
        page(sequence.sitmuf, plan.page_k),
        sequence.gemuf_v1,
        sequence.gemuf_v5b3,
        {w.test.name: first_alarm(w.test.statistic(sequence), w.threshold) for w in plan.watch},
    )


def _joined(parts: Sequence[Runs]) -> Runs:
    arrays = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Runs.__dataclass_fields__
        if name != "first_alarms"
    }
    names = parts[0].first_alarms
    return Runs(**arrays, first_alarms={name: np.concatenate([p.first_alarms[name] for p in parts]) for name in names})


def _spread(structure: Structure, true: FloatArray) -> Sparse:
    """What a unit of each systematic error does to each true value (kg): a sparse matrix (values, sources)."""
    rows, columns, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for share in structure.shares:
        relative = structure.sources[share.source].kind == "relative"
        rows.append(share.places)
        columns.append(np.full(share.places.size, share.source))
        sizes.append(share.size * (true[share.places] if relative else share.times))
    entries = (np.concatenate(sizes), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=(structure.values, len(structure.sources)))


def _missing(terms: Sequence[Term], losses: Sequence[Loss]) -> FloatArray:
    """What is missing from each true value: everything lost by its boundary."""
    gone: Mapping[str, FloatArray] = {term.name: np.zeros(term.amounts.shape[-1]) for term in terms}
    kinds = {term.name: term for term in terms}
    for loss in losses:
        term = kinds.get(loss.term)
        if not isinstance(term, Inventory):
            known = ", ".join(repr(t.name) for t in terms if isinstance(t, Inventory)) or "none"
            raise Misuse(f"a loss is taken from {loss.term!r}, which is no inventory term; inventories are {known}")
        if loss.amounts.shape != (term.periods,):
            raise Misuse(
                f"a loss of shape {loss.amounts.shape} is given for {term.periods} periods; give kg for each period"
            )
        gone[loss.term][1:] += np.cumsum(loss.amounts)
    return np.concatenate([gone[term.name] for term in terms])


def _overdrawn(structure: Structure, true: FloatArray) -> list[Finding]:
    short = np.flatnonzero(true < 0)[:10]
    rule = "no more can go missing than there is"
    return [
        Finding(
            structure.terms[structure.term_of[place]], int(place - np.argmax(structure.term_of == structure.term_of[place])) + 1,
            "loss-exceeds-inventory", "loss", f"{true[place]:g} kg left", "0 kg or more", rule,
            "take the loss from a term that holds enough, or a smaller one",
        )
        for place in short
    ]  # fmt: skip
