"""Switch on the mother locations of a run: by the rule, or those that a scenario names."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.readers.interface import Reading
from sites.base.errors import ScenarioError
from sites.base.messages import say
from sites.base.nearest import did_you_mean
from sites.scoring.mother_choice import ENDED, choices, outside_m, reach_m
from sites.settings.scenario import Scenario

NAMED: Final = "ja, genoemd in het scenario"
NOT_NAMED: Final = "nee: niet genoemd in het scenario"


def with_active(
    reading: Reading,
    scenario: Scenario,
    area: BaseGeometry,
    municipalities: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Return the reception locations with the mothers of the scenario switched on, and why.

    Without a choice in the scenario the rule of ``sites.scoring.mother_choice`` decides. Mothers
    that the scenario itself names must exist and be able to be one on that date; a planned one
    counts from its opening on. ``area`` is the area's shape in the metric CRS.
    """
    hubs = pd.DataFrame(reading.table)
    named = scenario.mothers.active
    if named is None:
        told = choices(hubs, area, scenario)
        active = [one.counts for one in told]
        notes = [one.note for one in told]
    else:
        for hub_id in named:
            _refuse_mother(hub_id, reading, scenario)
        _refuse_far(named, hubs, scenario, area, municipalities)
        active = hubs["hub_id"].isin(named).tolist()
        notes = [NAMED if is_named else NOT_NAMED for is_named in active]
    return hubs.assign(
        is_active=pd.array(active, dtype=bool), mother_note=pd.array(notes, dtype="str")
    )


def _refuse_far(
    named: Sequence[str],
    hubs: pd.DataFrame,
    scenario: Scenario,
    area: BaseGeometry,
    municipalities: gpd.GeoDataFrame,
) -> None:
    """Refuse a named mother that no layer of the run reaches: nobody could lean on it."""
    asked = hubs[hubs["hub_id"].isin(named)]
    known = shapely.union_all(municipalities.geometry.to_crs(scenario.area.metric_crs).to_numpy())
    away_m = outside_m(asked, area)
    most_m = reach_m(scenario.mothers, scenario.travel) + asked["accuracy_m"]
    far = asked[(away_m > most_m) & (outside_m(asked, known) > 0)]
    if far.empty:
        return
    first = far.iloc[0]
    raise ScenarioError(
        "mothers.active: {hub_id} ({name}) lies {km:.0f} km outside {area}, beyond every layer of "
        "this run; leave it out, or mend its lon and lat in layers.hubs",
        hub_id=first["hub_id"],
        name=first["name"],
        km=float(away_m.loc[far.index].iloc[0]) / 1000,
        area=scenario.area.name,
    )


def _refuse_mother(hub_id: str, reading: Reading, scenario: Scenario) -> None:
    hubs, unplaced = reading.table, reading.unplaced
    if hub_id in set(unplaced["hub_id"]):
        raise ScenarioError(
            "mothers.active: {hub_id} has no position; give it lon, lat in layers.hubs",
            hub_id=hub_id,
        )
    row = hubs[hubs["hub_id"] == hub_id]
    if row.empty:
        known = sorted(hubs["hub_id"])
        hint = did_you_mean(hub_id, known, say("known: {names}", names=tuple(known[:8])))
        raise ScenarioError(
            "mothers.active: {hub_id} is not among the {known_count} reception locations; {hint}",
            hub_id=hub_id,
            known_count=len(known),
            hint=hint,
        )
    if row["status"].iloc[0] == ENDED:
        raise ScenarioError(
            "mothers.active: {hub_id} has ended (beëindigd); leave it out or correct layers.hubs",
            hub_id=hub_id,
        )
    if row["is_planned"].iloc[0]:
        _refuse_early(hub_id, reading.opening.get(hub_id), scenario.reference_date)


def _refuse_early(hub_id: str, opening: str | None, reference_date: date) -> None:
    if opening is None:
        raise ScenarioError(
            "mothers.active: {hub_id} is planned without a date; give from_date in layers.hubs",
            hub_id=hub_id,
        )
    # "2028" opens at the latest on its last day: compare with as much as is known.
    if reference_date.isoformat()[: len(opening)] < opening:
        raise ScenarioError(
            "mothers.active: {hub_id} opens {opening}, after reference_date {reference_date}",
            hub_id=hub_id,
            opening=opening,
            reference_date=reference_date,
        )
