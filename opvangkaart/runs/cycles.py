"""Choose the cycle whose target and tasks count, from the bundled register and the scenario."""

from functools import lru_cache

import pandas as pd
from pandera.typing import DataFrame

from geodata.files.basisset import table
from sites.base.errors import ScenarioError
from sites.ledger.register import (
    Asked,
    asked_by_hand,
    cycle_of,
    in_cycle,
    official_tasks,
    regime_words,
)
from sites.settings.bounds import MOST_PLACES
from sites.settings.scenario import Scenario
from sites.tables.tasks import TaskCycles, Tasks


@lru_cache(maxsize=1)
def task_cycles() -> DataFrame[TaskCycles]:
    """Return the bundled cycles.

    >>> task_cycles().set_index("cycle")["places"].dropna().to_dict()  # of one nobody knows it
    {'prt-2024': 4793, 'spreidingswet-1': 8207}
    """
    return DataFrame[TaskCycles](table("task_cycles")[list(TaskCycles.to_schema().columns)])


@lru_cache(maxsize=1)
def published_tasks() -> DataFrame[Tasks]:
    """Return the bundled tasks per municipality."""
    return DataFrame[Tasks](table("tasks"))


def with_cycle(
    scenario: Scenario,
    municipalities: pd.DataFrame,
    *,
    cycle: str | None = None,
    target: int | None = None,
) -> Scenario:
    """Return the scenario with the target and the tasks of its cycle, or of the one asked.

    Raises
    ------
    ScenarioError
        A target that is no number of places.
    LedgerError
        An unknown cycle, a task in one, or no figure to work with.
    """
    if target is not None and not 0 <= target <= MOST_PLACES:
        raise ScenarioError(
            "target {target} is no number of places; give 0 to {most}",
            target=target,
            most=MOST_PLACES,
        )
    cycles = task_cycles()
    for task in scenario.ledger.tasks:
        cycle_of(cycles, task.cycle)
    if cycle is None and not _is_ours(municipalities):
        return scenario if target is None else _by_hand(scenario, target)
    return in_cycle(scenario, cycles, published_tasks(), municipalities, code=cycle, target=target)


def _by_hand(scenario: Scenario, target: int) -> Scenario:
    """Return the scenario of an area without a cycle with the target that was entered for it."""
    words = asked_by_hand({}).cycle.words(target)
    load = scenario.judgement.load.model_copy(
        update={"task_places": target or None, "task_label": words}
    )
    return scenario.model_copy(
        update={
            "plan": scenario.plan.model_copy(update={"target": target}),
            "judgement": scenario.judgement.model_copy(update={"load": load}),
        }
    )


def asked_of(scenario: Scenario, municipalities: pd.DataFrame) -> Asked:
    """Return the cycle of a scenario and the official figures of every cycle.

    An area with none of the register's gemeenten has no cycle, only what was entered for it.
    """
    if not _is_ours(municipalities):
        return asked_by_hand(scenario.plan.share.tasks)
    cycles, published = task_cycles(), published_tasks()
    tasks = [official_tasks(scenario, published, municipalities, code) for code in cycles["cycle"]]
    names = dict(zip(cycles["cycle"], cycles["name"], strict=True))
    every = DataFrame[Tasks](pd.concat(tasks, ignore_index=True))
    return Asked(cycle_of(cycles, scenario.cycle), every, names, regime_words(cycles))


def _is_ours(municipalities: pd.DataFrame) -> bool:
    """Tell whether the bundled register speaks of any gemeente of the area."""
    return bool(municipalities["gm_code"].isin(published_tasks()["gm_code"]).any())
