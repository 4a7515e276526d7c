"""Every benchmark runs whole on little data, so that a moved signature is found here.

What is asserted is that figures come out; never how long anything took.
"""

import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from benchmarks.__main__ import chosen, names
from benchmarks.measure import Row, apart, ask_peer, small_rows

#: The only reasons for which a figure may be absent on a machine.
ABSENT = ("not installed", "no g++", "no Chromium", "this system does not say", "cut off at")


def test_a_row_says_its_figure_its_target_or_why_there_is_none() -> None:
    assert str(Row("reading", 3.0, target=4)).endswith("3.00 CPU s    0.75 x the target of 4")
    assert str(Row("reading", None, note="no reader")).endswith("not measured: no reader")


#: Five seconds to half a minute each, also at their small size.
LONG = {
    "bench_commands", "bench_cover", "bench_own_sites", "bench_pages", "bench_plan", "bench_scale",
    "bench_streets", "bench_transit",
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in names()],
)
def test_every_part_gives_finite_figures_at_its_small_size(name: str) -> None:
    if name in LONG:  # its pages want a browser of their own, and one thread holds one alone
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart_from_the_tests:
            rows = apart_from_the_tests.submit(small_rows, name).result()
    else:
        rows = small_rows(name)
    measured = [row for row in rows if row.value is not None]
    assert len(measured) >= 5
    for row in measured:
        assert math.isfinite(row.value), row
    for row in rows:
        assert row.value is not None or row.note.startswith(ABSENT), row


def test_a_slow_peer_is_cut_off_and_the_row_says_so() -> None:
    found = ask_peer("numpy", "time:sleep", 60, limit_s=0.5)
    assert isinstance(found, Row)
    assert found.value is None
    assert "cut off at its limit of 0.5 s" in found.note


def test_a_peer_that_is_not_there_is_named_and_not_run() -> None:
    found = ask_peer("no_such_peer", "nowhere:nothing")
    assert found == Row("no_such_peer", None, note="not installed")


def test_a_peer_that_breaks_is_an_error_and_not_a_slow_peer() -> None:
    with pytest.raises(Exception, match="exit status 1"):
        apart("math:no_such_function")


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="no benchmark bench_trips; choose from bench_commands"):
        chosen(["trips"])
    assert chosen(["scores"]) == ["bench_scores"]
    assert len(chosen([])) == len(names())
