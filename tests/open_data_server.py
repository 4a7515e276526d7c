"""A local server that speaks the protocols of the open-data sources, faults included.

Served: a made province of three municipalities and one neighbour, or what a test puts in its place.
"""

import csv
import gzip
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import shapely

from geodata.web.endpoints import FetchSettings

BASES = {
    "cbs_gebieden_ogc": "/cbs/gebiedsindelingen/ogc/v1",
    "cbs_wijkbuurt": "/cbs/wijken-en-buurten-{year}/ogc/v1",
    "cbs_vierkant": "/cbs/vierkantstatistieken100m/ogc/v1",
    "top10nl": "/brt/top10nl/ogc/v1_0",
    "pdok_bag_ogc": "/kadaster/bag/ogc/v2",
    "natura2000": "/rvo/natura2000/wfs/v1_0",
    "nnn": "/nnn.gml",
    "duo_po": "/duo/02.-alle-schoolvestigingen-basisonderwijs.csv",
    "duo_vo": "/duo/02.-alle-vestigingen-vo.csv",
    "duo_so": "/duo/09.-alle-vestigingen-sbo-so-en-vso.csv",
    "duo_pupils": "/duo/01.-leerlingen-po-{year}-{next}.csv",
    "pdok_locatieserver": "/bzk/locatieserver/search/v3_1",
    "overpass": "/overpass/api",
    "gtfs_nl": "/nl/gtfs-nl.zip",
}
KNOWN_OGC = {"f", "limit", "cursor", "bbox", "jaarcode"}
KNOWN_LOCATIESERVER = {"q", "fq", "rows", "fl", "start", "sort"}
PAGE = 1000  # a service gives no more, whatever is asked


def box(west, south, east, north):
    return shapely.box(west, south, east, north)


def feature(ident, shape, **properties):
    return {
        "type": "Feature", "id": ident, "properties": properties,
        "geometry": json.loads(shapely.to_geojson(shape)),
    }  # fmt: skip


