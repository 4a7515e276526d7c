"""Read a folder of layers through, as a run would, and say what is wrong with it.

What is not there is never said to be right: an empty folder is a fault, and what could be there
and is not is told by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.fetch.fetch import FETCHERS
from geodata.files.swap import whole_folder
from geodata.store.store import Store
from geodata.store.where import fetch_command
from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say

#: What ``data import`` makes of streets and timetables: folders beside the layers.
STREETS: Final = "streets"
TRANSIT: Final = "transit"


@dataclass(frozen=True)
class Checked:
    """What was looked at, what could have been and is not there, and what is wrong, a line each."""

    seen: tuple[str, ...]
    absent: tuple[str, ...]
    faults: tuple[Message, ...]


def check(store: Store, layers: Iterable[str] = ()) -> Checked:
    """Read every layer through, or those named, and the imported streets and timetable.

    >>> print(*check(Store(Path("leeg"))).faults)
    leeg has no layer in it; run: opvangkaart data fetch --store "leeg"
    """
    asked = list(layers)
    names = asked or store.names()
    faults = [fault for name in names for fault in _layer_faults(store, name)]
    folders = [] if asked else [
        (name, look) for name, look in LOOKS.items() if _is_there(store.folder / name)
    ]  # fmt: skip
    for name, look in folders:
        faults += [
            say("{name}: {fault}", name=name, fault=fault)
            for fault in _raised(look, store.folder / name)
        ]
    seen = (*names, *(f"{name}/" for name, _ in folders))
    if not seen:
        empty = say("{folder} has no layer in it; run: {command}",
                    folder=store.folder.name, command=fetch_command(store.named))  # fmt: skip
        faults.append(empty)
    held = {*names, *(name for name, _ in folders)}
    absent = () if asked else tuple(name for name in FETCHERS if name not in held)
    return Checked(seen, absent, tuple(faults))


def _is_there(folder: Path) -> bool:
    """Say whether a folder is there, or was there when a writer was killed."""
    return whole_folder(folder).exists()


def _layer_faults(store: Store, name: str) -> list[Message]:
    """Return what is wrong with a layer: its digest first, then what is in it."""
    if faults := store.faults(name):
        return faults
    manifest = store.manifest(name)
    if manifest is None or not manifest.file.endswith(".parquet"):
        return []

    def look(_: Path) -> None:
        if (rows := len(store.table(name))) != manifest.rows:
            raise OpvangkaartError(
                "{file} holds {rows} rows, its manifest says {said}; run: {command}",
                file=manifest.file, rows=rows, said=manifest.rows,
                command=manifest.command(store.named),
            )  # fmt: skip

    return _raised(look, store.folder)


def _streets(folder: Path) -> None:
    from geodata.streets.cache import FILE_NAME, read_network  # noqa: PLC0415 - loads numba

    network = read_network(folder / FILE_NAME)
    for mode in network.provenance.modes:
        network.network(mode)
    network.water()


def _transit(folder: Path) -> None:
    from geodata.gtfs.load import read_record, read_timetables  # noqa: PLC0415

    held = read_timetables(folder, read_record(folder)["metric_crs"])
    for day in held.days.values():
        held.build(day)


LOOKS: Final[dict[str, Callable[[Path], None]]] = {STREETS: _streets, TRANSIT: _transit}


def _raised(look: Callable[[Path], None], path: Path) -> list[Message]:
    """Return the line that a look ends in, whatever it raises; nothing where all is well."""
    try:
        look(path)
    except OpvangkaartError as error:
        return [error.message]
    except Exception as error:  # noqa: BLE001 - a reader raises whatever it meets
        return [say("{folder} cannot be read: {why}; import it again",
                    folder=path.name, why=because(error))]  # fmt: skip
    return []
