"""A plan from the command's own path: pages, tables, and two plans compared."""

import signal
from pathlib import Path
from threading import Timer

import pandas as pd
import pytest

from benchmarks.bench_plan import made_up
from opvangkaart.cli.options import cell, day
from opvangkaart.cli.plan import stopper
from opvangkaart.runs.plan import PlanAsked, plan_run, read_plan, write_plan
from sites.base.errors import InputFileError, OpvangkaartError
from sites.plan.compare import compare
from sites.plan.model.check import judge
from sites.plan.solve.solve import solve
from tests.sites.plan import siting_instances as instances


@pytest.mark.slow
def test_a_stopped_plan_is_whole_marked_and_drawn(tmp_path: Path) -> None:
    """Stopped at once the constructive plan comes back, and says that it was cut short."""
    planned = plan_run(None, PlanAsked(alternatives=0), stop=lambda: True)
    plan = planned.plan
    assert plan.status == "afgebroken"
    assert len(plan.rows) > 0
    written = write_plan(planned, tmp_path / "plan")
    rows = read_plan(tmp_path / "plan" / "plan.parquet")
    assert rows["places"].sum() == plan.rows["places"].sum() == plan.towns["planned"].sum()
    assert set(compare(rows, rows)["change"]) == {"blijft gelijk"}
    assert "basisplan" in written.index.read_text(encoding="utf-8")


def test_a_file_that_is_no_plan_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(InputFileError, match=r"x\.parquet is not a plan"):
        read_plan(path)
    with pytest.raises(InputFileError, match="does not exist"):
        read_plan(tmp_path / "y.parquet")


def test_a_clock_stops_only_where_it_was_asked_for() -> None:
    with stopper(None) as stop:
        assert not stop()
    with stopper(0.0) as stop:
        assert stop()


def test_ctrl_c_saves_the_plan_so_far_and_ends_at_once_when_there_is_none() -> None:
    with stopper(None) as stop:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)  # the solver has not begun
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_day_is_a_day() -> None:
    assert day("2026-11-01").day == 1
    with pytest.raises(OpvangkaartError, match="jjjj-mm-dd"):
        day("1-11-2026")
    assert cell(float("nan")) == "onbekend"


@pytest.mark.slow
def test_ctrl_c_while_the_solver_works_brings_back_the_best_plan_so_far() -> None:
    siting = instances.province(made_up(2000, seed=1))
    timers = []

    def press_soon(_: object) -> None:
        if not timers:  # the signal must land inside the solver, not between two stages
            timers.append(Timer(0.7, signal.raise_signal, (signal.SIGINT,)))
            timers[0].start()

    with stopper(None) as stop:
        solved = solve(siting, stop=stop, progress=press_soon)
    assert timers[0].finished.is_set()
    assert solved.status == "afgebroken"
    assert solved.chosen is not None
    assert not judge(siting, solved.chosen).broken
