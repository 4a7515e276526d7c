"""Gather what is known of sites and mother locations into arrays: ``leaning.Case``."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.errors import SiteError, TravelError
from sites.judgement.leaning.decide import NOBODY, Case, Floats
from sites.judgement.mix import Mix
from sites.scoring.mother_choice import asks_of, opening_later
from sites.settings.judgement import FUNCTION_IDS, LeaningParams
from sites.tables.schemas import positions
from sites.travel.context import Context
from sites.travel.hub_travel import TEAM_MODE, columns_of, grid_at, hub_travel, reach_of
from sites.travel.protocol import NO_ROUTE, REACH_WORDS

_TO_METRES: Final = 1000 / 60  # km/h to metres per minute


@dataclass(frozen=True)
class Nearby:
    """The nearest place per site and function, for the wording; arrays are (S, F).

    ``dist_m`` is straight. ``kind_known`` tells where the place itself is known to be of the kind
    the function needs: a school with a class for newcomers, an ISK. ``of_kind`` is the nearest
    such school where it lies too far to be the nearest place.
    """

    minutes: Floats
    name: NDArray[np.object_]
    gm_code: NDArray[np.object_]
    dist_m: Floats
    crosses: NDArray[np.bool_]
    kind_known: NDArray[np.bool_]
    of_kind: "dict[int, OfKind]" = field(default_factory=dict)


@dataclass(frozen=True)
class OfKind:
    """The nearest school with a class for newcomers of each site; arrays are (S,)."""

    place_id: NDArray[np.object_]
    name: NDArray[np.object_]
    gm_code: NDArray[np.object_]
    dist_m: Floats
    minutes: Floats


@dataclass(frozen=True)
class Extras:
    """What a user adds to the tables: spare room at local places, and what a site offers itself.

    ``local_room`` maps a place_id to spare pupils or patients; ``on_site`` maps a site_id to the
    functions at the site; ``no_children`` names sites without children.
    """

    local_room: dict[str, float]
    on_site: dict[str, frozenset[str]]
    no_children: frozenset[str] = frozenset()

    @classmethod
    def none(cls) -> "Extras":
        """Return that nothing was added."""
        return cls({}, {})


def check_extras(extras: Extras) -> None:
    """Refuse unknown functions, and a school on a site without children."""
    for site_id, functions in sorted(extras.on_site.items()):
        if unknown := sorted(functions - set(FUNCTION_IDS)):
            raise SiteError(
                "site {site_id}: function {unknown} does not exist; choose from {function_ids}",
                site_id=site_id,
                unknown=unknown[0],
                function_ids=", ".join(FUNCTION_IDS),
            )
        if site_id in extras.no_children and functions & {"basisonderwijs", "isk"}:
            raise SiteError(
                "site {site_id} has a school on site and no children; drop one of the two: "
                "they contradict each other",
                site_id=site_id,
            )


def nearby(travel: pd.DataFrame, site_ids: pd.Index, params: LeaningParams) -> Nearby:
    """Return the nearest place per function; missing minutes are NaN, no route is infinite.

    Raises
    ------
    TravelError
        The travel table holds no row for a category and mode that a function needs.
    """
    shape = (len(site_ids), len(params.functions))
    found = Nearby(
        np.full(shape, np.nan),
        np.full(shape, None, dtype=object),
        np.full(shape, None, dtype=object),
        np.full(shape, np.nan),
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
    )
    here = travel[travel["direction"] == "to_place"]
    for f, norm in enumerate(params.functions):
        for category in norm.categories:
            rows = here[(here["category"] == category) & (here["mode"] == norm.mode)]
            if rows.empty:
                raise TravelError(
                    "travel holds no minutes to {category} by {mode}, which {id} needs; compute "
                    "it or change [judgement.leaning]",
                    category=category,
                    mode=norm.mode,
                    id=norm.id,
                )
            _keep_nearer(found, f, rows.set_index("site_id").reindex(site_ids))
    return found


def _keep_nearer(found: Nearby, f: int, rows: pd.DataFrame) -> None:
    minutes = rows["travel_min"].to_numpy(dtype=np.float64).copy()
    minutes[(rows["reach"] == REACH_WORDS[NO_ROUTE]).to_numpy()] = np.inf
    old = found.minutes[:, f]
    better = (np.isnan(old) & ~np.isnan(minutes)) | (minutes < old)
    found.minutes[better, f] = minutes[better]
    found.name[better, f] = rows["place_name"].astype(object).to_numpy()[better]
    found.gm_code[better, f] = rows["place_gm_code"].astype(object).to_numpy()[better]
    found.dist_m[better, f] = rows["dist_m"].to_numpy(dtype=np.float64)[better]
    crosses = rows["crosses_border"].fillna(value=False).to_numpy(dtype=bool)
    found.crosses[better, f] = crosses[better]


def cases_of(
    sites: pd.DataFrame,
    travel: pd.DataFrame,
    trips: pd.DataFrame,
    near: Nearby,
    mixes: tuple[Mix, ...],
    context: Context,
    *,
    extras: Extras | None = None,
) -> Case:
    """Gather the arrays for these sites and the active mother locations."""
    extras = extras or Extras.none()
    check_extras(extras)
    params = context.scenario.judgement.leaning
    ids = pd.Index(sites["site_id"].astype("str"))
    here = np.zeros((len(ids), len(FUNCTION_IDS)), dtype=bool)
    for row, site_id in enumerate(ids):
        for function in extras.on_site.get(site_id, ()):
            here[row, FUNCTION_IDS.index(function)] = True
    return Case(
        places=_column([mix.for_task for mix in mixes]),
        others=_column([mix.beside for mix in mixes]),
        needs_gza=_column([mix.needs_gza for mix in mixes]) > 0,
        gp_people=_column([mix.for_gp for mix in mixes]),
        family_share=_column(
            [mix.family_task / mix.for_task if mix.for_task else 1 for mix in mixes]
        ),
        family_others=_column([mix.family_beside for mix in mixes]),
        has_children=_column([site_id not in extras.no_children for site_id in ids]) > 0,
        local_min=near.minutes,
        local_room=_local_room(travel, ids, params, extras, near),
        local_dist_m=near.dist_m,
        on_site=here,
        by_bike=np.full((len(ids), 1), context.scenario.mothers.mode == "bike"),
        **_pairs(sites, trips, context.mothers, context),
    )


def planned_case(case: Case, sites: pd.DataFrame, context: Context) -> Case | None:
    """Return the same sites against the planned mother locations, or None without any.

    Their minutes are asked of the engine here: they are no part of the run's own table.
    """
    planned = planned_mothers(context)
    if planned.empty:
        return None
    mode = context.scenario.mothers.mode
    trips = hub_travel(
        sites, planned, context.engine, modes=(mode,), reach=reach_of(context.scenario)
    )
    return replace(case, **_pairs(sites, trips, planned, context))


def planned_mothers(context: Context) -> pd.DataFrame:
    """Return the azc's that open later and do not count yet, by id; ``opens`` is the day."""
    hubs = context.layers.hubs
    opens = pd.Series(
        opening_later(hubs, context.scenario.reference_date), index=hubs.index, dtype="object"
    )
    there = ~hubs["is_active"].to_numpy(dtype=bool) & opens.notna().to_numpy()
    return hubs.assign(opens=opens)[there].sort_values("hub_id")


