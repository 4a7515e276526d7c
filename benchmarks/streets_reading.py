"""Reading streets: our own reader of an extract against osmnx, on the same ways as XML."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from benchmarks.measure import ROOT, Row, Size, apart, ask_peer, cpu_of, peak_mb
from benchmarks.streets_grid import Grid
from sites.base.projection import to_lonlat

HERE = "benchmarks.streets_reading"
CRS = "EPSG:3763"  # Portugal; the made-up grid lies around its origin
PORTO = ROOT.parent / "shared/data/osm_fixtures/porto_portugal.osm.pbf"


def read_figures(extract: str) -> tuple[float, ...]:
    """Return what reading and projecting takes, and the peak; drives are sought in the building."""
    from geodata.streets.pbf import read_pbf  # noqa: PLC0415 - its memory is measured here

    _, spent = cpu_of(lambda: read_pbf(Path(extract)).projected("walk", CRS))
    return spent, peak_mb() or float("nan")


def build_figures(extract: str) -> tuple[float, ...]:
    """Return what reading and building the streets of walkers takes, and the peak."""
    from geodata.streets.pbf import read_pbf  # noqa: PLC0415 - its memory is measured here
    from sites.travel.streets.build import build  # noqa: PLC0415

    _, spent = cpu_of(lambda: build("walk", read_pbf(Path(extract)).segments("walk", CRS)))
    return spent, peak_mb() or float("nan")


def osmnx_figures(xml: str) -> tuple[float, ...]:
    """Return what osmnx takes for the same streets, and its peak."""
    import osmnx  # noqa: PLC0415 - a peer, loaded only to be measured

    osmnx.settings.all_oneway = True
    _, spent = cpu_of(lambda: osmnx.graph_from_xml(xml))
    return spent, peak_mb() or float("nan")


def write_extract(grid: Grid, path: Path) -> None:
    """Write the made-up grid as residential streets."""
    lon, lat = to_lonlat(grid.easting, grid.northing, CRS)
    with osmium.SimpleWriter(str(path)) as writer:
        for i, spot in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
            writer.add_node(Node(id=i + 1, location=spot, version=1))
        for i, (u, v) in enumerate(zip(grid.u.tolist(), grid.v.tolist(), strict=True)):
            tags = {"highway": "residential"}
            writer.add_way(Way(id=i + 1, nodes=[u + 1, v + 1], tags=tags, version=1))


def streets_as_xml(extract: Path, path: Path) -> None:
    """Write the extract's streets, and the nodes they need, as osmnx can read them."""
    with osmium.BackReferenceWriter(str(path), str(extract), overwrite=True) as writer:
        ways = osmium.FileProcessor(str(extract), osmium.osm.WAY)
        for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
            writer.add(way)


def reading(size: Size, grid: Grid) -> Iterator[Row]:
    """Yield both readers: on Porto when ``../shared`` has it, else on the made-up grid."""
    with tempfile.TemporaryDirectory() as folder:
        extract, name = PORTO, "Porto (346,000 street nodes)"
        if size == "small" or not PORTO.is_file():
            extract, name = Path(folder) / "grid.osm.pbf", "the made-up grid"
            write_extract(grid, extract)
        seconds, peak = apart(f"{HERE}:read_figures", str(extract))
        yield Row(f"read and project {name}", seconds)
        yield Row("  peak of the whole process", peak, "MB", 200)
        whole_s, whole = apart(f"{HERE}:build_figures", str(extract))
        yield Row("  read and build, compiled code from disk", whole_s)
        yield Row("  peak of the whole process, building too", whole, "MB", 250)
        xml = Path(folder) / "streets.osm"
        streets_as_xml(extract, xml)
        found = ask_peer("osmnx", f"{HERE}:osmnx_figures", str(xml))
    if isinstance(found, Row):
        yield found
        return
    yield Row("osmnx graph_from_xml, streets only", found[0])
    yield Row("  its peak", found[1], "MB")
    yield Row("  osmnx / ours", found[0] / seconds, "x", note="target at least 15x")
