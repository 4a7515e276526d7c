"""Bad layers: registers, streets, timetables and what a server answers; see ``bad_input``."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import shapely
from asked import ask
from bad_kind import RUN, SCORE, WIJKEN, Kind
from made_input import POINT, Make, both, cut, feed, nothing, raw, rows, settings, table, text
from open_data_server import OpenDataServer, answer
from transit_feed import tables

STREETS = ("data", "import", "streets", "kaart.osm.pbf", "--area", "alles", "--store", "g")
TRANSIT = ("data", "import", "transit", "feed.zip", "--day", "2026-11-24", "--store", "g")
FETCH = ("data", "fetch", "--layer", "wijken", "--store", "g", "--settings", "s.toml")
OSM = '<osm version="0.6"><node id="1" lon="5" lat="52"/></osm>'
FAR_STREET = (
    '<osm version="0.6"><node id="1" version="1" lon="6" lat="52"/>'
    '<node id="2" version="1" lon="6.01" lat="52"/><way id="3" version="1"><nd ref="1"/>'
    '<nd ref="2"/><tag k="highway" v="residential"/></way></osm>'
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
