"""Where the jobs of a dossier are kept on this machine."""

from pathlib import Path

from opvangkaart.app.beside import beside


def jobs_folder(place: str) -> Path:
    """Return the folder for the jobs of a dossier: beside its file, or in ``eigen`` for a server.

    >>> jobs_folder("map/team.dossier").as_posix()
    'map/team.taken'
    """
    return beside(place, ".taken")
