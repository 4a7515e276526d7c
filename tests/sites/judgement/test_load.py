"""Load against carrying capacity: villages by hand, cumulative reception, unknown inhabitants."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from sites.judgement.load import Level, levels_of, load_tables, per_1000
from sites.judgement.mix import parse_mix
from sites.scoring.kern_load import kern_load
from sites.settings.judgement import LoadParams, ScaleNorm
from sites.tables.judgement import Load, LoadLevels
from tests.sites.small import context


def test_the_same_80_places_weigh_more_in_a_village_of_700_than_in_one_of_20000() -> None:
    load = per_1000(np.array([80.0, 80.0]), np.array([700.0, 20_000.0]))
    assert load == pytest.approx([114.2857, 4.0])


def _world() -> dict[str, pd.DataFrame]:
    sites = pd.DataFrame(
        {
            "site_id": ["s1", "s2"],
            "lon": [5.0, 5.5],
            "lat": [52.0, 52.0],
            "easting": [0.0, 30_000.0],
            "northing": [0.0, 0.0],
            "gm_code": ["GM0001", "GM0002"],
            "gm_certain": [True, False],
            "kern": ["Aa", None],
        }
    )
    hubs = pd.DataFrame(
        {
            "hub_id": ["UT01", "UT02", "UT03"],
            "name": ["AZC Aa", "AZC Bee", "Plan"],
            "gm_code": ["GM0001", "GM0002", "GM0001"],
            "status": ["in gebruik", "in gebruik", "gepland"],
            "places": pd.array([30, pd.NA, 500], dtype="Int64"),
            "lon": [5.01, 5.5, 5.0],
            "lat": [52.0, 52.0, 52.0],
            "easting": [100.0, 30_000.0, 0.0],
            "northing": [0.0, 0.0, 0.0],
        }
    )
    kernen = pd.DataFrame(
        {
            "kern": ["Aa", "Bee"],
            "gm_code": ["GM0001", "GM0002"],
            "population": pd.array([3000, 9000], dtype="Int64"),
            "easting": [0.0, 30_000.0],
            "northing": [0.0, 0.0],
        }
    )
    municipalities = pd.DataFrame(
        {
            "gm_code": ["GM0001", "GM0002"],
            "name": ["Aadorp", "Beestad"],
            "population": pd.array([20_000, pd.NA], dtype="Int64"),
        }
    )
    mothers = pd.DataFrame({"site_id": ["s1", "s2"], "cluster_id": ["UT01", None]})
    return {
        "sites": sites,
        "hubs": hubs,
        "kernen": kernen,
        "municipalities": municipalities,
        "mothers": mothers,
    }


def _all_levels(wijken: gpd.GeoDataFrame | None = None) -> tuple[Level, ...]:
    world = _world()
    sites, mothers = world.pop("sites"), world.pop("mothers")
    known = context(wijken=wijken, **world)
    load = kern_load(world["hubs"], world["kernen"], LoadParams())
    return levels_of(sites, mothers, load, known)


def _levels(wijken: gpd.GeoDataFrame | None = None) -> dict[str, Level]:
    return {level.name: level for level in _all_levels(wijken)}


def test_present_reception_counts_and_plans_do_not() -> None:
    assert _levels()["kern"].present.tolist() == [30, 0]
    assert _levels()["gemeente"].present.tolist() == [30, 0]


def test_an_uncertain_gemeente_or_unknown_population_stays_unknown() -> None:
    gemeente = _levels()["gemeente"]
    assert gemeente.inhabitants[0] == 20_000
    assert np.isnan(gemeente.inhabitants[1])
    cluster = _levels()["cluster"]
    assert (cluster.area[0], cluster.inhabitants[0]) == ("AZC Aa", 20_000)
    assert np.isnan(cluster.inhabitants[1])


def test_a_wijk_is_found_by_its_polygon_and_is_unknown_without_a_layer() -> None:
    wijken = gpd.GeoDataFrame(
        {"wijk_code": ["WK000101"], "name": ["Noord"], "population": pd.array([1500], "Int64")},
        geometry=[box(4.9, 51.9, 5.1, 52.1)],
        crs="EPSG:4326",
    )
    wijk = _levels(wijken)["wijk"]
    assert (wijk.area[0], wijk.inhabitants[0], wijk.present[0]) == ("Noord", 1500, 30)
    assert np.isnan(wijk.inhabitants[1])
    assert np.isnan(_levels()["wijk"].inhabitants).all()


def _tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    return load_tables(
        _world()["sites"],
        (parse_mix("asielzoekers:60|starters:40", 100), parse_mix(None, 60)),
        _all_levels(),
        params=LoadParams(),
        scale=ScaleNorm(),
        province_people=1_361_153,
    )


def test_the_binding_level_and_its_reason_are_told() -> None:
    load, detail = _tables()
    Load.validate(load)
    LoadLevels.validate(detail)
    row = load.iloc[0]
    # kern: 3,000 x 20 / 1,000 - 30 = 30; gemeente: 20,000 x 8 / 1,000 - 30 = 130.
    assert (row["fits_places"], row["fits_level"]) == (30, "kern")
    assert row["sentence"] == (
        "Past bij deze kern: tot 30 plekken. Aa heeft 3.000 inwoners en 30 opvangplekken; gerekend "
        "is met 20 plekken per 1.000 inwoners (rekenwaarde, door PRT vast te stellen). Met 100 "
        "plekken erbij worden het er 43,3 per 1.000; de opgave is gemiddeld 3,5 per 1.000 in de "
        "provincie (4.793 plekken, peildatum 1-1-2024)."
    )


def test_mixed_housing_counts_60_for_the_task_and_100_for_the_load() -> None:
    load, detail = _tables()
    assert (load["places"].iloc[0], load["load"].iloc[0]) == (60, 100)
    kern = detail[(detail["site_id"] == "s1") & (detail["level"] == "kern")].iloc[0]
    assert kern["before_per_1000"] == pytest.approx(10)
    assert kern["after_per_1000"] == pytest.approx(130 / 3)


def test_a_large_room_is_beside_what_small_scale_allows() -> None:
    load, _ = _tables()
    assert "tot 180 plekken; kleinschalig is tot en met 99" in load["sentence"].iloc[1]
