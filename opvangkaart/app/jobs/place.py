"""Where the jobs of a dossier are kept on this machine."""

from pathlib import Path
from typing import Final

from opvangkaart.dossier.where import is_server, server_address

#: Beside a dossier on a server nothing can be put; this is where a first dossier stands too.
_OWN: Final = Path("eigen")


def jobs_folder(place: str) -> Path:
    """Return the folder for the jobs of a dossier: beside its file, or in ``eigen`` for a server.

    >>> jobs_folder("map/team.dossier").as_posix()
    'map/team.taken'
    >>> jobs_folder("postgresql://wim@localhost/opvang").as_posix()
    'eigen/opvang.taken'
    """
    if is_server(place):
        return _OWN / f"{server_address(place)[0].database}.taken"
    path = Path(place)
    return path.with_name(f"{path.stem}.taken")
