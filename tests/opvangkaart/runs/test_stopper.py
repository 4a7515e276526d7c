"""A solve that is stopped brings back the best plan so far; without one it ends at once."""

import signal
from threading import Timer

import pytest

from benchmarks.bench_plan import made_up
from opvangkaart.runs.stopper import stopper
from sites.plan.model.check import judge
from sites.plan.solve.solve import solve
from tests.sites.plan import siting_instances as instances


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
