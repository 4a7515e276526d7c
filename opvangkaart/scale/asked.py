"""How many tiles, where they are kept and who works: from the words of a user to the work."""

import re
from importlib.util import find_spec
from os import cpu_count
from typing import Final

from opvangkaart.runs.local import IN_ONE_PIECE, Locally
from opvangkaart.scale.store import DEFAULT, Store
from opvangkaart.scale.tiled import Tiled, in_this_process
from sites.base.errors import OpvangkaartError

#: The word for a tile of every gemeente.
BY_GEMEENTE: Final = "gemeente"
_MOST: Final = 100_000
_LAST_PORT: Final = 65_535


def tile_count(words: str) -> int | None:
    """Return how many tiles are asked for; None is one a gemeente.

    >>> tile_count("gemeente"), tile_count("24")
    (None, 24)
    """
    if words == BY_GEMEENTE:
        return None
    if re.fullmatch("[1-9][0-9]{0,5}", words) and int(words) <= _MOST:
        return int(words)
    raise OpvangkaartError(
        "--tiles {value!r} is no number of tiles; give 1 to {most}, or gemeente",
        value=words[:60], most=_MOST,
    )  # fmt: skip


def locally_asked(
    tiles: str | None, *, store: str | None = None, scheduler: str | None = None,
    workers: int | None = None,
) -> Locally:  # fmt: skip
    """Return who works out the local tables; without tiles that is this process, in one piece.

    Raises
    ------
    OpvangkaartError
        A scheduler or workers without tiles; a scheduler without dask; what is no address.
    """
    if tiles is None:
        if store is not None or scheduler is not None or workers is not None:
            raise OpvangkaartError(
                "--tile-store, --scheduler and --workers are about tiles; give --tiles gemeente too"
            )
        return IN_ONE_PIECE
    count = tile_count(tiles)
    at = Store(_checked_store(str(DEFAULT) if store is None else store))
    if scheduler is not None:
        _refuse_no_address(scheduler)
    has_dask = find_spec("distributed") is not None
    if not has_dask and (scheduler is not None or (workers or 1) > 1):
        raise OpvangkaartError(
            'work over several processes needs dask; install: pip install "opvangkaart[scale]"'
        )
    many = min(cpu_count() or 1, 64) if workers is None else workers
    if not has_dask or (scheduler is None and many == 1):
        return Tiled(at, count, in_this_process)
    from opvangkaart.scale.cluster import Cluster  # noqa: PLC0415 - loads dask

    return Tiled(at, count, Cluster(scheduler=scheduler, processes=many))


def _checked_store(store: str) -> str:
    """Return the folder or address as it was given; refuse what can be neither."""
    is_address = re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/].*|(file|memory|local):///?[^/].*", store)
    if not store.strip() or not store.isprintable() or ("://" in store and not is_address):
        raise OpvangkaartError(
            "--tile-store {value!r} is no folder and no address; give a folder, or an address such "
            "as s3://bucket/tiles",
            value=store[:60],
        )
    return store


def _refuse_no_address(scheduler: str) -> None:
    """Refuse what cannot be the address of a scheduler, before any work."""
    found = re.fullmatch(
        r"(tcp|tls|ws|wss|ucx)://([^\s/:@]+|\[[0-9a-f:]+\]):([0-9]{1,5})", scheduler
    )
    if not found or not 0 < int(found[3]) <= _LAST_PORT:
        raise OpvangkaartError(
            "--scheduler {value!r} is no address of a scheduler; give one such as tcp://host:8786",
            value=scheduler[:60],
        )
