"""Ask the one question of the council room for one point.

The quick path: it asks the engine for a table of minutes and never for an index, and numba is not
imported for a single answer.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import shapely

from sites.base.errors import SiteError
from sites.base.messages import say
from sites.base.nearest import nearest
from sites.base.projection import to_metric
from sites.judgement.leaning.case import Extras
from sites.judgement.leaning.flips import Flip, single_flips
from sites.judgement.leaning.flips_text import flip_words
from sites.judgement.leaning.tables import Leaning, lean_sites
from sites.judgement.load import levels_of, load_tables, province_people
from sites.judgement.mix import Mix, parse_mix
from sites.judgement.school import school_test
from sites.scoring.gemeente import assign_gemeente
from sites.scoring.kern_load import kern_load
from sites.scoring.mother_choice import left_out, looked_at
from sites.settings.judgement import LeaningParams
from sites.settings.scenario import Mode
from sites.tables.filters import names_by, own_municipalities
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel
from sites.travel.protocol import Points, TravelEngine

POINT_ID: Final = "punt"


@dataclass(frozen=True)
class LeanAnswer:
    """The verdict on one point or site; ``flips`` holds the smallest change of every lever."""

    site_id: str
    places: int
    gemeente: str
    verdict: dict[str, object]
    functions: tuple[dict[str, str], ...]
    flips: tuple[str, ...]
    school: str = ""  # the school norm in words; empty for a site without children
    looked_at: tuple[str, ...] = ()  # which mother locations it looked at, and which not
    place: str = ""  # how the point was found; empty for coordinates
    term: str = ""  # the demand on the term; empty where none was given
    lon: float = math.nan
    lat: float = math.nan
    accuracy_m: float = 0.0  # how far the true place may lie from there
    load: str = ""  # what fits its surroundings, existing places included


def check_places(places: float, params: LeaningParams) -> int:
    """Return a number of places that makes sense, else refuse it.

    >>> check_places(60, LeaningParams())
    60
    """
    if not math.isfinite(places) or places != int(places) or places < 1:
        raise SiteError(
            "{places:g} places is not possible; give a whole number of 1 or more",
            places=places,
        )
    if places > params.max_places:
        raise SiteError(
            "{places:,.0f} places is more than any site holds ({max_places}); give the "
            "places of this one site",
            places=places,
            max_places=params.max_places,
        )
    return int(places)


def pick_hub(hubs: pd.DataFrame, wanted: str | None) -> pd.DataFrame:
    """Return the hubs with only the wanted one active (by id or name); all as they are for None.

    A hub that is not active in the scenario may be asked for: to see what it would do.
    """
    if wanted is None:
        return hubs
    key = wanted.strip().casefold()
    ids, names = hubs["hub_id"].str.casefold(), hubs["name"].str.casefold()
    found = (ids == key) | (names == key)
    if not found.any():
        options = {
            str(text).casefold(): f"{hub_id} ({name})"
            for hub_id, name in zip(hubs["hub_id"], hubs["name"], strict=True)
            for text in (hub_id, name)
        }
        # A hub may be near by its id and by its name: four spellings are at least two hubs.
        alike = nearest(key, options, count=4, cutoff=0.3)
        near = list(dict.fromkeys(options[spelling] for spelling in alike))
        near = (
            near[:3]
            or [f"{i} ({n})" for i, n in zip(hubs["hub_id"], hubs["name"], strict=True)][:3]
        )
        raise SiteError(
            "hub {wanted!r} does not exist; nearest names: {near}",
            wanted=wanted,
            near=", ".join(near),
        )
    return hubs.assign(is_active=found.to_numpy())


def lean_at(  # noqa: PLR0913 - each is a question of its own, all but four optional
    lon: float,
    lat: float,
    places: float,
    context: Context,
    *,
    hub: str | None = None,
    on_site: frozenset[str] = frozenset(),
    no_children: bool = False,
    target_groups: str | None = None,
    school_wait_weeks: float | None = None,
    accuracy_m: float = 0.0,
) -> LeanAnswer:
    """Answer for one point (degrees): the verdict, every function, and what would flip it.

    ``accuracy_m`` is how far the true place may lie from the point: minutes get its range.

    Raises
    ------
    SiteError
        A point outside the area, a number of places or a hub that makes no sense, target groups
        that do not add up, an unknown function, or a school on a site without children.
    """
    params = context.scenario.judgement.leaning
    count = check_places(places, params)
    site = _site(lon, lat, count, context, target_groups).assign(accuracy_m=accuracy_m)
    extras = Extras(
        {}, {POINT_ID: on_site} if on_site else {}, frozenset({POINT_ID} if no_children else ())
    )
    asked = context.with_hubs(pick_hub(context.layers.hubs, hub))
    mode = context.scenario.mothers.mode
    trips = hub_travel(site, asked.mothers, context.engine, modes=(mode,))
    leaning = lean_sites(site, point_travel(site, asked), trips, asked, extras=extras)
    towns = context.layers.municipalities
    names = names_by(towns, "gm_code")
    answer = answer_of(leaning, 0, places=count, gemeente=str(names[site["gm_code"].iloc[0]]))
    mix = parse_mix(target_groups, count)
    answer = replace(
        answer,
        looked_at=mothers_told(asked, only=hub is not None),
        load=point_load(site, mix, context),
    )
    if no_children:
        return answer
    return replace(answer, school=school_test(mix, school_wait_weeks, params).sentence)


def point_load(site: pd.DataFrame, mix: Mix, context: Context) -> str:
    """Return what fits around a point, as a run says it of a site; it belongs to no cluster."""
    params = context.scenario.judgement
    table = kern_load(context.layers.hubs, context.layers.kernen, params.load)
    alone = pd.DataFrame({"site_id": [POINT_ID], "cluster_id": [None]})
    load, _ = load_tables(
        site,
        (mix,),
        levels_of(site, alone, table, context),
        params=params.load,
        scale=params.leaning.scale,
        province_people=province_people(context.layers.municipalities),
    )
    return str(load["sentence"].iloc[0])


def mothers_told(context: Context, *, only: bool = False) -> tuple[str, ...]:
    """Return which mother locations a run looks at and which not; ``only`` one was asked for."""
    layers = context.layers
    rest = "" if only else left_out(layers.hubs, layers.hubs_unplaced)
    return tuple(filter(None, (looked_at(layers.hubs), rest)))


def answer_of(leaning: Leaning, row: int, *, places: int, gemeente: str) -> LeanAnswer:
    """Return the whole answer about one site of a leaning, with every lever's smallest flip."""
    voice = leaning.voices[row]
    only = np.array([row])
    plans = leaning.plans.case
    flips: list[Flip] = single_flips(
        leaning.case.take(only),
        voice.params,
        mother_limit_min=voice.mothers.limit_min,
        planned=None if plans is None else plans.take(only),
    )[0]
    verdict = leaning.verdicts.iloc[row]
    site_id = str(verdict["site_id"])
    functions = leaning.functions[leaning.functions["site_id"] == site_id]
    return LeanAnswer(
        site_id=site_id,
        places=places,
        gemeente=gemeente,
        verdict={str(key): _plain(value) for key, value in verdict.items()},
        functions=tuple(
            {str(key): "" if pd.isna(value) else str(value) for key, value in record.items()}
            for record in functions.drop(columns="site_id").to_dict("records")
        ),
        flips=tuple(flip_words(voice, flip) for flip in flips),
    )


