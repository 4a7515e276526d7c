"""Make small files that are bad in one way each; every maker takes the folder to write in."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from transit_feed import tables, write_feed

from opvangkaart.runs.scenario_file import BUNDLED

Make = Callable[[Path], object]
HEAD = "id;naam;gemeente;plekken;lon;lat"
GOOD = "A;Een;Zeist;60;5,2331;52,0907"


def text(name: str, *lines: str, encoding: str = "utf-8") -> Make:
    return lambda folder: (folder / name).write_text("\n".join([*lines, ""]), encoding=encoding)


def raw(name: str, content: bytes) -> Make:
    return lambda folder: (folder / name).write_bytes(content)


def rows(*lines: str) -> Make:
    """Write a list with one good row and these."""
    return text("lijst.csv", HEAD, GOOD, *lines)


def nothing(_: Path) -> None:
    """Make no file."""


def settings(*lines: str, old: str = "", new: str = "") -> Make:
    """Write the bundled scenario with lines at its end, or a text in it replaced."""
    known = BUNDLED.read_text(encoding="utf-8")
    assert old in known
    return text("s.toml", known.replace(old, new, 1) if old else known, *lines)


def features(*features: object, **more: object) -> Make:
    whole = {"type": "FeatureCollection", "features": list(features)} | more
    return text("lijst.geojson", json.dumps(whole))


def place(name: str, geometry: object) -> dict[str, object]:
    held = {"id": name, "naam": name, "plekken": 60}
    return {"type": "Feature", "properties": held, "geometry": geometry}


ZEIST = {"type": "Point", "coordinates": [5.2331, 52.0907]}
A = place("A", ZEIST)


def table(
    name: str,
    shapes: list[object],
    *,
    crs: object = 4326,
    after: tuple[str, ...] = (),
    **more: object,
) -> Make:
    """Write a GeoPackage of these shapes, and change it by SQL."""

    def make(folder: Path) -> None:
        held = {"naam": [f"P{i}" for i in range(len(shapes))], "plekken": 60} | more
        frame = gpd.GeoDataFrame(held, geometry=shapes, crs=crs)
        if name.endswith(".parquet"):
            frame.to_parquet(folder / name)
            return
        frame.to_file(folder / name, driver="GPKG", layer="punten")
        base = sqlite3.connect(folder / name)
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            base.execute(f'DROP TRIGGER "{trigger}"')
        for statement in after:
            base.execute(statement)
        base.commit()
        base.close()

    return make


POINT = [shapely.Point(5.2331, 52.0907)]


def two_layers(folder: Path) -> None:
    frame = gpd.GeoDataFrame({"naam": ["A"]}, geometry=POINT, crs=4326)
    for layer in ("een", "twee"):
        frame.to_file(folder / "lijst.gpkg", driver="GPKG", layer=layer)


def workbook(folder: Path) -> Path:
    path = folder / "lijst.xlsx"
    cells = [dict(zip(HEAD.split(";"), GOOD.split(";"), strict=True))]
    pd.DataFrame(cells).to_excel(path, index=False)
    return path


def repacked(change: Callable[[str, bytes], bytes]) -> Make:
    """Write a workbook with its parts changed."""

    def make(folder: Path) -> None:
        path = workbook(folder)
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in parts.items():
                new.writestr(name, change(name, content))

    return make


def sheet(old: bytes, new: bytes) -> Make:
    return repacked(lambda name, held: held.replace(old, new) if "sheet1" in name else held)


def packed(name: str, **parts: str) -> Make:
    def make(folder: Path) -> None:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part.replace("__", "/").replace("_xml", ".xml"), content)

    return make


def feed(**changed: str | None) -> Make:
    """Write a timetable with tables changed; None leaves one out."""

    def make(folder: Path) -> None:
        texts = tables() | {f"{name}.txt": held for name, held in changed.items()}
        write_feed(folder / "feed.zip", {n: t for n, t in texts.items() if t is not None})

    return make


def cut(make: Make, name: str, share: float = 0.5) -> Make:
    """Make a file and keep only its first part."""

    def cut_short(folder: Path) -> None:
        make(folder)
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: int(len(content) * share)])

    return cut_short


def both(*makes: Make) -> Make:
    def make(folder: Path) -> None:
        for one in makes:
            one(folder)

    return make
