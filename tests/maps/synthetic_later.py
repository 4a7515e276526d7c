"""The later tables of an invented run: judgement, plans, public transport and streets.

Each holds to its schema, as in a real run; what no test reads is empty.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from pandera.typing import DataFrame
from shapely.geometry import LineString

from sites.judgement.order import order_table
from sites.settings.judgement import FUNCTION_IDS
from sites.tables import after_plan, judgement, plan, transit
from sites.tables.hub_travel import HubTravel
from sites.tables.kern_load import KernLoad
from sites.tables.networks import ReachTables, StreetTables, TransitTables
from sites.tables.order import Order
from sites.tables.reach import SiteReach
from sites.tables.results import (
    AfterPlan,
    JudgementTables,
    PlanTables,
)
from sites.tables.schemas import empty
from sites.tables.sitesheet import SiteSheet

VERDICT_OF = {
    "ja": "Kan leunen", "onzeker": "Kan leunen met bevestiging", "nee": "Kan niet leunen",
    "onbekend": "Onbekend",
}  # fmt: skip
#: What every site answers on the four functions that the invented run knows.
FUNCTIONS = (
    ("School en ISK", "op de moederlocatie, als COA de ruimte bevestigt", "als"),
    ("Zorg (GZA)", "op de moederlocatie", "ok"),
    ("COA-balie en begeleiding", "onbekend", "onbekend"),
    ("Taal en dagbesteding", "niet binnen bereik", "niet"),
)


def judgement_tables(sites, mothers, hubs, ranking, *, limit_min: float) -> JudgementTables:
    """Return a verdict by the mother's answer, and what else pages tell of a site."""
    ids = sites["site_id"]
    functions = pd.concat(
        [
            pd.DataFrame({"site_id": ids, "function_id": ident, "function": function,
                          "answer": answer, "others": None, "state": state, "way": "moederlocatie",
                          "local_min": None})
            for ident, (function, answer, state) in zip(FUNCTION_IDS, FUNCTIONS, strict=False)
        ],
        ignore_index=True,
    )  # fmt: skip
    load = pd.DataFrame(
        {"site_id": ids, "places": 60, "load": 60, "fits_places": 60, "fits_level": "kern",
         "sentence": "60 plekken op 5.000 inwoners: 1,2%."}
    )  # fmt: skip
    housing = pd.DataFrame(
        {"site_id": ids, "for_task": 60, "for_load": 60, "is_mixed": False,
         "sentence": "60 plekken tellen voor de taak en voor de draagkracht."}
    )  # fmt: skip
    verdicts, trust = _verdicts(mothers, hubs, limit_min), _trust(ranking)
    order = order_table(ranking, verdicts, load, trust)
    return JudgementTables(
        verdicts=DataFrame[judgement.Verdicts](verdicts),
        order=DataFrame[Order](order),
        functions=DataFrame[judgement.Functions](functions),
        pairs=empty(judgement.Pairs),
        load=DataFrame[judgement.Load](load),
        load_levels=empty(judgement.LoadLevels),
        catchment=empty(judgement.Catchment),
        border=empty(judgement.Border),
        teams=empty(judgement.Teams),
        team_stops=empty(judgement.TeamStops),
        housing=DataFrame[judgement.Housing](housing),
        knockouts=empty(judgement.Knockouts),
        trust=DataFrame[judgement.Trust](trust),
        labour=None,
        sheets={ident: SiteSheet(ident, None, None, (), (), (), (), ()) for ident in ids},
    )


def _verdicts(mothers, hubs, limit_min: float) -> pd.DataFrame:
    verdict = mothers["answer"].map(VERDICT_OF).fillna("Onbekend")
    names = mothers["hub_id"].map(dict(zip(hubs["hub_id"], hubs["name"], strict=True)))
    leans = verdict == "Kan leunen"
    longer = (mothers["travel_min"] - limit_min).round().astype("Int64").astype(str)
    return pd.DataFrame(
        {
            "site_id": mothers["site_id"],
            "verdict": verdict,
            "sentence": [f"Deze plek {v} op {n}." for v, n in zip(verdict, names, strict=True)],
            "known": "In de buurt: basisonderwijs.",
            "strength": "matig",
            "strength_note": "Matig: 7 van de 8 functies binnen de eigen norm.",
            "confirm": np.where(leans, None, "COA: ruimte voor 9 leerlingen"),
            "reason_code": np.where(leans, "alles", "bereik"),
            "reason": np.where(leans, "geen", "de reis naar de moederlocatie"),
            "flip": np.where(leans, "geen", "Als de reis " + longer + " minuten korter is."),
            "by_team": ~leans,
            "possible": None,
            "norm_note": "geen",
            "hub_id": mothers["hub_id"],
            "hub_name": names,
            "travel_min": mothers["travel_min"],
            "team_min": mothers["travel_min"] / 2,
            "dist_m": mothers["dist_m"],
            "is_small": True,
            "pupils": 10,
        }
    )