def _column(values: list[Any]) -> Floats:
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def _pairs(
    sites: pd.DataFrame, trips: pd.DataFrame, hubs: pd.DataFrame, context: Context
) -> dict[str, NDArray[Any]]:
    """Return what is known per site and mother location, by the field of ``Case``."""
    params = context.scenario.judgement.leaning
    bus = params.bus
    site_ids = sites["site_id"].astype("str").tolist()
    hub_ids = hubs["hub_id"].astype("str").tolist()
    mother = columns_of(trips, site_ids, hub_ids)
    there, nobody = np.where(mother == NOBODY, 0, mother), mother == NOBODY
    trip = grid_at(trips, site_ids, hub_ids, mother, mode=context.scenario.mothers.mode)
    ride = grid_at(trips, site_ids, hub_ids, mother, mode=TEAM_MODE, direction="from_place")
    one, other = positions(sites), positions(hubs)
    apart_m = np.moveaxis(one[:, None, :] - other[there], 2, 0)
    dist_m = np.where(nobody, np.inf, np.hypot(*apart_m))

    def of_hub(column: str) -> Floats:
        values = hubs[column].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(values, dtype=np.float64)[there]

    asks = asks_of(hubs, context.scenario.reference_date)
    return {
        "mother": mother,
        "mother_min": trip.travel_min,
        "mother_low": trip.low_min,
        "mother_high": trip.high_min,
        "team_min": ride.travel_min,
        "beyond": trip.beyond,
        "team_beyond": ride.beyond,
        "dist_m": dist_m,
        "bus_every_min": np.full(dist_m.shape, np.inf),
        "bus_ride_min": dist_m * bus.detour / (bus.kmh * _TO_METRES),
        "team_sent": np.isin(hub_ids, params.teams_promised)[there],
        "mother_sure": np.array([np.nan if asked else 1.0 for asked in asks])[there],
        "school_on_site": np.where(
            np.isin(hub_ids, params.schools_off)[there], 0.0, of_hub("school_on_site")
        ),
        "gza_on_site": of_hub("gza_on_site"),
        "room_school": of_hub("room_school"),
        "room_gza": of_hub("room_gza"),
        "room_hours": of_hub("room_guidance_hours"),
    }


