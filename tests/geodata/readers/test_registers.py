"""Dutch registers as they are: old headings, padded codes, codes as floats, figures not told."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.imports import import_layer
from geodata.readers.by_place import fill_by_place
from geodata.readers.interface import ReadContext
from geodata.readers.registry import read_file
from geodata.store.store import Store
from sites.base.errors import InputFileError
from sites.settings.scenario import LayerFile

SQUARE = shapely.box(5.1, 52.0, 5.2, 52.1)
BESIDE = shapely.box(5.2, 52.0, 5.3, 52.1)


def read(scenario_of, slot: str, path: Path, reader: str):
    file = LayerFile(path=path.name, reader=reader)
    return read_file(slot, file, path.parent, ReadContext(scenario_of()))[0].table


def layer(path: Path, **columns: list[object]) -> Path:
    shapes = [SQUARE, BESIDE][: len(next(iter(columns.values())))]
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(path, driver="GPKG")
    return path


@pytest.mark.parametrize(
    "columns",
    [
        {"GM_CODE": ["GM0307", "GM0308"], "GM_NAAM": ["A", "B"], "AANT_INW": [160_759, -99_997]},
        {"gm_code": ["GM0307  ", "GM0308  "], "gm_naam": ["A", "B"], "aant_inw": ["160.759", "."]},
        {"gemeentecode": [307.0, 308.0], "gemeentenaam": ["A", "B"], "inwoners": [160_759.0, None]},
        {"Codering_3": ["GM0307  ", "GM0308  "], "Gemeentenaam_1": ["A ", "B "],
         "AantalInwoners_5": [160_759, -99_997]},
    ],
)  # fmt: skip
def test_municipalities_are_read_under_any_of_cbs_own_headings(
    tmp_path, scenario_of, columns
) -> None:
    path = layer(tmp_path / "g.gpkg", **columns)
    table = read(scenario_of, "municipalities", path, "gemeenten_cbs")
    assert table["gm_code"].tolist() == ["GM0307", "GM0308"]
    assert table["name"].tolist() == ["A", "B"]
    assert table["population"].tolist() == [160_759, pd.NA]
    outcome = import_layer("municipalities", path, Store(tmp_path / "store"))
    assert outcome.rows == 2


def test_wijken_are_read_under_the_old_headings_without_the_large_waters(
    tmp_path, scenario_of
) -> None:
    path = layer(
        tmp_path / "w.gpkg",
        WK_CODE=["WK030701  ", "WK030701  "], WK_NAAM=["Stadskern", "Stadskern"],
        H2O=["NEE", "JA"], AANT_INW=[1200, 0],
    )  # fmt: skip
    row = read(scenario_of, "wijken", path, "wijken").iloc[0]
    assert row[["wijk_code", "name", "gm_code", "population"]].tolist() == [
        "WK030701", "Stadskern", "GM0307", 1200,
    ]  # fmt: skip


def test_a_number_of_people_that_is_none_is_told_by_its_feature(tmp_path, scenario_of) -> None:
    for people, words in ((-3, "'-3' is not a number of people"), ("veel", "'veel' is not a")):
        path = layer(tmp_path / "g.gpkg", GM_CODE=["GM0307"], GM_NAAM=["A"], AANT_INW=[people])
        with pytest.raises(InputFileError, match=f"feature 1, column AANT_INW: {words}"):
            read(scenario_of, "municipalities", path, "gemeenten_cbs")


HUB = "id;naam;type;status;capaciteit;lon;lat\n"


@pytest.mark.parametrize(
    ("cells", "places", "lon"),
    [
        ("1.250;5,2331;52,0907", 1250, 5.2331),
        ("1250;5.2331;52.0907", 1250, 5.2331),
        ("1\u00a0250;5.123;52,123", 1250, 5.123),
    ],
)
def test_hubs_take_the_notation_that_sites_take(tmp_path, scenario_of, cells, places, lon) -> None:
    (tmp_path / "h.csv").write_text(f"{HUB}H1;Een;azc;in gebruik;{cells}\n", encoding="utf-8")
    row = read(scenario_of, "hubs", tmp_path / "h.csv", "reception").iloc[0]
    assert (row["places"], row["lon"]) == (places, lon)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("-40;5.2;52.1", "column places: '-40' is not a number, or negative"),
        ("1,000;5.2;52.1", "column places: '1,000' can be 1 or 1000; write it as one of these"),
        ("\u0666\u0660;5.2;52.1", "column places: '\u0666\u0660' is not a number"),
        (f"{'9' * 5000};5.2;52.1", "is not a number"),
        ("1e309;5.2;52.1", "column places: '1e309' is not a number"),
        ("40;nan;52.1", "column lon: 'nan' is not a number"),
    ],
)
def test_a_number_of_a_hub_that_is_none_is_told_by_its_row(
    tmp_path, scenario_of, cells, words
) -> None:
    (tmp_path / "h.csv").write_text(f"{HUB}\nH1;Een;azc;in gebruik;{cells}\n", encoding="utf-8")
    with pytest.raises(InputFileError, match=f"row 3, .*{words}"):
        read(scenario_of, "hubs", tmp_path / "h.csv", "reception")


KERNEN = pd.DataFrame(
    {
        "kern": ["Doorn", "Tienhoven", "Tienhoven"],
        "gm_code": ["GM1581", "GM1904", "GM1961"],
        "lon": [5.345, 5.08, 4.94], "lat": [52.033, 52.17, 51.96], "population": [9000, 800, 900],
    }
)  # fmt: skip


def test_a_place_stands_in_for_coordinates_and_says_how_inexact_it_is() -> None:
    table = pd.DataFrame(
        {
            "lon": ["5,2", None, None, None], "lat": ["52,1", None, None, None],
            "Woonplaats": ["Doorn", "DOORN", "Tienhoven", "Nergens"],
        }
    )  # fmt: skip
    found = fill_by_place(table, KERNEN)
    assert found.points["lon"].fillna("?").tolist() == ["5,2", "5.345", "?", "?"]
    assert pd.Series(found.accuracy_m).fillna(-1).tolist() == [-1, 1500, -1, -1]


def test_a_postcode_goes_before_the_kern_where_a_table_has_it() -> None:
    codes = pd.DataFrame({"postcode": ["3941", "3941AB"], "lon": [5.3, 5.31], "lat": [52.0, 52.01]})
    table = pd.DataFrame({"postcode": ["3941 ab", "3941ZZ", "9999AA"], "plaats": ["Doorn"] * 3})
    found = fill_by_place(table, KERNEN, codes)
    assert found.points["lon"].tolist() == ["5.31", "5.3", "5.345"]
    assert found.accuracy_m[1] > found.accuracy_m[0]
