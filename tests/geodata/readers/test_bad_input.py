"""Bad input: one table of file and message; each message is one line that says what to change."""

import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from made_up_shapes import collection, feature, square

from geodata.files import files
from geodata.layers import read_layers
from geodata.readers.candidates import read_candidates
from geodata.readers.interface import ReadContext
from geodata.readers.registry import READERS, read_file
from sites.base.errors import InputFileError, OpvangkaartError, ScenarioError
from sites.settings.scenario import LayerFile

HEADER = "id,naam,gemeente,lon,lat\n"
ROW = "a,Dom,Utrecht,5.12,52.09\n"
VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>'
POINT = feature({"id": "a", "gemeente": "Utrecht"}, "Point", [5.12, 52.09])


def workbook(path: Path, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "naam", "gemeente", "lon", "lat"])
    sheet.append(["a", "Dom", "Utrecht", 5.12, 52.09])
    change(sheet)
    book.save(path)


def repacked(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Change one part inside a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def with_entities(path: Path) -> None:
    workbook(path, lambda _: None)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    repacked(path, "xl/worksheets/sheet1.xml", b"<worksheet", bomb)


def with_late_entities(path: Path) -> None:
    workbook(path, lambda _: None)
    late = b" " * 2_000_000 + b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
    repacked(path, "xl/worksheets/sheet1.xml", b"<worksheet", late)


def with_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (files.MAX_UNPACKED_BYTES + 1))


def two_sheets(path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("een", "twee"):
        book.create_sheet(title).append(["id", "naam"])
    book.save(path)


def geopackage(path: Path, *layers: str) -> None:
    table = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(5.12, 52.09)], crs="EPSG:4326")
    for layer in layers:
        table.to_file(path, layer=layer, driver="GPKG")


def cut_short(path: Path) -> None:
    geopackage(path, "een")
    path.write_bytes(path.read_bytes()[:3000])


def plain_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("create table t (a)")
    base.close()


def broken_text(path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"naam": ["Utrecht"]}, geometry=[shapely.Point(5.12, 52.09)], crs="EPSG:4326"
    )
    table.to_parquet(path, compression=None)
    content = path.read_bytes()
    assert b"Utrecht" in content
    path.write_bytes(content.replace(b"Utrecht", b"Ut\xffecht"))


def no_crs(path: Path) -> None:
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(5, 52)]).to_parquet(path)


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content.encode(encoding))  # type: ignore[return-value]


