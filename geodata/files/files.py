"""Open only what a user may hand in: the extension decides, and the content must agree.

Nothing here guesses a format. A name that GDAL would take for a service, an archive or another
file (``/vsi...``, ``http:``, a VRT inside a .geojson) never reaches GDAL.
"""

import json
import re
import zipfile
from pathlib import Path
from typing import Any, Final

from geodata.files.limits import MB
from sites.base.boundary import reading, tidy
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.nearest import nearest

#: The largest file that is read at all, and the largest that a zipped one may unpack to.
MAX_FILE_BYTES: Final = 1024 * MB
MAX_UNPACKED_BYTES: Final = 300 * MB
MAX_ZIP_ENTRIES: Final = 2000
#: A workbook packs 20 to 40 bytes into one, a bomb a thousand; below 20 MB nobody is hurt.
MAX_RATIO: Final = 200
FREE_UNPACKED_BYTES: Final = 20 * MB
MAX_JSON_BYTES: Final = 150 * MB
SQLITE_MAGIC: Final = b"SQLite format 3\x00"
GPKG_IDS: Final = (b"GPKG", b"GP10", b"GP11")
PARQUET_MAGIC: Final = b"PAR1"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PBF_HEADER: Final = b"OSMHeader"
#: How JSON spells half of a character pair; whole pairs are spelled so as well, and stay.
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")

#: Workbooks that Excel or LibreOffice can save as .xlsx.
WORKBOOKS: Final = (".xls", ".xlsb", ".xlsm", ".xltx", ".ods", ".fods", ".numbers")
#: Map files that QGIS opens; a zip is how a shapefile travels.
_MAPS: Final = (
    ".dbf", ".dxf", ".fgb", ".gdb", ".gml", ".gpx", ".kml", ".kmz", ".mif", ".prj", ".shp", ".shx",
    ".tab", ".zip",
)  # fmt: skip
#: /vsizip/..., http:..., ~/..., //server/share: at the start or after a folder it was joined to.
_SERVICE = re.compile(r"[\\/]vsi|(^|[\\/])([a-z][a-z0-9+.-]+:|~)|^[\\/]{2}", re.IGNORECASE)


def refuse_service(text: str) -> None:
    """Refuse what is not the plain path of a file on this machine.

    >>> refuse_service("eigen/locaties.csv")
    >>> refuse_service("http://a.nl/b.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    sites.base.errors.InputFileError: 'http://a.nl/b.csv' is not a plain file path; ...
    """
    found = _SERVICE.search(text) or re.search(r"[\x00-\x1f]", text)
    if found:
        # The name may already have been joined to a folder, and a folder tells where one works.
        shown = text[found.start() :].lstrip("/\\") or text
        raise InputFileError(
            "{shown!r} is not a plain file path; download the file and give its own name",
            shown=shown[:60],
        )


def find_file(text: str, base_dir: Path, extensions: tuple[str, ...]) -> Path:
    """Return the existing, non-empty file; refuse services, wrong extensions and empty files.

    >>> find_file("azc.pdf", Path(), (".csv", ".xlsx"))
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: azc.pdf: extension .pdf is not read here; use .csv, .xlsx
    >>> find_file("no_such_file.csv", Path("no_such_folder"), (".csv",))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: no_such_file.csv is not there: folder ...
    """
    refuse_service(text)
    path = base_dir / text
    if path.is_dir():
        raise _absent(path)
    if path.suffix.lower() not in extensions:
        _refuse_extension(path, extensions)
    if not path.is_file():
        raise _absent(path)
    size = path.stat().st_size
    if size == 0:
        raise InputFileError(
            "{file} is empty (0 bytes); export it again",
            file=path.name,
        )
    if size > MAX_FILE_BYTES:
        raise InputFileError(
            "{file} is {size} MB, the limit is {max_file_bytes} MB; crop it",
            file=path.name,
            size=size // MB,
            max_file_bytes=MAX_FILE_BYTES // MB,
        )
    return path


def _refuse_extension(path: Path, extensions: tuple[str, ...]) -> None:
    """Refuse an extension; a workbook of another kind can be saved as the kind that is read."""
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS and ".xlsx" in extensions:
        raise InputFileError(
            "{file}: {suffix} is not read here; open it and save it as Excel-werkmap (.xlsx)",
            file=path.name,
            suffix=suffix,
        )
    if suffix in _MAPS and ".gpkg" in extensions:
        raise InputFileError(
            "{file}: {suffix} is not read here; open it in QGIS and save it as GeoPackage (.gpkg)",
            file=path.name,
            suffix=suffix,
        )
    if not suffix:
        raise InputFileError(
            "{file}: a name without an extension does not say what it holds; use {extensions}",
            file=path.name,
            extensions=extensions,
        )
    raise InputFileError(
        "{file}: extension {suffix} is not read here; use {extensions}",
        file=path.name,
        suffix=path.suffix,
        extensions=extensions,
    )


def _absent(path: Path) -> InputFileError:
    if path.is_dir():
        return InputFileError("{file} is a folder; give a file", file=path.name)
    if not path.parent.is_dir():
        return InputFileError(
            "{file} is not there: folder {folder} does not exist",
            file=path.name, folder=path.parent.name,
        )  # fmt: skip
    names = sorted(child.name for child in path.parent.iterdir() if child.is_file())
    near = nearest(path.name, names)
    if near:
        return InputFileError("{file} does not exist; did you mean {near}?",
                              file=path.name, near=near[0])  # fmt: skip
    return InputFileError("{file} does not exist in folder {folder}",
                          file=path.name, folder=path.parent.name or ".")  # fmt: skip


