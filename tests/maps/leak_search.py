"""Search every byte that is handed out for what an edition may not show.

Everything packed is unpacked first: zip members (XLSX, DOCX), PDF streams, text and metadata,
SQLite rows (GeoPackage) with their geometries, Parquet columns, and base64 and data in pages.
Numbers are looked for as numbers: any two near each other that lie within half a thousandth of a
degree of the secret position, or within 100 m in RD, in any order and with a comma or a point.
"""

import base64
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import h3
import numpy as np
import pikepdf
import pyarrow.parquet as pq
import pymupdf

from maps.page.packing import unpacked

H3_FROM = 8
NEAR_DEGREES = 0.0005
NEAR_M = 100.0
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"\b\d{1,3}(?:\.\d{3})+\b")
#: Pages keep positions as whole numbers of this part of a degree, by column.
_UNIT = 1e5
#: The data of a page, packed as ``maps.page.packing`` does.
_PAGE_DATA = re.compile(rb'(?<=id="gegevens">).*?(?=</script>)', re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
#: Two numbers farther apart in a text than this are not a position.
_APART = 4


@dataclass(frozen=True)
class Secret:
    """What one withheld site must not leave anywhere."""

    words: tuple[str, ...]  # name, id, file name, parts of them that are unique
    lon: float
    lat: float
    easting: float
    northing: float

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(h3.latlng_to_cell(self.lat, self.lon, r) for r in range(H3_FROM, 16))


def leaks(folder: Path, secret: Secret) -> list[str]:
    """Return what was found, as ``file: what``; ``intern/`` is not handed out."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("intern/"):
            found += [f"{name}: {what}" for what in sorted(set(leaks_in(path, secret)))]
    return found


def leaks_in(path: Path, secret: Secret) -> Iterator[str]:
    """Yield every kind of trace of a secret in one file."""
    for piece in [path.name.encode(), *pieces(path)]:
        text = piece.decode("utf-8", "replace")
        low = text.casefold()
        yield from (f"word {word}" for word in secret.words if word.casefold() in low)
        yield from (f"cell {cell}" for cell in secret.cells if cell in low)
        yield from (f"cell {c} as a number" for c in secret.cells if str(int(c, 16)) in low)
        wide = piece.decode("utf-16-le", "ignore").casefold()
        yield from (f"wide word {word}" for word in secret.words if word.casefold() in wide)
        plain = _THOUSANDS.sub(lambda n: n.group().replace(".", ""), text)
        if _near_numbers(text, secret) or _near_numbers(plain, secret):
            yield "position in text"
        if _in_units(text, secret):
            yield "position in page units"
    if any(_near_points(points, secret) for points in positions(path)):
        yield "position in geometry"


def pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file and everything packed in it."""
    content = path.read_bytes()
    if path.suffix == ".html":  # packed numbers are no words: they may look like any of three signs
        content = _PAGE_DATA.sub(_opened, content)
    yield content
    for match in _BASE64.finditer(content):
        packed = match.group()
        yield base64.b64decode(packed[: len(packed) // 4 * 4])
    if path.suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield (held := archive.read(name))
                if name.endswith(".xml"):  # the text as a reader sees it, whatever holds it
                    held = held.replace(b"<w:noBreakHyphen/>", b"-").replace(b"\xc2\xa0", b" ")
                    yield re.sub(rb"</?w:[rt]\b[^>]*>", b"", held)
    elif path.suffix == ".pdf":
        yield from _pdf(content)
    elif path.suffix == ".gpkg":
        db = sqlite3.connect(path)
        yield "\n".join(db.iterdump()).encode()
        db.close()
    elif path.suffix == ".parquet":
        table = pq.read_table(path)
        yield str(table.schema.metadata).encode()
        shapes = [name for name in table.column_names if name == "geometry"]
        yield repr(table.drop_columns(shapes).to_pylist()).encode()


def _opened(data: re.Match[bytes]) -> bytes:
    return json.dumps(unpacked(json.loads(data.group())), ensure_ascii=False).encode()


def _pdf(content: bytes) -> Iterator[bytes]:
    with pikepdf.open(io.BytesIO(content)) as file:
        for thing in file.objects:
            yield str(thing).encode()
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield thing.read_bytes()
                except pikepdf.PdfError:  # a picture's own compression: no text in it
                    continue
    with pymupdf.open(stream=content, filetype="pdf") as shown:
        for page in shown:
            # What a reader sees may be broken over lines.
            yield " ".join(page.get_text().split()).encode()


def positions(path: Path) -> Iterator[np.ndarray]:
    """Yield (n, 2) arrays of the points in a geometry file."""
    if path.suffix == ".parquet":
        yield gpd.read_parquet(path).get_coordinates().to_numpy()
    elif path.suffix == ".geojson":
        yield gpd.read_file(path).get_coordinates().to_numpy()
    elif path.suffix == ".gpkg":
        for layer in gpd.list_layers(path).query("geometry_type.notna()")["name"]:
            yield gpd.read_file(path, layer=layer).get_coordinates().to_numpy()


def _near_points(points: np.ndarray, secret: Secret) -> bool:
    degrees = np.abs(points - [secret.lon, secret.lat]).max(axis=1)
    metres = np.abs(points - [secret.easting, secret.northing]).max(axis=1)
    return bool((degrees < NEAR_DEGREES).any() or (metres < NEAR_M).any())


def _in_units(text: str, secret: Secret) -> bool:
    """Return whether both degrees stand somewhere as the exact whole numbers a page uses."""
    return all(
        re.search(rf"(?<![\d.]){round(degrees * _UNIT)}(?![\d.])", text)
        for degrees in (secret.lon, secret.lat)
    )


def _near_numbers(text: str, secret: Secret) -> bool:
    numbers = np.array([float(n.replace(",", ".")) for n in _NUMBER.findall(text)])
    pairs = ((secret.lon, secret.lat, NEAR_DEGREES), (secret.easting, secret.northing, NEAR_M))
    for first, second, near in pairs:
        one = np.flatnonzero(np.abs(numbers - first) < near)
        other = np.flatnonzero(np.abs(numbers - second) < near)
        if len(one) and len(other) and np.abs(one[:, None] - other).min() <= _APART:
            return True
    return False


def texts_in(folder):
    """Yield every piece that is handed out as two texts, read as UTF-8 and as UTF-16."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or "intern" in path.relative_to(folder).parts:
            continue
        for piece in [path.name.encode(), *pieces(path)]:
            yield (
                piece.decode("utf-8", "replace").casefold(),
                piece.decode("utf-16-le", "ignore").casefold(),
            )