def _local_room(
    travel: pd.DataFrame, ids: pd.Index, params: LeaningParams, extras: Extras, near: Nearby
) -> Floats:
    room = np.full(near.minutes.shape, np.nan)
    if not extras.local_room:
        return room
    for f, norm in enumerate(params.functions):
        for category in norm.categories:
            rows = travel[(travel["category"] == category) & (travel["mode"] == norm.mode)]
            place = rows.set_index("site_id")["place_id"].reindex(ids)
            known = place.map(extras.local_room).to_numpy(dtype=np.float64)
            room[:, f] = np.where(np.isnan(known), room[:, f], known)
        if (school := near.of_kind.get(f)) is not None:
            known = pd.Series(school.place_id).map(extras.local_room).to_numpy(dtype=np.float64)
            room[:, f] = np.where(near.kind_known[:, f], known, room[:, f])
    return room


def one_case(*, places: int = 60, hubs: int = 1, **changes: Any) -> Case:
    """Return one site where everything is near and roomy, changed as asked: for trying out.

    Changes are broadcast to the shape of the field they name; ``mother_min`` alone also sets the
    ends of its range.
    """
    if "mother_min" in changes:
        changes = {
            "mother_low": changes["mother_min"],
            "mother_high": changes["mother_min"],
        } | changes
    pair, wide = (1, hubs), (1, len(FUNCTION_IDS))
    base: dict[str, Any] = {
        "places": np.full((1, 1), float(places)),
        "others": np.zeros((1, 1)),
        "needs_gza": np.ones((1, 1), dtype=bool),
        "gp_people": np.zeros((1, 1)),
        "family_share": np.ones((1, 1)),
        "family_others": np.zeros((1, 1)),
        "has_children": np.ones((1, 1), dtype=bool),
        "mother": np.arange(hubs)[None, :],
        "mother_min": np.full(pair, 20.0),
        "mother_low": np.full(pair, 20.0),
        "mother_high": np.full(pair, 20.0),
        "team_min": np.full(pair, 12.0),
        "beyond": np.zeros(pair, dtype=bool),
        "team_beyond": np.zeros(pair, dtype=bool),
        "dist_m": np.full(pair, 4000.0),
        "bus_every_min": np.full(pair, np.inf),
        "bus_ride_min": np.full(pair, 13.0),
        "team_sent": np.zeros(pair, dtype=bool),
        "mother_sure": np.ones(pair),
        "school_on_site": np.ones(pair),
        "gza_on_site": np.ones(pair),
        "room_school": np.full(pair, 100.0),
        "room_gza": np.full(pair, 400.0),
        "room_hours": np.full(pair, 200.0),
        "local_min": np.full(wide, 10.0),
        "local_room": np.full(wide, 100.0),
        "local_dist_m": np.full(wide, 800.0),
        "on_site": np.zeros(wide, dtype=bool),
        "by_bike": np.ones((1, 1), dtype=bool),
    }
    for name, value in changes.items():
        base[name] = np.broadcast_to(np.asarray(value, base[name].dtype), base[name].shape).copy()
    return Case(**base)