class World:
    """The made province: three squares in a row, a fourth beyond the border."""

    def __init__(self):
        towns = {
            "GM0307": ("Amersfoort", 5.00, 30_000), "GM0344": ("Utrecht", 5.10, 60_000),
            "GM0355": ("Zeist", 5.20, 20_000), "GM0228": ("Ede", 5.30, 40_000),
        }  # fmt: skip
        squares = {code: box(west, 52.0, west + 0.1, 52.1) for code, (_, west, _) in towns.items()}
        own = [c for c in towns if c != "GM0228"]
        province = box(5.0, 52.0, 5.3, 52.1)
        self.collections = {
            "gemeente_gegeneraliseerd": [
                feature(f"{c}.{y}", squares[c], statcode=c, statnaam=n, jaarcode=y, rubriek="gm")
                for y in (2024, 2025)
                for c, (n, _, _) in towns.items()
            ],
            "provincie_gegeneraliseerd": [
                feature("PV26", province, statcode="PV26", statnaam="Utrecht", jaarcode=2025),
                feature("PV25", squares["GM0228"], statcode="PV25", statnaam="Gelderland",
                        jaarcode=2025),
            ],
            "gemeenten": [
                feature(c, squares[c], gemeentecode=c, gemeentenaam=n, aantalInwoners=p,
                        water="NEE")
                for c, (n, _, p) in towns.items()
            ] + [feature("w", province, gemeentecode="GM0344", aantalInwoners=-99997, water="JA")],
            "wijken": self._districts(towns, 4, "wijk", "WK", 2),
            "buurten": self._districts(towns, 12, "buurt", "BU", 4),
            "vierkant100m_2025": [
                feature(f"E{i}", box(5.01 + i * 0.002, 52.01, 5.0115 + i * 0.002, 52.011),
                        crs28992res100m=f"E{i:04d}N4560", aantalInwoners=-99997 if i == 3 else i)
                for i in range(40)
            ],
            "waterdeel_vlak": [
                feature("w1", box(5.02, 52.02, 5.03, 52.03), typewater="meer, plas", naam="Plas"),
                feature("w2", box(6.5, 53.0, 6.6, 53.1), typewater="zee", naam="Ver"),
            ],
            "verblijfsobject": [
                feature(f"V{i}", shapely.Point(5.01 + i * 0.01, 52.05),
                        identificatie=f"0344010000{i:06d}",
                        gebruiksdoel="woonfunctie" if i % 3 == 0 else "kantoorfunctie",
                        oppervlakte=400 if i % 5 == 0 else 1000 + i,
                        status="Verblijfsobject in gebruik", bouwjaar=1980)
                for i in range(25)
            ],
        }  # fmt: skip
        self.wfs = [
            feature(f"n{i}", box(5.05 + i * 0.01, 52.06, 5.055 + i * 0.01, 52.065),
                    naamN2K=f"Natuur {i}") for i in range(5)
        ]  # fmt: skip
        self.addresses = {}
        self.schools = {"po": [], "vo": [], "so": []}
        self.pupils = []
        for number in range(24):
            self._school(number, own[number % 3], squares[own[number % 3]].bounds[0])
        self.nodes, self.ways = [], []
        self._osm()
        self.gml = _gml()
        self.gtfs = _gtfs()

    @staticmethod
    def _districts(towns, count, kind, mark, digits):
        rows = []
        for code, (name, west, people) in towns.items():
            for i in range(count):
                shape = box(west + 0.1 * i / count, 52.0, west + 0.1 * (i + 1) / count, 52.1)
                ident = f"{mark}{code[2:]}{i + 1:0{digits}d}"
                rows.append(feature(ident, shape, **{
                    f"{kind}code": ident, f"{kind}naam": f"{name} {i + 1}", "gemeentecode": code,
                    "gemeentenaam": name, "water": "NEE", "aantalInwoners": people // count,
                    "groteSupermarktGemiddeldeAfstandInKm": -99995 if i == 0 else 0.7,
                }))  # fmt: skip
            wet = box(west, 52.1, west + 0.1, 52.11)
            rows.append(feature(f"{mark}{code[2:]}98", wet, **{
                f"{kind}code": f"{mark}{code[2:]}98", f"{kind}naam": "water", "gemeentecode": code,
                "water": "JA", "aantalInwoners": -99997}))  # fmt: skip
        return rows

    def _school(self, number, code, west):
        kind = "vo" if number % 8 == 6 else "so" if number % 8 == 7 else "po"
        lon, lat = west + 0.01 + (number // 3) * 0.009, 52.03
        postcode = f"{3500 + number}AB"
        self.addresses[f"{postcode} {number + 1}"] = [
            {"id": f"adr-{number}", "type": "adres", "weergavenaam": f"Dorpsstraat {number + 1}",
             "score": 9.5, "centroide_ll": f"POINT({lon} {lat})", "gemeentecode": code[2:],
             "postcode": postcode},
        ]  # fmt: skip
        name = "ISK Taalcentrum Zeist" if number == 6 else f"De Kleine Prins {number}"
        self.schools[kind].append({
            "PROVINCIE": "Utrecht", "INSTELLINGSCODE": f"{number:02d}AA",
            "VESTIGINGSCODE": f"{number:02d}AA00", "VESTIGINGSNAAM": f"{name} é",
            "STRAATNAAM": "Dorpsstraat", "HUISNUMMER-TOEVOEGING": str(number + 1),
            "POSTCODE": f"{postcode[:4]} {postcode[4:]}", "PLAATSNAAM": "ZEIST",
            "GEMEENTENUMMER": code[2:], "GEMEENTENAAM": "ZEIST", "DENOMINATIE": "Openbaar",
            "ONDERWIJSSTRUCTUUR": "BRUGJAAR" if number == 6 else "HAVO",
        })  # fmt: skip
        if kind == "po":
            self.pupils.append({
                "INSTELLINGSCODE": f"{number:02d}AA", "VESTIGINGSCODE": "00", "SOORT_PO": "Bo",
                "LEEFTIJD_4": "20", "LEEFTIJD_5": "<5" if number == 3 else "30",
            })  # fmt: skip

    def _osm(self):
        ident = 1

        def node(lon, lat, **tags):
            nonlocal ident
            ident += 1
            self.nodes.append({"type": "node", "id": ident, "lat": lat, "lon": lon, "tags": tags})
            return ident

        kinds = [
            {"amenity": "doctors"}, {"amenity": "pharmacy"}, {"shop": "supermarket"},
            {"highway": "bus_stop"}, {"leisure": "playground"},
        ]  # fmt: skip
        for i in range(120):
            tags = kinds[i % 5] | ({"name": f"Plek {i}"} if i % 2 else {})
            node(5.002 + (i * 0.0024), 52.02 + (i % 7) * 0.01, **tags)
        node(5.05, 52.05, place="city", name="Amersfoort")
        node(5.15, 52.05, place="village", name="Dorp")
        node(5.25, 52.05, place="town", name="Zeist")
        corners = [node(5.01 + dx, 52.0305 + dy) for dx, dy in
                   ((-0.0002, 0), (0.0002, 0), (0.0002, 0.0003), (-0.0002, 0.0003))]  # fmt: skip
        self.ways.append(
            {
                "type": "way",
                "id": 900,
                "nodes": [*corners, corners[0]],
                "tags": {"amenity": "school", "isced:level": "1", "name": "Prins"},
            }
        )
        far = node(5.29, 52.09)
        self.nodes[-1]["tags"] = {"amenity": "school", "isced:level": "1", "name": "Alleen OSM"}
        assert far
        grid = {}
        for i in range(6):
            for j in range(4):
                grid[i, j] = node(5.1 + i * 0.003, 52.04 + j * 0.002)
        for j in range(4):
            self.ways.append(
                {
                    "type": "way",
                    "id": 1000 + j,
                    "nodes": [grid[i, j] for i in range(6)],
                    "tags": {"highway": "residential", "name": f"Straat {j}"},
                }
            )
        drawn = (
            ({"railway": "rail"}, [grid[0, 0], grid[5, 0]]),
            ({"waterway": "river", "name": "Vliet"}, [grid[0, 3], grid[5, 3]]),
            ({"landuse": "residential"}, [grid[0, 0], grid[5, 0], grid[5, 3], grid[0, 0]]),
        )
        self.ways += [
            {"type": "way", "id": 3000 + k, "nodes": nodes, "tags": tags}
            for k, (tags, nodes) in enumerate(drawn)
        ]
        for i in range(6):
            self.ways.append(
                {
                    "type": "way",
                    "id": 2000 + i,
                    "nodes": [grid[i, j] for j in range(4)],
                    "tags": {"highway": "cycleway"},
                }
            )


def _gml():
    members = "".join(
        f'<gml:featureMember><ps:ProtectedSite gml:id="p{i}"><ps:geometry>'
        f'<gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing>'
        f"<gml:posList>{140000 + i * 500} 450000 {140300 + i * 500} 450000 "
        f"{140300 + i * 500} 450300 {140000 + i * 500} 450300 {140000 + i * 500} 450000"
        "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></ps:geometry>"
        "</ps:ProtectedSite></gml:featureMember>"
        for i in range(4)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gml:FeatureCollection '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:ps="http://inspire.ec.europa.eu/ps" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://inspire.ec.europa.eu/ps http://example.invalid/ps.xsd">'
        f"{members}</gml:FeatureCollection>"
    ).encode()


def _gtfs():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in {
            "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
            "A,Bus,http://a.nl,Europe/Amsterdam\n",
            "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
            "s1,Een,52.05,5.05\ns2,Twee,52.05,5.15\n",
            "routes.txt": "route_id,agency_id,route_short_name,route_type\nr,A,1,3\n",
            "trips.txt": "route_id,service_id,trip_id\nr,w,t\n",
            "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
            "t,08:00:00,08:00:00,s1,1\nt,08:10:00,08:10:00,s2,2\n",
            "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
            "start_date,end_date\nw,1,1,1,1,1,0,0,20261101,20261231\n",
        }.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return stream.getvalue()


class OpenDataServer:
    """Serve a world on 127.0.0.1; ``faults`` maps a word in the path to what happens instead."""

    def __init__(self, world=None):
        self.world = world or World()
        self.faults: dict[str, Callable] = {}
        self.requests: list[tuple[str, str, dict]] = []
        outer = self

        class Handler(_Handler):
            server_of_data = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.spot = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def bases(self):
        return {name: f"http://{self.spot}{path}" for name, path in BASES.items()}

    def settings(self, **more):
        quick = {
            "bases": self.bases, "test_hosts": (self.spot,), "pause_s": 0, "backoff_s": 0.01,
            "connect_s": 30, "read_s": 30, "retries": 3, "max_wait_s": 5,
        }  # fmt: skip
        return FetchSettings.model_validate(quick | more)

    def count(self, word):
        return sum(word in path for _, path, _ in self.requests)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of_data: OpenDataServer
    #: How a body is sent, where a test wants another way than the usual one.
    way: Callable | None = None

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self):
        self._serve({})

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self._serve(parse_qs(self.rfile.read(length).decode()))

    def _serve(self, form):  # noqa: C901 - one branch per protocol
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        data = self.server_of_data
        self.way = None
        data.requests.append((self.command, self.path, dict(self.headers)))
        for word, fault in list(data.faults.items()):
            if word in self.path and fault(self):
                return
        path = parts.path
        if found := re.search(r"/collections/([^/]+)/items$", path):
            self._ogc(found[1], query, path)
        elif path.endswith("/collections"):
            self.json({"collections": [{"id": "vierkant100m_2020"}, {"id": "vierkant100m_2025"}]})
        elif "/wfs/" in path:
            self._wfs(query)
        elif path.endswith("/free"):
            self._locatieserver(query)
        elif path.endswith("/interpreter"):
            self.json(overpass(data.world, form["data"][0]))
        elif path.startswith("/duo/"):
            self._duo(path)
        elif path.endswith(".zip"):
            self.send(data.world.gtfs, "application/zip")
        elif path.endswith(".gml"):
            self.send(data.world.gml, "application/gml+xml")
        else:
            self.send(b"not here", "text/plain", 404)

    def _ogc(self, name, query, path):
        if set(query) - KNOWN_OGC:  # PDOK refuses what its description does not know
            self.send(b"unknown parameter", "text/plain", 400)
            return
        rows = self.server_of_data.world.collections[name]
        if "jaarcode" in query:
            rows = [r for r in rows if str(r["properties"]["jaarcode"]) == query["jaarcode"]]
        if "bbox" in query:
            window = box(*map(float, query["bbox"].split(",")))
            rows = [r for r in rows if shapely.geometry.shape(r["geometry"]).intersects(window)]
        limit, start = min(int(query["limit"]), PAGE), int(query.get("cursor", "0x0"), 16)
        page = {"type": "FeatureCollection", "features": rows[start : start + limit], "links": []}
        if start + limit < len(rows):
            more = urlencode(query | {"cursor": hex(start + limit)})
            here = f"http://{self.server_of_data.spot}{path}?{more}"
            page["links"] = [{"rel": "self", "href": "x"}, {"rel": "next", "href": here}]
        self.json(page, "application/geo+json")

    def _wfs(self, query):
        start, count = int(query["startIndex"]), min(int(query["count"]), PAGE)
        if start >= 50_000:
            self.send(b"startIndex too large", "text/plain", 400)
            return
        assert query["bbox"].endswith("urn:ogc:def:crs:OGC:1.3:CRS84")
        window = box(*map(float, query["bbox"].split(",")[:4]))
        rows = [r for r in self.server_of_data.world.wfs
                if shapely.geometry.shape(r["geometry"]).intersects(window)]  # fmt: skip
        page = {"type": "FeatureCollection", "features": rows[start : start + count]}
        self.json(page, "application/json;charset=UTF-8")

    def _locatieserver(self, query):
        if set(query) - KNOWN_LOCATIESERVER:
            self.send(b"unknown parameter", "text/plain", 400)
            return
        docs = self.server_of_data.world.addresses.get(query["q"], [])
        self.json({"response": {"numFound": len(docs), "start": 0, "docs": docs}})

    def _duo(self, path):
        world = self.server_of_data.world
        rows = (
            world.pupils if "leerlingen" in path
            else world.schools["po"] if "basisonderwijs" in path
            else world.schools["vo"] if "vestigingen-vo" in path
            else world.schools["so"]
        )  # fmt: skip
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        self.send(text.getvalue().encode("cp1252"), "text/csv")

    def json(self, content, kind="application/json"):
        self.send(json.dumps(content).encode(), kind)

    def send(self, body, kind, status=200, **headers):
        if self.way is not None:
            self.way(self, body, kind)
            return
        asked = self.headers.get("Range")
        tag = '"v1"'
        if asked and self.headers.get("If-Range") == tag and status == 200:
            body, status = body[int(asked[6:].rstrip("-")) :], 206
        packed = "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 200
        body = gzip.compress(body, 1) if packed else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def overpass(world, query):
    """Answer the queries that osmnx writes: tags within a polygon, or ways with highway."""
    by_id = {node["id"]: node for node in world.nodes}
    found = {}
    parts = re.findall(r"(node|way|relation)((?:\[[^\]]*\])+)\(poly:'([^']+)'\)", query)
    assert parts, query[:200]
    for kind, tags, ring in parts:
        spots = [tuple(map(float, pair)) for pair in re.findall(r"([\d.-]+) ([\d.-]+)", ring)]
        shape = shapely.Polygon([(lon, lat) for lat, lon in spots])
        wanted = re.search(r"\[['\"]([\w:]+)['\"](?:=['\"]([^'\"]+)['\"])?\]", tags)
        key, value = wanted[1], wanted[2]
        for thing in world.nodes if kind == "node" else world.ways if kind == "way" else []:
            said = thing.get("tags", {}).get(key)
            if said is None or (value is not None and said != value):
                continue
            nodes = [thing] if kind == "node" else [by_id[n] for n in thing["nodes"]]
            if any(shapely.contains_xy(shape, n["lon"], n["lat"]) for n in nodes):
                found |= {("node", n["id"]): n for n in nodes} | {(kind, thing["id"]): thing}
    return {"version": 0.6, "elements": [found[k] for k in sorted(found)]}


# ---- faults: each returns True when it answered instead of the server ----


def once(times, fault):
    """Let a fault happen a number of times, then answer as usual."""
    left = [times]

    def happen(handler):
        left[0] -= 1
        return fault(handler) if left[0] >= 0 else False

    return happen


def answer(body, kind="application/json", status=200, **headers):
    def happen(handler):
        handler.send(body, kind, status, **headers)
        return True

    return happen


def stops_mid_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"type": "FeatureCollection", ')
    handler.wfile.flush()
    with suppress(OSError):
        handler.connection.recv(1)  # until who asked goes away
    handler.close_connection = True
    return True


def breaks_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"type"')
    handler.close_connection = True
    return True


def endless_next(handler):
    here = f"http://{handler.server_of_data.spot}{handler.path}"
    page = {"type": "FeatureCollection", "features": [], "links": [{"rel": "next", "href": here}]}
    handler.json(page)
    return True


#: 30 MB of nothing in 30 kB, packed once.
BOMB = gzip.compress(b" " * 30_000_000, 6)


def gzip_bomb(handler):
    body = BOMB
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
    return True
