"""A small made-up area and a scenario over it, for tests that read files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.layers import read_layers
from sites.params import Scenario
from sites.results import Layers

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


def square(lon: float, lat: float, size: float = 0.1) -> list[list[list[float]]]:
    """Return the ring of a square in degrees, its south-west corner first."""
    return [
        [
            [lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat],
        ]
    ]  # fmt: skip


def feature(properties: dict[str, object], kind: str, coordinates: object) -> dict[str, object]:
    """Return one GeoJSON feature."""
    return {
        "type": "Feature", "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }  # fmt: skip


def collection(*features: dict[str, object], **members: object) -> str:
    """Return a GeoJSON FeatureCollection as text."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})