def _trust(ranking) -> pd.DataFrame:
    """Return a range around the rank; a site without a rank was not drawn and has no row."""
    ranked = ranking[ranking["rank"].notna()]
    rank = ranked["rank"]
    return pd.DataFrame(
        {
            "site_id": ranked["site_id"],
            "rank_low": (rank - 3).clip(lower=1),
            "rank_high": rank + 5,
            "first_share": 0.0,
            "top5_share": np.where(rank <= 5, 0.8, 0.0),
            "rank_topsis": rank,
            "sentence": "Verandert weinig bij andere gewichten.",
        }
    )


def transit_tables(sites, mothers) -> TransitTables:
    """Return the same trip for every site, without lines to draw or stops near by."""
    trips = pd.DataFrame(
        {"site_id": sites["site_id"], "hub_id": mothers["hub_id"], "median_min": 41.0,
         "best_min": 35.0, "p85_min": 58.0, "share_without": 0.0, "changes": 1.0,
         "journeys": 4.0, "last_back": "23.12", "lines": "lijn 41",
         "quickest_min": 33.0, "walk_min": 12.0, "wait_min": 4.0, "ride_min": 20.0,
         "change_min": 5.0}
    )  # fmt: skip
    return TransitTables(
        trips=DataFrame[transit.HubTrips](trips),
        lines=gpd.GeoDataFrame(empty(transit.HubLines), geometry="geometry", crs="EPSG:4326"),
        stops=empty(transit.StopsNear),
    )


def hub_travel(
    sites, hubs, pace_m: dict[str, float], detour: dict[str, float]
) -> DataFrame[HubTravel]:
    """Return the trips between every site and every hub by every mode, in a straight line."""
    at, hub_at = (table[["easting", "northing"]].to_numpy() for table in (sites, hubs))
    frames = []
    for i, hub in enumerate(hubs["hub_id"]):
        away = np.hypot(*(at - hub_at[i]).T)
        for mode, direction in (*((m, "to_place") for m in pace_m), ("car", "from_place")):
            dist_m = away * detour[mode]
            minutes = dist_m / pace_m[mode]
            frames.append(
                pd.DataFrame({"site_id": sites["site_id"], "hub_id": hub, "mode": mode,
                              "direction": direction, "reach": "ok", "travel_min": minutes,
                              "low_min": minutes, "high_min": minutes, "dist_m": dist_m})
            )  # fmt: skip
    return DataFrame[HubTravel](pd.concat(frames, ignore_index=True))


def kern_load(kernen) -> DataFrame[KernLoad]:
    """Return kernen of which each carries a hundredth of its people and nothing yet."""
    table = kernen[["gm_code", "kern", "easting", "northing", "population"]]
    carries = table["population"] // 100
    return DataFrame[KernLoad](table.assign(existing=0, carries=carries, room=carries))


def street_tables(hubs, shapes, to_degrees) -> StreetTables:
    """Return circles around the mother locations and a grid of streets."""
    rings = gpd.GeoDataFrame(
        [
            (
                hub.hub_id,
                "bike",
                float(minutes),
                minutes * 311.0,
                minutes / 15,
                minutes / 5,
                0.0,
                to_degrees(spot.buffer(minutes * 250 / 1.3)),
            )
            for hub, spot in zip(
                hubs.itertuples(),
                gpd.points_from_xy(hubs["easting"], hubs["northing"]),
                strict=True,
            )
            for minutes in (15, 30, 45)
        ],
        columns=["hub_id", "mode", "minutes", "people", "kernen", "places", "modelled", "geometry"],
        geometry="geometry",
        crs="EPSG:4326",
    )
    detour = pd.DataFrame(
        {"mode": ["bike"], "assumed": [1.3], "measured": [1.31], "low": [1.2], "high": [1.4],
         "trips": [40]}
    )  # fmt: skip
    doors = pd.DataFrame(
        {"mode": ["bike"], "points": [120], "moved": [3], "moved_m": [41.0], "farthest_m": [180.0],
         "not_connected": [1], "loose_pieces": [2], "loose_m": [310.0]}
    )  # fmt: skip
    return StreetTables(
        isochrones=rings, lines=_streets(shapes, to_degrees), detour=detour, doors=doors
    )


