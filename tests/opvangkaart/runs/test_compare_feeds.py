"""Before and after with two timetables, two places for a mother location, and two sets of hubs."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from asked import ask

from geodata.gtfs.load import import_transit
from opvangkaart.runs.compare_scenarios import compare_scenarios
from opvangkaart.runs.told import View
from sites.base.projection import to_lonlat
from tests.transit_feed import AREA, CRS, EAST, NORTH, tables, write_feed

DAYS = [date(2026, 11, 16) + timedelta(n) for n in range(7)]


def at(metres: float) -> str:
    """Return a spot on the road of the feed, so many metres east of stop A, as "lon,lat"."""
    lon, lat = to_lonlat([EAST + metres], [NORTH], CRS)
    return f"{lon[0]:.6f},{lat[0]:.6f}"


SCENARIO = f"""
name = "proef"
title = "Proef"
reference_date = 2026-11-17
[area]
name = "Proefland"
country = "Proefland"
metric_crs = "{CRS}"
bounds = [5.0, 51.8, 6.2, 52.5]
[layers.municipalities]
path = "g.geojson"
reader = "gemeenten_cbs"
[layers.kernen]
path = "k.csv"
reader = "kernen"
[layers.hubs]
path = "h.csv"
reader = "reception"
[[layers.places]]
path = "p.csv"
reader = "places"
[[layers.transit]]
path = "ov"
reader = "gtfs"
[sites]
path = "s.csv"
[mothers]
active = ["H1"]
mode = "ov"
limit_min = 30
[[criteria]]
id = "mother"
label = "Moederlocatie"
categories = ["mother"]
mode = "ov"
weight = 30
curve = {{ good = 5, poor = 60 }}
norm = ""
source = "verzonnen"
"""


def town(name: str, code: str, west: float, east: float) -> dict[str, object]:
    ring = [[west, 52.0], [east, 52.0], [east, 52.3], [west, 52.3], [west, 52.0]]
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"gemeentecode": code, "gemeentenaam": name, "inwoners": 1000},
    }  # fmt: skip


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay one scenario, and others with another timetable, hub or place of the hub.

    Stop A lies in Westdorp with a site beside it, stop C in Oostdorp with the mother location.
    """
    folder = tmp_path_factory.mktemp("dienstregelingen")
    towns = [town("Westdorp", "W1", 5.2, 5.42), town("Oostdorp", "O1", 5.42, 6.0)]
    text = json.dumps({"type": "FeatureCollection", "features": towns})
    (folder / "g.geojson").write_text(text, encoding="utf-8")
    head = "hub_id,name,gm_code,kind,status,places,lon,lat,accuracy_m\n"
    hub = "{},Huis {},{},azc,in gebruik,300,{},50\n"
    files = {
        "k.csv": f"kern,gm_code,population,lon,lat\nWest,W1,900,{at(200)}\n",
        "h.csv": head + hub.format("H1", "een", "O1", at(6000)),
        "dichtbij.csv": head + hub.format("H1", "een", "W1", at(600)),
        "p.csv": f"id,categorie,naam,lon,lat\nP1,gp,Post,{at(300)}\n",
        "s.csv": "id,naam,plaatsen,lon,lat,vertrouwelijkheid\n"
        f"S1,Bij de halte,40,{at(0)},openbaar\nS2,Aan de overkant,40,{at(6100)},openbaar\n",
        "proef.toml": SCENARIO,
        "kaal.toml": SCENARIO.replace('path = "ov"', 'path = "ov-kaal"'),
        "dichtbij.toml": SCENARIO.replace('path = "h.csv"', 'path = "dichtbij.csv"'),
    }
    for name, written in files.items():
        (folder / name).write_text(written, encoding="utf-8")
    for store, kept in (("ov", tables()), ("ov-kaal", without_bus_one())):
        feed = write_feed(folder / f"{store}.zip", kept)
        import_transit([feed], folder / store, area=AREA, metric_crs=CRS, days=DAYS, ring_m=0)
    return folder


def without_bus_one() -> dict[str, str]:
    """Return the feed without bus 1: only bus 2 at 08:00 is left between A and C."""
    kept = dict(tables())
    for name in ("trips.txt", "stop_times.txt", "frequencies.txt"):
        if name in kept:
            head, *rows = kept[name].splitlines()
            kept[name] = "\n".join([head, *(row for row in rows if "b1-" not in row)]) + "\n"
    return kept


def told(area: Path, other: str, out: Path | None = None) -> tuple[str, dict[str, pd.DataFrame]]:
    parts = list(compare_scenarios(area / "proef.toml", area / f"{other}.toml", out=out))
    views = {part.title: part.table for part in parts if isinstance(part, View)}
    return "\n".join(part for part in parts if isinstance(part, str)), views


@pytest.mark.slow
def test_a_thinner_timetable_is_told_as_such_where_the_bus_stopped(area, tmp_path) -> None:
    lines, views = told(area, "kaal", tmp_path)
    assert "Andere gegevens: dienstregeling." in lines
    sites = views["Per locatie"].set_index("site_id")
    assert sites.index.tolist() == ["S1"]  # who walks to the mother location notices nothing
    assert sites.loc["S1", "change"] == "slechter"
    one, other = sites.loc["S1", ["travel_one", "travel_other"]]
    assert one <= 30
    assert not other <= one  # longer, or no usual trip at all
    towns = views["Per gemeente"].set_index("name")
    assert towns.loc["Westdorp", "worse"] == 1
    assert towns.loc["Oostdorp", "same"] == 1
    assert (tmp_path / "veranderingen.gpkg").exists()


@pytest.mark.slow
def test_the_other_way_round_everything_worse_is_better(area) -> None:
    there = told(area, "kaal")[1]["Per locatie"].set_index("site_id")["change"]
    parts = list(compare_scenarios(area / "kaal.toml", area / "proef.toml"))
    back = next(part.table for part in parts if isinstance(part, View)).set_index("site_id")
    turned = {"slechter": "beter", "beter": "slechter", "anders": "anders"}
    assert back["change"].to_dict() == {site: turned[word] for site, word in there.items()}


@pytest.mark.slow
def test_a_mother_location_that_moves_is_nearer_to_one_and_farther_from_the_other(area) -> None:
    lines, views = told(area, "dichtbij")
    assert "Andere gegevens: opvanglocaties." in lines
    change = views["Per locatie"].set_index("site_id")["change"].to_dict()
    assert change == {"S1": "beter", "S2": "slechter"}


@pytest.mark.slow
def test_the_same_timetable_in_another_folder_changes_nothing(area) -> None:
    shutil.copytree(area / "ov", area / "ov-elders", dirs_exist_ok=True)
    elders = SCENARIO.replace('path = "ov"', 'path = "ov-elders"')
    (area / "elders.toml").write_text(elders, encoding="utf-8")
    done = ask("compare", area / "proef.toml", area / "elders.toml")
    assert done.code == 0, done.complaint
    assert "De gegevens zijn gelijk" in done.said
    assert "Voor geen enkele locatie verandert er iets." in done.said
