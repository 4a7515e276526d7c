"""Solve the model without whole numbers, and say what no better plan can use.

The rows x <= y are added only where the answer breaks them: there are as many as pairs.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.model.model import INF, Bools, Floats, Siting
from sites.plan.model.programme import Programme, link_entries, programme
from sites.plan.solve.highs import OPTIMAL, Engine, Stop

WHOLE: Final = 1e-6


class Relaxed:
    """The LP with its rows x <= y added where broken."""

    def __init__(self, siting: Siting, stop: Stop | None) -> None:
        self.siting = siting
        self.prog = programme(siting)
        cols = self.prog.columns
        self.engine = Engine(self.prog, stop=stop)
        self.linked = np.zeros(siting.pairs, dtype=bool)
        free = siting.hub_forced[siting.pair_hub] == -1
        while True:
            self.answer = self.engine.relax()
            if self.answer.status != OPTIMAL:
                return
            x = self.answer.solution[: cols.z]
            y = self.answer.solution[cols.y : cols.under][siting.pair_hub]
            broken = np.flatnonzero(free & ~self.linked & (x > y + WHOLE))
            if not len(broken):
                return
            self.linked[broken] = True
            row, column, value = link_entries(siting, cols, broken)
            shape = (len(broken), cols.size)
            self.engine.add_links(sparse.csr_matrix((value, (row, column)), shape=shape))

    @property
    def pair_share(self) -> Floats:
        """Return how far each pair is chosen."""
        return self.answer.solution[: self.siting.pairs]

    @property
    def hub_share(self) -> Floats:
        """Return how far each hub is open."""
        cols = self.prog.columns
        return self.answer.solution[cols.y : cols.under]


def lp_useless(model: Relaxed, target: float) -> Bools:
    """Flag pairs whose reduced cost alone takes a plan below the target."""
    siting = model.siting
    reduced, share = model.answer.reduced[: siting.pairs], model.pair_share
    best = model.answer.value + np.where(share <= WHOLE, np.minimum(0.0, reduced), 0.0)
    return best < target - 1e-6 * max(1.0, abs(target)) if np.isfinite(target) else best < -INF


def restricted(prog: Programme, keep: Bools, opened: Bools | None) -> Programme:
    """Leave out pairs, and fix the hubs when given."""
    cols = prog.columns
    least, most = prog.least.copy(), prog.most.copy()
    most[: cols.z][~keep] = 0.0
    if opened is not None:
        least[cols.y : cols.under] = most[cols.y : cols.under] = opened
    return replace(prog, least=least, most=most)
