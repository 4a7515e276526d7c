"""Small tables for the tests of the core: points on a flat grid of metres, few columns to name.

Columns that a test does not name get a plain value, so that every table matches its schema.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import shapely

from sites.settings.scenario import Scenario
from sites.tables import schemas
from sites.tables.results import Layers
from sites.travel.context import Context
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points, TravelEngine

Spots = Sequence[tuple[float, float]] | np.ndarray
EVERYWHERE = shapely.box(-1e7, -1e7, 1e7, 1e7)
MUNICIPALITIES = pd.DataFrame({"gm_code": ["GM0001", "GM0002"]})


def _points(spots: Spots, **columns: Any) -> pd.DataFrame:
    xy = np.array(spots, dtype=float).reshape(-1, 2)
    place = {"lon": 5.0, "lat": 52.0, "easting": xy[:, 0], "northing": xy[:, 1]}
    return pd.DataFrame(place | columns, index=range(len(xy)))


def points(spots: Spots, ids: Sequence[str] | None = None) -> Points:
    xy = np.array(spots, dtype=float).reshape(-1, 2)
    names = [f"p{i:04d}" for i in range(len(xy))] if ids is None else ids
    return Points(np.array(names, dtype=str), xy[:, 0], xy[:, 1])


def sites_at(spots: Spots, **columns: Any) -> pd.DataFrame:
    plain = {
        "site_id": [f"s{i:04d}" for i in range(len(spots))],
        "name": "Locatie",
        "kind": "gebouw",
        "places": 50,
        "gm_code": "GM0001",
        "gm_certain": True,
        "gm_candidates": None,
        "kern": "Aadorp",
        "confidentiality": "openbaar",
        **dict.fromkeys(("status", "target_groups", "from_date", "until_date", "h3_cell")),
    }
    return schemas.Sites.validate(_points(spots, **(plain | columns)))


def places_at(category: str, spots: Spots, **columns: Any) -> pd.DataFrame:
    plain = {
        "place_id": [f"{category}-{i}" for i in range(len(spots))],
        "category": category,
        "name": [f"{category} {i}" for i in range(len(spots))],
        "gm_code": "GM0001",
        "capacity": np.nan,
        "origin": "register",
        "is_assumption": False,
        "source": "test",
    }
    return schemas.Places.validate(_points(spots, **(plain | columns)))


def hubs_at(spots: Spots, **columns: Any) -> pd.DataFrame:
    rooms = ("places", "room_school", "room_gza", "room_guidance_hours")
    plain = {
        "hub_id": [f"H{i}" for i in range(len(spots))],
        "name": [f"AZC {i}" for i in range(len(spots))],
        "gm_code": "GM0001",
        "kind": "azc",
        "status": "in gebruik",
        **dict.fromkeys((*rooms, "school_on_site", "gza_on_site"), pd.NA),
        "is_amv": False,
        "is_planned": False,
        "from_date": None,
        "until_date": None,
        "azc_from": None,
        "hub_candidate": "ja",
        "in_annex": False,
        "is_active": True,
        "mother_note": "ja",
        "accuracy_m": 0.0,
        "source_date": None,
        "source": "test",
        "confidence": "high",
    }
    return schemas.Hubs.validate(_points(spots, **(plain | columns)))


def criterion(name: str, *categories: str, **settings: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": name,
        "label": name,
        "categories": categories or (name,),
        "mode": "walk",
    }
    plain |= {"weight": 1.0, "curve": {"good": 10, "poor": 30}, "norm": "", "source": "test"}
    return plain | settings


def scenario(*criteria: dict[str, Any], **settings: Any) -> Scenario:
    plain = {"name": "test", "title": "Test", "reference_date": "2026-11-01"}
    return Scenario.model_validate(plain | {"criteria": criteria or (criterion("gp"),)} | settings)


def context(
    run: Scenario | None = None, engine: TravelEngine | None = None, **layers: Any
) -> Context:
    """Return a run of these layers; a layer that a test does not name is not there."""
    run = run or scenario()
    absent = {field.name: None for field in fields(Layers)}
    held = Layers(**(absent | {"municipalities": MUNICIPALITIES, "coverage": {}} | layers))
    return Context(held, run, engine or CrowFly(run.travel))


def coverage(*categories: str) -> dict[str, Any]:
    return dict.fromkeys((*schemas.CATEGORIES, schemas.MOTHER, *categories), EVERYWHERE)
