"""Make what was taken out of a dossier gone from its bytes too."""

from typing import Any

from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.model import metadata
from opvangkaart.dossier.store import Dossier, translated


def forget_bytes(dossier: Dossier) -> None:
    """Write the tables anew: what was deleted, and a journal, would still hold the old bytes.

    Copies made before, and a server's own journal and backups, are not reached.

    Raises
    ------
    DossierError
        Someone else reads the file just now, so that its journal must stay for the moment.
    """
    with translated(dossier.name):
        if dossier.engine.dialect.name == "sqlite":
            _file_anew(dossier)
        else:
            _server_anew(dossier)


def _file_anew(dossier: Dossier) -> None:
    raw = dossier.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        raw.close()
    if busy:
        raise DossierError(
            "{file}: the words are out, but someone else has it open, so that old bytes stay in "
            "its journal; close it there and erase the same words once more",
            file=dossier.name,
        )  # fmt: skip


def _server_anew(dossier: Dossier) -> None:
    raw = dossier.engine.raw_connection()
    try:
        raw.rollback()
        driver: Any = raw.driver_connection
        driver.autocommit = True  # a server writes a table anew outside a transaction alone
        cursor = raw.cursor()
        for table in metadata.sorted_tables:
            cursor.execute(f'VACUUM FULL "{table.name}"')
    finally:
        raw.invalidate()  # the next one gets a connection of its own
