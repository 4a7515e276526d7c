"""A second engine on the same streets: made-up towns where the cause is known, and real ones."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from asked import ask
from conftest import ROOT

from opvangkaart.runs import osrm

PORTO = ROOT / "tests" / "scenarios" / "porto"
NODE = '<node id="{id}" version="1" lon="{lon:.7f}" lat="{lat:.7f}"/>'
WAY = '<way id="{id}" version="1">{nodes}{tags}</way>'
HUBS = "hub_id,name,gm_code,kind,status,places,lon,lat,accuracy_m\nH1,Casa,1312,azc,in gebruik,300,"
SITES = "site_id,naam,soort,plaatsen,gemeente,vertrouwelijkheid,lon,lat\n"


def made_up(folder: Path, ways, sites, hub) -> Path:
    """Write an extract of ways (tags, points), its sites and hub, and return the scenario."""
    numbers: dict[tuple[float, float], int] = {}
    lines = []
    for way, (tags, points) in enumerate(ways, 1):
        ids = [numbers.setdefault(point, len(numbers) + 1) for point in points]
        nodes = "".join(f'<nd ref="{i}"/>' for i in ids)
        told = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(WAY.format(id=way, nodes=nodes, tags=told))
    drawn = [NODE.format(id=i, lon=lon, lat=lat) for (lon, lat), i in numbers.items()]
    folder.mkdir()
    (folder / "straten.osm").write_text(
        f'<osm version="0.6">{"".join(drawn)}{"".join(lines)}</osm>', encoding="utf-8"
    )
    (folder / "hubs.csv").write_text(f"{HUBS}{hub[0]},{hub[1]},50\n", encoding="utf-8")
    rows = (f"{name},x,gebouw,40,1312,openbaar,{lon},{lat}\n" for name, lon, lat in sites)
    (folder / "sites.csv").write_text(SITES + "".join(rows), encoding="utf-8")
    for name in ("kernen.csv", "municipalities.geojson"):
        shutil.copy(PORTO / name, folder)
    text = (PORTO / "porto.toml").read_text(encoding="utf-8")
    text = text.replace("porto_portugal.osm.pbf", "straten.osm").replace('"H1", "H2"', '"H1"')
    places = '[[layers.places]]\npath = "straten.osm"\nreader = "osm_places"\n'
    assert places in text
    (folder / "s.toml").write_text(text.replace(places, ""), encoding="utf-8")
    return folder / "s.toml"


def asked(scenario: Path, *words: object) -> tuple[pd.DataFrame, str]:
    out = scenario.parent / "uit"
    done = ask("second", scenario, "--out", out, *words)
    assert done.code == 0, done.complaint
    table = pd.read_csv(out / "tweede_mening.csv", sep=";", decimal=",")
    return table.set_index("Locatie"), done.said


WEST, EAST, ROAD = -8.63, -8.60, 41.15
STREET = {"highway": "residential"}
#: On foot from every site to the west end of one road, 2,5 km long.
TOWN = [
    (STREET, [(WEST, ROAD), (-8.61, ROAD), (EAST, ROAD), (EAST, 41.16)]),
    ({"highway": "steps"}, [(-8.61, ROAD), (-8.61, 41.155)]),
    ({"man_made": "pier"}, [(WEST, ROAD), (EAST, 41.16)]),  # for OSRM a street, for us none
    (STREET, [(-8.616, 41.148), (-8.615, 41.148)]),  # an island, 220 m off the road
    (STREET, [(WEST, 41.13), (-8.62, 41.13)]),  # and one far away, so that fields are covered
]
CORNERS = [
    ("weg", -8.62, ROAD), ("trap", -8.61, 41.155), ("pier", EAST, 41.16),
    ("eiland", -8.6155, 41.148), ("veld", -8.625, 41.142),
]  # fmt: skip


@pytest.mark.osrm
def test_every_cause_of_a_made_up_town_is_found(tmp_path: Path) -> None:
    table, said = asked(made_up(tmp_path / "stad", TOWN, CORNERS, (WEST, ROAD)), "--mode", "walk")
    assert table["Oorzaak"].to_dict() == {
        "weg": "gelijk",
        "trap": "snelheden",  # 555 m of steps at half our speed, at full speed there
        "pier": "toegang van wegen",
        "eiland": "deur aan een andere straat",
        "veld": "niet aangesloten bij ons",  # 890 m from any street, over our 500 m
    }
    steps = table.loc["trap"]
    assert steps["Door snelheden"] == steps["Verschil"] == pytest.approx(-6.7, abs=0.05)
    assert table.loc["pier", "Door toegang"] == pytest.approx(-10.5, abs=0.2)
    assert table.loc[["trap", "pier"], "Niet verklaard"].abs().max() == 0
    assert "Van 5 ritten verschillen er 4 meer dan 2 minuten" in said
    assert "-0,0" not in said
    assert "geen route" in said
    assert "onbekend" not in said


@pytest.mark.osrm
def test_crossings_part_the_engines_on_a_street_full_of_side_roads(tmp_path: Path) -> None:
    street = [(WEST + i * 0.00024, ROAD) for i in range(62)]
    lanes = [(STREET, [point, (point[0], ROAD + 0.0003)]) for point in street[1:-1]]
    comb = [(STREET | {"maxspeed": "50"}, street), *lanes]
    town = made_up(tmp_path / "kam", comb, [("eind", street[-1][0], ROAD)], street[0])
    row = asked(town, "--mode", "car", "--more-than", "1")[0].loc["eind"]
    assert row["Oorzaak"] == "bochten en kruispunten"
    assert row["Door bochten"] == pytest.approx(-2.0, abs=0.05)  # 60 crossings of 2 seconds
    assert row["Door snelheden"] == pytest.approx(1.228 * 60 * (1 / 40 - 1 / 35), abs=0.06)
    assert row["Niet verklaard"] == 0


@pytest.mark.osrm
@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("mode", ["walk", "bike", "car"])
def test_with_our_rules_the_other_engine_gives_our_minutes_in_a_real_country(
    mode, shared: Path, tmp_path: Path
) -> None:
    made = tmp_path / "liechtenstein"
    shutil.copytree(ROOT / "tests" / "scenarios" / "liechtenstein", made)
    name = "liechtenstein_2015.osm.pbf"
    (made / name).symlink_to(shared / "data" / "osm_fixtures" / name)
    table, said = asked(made / "liechtenstein.toml", "--mode", mode, "--more-than", 0.1)
    assert len(table) == 8
    assert (table["Oorzaak"] != "geen van deze regels").all()
    assert table["Niet verklaard"].abs().max() <= 0.1
    assert "blijft er hoogstens 0,1 minuut verschil over" in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_the_extra_the_refusal_says_what_to_install(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osrm, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    line = ask("second", language=language).line
    assert "pip install 'opvangkaart[second]'" in line
    assert "BSD-2-Clause" in line


@pytest.mark.osrm
def test_what_a_second_opinion_cannot_be_asked_of_is_one_line(tmp_path: Path) -> None:
    town = made_up(tmp_path / "stad", TOWN, CORNERS, (WEST, ROAD))
    assert "hemelsbreed" in ask("second").line  # the bundled scenario
    assert "vreemd.osm.pbf bestaat niet" in ask("second", town, "--extract", "vreemd.osm.pbf").line
    far = made_up(tmp_path / "ver", TOWN, [("ver", -8.57, 41.18), *CORNERS], (WEST, ROAD))
    line = ask("second", far).line
    assert "1 van de 6" in line
    assert "ver" in line
    text = town.read_text(encoding="utf-8").replace("straten.osm", "straten.npz")
    town.write_text(text, encoding="utf-8")
    assert "--extract" in ask("second", town).line
