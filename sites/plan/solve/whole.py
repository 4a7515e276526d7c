"""Close a part of the plain siting problem whole, by a programme of what is left in it.

Where no hub has a limit, the pairs that a plan above the target can use are few: one variable per
pair and one per hub. Where hubs have limits, see ``sites.plan.median.fillings``: one variable per
filling, prices taken from its relaxation, and what these prove useless left out once more.
"""

from typing import Final

import numpy as np
from scipy import sparse

from sites.plan.median.bound import Node
from sites.plan.median.branch import Closed
from sites.plan.median.fillings import choice, listed
from sites.plan.median.recognise import Serving
from sites.plan.model.model import INF, Floats
from sites.plan.model.programme import Columns, Programme
from sites.plan.solve.highs import INFEASIBLE, OPTIMAL, Engine, Stop, Work

_WORK: Final = Work(calls=400, nodes=2000)
_ENTRY: Final = 300.0  # pairs that a search tree looks at in the time of one entry at a check-in
_ROUNDING: Final = 1e-6
_NONE: Final = np.empty(0, dtype=np.int64)


def solved_whole(
    serving: Serving, node: Node, target: float, most: int, stop: Stop | None
) -> Closed | None:
    """Find the best plan of this part above the target, or prove that there is none.

    None when the part is too large for it: more than ``most`` pairs, or fillings. A plan below
    the target may be found too; it proves nothing of the plans between.
    """
    if serving.limited:
        return _by_fillings(serving, node, target, most, stop)
    return _by_pairs(serving, node, stop) if len(node.keep) <= most else None


def _by_pairs(serving: Serving, node: Node, stop: Stop | None) -> Closed:
    prog = _pair_rows(serving, node)
    whole, bound, work = _answer(Engine(prog, stop=stop), prog)
    if whole is None:
        return Closed(None, bound, work)
    hub_of = np.zeros(len(serving.size), dtype=np.int64)
    taken = node.keep[np.flatnonzero(whole[: len(node.keep)] > 0.5)]  # noqa: PLR2004 - halfway
    hub_of[serving.site[taken]] = serving.hub[taken]
    return Closed(hub_of, bound, work)


def _pair_rows(serving: Serving, node: Node) -> Programme:
    """Write the choice of pairs and hubs: each site once, on an open hub, so many hubs."""
    count, hubs, sites = len(node.keep), len(serving.room), len(serving.size)
    site, hub = serving.site[node.keep], serving.hub[node.keep]
    pair = np.arange(count)
    ones = np.ones(count)
    each = sparse.csr_matrix((ones, (site, pair)), shape=(sites, count + hubs))
    link = sparse.hstack(
        [sparse.identity(count), sparse.csr_matrix((-ones, (pair, hub)), shape=(count, hubs))]
    )
    number = np.concatenate([np.zeros(count), np.ones(hubs)])[None]
    whole = np.arange(count + hubs) >= count
    ends = count + hubs
    return Programme(
        cost=np.concatenate([serving.gain[node.keep], -serving.cost]),
        least=np.concatenate([np.zeros(count), node.must]).astype(float),
        most=np.concatenate([ones, node.can]).astype(float),
        integer=whole,
        rows=sparse.vstack([each, link, number], format="csr"),
        row_least=np.concatenate([np.ones(sites), np.full(count, -INF), [serving.low]]),
        row_most=np.concatenate([np.ones(sites), np.zeros(count), [serving.high]]),
        labels=(),
        columns=Columns(0, count, count, ends, ends, ends, ends, ends, _NONE),
    )


def _by_fillings(
    serving: Serving, node: Node, target: float, most: int, stop: Stop | None
) -> Closed | None:
    among = listed(serving, node, target, most)
    if among is None:
        return None
    if not len(among.hub):
        return Closed(None, -INF, 0.0)
    prog = choice(serving, node, among)
    relaxed = Engine(prog, stop=stop).relax()
    work = _ENTRY * prog.rows.nnz
    if relaxed.status == INFEASIBLE:
        return Closed(None, -INF, work)
    if relaxed.status != OPTIMAL:
        return Closed(None, INF, work)
    price = relaxed.duals[: len(serving.size)]
    useful = relaxed.value + np.minimum(0.0, relaxed.reduced) >= target - _ROUNDING * abs(target)
    prog.most[~useful] = 0.0
    whole, bound, more = _answer(Engine(prog, stop=stop), prog)
    taken = None if whole is None else np.flatnonzero(whole > 0.5)  # noqa: PLR2004 - halfway
    hub_of = None if taken is None else among.hub_of(taken)
    return Closed(hub_of, bound, work + more, price)


def _answer(engine: Engine, prog: Programme) -> tuple[Floats | None, float, float]:
    """Return the best choice, what bounds all of them (-inf: there is none) and the work."""
    answer = engine.whole(prog.integer, work=_WORK)
    work = _ENTRY * prog.rows.nnz * (1 + engine.calls)
    bound = -INF if answer.status == INFEASIBLE else answer.bound
    return answer.solution, bound, work
