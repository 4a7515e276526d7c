"""Where the workbench keeps what belongs to a dossier and is no dossier: beside its file."""

from pathlib import Path
from typing import Final

from opvangkaart.dossier.where import is_server, server_address

#: Beside a dossier on a server nothing can be put; this is where a first dossier stands too.
OWN: Final = Path("eigen")


def beside(place: str, end: str) -> Path:
    """Return a file or folder beside a dossier, or in ``eigen`` for one on a server.

    >>> beside("map/team.dossier", ".toml").as_posix()
    'map/team.toml'
    >>> beside("postgresql://wim@localhost/opvang", ".uitvoer").as_posix()
    'eigen/opvang.uitvoer'
    """
    if is_server(place):
        return OWN / f"{server_address(place)[0].database}{end}"
    path = Path(place)
    return path.with_name(f"{path.stem}{end}")


def layers_beside(place: str) -> Path:
    """Return the folder for fetched layers: one for all dossiers in a folder, as commands have it.

    >>> layers_beside("eigen/team.dossier").as_posix()
    'eigen/gegevens'
    """
    return beside(place, "").with_name("gegevens")
