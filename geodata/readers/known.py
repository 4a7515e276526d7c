"""Hold every name that a scenario uses against what exists: norms, readers, categories, codes.

A misspelt name is an error with the nearest one, never a criterion that silently counts nothing.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from geodata.readers.ratios import read_norm_ids
from sites.base.errors import ScenarioError
from sites.base.messages import Message, say
from sites.base.nearest import nearest
from sites.base.projection import metric_fault
from sites.scoring.mother_choice import CHECK_STATUS, ENDED, IN_USE, PLANNED
from sites.settings.scenario import FIT, Scenario
from sites.tables.filters import own_municipalities
from sites.tables.schemas import CATEGORIES, MOTHER

#: Slots whose files are opened where they are used; the others are read by the registry's readers.
OPENED_LATER: Final = {"streets": ("streets", "osmnx"), "transit": ("gtfs",)}
#: What a reception location may be; a table of the user's own may know more.
HUB_STATUSES: Final = (IN_USE, PLANNED, CHECK_STATUS, ENDED)
#: How many names a message lists at the most.
_LISTED: Final = 12


def refuse_unknown_names(scenario: Scenario, base_dir: Path) -> None:
    """Refuse what no file can make known: a norm, a reader, a category without any file for it.

    Raises
    ------
    ScenarioError
        Which setting, the name, and the nearest that exists.
    """
    for number, criterion in enumerate(scenario.criteria, start=1):
        if criterion.norm:
            norms = read_norm_ids(scenario.area.norms, base_dir)
            _one_of(criterion.norm, norms, f"criteria {number}.norm")
    for slot, readers in OPENED_LATER.items():
        held = getattr(scenario.layers, slot)
        for file in held if isinstance(held, tuple) else [held] if held else []:
            _one_of(file.reader, readers, f"layers.{slot}.reader")
    used = {category for _, category in _asked(scenario)}
    for file in scenario.layers.places:
        for category in file.categories:
            _one_of(category, {*CATEGORIES, *used} - {MOTHER}, "layers.places.categories")
    if not scenario.layers.places and scenario.layers.store is None:
        _refuse_unknown_categories(scenario, ())


def refuse_unknown_places(scenario: Scenario, places: pd.DataFrame) -> None:
    """Refuse a category that is none of ours and that no file of facilities holds or names."""
    named = {c for file in scenario.layers.places for c in file.categories}
    _refuse_unknown_categories(scenario, {*named, *places["category"].unique()})


def refuse_unknown_codes(
    scenario: Scenario,
    municipalities: gpd.GeoDataFrame,
    hubs: pd.DataFrame,
    unplaced: Iterable[str],
) -> None:
    """Refuse a mother location, a status or a municipality that does not exist in this run."""
    known = {*hubs["hub_id"], *unplaced}
    for status in scenario.judgement.load.present:
        _one_of(status, {*HUB_STATUSES, *hubs["status"].dropna()}, "judgement.load.present")
    for room in scenario.plan.hubs.rooms:
        _one_of(room.hub_id, known, "plan.hubs.rooms.hub_id")
    own = set(own_municipalities(municipalities)["gm_code"])
    share = scenario.plan.share
    for key, codes in (
        ("plan.hubs.new_in", scenario.plan.hubs.new_in), ("plan.share.own", share.own),
        ("plan.share.tasks", share.tasks), ("plan.share.bounds", share.bounds),
    ):  # fmt: skip
        for code in codes:
            _one_of(code, own, key)


def refuse_untrue_metric(scenario: Scenario, municipalities: gpd.GeoDataFrame) -> None:
    """Refuse a metric CRS that is not true to scale over the municipalities of the run."""
    box = own_municipalities(municipalities).total_bounds
    if fault := metric_fault(scenario.area.metric_crs, tuple(map(float, box))):
        raise ScenarioError("area.metric_crs: {fault}", fault=fault)


def _asked(scenario: Scenario) -> list[tuple[str, str]]:
    """Return every category that a setting asks for, with the name of the setting."""
    criteria = [
        (f"criteria {number}.categories", category)
        for number, criterion in enumerate(scenario.criteria, start=1)
        for category in criterion.categories
        if category != FIT
    ]
    functions = [
        (f"judgement.leaning.functions.{norm.id}.categories", category)
        for norm in scenario.judgement.leaning.functions
        for category in norm.categories
    ]
    return criteria + functions


def _refuse_unknown_categories(scenario: Scenario, more: Iterable[str]) -> None:
    known = {MOTHER, *CATEGORIES, *more}
    for setting, category in _asked(scenario):
        _one_of(category, known, setting)


def _one_of(name: str, known: Iterable[str], setting: str) -> None:
    names = sorted(known)
    if name not in names:
        raise ScenarioError(
            "{setting}: {name!r} does not exist; {advice}", setting=setting, name=name[:60],
            advice=_advice(name, names),
        )  # fmt: skip


def _advice(name: str, names: list[str]) -> Message:
    near = nearest(name, names, spelled=str.casefold)
    if near:
        return say("did you mean {near}?", near=near[0])
    if len(names) > _LISTED or not names:
        return say("there are {count} to choose from", count=len(names))
    return say("use {names}", names=tuple(names))
