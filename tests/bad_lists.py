"""Bad lists, workbooks and vector files; see ``bad_input``."""

import re
from collections.abc import Iterator

import pandas as pd
from bad_kind import SCORE, Kind
from made_input import (
    GOOD,
    HEAD,
    POINT,
    ZEIST,
    A,
    Make,
    cut,
    features,
    nothing,
    packed,
    place,
    raw,
    repacked,
    rows,
    sheet,
    table,
    text,
    two_layers,
    workbook,
)

GEO = ("score", "lijst.geojson")
GPKG = ("score", "lijst.gpkg")
XLSX = ("score", "lijst.xlsx")
VIEW = (
    "CREATE VIEW punten AS WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) "
    "SELECT i AS fid, NULL AS geom FROM t"
)


def lists() -> Iterator[Kind]:
    def kind(what: str, make: Make, tells: str = "", words: tuple[str, ...] = SCORE) -> Kind:
        return Kind("Lists", what, words, make, tells)

    yield kind("no file", nothing)
    yield kind("a name that is almost right", text("lijst2.csv", HEAD))
    yield kind("an empty file", raw("lijst.csv", b""))
    yield kind("a heading and no row", text("lijst.csv", HEAD))
    yield kind("no coordinates", text("lijst.csv", "id;naam", "A;Een"))
    yield kind("a heading twice", text("lijst.csv", f"{HEAD};naam", f"{GOOD};Een"))
    yield kind("a row with too many cells", text("lijst.csv", HEAD, GOOD, f"{GOOD};x;y"))
    yield kind("501 columns", text("lijst.csv", ";".join(f"k{i}" for i in range(501)), "1"))
    yield kind("a picture called .csv", raw("lijst.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 40))
    yield kind("a null byte", raw("lijst.csv", f"{HEAD}\nA\0;Een".encode()))
    yield kind("100,001 rows", text("lijst.csv", HEAD, *[GOOD] * 100_001))
    yield kind("a folder", lambda folder: (folder / "lijst.csv").mkdir())
    yield kind("an address on the web", nothing, words=("score", "http://a.nl/lijst.csv"))
    yield kind("a PDF", raw("lijst.pdf", b"%PDF"), words=("score", "lijst.pdf"))
    yield kind("a shapefile", raw("lijst.shp", b"\0\0\x27\x0a"), words=("score", "lijst.shp"))
    yield kind("an id twice", rows(GOOD), "rij 3")
    yield kind("a gemeente that does not exist", rows("B;Twee;Zijst;60;5,24;52,09"), "rij 3")
    yield kind("longitude and latitude swapped", rows("B;Twee;Zeist;60;52,0907;5,2331"), "rij 3")
    yield kind("a point in another country", rows("B;Twee;;60;13,4;52,5"), "rij 3")
    yield kind("a point far from its gemeente", rows("B;Twee;Utrecht;60;5,2731;52,0907"), "rij 3")
    yield kind("no position", rows("B;Twee;Zeist;60;;"), "rij 3")
    more = "B;Twee;Zeist;60;5,24;52,09"
    yield kind(
        "a target group that does not exist",
        text("lijst.csv", f"{HEAD};doelgroepen", f"{GOOD};", f"{more};marsmannen 60"),
        "rij 3",
    )
    yield kind(
        "a confidentiality that does not exist",
        text("lijst.csv", f"{HEAD};vertrouwelijkheid", f"{GOOD};fluister"),
        "fluister",
    )
    yield kind(
        "an end before its beginning",
        text("lijst.csv", f"{HEAD};van;tot", f"{GOOD};;", f"{more};2028-01-01;2027-01-01"),
        "rij 3",
    )
    yield kind(
        "a day that is none",
        text("lijst.csv", f"{HEAD};van", f"{GOOD};", f"{more};30-2-2027"),
        "rij 3",
    )


def numbers() -> Iterator[Kind]:
    for what, places in (
        ("a word", "veel"),
        ("5,000 digits", "9" * 5000),
        ("digits of another script", "٦٠"),
        ("too large for a computer", "1e309"),
        ("not a number", "NaN"),
        ("negative", "-60"),
        ("zero", "0"),
        ("half a place", "60,5"),
        ("more than any centre has", "60000"),
        ("a comma that can be two things", "1,000"),
        ("an error of the spreadsheet", "#N/B"),
    ):
        yield Kind("Numbers", what, SCORE, rows(f"B;Twee;Zeist;{places};5,24;52,09"), "rij 3")
    yield Kind(
        "Numbers", "a coordinate that is none", SCORE, rows("B;Twee;Zeist;60;oost;52,09"), "rij 3"
    )


def workbooks() -> Iterator[Kind]:
    def kind(what: str, make: Make, tells: str = "", words: tuple[str, ...] = XLSX) -> Kind:
        return Kind("Excel", what, words, make, tells)

    yield kind("an old .xls", raw("lijst.xls", b"\xd0\xcf"), words=("score", "lijst.xls"))
    yield kind("an old file called .xlsx", raw("lijst.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"))
    yield kind(
        "a password",
        raw(
            "lijst.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        ),
    )
    yield kind("an OpenDocument sheet", packed("lijst.xlsx", content_xml="<x/>"))
    yield kind("text called .xlsx", text("lijst.xlsx", HEAD, GOOD))
    yield kind("cut short", cut(workbook, "lijst.xlsx"))
    yield kind("XML that is cut", sheet(b"</sheetData>", b"<row"))
    yield kind(
        "a part that unpacks a thousandfold",
        repacked(lambda name, held: held + b" " * 30_000_000 if "styles" in name else held),
    )
    yield kind(
        "a formula that was never calculated",
        repacked(
            lambda name, held: (
                re.sub(rb'<c r="D2".*?</c>', b'<c r="D2"><f>1+1</f></c>', held)
                if "sheet1" in name
                else held
            )
        ),
    )
    yield kind(
        "an entity in its XML", sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    )
    yield kind(
        "merged cells",
        sheet(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
        ),
    )
    yield kind("no sheet of that name", workbook, words=(*XLSX, "--layer", "Blad9"))


def vectors() -> Iterator[Kind]:
    def kind(what: str, make: Make, tells: str = "", words: tuple[str, ...] = GPKG) -> Kind:
        return Kind("Vector files", what, words, make, tells)

    yield kind("GeoJSON cut short", cut(features(A, A), "lijst.geojson"), words=GEO)
    yield kind("JSON that is no GeoJSON", text("lijst.geojson", "[1, 2]"), words=GEO)
    yield kind("no features", features(), words=GEO)
    yield kind("not UTF-8", raw("lijst.geojson", b'{"type": "\xff\xfe"}'), words=GEO)
    yield kind("nested 100,000 deep", text("lijst.geojson", "[" * 100_000), words=GEO)
    yield kind("a CRS that is text", features(A, crs="EPSG:28992"), words=GEO)
    yield kind("half of a character pair", features(place("A\ud800", ZEIST)), "halve", GEO)
    yield kind("a shape that is missing", features(A, place("B", None)), "rij 2", GEO)
    yield kind("an empty shape", features(A, place("B", ZEIST | {"coordinates": []})), "rij 2", GEO)
    yield kind(
        "an infinite coordinate",
        features(A, place("B", ZEIST | {"coordinates": [float("inf"), 52.0]})),
        "rij 2",
        GEO,
    )
    yield kind("no GeoPackage at all", raw("lijst.gpkg", b"SQLite format 3\0" * 9))
    yield kind("a GeoPackage cut short", cut(table("lijst.gpkg", POINT), "lijst.gpkg"))
    yield kind("several layers and none named", two_layers)
    yield kind("a layer that does not exist", two_layers, words=(*GPKG, "--layer", "dire"))
    yield kind(
        "no CRS", table("lijst.gpkg", POINT, after=("UPDATE gpkg_geometry_columns SET srs_id = 0",))
    )
    yield kind(
        "a CRS that its file does not know",
        table("lijst.gpkg", POINT, after=("UPDATE gpkg_geometry_columns SET srs_id = 77777",)),
    )
    yield kind(
        "a view that never ends", table("lijst.gpkg", POINT, after=("DROP TABLE punten", VIEW))
    )
    yield kind(
        "30 million rows that are not there",
        table(
            "lijst.gpkg", POINT, after=("UPDATE gpkg_ogr_contents SET feature_count = 30000000",)
        ),
    )
    yield kind(
        "text called .parquet", text("lijst.parquet", HEAD), words=("score", "lijst.parquet")
    )
    yield kind(
        "GeoParquet cut in the middle",
        cut(table("lijst.parquet", POINT), "lijst.parquet"),
        words=("score", "lijst.parquet"),
    )
    yield kind(
        "a local CRS",
        table("lijst.parquet", POINT, crs='LOCAL_CS["werk",UNIT["metre",1]]'),
        words=("score", "lijst.parquet"),
    )
    yield kind(
        "a table without shapes",
        lambda folder: pd.DataFrame({"a": [1]}).to_parquet(folder / "lijst.parquet"),
        words=("score", "lijst.parquet"),
    )
