"""A thousand spoilt files of each format: read or refused in one line, never more than that."""

import json
import os
import signal
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import osmium
import osmnx
import pandas as pd
import pytest
import shapely
from asked import OWN, ask, few_gemeenten, layers_of, working_in
from mutations import Read, fates, spoilt
from transit_feed import AREA, CRS, tables, write_feed

from geodata.gtfs.load import feed_calendar, import_transit
from geodata.readers.candidates import read_candidates
from geodata.readers.entered import read_facts, read_notes
from geodata.readers.interface import ReadContext
from geodata.readers.registry import read_file
from geodata.readers.slots import pins_of, with_store
from geodata.store.reproduce import read_record, verify
from geodata.store.store import Store
from geodata.streets.osmnx_graph import read_graphml
from geodata.streets.pbf import read_pbf
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario, scenario_of
from sites.base.errors import OpvangkaartError
from sites.settings.scenario import LayerFile, Scenario
from sites.travel.profiles import MODES

pytestmark = pytest.mark.filterwarnings("ignore")  # what libraries warn of is not what is tried
HEAD = "id;naam;gemeente;plekken;lon;lat;vertrouwelijkheid;doelgroepen;van"
ROWS = [
    f"L{i};Pand {i};Zeist;{40 + i};5,23{i};52,09{i};openbaar;asielzoekers;2027-01-0{i}"
    for i in range(1, 6)
]
TUESDAY = pd.Timestamp("2026-11-24").date()


