"""Small files of kernen, schools, borders and map objects, each checked in the head."""

from types import SimpleNamespace

import pandas as pd
import pytest
from made_up_shapes import collection, feature, square

from geodata.readers.borders import read_gemeenten, read_polygons
from geodata.readers.interface import ReadContext
from geodata.readers.osm_places import _position
from geodata.readers.points import read_kernen, read_places, read_postcodes
from geodata.readers.schools import read_schools, read_schools_duo
from sites.base.errors import InputFileError
from sites.settings.scenario import LayerFile


@pytest.fixture
def read(scenario_of, tmp_path):
    def go(reader, text: str, suffix: str = ".csv", *, postcodes=None, **keys: object):
        path = tmp_path / f"f{suffix}"
        path.write_text(text, encoding="utf-8")
        file = LayerFile(path=path.name, reader="places", **keys)
        return reader(file, path, ReadContext(scenario_of(), postcodes=postcodes))

    return go


def test_a_kern_may_have_a_namesake_in_another_gemeente_and_not_in_its_own(read) -> None:
    head = "kern,gm_code,inwoners,lon,lat\n"
    two = head + "Elst,GM0307,900,5.5,52.0\nElst,GM0340,4.000,5.5,51.98\n"
    assert read(read_kernen, two).table["population"].tolist() == [900, 4000]
    with pytest.raises(InputFileError, match="row 3, column kern: 'Elst' stands twice"):
        read(read_kernen, two.replace("GM0340", "307"))


def test_a_row_without_position_is_one_row_however_many_of_its_cells_are_empty(read) -> None:
    text = "kern,gm_code,inwoners,lon,lat\nAa,GM0307,9,5.5,52.0\nBee,GM0307,9,,\n"
    with pytest.raises(InputFileError, match=r"row 3, lon '': .* \(1 rows in all\)"):
        read(read_kernen, text)


def test_a_second_entrance_of_a_school_is_a_place_whose_pupils_are_counted_already(read) -> None:
    text = (
        "vestigingscode,naam,sector,leerlingen,lon,lat\n"
        "01aa00,De Boom,primair,120,5.5,52.0\n"
        "01AA00,De Boom,primair,120,5.51,52.0\n"
        "02BB00,Het Lyceum,voortgezet,<5,5.52,52.0\n"
        "03CC00,De Brug,speciaal,40,5.53,52.0\n"
    )
    found = read(read_schools, text)
    table = found.table.set_index("place_id")
    assert table.index.tolist() == ["DUO-01AA00", "DUO-01AA00-2", "DUO-02BB00", "DUO-03CC00"]
    assert table["capacity"].fillna(-1).tolist() == [120, -1, -1, 40]
    assert table["category"].tolist()[2:] == ["secondary_school", "special_school"]
    assert "f.csv: 1 pupil counts are masked (<5): unknown, not 0" in map(str, found.notes)


def test_a_school_stands_in_its_postcode_and_else_in_the_area_of_its_four_digits(read) -> None:
    postcodes = pd.DataFrame(
        {"postcode": ["3511AB", "3511"], "lon": [5.12, 5.13], "lat": [52.09, 52.08]}
    )
    text = "vestigingscode,vestigingsnaam,postcode\n1,A,3511 ab\n2,B,3511ZZ\n"
    table = read(read_schools_duo, text, postcodes=postcodes).table
    assert table[["lon", "lat"]].to_numpy().tolist() == [[5.12, 52.09], [5.13, 52.08]]
    with pytest.raises(InputFileError, match="row 3, column postcode: '3512ZZ' is not among"):
        read(read_schools_duo, text.replace("3511ZZ", "3512ZZ"), postcodes=postcodes)


def test_a_postcode_that_stands_twice_keeps_its_first_place(read) -> None:
    text = "postcode,lon,lat\n3511 AB,5.12,52.09\n3511ab,5.5,52.5\n"
    table = read(read_postcodes, text).table
    assert table.to_numpy().tolist() == [["3511AB", 5.12, 52.09]]


def test_a_place_of_no_capacity_has_none_and_one_of_unknown_capacity_is_unknown(read) -> None:
    text = "category,name,capacity,lon,lat\ngp,A,0,5.5,52.0\ngp,B,,5.5,52.0\n"
    assert read(read_places, text).table["capacity"].fillna(-1).tolist() == [0, -1]
    with pytest.raises(InputFileError, match="row 2, column capacity: '-1' is not a number"):
        read(read_places, text.replace("A,0", "A,-1"))


def test_a_municipality_of_unknown_people_is_unknown_and_its_water_is_no_second_one(read) -> None:
    def town(code: str, people: object, water: str, east: float) -> str:
        facts = {"gemeentecode": code, "gemeentenaam": code, "inwoners": people, "water": water}
        return feature(facts, "Polygon", square(east, 52.0, 0.01))

    text = collection(
        town("GM0310", -99997, "NEE", 5.2),
        town("GM0307", 0, "NEE", 5.1),
        town("GM0307", 7, "JA", 5.3),
    )
    table = read(read_gemeenten, text, ".geojson").table
    assert table["gm_code"].tolist() == ["GM0307", "GM0310"]
    assert table["population"].tolist() == [0, pd.NA]


def test_shapes_are_kept_with_their_own_kind(read) -> None:
    text = collection(
        feature({"naam": "Bos", "soort": "natuur"}, "Polygon", square(5.1, 52.0, 0.01)),
        feature({"naam": "Plas", "soort": "water"}, "Polygon", square(5.2, 52.0, 0.01)),
    )
    assert read(read_polygons, text, ".geojson").table["kind"].tolist() == ["natuur", "water"]


def way(*nodes: tuple[float, float]) -> SimpleNamespace:
    here = SimpleNamespace(valid=lambda: True)
    made = [SimpleNamespace(lon=lon, lat=lat, location=here) for lon, lat in nodes]
    return SimpleNamespace(is_node=lambda: False, nodes=made)


def test_a_closed_way_stands_in_its_middle_and_an_open_one_halfway_its_line() -> None:
    ring = ((0.0, 0.0), (6.0, 0.0), (0.0, 3.0), (0.0, 0.0))
    assert _position(way(*ring)) == (pytest.approx(2.0), pytest.approx(1.0))  # of the triangle
    line = ((0.0, 0.0), (6.0, 0.0), (6.0, 0.0), (6.0, 6.0))
    assert _position(way(*line)) == (pytest.approx(4.5), pytest.approx(1.5))
    assert _position(way((5.0, 52.0))) == (5.0, 52.0)
    assert _position(way()) is None
