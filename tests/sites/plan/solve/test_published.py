"""Published optima, through the model that makes the plan."""

import csv
from pathlib import Path

import numpy as np
import pytest

from sites.plan.model.check import judge
from sites.plan.solve.solve import Effort, solve
from sites.plan.solve.start import first_plan
from tests.sites.plan import siting_instances as instances

QUICK = ["pmed1", "pmed5", "pmedcap03", "holmberg_p1", "holmberg_p3", "holmberg_p6"]
SLOW = [
    *("pmed2", "pmed3", "pmed4", "SJC1", "pmedcap01", "pmedcap02", "pmedcap04", "pmedcap05"),
    *(f"holmberg_p{n}" for n in (2, 4, 5, 7, 8, 9, 10)),
]


def optimum(shared: Path, name: str) -> float:
    with (shared / "anchors" / "optima.csv").open(encoding="utf-8") as stream:
        return {r["instance"]: float(r["optimum"]) for r in csv.DictReader(stream)}[name]


def check(shared: Path, name: str) -> None:
    solved = solve(instances.published(shared / "anchors", name))
    assert solved.status == "bewezen optimaal binnen dit model"
    assert -solved.value == pytest.approx(optimum(shared, name), abs=0.01)
    assert not solved.judged.broken


@pytest.mark.shared
@pytest.mark.parametrize("name", QUICK)
def test_published_optima_are_reproduced_and_proven(shared: Path, name: str) -> None:
    check(shared, name)


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("name", SLOW)
def test_the_other_published_optima_too(shared: Path, name: str) -> None:
    check(shared, name)


@pytest.mark.shared
def test_a_first_plan_for_2000_sites_is_feasible(shared: Path) -> None:
    siting = instances.province(np.load(shared / "anchors" / "province_2000.npz"))
    plan, judged = first_plan(siting)
    assert not judged.broken
    assert judge(siting, plan).value == judged.value


@pytest.mark.slow
@pytest.mark.shared
def test_the_province_of_2000_is_solved_within_its_gap(shared: Path) -> None:
    siting = instances.province(np.load(shared / "anchors" / "province_2000.npz"))
    solved = solve(siting)
    assert solved.gap <= 0.008
    assert solved.bound <= 188.87  # never above the published LP bound
    assert not solved.judged.broken
    again = solve(siting, Effort(), start=solved.chosen)
    assert again.value >= solved.value