def reach_tables(sites, to_degrees) -> ReachTables:
    """Return what lies within 15 minutes of each site: circles, and a count that grows."""
    within = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(), "mode": "bike", "minutes": 15.0,
            "people": np.arange(len(sites)) * 310.0, "kernen": 2.0, "places": 3.0, "modelled": 1.0,
        }
    )  # fmt: skip
    spots = gpd.points_from_xy(sites["easting"], sites["northing"])
    areas = gpd.GeoDataFrame(
        within[["site_id", "mode", "minutes"]],
        geometry=[to_degrees(spot.buffer(2_885)) for spot in spots], crs="EPSG:4326",
    )  # fmt: skip
    return ReachTables(SiteReach.validate(within), areas)


def _streets(shapes, to_degrees) -> gpd.GeoDataFrame:
    rows = []
    for shape in shapes:
        left, low, right, high = shape.bounds
        for n, x in enumerate(np.arange(left, right, 400)):
            rows.append(("hoofdweg" if n % 8 == 0 else "straat", LineString([(x, low), (x, high)])))
        for n, y in enumerate(np.arange(low, high, 400)):
            rows.append(
                ("hoofdweg" if n % 8 == 0 else "straat", LineString([(left, y), (right, y)]))
            )
    rows.append(("pad", LineString([(left, low), (right, high)])))
    lines = gpd.GeoDataFrame(rows, columns=["class", "geometry"], geometry="geometry")
    lines = lines.set_geometry([to_degrees(line) for line in lines.geometry])
    return lines.set_crs("EPSG:4326")


def no_after_plan() -> AfterPlan:
    """Return what follows from a plan that opens nothing."""
    return AfterPlan(
        phases=empty(after_plan.PlanPhases),
        moves=empty(after_plan.Moves),
        terms=empty(after_plan.PlanTerms),
        bonus=empty(after_plan.PlanBonus),
        flow_on=empty(after_plan.PlanFlowOn),
        grants=empty(after_plan.PlanGrants),
        notes=(),
    )


def bare_plan(rows: pd.DataFrame) -> PlanTables:
    """Return a plan of which only the rows are known."""
    return PlanTables(
        rows=DataFrame[plan.PlanRows](rows),
        hubs=empty(plan.PlanHubs),
        towns=empty(plan.PlanTowns),
        parts=empty(plan.PlanParts),
        summary=empty(plan.PlanFigures),
        missing=empty(plan.PlanMissing),
        repairs=empty(plan.PlanRepairs),
        alternatives=empty(plan.PlanAlternatives),
        status="Beste gevonden plan (gat 1,0%).",
        notes=(),
        after=no_after_plan(),
    )


def rows_of_plan(sites, mothers, site_ids, plan_name: str, **columns) -> pd.DataFrame:
    """Return the rows of a plan that opens these sites, each on its own mother; 60 places each."""
    order = pd.DataFrame({"site_id": list(site_ids)})
    table = order.merge(sites[["site_id", "gm_code", "kern"]], on="site_id").merge(
        mothers[["site_id", "hub_id", "mode", "travel_min"]], on="site_id"
    )
    usual = {
        "plan": plan_name, "opened": True, "places": 60, "leaning": "moederlocatie", "score": 0.8,
        "is_durable": True, "from_date": None, "until_date": None, "cluster_id": table["hub_id"],
        "local_min": None,
    }  # fmt: skip
    table = table.assign(**(usual | columns))
    return table[list(plan.PlanRows.to_schema().columns)]


def two_plans(sites, mothers, ranking) -> PlanTables:
    """Return two plans over the best eight sites, each of every other one."""
    best = ranking.dropna(subset=["rank"]).nsmallest(8, "rank")["site_id"]
    rows = [
        rows_of_plan(sites, mothers, best[i::2], name, from_date=day)
        for i, (name, day) in enumerate((("Plan A", "2027-01-01"), ("Plan B", "2027-07-01")))
    ]
    return bare_plan(pd.concat(rows, ignore_index=True))