@dataclass(frozen=True)
class Format:
    """One format: how a good file is made, how it is read, and how the command is asked."""

    name: str
    make: Callable[[Path], object]
    read: Read
    words: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Say whether this is the first reader of its format."""
        suffix = Path(self.name).suffix
        return self == next(one for one in FORMATS if Path(one.name).suffix == suffix)


@cache
def basis() -> Scenario:
    return read_scenario()[0]


def sites(path: Path) -> object:
    return read_candidates(path, basis(), layers_of(OWN))


def read_as(slot: str, reader: str) -> Read:
    def read(path: Path) -> object:
        context = ReadContext(basis())
        return read_file(slot, LayerFile(path=path.name, reader=reader), path.parent, context)

    return read


def csv(path: Path) -> None:
    path.write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")


def frame() -> gpd.GeoDataFrame:
    rows = pd.DataFrame([row.split(";") for row in ROWS], columns=HEAD.split(";"))
    lon, lat = (rows.pop(name).str.replace(",", ".").astype(float) for name in ("lon", "lat"))
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def wijken(path: Path) -> None:
    held = {"wijkcode": ["WK035501"], "wijknaam": ["A"], "gemeentecode": ["GM0355"]}
    square = [shapely.box(5.2, 52.05, 5.3, 52.1)]
    gpd.GeoDataFrame(held, geometry=square, crs=4326).to_file(path, driver="GPKG")


def streets(path: Path) -> None:
    writer = osmium.SimpleWriter(str(path), overwrite=True)
    for i in range(1, 9):
        at = (5.20 + i / 500, 52.09)
        tags = {"amenity": "doctors"} if i == 1 else {}
        writer.add_node(osmium.osm.mutable.Node(id=i, version=1, location=at, tags=tags))
    for i in range(1, 8):
        tags = {"highway": "residential", "oneway": "yes", "access": "destination;delivery"}
        writer.add_way(osmium.osm.mutable.Way(id=i, version=1, nodes=[i, i + 1], tags=tags))
    writer.close()


def graph(path: Path) -> None:
    import networkx as nx  # noqa: PLC0415 - only here

    made = nx.MultiDiGraph(crs="epsg:4326")
    for i in range(4):
        made.add_node(i, x=5.2 + i / 500, y=52.09)
    for i in range(3):
        for one, other in ((i, i + 1), (i + 1, i)):
            made.add_edge(one, other, osmid=i, highway="residential", oneway=False, length=140.0,
                          reversed=one > other)  # fmt: skip
    osmnx.save_graphml(made, path)


def feed(path: Path) -> None:
    write_feed(path, tables())


def read_feed(path: Path) -> None:
    feed_calendar(path).valid()
    import_transit([path], path.parent / "ov", area=AREA, metric_crs=CRS, days=[TUESDAY], ring_m=0)


def read_streets(path: Path) -> None:
    raw = read_pbf(path)
    for mode in MODES:
        raw.segments(mode, CRS)


def read_graph(path: Path) -> None:
    raw = read_graphml(path)
    for mode in MODES:
        raw.segments(mode, CRS)


def manifest(path: Path) -> None:
    known = {
        "format": 1, "bytes": 9, "versions": {"numpy": "2.0"}, "layer": "wijken",
        "file": "wijken-0123456789abcdef.parquet", "sha256": "0" * 64,
        "rows": 3, "source": "Test", "licence": "CC0", "origin": "eigen", "address": "x",
        "fetched_at": "2026-11-01T12:00:00+00:00", "checked_at": "2026-11-01T12:00:00+00:00",
    }  # fmt: skip
    path.write_text(json.dumps(known), encoding="utf-8")


def read_manifest(path: Path) -> None:
    store = Store(path.parent)
    store.manifest(path.stem)
    store.faults(path.stem)


def scenario(path: Path) -> None:
    path.write_bytes(BUNDLED.read_bytes())


def record(path: Path) -> None:
    settings = {**tomllib.loads(BUNDLED.read_text(encoding="utf-8")), "kenmerk": "x"}
    layer = {
        "layer": "wijken", "file_name": "wijken-0123456789abcdef.parquet", "sha256": "0" * 64,
        "source": "Test", "licence": "CC0", "data_date": None, "origin": "open",
    }  # fmt: skip
    held = {"scenario": settings, "lagen": [layer], "editie": "openbaar", "kenmerk": "x",
            "versies": {"numpy": "2.0"}}  # fmt: skip
    path.write_text(json.dumps(held, default=str), encoding="utf-8")


def read_run(path: Path) -> None:
    """Read a record as far as a run goes before it computes."""
    held = read_record(path)
    settings = with_store(scenario_of(held["scenario"], path.name), Path(), pins_of(held))
    info = pd.DataFrame([{"layer": "wijken", "file_name": "w", "sha256": "1"}])
    verify(held, info=info, versions={}, fingerprint=settings.fingerprint())


def text(*lines: str) -> Callable[[Path], object]:
    return lambda path: path.write_text("\n".join(lines), encoding="utf-8")


def graph_words(name: str) -> tuple[str, ...]:
    return ("data", "import", "streets", name, "--area", "alles", "--store", "g")


FORMATS = [
    Format("l.csv", csv, sites, ("score", "l.csv")),
    Format("l.xlsx", lambda path: pd.DataFrame(frame().drop(columns="geometry")).assign(
        lon="5,2331", lat="52,0907").to_excel(path, index=False), sites, ("score", "l.xlsx")),
    Format("l.geojson", lambda path: path.write_text(frame().to_json(), encoding="utf-8"), sites,
           ("score", "l.geojson")),
    Format("l.gpkg", lambda path: frame().to_file(path, driver="GPKG"), sites, ("score", "l.gpkg")),
    Format("l.parquet", lambda path: frame().to_parquet(path), sites, ("score", "l.parquet")),
    Format("wijken.gpkg", wijken, read_as("wijken", "wijken"),
           ("data", "import", "wijken", "wijken.gpkg", "--store", "g")),
    Format("hubs.csv", text(
        "id;naam;type;status;capaciteit;lon;lat;van",
        "H1;Een;azc;in gebruik;1.250;5,2331;52,0907;2020-01-01",
        "H2;Twee;azc;gepland;400;5,1331;52,0907;2027-01-01"), read_as("hubs", "reception"), ()),
    Format("f.csv", text("site_id;gfa_m2;plot_ha;term_years;zoning_fits", "L1;1.250;0,5;5;ja"),
           read_facts, ()),
    Format("n.csv", text("site_id;kind;text;owner;status;date",
        "L1;kans;Goed bereikbaar;gemeente;open;2026-10-01"),
           read_notes, ()),
    Format("s.toml", scenario, read_scenario, ("run", "s.toml", "-m", "Zijst")),
    Format("feed.zip", feed, read_feed,
           ("data", "import", "transit", "feed.zip", "--day", "2026-11-24", "--store", "g")),
    Format("k.osm", streets, read_streets, graph_words("k.osm")),
    Format("k.osm.pbf", streets, read_streets, graph_words("k.osm.pbf")),
    Format("p.osm.pbf", streets, read_as("places", "osm_places"), ()),
    Format("n.graphml", graph, read_graph, graph_words("n.graphml")),
    Format("wijken.json", manifest, read_manifest, ("data", "check", "--store", ".")),
    Format("run.json", record, read_run, ("run", "--from", "run.json", "--quiet")),
]  # fmt: skip
NAMES = [one.name for one in FORMATS]


def good(kind: Format, folder: Path) -> bytes:
    """Return a good file of a format, after seeing that it is read."""
    path = folder / kind.name
    kind.make(path)
    kind.read(path)
    return path.read_bytes()


@pytest.mark.parametrize("kind", FORMATS, ids=NAMES)
def test_a_few_spoilt_files_are_read_or_refused(kind: Format, tmp_path: Path) -> None:
    assert fates(kind.read, good(kind, tmp_path), range(15), tmp_path / kind.name) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS, ids=NAMES)
def test_a_thousand_spoilt_files_are_read_or_refused(kind: Format, tmp_path: Path) -> None:
    seeds = range(1000 if kind.is_first else 300)
    assert fates(kind.read, good(kind, tmp_path), seeds, tmp_path / kind.name) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", [one for one in FORMATS if one.words], ids=lambda one: one.name)
def test_thirty_spoilt_files_end_the_command_in_one_line(kind: Format, tmp_path: Path) -> None:
    kind.make(tmp_path / kind.name)
    content = (tmp_path / kind.name).read_bytes()
    with working_in(tmp_path), few_gemeenten(*OWN):
        for seed in range(2000, 2030):
            (tmp_path / kind.name).write_bytes(spoilt(content, seed))
            given = ask(*kind.words)
            assert given.code in {0, 2}, seed
            assert given.code == 0 or given.line, seed
            assert "Traceback" not in given.said, seed


def test_the_nursery_tells_how_a_reader_ends(tmp_path: Path) -> None:
    def read(path: Path) -> None:
        content = path.read_bytes()
        if content == spoilt(b"abcdef", 1):
            raise KeyError
        if content == spoilt(b"abcdef", 2):
            os.kill(os.getpid(), signal.SIGKILL)  # as a library dies
        if content == spoilt(b"abcdef", 3):
            raise OpvangkaartError("two\nlines")

    ended = {fate.seed: fate.what for fate in fates(read, b"abcdef", range(5), tmp_path / "x")}
    assert sorted(ended) == [1, 2, 3]
    assert ended[1].startswith("KeyError")
    assert "died (-9)" in ended[2]
    assert ended[3].startswith("not one line")
