"""What a run hands to those who draw and write: checked layers in, answers out."""

from dataclasses import dataclass, field
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from sites.settings.scenario import Scenario

Edition = Literal["openbaar", "raad", "intern"]


@dataclass(frozen=True)
class Layers:
    """Everything that came in, checked, in the shapes of ``sites.tables.schemas``.

    ``coverage`` maps a facility category (and "mother") to the polygon (metric CRS) inside which
    the layer is complete. ``exclusions`` has columns name, kind, geometry (EPSG:4326).
    ``base`` maps "water", "wegen", "bebouwing" to drawn-only shapes (EPSG:4326).
    ``examined`` names what was looked at per cell ("water", "natuur"); the rest was not.
    """

    municipalities: gpd.GeoDataFrame
    kernen: pd.DataFrame
    hubs: pd.DataFrame
    hubs_unplaced: pd.DataFrame
    places: pd.DataFrame
    profile: pd.DataFrame  # municipality_profile_2021; empty when not given
    coverage: dict[str, Any]
    exclusions: gpd.GeoDataFrame | None
    wijken: gpd.GeoDataFrame | None
    base: dict[str, gpd.GeoDataFrame]
    info: pd.DataFrame  # LayerInfo
    examined: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunResult:
    """One run for one edition: computed from what that edition may show, and nothing else.

    ``sites`` and every table after it hold visible sites only. What was left out appears as one
    provincial total at most (see ``sites.tables.editions``). ``extra`` carries later tables by name
    ("verdicts", "trust", "plan" ...); an absent name means "niet berekend".
    """

    scenario: Scenario
    edition: Edition
    layers: Layers
    sites: pd.DataFrame
    travel: pd.DataFrame
    scores: pd.DataFrame
    ranking: pd.DataFrame
    mothers: pd.DataFrame
    clusters: pd.DataFrame
    fingerprint: str
    engine_label: str
    versions: dict[str, str]
    withheld_sites: int = 0
    withheld_places: int | None = 0  # None: the total would give a site away
    extra: dict[str, Any] = field(default_factory=dict)
