"""Lay the team's list out as sites, for work that reads it in another process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from geodata.files.swap import write_whole
from maps.exports.csv_nl import csv_bytes
from opvangkaart.dossier.read import read_changes
from opvangkaart.dossier.store import Dossier, open_dossier
from sites.base.errors import SiteError
from sites.progress.list_out import as_sites
from sites.progress.state import state_now


@contextmanager
def reading(place: str) -> Iterator[Dossier]:
    """Give a dossier to read, and let go of it."""
    dossier = open_dossier(place, read_only=True)
    try:
        yield dossier
    finally:
        dossier.close()


def own_sites(dossier: Dossier) -> pd.DataFrame:
    """Return the initiatives that go on and have a place, as a list of sites has them."""
    return as_sites(state_now(read_changes(dossier)))


def write_own_sites(place: str, path: Path) -> int:
    """Write the initiatives as sites, and return how many there are.

    Raises
    ------
    SiteError
        None of them has a place.
    """
    with reading(place) as dossier:
        sites = own_sites(dossier)
    if sites.empty:
        raise SiteError(
            "no initiative on the list has a point, postcode or kern; fill one of these"
        )
    write_whole(path, csv_bytes(sites, {}))
    return len(sites)