def _plain(value: object) -> object:
    """Return what JSON can hold; a missing cell is None."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else round(float(value), 3)
    return int(value) if isinstance(value, np.integer) else value


def _site(
    lon: float,
    lat: float,
    places: int,
    context: Context,
    target_groups: str | None,
) -> pd.DataFrame:
    """Return the point as a table of one site, with its gemeente and nearest kern."""
    scenario, municipalities = context.scenario, context.layers.municipalities
    crs = scenario.area.metric_crs
    west, south, east, north = scenario.area.bounds
    outside = say("point {point} lies outside {area}", point=f"{lon:g},{lat:g}",
                  area=scenario.area.name)  # fmt: skip
    if not (west <= lon <= east and south <= lat <= north):
        swapped = west <= lat <= east and south <= lon <= north
        hint = say("give longitude first") if swapped else say("give degrees as LON,LAT")
        raise SiteError(
            "{outside}; {hint}, such as 5.12,52.09",
            outside=outside,
            hint=hint,
        )
    easting, northing = to_metric([lon], [lat], crs)
    own = own_municipalities(municipalities)
    shapes = own.geometry.to_crs(crs).to_numpy()
    dist_m = float(shapely.distance(shapes, shapely.points(easting[0], northing[0])).min())
    kernen = context.layers.kernen
    place = assign_gemeente(easting, northing, municipalities, kernen, metric_crs=crs)
    if place["gm_code"].iloc[0] not in set(own["gm_code"]):
        raise SiteError(
            "{outside} ({dist_m:.1f} km from it); choose a point inside the area",
            outside=outside,
            dist_m=dist_m / 1000,
        )
    return place.assign(
        site_id=POINT_ID,
        name="dit punt",
        kind="punt",
        places=pd.array([places], dtype="Int64"),
        lon=lon,
        lat=lat,
        easting=easting,
        northing=northing,
        target_groups=target_groups,
    )


def point_travel(site: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Return the travel rows to facilities that leaning needs for one site, from minutes.

    The nearest is the least minutes, then the lowest id, as everywhere.
    """
    facilities = context.layers.places
    asked: list[tuple[str, Mode]] = [
        (category, norm.mode)
        for norm in context.scenario.judgement.leaning.functions
        for category in norm.categories
    ]
    rows = [
        _nearest_row(
            site, facilities[facilities["category"] == category], category, mode, context.engine
        )
        for category, mode in dict.fromkeys(asked)
    ]
    return pd.DataFrame(rows)


