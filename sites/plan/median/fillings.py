"""Close a part whole where hubs have limits: list all fillings that can matter, choose among them.

At the prices of a part, a plan above a target holds only fillings (a hub with a set of sites) that
miss the relaxed choice by less than the gap. With few sites a hub these can be listed, all of
them; the best plan is then the best set of fillings that serves each site once. That programme
is far sharper than one of pairs: its relaxation is the bound by prices at its best.
Method: Baldacci, Hadjiconstantinou, Maniezzo and Mingozzi 2002.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.median.arrays import Fillings
from sites.plan.median.bound import Node, arrays_of, missing
from sites.plan.median.recognise import Serving
from sites.plan.model.model import INF, Floats, Ints
from sites.plan.model.programme import Columns, Programme

_ITEMS: Final = 12  # a filling, over all: with more the fillings are too many as well
_CELLS: Final = 20_000_000  # of the tables over places that listing takes
_NONE: Final = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Listed:
    """The fillings left in a part: what each is worth, its hub, and which sites it serves."""

    worth: Floats
    hub: Ints
    serves: sparse.csc_matrix  # sites x fillings

    def hub_of(self, taken: Ints) -> Ints:
        """Return the hub of each site when these fillings are taken."""
        hub_of = np.zeros(self.serves.shape[0], dtype=np.int64)
        for filling in taken.tolist():
            low, high = self.serves.indptr[filling], self.serves.indptr[filling + 1]
            hub_of[self.serves.indices[low:high]] = self.hub[filling]
        return hub_of


def listed(serving: Serving, node: Node, target: float, most: int) -> Listed | None:
    """List every filling that a plan of this part above the target can hold; None: too many."""
    from sites.plan.median.filling_kernels import fillings  # noqa: PLC0415 - loads numba

    pairs, hubs = arrays_of(serving, node)
    if (np.diff(pairs.start) * (hubs.room + 1)).sum() > _CELLS:
        return None
    need = missing(serving, node, target)
    count, found = fillings(pairs, hubs, node.price, need, most, _ITEMS * most)
    if count > most:
        return None
    return _listed(serving, node, found, count)


def _listed(serving: Serving, node: Node, found: Fillings, count: int) -> Listed:
    end = found.end[: count + 1]
    pair = node.keep[found.item[: end[-1]]]
    hub = np.repeat(np.arange(len(serving.room)), np.diff(found.hub_end))
    shape = (len(serving.size), count)
    # An empty filling is an open hub that serves nobody: only its cost counts.
    gain = sparse.csc_matrix((serving.gain[pair], serving.site[pair], end), shape=shape)
    serves = sparse.csc_matrix((np.ones(len(pair)), serving.site[pair], end), shape=shape)
    worth = np.asarray(gain.sum(axis=0)).ravel() - serving.cost[hub]
    return Listed(worth, hub, serves)


def choice(serving: Serving, node: Node, among: Listed) -> Programme:
    """Write the choice of fillings: each site once, each hub at most once, so many hubs."""
    count, hubs = len(among.hub), len(serving.room)
    of_hub = sparse.csr_matrix((np.ones(count), (among.hub, np.arange(count))), shape=(hubs, count))
    several = np.bincount(among.hub, minlength=hubs) > 1
    rows = (among.serves.tocsr(), of_hub[several | node.must], np.ones((1, count)))
    must = node.must[several | node.must].astype(float)
    sites = len(serving.size)
    return Programme(
        cost=among.worth,
        least=np.zeros(count),
        most=np.ones(count),
        integer=np.ones(count, dtype=bool),
        rows=sparse.vstack(rows, format="csr"),
        row_least=np.concatenate([np.ones(sites), np.where(must > 0, 1.0, -INF), [serving.low]]),
        row_most=np.concatenate([np.ones(sites + len(must)), [serving.high]]),
        labels=(),
        columns=Columns(0, count, count, count, count, count, count, count, _NONE),
    )
