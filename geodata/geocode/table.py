"""Add positions to a table of addresses, with how good each is; nothing of the table is lost."""

import os
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geodata.files import basisset
from geodata.files.files import find_file
from geodata.files.swap import write_whole
from geodata.files.tabular import read_table
from geodata.geocode.pdok import geocode
from geodata.geocode.spot import Service
from geodata.store.store import Store
from geodata.web.endpoints import FetchSettings, endpoint
from geodata.web.http import Client
from sites.base.errors import InputFileError
from sites.tables.aliases import Aliases, heading_of, under_our_names

ALIASES: Final[Aliases] = {
    "postcode": ("postcode", "pc6"),
    "huisnummer": ("huisnummer", "huisnummer_toevoeging", "nummer", "nr"),
    "plaats": ("plaats", "woonplaats", "plaatsnaam", "kern"),
}
#: What is added, under the names that the importers of sites and reception locations read.
ADDED: Final = {
    "lon": "lon", "lat": "lat", "accuracy_m": "nauwkeurigheid_m", "score": "geocode_score",
    "found": "gevonden", "method": "ligging", "is_ambiguous": "niet_eenduidig", "note": "opmerking",
}  # fmt: skip


def geocode_file(
    file: Path, out: Path, store: Store, settings: FetchSettings | None = None, *,
    offline: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Write ``file`` (.csv, .xlsx) with positions to ``out`` (.csv); return what was added.

    A column ``score`` of the table itself stays: ours is ``geocode_score``. Addresses of fetched
    schools are known already and not asked. Offline, and for what PDOK does not know, the middle
    of the kern is taken, with its accuracy in metres.

    Raises
    ------
    InputFileError
        No column postcode or plaats, or positions that are there already.
    """
    settings = settings or FetchSettings()
    path = find_file(str(file), Path(), (".csv", ".xlsx"))
    if out.suffix.lower() != ".csv" or _is_same(out, path):
        raise InputFileError(
            "{out}: give another file ending in .csv, so that {file} stays as it is",
            out=out.name,
            file=path.name,
        )
    raw = read_table(path).frame
    frame = _addresses(raw, path.name)
    known = store.table("geocodes") if store.manifest_or_none("geocodes") else None
    service = pdok(settings, offline=offline)
    kernen = basisset.table("kernen")
    found = geocode(frame, service.ask, service.address, kernen=kernen, known=known)
    added = found[list(ADDED)].rename(columns=ADDED)
    added["niet_eenduidig"] = added["niet_eenduidig"].map({True: "ja", False: "nee"})
    both = pd.concat([raw, added], axis=1)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, both.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    return added


def pdok(settings: FetchSettings, *, offline: bool = False) -> Service:
    """Return the way to ask PDOK Locatieserver for addresses."""
    client, source = Client(settings, offline=offline), endpoint("pdok_locatieserver", settings)

    def ask(url: str, params: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
        return client.get_json(url, source, params=params)[0]

    return Service(ask, source.address)


def _addresses(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    taken = heading_of(raw.columns, ADDED.values())
    if taken is not None:
        raise InputFileError(
            "{name} has a column {taken} already; remove it, or use the table as it is",
            name=name,
            taken=taken,
        )
    frame = under_our_names(raw, ALIASES).text
    if frame["postcode"].isna().all() and frame["plaats"].isna().all():
        raise InputFileError(
            "{name} has no column postcode (with huisnummer) or plaats; found: {found}",
            name=name,
            found=tuple(map(str, raw.columns[:20])),
        )
    return frame


def _is_same(one: Path, other: Path) -> bool:
    """Say whether two names lead to one file; a link that leads back to itself leads nowhere.

    >>> _is_same(Path("a", "..", "b.csv"), Path("b.csv")), _is_same(Path("a.csv"), Path("b.csv"))
    (True, False)
    """
    return os.path.realpath(one) == os.path.realpath(other)