def _nearest_row(
    site: pd.DataFrame, layer: pd.DataFrame, category: str, mode: Mode, engine: TravelEngine
) -> dict[str, object]:
    row: dict[str, object] = {
        "site_id": POINT_ID,
        "category": category,
        "mode": mode,
        "direction": "to_place",
        "reach": "geen plaats",
        **dict.fromkeys(("place_id", "place_name", "place_gm_code")),
        **dict.fromkeys(("travel_min", "dist_m"), np.nan),
        "crosses_border": None,
    }
    if layer.empty:
        return row
    layer = layer.sort_values("place_id")
    minutes = engine.matrix(Points.of(site, "site_id"), Points.of(layer, "place_id"), mode=mode)[0]
    if np.isnan(minutes).all():
        # A table of minutes does not tell "no road" from "not on the network": stay unknown.
        return row | {"reach": "niet aangesloten"}
    place = layer.iloc[int(np.nanargmin(minutes))]
    at = site.iloc[0]
    known = bool(at["gm_certain"]) and isinstance(place["gm_code"], str)
    return row | {
        "reach": "ok",
        "place_id": place["place_id"],
        "place_name": place["name"],
        "place_gm_code": place["gm_code"],
        "travel_min": float(np.nanmin(minutes)),
        "dist_m": float(
            np.hypot(at["easting"] - place["easting"], at["northing"] - place["northing"])
        ),
        "crosses_border": bool(at["gm_code"] != place["gm_code"]) if known else None,
    }


def with_functions(answer: LeanAnswer, wanted: tuple[str, ...]) -> LeanAnswer:
    """Return the answer with only these functions (by id); none means all.

    Raises
    ------
    SiteError
        A function that does not exist; the message names those that do.
    """
    known = [function["function_id"] for function in answer.functions]
    if unknown := [name for name in wanted if name not in known]:
        raise SiteError(
            "function {unknown!r} does not exist; choose from {known}",
            unknown=unknown[0],
            known=", ".join(known),
        )
    kept = tuple(f for f in answer.functions if not wanted or f["function_id"] in wanted)
    return replace(answer, functions=kept)
