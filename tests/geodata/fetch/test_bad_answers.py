"""Whatever a service answers, its layer ends in one line, the others go on, and the old one stays.

And it never blocks: once the service is well again, the next fetch is.
"""

import copy
import json
import shutil
from itertools import count

import pytest
from open_data_server import OpenDataServer, World, answer, once
from ways_of_sending import sent

from geodata.fetch.fetch import FAILED, FETCHERS, fetch
from geodata.store.store import Store
from geodata.web.http import Client

#: A word in the address of each service, and the layers made from it.
SERVICES = {
    "gemeente_gegeneraliseerd/items": "municipalities",
    "collections/gemeenten/items": "municipalities",
    "wijken/items": "wijken",
    "buurten/items": "buurten",
    "v1/collections?": "grid",
    "vierkant100m_2025/items": "grid",
    "basisonderwijs": "schools",
    "vestigingen-vo": "schools",
    "leerlingen": "schools",
    "/free": "schools",
    "interpreter": "names",
    "wfs": "natura2000",
    "nnn.gml": "nnn",
    "waterdeel": "water",
    "verblijfsobject": "buildings",
    "gtfs-nl.zip": "transit",
}
HTML = b"<!DOCTYPE html><html><body>Storing</body></html>"


# ---- what may be wrong with any answer ----


def body(content):
    """Answer 200 with the type that was asked for and another content."""

    def way(handler, _, kind):
        handler.way = None
        handler.send(content if isinstance(content, bytes) else json.dumps(content).encode(), kind)

    return sent(way)


ANY = {
    "nothing": body(b""),
    "a web page": body(HTML),
    "a web page that says so": answer(HTML, "text/html"),
    "zeros": body(b"\0" * 5000),
    "noise": body(bytes(range(256)) * 40),
    "500 for good": answer(b"", status=500),
    "404": answer(b"", status=404),
    "null": body(None),
    "a word": body("te druk"),
    "an error in JSON": body({"error": {"code": 500, "message": "te druk"}}),
}

# ---- what may be wrong with JSON ----

JSON = {
    "a number": body(5),
    "a list": body([]),
    "an empty object": body({}),
    "lists within lists": body(b"[" * 200_000),
    "objects within objects": body(b'{"features":' * 200_000),
    "a number of 5000 digits": body(b'{"features": [' + b"9" * 5000 + b"]}"),
    "two documents": body(b'{"features": []}{"features": []}'),
    "half of a letter": body(b'{"features": [{"properties": {"naam": "\\ud800"}}]}'),
    "Latin-1 without a word": body(b'{"features": [{"properties": {"naam": "\xe9"}}]}'),
}

# ---- what may be wrong with features: a change of each, of their list, or of the page ----


def changed(**more):
    """Answer the features of the service, each with other properties, shape or id."""

    def happen(handler):
        rows = copy.deepcopy(rows_of(handler))
        for row in rows:
            for name, value in more.items():
                if name in {"geometry", "id", "properties"}:
                    row[name] = value
                else:
                    found = next((p for p in row["properties"] if p.lower() == name), None)
                    if found:
                        row["properties"][found] = value
        handler.json(page(rows), "application/geo+json")
        return True

    return happen


def rows_of(handler):
    world = handler.server_of_data.world
    found = [name for name in world.collections if f"/{name}/items" in handler.path]
    return world.collections[found[0]] if found else world.wfs


def page(rows, **more):
    return {"type": "FeatureCollection", "features": rows, "links": [], **more}


def paged(make):
    """Answer a page that ``make`` makes of the features and the address asked."""

    def happen(handler):
        handler.json(make(copy.deepcopy(rows_of(handler)), handler), "application/geo+json")
        return True

    return happen


def moved(rows, move):
    text = json.dumps(rows)
    for row in (rows := json.loads(text)):
        ring = row["geometry"]["coordinates"]
        row["geometry"]["coordinates"] = (
            move(ring) if row["geometry"]["type"] == "Point"
            else [[move(spot) for spot in part] for part in ring]
        )  # fmt: skip
    return rows


def on_to(address):
    return paged(lambda rows, _: page(rows[:2], links=[{"rel": "next", "href": address}]))


NUMBERS = count()


def endless(rows):
    def make(_, handler):
        here = f"http://{handler.server_of_data.spot}{handler.path}&cursor={next(NUMBERS):x}"
        return page(rows, links=[{"rel": "next", "href": here}])

    return paged(make)


