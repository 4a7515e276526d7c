"""What an OpenStreetMap file says besides its map: what was deleted, and what is not uploaded yet.

An editor such as JOSM keeps deleted objects in its file, marked ``action="delete"``; a history
file keeps them with ``visible="false"``. What was drawn and not uploaded has a negative id, which
osmium's own store of positions leaves out.
"""

import bz2
import gzip
from pathlib import Path
from typing import IO, Any, Final
from xml.etree import ElementTree as ET

from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say

_MARKS: Final = (b"action=", b"visible=")
_BLOCK: Final = 1 << 20
_KINDS: Final = {"node": "n", "way": "w", "relation": "r"}
_ROOT: Final = 1

Deleted = frozenset[tuple[str, int]]


def read_deleted(path: Path) -> Deleted:
    """Return kind ("n", "w") and id of what an XML file marks as deleted.

    A .pbf marks nothing but by ``visible``, which osmium tells itself. A history, with several
    versions of one object, is refused: which of them is the map depends on the day.
    """
    import osmium  # noqa: PLC0415 - only these readers need it

    with reading(path.name, say("download the extract again")):
        if osmium.io.Reader(str(path)).header().has_multiple_object_versions:
            raise _history(path)
        if path.suffix == ".pbf" or not _mentions(path, _MARKS):
            return frozenset()
        return _marked(path)


def _marked(path: Path) -> Deleted:
    gone: set[tuple[str, int]] = set()
    seen: set[tuple[str, int]] = set()
    with reading(path.name, say("save it again")), _opened(path) as stream:
        depth = 0
        for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314 - expat bounds how far entities expand
            depth += 1 if event == "start" else -1
            if event == "start" or depth != _ROOT or element.tag not in _KINDS:
                continue
            thing = _KINDS[element.tag], int(element.get("id", "0"))
            if thing in seen:
                raise _history(path)
            seen.add(thing)
            if element.get("action") == "delete" or element.get("visible") == "false":
                gone.add(thing)
            element.clear()
    return frozenset(gone)


def _history(path: Path) -> InputFileError:
    return InputFileError(
        "{file} holds several versions of the same objects: a history; make an extract of one "
        "day (osmium time-filter)",
        file=path.name,
    )


def is_deleted(thing: Any, gone: Deleted) -> bool:  # noqa: ANN401 - osmium has no common type
    """Return whether an object of osmium is no longer on the map."""
    return not thing.visible or (bool(gone) and (thing.type_str(), thing.id) in gone)


def read_new_nodes(path: Path) -> dict[int, tuple[float, float]]:
    """Return lon, lat of the nodes with a negative id."""
    import osmium  # noqa: PLC0415

    with reading(path.name, say("download the extract again")):
        nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
        return {
            node.id: (node.location.lon, node.location.lat)
            for node in nodes
            if node.id < 0 and node.location.valid()
        }


def _mentions(path: Path, marks: tuple[bytes, ...]) -> bool:
    """Look for words in a text file, block by block."""
    longest = max(map(len, marks))
    with _opened(path) as stream:
        tail = b""
        while block := stream.read(_BLOCK):
            if any(mark in tail + block for mark in marks):
                return True
            tail = block[-longest:]
    return False


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if path.suffix == ".bz2":
        return bz2.open(path, "rb")
    return path.open("rb")
