"""A scenario for tests that read files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.layers import read_layers
from sites.settings.scenario import Scenario
from sites.tables.results import Layers

CRITERION = {
    "id": "gp", "label": "Huisarts", "categories": ["gp"], "mode": "walk", "weight": 1,
    "curve": {"good": 10, "poor": 40}, "norm": "", "source": "test",
}  # fmt: skip


@pytest.fixture(scope="session")
def scenario_of() -> Callable[..., Scenario]:
    """Return a scenario with the given tables: layers, sites, area, mothers."""

    def make(**tables: object) -> Scenario:
        return Scenario.model_validate(
            {
                "name": "proef", "title": "Proef", "reference_date": "2026-11-01",
                "criteria": [CRITERION], **tables,
            }
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def basis_layers(scenario_of) -> Layers:
    return read_layers(scenario_of(), Path())
