"""Solve the model exactly: a first plan at once, then better plans and a bound for the whole.

The plain problem, in which every site is served by one of the hubs, goes through a search tree of
its own (``sites.plan.median.branch``); one in which only being served counts is solved whole at
once (``sites.plan.solve.covering``); all else goes through the LP and its stages
(``sites.plan.solve.stages``). Which it is follows from the model's rules alone.
"""

from sites.plan.median.branch import Tree
from sites.plan.median.recognise import as_serving
from sites.plan.model.check import judge
from sites.plan.model.model import Chosen, Siting
from sites.plan.solve.covering import as_covering, by_covering
from sites.plan.solve.highs import Stop
from sites.plan.solve.mend import mended
from sites.plan.solve.search import Effort, Incumbent, Progress, Search, Solved, Status, Step
from sites.plan.solve.stages import by_stages
from sites.plan.solve.start import first_plan

__all__ = ["Effort", "Incumbent", "Progress", "Solved", "Status", "Step", "solve"]


def solve(
    siting: Siting,
    effort: Effort | None = None,
    *,
    start: Chosen | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
    incumbent: Incumbent | None = None,
) -> Solved:
    """Return the best plan with its gap; a feasible ``start`` is never made worse.

    With ``effort.hub_calls`` 0 the hubs of the start are kept: the way to re-plan at once.
    """
    effort = effort or Effort()
    search = Search(siting, stop, progress)
    search.incumbent = incumbent
    if start is not None:
        search.offer(start)
        search.hint = judge(siting, start).hub_open
        if search.judged is None:
            search.offer(mended(siting, start))
    covering = as_covering(siting)
    if covering is not None:
        impossible = by_covering(search, covering, effort)
        return search.result("onmogelijk" if impossible else None)
    greedy, judged = first_plan(siting)
    search.offer(greedy)
    search.note("eerste plan")
    if search.stopped():
        return search.result()
    serving = as_serving(siting)
    if serving is None:
        impossible = by_stages(search, effort)
        return search.result("onmogelijk" if impossible else None)
    tree = Tree(serving, siting.least, search, effort.tree_work)
    tree.root((search.judged or judged).hub_open)
    if search.judged is None and by_stages(search, effort):
        return search.result("onmogelijk")
    tree.run(effort.gap)
    return search.result()