def head(path: Path, count: int) -> bytes:
    """Return the first bytes of a file.

    >>> len(head(Path(__file__), 3)), head(Path(__file__), 0)
    (3, b'')
    """
    with path.open("rb") as stream:
        return stream.read(count)


def read_json(path: Path) -> tuple[dict[str, Any], bool]:
    """Return a GeoJSON FeatureCollection, parsed without GDAL; NaN and infinity are numbers.

    Halves of a character pair become a mark, as no file and no screen can hold them; the second
    value tells whether there were any.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "wijken.geojson"
    ...     _ = path.write_text('{"type": "FeatureCollection", "features": []}')
    ...     read_json(path)
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: wijken.geojson holds no features; export the layer again
    """
    with reading(path.name, say("export it again as GeoJSON")):
        if path.stat().st_size > MAX_JSON_BYTES:
            raise InputFileError(
                "{file} is larger than {max_json_bytes} MB; save it as .gpkg or .parquet",
                file=path.name,
                max_json_bytes=MAX_JSON_BYTES // MB,
            )
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text)
        whole = tidy(content) if _HALF_PAIR.search(text) else content
        content, is_mended = whole, whole != content
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise InputFileError(
            "{file} is not a GeoJSON FeatureCollection; export the layer as GeoJSON",
            file=path.name,
        )
    if not isinstance(content.get("features"), list) or not content["features"]:
        raise InputFileError(
            "{file} holds no features; export the layer again",
            file=path.name,
        )
    return content, is_mended


def check_geopackage(path: Path) -> None:
    """Refuse what carries the name .gpkg but is something else."""
    start = head(path, 72)
    if not start.startswith(SQLITE_MAGIC) or start[68:72] not in GPKG_IDS:
        raise InputFileError(
            "{file} is not a GeoPackage (or cut short); export it again as .gpkg",
            file=path.name,
        )


def check_parquet(path: Path) -> None:
    """Refuse what carries the name .parquet but is something else or cut short.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:  # doctest: +ELLIPSIS
    ...     path = Path(folder) / "wijken.parquet"
    ...     _ = path.write_bytes(PARQUET_MAGIC + b"half a file")
    ...     check_parquet(path)
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: wijken.parquet is not a Parquet file (or cut ...
    """
    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(-4, 2)
        end = stream.read(4)
    if (start, end) != (PARQUET_MAGIC, PARQUET_MAGIC):
        raise InputFileError(
            "{file} is not a Parquet file (or cut short); export it again",
            file=path.name,
        )


def check_pbf(path: Path) -> None:
    """Refuse what carries the name .osm.pbf but is not OpenStreetMap data.

    >>> check_pbf(Path(__file__))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: files.py is not an OpenStreetMap .pbf file; ...
    >>> check_pbf(Path("no_such_folder", "utrecht.osm.pbf"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: utrecht.osm.pbf is not there: folder ...
    """
    if not path.is_file():
        raise _absent(path)
    if PBF_HEADER not in head(path, 64):
        raise InputFileError(
            "{file} is not an OpenStreetMap .pbf file; download the extract again",
            file=path.name,
        )


def check_workbook(path: Path) -> None:
    """Refuse what is no workbook of Excel, naming what it is, or unpacks to too much."""
    if head(path, 8).startswith(OLE_MAGIC):
        _refuse_ole(path)
    advice = say("save it again as .xlsx")
    with reading(path.name, advice), zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    too_much = unpacked > FREE_UNPACKED_BYTES and unpacked > MAX_RATIO * path.stat().st_size
    if len(entries) > MAX_ZIP_ENTRIES or unpacked > MAX_UNPACKED_BYTES or too_much:
        raise InputFileError(
            "{file} unpacks to {unpacked} MB in {entries_count} parts; the limit is "
            "{max_unpacked_bytes} MB, {ratio} times its own size and {max_zip_entries} parts; "
            "save it as CSV",
            file=path.name,
            unpacked=unpacked // MB,
            entries_count=len(entries),
            max_unpacked_bytes=MAX_UNPACKED_BYTES // MB,
            ratio=MAX_RATIO,
            max_zip_entries=MAX_ZIP_ENTRIES,
        )
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        what = next((words for part, words in _OTHER_ZIPS if part in names), None)
        if (
            what is None
            and {"[Content_Types].xml", "_rels/.rels"} <= names
            and any(name.startswith("xl/worksheets/") for name in names)
        ):
            return  # its main part goes by another name
        raise InputFileError(
            "{file} is not an Excel workbook but {what}; save it as Excel-werkmap (.xlsx)",
            file=path.name,
            what=what or say("another zipped file"),
        )


#: What else is a zip file, by a part that only it has.
_OTHER_ZIPS: Final = (
    ("xl/workbook.bin", say("a binary workbook (.xlsb)")),
    ("content.xml", say("an OpenDocument file (.ods)")),
    ("word/document.xml", say("a Word document")),
    ("ppt/presentation.xml", say("a PowerPoint document")),
    ("Index/Document.iwa", say("a file of Apple Numbers or Pages")),
)


def _refuse_ole(path: Path) -> None:
    """Say which kind of Microsoft's older container this is: protected, or the old format."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise InputFileError(
            "{file} is protected with a password; open it, take the password off (Bestand, Info, "
            "Werkmap beveiligen) and save it again",
            file=path.name,
        )
    raise InputFileError(
        "{file} is a file of an older Office (.xls); open it and save it as Excel-werkmap (.xlsx)",
        file=path.name,
    )
