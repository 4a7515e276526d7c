"""Look for a plan that is near enough at once, where a gap is allowed.

A plan within the gap lies above bound - gap, so only the pairs whose reduced cost leaves them there
can be in it: a few hundred. Among these the programme is solved with sizes in fractions, which
bounds all plans above that value; the sites chosen then get their whole sizes. When there is none
so near, that is proved, and the bound comes down to it.
"""

from typing import Final

import numpy as np

from sites.plan.model.check import read_plan
from sites.plan.model.model import Bools, Floats
from sites.plan.model.programme import with_links
from sites.plan.solve.highs import INFEASIBLE, Engine, Work
from sites.plan.solve.relaxed import Relaxed, lp_useless, restricted
from sites.plan.solve.search import Effort, Search

_LEAST_GAP: Final = 1e-4  # nearer than this the whole model is the better way
_WIDTHS: Final = (0.5, 2.0)  # of the gap: how far below the bound a plan is looked for
_SIZES: Final = Work(calls=100, nodes=1000)


def look_near(search: Search, model: Relaxed, effort: Effort) -> bool:
    """Offer plans near the bound and lower it where there are none; tell whether one was found."""
    before = search.value
    if effort.gap < _LEAST_GAP:
        return False
    for width in _WIDTHS:
        if search.done(effort.gap) or search.stopped():
            break
        target = search.bound - width * effort.gap * abs(search.bound)
        if target <= search.value:
            break
        useful = ~lp_useless(model, target)
        if np.count_nonzero(useful) > effort.exact_pairs:
            break
        _among(search, model, useful, target, effort)
        search.note("plan vlak bij de grens")
    return search.value > before


def _among(search: Search, model: Relaxed, useful: Bools, target: float, effort: Effort) -> None:
    links = np.flatnonzero(useful & model.linked)
    prog = restricted(with_links(search.siting, model.prog, links), useful, None)
    whole = prog.integer.copy()
    whole[prog.columns.z : prog.columns.y] = False
    work = Work(calls=effort.exact_calls, nodes=effort.exact_nodes, gap=effort.gap)
    answer = Engine(prog, stop=search.stop).whole(whole, work=work)
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