CANDIDATES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "empty file": ("s.csv", text(""), r"s\.csv is empty \(0 bytes\); export it again"),
    "blank lines only": ("s.csv", text("\n\n"), r"s\.csv is empty: no header row"),
    "header only": ("s.csv", text(HEADER), r"s\.csv has a header and no rows"),
    "no coordinates": (
        "s.csv",
        text("id,gemeente\na,Utrecht\n"),
        "no coordinate columns; name them",
    ),
    "tabs": ("s.csv", text("id\tlon\tlat\na\t5\t52\n"), r"s\.csv: tabs separate its columns; save"),
    "bars": ("s.csv", text("id|lon|lat\na|5|52\n"), r"s\.csv: bars \(\|\) separate its columns"),
    "one column": ("s.csv", text("id\na\n"), r"s\.csv: the header has one column only"),
    "long row": (
        "s.csv",
        text(HEADER + "a,Dom, toren,Utrecht,5.12,52.09\n"),
        "rows have more columns than the header; name",
    ),
    "open quote": (
        "s.csv",
        text(HEADER + 'a,"Dom,Utrecht,5.12,52.09\n'),
        "quote is opened and never",
    ),
    "column twice": ("s.csv", text("id,naam,Naam,lon,lat\na,b,c,5,52\n"), "naam stands twice"),
    "same column twice": ("s.csv", text("id,naam,naam,lon,lat\na,b,c,5,52\n"), "naam stands twice"),
    "zero bytes": ("s.csv", text(HEADER + ROW, "utf-16"), r"not text \(it holds zero bytes\)"),
    "swapped": (
        "s.csv",
        text(HEADER + "a,Dom,Utrecht,52.09,5.12\n"),
        r"lon and lat are swapped in 1 rows \(first 52\.09, 5\.12\); swap the two headings",
    ),
    "rd in degree columns": (
        "s.csv",
        text(HEADER + "a,Dom,Utrecht,136410,455900\n"),
        r'lon, lat hold RD New \(EPSG:28992\) in 1 rows .* or set sites\.crs = "EPSG:28992"',
    ),
    "degrees in rd columns": (
        "s.csv",
        text("id,gemeente,rd_x,rd_y\na,Utrecht,5.12,52.09\n"),
        r"rd_x, rd_y hold degrees \(WGS84\) in 1 rows",
    ),
    "mixed neutral": (
        "s.csv",
        text("id,gemeente,x,y\na,Utrecht,5.12,52.09\nb,Utrecht,136410,455900\n"),
        "1 rows are in degrees and 1 in metres in x, y",
    ),
    "neutral and elsewhere": (
        "s.csv",
        text("id,gemeente,x,y\na,Utrecht,800,900\n"),
        "neither degrees nor metres in Nederland",
    ),
    "neutral swapped": (
        "s.csv",
        text("id,gemeente,x,y\na,Utrecht,52.09,5.12\n"),
        r"x and y are swapped in 1 rows \(first 52\.09, 5\.12\); swap the two headings",
    ),
    "rd swapped": (
        "s.csv",
        text("id,gemeente,rd_x,rd_y\na,Utrecht,455900,136410\n"),
        "rd_x and rd_y are swapped in 1 rows",
    ),
    "thousands dots in metres": (
        "s.csv",
        text("id;gemeente;rd_x;rd_y\na;Utrecht;136.41;455.91\n"),
        r"hold thousands dots in 1 rows \(first 136\.410, 455\.910\); write 136410, 455910",
    ),
    "bare carriage returns in the header": (
        "s.csv",
        text("id,naam\rx,lon,lat\na,b,5,52\n"),
        "row 3 has 4 columns, the header has 3; put quotes around",
    ),
    "a huge number": (
        "s.geojson",
        text(
            collection(feature({"gemeente": "Utrecht", "plaatsen": 1e300}, "Point", [5.12, 52.09]))
        ),
        "plaatsen|places '1e\\+300'",
    ),
    "all not finite": (
        "s.csv",
        text(HEADER + "a,D,Utrecht,nan,inf\n"),
        "no row has two coordinates",
    ),
    "abroad": (
        "s.csv",
        text(HEADER + "a,Parijs,Utrecht,2.35,48.86\n"),
        r"none of the 1 rows can be used; row 2, lon, lat '2\.35, 48\.86': lies outside Nederland",
    ),
    "all unknown": (
        "s.csv",
        text(HEADER + "a,Dom,Utrechtt,5.12,52.09\n"),
        "row 2, gemeente 'Utrechtt': is no municipality here; did you mean Utrecht",
    ),
    "vrt in geojson": (
        "s.geojson",
        text(VRT),
        r"s\.geojson cannot be read: line 1 cannot be understood; export it again as GeoJSON",
    ),
    "geojson cut short": ("s.geojson", text(collection(POINT)[:-9]), "line 1 cannot be under"),
    "not a collection": ("s.geojson", text("[1, 2]"), "not a GeoJSON FeatureCollection"),
    "no features": ("s.geojson", text(collection()), "holds no features"),
    "nan in geojson": (
        "s.geojson",
        text(collection(feature({}, "Point", [float("nan"), 52.0]))),
        "feature 1: a coordinate is not a finite number|no row has two coordinates",
    ),
    "text as coordinate": (
        "s.geojson",
        text(collection(feature({}, "Point", ["a", "b"]))),
        "feature 1: its shape is broken",
    ),
    "deep json": ("s.geojson", text("[" * 200_000), "nested too deeply|cannot be under"),
    "rd in geojson": (
        "s.geojson",
        text(collection(feature({"id": "a", "gemeente": "Utrecht"}, "Point", [136410, 455900]))),
        r"lon, lat hold RD New",
    ),
    "unknown crs": (
        "s.geojson",
        text(collection(POINT, crs={"type": "name", "properties": {"name": "EPSG:99999"}})),
        "CRS EPSG:99999 cannot be read",
    ),
    "several layers": (
        "s.gpkg",
        lambda p: geopackage(p, "een", "twee"),
        r"2 layers \(een, twee\); name one with --layer",
    ),
    "gpkg cut short": ("s.gpkg", cut_short, "cannot be read|not a GeoPackage"),
    "sqlite named gpkg": ("s.gpkg", plain_sqlite, "not a GeoPackage"),
    "vrt named gpkg": ("s.gpkg", text(VRT), "not a GeoPackage"),
    "csv named parquet": ("s.parquet", text(HEADER + ROW), "not a Parquet file"),
    "plain parquet": (
        "s.parquet",
        lambda p: pd.DataFrame({"a": [1]}).to_parquet(p),
        r"s\.parquet cannot be read: .*; write it with geopandas",
    ),
    "text that is not utf-8": ("s.parquet", broken_text, "not UTF-8"),
    "no crs": ("s.parquet", no_crs, "does not say its CRS"),
    "csv named xlsx": (
        "s.xlsx",
        text(HEADER + ROW),
        r"s\.xlsx cannot be read: .*cut short; save it",
    ),
    "formulas": (
        "s.xlsx",
        lambda p: workbook(p, lambda s: s.append(["b", "x", "Utrecht", "=1+4", 52])),
        r"s\.xlsx, sheet Sheet: 1 formulas have no stored value \(first: D3\); open it in Excel",
    ),
    "merged header": (
        "s.xlsx",
        lambda p: workbook(p, lambda s: s.merge_cells("A1:B1")),
        r"s\.xlsx, sheet Sheet: 1 merged cells \(first: A1:B1\); unmerge them",
    ),
    "empty header cell": (
        "s.xlsx",
        lambda p: workbook(p, lambda s: s.cell(1, 2, "").__setattr__("value", None)),
        r"s\.xlsx, row 1: the header has empty cells",
    ),
    "two sheets": ("s.xlsx", two_sheets, r"2 sheets \(een, twee\); name one with --layer"),
    "xml entities": ("s.xlsx", with_entities, "declares XML entities, which are refused"),
    "late xml entities": ("s.xlsx", with_late_entities, "declares XML entities, which are refused"),
    "zip bomb": ("s.xlsx", with_bomb, r"unpacks to 30\d MB in 2 parts; the limit is 300 MB"),
    "shapefile": (
        "s.shp",
        text("x"),
        r"s\.shp: \.shp is not read here; open it in QGIS and save it as",
    ),
    "zip": ("s.zip", text("x"), r"s\.zip: \.zip is not read here; open it in QGIS"),
    "no extension": ("s", text("x"), "a name without an extension"),
}


