"""Where the jobs of a dossier are kept on this machine."""

from pathlib import Path

from opvangkaart.app.beside import beside
from opvangkaart.app.jobs.store import JobStore


def jobs_folder(place: str) -> Path:
    """Return the folder for the jobs of a dossier: beside its file, or in ``eigen`` for a server.

    >>> jobs_folder("map/team.dossier").as_posix()
    'map/team.taken'
    """
    return beside(place, ".taken")


def jobs_at_rest(place: str) -> JobStore | None:
    """Return the jobs of a dossier on this machine, of which none is open; None without any.

    >>> jobs_at_rest("map/zonder.dossier") is None
    True

    Raises
    ------
    JobError
        A job waits or works: it could still write what someone erases.
    """
    folder = jobs_folder(place)
    if not folder.is_dir():
        return None
    store = JobStore(folder)
    store.open()
    store.interrupt_orphans()
    store.require_rest()
    return store


def forget_jobs(place: str) -> int:
    """Take away all jobs of a dossier on this machine, with what they made, and count them.

    >>> forget_jobs("map/zonder.dossier")
    0

    Raises
    ------
    JobError
        A job waits or works.
    """
    store = jobs_at_rest(place)
    return 0 if store is None else store.forget_all()
