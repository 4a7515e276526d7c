"""Candidate sites: three rows worked out by hand, in every form they can come."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.files.numbers import parse_counts, parse_decimals
from geodata.layers import read_layers
from geodata.readers.candidates import Candidates, read_candidates
from sites.base.errors import SiteError
from sites.base.projection import to_metric

RD = "EPSG:28992"
#: The Dom tower of Utrecht, the station of Amersfoort, the centre of Houten.
LON = np.array([5.1214, 5.3706, 5.1681])
LAT = np.array([52.0907, 52.1539, 52.0283])
NAMES = ["Dom", "Station", "Houten"]
CODES = ["GM0344", "GM0307", "GM0321"]
GEMEENTEN = ["Utrecht", "Amersfoort", "Houten"]


@pytest.fixture(scope="module")
def read(scenario_of, basis_layers) -> Callable[..., Candidates]:
    def go(path: Path, **sites: object) -> Candidates:
        scenario = scenario_of(sites={"path": str(path), **sites})
        found = read_candidates(path, scenario, basis_layers)
        words = found.rejected.assign(reason=found.rejected["reason"].map(str))
        return replace(found, rejected=words, notes=tuple(map(str, found.notes)))

    return go


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"id": ["a", "b", "c"], "naam": NAMES, "gemeente": GEMEENTEN, **columns})


def rd() -> tuple[np.ndarray, np.ndarray]:
    return to_metric(LON, LAT, RD)


def check_places(found: Candidates) -> None:
    assert found.sites["site_id"].tolist() == ["a", "b", "c"]
    assert found.sites["gm_code"].tolist() == CODES
    np.testing.assert_allclose(found.sites[["lon", "lat"]], np.column_stack([LON, LAT]), atol=1e-5)
    np.testing.assert_allclose(
        found.sites[["easting", "northing"]], np.column_stack(rd()), atol=0.6
    )
    assert found.rejected.empty


# --- every form ----------------------------------------------------------------------------------


def test_a_csv_in_degrees_is_recognised_and_reported(read, tmp_path) -> None:
    frame(lon=LON, lat=LAT).to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    check_places(found)
    assert "coordinates in lon, lat are WGS84 (EPSG:4326), by name and value" in found.notes


def test_a_csv_in_rd_new_is_recognised_and_reported(read, tmp_path) -> None:
    easting, northing = rd()
    frame(x=easting, y=northing).to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    check_places(found)
    assert "coordinates in x, y are RD New (EPSG:28992), recognised by value" in found.notes


def test_a_dutch_export_with_semicolons_commas_and_a_bom_is_read(read, tmp_path) -> None:
    text = "\ufeffID;Naam;Gemeente;Lengtegraad;Breedtegraad;Plaatsen\n"
    for i, name in enumerate(NAMES):
        lon, lat = (f"{v:.4f}".replace(".", ",") for v in (LON[i], LAT[i]))
        text += f"{'abc'[i]};{name};{GEMEENTEN[i]};{lon};{lat};1.2{i}0\n"
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    found = read(tmp_path / "s.csv")
    check_places(found)
    assert found.sites["places"].tolist() == [1200, 1210, 1220]
    assert "column Lengtegraad: decimal commas read in 3 rows" in found.notes
    assert "places: thousands dots read in 3 rows" in found.notes


def test_a_workbook_is_read_with_its_numbers_and_dates(read, tmp_path) -> None:
    table = frame(lon=LON, lat=LAT, vanaf=pd.to_datetime(["2027-01-31"] * 3), plaatsen=[60, 40, 20])
    table.to_excel(tmp_path / "s.xlsx", index=False)
    found = read(tmp_path / "s.xlsx")
    check_places(found)
    assert found.sites["from_date"].tolist() == ["2027-01-31"] * 3
    assert found.sites["places"].tolist() == [60, 40, 20]


@pytest.mark.parametrize("crs", ["EPSG:4326", RD])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet"])
def test_every_map_format_gives_the_same_sites(read, tmp_path, suffix, crs) -> None:
    table = gpd.GeoDataFrame(frame(), geometry=gpd.points_from_xy(LON, LAT), crs="EPSG:4326")
    table, path = table.to_crs(crs), tmp_path / f"s{suffix}"
    if suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_file(path, RFC7946="NO") if suffix == ".geojson" else table.to_file(path)
    check_places(read(path))


def test_a_plot_is_placed_on_a_point_of_its_own(read, tmp_path) -> None:
    points = gpd.GeoSeries(gpd.points_from_xy(LON, LAT), crs="EPSG:4326").to_crs(RD)
    table = gpd.GeoDataFrame(frame(), geometry=points.buffer(20), crs=RD)
    table.to_file(tmp_path / "s.gpkg")
    found = read(tmp_path / "s.gpkg")
    np.testing.assert_allclose(found.sites["easting"], rd()[0], atol=25)
    assert "3 shapes are no points: a point on each is used" in found.notes


def test_english_and_dutch_column_names_mean_the_same(read, tmp_path) -> None:
    frame(
        lon=LON, lat=LAT, plaatsen=[50, 60, 70], vertrouwelijkheid=["raad", "openbaar", ""]
    ).to_csv(tmp_path / "nl.csv", index=False)
    pd.DataFrame(
        {
            "site_id": ["a", "b", "c"], "name": NAMES, "municipality": CODES,
            "longitude": LON, "latitude": LAT, "places": [50, 60, 70],
            "confidentiality": ["council", "public", "internal"],
        }
    ).to_csv(tmp_path / "en.csv", index=False)  # fmt: skip
    dutch, english = read(tmp_path / "nl.csv"), read(tmp_path / "en.csv")
    pd.testing.assert_frame_equal(dutch.sites, english.sites)
    assert dutch.sites["confidentiality"].tolist() == ["raad", "openbaar", "intern"]


# --- what is kept, what is rejected --------------------------------------------------------------


def test_what_is_not_said_stays_unknown_and_intern(read, tmp_path) -> None:
    frame(lon=LON, lat=LAT).to_csv(tmp_path / "s.csv", index=False)
    sites = read(tmp_path / "s.csv").sites
    assert set(sites["confidentiality"]) == {"intern"}
    for column in ("places", "status", "target_groups", "from_date", "until_date", "h3_cell"):
        assert sites[column].isna().all(), column


def test_a_misspelt_level_is_kept_intern_and_reported(read, tmp_path) -> None:
    frame(lon=LON, lat=LAT, vertrouwelijkheid="openbar").to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert set(found.sites["confidentiality"]) == {"intern"}
    assert any("'openbar' (3 rows)" in note for note in found.notes)


def test_a_site_for_minors_stays_with_the_team_whatever_its_row_says(read, tmp_path) -> None:
    groups = ["asielzoekers:40|amv:10", "amv", "asielzoekers"]
    table = frame(lon=LON, lat=LAT, plaatsen=50, doelgroepen=groups)
    table.assign(vertrouwelijkheid=["openbaar", "", "raad"]).to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.sites["confidentiality"].tolist() == ["intern", "intern", "raad"]
    assert any("1 site for minors (amv) stays in the edition intern" in n for n in found.notes)
    kinds = frame(lon=LON, lat=LAT, soort=["gebouw", "AMV-locatie", "gebouw"])
    kinds.assign(vertrouwelijkheid="raad").to_csv(tmp_path / "k.csv", index=False)
    levels = read(tmp_path / "k.csv").sites["confidentiality"]
    assert levels.tolist() == ["raad", "intern", "raad"]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("lon", "", "coordinate is missing; fill it in"),
        ("lon", "oost", "is not a number"),
        ("lon", "inf", "is not a number"),
        ("lon", "nan", "is not a number"),
        ("lon", "2.35", "lies outside Nederland"),
        ("lon", "134348", "lies outside Nederland"),
        ("gemeente", "Amersfort", "is no municipality here; did you mean Amersfoort?"),
        ("gemeente", "Xyz", "is no municipality here; write its name of today or its code"),
        ("gemeente", "Woerden", "point lies 26 km from this gemeente"),
        ("plaatsen", "-5", "places must lie between 1 and 5000"),
        ("plaatsen", "0", "places must lie between 1 and 5000"),
        ("plaatsen", "99999", "places must lie between 1 and 5000"),
        ("plaatsen", "veel", "is not a whole number of places"),
        ("plaatsen", "12,5", "is not a whole number of places"),
        ("id", "a", "id already stands in row 2"),
        ("id", "", "id is missing; give each row its own id"),
        ("tot", "ooit", "is not a date between 1900 and 2199; write 2027-01-31 or 31-1-2027"),
        ("tot", "2020-01-01", "lies before from_date"),
    ],
)
def test_a_row_at_fault_is_listed_and_the_others_stay(
    read, tmp_path, column, value, reason
) -> None:
    table = frame(lon=LON.astype(str), lat=LAT.astype(str), plaatsen="60", vanaf="2026-12-01")
    table["tot"] = "2030-01-01"
    table = table.astype(object)
    table.loc[1, column] = value
    table.to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.sites["site_id"].tolist() == ["a", "c"]
    row = found.rejected.iloc[0]
    assert (len(found.rejected), row["row"]) == (1, 3)
    assert row["reason"] == reason
    assert any(note.startswith("1 of 3 rows rejected") for note in found.notes)


def test_a_row_with_two_faults_is_one_rejected_row_and_one_line_per_column(read, tmp_path) -> None:
    table = frame(lon=LON.astype(str), lat=LAT.astype(str), plaatsen="60").astype(object)
    table.loc[[0, 1], "id"] = "a" * 65  # too long, and the second stands twice as well
    table.loc[1, "plaatsen"] = "veel"
    table.to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    told = found.rejected[["row", "column", "reason"]].to_numpy().tolist()
    assert told == [
        [2, "id", "id is longer than 64 letters"],
        [3, "plaatsen", "is not a whole number of places"],
        [3, "id", "id is longer than 64 letters"],
    ]
    assert "2 of 3 rows rejected, see the list" in found.notes


def test_the_limits_themselves_are_within_bounds(read, tmp_path) -> None:
    table = frame(lon=LON, lat=LAT, plaatsen=["1", "5000", "5.000"], vertrouwelijkheid="OPENBAAR")
    table["id"] = ["x" * 64, "b", "c"]
    table["vanaf"] = table["tot"] = ["2027-01-31", "31-1-2027", "31/01/2027"]
    table.to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.rejected.empty
    assert found.sites["places"].tolist() == [1, 5000, 5000]
    assert set(found.sites["until_date"]) == {"2027-01-31"}
    assert set(found.sites["confidentiality"]) == {"openbaar"}
    table["plaatsen"] = ["1", "5001", "0"]
    table.to_csv(tmp_path / "s.csv", index=False)
    assert read(tmp_path / "s.csv").rejected["row"].tolist() == [3, 4]


def test_an_id_that_stands_three_times_is_kept_once_and_names_its_first_row(read, tmp_path) -> None:
    table = frame(lon=LON, lat=LAT).assign(id="a")
    table.to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.sites["name"].tolist() == ["Dom"]
    assert found.rejected["reason"].tolist() == ["id already stands in row 2"] * 2


def test_a_point_is_believed_up_to_3_km_from_the_gemeente_it_names(
    read, basis_layers, tmp_path
) -> None:
    towns = basis_layers.municipalities.set_index("gm_code").geometry.to_crs(RD)
    corners = shapely.get_coordinates(towns["GM0344"])
    west = corners[corners[:, 0].argmin()]
    easting = west[0] - np.array([2990.0, 3010.0])
    table = frame().head(2).assign(gemeente="Utrecht", rd_x=easting, rd_y=west[1])
    table.to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.sites["site_id"].tolist() == ["a"]
    assert found.rejected["reason"].tolist() == ["point lies 3 km from this gemeente"]


def test_swapped_metres_and_outside_rows_are_told_apart(read, tmp_path) -> None:
    table = frame(lon=LON, lat=LAT).astype(object)
    easting, northing = rd()
    extra = pd.DataFrame(
        {
            "id": ["swap", "rd"], "naam": ["x", "y"], "gemeente": ["Utrecht", "Utrecht"],
            "lon": [LAT[0], easting[0]], "lat": [LON[0], northing[0]],
        }
    )  # fmt: skip
    pd.concat([table, extra]).to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.rejected["reason"].tolist() == [
        "the two coordinates are swapped", "metres among degrees; give one kind",
    ]  # fmt: skip
    assert found.rejected["row"].tolist() == [5, 6]


def test_long_names_are_cut_and_html_and_formulas_stay_text(read, tmp_path) -> None:
    table = frame(lon=LON, lat=LAT)
    table["naam"] = ["n" * 10_000, "<script>alert(1)</script>", '=HYPERLINK("http://x")']
    table.to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    name = found.sites["name"].tolist()
    assert (len(name[0]), name[0][-1]) == (200, "…")
    assert name[1:] == ["<script>alert(1)</script>", '=HYPERLINK("http://x")']
    assert "1 name was longer than 200 letters and is cut" in found.notes


def test_control_and_direction_marks_leave_a_name(read, tmp_path) -> None:
    table = frame(lon=LON, lat=LAT)
    table["naam"] = ["a\u202eb", "c\x07d", "e\nf"]
    table.to_csv(tmp_path / "s.csv", index=False)
    assert read(tmp_path / "s.csv").sites["name"].tolist() == ["a b", "c d", "e f"]


def test_heights_are_dropped(read, tmp_path) -> None:
    table = gpd.GeoDataFrame(
        frame(), geometry=gpd.points_from_xy(LON, LAT, [1.0, 2.0, 3.0]), crs="EPSG:4326"
    )
    table.to_file(tmp_path / "s.geojson")
    check_places(read(tmp_path / "s.geojson"))


def test_no_building_passes_for_a_search_cell(read, tmp_path) -> None:
    frame(lon=LON, lat=LAT, soort="zoekgebied").to_csv(tmp_path / "s.csv", index=False)
    assert set(read(tmp_path / "s.csv").sites["kind"]) == {"locatie (zoekgebied)"}


def test_sites_without_an_id_are_named_after_their_row(read, tmp_path) -> None:
    frame(lon=LON, lat=LAT).drop(columns="id").to_csv(tmp_path / "s.csv", index=False)
    assert read(tmp_path / "s.csv").sites["site_id"].tolist() == ["R2", "R3", "R4"]


@pytest.mark.shared
def test_official_borders_decide_and_need_no_column(shared, scenario_of, tmp_path) -> None:
    frame(lon=LON, lat=LAT).drop(columns="gemeente").to_csv(tmp_path / "s.csv", index=False)
    table = frame(lon=LON, lat=LAT)
    table.loc[0, "gemeente"] = "Zeist"
    table.loc[2, ["lon", "lat"]] = [4.7, 52.0]  # Bodegraven, outside the province
    table.to_csv(tmp_path / "t.csv", index=False)
    borders = {"path": str(shared / "data/gemeenten_utrecht.geojson"), "reader": "gemeenten_cbs"}
    scenario = scenario_of(layers={"municipalities": borders})
    layers = read_layers(scenario, tmp_path)
    check_places(read_candidates(tmp_path / "s.csv", scenario, layers))
    found = read_candidates(tmp_path / "t.csv", scenario, layers)
    assert found.sites["gm_code"].tolist() == CODES[:2]
    assert any(str(note).startswith("1 site lies in another gemeente") for note in found.notes)
    assert found.rejected["reason"].map(str).tolist() == ["lies outside provincie Utrecht"]


@pytest.mark.parametrize("headings", [("lon", "lat"), ("x", "y"), ("rd_x", "rd_y")])
def test_coordinates_alone_are_enough_on_the_bundled_borders(read, tmp_path, headings) -> None:
    east, north = (LON, LAT) if headings[0] == "lon" else rd()
    pd.DataFrame({headings[0]: east, headings[1]: north}).to_csv(tmp_path / "s.csv", index=False)
    sites = read(tmp_path / "s.csv").sites
    assert sites["gm_code"].tolist() == CODES
    assert sites["gm_certain"].all()


def near_the_border(basis_layers, *metres: float) -> pd.DataFrame:
    """Return points so far west of the border of Utrecht and Woerden, level with its west end."""
    towns = basis_layers.municipalities.set_index("gm_code").geometry.to_crs(RD)
    shared_line = towns["GM0344"].intersection(towns["GM0632"])
    spot = shapely.line_interpolate_point(shapely.line_merge(shared_line), 0.5, normalized=True)
    around = spot.buffer(400).exterior
    inside = [p for p in map(shapely.Point, around.coords) if towns["GM0632"].contains(p)]
    far = max(inside, key=shared_line.distance)
    east, north = (
        np.interp(metres, [0, shared_line.distance(far)], [a, b])
        for a, b in ((spot.x, far.x), (spot.y, far.y))
    )
    return pd.DataFrame({"id": [f"p{m:g}" for m in metres], "rd_x": east, "rd_y": north})


def test_within_50_metres_of_a_border_the_column_decides_and_without_it_both_are_named(
    read, basis_layers, tmp_path
) -> None:
    table = near_the_border(basis_layers, 5, 300)
    table.to_csv(tmp_path / "s.csv", index=False)
    bare = read(tmp_path / "s.csv").sites
    assert bare["gm_certain"].tolist() == [False, True]
    assert bare["gm_candidates"].fillna("").tolist() == ["GM0344|GM0632", ""]
    table.assign(gemeente="Utrecht").to_csv(tmp_path / "t.csv", index=False)
    found = read(tmp_path / "t.csv")
    assert found.sites["gm_code"].tolist() == ["GM0344", "GM0632"]
    assert found.sites["gm_certain"].all()
    assert found.sites["gm_candidates"].isna().all()
    assert any(
        note.startswith("1 site lies in another gemeente") and "row 3" in note
        for note in found.notes
    )


def test_a_column_that_is_not_read_is_reported(read, tmp_path) -> None:
    frame(lon=LON, lat=LAT, plekken=[5, 6, 7], kleur="rood").to_csv(tmp_path / "s.csv", index=False)
    found = read(tmp_path / "s.csv")
    assert found.sites["places"].tolist() == [5, 6, 7]
    assert "columns not read: kleur" in found.notes


def test_blank_lines_and_excels_own_first_line_do_not_shift_the_row_numbers(read, tmp_path) -> None:
    text = "sep=;\nid;gemeente;lon;lat\na;Utrecht;5,12;52,09\n\n;;;\nb;Utrecht;99;52,09\n\n"
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    found = read(tmp_path / "s.csv")
    assert found.sites["site_id"].tolist() == ["a"]
    assert found.rejected["row"].tolist() == [6]


def test_the_scenario_can_settle_the_crs(read, tmp_path) -> None:
    easting, northing = rd()
    frame(lon=easting, lat=northing).to_csv(tmp_path / "s.csv", index=False)
    with pytest.raises(SiteError, match=r'hold RD New .*sites\.crs = "EPSG:28992"'):
        read(tmp_path / "s.csv")
    check_places(read(tmp_path / "s.csv", crs=RD))


def test_a_sheet_is_chosen_by_name(read, tmp_path) -> None:
    book = openpyxl.Workbook()
    for title in ("een", "twee"):
        sheet = book.create_sheet(title)
        sheet.append(["id", "naam", "gemeente", "lon", "lat"])
        sheet.append(["a", title, "Utrecht", LON[0], LAT[0]])
    book.save(tmp_path / "s.xlsx")
    assert read(tmp_path / "s.xlsx", layer="twee").sites["name"].tolist() == ["twee"]


# --- numbers -------------------------------------------------------------------------------------


@given(st.integers(-999_999, 999_999_999))
def test_dutch_and_plain_whole_numbers_mean_the_same(number) -> None:
    dutch = f"{number:,}".replace(",", ".")
    assert parse_counts(pd.Series([dutch, str(number)])).numbers.tolist() == [number, number]


@given(st.floats(-300_000, 620_000, allow_nan=False).map(lambda v: round(v, 4)))
def test_a_decimal_comma_means_a_decimal_point(number) -> None:
    text = f"{number:.4f}"
    found = parse_decimals(pd.Series([text, text.replace(".", ",")])).numbers
    assert found.tolist() == [number, number]


def test_a_wrapped_heading_of_a_csv_is_the_same_heading(read, tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(
        '"Locatie\nnummer";lon;lat;Capaciteit (plekken)\nL1;5,21;52,1;40\nL2;5,22;52,1;60\n',
        encoding="utf-8",
    )
    found = read(path)
    assert found.sites["site_id"].tolist() == ["L1", "L2"]
    assert found.sites["places"].tolist() == [40, 60]


def test_a_place_that_nobody_knows_is_named_in_its_row(read, tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("id,plaats,plekken\na,Zeist,40\nb,Nergenshuizen,40\n", encoding="utf-8")
    found = read(path)
    assert found.sites["site_id"].tolist() == ["a"]
    row = found.rejected.iloc[0]
    assert (row["row"], row["value"]) == (3, "Nergenshuizen")
    assert "is no kern or postcode that is known here" in str(row["reason"])
    assert len(found.rejected) == 1
