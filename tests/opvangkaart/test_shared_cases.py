"""Each made-up file of ../shared/cases gives its right answer, asked as a user asks it.

The files stay where they are; a small input of our own for each kind stands in the tests of the
module that was at fault.
"""

import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from asked import OWN, ask, few_gemeenten
from conftest import ROOT
from transit_feed import CRS, WALK, door, write_feed

from geodata.files.files import read_json
from geodata.gtfs.load import read_timetables
from geodata.readers.interface import ReadContext
from geodata.readers.registry import read_file
from geodata.streets.osmnx_graph import read_graphml
from geodata.streets.pbf import read_pbf
from opvangkaart.runs.imports import import_transit
from opvangkaart.runs.inputs import Inputs, read_inputs
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario
from sites.base.departure import DepartureWindow
from sites.base.errors import SiteError
from sites.base.messages import unpacked
from sites.base.projection import to_metric
from sites.settings.scenario import LayerFile, Mode
from sites.settings.transit import TransitParams
from sites.travel.protocol import Points
from sites.travel.streets.build import build
from sites.travel.streets.network import StreetNetwork
from sites.travel.transit.engine import TransitEngine

pytestmark = pytest.mark.shared
#: Where each kind has an input of its own: the test that stays when ../shared is absent.
OWN_INPUT = {
    "t-gm-code": "test_a_code_of_any_form_is_a_code_outside_the_netherlands",
    "02-xlsx-formula-empty-text": "test_every_kind_of_cell_is_read_as_excel_shows_it",
    "03-xlsx-header-line-break": "test_however_a_heading_is_written_it_reads_the_same",
    "04-xlsx-strict": "test_strict_open_xml_is_read_like_any_other",
    "06-thousands-dot-and-comma-in-hubs": "test_hubs_take_the_notation_that_sites_take",
    "07-unicode-digits": "test_no_pattern_of_the_product_takes_a_digit_of_another_script",
    "08-codes-padded-and-float": "test_a_code_is_known_however_a_register_or_a_sheet_writes_it",
    "09-former-gemeente-names": "test_a_former_municipality_is_answered_with_todays_name",
    "10-cbs-classic-columns": "test_municipalities_are_read_under_any_of_cbs_own_headings",
    "11-multi-layer-gpkg-import": (
        "test_an_import_takes_the_layer_it_is_for_or_the_one_that_is_named"
    ),
    "12-gpkg-undefined-srs": "test_a_geopackage_that_lies_about_itself_is_refused_at_once",
    "13-ids-outside-the-columns": "test_the_key_column_of_a_geopackage_is_kept_whatever_its_name",
    "14-empty-geometry-of-a-site": (
        "test_an_empty_shape_is_a_missing_position_and_the_others_keep_theirs"
    ),
    "18-gtfs-empty-calendar": "test_an_empty_calendar_adds_no_service",
    "19-gtfs-flex-rows": "test_rows_of_a_zone_are_left_out_and_counted",
    "20-gtfs-stay-seated": "test_one_vehicle_needs_no_change",
    "21-gtfs-transfer-order": "test_the_row_for_the_stop_goes_before_that_for_its_station",
    "22-gtfs-timezone": "test_a_feed_in_another_zone_is_turned_into_the_clock_of_the_area",
    "23-gtfs-on-demand": "test_what_must_be_booked_by_phone_is_no_regular_service",
    "25-osm-access-lists": "test_a_list_takes_its_strictest_part_and_a_strange_value_is_private",
    "26-osm-emergency-access": "test_who_may_go_which_way_between_two_corners",
    "27-osm-negative-ids": "test_what_is_drawn_and_not_uploaded_is_street",
    "28-osm-deleted-ways": "test_what_was_deleted_is_no_street",
    "29-osm-facilities-not-for-everyone": "test_what_is_no_facility_says_why",
    "30-osmnx-reversed-list": "test_a_street_whose_parts_were_drawn_both_ways_is_drawn_once",
    "r-036-csv-nan-inf": "test_what_is_no_number_is_wrong_in_its_own_row_only",
    "r-038-csv-digits-5000": "test_what_is_no_number_is_wrong_in_its_own_row_only",
    "r-040-csv-arabic-digits": "test_what_is_no_number_is_wrong_in_its_own_row_only",
    "r-075-gj-empty-point": "test_an_empty_shape_is_a_missing_position_and_the_others_keep_theirs",
    "r-080-gj-null-coords": "test_a_broken_shape_stands_apart_and_the_others_keep_theirs",
    "r-100-gj-crs-str": "test_a_member_crs_that_is_none_is_refused_in_one_line",
    "r-130-gj-surrogate-escape": "test_half_a_character_is_a_mark_and_told",
    "r-153-pq-crs-local": "test_a_crs_that_is_no_place_on_earth_is_refused_in_one_line",
    "r-158-pq-binary-name": "test_bytes_are_read_as_the_text_they_are",
    "r-189-gp-view-endless": "test_a_geopackage_that_lies_about_itself_is_refused_at_once",
    "r-214-xl-far-cell": "test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing",
    "r-215-xl-far-cell-sheet2": "test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing",
    "r-239-xl-broken-xml": "test_a_trap_is_refused_in_one_line_and_soon",
    "r-900-two-options-one-address": (
        "test_a_list_that_offers_little_gives_a_page_with_what_is_missing"
    ),
    "r-902-font": "test_names_in_any_script_give_documents",
    "r-903-thousands-comma.csv": "test_a_comma_before_three_noughts_is_never_read_as_a_few",
    "r-904-all-far": "test_sites_beyond_every_limit_are_ranked_on_the_rest",
    "r-T14-date-9999": "test_the_line_says_what_and_where",
    "r-T38-cat-unknown": "test_a_name_that_does_not_exist_is_told_with_the_nearest",
    "r-T40-cat-dup": "test_the_line_says_what_and_where",
    "r-T46-norm-unknown": "test_a_name_that_does_not_exist_is_told_with_the_nearest",
    "r-T82-crs-bad": "test_a_crs_that_leads_nowhere_is_refused_in_one_line",
    "t-clip-interp": "test_the_clip_does_not_change_a_blank_time",
}
TUESDAY = date(2026, 11, 24)
MORNING = DepartureWindow(1, 450, 570, 1)