@pytest.mark.parametrize("case", CANDIDATES)
def test_a_bad_file_of_sites_gets_one_clear_line(case, tmp_path, scenario_of, basis_layers) -> None:
    name, make, expected = CANDIDATES[case]
    make(tmp_path / name)
    scenario = scenario_of(sites={"path": name})
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OpvangkaartError) as error:
        read_candidates(tmp_path / name, scenario, basis_layers)
    message = str(error.value)
    assert re.search(expected, message), message
    assert_one_clear_line(message, tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def assert_one_clear_line(message: str, folder: Path) -> None:
    assert "\n" not in message
    assert len(message) < 300
    assert str(folder) not in message, "a path tells where a user works"
    assert "Traceback" not in message


@pytest.mark.parametrize(
    "path",
    [
        "/vsizip/s.zip", "/vsicurl/http://a.nl/s.csv", "http://a.nl/s.csv", "https://a.nl/s.geojson",
        "~/s.csv", "~root/s.csv", "ftp://a.nl/s.csv", "//server/s.csv", "a/../vsimem/s.csv",
        "s\n.csv", "GPKG:s.gpkg", "file:///s.csv", "\\\\server\\s.csv",
    ],
)  # fmt: skip
def test_what_is_not_a_plain_path_never_reaches_a_reader(
    path, tmp_path, scenario_of, basis_layers
) -> None:
    for told in (path, None):  # None: the command line has joined the path to a folder already
        joined = "|does not exist" if told is None else ""
        with pytest.raises(InputFileError, match=f"is not a plain file path{joined}") as error:
            read_candidates(tmp_path / path, scenario_of(sites={"path": told}), basis_layers)
        assert_one_clear_line(str(error.value), tmp_path)
    for slot, readers in READERS.items():
        file = LayerFile(path=path, reader=next(iter(readers)))
        with pytest.raises(InputFileError, match="is not a plain file path"):
            read_file(slot, file, tmp_path, ReadContext(scenario_of()))


def test_a_file_that_is_not_there_is_named_with_the_nearest(
    tmp_path, scenario_of, basis_layers
) -> None:
    (tmp_path / "locaties.csv").write_text(HEADER + ROW, encoding="utf-8")
    with pytest.raises(InputFileError, match=r"locatie\.csv does not exist; did you mean locaties"):
        read_candidates(tmp_path / "locatie.csv", scenario_of(), basis_layers)
    with pytest.raises(InputFileError, match="folder weg does not exist"):
        read_candidates(tmp_path / "weg" / "x.csv", scenario_of(), basis_layers)


# --- layers --------------------------------------------------------------------------------------

BOWTIE = [[[5.0, 52.0], [5.1, 52.1], [5.1, 52.0], [5.0, 52.1], [5.0, 52.0]]]
AMERSFOORT = {"gemeentecode": "GM0307", "gemeentenaam": "Amersfoort"}

LAYERS: dict[str, tuple[str, str, str, str, str]] = {
    "broken polygon": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        collection(feature(AMERSFOORT, "Polygon", BOWTIE)),
        r"g\.geojson, feature 1 \(Amersfoort\) is a broken polygon .*Self-intersection.*repair it",
    ),
    "no shape": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": AMERSFOORT, "geometry": None}],
            }
        ),
        r"feature 1 \(Amersfoort\) has no shape",
    ),
    "points for borders": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        collection(feature(AMERSFOORT, "Point", [5.4, 52.1])),
        r"feature 1 \(Amersfoort\) is not a polygon",
    ),
    "no gemeentecode": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        collection(feature({"gemeentenaam": "A"}, "Polygon", square(5.3, 52.1))),
        "column gemeentecode is missing",
    ),
    "strange gemeentecode": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        collection(feature({"gemeentecode": "NL12", "naam": "A"}, "Polygon", square(5.3, 52.1))),
        r"feature 1 \(A\): no gemeentecode such as GM0307",
    ),
    "borders swapped": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        collection(feature(AMERSFOORT, "Polygon", square(52.1, 5.3))),
        r"outside Nederland; lon and lat are swapped",
    ),
    "gemeente twice": (
        "municipalities",
        "gemeenten_cbs",
        "g.geojson",
        collection(*[feature(AMERSFOORT, "Polygon", square(5.3, 52.1))] * 2),
        "GM0307 stands twice",
    ),
    "wrong extension": (
        "municipalities",
        "gemeenten_cbs",
        "g.csv",
        "a,b\n1,2\n",
        r"extension \.csv is not read here",
    ),
    "kern without people": (
        "kernen",
        "kernen",
        "k.csv",
        "kern,inwoners,gemeentecode,lon,lat\nDorp,,GM0307,5.4,52.1\n",
        r"k\.csv, row 2, column population: is empty; fill it in \(1 rows in all\)",
    ),
    "kern column missing": (
        "kernen",
        "kernen",
        "k.csv",
        "kern,lon,lat\nDorp,5.4,52.1\n",
        r"k\.csv: column population is missing \(also read: population, inwoners",
    ),
    "kernen of another area": (
        "kernen",
        "kernen",
        "k.csv",
        "kern,inwoners,gemeentecode,lon,lat\nDorp,10,GM9999,5.4,52.1\n",
        r"layers\.kernen: no kern lies in provincie Utrecht; give its own kernen",
    ),
    "kern elsewhere": (
        "kernen",
        "kernen",
        "k.csv",
        "kern,inwoners,lon,lat\nDorp,10,15.4,52.1\n",
        r"k\.csv, row 2, lon, lat '15\.4, 52\.1': lies outside Nederland \(1 rows in all\)",
    ),
    "hub twice": (
        "hubs",
        "reception",
        "h.csv",
        "id,naam,type\nA,x,azc\nA,y,azc\n",
        "id A stands more than once",
    ),
    "hub capacity": (
        "hubs",
        "reception",
        "h.csv",
        "id,naam,type,plaatsen\nA,x,azc,ruim 500\n",
        r"h\.csv, row 2, column places: 'ruim 500' is not a number",
    ),
    "hub swapped": (
        "hubs",
        "reception",
        "h.csv",
        "id,naam,type,lon,lat\nA,x,azc,52.1,5.1\n",
        "A lies at lon 52.1, lat 5.1, outside Nederland; are lon and lat swapped",
    ),
    "schools without place": (
        "places",
        "schools_duo",
        "d.csv",
        "VESTIGINGSCODE;VESTIGINGSNAAM;POSTCODE\n01AA00;A;3511AB\n",
        r"d\.csv has addresses and no coordinates, as DUO publishes it; give layers\.postcodes",
    ),
    "school sector": (
        "places",
        "schools",
        "s.csv",
        "vestigingscode,naam,sector,lon,lat\n01AA00,A,hoger,5.1,52.1\n",
        r"s\.csv, row 2, column sector: 'hoger' is no sector; use",
    ),
    "place category": (
        "places",
        "places",
        "p.csv",
        "category,naam,lon,lat\ngpp,A,5.1,52.1\n",
        r"p\.csv, row 2, column category: 'gpp' is no category; did you mean gp\?",
    ),
    "not a pbf": ("places", "osm_places", "x.osm.pbf", "niets", "not an OpenStreetMap .pbf file"),
    "exclusion of lines": (
        "exclusions",
        "polygons",
        "n.geojson",
        collection(feature({"kind": "natuur"}, "LineString", [[5.1, 52.0], [5.2, 52.1]])),
        "is not a polygon",
    ),
    "exclusion without kind": (
        "exclusions",
        "polygons",
        "n.geojson",
        collection(feature({}, "Polygon", square(5.1, 52.0))),
        r'n\.geojson: say what it holds with categories = \["natuur"\]',
    ),
    "base of another kind": (
        "base",
        "polygons",
        "b.geojson",
        collection(feature({"kind": "bos"}, "Polygon", square(5.1, 52.0))),
        "layers.base: kind 'bos' is not drawn; use water, wegen, bebouwing, spoor",
    ),
    "wijken without code": (
        "wijken",
        "wijken",
        "w.geojson",
        collection(feature({"wijknaam": "A"}, "Polygon", square(5.1, 52.0))),
        "wijkcode is missing",
    ),
}


