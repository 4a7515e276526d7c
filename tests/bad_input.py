"""What of bad input is tried through the command: one small made-up input per kind.

``docs/bad-input.md`` is made from it (``make bad-input``). tests/opvangkaart/test_bad_input.py
asks every row, and fails when the page says something else than the program.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import shapely
from asked import OWN, Answer, ask, few_gemeenten, working_in
from bad_dossier import FAULTS
from made_input import (
    GOOD,
    HEAD,
    POINT,
    ZEIST,
    A,
    Make,
    both,
    cut,
    features,
    feed,
    nothing,
    packed,
    place,
    raw,
    repacked,
    rows,
    settings,
    sheet,
    table,
    text,
    two_layers,
    workbook,
)
from open_data_server import OpenDataServer, answer
from transit_feed import tables


@dataclass(frozen=True)
class Kind:
    """One kind of bad input: what it is, how it is made, and what is asked of the program.

    ``tells`` stands in the line that tells of it, where the command goes on with the rest.
    ``around`` is what goes on in the folder meanwhile.
    """

    group: str
    what: str
    words: tuple[str, ...]
    make: Make
    tells: str = ""
    around: Callable[[Path], AbstractContextManager[None]] | None = None


SCORE = ("score", "lijst.csv")
RUN = ("run", "s.toml")
EVENT = ("plan", "--event")
GEO = ("score", "lijst.geojson")
GPKG = ("score", "lijst.gpkg")
XLSX = ("score", "lijst.xlsx")
WIJKEN = ("data", "import", "wijken", "wijken.gpkg", "--store", "g")
STREETS = ("data", "import", "streets", "kaart.osm.pbf", "--area", "alles", "--store", "g")
TRANSIT = ("data", "import", "transit", "feed.zip", "--day", "2026-11-24", "--store", "g")
FETCH = ("data", "fetch", "--layer", "wijken", "--store", "g", "--settings", "s.toml")
OSM = '<osm version="0.6"><node id="1" lon="5" lat="52"/></osm>'
FAR_STREET = (
    '<osm version="0.6"><node id="1" version="1" lon="6" lat="52"/>'
    '<node id="2" version="1" lon="6.01" lat="52"/><way id="3" version="1"><nd ref="1"/>'
    '<nd ref="2"/><tag k="highway" v="residential"/></way></osm>'
)
VIEW = (
    "CREATE VIEW punten AS WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) "
    "SELECT i AS fid, NULL AS geom FROM t"
)
CRITERION = 'categories = ["primary_school"]'


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


def registers() -> Iterator[Kind]:
    def kind(what: str, make: Make, tells: str = "", words: tuple[str, ...] = WIJKEN) -> Kind:
        return Kind("Dutch registers", what, words, make, tells)

    square = [shapely.box(5.1, 52.0, 5.2, 52.1)]
    wijk = {"wijkcode": ["WK030701"], "wijknaam": ["A"], "gemeentecode": ["GM0307"]}
    yield kind("a layer that does not exist", nothing, words=("data", "import", "wijkn", "w.gpkg"))
    yield kind("a column that is missing", table("wijken.gpkg", square))
    yield kind("points for areas", table("wijken.gpkg", POINT, **wijk))
    yield kind("a null shape", table("wijken.gpkg", [None], **wijk))
    yield kind(
        "a border that crosses itself",
        table(
            "wijken.gpkg", [shapely.Polygon([(5, 52), (5.1, 52.1), (5.1, 52), (5, 52.1)])], **wijk
        ),
    )
    yield kind(
        "every row twice",
        table("wijken.gpkg", square * 2, **{name: held * 2 for name, held in wijk.items()}),
    )
    yield kind("negative people", table("wijken.gpkg", square, **wijk, inwoners=[-3]))
    yield kind("in another country", table("wijken.gpkg", [shapely.box(13, 52, 14, 53)], **wijk))
    yield kind("a gemeente of before", rows("B;Twee;Maarn;60;5,2341;52,0907"), "Maarn", SCORE)
    yield kind("a gemeente code of nowhere", rows("B;Twee;GM9999;60;5,24;52,09"), "rij 3", SCORE)
    hubs = '[layers.hubs]\npath = "h.csv"\nreader = "reception"'
    yield kind(
        "mother locations with a number that is none",
        both(
            settings(hubs),
            text(
                "h.csv",
                "id;naam;type;status;capaciteit;lon;lat",
                "UT01;Een;azc;in gebruik;veel;5.2;52.1",
            ),
        ),
        words=RUN,
    )


def streets() -> Iterator[Kind]:
    def kind(what: str, make: Make, words: tuple[str, ...] = STREETS) -> Kind:
        return Kind("OpenStreetMap", what, words, make)

    graph = ("data", "import", "streets", "net.graphml", "--area", "alles", "--store", "g")
    osm = ("data", "import", "streets", "kaart.osm", "--area", "alles", "--store", "g")
    yield kind("no extract", text("kaart.osm.pbf", "<html>niet gevonden</html>"))
    yield kind(
        "an extract cut short", raw("kaart.osm.pbf", b"\0\0\0\x0d\n\tOSMHeader\x18\x7c\x10y")
    )
    yield kind("no streets in it", text("kaart.osm", OSM), osm)
    yield kind("XML cut short", text("kaart.osm", OSM[:40]), osm)
    streets = '[layers.streets]\npath = "kaart.osm"\nreader = "streets"'
    sites = '[sites]\npath = "lijst.csv"'
    more = "B;Twee;Zeist;60;5,24;52,09"
    yield kind(
        "an extract that does not cover the sites",
        both(settings(streets, sites), text("kaart.osm", FAR_STREET), rows(more)),
        (*RUN, "--edition", "intern"),
    )
    yield kind("text called .graphml", text("net.graphml", "geen graaf"), graph)
    yield kind(
        "another extension",
        raw("kaart.zip", b"PK"),
        ("data", "import", "streets", "kaart.zip", "--store", "g"),
    )


def elsewhere(folder: Path) -> None:
    """Store a timetable that runs a degree north of every site."""
    feed(stops=tables()["stops.txt"].replace(",52.", ",53."))(folder)
    shape = json.loads(shapely.to_geojson(shapely.box(5.3, 53.0, 5.8, 53.3)))
    around = {"type": "Feature", "geometry": shape, "properties": {}}
    text("noord.geojson", json.dumps({"type": "FeatureCollection", "features": [around]}))(folder)
    done = ask(*TRANSIT, "--area", "noord.geojson")
    assert done.code == 0, done


def timetables() -> Iterator[Kind]:
    def kind(what: str, make: Make, tells: str = "", words: tuple[str, ...] = TRANSIT) -> Kind:
        return Kind("Timetables", what, words, make, tells)

    yield kind("no zip", raw("feed.zip", b"<html>"))
    yield kind("a zip cut short", cut(feed(), "feed.zip"))
    yield kind("no table of stops", feed(stops=None))
    yield kind("no calendar", feed(calendar=None, calendar_dates=None))
    yield kind("a day outside the calendar", feed(), words=(*TRANSIT, "--day", "2031-01-01"))
    yield kind("a day that is none", feed(), words=(*TRANSIT, "--day", "morgen"))
    yield kind("a clock that is none", feed(agency="agency_name,agency_timezone\nA,Mars/Base\n"))
    yield kind(
        "times that are none", feed(stop_times=tables()["stop_times.txt"].replace(":00,", ":xx,"))
    )
    far = tables()["stops.txt"].replace(",52.", ",41.")
    yield kind("a feed of another country", feed(stops=far))
    yield kind(
        "a stored timetable of elsewhere",
        both(elsewhere, settings('[[layers.transit]]\npath = "g/transit"\nreader = "gtfs"')),
        words=RUN,
    )
    yield kind(
        "a column that is missing",
        feed(stop_times=tables()["stop_times.txt"].replace("stop_id", "halte")),
    )


def live_data() -> Iterator[Kind]:
    def kind(what: str, make: Make, tells: str = "", words: tuple[str, ...] = FETCH) -> Kind:
        return Kind("Live data", what, words, make, tells)

    yield kind("a layer that does not exist", nothing, words=("data", "fetch", "--layer", "wijkn"))
    yield kind(
        "an area that does not exist",
        served(),
        words=("data", "fetch", "--area", "atlantis", "--store", "g", "--settings", "s.toml"),
    )
    yield kind("a server that is down", served(b"", 503))
    yield kind("a page of HTML for an answer", served(b"<html>storing</html>", 200))
    yield kind("an answer that is no layer", served(b'{"fout": 1}', 200))
    yield kind("settings that are none", text("s.toml", "= x"))
    yield kind("an empty store", nothing, words=("data", "check", "--store", "g"))
    yield kind(
        "a damaged description of a layer",
        both(
            lambda folder: (folder / "g").mkdir(),
            lambda folder: (folder / "g" / "wijken.json").write_text("{"),
        ),
        words=("data", "check", "--store", "g"),
    )
    yield kind(
        "addresses without a postcode",
        text("a.csv", "naam", "x"),
        words=("data", "geocode", "a.csv", "--out", "b.csv", "--offline"),
    )


def served(body: bytes | None = None, status: int = 200) -> Make:
    """Write settings that ask a server of our own, which answers this."""

    def make(folder: Path) -> None:
        bases = "\n".join(f'{name} = "{address}"' for name, address in server().bases.items())
        quick = "pause_s = 0\nbackoff_s = 0\nretries = 1"
        told = f'test_hosts = ["{server().spot}"]\n{quick}\n[bases]\n{bases}\n'
        (folder / "s.toml").write_text(told, encoding="utf-8")
        server().faults.clear()
        if body is not None:
            server().faults["items"] = answer(body, status=status)

    return make


@cache
def server() -> OpenDataServer:
    """Return the one server of these tests, made when it is first asked for."""
    return OpenDataServer()


def files() -> Iterator[Kind]:
    def kind(what: str, make: Make, words: tuple[str, ...], tells: str = "") -> Kind:
        return Kind("Files and disk", what, words, make, tells)

    good = rows()
    out = (*SCORE, "--out", "uit")
    yield kind("an output folder that is a file", both(good, text("uit", "x")), out)
    yield kind(
        "a folder with files of one's own",
        both(good, lambda folder: (folder / "uit").mkdir(), text("uit/mijn.docx", "x")),
        out,
    )
    yield kind("a name of 300 letters", good, (*SCORE, "--out", "x" * 300))
    yield kind(
        "a link that leads back to itself",
        lambda folder: (folder / "lijst.csv").symlink_to(folder / "lijst.csv"),
        SCORE,
    )
    yield kind("a store that is a file", both(table("wijken.gpkg", POINT), text("g", "x")), WIJKEN)
    yield kind(
        "a full disk",
        nothing,
        ("lean", "--at", "5.2331,52.0907", "--places", "60", "--json", "/dev/full"),
    )
    yield kind(
        "a folder that is not there",
        nothing,
        ("lean", "--at", "5.2331,52.0907", "--places", "60", "--json", "er/niet/a.json"),
    )


TOWNS = '[layers.municipalities]\npath = "g.geojson"\nreader = "gemeenten_cbs"'


def twice(*codes: str) -> str:
    """Return municipalities in one square with these codes; one code twice without any."""
    ring = [[5.2, 52.0], [5.3, 52.0], [5.3, 52.1], [5.2, 52.1], [5.2, 52.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    towns = [
        {"type": "Feature", "geometry": shape,
         "properties": {"gemeentecode": code, "gemeentenaam": f"Dorp {i}"}}
        for i, code in enumerate(codes or ("GM0355", "GM0355"), start=1)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": towns})


def provinces() -> Iterator[Kind]:
    def kind(what: str, make: Make) -> Kind:
        return Kind("Settings", what, RUN, make)

    one, two = (f'[[area.provinces]]\ncode = "{code}"\n' for code in ("PV26", "PV28"))
    mine = 'gm_codes = ["GM0355"]\n'
    yield kind("a gemeente in two provinces", settings(f"{one}{mine}{two}{mine}"))
    yield kind("a province without gemeenten", settings(one))
    yield kind("a province twice", settings(f"{one}{mine}{one}{mine}"))
    away_town = 'gm_codes = ["GM0363"]\n'
    yield kind("a province with a gemeente elsewhere", settings(f"{one}{away_town}"))
    aim = '[area.provinces.target]\nplaces = 100\nlabel = "besluit"\n'
    yield kind("a target for an unknown province", settings(f"{one}{mine}{two}{aim}"))


def scenarios() -> Iterator[Kind]:
    def kind(what: str, make: Make, words: tuple[str, ...] = RUN) -> Kind:
        return Kind("Settings", what, words, make)

    yield kind("no file", nothing)
    yield kind("not TOML", text("s.toml", "name = "))
    yield kind("not UTF-8", raw("s.toml", b"name = '\xff'"))
    yield kind("nested too deeply", text("s.toml", "a = " + "[" * 5000))
    yield kind("an empty file", text("s.toml"))
    yield kind("a key that does not exist", settings(old="reference_date", new="refrence_date"))
    yield kind("a section that does not exist", settings("[scuot]", "places = 60"))
    yield kind("a day out of range", settings(old="2026-11-01", new="9999-12-31"))
    yield kind(
        "a category that does not exist",
        settings(old=CRITERION, new='categories = ["primary_schol"]'),
    )
    yield kind(
        "a category twice",
        settings(old=CRITERION, new='categories = ["primary_school", "primary_school"]'),
    )
    yield kind(
        "a norm that does not exist",
        settings(old='norm = "walk_primary_school"', new='norm = "walk_primary_schol"'),
    )
    yield kind("a negative weight", settings(old="weight = 15", new="weight = -15"))
    yield kind("a weight that is not a number", settings(old="weight = 15", new='weight = "veel"'))
    yield kind("a weight that is infinite", settings(old="weight = 15", new="weight = inf"))
    yield kind(
        "a way to travel that does not exist", settings(old='mode = "walk"', new='mode = "vlieg"')
    )
    yield kind(
        "a reader that does not exist",
        both(
            settings('[layers.wijken]\npath = "w.gpkg"\nreader = "wijkn"'), table("w.gpkg", POINT)
        ),
    )
    yield kind(
        "a layer without its file", settings('[layers.wijken]\npath = "w.gpkg"\nreader = "wijken"')
    )
    yield kind("a CRS that does not exist", settings('[area]\nmetric_crs = "EPSG:99999"'))
    yield kind("a CRS in degrees", settings('[area]\nmetric_crs = "EPSG:4326"'))
    yield kind("a CRS in feet", settings('[area]\nmetric_crs = "EPSG:2276"'))
    away = '[area]\nname = "Porto"\ncountry = "Portugal"\n'
    yield kind("an area abroad without a CRS", settings(f"{away}bounds = [-8.8, 40.9, -8.3, 41.4]"))
    yield kind("an area abroad without bounds", settings(f'{away}metric_crs = "EPSG:3763"'))
    yield kind(
        "bounds as wide as the world", settings("[area]\nbounds = [-180.0, -90.0, 180.0, 90.0]")
    )
    yield kind("bounds upside down", settings("[area]\nbounds = [7.3, 50.7, 3.2, 53.7]"))
    yield kind("a pattern of codes that is none", settings('[area]\ncode_pattern = "GM["'))
    yield kind(
        "an example that is no code",
        settings('[area]\ncode_pattern = "^0[0-9]{7}$"\ncode_example = "1312"'),
    )
    abroad = f'{away}metric_crs = "EPSG:3763"\nbounds = [-8.8, 40.9, -8.3, 41.4]\n'
    yield kind("a background of another country", settings(f'{abroad}background = "pdok"'))
    yield kind("a background that does not exist", settings('[area]\nbackground = "osm"'))
    yield kind("a gemeente twice", both(settings(TOWNS), text("g.geojson", twice())))
    hubs = '[layers.hubs]\npath = "h.csv"\nreader = "reception"'
    hub = "H1;Een;GM0355;azc;in gebruik;300;5,24;52,09;50"
    heads = "hub_id;name;gm_code;kind;status;places;lon;lat;accuracy_m"
    yield kind("a mother location twice", both(settings(hubs), text("h.csv", heads, hub, hub)))
    kernen = '[layers.kernen]\npath = "k.csv"\nreader = "kernen"'
    kern = "Zeist;GM0355;900;5,24;52,09"
    yield kind(
        "a kern twice",
        both(settings(kernen), text("k.csv", "kern;gm_code;population;lon;lat", kern, kern)),
    )
    places = '[[layers.places]]\npath = "p.csv"\nreader = "places"'
    post = "P1;gp;Post;5,24;52,09"
    yield kind(
        "a facility twice",
        both(settings(places), text("p.csv", "id;categorie;naam;lon;lat", post, post)),
    )
    yield kind(
        "a code that is none of the area",
        both(settings(TOWNS), text("g.geojson", twice("GM0355", "PT-1312"))),
    )
    yield kind("a CRS that is not true to scale", settings('[area]\nmetric_crs = "EPSG:3857"'))
    yield kind("a municipality that does not exist", settings(), (*RUN, "-m", "Zijst"))
    yield kind("a cycle that does not exist", settings(), (*RUN, "--cycle", "spreidingswet-9"))
    yield kind(
        "facts about nobody",
        both(
            settings('[sites]\npath = "lijst.csv"\nfacts = "f.csv"'),
            rows(),
            text("f.csv", "site_id;gfa_m2", "Z;100"),
        ),
    )


AROUND = ("travel", "Zeist", "--within", "15")


def command_line() -> Iterator[Kind]:
    def kind(what: str, *words: str) -> Kind:
        return Kind("The command line", what, words, nothing)

    yield kind("a command that does not exist", "scroe")
    yield kind("an option that does not exist", "score", "lijst.csv", "--uot", "x")
    yield kind("an argument that is missing", "score")
    yield kind("no draws at all", "plan", "--no-regret", "0")
    yield kind("fewer draws than none", "plan", "--no-regret", "-5")
    yield kind("more draws than can be made", "plan", "--no-regret", "501")
    yield kind("a word for a number of draws", "plan", "--no-regret", "veel")
    yield kind("a word for a number", "plan", "--target", "veel")
    yield kind("more places than any country asks", "plan", "--target", "99999999999999999999")
    yield kind("an event that is no sentence", *EVENT, "UT03 dicht")
    yield kind("an event on a location that does not exist", *EVENT, "XX99 sluit 2027-07-01")
    closed = ("UT03 sluit 2027-07-01", "--event", "UT03 krimpt 2028-01-01 met 10")
    yield kind("an event on a location that is closed by then", *EVENT, *closed)
    both_at_once = ("UT03 sluit 2027-07-01", "--event", "UT03 groeit 2027-07-01 met 20")
    yield kind("two events that contradict each other", *EVENT, *both_at_once)
    yield kind("an event that closes only a part", *EVENT, "UT03 sluit 2027-07-01 met 40 plekken")
    yield kind("an event on a day outside the periods", *EVENT, "UT03 sluit 2020-01-01")
    yield kind("an event on a day that does not exist", *EVENT, "UT03 sluit 2027-02-30")
    yield kind("an event on a day in another order", *EVENT, "UT03 sluit 1-7-2027")
    yield kind("an event of half places", *EVENT, "UT03 krimpt 2027-07-01 met 12,5 plekken")
    yield kind("an event on a misspelt name", *EVENT, "AZC Leersumm sluit 2027-07-01")
    yield kind("an edition that does not exist", "run", "--edition", "geheim")
    yield kind("a number of tiles that is none", "run", "--tiles", "veel")
    yield kind("no tiles at all", "run", "--tiles", "0")
    yield kind("workers without tiles", "run", "--workers", "2")
    yield kind("a scheduler without tiles", "run", "--scheduler", "tcp://127.0.0.1:8786")
    yield kind("a scheduler that is no address", "run", "--tiles", "2", "--scheduler", "cluster")
    yield kind(
        "a tile store that is no folder and no address",
        "run",
        "--tiles",
        "2",
        "--tile-store",
        "s3://",
    )
    yield kind("a municipality of before", "kernen", "--gemeente", "Maarn")
    yield kind("a municipality outside the area", "kernen", "--gemeente", "Gouda")
    yield kind("a day that no clock reaches", "ledger", "--on", "9999-12-31")
    spot = ("lean", "--at", "5.24,52.09", "--places", "60")
    yield kind("an answer written over a list", *spot, "--json", "lijst.csv")
    yield kind("an answer written to a folder", *spot, "--page", ".")
    yield kind("an area written over a list", *AROUND, "--out", "lijst.csv")
    yield kind("an area written to a folder", *AROUND, "--out", ".")
    yield kind("no minutes at all", "travel", "Zeist", "--within", "0")
    yield kind("a window that does not exist", "travel", "Zeist", "Utrecht", "--window", "nacht")
    yield kind("a language that is not spoken", "run", "--lang", "fy")
    yield kind("a point that is none", "lean", "--at", "hier", "--places", "60")
    yield kind("a point outside the country", "lean", "--at", "52.09,5.23", "--places", "60")
    yield kind("a place that does not exist", "travel", "Zijst", "Utrecht")
    yield kind("a trip by timetable without one", "travel", "Zeist", "Utrecht", "--mode", "ov")


def plans_in_periods() -> Iterator[Kind]:
    def kind(what: str, *words: str, make: Make = nothing) -> Kind:
        return Kind("Periods and goals of a plan", what, words, make)

    first = ("plan", "--period", "2026-11-01=3000", "--period")
    yield kind("a period that is no day", "plan", "--period", "morgen=3000")
    yield kind("half a place in a period", "plan", "--period", "2026-11-01=3000.5")
    yield kind("a period outside the days of the plan", *first, "2040-01-01=4000")
    yield kind("periods out of order", *first, "2030-11-01=3500", "--period", "2028-11-01=4000")
    yield kind("a first period that begins late", "plan", "--period", "2028-11-01=4000")
    yield kind("a target that falls", *first, "2028-11-01=2000")
    for what, until in (("overlap", "2029-01-01"), ("leave days out", "2028-01-01")):
        periods = (
            f"[[plan.periods]]\nfrom_date = 2026-11-01\nuntil_date = {until}\n"
            "[[plan.periods]]\nfrom_date = 2028-11-01\n"
        )
        yield kind(f"periods that {what}", "plan", "s.toml", make=settings(periods))
    yield kind("coverage within no minutes", "plan", "--coverage", "0")
    yield kind(
        "a kind of facility that does not exist",
        *("plan", "--coverage", "15", "--coverage-of", "moskee"),
    )
    yield kind("a kind of facility without minutes", "plan", "--coverage-of", "gp")


def plans() -> Iterator[Kind]:
    def kind(what: str, make: Make, *words: str) -> Kind:
        return Kind("Plans", what, ("plan", "s.toml", "--quick", *words), make)

    def deal(taker: str, giver: str, most: int = 50) -> str:
        return (
            f'[[plan.agreements]]\nid = "ruil"\ntaker = "{taker}"\ngiver = "{giver}"\n'
            f"most = {most}\nstatushouders_per_100 = 20.0\n"
        )

    yield kind("a front of an objective with itself", settings(), "--trade-off", "minutes:minutes")
    yield kind("an objective that does not exist", settings(), "--trade-off", "minutes:gemeenten")
    one_step = ("--trade-off", "minutes:cost", "--steps", "1")
    yield kind("a front of one plan", settings(), *one_step)
    yield kind("steps without a front", settings(), "--steps", "5")
    own, other = OWN[:2]
    yield kind("an agreement with a stranger", settings(deal(own, "GM9999")))
    yield kind("an agreement with itself", settings(deal(own, own)))
    yield kind("an agreement over fewer than no places", settings(deal(own, other, -5)))
    yield kind("an agreement twice", settings(deal(own, other), deal(own, other)))
    partner = '[[plan.partners]]\nid = "p"\nname = "P"\nplaces = 10\nsource = "mail"\n'
    yield kind("a partner at a mother location that is none", settings(f'{partner}hub_id = "X"'))
    yield kind("a partner called as a mother location", settings(partner.replace('"p"', '"UT01"')))


def bids() -> Iterator[Kind]:
    def kind(what: str, *changes: tuple[str, str], words: tuple[str, ...] = _BIDS) -> Kind:
        told = _BID
        for old, new in changes:
            assert old in told
            told = told.replace(old, new)
        return Kind("Bids", what, words, both(text("a.toml", _BID), text("b.toml", told)))

    yield kind("a bid that is not there", words=("bod", "a.toml", "c.toml"))
    yield kind("the same bid twice", words=("bod", "a.toml", "a.toml"))
    yield kind("two files with the same bid")
    yield kind("the same bid in another hand", ("places = 60", "places=60"))
    yield kind("a bid of a thousand with a point", ("places = 60", "places = 1.000"))
    yield kind("a bid called by blanks", ('"A"', '"  "'))
    yield kind("a site in another gemeente than its bid says",
               ("places = 60", 'gemeente = "Utrecht"\nplaces = 60'))  # fmt: skip
    homes = "dwellings = 2\nlarge_dwellings = 5"
    yield kind("more large homes than homes", ("places = 60", f"places = 60\n{homes}"))
    yield kind("a bid and a site", words=("bod", "a.toml", "Z-0001"))
    yield kind("a bid without sites", ("[[sites]]", "[[plekken]]"))
    yield kind("a bid without places", ("places = 60\n", 'kind = "flat"\n'))
    yield kind("a misspelt key of a bid", ("places", "placs"))
    yield kind("a kern that does not exist", ('"Zeist"', '"Zijst"'))


_BIDS = ("bod", "a.toml", "b.toml")
_BID = (
    'name = "A"\nby = "Zeist"\ndate = 2027-01-01\nsource = "brief"\nconfidentiality = "openbaar"\n'
    '[[sites]]\nname = "Markt"\nkern = "Zeist"\nplaces = 60\n'
)


def documents() -> Iterator[Kind]:
    def kind(what: str, words: tuple[str, ...], make: Make, tells: str = "") -> Kind:
        return Kind("Documents", what, words, make, tells)

    scenario = settings('[sites]\npath = "lijst.csv"')
    ask_for = ("documents", "s.toml", "-m", "Zeist", "--edition", "intern", "--out", "uit")
    yield kind("a site that does not exist", (*ask_for, "--site", "Z"), both(scenario, rows()))
    yield kind(
        "names in other scripts and symbols",
        ask_for,
        both(scenario, rows("B;مدرسة 学校 🏠;Zeist;60;5,24;52,09")),
        "bestanden",
    )


def dossiers() -> Iterator[Kind]:
    for what, make, words, around in FAULTS:
        yield Kind("Dossiers", what, words, make, around=around)


KINDS = [
    *lists(),
    *numbers(),
    *workbooks(),
    *vectors(),
    *registers(),
    *streets(),
    *timetables(),
    *live_data(),
    *files(),
    *scenarios(),
    *provinces(),
    *command_line(),
    *plans_in_periods(),
    *plans(),
    *bids(),
    *documents(),
    *dossiers(),
]


def asked(kind: Kind, folder: Path) -> Answer:
    """Make the input of a kind in an empty folder, and ask the command there."""
    with ExitStack() as stack:
        folder = folder / "werk"
        folder.mkdir()
        stack.enter_context(working_in(folder))
        kind.make(folder)
        stack.enter_context(few_gemeenten(*OWN))
        if kind.around is not None:
            stack.enter_context(kind.around(folder))
        return ask(*kind.words)


def told(kind: Kind, given: Answer) -> str:
    """Return the one line that tells of the fault."""
    if given.code == 2:
        return given.line
    lines = [line.strip() for line in given.shown.splitlines() if kind.tells in line]
    assert kind.tells, given
    assert lines, given
    return lines[0]


def row_of(kind: Kind, given: Answer) -> str:
    """Return the row of the page."""
    line = told(kind, given).replace(server().spot, "127.0.0.1").replace("|", "\\|")
    words = " ".join(f"{word:.24}…" if len(word) > 200 else word for word in kind.words)
    return f"| {kind.what} | `{words}` | {given.code} | {line} |"


PAGE = """# What bad input gets

Made by `make bad-input` from the table in `tests/bad_input.py`; a test asks every row of the
command and fails when this page says something else. Exit code 2: nothing was computed and what
stood in the output folder still stands. Exit code 0: the rest was computed, and this line stands in
what the command prints. Never a traceback, never two lines, never a word of English (`--lang en`
gives English).
"""


def page(rows: dict[int, str]) -> str:
    """Return the page, given the row of each kind."""
    parts = [PAGE]
    for group in dict.fromkeys(kind.group for kind in KINDS):
        held = [rows[number] for number, kind in enumerate(KINDS) if kind.group == group]
        parts.append(
            f"\n## {group}\n\n| what is wrong | asked | exit | what it says |\n"
            "| --- | --- | --- | --- |\n"
        )
        parts += [f"{row}\n" for row in held]
    return "".join(parts)


def main() -> None:
    """Ask every row and write the page."""
    found = {}
    with server():
        for number, kind in enumerate(KINDS):
            with TemporaryDirectory() as folder:
                found[number] = row_of(kind, asked(kind, Path(folder)))
    Path(sys.argv[1]).write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
