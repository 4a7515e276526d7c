"""An invented province in the shapes of ``sites.tables.schemas``: every name and number is made up.

``make_result`` builds a whole ``RunResult`` without any other room of the product, so that pages,
documents and exports can be tested before and apart from the run itself. Same arguments, same
tables. Nothing here is a real municipality, building or facility.
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from sites.settings.scenario import Scenario
from sites.tables import answers, schemas
from sites.tables.results import BaseShapes, Layers, RunResult
from sites.tables.schemas import Edition
from tests.maps import synthetic_answers as answered
from tests.maps import synthetic_later as later

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = (
    "Aarveen", "Berkendaal", "Cromstrijen", "Duinhoven", "Eemsteden", "Fluitenberg", "Geestmond",
    "Heidelaar", "IJsseloord", "Jutwoude", "Kromme Made", "Lindeveld", "Meerdonk", "Nieuwvoort",
    "Oudemirdum aan de Vecht", "Poelwijk", "Querkerk", "Rietmeer", "Sparrebos", "Tolsteeg",
    "Uilenburg", "Veenlo", "Woudrichem Buiten", "Zandschans", "'s-Gravenmoer", "Ommelanden",
)  # fmt: skip
CENTRE = (140_000.0, 456_000.0)
LABELS = {
    "primary_school": "Basisschool", "secondary_school": "Middelbare school",
    "gp": "Huisartsenpraktijk", "pharmacy": "Apotheek", "supermarket": "Supermarkt",
    "library": "Bibliotheek", "community_centre": "Buurthuis", "sports": "Sportveld",
    "playground": "Speeltuin", "pt_stop": "Halte",
}  # fmt: skip
PER_PEOPLE = {
    "primary_school": 2900, "secondary_school": 12000, "gp": 3500, "pharmacy": 9000,
    "supermarket": 4000, "library": 20000, "community_centre": 9000, "sports": 5000,
    "playground": 2500, "pt_stop": 700,
}  # fmt: skip
#: The fields of a run of which nothing was made: ``replace(run, **NOT_MADE)``.
NOT_MADE = dict.fromkeys(("judgement", "plan", "ledger", "streets", "transit"))
TO_DEGREES = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)


def scenario(**changes) -> Scenario:
    """Return the bundled scenario, with some settings replaced."""
    text = (ROOT / "sites" / "scenarios" / "basis.toml").read_text(encoding="utf-8")
    return Scenario.model_validate(tomllib.loads(text) | changes)


def _points(easting, northing) -> dict[str, np.ndarray]:
    easting, northing = np.asarray(easting, float), np.asarray(northing, float)
    lon, lat = TO_DEGREES.transform(easting, northing)
    return {"lon": lon, "lat": lat, "easting": easting, "northing": northing}


def _degrees(shape):
    return shapely.transform(shape, lambda xy: np.column_stack(TO_DEGREES.transform(*xy.T)))


def _municipalities(count: int, rng) -> tuple[gpd.GeoDataFrame, list[Polygon]]:
    """Cut an oval province into ``count`` municipalities with a ring of neighbours around it."""
    turn = np.arange(60) / 60 * 2 * np.pi
    wobble = 1 + 0.12 * np.sin(3 * turn + 1) + 0.05 * np.cos(7 * turn)
    oval = Polygon(
        np.column_stack(
            [CENTRE[0] + 30_000 * np.cos(turn) * wobble, CENTRE[1] + 21_000 * np.sin(turn) * wobble]
        )
    )
    ring = oval.buffer(14_000).difference(oval)
    golden = np.arange(count) + 0.5
    radius = np.sqrt(golden / count) * 0.93
    angle = golden * np.pi * (3 - np.sqrt(5))
    seeds = np.column_stack(
        [
            CENTRE[0] + 30_000 * radius * np.cos(angle) + rng.normal(0, 500, count),
            CENTRE[1] + 21_000 * radius * np.sin(angle) + rng.normal(0, 500, count),
        ]
    )
    around = np.arange(12) / 12 * 2 * np.pi
    far = np.column_stack(
        [CENTRE[0] + 38_000 * np.cos(around), CENTRE[1] + 29_000 * np.sin(around)]
    )
    inside = _cells(seeds, oval)
    outside = _cells(far, ring)
    shapes = inside + outside
    own = ["gebied"] * len(inside) + ["rondom"] * len(outside)
    codes = [f"GM{9001 + i}" for i in range(len(inside))] + [
        f"GM{9501 + i}" for i in range(len(outside))
    ]
    names = [
        NAMES[i % len(NAMES)] + ("" if i < len(NAMES) else f" {i}") for i in range(len(inside))
    ]
    names += [f"Buurgemeente {chr(65 + i)}" for i in range(len(outside))]
    people = pd.array([int(p) for p in rng.integers(8_000, 90_000, len(shapes))], dtype="Int64")
    table = gpd.GeoDataFrame(
        {
            "gm_code": codes,
            "name": names,
            "population": people,
            "population_date": "2021-01-01",
            "region": "Verzonnen regio",
            "role": own,
            "border_quality": "vereenvoudigd",
            "source": "verzonnen proefgegevens",
        },
        geometry=[_degrees(shape) for shape in shapes],
        crs="EPSG:4326",
    )
    return table, inside


def _cells(seeds, within) -> list[Polygon]:
    cells = shapely.voronoi_polygons(
        MultiPoint(seeds), extend_to=within.envelope.buffer(30_000), ordered=True
    )
    return [cell.intersection(within) for cell in cells.geoms]


def _kernen(towns: gpd.GeoDataFrame, shapes, rng) -> pd.DataFrame:
    rows = []
    for code, name, shape in zip(towns["gm_code"], towns["name"], shapes, strict=False):
        spots = _inside(shape.buffer(-900), 2 + int(rng.integers(0, 4)), rng)
        for n, spot in enumerate(spots):
            kern = name if n == 0 else f"{('Oud', 'Nieuw', 'Klein', 'Achter')[n - 1]}-{name}"
            people = int(rng.integers(9_000, 60_000)) if n == 0 else int(rng.integers(600, 6_000))
            rows.append((kern, code, people, spot.x, spot.y))
    table = pd.DataFrame(rows, columns=["kern", "gm_code", "population", "easting", "northing"])
    return table.assign(
        **_points(table["easting"], table["northing"]),
        population=table["population"].astype("Int64"),
        population_date="2021-01-01",
        source="verzonnen",
        confidence="high",
    )


def _inside(shape, count: int, rng) -> list[Point]:
    left, low, right, high = shape.bounds
    found: list[Point] = [shape.representative_point()]
    while len(found) < count:
        spot = Point(rng.uniform(left, right), rng.uniform(low, high))
        if shape.contains(spot):
            found.append(spot)
    return found[:count]


def _places(kernen: pd.DataFrame, rng) -> pd.DataFrame:
    rows = []
    for kern in kernen.itertuples():
        population: Any = kern.population
        for category, per in PER_PEOPLE.items():
            expected = population / per
            count = int(expected) + int(rng.random() < expected % 1)
            spread = 250 + 6 * np.sqrt(population)
            for n in range(min(count, 12)):
                rows.append(
                    (
                        f"{category}-{len(rows):05d}",
                        category,
                        f"{LABELS[category]} {n + 1} {kern.kern}",
                        kern.gm_code,
                        kern.easting + rng.normal(0, spread),
                        kern.northing + rng.normal(0, spread),
                    )
                )
    table = pd.DataFrame(
        rows, columns=["place_id", "category", "name", "gm_code", "easting", "northing"]
    )
    return table.assign(
        **_points(table["easting"], table["northing"]),
        capacity=np.nan,
        origin="gemodelleerd",
        is_assumption=table["category"].isin(["library", "playground"]),
        source="model uit inwoners per kern",
    )


def _hubs(kernen: pd.DataFrame, count: int = 3) -> pd.DataFrame:
    order = kernen.sort_values("population", ascending=False).drop_duplicates("gm_code")
    step = max(1, len(order) // count)
    top = order.iloc[::step].head(count).reset_index(drop=True)
    n = len(top)
    return pd.DataFrame(
        {
            "hub_id": [f"UT{i + 1:02d}" for i in range(n)],
            "name": [f"AZC {name}" for name in top["kern"]],
            "gm_code": top["gm_code"],
            "kind": "azc",
            "status": "in gebruik",
            "places": pd.array([590, 300, None, 400][:n] + [200] * max(0, n - 4), dtype="Int64"),
            "room_school": pd.array([20] + [None] * (n - 1), dtype="Int64"),
            "room_gza": pd.array([None] * n, dtype="Int64"),
            "room_guidance_hours": pd.array([None] * n, dtype="Int64"),
            "school_on_site": pd.array([None, True, True, None][:n] + [None] * max(0, n - 4),
                                       dtype="boolean"),
            "gza_on_site": pd.array([True] * n, dtype="boolean"),
            "is_amv": False,
            "is_planned": False,
            "from_date": None,
            "until_date": None,
            "azc_from": None,
            "hub_candidate": "ja",
            "in_annex": True,
            "is_active": True,
            "mother_note": "ja",
            "accuracy_m": [700.0, 700.0, 3100.0, 1400.0][:n] + [500.0] * max(0, n - 4),
            "source_date": ["2025-11-21", "2025-06", None, "2024"][:n] + [None] * max(0, n - 4),
            "source": "verzonnen lijst",
            "confidence": "high",
            **_points(top["easting"] + 400.0, top["northing"] - 300.0),
        }
    )  # fmt: skip


def _sites(towns, shapes, kernen, count: int, own: int, rng) -> pd.DataFrame:
    area = shapely.union_all(shapes)
    spacing = np.sqrt(area.area / max(count, 1))
    left, low, right, high = area.bounds
    east, north = np.meshgrid(
        np.arange(left, right, spacing), np.arange(low, high, spacing * np.sqrt(3) / 2)
    )
    east[1::2] += spacing / 2
    keep = shapely.contains_xy(area.buffer(-200), east, north)
    east, north = east[keep], north[keep]
    extra = _inside(area.buffer(-2000), own, rng) if own else []
    east = np.concatenate([east, [p.x for p in extra]])
    north = np.concatenate([north, [p.y for p in extra]])
    n, cells = len(east), len(east) - len(extra)
    tree = cKDTree(kernen[["easting", "northing"]].to_numpy())
    nearest = tree.query(np.column_stack([east, north]))[1]
    polygon = np.full(n, -1)
    for i, shape in enumerate(shapes):
        polygon[shapely.contains_xy(shape, east, north)] = i
    polygon = np.where(polygon < 0, 0, polygon)
    by_polygon = towns["gm_code"].to_numpy()[polygon]
    by_kern = kernen["gm_code"].to_numpy()[nearest]
    is_cell = np.arange(n) < cells
    certain = (by_polygon == by_kern) | ~is_cell
    kern = kernen["kern"].to_numpy()[nearest]
    ids = [f"881969{i:05x}bffff" if i < cells else f"loc-{i - cells + 1:03d}" for i in range(n)]
    names = [
        f"Zoekgebied bij {kern[i]} ({i + 1})" if i < cells else f"Locatie {i - cells + 1} {kern[i]}"
        for i in range(n)
    ]
    order = np.argsort(ids)
    points = _points(east, north)
    table = pd.DataFrame(
        {
            "site_id": ids,
            "name": names,
            "kind": np.where(is_cell, "zoekgebied", "gebouw"),
            "places": pd.array(
                np.where(is_cell, np.nan, rng.integers(20, 300, n)),
                dtype="Int64",
            ),
            "gm_code": by_polygon,
            "gm_certain": certain,
            "gm_candidates": [
                None if c else "|".join(sorted({a, b}))
                for c, a, b in zip(certain, by_polygon, by_kern, strict=True)
            ],
            "kern": kern,
            "confidentiality": "openbaar",
            "status": [None if c else ("in onderzoek", "eigenaar akkoord")[i % 2]
                       for i, c in enumerate(is_cell)],
            "target_groups": [None if c else "gezinnen" for c in is_cell],
            "from_date": [None if c else "2027-01-01" for c in is_cell],
            "until_date": None,
            "h3_cell": [
                h3.latlng_to_cell(lat, lon, 8) if c else None
                for lat, lon, c in zip(points["lat"], points["lon"], is_cell, strict=True)
            ],
            **points,
        }
    )  # fmt: skip
    return table.iloc[order].reset_index(drop=True)


def _base(shapes) -> BaseShapes:
    area = shapely.union_all(shapes)
    left, low, right, top = area.bounds
    wave = np.linspace(left, right, 40)
    river = LineString(np.column_stack([wave, CENTRE[1] + 4000 * np.sin((wave - left) / 9000)]))
    road = LineString([(left, low), CENTRE, (right, top)])
    rail = LineString([(left, top), CENTRE, (right, low)])
    made = (river.buffer(150), road, Point(CENTRE).buffer(2500), rail)
    return BaseShapes(
        *(gpd.GeoDataFrame({"geometry": [_degrees(shape)]}, crs="EPSG:4326") for shape in made)
    )


def _info(hubs, places, kernen, towns) -> pd.DataFrame:
    rows = [
        ("gemeenten", "CBS en Kadaster, sterk vereenvoudigd", "CC BY 4.0", "2023", "basisset",
         "municipality_borders_coarse.csv", "a" * 64, len(towns)),
        ("kernen", "CBS 83502NED en GeoNames", "CC BY 4.0", "2021-01-01", "basisset",
         "kernen.csv", "b" * 64, len(kernen)),
        ("moederlocaties", "openbare berichten van gemeenten en COA", "feiten", "2025-11-21",
         "basisset", "azc.csv", "c" * 64, len(hubs)),
        ("voorzieningen", "model uit inwoners per kern", "eigen", None, "gemodelleerd",
         "facility_ratios.csv", "d" * 64, len(places)),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(schemas.LayerInfo.to_schema().columns))
    return table.assign(rows=table["rows"].astype("Int64"))


def make_result(
    *,
    municipalities: int = 6,
    cells: int = 240,
    own: int = 6,
    hubs: int = 3,
    seed: int = 1,
    edition: Edition = "openbaar",
    extra: bool = True,
    base: bool = True,
    criteria: int | None = None,
) -> RunResult:
    """Return a whole invented run.

    ``own`` adds buildings of a user to the search cells; ``extra`` adds the later tables;
    ``criteria`` keeps only the first so many criteria.
    """
    rng = np.random.default_rng(seed)
    settings = scenario()
    if criteria is not None:
        settings = settings.model_copy(update={"criteria": settings.criteria[:criteria]})
    towns, shapes = _municipalities(municipalities, rng)
    kernen = _kernen(towns, shapes, rng)
    places = _places(kernen, rng)
    hub_table = _hubs(kernen, hubs)
    sites = _sites(towns, shapes, kernen, cells, own, rng)
    travel = answered.travel_of(settings, sites, places, hub_table)
    scores = answered.scores_of(settings, travel)
    ranking = answered.ranking_of(sites, scores)
    mothers = answered.mothers_of(settings, travel)
    layers = Layers(
        municipalities=towns,
        kernen=schemas.Kernen.validate(kernen[list(schemas.Kernen.to_schema().columns)]),
        hubs=schemas.Hubs.validate(hub_table[list(schemas.Hubs.to_schema().columns)]),
        hubs_unplaced=schemas.UnplacedHubs.validate(
            pd.DataFrame(
                [("UT14", "Noodopvang zonder ligging", "GM9002", "noodopvang", "in gebruik",
                  "2025-01-01", "verzonnen lijst")],
                columns=list(schemas.UnplacedHubs.to_schema().columns),
            )
        ),
        places=schemas.Places.validate(places[list(schemas.Places.to_schema().columns)]),
        profile=pd.DataFrame(),
        coverage={},
        exclusions=None,
        wijken=None,
        base=_base(shapes) if base else BaseShapes(),
        info=schemas.LayerInfo.validate(_info(hub_table, places, kernen, towns)),
        examined=(),
    )  # fmt: skip
    pace_m = {mode: speed * 1000 / 60 for mode, speed in answered.SPEED.items()}
    run = RunResult(
        scenario=settings,
        edition=edition,
        layers=layers,
        sites=schemas.Sites.validate(
            sites[[name for name in schemas.Sites.to_schema().columns if name in sites]]
        ),
        travel=answers.Travel.validate(travel),
        scores=answers.Scores.validate(scores),
        ranking=answers.Ranking.validate(ranking),
        mothers=answers.Mothers.validate(mothers),
        clusters=answers.Clusters.validate(answered.clusters_of(sites, mothers, hub_table)),
        fingerprint=settings.fingerprint(),
        engine_label="hemelsbreed x omrijfactor",
        versions={"opvangkaart": "0.1.0"},
        hub_travel=later.hub_travel(sites, hub_table, pace_m, answered.DETOUR),
        kern_load=later.kern_load(kernen),
    )
    if not extra:
        return run
    return replace(
        run,
        judgement=later.judgement_tables(
            sites, mothers, hub_table, ranking, limit_min=settings.mothers.limit_min
        ),
        plan=later.two_plans(sites, mothers, ranking),
        streets=later.street_tables(hub_table, shapes, _degrees),
        transit=later.transit_tables(sites, mothers),
        reach=later.reach_tables(sites, _degrees),
    )


def with_sites(result: RunResult, **columns) -> RunResult:
    """Return the run with some site columns replaced, such as nasty names."""
    return replace(result, sites=result.sites.assign(**columns))