FEATURES = {
    "no rows": body(page([])),
    "rows that are none": body(page([None])),
    "a row in place of rows": body(page({"type": "Feature"})),
    "properties that are a list": changed(properties=[1, 2]),
    "no properties": changed(properties=None),
    "other properties": changed(properties={"nieuw": 1}),
    "a shape of words": changed(geometry="POLYGON EMPTY"),
    "a shape of an unknown kind": changed(geometry={"type": "Blob", "coordinates": []}),
    "a shape without coordinates": changed(geometry={"type": "Polygon"}),
    "a shape of nothing": changed(geometry={"type": "Polygon", "coordinates": [[None, None]]}),
    "a shape of text": changed(geometry={"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}),
    "a shape without end": body(
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        b'"geometry": {"type": "Point", "coordinates": [1e999, 52]}}]}'),
    "no number in a shape": body(
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        b'"geometry": {"type": "Point", "coordinates": [NaN, 52]}}]}'),
    "shapes in metres": paged(
        lambda rows, _: page(moved(rows, lambda s: [s[0] * 30_000, s[1] * 9000]))),
    "axes swapped": paged(lambda rows, _: page(moved(rows, lambda s: s[::-1]))),
    "fewer rows than it says": paged(lambda rows, _: page(rows, numberReturned=len(rows) + 1)),
    "fewer rows than there are": paged(lambda rows, _: page(rows, numberMatched=len(rows) + 1)),
    "every row twice": paged(lambda rows, _: page(rows + rows)),
    "every row twice, no ids": paged(
        lambda rows, _: page([dict(row, id=None) for row in rows + rows])),
    "next at another host": on_to("https://example.org/items"),
    "next at another source": on_to("https://overpass-api.de/api"),
    "next in a file": on_to("file:///etc/passwd"),
    "next is a number": on_to(5),
    "next is nowhere": on_to("http://[::1"),
    "next is empty": on_to(""),
    "links that are one link": paged(lambda rows, _: page(rows, links={"rel": "next"})),
    "pages without end": endless([]),
}  # fmt: skip
#: The doubled rows of a WFS lie in two of its boxes: they count once. It has no links.
FEATURES_WFS = {name: fault for name, fault in FEATURES.items()
                if not name.startswith(("every row", "next", "links", "pages"))}  # fmt: skip
PEOPLE = {
    "no borders": changed(geometry=None),
    "empty borders": changed(geometry={"type": "Polygon", "coordinates": []}),
    "points": changed(geometry={"type": "Point", "coordinates": [5.05, 52.05]}),
    "lines": changed(geometry={"type": "LineString", "coordinates": [[5.05, 52.05], [5.1, 52]]}),
    "people below nothing": changed(aantalinwoners=-4),
    "half a person": changed(aantalinwoners=12.5),
    "people without end": paged(
        lambda rows, _: page([dict(rows[0], properties=dict(
            rows[0]["properties"], aantalInwoners=float("inf")))])),
    "people in words": changed(aantalinwoners="veel"),
    "more people than there are": changed(aantalinwoners=10**12),
    "people in 300 digits": changed(aantalinwoners=10**300),
    "no people": changed(aantalinwoners=None),
    "every code once, on other ids": paged(
        lambda rows, _: page(rows + [dict(row, id=f"{row['id']}-2") for row in rows])),
}  # fmt: skip
NAMED = {
    "no codes": changed(wijkcode=None),
    "empty names": changed(wijknaam=" "),
    "no municipality": changed(gemeentecode=None),
    "elsewhere": paged(lambda rows, _: page(moved(rows, lambda s: [s[0], s[1] + 1]))),
}
OVERPASS = {
    "no elements": body({"version": 0.6}),
    "elements that are one": body({"elements": {"type": "node"}}),
    "empty": body({"elements": []}),
    "a remark": body({"elements": [], "remark": "runtime error: Query timed out"}),
    "elements that are none": body({"elements": [None, 5]}),
    "a node without a place": body({"elements": [{"type": "node", "id": 1}]}),
    "a node out at sea": body({"elements": [{"type": "node", "id": 1, "lat": 5.1, "lon": 52}]}),
    "a node of words": body({"elements": [{"type": "node", "id": 1, "lat": "a", "lon": "b"}]}),
    "a way without nodes": body({"elements": [{"type": "way", "id": 1, "tags": {}}]}),
    "a way of words": body({"elements": [{"type": "way", "id": 1, "nodes": ["a"]}]}),
    "an unknown kind": body({"elements": [{"type": "berg", "id": 1}]}),
}
PDOK = {
    "no docs": body({"response": {}}),
    "docs that are none": body({"response": {"docs": [None]}}),
    "a doc without a place": body({"response": {"docs": [{"weergavenaam": "A", "score": 1}]}}),
    "a doc in metres": body({"response": {"docs": [{
        "weergavenaam": "A", "score": 1, "centroide_ll": "POINT(155000 463000)"}]}}),
    "a doc with a score of no end": body(
        b'{"response": {"docs": [{"weergavenaam": "A", "score": 1e999, '
        b'"centroide_ll": "POINT(5 52)"}]}}'),
    "a place of words": body({"response": {"docs": [{
        "weergavenaam": "A", "score": 1, "centroide_ll": "POINT(5..1 52)"}]}}),
}  # fmt: skip


def csv(change):
    """Answer a file of DUO after a change of its text."""

    def way(handler, text, kind):
        handler.way = None
        handler.send(change(text.decode("cp1252")).encode("cp1252"), kind)

    return sent(way)


CSV = {
    "only headings": csv(lambda text: text.splitlines()[0] + "\r\n"),
    "other headings": csv(lambda text: text.replace("CODE", "KODE").replace("LEEFTIJD", "JAAR")),
    "every row twice": csv(lambda text: text + text.partition("\r\n")[2]),
    "a row of one cell more": csv(lambda text: text + '"x";' * 40),
    "a quote that never ends": csv(lambda text: text + '"' + "x" * 200_000),
    "JSON": body({"features": []}),
}
ZIP = {
    "a cut zip": body(World().gtfs[:-60]),
    "a zip of nothing": body(b"PK\x05\x06" + b"\0" * 18),
}
GML = {
    "a cut file": body(World().gml[:700]),
    "entities": body(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "shapes in no CRS": body(World().gml.replace(b"urn:ogc:def:crs:EPSG::28992", b"")),
    "shapes elsewhere": body(World().gml.replace(b"EPSG::28992", b"EPSG::32633")),
}


TABLES = {
    "wijken/items": JSON | FEATURES | PEOPLE | NAMED, "wfs": FEATURES_WFS,
    "interpreter": OVERPASS, "/free": PDOK, "leerlingen": CSV, "gtfs-nl.zip": ZIP, "nnn.gml": GML,
}  # fmt: skip


def without(table, *names):
    return {name: fault for name, fault in table.items() if name not in names}


#: The same code reads these: they are tried in the slow suite.
SLOW = {
    # Of these only the people are taken, and of water only shapes.
    "collections/gemeenten/items": without(
        PEOPLE, "no borders", "empty borders", "points", "lines"),
    "waterdeel": without(FEATURES, "a shape of nothing", "no properties", "other properties"),
    "vierkant100m_2025/items": PEOPLE, "wfs": JSON, "interpreter": JSON, "/free": JSON,
    "basisonderwijs": CSV, "v1/collections?": JSON,
}  # fmt: skip
FIRST = ("nothing", "a web page", "noise", "an error in JSON")


def battery():
    """Yield faults and where they happen; the fast suite has each fault once."""
    for word in SERVICES:
        for name, fault in (ANY | SLOW.get(word, {}) | TABLES.get(word, {})).items():
            fast = name in TABLES.get(word, {}) or word == "wijken/items"
            if name in ANY and name not in FIRST and not fast:
                continue
            marks = () if fast else pytest.mark.slow
            yield pytest.param(word, fault, id=f"{word}-{name}", marks=marks)


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture(scope="module")
def whole(server, tmp_path_factory):
    """Return a store with every layer, which no bad answer may touch."""
    store = Store(tmp_path_factory.mktemp("whole") / "data")
    layers = [*dict.fromkeys(SERVICES.values())]
    assert not fetch(layers, "utrecht", store, server.settings()).failed
    before = layers_of(store)
    yield store
    server.faults.clear()
    done = again(store, server, *layers)
    # The geocodes were thrown away, so that addresses were asked.
    assert {done[layer].outcome for layer in layers} == {"ongewijzigd"}
    assert layers_of(store) == before


@pytest.fixture
def store(server, whole, tmp_path):
    """Return a copy of it, to do with as a test likes."""
    server.faults.clear()
    shutil.copytree(whole.folder, tmp_path / "data")
    yield Store(tmp_path / "data")
    server.faults.clear()


def layers_of(store):
    """What a run reads: per layer the digest that its manifest says, and that its file has."""
    return {name: store.manifest(name).sha256 for name in store.names()
            if store.faults_of_file(store.manifest(name)) == []}  # fmt: skip


def again(store, server, *layers):
    client = Client(server.settings(retries=1, read_s=2), sleep=lambda _: None)
    report = fetch(layers, "utrecht", store, client.settings, client=client)
    return {outcome.layer: outcome for outcome in report.outcomes}


@pytest.mark.parametrize(("word", "fault"), list(battery()))
def test_a_bad_answer_is_one_line_and_never_blocks(whole, server, word, fault):
    layer = SERVICES[word]
    before = layers_of(whole)
    server.faults.clear()
    server.faults[word] = fault
    if word == "/free":
        (whole.folder / "geocodes.json").unlink(missing_ok=True)
        before.pop("geocodes", None)
    done = again(whole, server, layer)[layer]
    assert done.outcome == FAILED
    assert "\n" not in str(done.message)
    assert str(done.message).endswith("stays in use.")
    assert "please report" not in str(done.message)  # each is known by name
    assert layers_of(whole) == before
    # Nothing waits that was found wrong; after a line that broke, what came before may.
    assert not (whole.folder / ".deel" / layer).exists() or "(2 times)" in str(done.message)


@pytest.mark.parametrize("word", ["wijken/items", "leerlingen", "wfs"])
def test_a_bad_answer_leaves_the_others_alone(store, server, word):
    layer, beside = SERVICES[word], "water"
    server.faults[word] = answer(HTML, "text/html")
    done = again(store, server, layer, beside)
    assert (done[layer].outcome, done[beside].outcome) == (FAILED, "ongewijzigd")
    server.faults.clear()
    assert again(store, server, layer)[layer].outcome == "ongewijzigd"


def test_what_a_killed_fetch_left_unseen_is_not_believed(store, server):
    left = store.partial("nnn") / "ongezien-nnn"
    left.mkdir(parents=True)
    (left / "nnn.gml").write_bytes(HTML)
    assert again(store, server, "nnn")["nnn"].outcome == "ongewijzigd"


def test_a_bad_page_of_an_earlier_fetch_is_asked_anew_at_once(store, server):
    server.faults["cursor"] = answer(b"", status=503)
    quick = server.settings(retries=0, page_size=5)
    report = fetch(["wijken"], "utrecht", store, quick)
    assert report.failed
    (page_kept,) = store.partial("wijken").glob("*.json")
    content = json.loads(page_kept.read_bytes())
    content["features"] = [dict(row, geometry=None) for row in content["features"]]
    page_kept.write_text(json.dumps(content), encoding="utf-8")
    server.faults.clear()
    report = fetch(["wijken"], "utrecht", store, quick)
    assert [out.outcome for out in report.outcomes] == ["ongewijzigd"]


def test_whatever_a_layer_raises_the_others_go_on(store, server, monkeypatch):
    def breaks(kind):
        def fetcher(_):
            raise kind

        return fetcher

    kinds = [KeyError("x"), RecursionError(), MemoryError(), AssertionError("a\nb"), TypeError()]
    layers = ["wijken", "buurten", "grid", "nnn", "transit"]
    for layer, kind in zip(layers, kinds, strict=True):
        monkeypatch.setitem(FETCHERS, layer, breaks(kind))
    done = again(store, server, *layers, "water")
    assert [done[layer].outcome for layer in layers] == [FAILED] * 5
    assert all("please report this" in str(done[layer].message) for layer in layers)
    assert not any("\n" in str(out.message) for out in done.values())
    assert done["water"].outcome == "ongewijzigd"


def test_borders_that_cannot_be_read_are_fetched_anew(store, server):
    store.path("municipalities").write_bytes(b"PAR1 niets PAR1")
    done = again(store, server, "natura2000")
    assert {out.outcome for out in done.values()} <= {"nieuw", "gewijzigd", "ongewijzigd"}
    assert store.faults("municipalities") == []


def test_a_redirect_once_is_followed(store, server):
    server.faults["wijken/items"] = once(
        1, lambda handler: answer(b"", status=307, Location=handler.path)(handler)
    )
    assert again(store, server, "wijken")["wijken"].outcome == "ongewijzigd"
