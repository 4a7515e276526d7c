"""Look for a plan that is near the bound, and prove with sizes in fractions that none is better.

A plan within a gap lies above bound - gap, so only the pairs whose reduced cost leaves them there
can be in it: a few hundred. Among these the programme is solved with sizes in fractions, which
bounds all plans above that value; the sites chosen then get their whole sizes. When there is none
so near, that is proved, and the bound comes down to it. The best plan is mostly found so as well,
though it lies below that value: then the same programme, over all that can be in a better one,
mostly proves it the best.
"""

from collections.abc import Collection
from typing import Final

import numpy as np

from sites.plan.model.check import read_plan, write_plan
from sites.plan.model.model import Bools, Floats
from sites.plan.model.programme import with_links
from sites.plan.solve.highs import INFEASIBLE, SEARCHES, Engine, Work
from sites.plan.solve.relaxed import Relaxed, lp_useless, restricted
from sites.plan.solve.search import Effort, Search

_LEAST_GAP: Final = 1e-4  # nearer than this only a small model is looked at
_FIRST_GAP: Final = 1e-3  # what is looked for first where all is to be proved
_PROOF_NEXT: Final = 0.02  # a plan so near makes the proof small enough
_WIDTHS: Final = (0.5, 2.0)  # of the gap: how far below the bound a plan is looked for
_SIZES: Final = Work(calls=100, nodes=1000)


def look_near(search: Search, model: Relaxed, effort: Effort) -> bool:
    """Offer plans near the bound and lower it where there are none; tell whether one was found."""
    before = search.value
    proving = effort.gap < _LEAST_GAP
    if proving and not _is_small(search, model, effort):
        return False
    for width in _WIDTHS:
        if search.done(effort.gap) or search.stopped():
            break
        target = search.bound - width * max(effort.gap, _FIRST_GAP) * abs(search.bound)
        if target <= search.value:
            break
        useful = ~lp_useless(model, target)
        if np.count_nonzero(useful) > effort.exact_pairs:
            break
        _among(search, model, useful, target, effort)
        search.note("plan vlak bij de grens")
        if proving and search.done(_PROOF_NEXT):  # what is better comes out of the proof
            break
    return search.value > before


def prove_near(search: Search, model: Relaxed, useful: Bools, effort: Effort) -> None:
    """Lower the bound with sizes in fractions, and offer what is better than the best plan.

    ``useful`` flags every pair that a plan better than the best one can use.
    """
    if len(model.prog.columns.stretch):
        _among(search, model, useful, search.value, effort, searches=())
        search.note("bewijs met maten in delen")


def _is_small(search: Search, model: Relaxed, effort: Effort) -> bool:
    """Return whether the model is solved whole at the end, and more than whole at once."""
    pairs = search.siting.pairs
    return effort.direct_pairs < pairs <= effort.exact_pairs and len(model.prog.columns.stretch) > 0


def _among(
    search: Search,
    model: Relaxed,
    useful: Bools,
    target: float,
    effort: Effort,
    *,
    searches: Collection[str] = SEARCHES,
) -> None:
    links = np.flatnonzero(useful & model.linked)
    prog = restricted(with_links(search.siting, model.prog, links), useful, None)
    whole = prog.integer.copy()
    whole[prog.columns.z : prog.columns.y] = False
    work = Work(calls=effort.exact_calls, nodes=effort.exact_nodes, gap=effort.gap)
    start = None
    if not searches and search.chosen is not None:
        start = write_plan(search.siting, prog, search.chosen)
    engine = Engine(prog, stop=search.stop, searches=searches)
    answer = engine.whole(whole, work=work, start=start)
    if answer.solution is not None:
        _offer_sizes(search, model, answer.solution)
    proved = target if answer.status == INFEASIBLE else max(answer.bound, target)
    search.bound = min(search.bound, max(proved, search.value))


def _offer_sizes(search: Search, model: Relaxed, solution: Floats) -> None:
    """Offer the plan of these pairs with sizes that are whole and best."""
    siting = search.siting
    chosen = solution[: siting.pairs] > 0.5  # noqa: PLR2004 - halfway 0 and 1
    small = restricted(model.prog, chosen, None)
    small.least[: siting.pairs][chosen] = 1.0
    answer = Engine(small, stop=search.stop).whole(small.integer, work=_SIZES)
    if answer.solution is not None:
        search.offer(read_plan(siting, answer.solution, small.columns.stretch))
