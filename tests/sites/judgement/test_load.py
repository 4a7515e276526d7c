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


def _all_levels(
    wijken: gpd.GeoDataFrame | None = None, **changed: pd.DataFrame
) -> tuple[Level, ...]:
    world = _world() | changed
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


TASK = LoadParams(task_places=4793, task_label="4.793 plekken per 1-1-2024 (Plan Utrecht)")


def _tables(params: LoadParams = TASK) -> tuple[pd.DataFrame, pd.DataFrame]:
    return load_tables(
        _world()["sites"],
        (parse_mix("asielzoekers:60|starters:40", 100), parse_mix(None, 60)),
        _all_levels(),
        params=params,
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
        "Gerekend met 20 plekken per 1.000 inwoners (rekenwaarde, door PRT vast te stellen) past "
        "bij deze kern tot 30 plekken. Aa heeft 3.000 inwoners en 30 opvangplekken. Met 100 "
        "plekken erbij worden het er 43,3 per 1.000. De opgave is gemiddeld 3,5 per 1.000 in het "
        "hele gebied: 4.793 plekken per 1-1-2024 (Plan Utrecht)."
    )


def test_where_nobody_asked_anything_of_the_area_no_task_is_told() -> None:
    load, _ = _tables(LoadParams())
    assert load["sentence"].iloc[0].endswith("worden het er 43,3 per 1.000.")


def test_mixed_housing_counts_60_for_the_task_and_100_for_the_load() -> None:
    load, detail = _tables()
    assert (load["places"].iloc[0], load["load"].iloc[0]) == (60, 100)
    kern = detail[(detail["site_id"] == "s1") & (detail["level"] == "kern")].iloc[0]
    assert kern["before_per_1000"] == pytest.approx(10)
    assert kern["after_per_1000"] == pytest.approx(130 / 3)


def test_a_large_room_is_beside_what_small_scale_allows() -> None:
    load, _ = _tables()
    told = load["sentence"].iloc[1]
    assert "tot 180 plekken; kleinschalig is tot en met 99" in told


def _flat(name: str, fits: int) -> Level:
    """Return a level of two sites on which so many places fit at 20 per 1,000."""
    people = np.array([fits * 50.0, np.nan])
    room = np.array([float(fits), np.nan])
    return Level(name, np.array(["Aa", "Bee"], object), people, np.zeros(2), room, room)


def test_of_equally_tight_levels_the_smallest_area_binds_and_none_is_unknown() -> None:
    levels = tuple(_flat(name, fits) for name, fits in
                   (("wijk", 99), ("kern", 60), ("gemeente", 60), ("cluster", 60)))  # fmt: skip
    load, _ = load_tables(
        _world()["sites"], (parse_mix(None, 60),) * 2, levels,
        params=LoadParams(), scale=ScaleNorm(), province_people=1e6,
    )  # fmt: skip
    assert load["fits_level"].tolist()[0] == "kern"
    assert load["fits_places"].tolist() == [60, pd.NA]
    assert load["sentence"].iloc[1].startswith("Onbekend")


def test_a_size_of_exactly_small_scale_is_small_scale() -> None:
    for fits, told in ((99, False), (100, True)):
        load, _ = load_tables(
            _world()["sites"], (parse_mix(None, 60),) * 2, (_flat("kern", fits),),
            params=LoadParams(), scale=ScaleNorm(), province_people=1e6,
        )  # fmt: skip
        assert ("kleinschalig is tot en met 99" in load["sentence"].iloc[0]) is told


def test_a_cluster_counts_each_municipality_once_and_is_unknown_where_one_is() -> None:
    world = _world()
    sites = pd.concat([world["sites"], world["sites"].head(1)], ignore_index=True)
    sites["site_id"] = ["s1", "s2", "s3"]
    sites["gm_certain"] = True
    for code, people in (("GM0001", 20_000.0), ("GM0002", np.nan)):
        mothers = pd.DataFrame({"site_id": ["s1", "s2", "s3"], "cluster_id": "UT01"})
        towns = sites.assign(gm_code=[code, code, "GM0001"])
        levels = _all_levels(sites=towns, mothers=mothers)
        cluster = {level.name: level for level in levels}["cluster"]
        np.testing.assert_array_equal(cluster.inhabitants, [people] * 3)
        assert cluster.present.tolist() == [30.0] * 3


def test_a_site_belongs_to_the_kern_it_names_and_else_to_the_nearest() -> None:
    world = _world()
    kernen = world["kernen"].assign(gm_code="GM0001")
    sites = world["sites"].assign(gm_code="GM0001", kern=["Bee", "Cee"])
    levels = _all_levels(sites=sites, kernen=kernen)
    kern = {level.name: level for level in levels}["kern"]
    assert kern.area.tolist() == ["Bee", "Bee"]
    assert kern.present.tolist() == [0, 0]


def test_a_point_on_two_wijken_lies_in_the_first_row() -> None:
    wijken = gpd.GeoDataFrame(
        {"name": ["Noord", "Zuid"], "population": pd.array([1500, 900], "Int64")},
        geometry=[box(4.9, 52.0, 5.1, 52.1), box(4.9, 51.9, 5.1, 52.0)],
        crs="EPSG:4326",
    )
    wijk = _levels(wijken)["wijk"]
    assert wijk.area.tolist() == ["Noord", None]
    assert wijk.present.tolist() == [30, 0]  # AZC Aa stands on the border too, and counts once


def test_a_site_whose_gemeente_is_uncertain_has_none_however_well_that_one_is_known() -> None:
    world = _world()
    sites = world["sites"].assign(gm_code="GM0001")
    mothers = world["mothers"].assign(cluster_id=["UT01", "UT02"])
    levels = _all_levels(sites=sites, mothers=mothers)
    named = {level.name: level for level in levels}
    for name in ("gemeente", "cluster"):
        np.testing.assert_array_equal(named[name].inhabitants, [20_000, np.nan])
    assert pd.isna(named["gemeente"].area[1])
