"""Better a plan a few hubs at a time: all else stays, these hubs and their sites are solved whole.

A neighbourhood is an open hub, the open hubs that share most candidate sites with it, and the
nearest closed ones that might take their place. Only the pairs that the LP holds best take part;
so this makes plans and proves nothing. Method: large neighbourhood search (Shaw 1998).
"""

from dataclasses import replace
from typing import Final

import numpy as np

from sites.plan.model.check import read_plan, write_plan
from sites.plan.model.model import Bools, Chosen, Ints, Siting
from sites.plan.model.pairs import lifted, with_pairs
from sites.plan.model.programme import Programme, programme
from sites.plan.solve.highs import Engine, Work
from sites.plan.solve.search import Search

_REACH: Final = ((2, 1), (2, 1), (3, 2), (4, 2))  # open and closed hubs per neighbourhood, by pass
_WIDE_GAP: Final = 0.008  # from the third pass on only above this gap: the larger ones are dear
_WORK: Final = Work(calls=60, nodes=500, gap=3e-4)


def polish(search: Search, pairs: Ints, passes: int) -> None:
    """Go over all open hubs so many times, each time with larger neighbourhoods.

    ``pairs`` are the pairs to choose from, besides those of the plan.
    """
    for number, reach in enumerate(_REACH[:passes]):
        if search.chosen is None or (number > 1 and search.done(_WIDE_GAP)):
            return
        kept = np.union1d(pairs, search.chosen.pair)
        small = with_pairs(search.siting, kept)
        prog = programme(small)
        common = _shared_sites(small)
        for hub in np.flatnonzero(search.judged.hub_open if search.judged else []):
            if search.stopped():
                return
            _better_around(search, int(hub), (small, prog, kept, common), reach)


def _shared_sites(siting: Siting) -> Ints:
    """Return how many candidate sites each two hubs share."""
    reach = np.zeros((siting.hubs, siting.sites), dtype=np.int64)
    reach[siting.pair_hub, siting.pair_site] = 1
    shared: Ints = reach @ reach.T
    return shared


def _better_around(
    search: Search,
    hub: int,
    model: tuple[Siting, Programme, Ints, Ints],
    reach: tuple[int, int],
) -> None:
    small, prog, kept, common = model
    chosen, judged = search.chosen, search.judged
    if chosen is None or judged is None:
        return
    plan = replace(chosen, pair=np.searchsorted(kept, chosen.pair))
    part = _around(small, prog, plan, _freed(small, judged.hub_open, common[hub], reach))
    start = write_plan(small, part, plan)
    answer = Engine(part, stop=search.stop).whole(part.integer, work=_WORK, start=start)
    if answer.solution is not None:
        found = read_plan(small, answer.solution, part.columns.stretch)
        search.offer(lifted(kept, found))


def _freed(siting: Siting, opened: Bools, shared: Ints, reach: tuple[int, int]) -> Bools:
    """Flag the hubs that may change: so many open and closed ones that share most sites."""
    order = np.argsort(-shared, kind="stable")
    may = siting.hub_forced[order] == -1
    near, others = order[opened[order]], order[~opened[order] & may]
    freed = np.zeros(siting.hubs, dtype=bool)
    freed[near[: reach[0]]] = freed[others[: reach[1]]] = True
    return freed


def _around(siting: Siting, prog: Programme, plan: Chosen, freed: Bools) -> Programme:
    """Fix every pair and hub of the plan outside the freed hubs."""
    cols = prog.columns
    now = write_plan(siting, prog, plan)
    least, most = prog.least.copy(), prog.most.copy()
    for low, high, free in (
        (cols.x, cols.z, freed[siting.pair_hub]),
        (cols.y, cols.under, freed),
    ):
        least[low:high] = np.where(free, least[low:high], now[low:high])
        most[low:high] = np.where(free, most[low:high], now[low:high])
    return replace(prog, least=least, most=most)
