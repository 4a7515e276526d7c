"""Look for a plan over periods near the LP, and lower the bound until it is near that plan.

The best plans use openings whose reduced cost is next to nothing: some hundreds of all. Among them
sites are chosen with sizes in fractions, and then get whole sizes. A plan that lies above another
by more than a gap can use some half of all openings; for these the cuts of the first node, again
with sizes in fractions, say how good a plan can be.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from sites.plan.model.model import Bools, Floats
from sites.plan.solve.highs import INFEASIBLE, Engine, Work
from sites.plan.timed.programme import TimedProgramme, timed_programme
from sites.plan.timed.search import Search, among, lifted, number_of

_WIDTHS: Final = (5e-4, 2e-3)  # of the LP's bound: how far below it the openings of a plan lie
_PLAN: Final = Work(calls=80, nodes=50, gap=3e-3)
_SIZES: Final = Work(calls=100, nodes=1000)
_CALLS: Final = 2000
_INSIDE: Final = 0.999  # of the gap: what is proved must not fall out of it by a last bit


def look_near(search: Search, whole: TimedProgramme, slack: Floats, gap: float) -> None:
    """Offer a plan near the LP's bound, and lower the bound to a gap where that can be proved.

    ``slack`` says by how much each opening lowers the LP's bound, 0 or less.
    """
    for width in _WIDTHS:
        if search.stopped():
            return
        _plan_among(search, slack >= -width * abs(search.linear))
        if search.judged is not None:
            break
    if search.plan is not None and not search.stopped() and not search.done(gap):
        _lower(search, whole, slack, _INSIDE * gap)


def _plan_among(search: Search, useful: Bools) -> None:
    """Offer the best plan of some openings, its sites first and then their sizes."""
    openings = search.timed.openings
    kept = np.unique(openings.pair[useful])
    if not len(kept):
        return
    small = among(search.timed, kept)
    rows = timed_programme(small)
    count = len(small.openings.pair)
    number = number_of(search.timed)[kept[small.openings.pair], small.openings.first]
    prog = replace(rows.prog, least=rows.prog.least.copy(), most=rows.prog.most.copy())
    prog.most[:count] = np.where(useful[number], prog.most[:count], 0.0)
    engine = Engine(prog, stop=search.stop, searches=("rins",), tries=False)
    answer = engine.whole(prog.integer & ~rows.sizes, work=_PLAN)
    if answer.solution is None:
        return
    prog.least[:count] = prog.most[:count] = np.rint(answer.solution[:count])
    answer = Engine(prog, stop=search.stop).whole(prog.integer, work=_SIZES)
    if answer.solution is not None:
        search.offer(lifted(search.timed, small, kept, rows.read(small, answer.solution)))


def _lower(search: Search, whole: TimedProgramme, slack: Floats, gap: float) -> None:
    """Lower the bound by the cuts of the first node, over all a plan so much better can use."""
    plan, value = search.plan, search.value
    if plan is None:
        return
    target = value + gap * abs(value)
    most = whole.prog.most.copy()
    count = len(slack)
    most[:count] = np.where(search.linear + slack >= target, most[:count], 0.0)
    most[plan.opening] = 1.0  # what is known starts it
    engine = Engine(
        replace(whole.prog, most=most),
        stop=search.stop, heuristics=0.0, searches=(), tries=False,
    )  # fmt: skip
    answer = engine.whole(
        whole.prog.integer & ~whole.sizes,
        work=Work(calls=_CALLS, nodes=1, gap=gap),
        start=whole.write(search.timed, plan),
    )
    proved = target if answer.status == INFEASIBLE else max(answer.bound, target)
    search.bound = min(search.bound, max(proved, value))
