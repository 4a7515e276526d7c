"""Hand the model to HiGHS, one thread, stopped by counted work and never by a clock of its own."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
from scipy import sparse

from sites.plan.model.model import INF, Bools, Floats
from sites.plan.model.programme import Programme

OPTIMAL: Final = "optimal"
INFEASIBLE: Final = "infeasible"
STOPPED: Final = "stopped"  # by a work limit
INTERRUPTED: Final = "interrupted"  # from outside: Ctrl-C or a wall clock

Stop = Callable[[], bool]

#: Programmes of its own that HiGHS runs at the root whatever the effort, to find better plans.
SEARCHES: Final = ("rins", "rens", "root_reduced_cost")
#: Its presolve rules that try values of every variable in turn (probing, enumeration).
_TRIALS: Final = 3 << 15


@dataclass(frozen=True)
class Relaxed:
    """An LP solved: its value (an upper bound), the variables, their reduced costs, row duals."""

    status: str
    value: float
    solution: Floats
    reduced: Floats
    duals: Floats
    iterations: int


@dataclass(frozen=True)
class Whole:
    """A MIP solved or stopped: the best solution, if any, and the bound that was proved."""

    status: str
    value: float
    bound: float
    solution: Floats | None
    nodes: int


@dataclass(frozen=True)
class Work:
    """How much work one solve may do: the same on any machine, unlike seconds."""

    calls: int = 20_000  # HiGHS asks so often whether to go on
    nodes: int = 20_000
    gap: float = 0.0


class Engine:
    """One HiGHS model that can be resolved after rows are added.

    Without ``searches`` it looks for no better plan in smaller programmes: the way to prove that
    there is none. Without ``tries`` presolve tries no values out, which takes most of the time of
    a root where there are many variables.
    """

    def __init__(
        self,
        prog: Programme,
        *,
        stop: Stop | None = None,
        heuristics: float = 0.05,
        searches: Collection[str] = SEARCHES,
        tries: bool = True,
    ) -> None:
        self.prog = prog
        self.interrupted = False
        self._stop = stop
        self._limit = self.calls = 0  # of check-ins
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call] # highspy has no types
        for name, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "mip_feasibility_tolerance": 1e-7,
            "mip_heuristic_effort": heuristics,
            "mip_allow_restart": False,
            "presolve_rule_off": 0 if tries else _TRIALS,
            **{f"mip_heuristic_run_{name}": name in searches for name in SEARCHES},
        }.items():
            self.highs.setOptionValue(name, value)
        self.highs.passModel(_lp(prog))
        self.highs.cbMipInterrupt += self._watch_mip
        self.highs.cbSimplexInterrupt += self._watch_simplex

    def _watch_mip(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        self.calls += 1
        if self.calls > self._limit:
            event.interrupt()
        self._watch_simplex(event)

    def _watch_simplex(self, event: Any) -> None:  # noqa: ANN401 - highspy has no types
        if self._stop is not None and self._stop():
            self.interrupted = True
            event.interrupt()

    def add_links(self, rows: sparse.csr_matrix) -> None:
        """Add rows that must stay at or below zero."""
        count = rows.shape[0]
        self.highs.addRows(
            count,
            np.full(count, -INF),
            np.zeros(count),
            rows.nnz,
            rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32),
            rows.data,
        )

    def bounds(self, least: Floats, most: Floats) -> None:
        """Replace the bounds of all variables."""
        count = len(least)
        self.highs.changeColsBounds(count, np.arange(count, dtype=np.int32), least, most)

    def relax(self) -> Relaxed:
        """Solve without whole numbers."""
        status = self._run()
        info = self.highs.getInfo()
        answer = self.highs.getSolution()
        value = info.objective_function_value if status == OPTIMAL else INF
        return Relaxed(
            status,
            value,
            np.array(answer.col_value),
            np.array(answer.col_dual),
            np.array(answer.row_dual),
            int(info.simplex_iteration_count),
        )

    def whole(
        self, integer: Bools, *, work: Work, start: Floats | None = None, cutoff: float = -INF
    ) -> Whole:
        """Solve with whole numbers where asked, from a start, within an amount of work."""
        types = np.where(
            integer, int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous)
        )
        count = len(integer)
        self.highs.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32), types.astype(np.uint8)
        )
        self._limit, self.calls = work.calls, 0
        self.highs.setOptionValue("mip_max_nodes", work.nodes)
        self.highs.setOptionValue("mip_rel_gap", work.gap)
        self.highs.setOptionValue("mip_abs_gap", 1e-7)
        if np.isfinite(cutoff):
            self.highs.setOptionValue("objective_bound", -cutoff)
        if start is not None:
            first = highspy.HighsSolution()
            first.col_value = list(start)
            self.highs.setSolution(first)
        status = self._run()
        info = self.highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = np.array(self.highs.getSolution().col_value) if found else None
        value = info.objective_function_value if found else -INF
        # HiGHS says "optimal" within the gap asked for: only its own bound tells what is proved.
        bound = -INF if status == INFEASIBLE else max(value, info.mip_dual_bound)
        return Whole(status, value, bound, solution, int(info.mip_node_count))

    def _run(self) -> str:
        self.highs.run()
        if self.interrupted:
            return INTERRUPTED
        model = self.highs.getModelStatus()
        kinds = highspy.HighsModelStatus
        if model == kinds.kOptimal:
            return OPTIMAL
        if model in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return INFEASIBLE
        return STOPPED


def _lp(prog: Programme) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    rows = prog.rows
    lp.num_col_, lp.num_row_ = rows.shape[1], rows.shape[0]
    lp.col_cost_ = prog.cost
    lp.col_lower_, lp.col_upper_ = prog.least, prog.most
    lp.row_lower_, lp.row_upper_ = prog.row_least, prog.row_most
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = rows.data
    return lp