@pytest.mark.parametrize("case", LAYERS)
def test_a_bad_layer_gets_one_clear_line(case, tmp_path, scenario_of) -> None:
    slot, reader, name, content, expected = LAYERS[case]
    (tmp_path / name).write_text(content, encoding="utf-8")
    file: object = {"path": name, "reader": reader}
    many = slot in {"places", "exclusions", "base"}
    scenario = scenario_of(layers={slot: [file] if many else file})
    with pytest.raises(OpvangkaartError) as error:
        read_layers(scenario, tmp_path)
    message = str(error.value)
    assert re.search(expected, message), message
    assert_one_clear_line(message, tmp_path)


@pytest.mark.shared
@pytest.mark.parametrize("size", [200, 30_000, 1_300_000])
def test_a_truncated_pbf_gets_one_clear_line(size, shared, tmp_path, scenario_of) -> None:
    whole = (shared / "data/osm_fixtures/liechtenstein_2015.osm.pbf").read_bytes()
    (tmp_path / "l.osm.pbf").write_bytes(whole[:size])
    area = {"metric_crs": "EPSG:2056", "country": "Liechtenstein", "bounds": [9, 46, 10, 48]}
    file = LayerFile(path="l.osm.pbf", reader="osm_places")
    with pytest.raises(InputFileError, match="damaged, cut short or") as error:
        read_file("places", file, tmp_path, ReadContext(scenario_of(area=area)))
    assert_one_clear_line(str(error.value), tmp_path)


def test_an_infinite_coordinate_in_a_geopackage_is_refused(
    tmp_path, scenario_of, basis_layers
) -> None:
    table = gpd.GeoDataFrame(
        {"id": ["a"], "gemeente": ["Utrecht"]},
        geometry=[shapely.Point(np.inf, 52.0)],
        crs="EPSG:4326",
    )
    table.to_parquet(tmp_path / "s.parquet")
    with pytest.raises(InputFileError, match="feature 1: a coordinate is not a finite number"):
        read_candidates(tmp_path / "s.parquet", scenario_of(), basis_layers)


def test_an_area_elsewhere_must_bring_its_own_kernen(tmp_path, scenario_of) -> None:
    content = collection(
        feature({"gemeentecode": "GM9001", "gemeentenaam": "Ver"}, "Polygon", square(6.5, 52.5))
    )
    (tmp_path / "g.geojson").write_text(content, encoding="utf-8")
    borders = {"path": "g.geojson", "reader": "gemeenten_cbs"}
    with pytest.raises(ScenarioError, match=r"layers\.kernen is missing: .* 1 of 1 .*\(Ver\)"):
        read_layers(scenario_of(layers={"municipalities": borders}), tmp_path)