@pytest.fixture
def cases(shared: Path) -> Path:
    return shared / "cases"


@pytest.fixture(autouse=True)
def quick():
    with few_gemeenten(*OWN, "GM0307"):
        yield


def read(path: Path, **more: object) -> Inputs:
    return read_inputs(sites_file=path, **more)


def shapes_text(shape: shapely.Geometry) -> str:
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def places(path: Path) -> dict[str, object]:
    try:
        sites = read(path).sites
    except SiteError:  # no row can be used: the line is tried through the command
        return {}
    return dict(zip(sites["site_id"], sites["places"], strict=True))


def rejected(path: Path) -> list[tuple[int, str]]:
    rows = read(path).rejected
    return list(zip(rows["row"], rows["reason"].map(str), strict=True))


def test_every_case_is_tried(cases: Path) -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = {path.name for path in cases.iterdir()} - {"README.md"}
    assert names == OWN_INPUT.keys()
    assert {name for name in names if here.count(name) < 2} == set()


def test_every_kind_has_a_test_with_an_input_of_its_own() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    tests = {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert set(OWN_INPUT.values()) - tests == set()


# --- Excel


def test_a_formula_with_an_empty_text_is_calculated(cases: Path) -> None:
    path = cases / "02-xlsx-formula-empty-text" / "by_libreoffice.xlsx"
    answer = ask("score", path)
    assert answer.code == 0, answer.complaint
    assert "opslaan" not in answer.said


def test_a_wrapped_heading_is_the_same_heading(cases: Path) -> None:
    folder = cases / "03-xlsx-header-line-break"
    assert places(folder / "wrapped.xlsx") == {"L1": 60, "L2": 40}
    assert places(folder / "nbsp.xlsx") == {"L1": 60}


def test_a_strict_workbook_is_read(cases: Path) -> None:
    assert len(read(cases / "04-xlsx-strict" / "strict.xlsx").sites) == 1


@pytest.mark.parametrize("name", ["r-214-xl-far-cell", "r-215-xl-far-cell-sheet2"])
def test_a_value_in_the_last_cell_costs_no_time(cases: Path, name: str) -> None:
    answer = ask("score", cases / name / "x.xlsx")
    assert answer.code == 0 or answer.line


def test_a_workbook_that_is_cut_is_one_line(cases: Path) -> None:
    assert "x.xlsx" in ask("score", cases / "r-239-xl-broken-xml" / "x.xlsx").line


# --- numbers and codes


def test_hubs_are_written_as_sites_are(cases: Path, tmp_path: Path) -> None:
    found = {}
    for name in ("dots", "comma"):
        hubs = cases / "06-thousands-dot-and-comma-in-hubs" / f"{name}.csv"
        (tmp_path / f"{name}.csv").write_bytes(hubs.read_bytes())
        scenario = tmp_path / f"{name}.toml"
        layer = f'\n[layers.hubs]\npath = "{name}.csv"\nreader = "reception"\nsource = "x"\n'
        scenario.write_text(_without_rooms() + layer + 'licence = "CC0"\n', encoding="utf-8")
        found[name] = read_inputs(scenario).layers.hubs.set_index("hub_id").loc["UT01"]
    assert found["dots"]["places"] == 1250
    assert found["comma"]["lon"] == pytest.approx(5.2331)


def _without_rooms() -> str:
    text = BUNDLED.read_text(encoding="utf-8")
    return text[: text.index("[[plan.hubs.rooms]]")]


def test_digits_of_other_scripts_are_told(cases: Path) -> None:
    folder = cases / "07-unicode-digits"
    assert places(folder / "arabic_lon.csv") == {"L1": 60}
    assert places(folder / "fullwidth.csv") == {"L2": 40}
    assert ask("score", folder / "fullwidth.csv").code == 0


def test_padded_codes_and_codes_as_floats_are_codes(cases: Path, tmp_path: Path) -> None:
    folder = cases / "08-codes-padded-and-float"
    assert places(folder / "float.csv") == {"L1": 60, "L2": 40}
    for name in ("float", "padded"):
        codes = [row["properties"] for row in read_json(folder / f"{name}.geojson")[0]["features"]]
        layer = "wijken" if "wijkcode" in codes[0] else "municipalities"
        answer = ask("data", "import", layer, folder / f"{name}.geojson", "--store", tmp_path)
        assert answer.code == 0, answer.complaint


def test_a_former_gemeente_is_answered_with_its_name_of_today(cases: Path) -> None:
    with few_gemeenten():
        answer = ask("score", cases / "09-former-gemeente-names" / "oud.csv")
    for wrong in ("bedoelde u Baarn", "bedoelde u Maarssen", "bedoelde u Mijdrecht"):
        assert wrong not in answer.said
    assert "Utrechtse Heuvelrug" in answer.said


@pytest.mark.parametrize("layer", ["municipalities"])
def test_cbs_old_headings_are_read(cases: Path, tmp_path: Path, layer: str) -> None:
    path = cases / "10-cbs-classic-columns" / "gemeenten.gpkg"
    answer = ask("data", "import", layer, path, "--store", tmp_path)
    assert answer.code == 0, answer.complaint


def test_a_layer_is_chosen_by_what_is_asked(cases: Path, tmp_path: Path) -> None:
    path = cases / "11-multi-layer-gpkg-import" / "wijkenbuurten.gpkg"
    plain = ask("data", "import", "wijken", path, "--store", tmp_path / "a")
    assert plain.code == 0, plain.complaint
    named = ask("data", "import", "wijken", path, "--layer", "wijken", "--store", tmp_path / "b")
    assert named.code == 0, named.complaint


@pytest.mark.parametrize("name", [
    "r-036-csv-nan-inf", "r-038-csv-digits-5000", "r-040-csv-arabic-digits",
])  # fmt: skip
def test_what_is_no_number_rejects_its_row(cases: Path, name: str) -> None:
    path = cases / name / "x.csv"
    assert places(path) == {"L1": 60, "L2": 80}
    lines = path.read_text(encoding="utf-8").splitlines()
    good = {row for row, line in enumerate(lines, 1) if line.startswith(("L1", "L2", "id;"))}
    assert {row for row, _ in rejected(path)} == set(range(1, len(lines) + 1)) - good


def test_a_thousand_with_a_comma_is_never_one(cases: Path) -> None:
    path = cases / "r-903-thousands-comma.csv"
    assert places(path) in ({"L2": 60}, {"L1": 1000, "L2": 60})
    assert len(rejected(path)) == 2 - len(places(path))


# --- vector files


@pytest.mark.parametrize("name", ["cartesian", "nocrs"])
def test_a_file_without_a_crs_is_refused(cases: Path, name: str) -> None:
    line = ask("score", cases / "12-gpkg-undefined-srs" / f"{name}.gpkg").line
    assert "EPSG:28992" in line


def test_the_key_of_a_geopackage_is_the_id(cases: Path) -> None:
    path = cases / "13-ids-outside-the-columns" / "primary_key_id.gpkg"
    assert list(read(path).sites["site_id"]) == ["701", "702"]


@pytest.mark.parametrize("name", ["collection", "null", "point"])
def test_an_empty_shape_rejects_its_row(cases: Path, name: str) -> None:
    path = cases / "14-empty-geometry-of-a-site" / f"{name}.geojson"
    assert list(read(path).sites["site_id"]) == ["A"]
    assert {row for row, _ in rejected(path)} == {2}


def test_an_empty_point_leaves_the_others(cases: Path) -> None:
    assert places(cases / "r-075-gj-empty-point" / "x.geojson") == {"L1": 60}


def test_null_coordinates_are_told(cases: Path) -> None:
    answer = ask("score", cases / "r-080-gj-null-coords" / "x.geojson")
    assert answer.code == 0 or answer.line


@pytest.mark.parametrize("name", ["r-100-gj-crs-str/x.geojson", "r-153-pq-crs-local/x.parquet"])
def test_a_crs_that_is_none_is_one_line(cases: Path, name: str) -> None:
    assert name.rpartition("/")[2] in ask("score", cases / name).line


@pytest.mark.parametrize("name", [
    "r-130-gj-surrogate-escape/x.geojson", "r-158-pq-binary-name/x.parquet",
])  # fmt: skip
def test_letters_that_are_none_are_noted_or_refused(cases: Path, name: str) -> None:
    answer = ask("score", cases / name)
    assert answer.code == 0 or answer.line


def test_a_view_that_never_ends_is_refused_in_seconds(cases: Path) -> None:
    assert "x.gpkg" in ask("score", cases / "r-189-gp-view-endless" / "x.gpkg").line


# --- timetables


def engine_of(feed: Path, folder: Path) -> tuple[TransitEngine, dict[str, Any]]:
    record = import_transit(None, [feed], folder, day=TUESDAY)
    timetables = read_timetables(folder, CRS)
    return TransitEngine(timetables, WALK, TransitParams()), record


def figures(feed: Path, folder: Path, window: DepartureWindow = MORNING) -> tuple[float, float]:
    times = engine_of(feed, folder)[0].window_times(door("A"), door("T"), window)
    return times.median_min[0, 0], times.best_min[0, 0]


@pytest.mark.parametrize(("name", "expected"), [
    ("18-gtfs-empty-calendar/absent.zip", (60.5, 31.0)),
    ("18-gtfs-empty-calendar/zero_bytes.zip", (60.5, 31.0)),
    ("19-gtfs-flex-rows/stops_with_window.zip", (60.5, 31.0)),
    ("21-gtfs-transfer-order/station_first.zip", (37.0, 21.0)),
])  # fmt: skip
def test_a_feed_as_published_gives_the_minutes_of_a_plain_one(
    cases: Path, tmp_path: Path, name: str, expected: tuple[float, float]
) -> None:
    assert figures(cases / name, tmp_path / "ov") == expected


def test_one_vehicle_needs_no_change(cases: Path, tmp_path: Path) -> None:
    apart = cases / "20-gtfs-stay-seated" / "unrelated.zip"  # the block_id of both trips is blank
    one = DepartureWindow(1, 475, 476, 1)
    assert figures(apart, tmp_path / "a", one)[1] > 30
    with zipfile.ZipFile(apart) as feed:
        texts = {name: feed.read(name).decode() for name in feed.namelist()}
    trips = texts["trips.txt"].splitlines()
    trips = [f"{row}v" if row.startswith(("k1,", "k2,")) else row for row in trips]
    joined = write_feed(tmp_path / "one.zip", texts | {"trips.txt": "\n".join(trips)})
    assert figures(joined, tmp_path / "b", one)[1] == 30


def test_a_feed_in_utc_leaves_an_hour_later_by_the_dutch_clock(cases: Path, tmp_path: Path) -> None:
    folder = cases / "22-gtfs-timezone"
    at = [DepartureWindow(1, minute, minute + 1, 1) for minute in (460, 520)]
    best = {}
    for name in ("amsterdam", "utc"):
        engine, _ = engine_of(folder / f"{name}.zip", tmp_path / name)
        times = [engine.window_times(door("A"), door("B"), one).best_min[0, 0] for one in at]
        best[name] = times
    assert best["utc"][0] > best["amsterdam"][0] == best["utc"][1] == 5


def test_what_must_be_booked_is_told(cases: Path, tmp_path: Path) -> None:
    engine, record = engine_of(cases / "23-gtfs-on-demand" / "phone.zip", tmp_path / "ov")
    assert engine.window_times(door("A"), door("B"), MORNING).best_min[0, 0] > 5
    assert any("phone" in str(unpacked(note)) for note in record["notes"])


@pytest.mark.parametrize("ring_m", [0, 100_000])
def test_the_ring_does_not_move_a_blank_time(cases: Path, tmp_path: Path, ring_m: float) -> None:
    area = tmp_path / "area.geojson"
    area.write_text(shapes_text(shapely.box(5.09, 52.08, 5.15, 52.10)), encoding="utf-8")
    x, y = to_metric([5.10, 5.14], [52.09, 52.09], CRS)
    one, other = (Points(np.array(["x"]), x[[i]], y[[i]]) for i in (0, 1))
    for name in ("feed_blankFalse", "feed_blankTrue"):
        feed, folder = cases / "t-clip-interp" / f"{name}.zip", tmp_path / name
        import_transit(None, [feed], folder, area=str(area), ring_m=ring_m, day=TUESDAY)
        engine = TransitEngine(read_timetables(folder, CRS), WALK, TransitParams())
        times = engine.window_times(one, other, DepartureWindow(1, 510, 511, 1))
        assert times.best_min[0, 0] == 30  # 08:30 to 09:00


# --- streets


#: Two doors on the way round, 1 m off the corners: the street between is passed through.
DOORS = ((5.00, 52.00001), (5.01, 52.00001))


def minutes(path: Path, mode: Mode) -> float:
    """Return how long it takes from node 1 to node 2: straight on, or the way round."""
    segments = read_pbf(path).segments(mode, CRS)
    engine = StreetNetwork({mode: build(mode, segments)}, small_piece_m=0)
    x, y = to_metric([lon for lon, _ in DOORS], [lat for _, lat in DOORS], CRS)
    one, other = (Points(np.array(["x"]), x[[i]], y[[i]]) for i in (0, 1))
    return round(float(engine.matrix(one, other, mode=mode)[0, 0]), 2)


@pytest.mark.parametrize(("name", "mode", "expected"), [
    *((f"25-osm-access-lists/{name}", "car", 8.31) for name in (
        "agricultural_forestry", "destination", "destination_delivery", "forestry_agricultural")),
    ("26-osm-emergency-access/calamity", "car", 8.31),
    ("26-osm-emergency-access/calamity", "walk", 8.27),
    ("27-osm-negative-ids/new", "walk", 8.27),
    ("28-osm-deleted-ways/josm_delete", "walk", 34.9),
    ("28-osm-deleted-ways/invisible", "walk", 34.9),
    ("28-osm-deleted-ways/kept", "walk", 8.27),
])  # fmt: skip
def test_a_street_is_open_to_whom_its_tags_say(
    cases: Path, name: str, mode: Mode, expected: float
) -> None:
    assert minutes(cases / f"{name}.osm", mode) == pytest.approx(expected, abs=0.06)


def test_only_what_is_open_to_all_is_a_facility(cases: Path) -> None:
    path = cases / "29-osm-facilities-not-for-everyone" / "places.osm.pbf"
    file = LayerFile(path=path.name, reader="osm_places")
    context = ReadContext(read_scenario()[0])
    found = read_file("places", file, path.parent, context)[0].table
    assert set(found["place_id"]) == {"OSM-N2", "OSM-N8"}


def test_a_street_drawn_from_two_sides_is_one_street(cases: Path) -> None:
    raw = read_graphml(cases / "30-osmnx-reversed-list" / "list.graphml")
    assert len(raw.segments("walk", CRS).u) == 1


# --- whole runs and settings


@pytest.mark.slow  # a whole run: OWN_INPUT names the smaller one
def test_two_variants_at_one_address_give_a_page(cases: Path, tmp_path: Path) -> None:
    answer = ask(
        "score", cases / "r-900-two-options-one-address" / "x.csv", "--out", tmp_path / "u"
    )
    assert answer.code == 0, answer.complaint
    page = next((tmp_path / "u").glob("index*.html")).read_text(encoding="utf-8")
    assert "variant klein" in page
    assert "variant groot" in page


@pytest.mark.slow  # a whole run: OWN_INPUT names the smaller one
def test_a_name_with_a_letter_of_no_font_gives_documents(cases: Path, tmp_path: Path) -> None:
    scenario = cases / "r-902-font" / "s.toml"
    answer = ask("documents", scenario, "-m", "Zeist", "--out", tmp_path / "u")
    assert answer.code == 0, answer.complaint
    made = {file.suffix for file in (tmp_path / "u").rglob("*") if file.is_file()}
    assert {".pdf", ".docx"} <= made


@pytest.mark.slow  # a whole run: OWN_INPUT names the smaller one
def test_sites_beyond_every_limit_are_ranked_on_the_rest(cases: Path, tmp_path: Path) -> None:
    with few_gemeenten(*OWN, "GM0589", "GM0331"):
        answer = ask("score", cases / "r-904-all-far" / "x.csv", "--out", tmp_path / "u")
    assert answer.code == 0, answer.complaint
    page = next((tmp_path / "u").glob("index*.html")).read_text(encoding="utf-8")
    assert "kan niet leunen" in page.lower()


@pytest.mark.parametrize(("name", "words"), [
    ("r-T14-date-9999", "reference_date"),
    ("r-T38-cat-unknown", "bestaatniet"),
    ("r-T40-cat-dup", "primary_school"),
    ("r-T46-norm-unknown", "bestaatniet"),
    ("r-T82-crs-bad", "EPSG:99999"),
])  # fmt: skip
def test_a_setting_that_is_none_is_one_line(cases: Path, name: str, words: str) -> None:
    assert words in ask("run", cases / name / "s.toml").line


@pytest.mark.slow  # a whole run: OWN_INPUT names the smaller one
def test_gm_code_an_area_outside_the_netherlands_has_codes_of_its_own(
    cases: Path, tmp_path: Path
) -> None:
    """The case names places, streets and sites that it does not hold: these are made here."""
    case = cases / "t-gm-code"
    for name in ("hubs.csv", "kernen.csv", "municipalities.geojson"):
        (tmp_path / name).symlink_to(case / name)
    (tmp_path / "places.csv").write_text(
        "id,categorie,naam,lon,lat\nG1,gp,Posto,-51.2,-30.03\n"
        "E1,primary_school,Escola,-51.21,-30.04\n", encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "sites.csv").write_text(
        "id,naam,plaatsen,gemeente,vertrouwelijkheid,lon,lat\n"
        "S1,Sitio,40,4314902,openbaar,-51.21,-30.05\n", encoding="utf-8",
    )  # fmt: skip
    told = (case / "poa.toml").read_text(encoding="utf-8")
    streets = re.search(r"\[layers\.streets\][^\[]*", told)
    assert streets
    told = told.replace(streets[0], "").replace('engine = "streets"', 'engine = "crowfly"')
    (tmp_path / "poa.toml").write_text(told, encoding="utf-8")
    done = ask("run", tmp_path / "poa.toml", "--out", tmp_path / "uit")
    assert done.code == 0, done.complaint
    page = (tmp_path / "uit" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"Utrecht|\bCOA\b|\bCBS\b|PDOK|4\.793", page)
    sites = json.loads((tmp_path / "uit" / "opvangkaart.geojson").read_text(encoding="utf-8"))
    assert [site["properties"]["gm_code"] for site in sites["features"]] == ["4314902"]
