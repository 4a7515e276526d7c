"""What of a faulty dossier is tried through the command: one row per kind in docs/bad-input.md."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from made_input import Make, both, nothing, raw, text

from opvangkaart.dossier import store
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.store import create_dossier

FILE = "team.dossier"
BRING = ("dossier", "import", FILE, "lijst.csv", "--who", "wk")
MANY = text("lijst.csv", "naam;kern", *[f"Hal {number};Doorn" for number in range(300)])
LIST = text("lijst.csv", "naam;kern", "Hal;Doorn")


def made(folder: Path) -> None:
    """Make a dossier with one initiative."""
    dossier = create_dossier(folder / FILE)
    Editor(dossier, "wk").add("initiatives", {"name": "School", "confidentiality": "intern"})
    dossier.close()


def told_of_itself(words: str) -> Make:
    """Make a dossier, and let a statement change what it says of itself."""

    def make(folder: Path) -> None:
        made(folder)
        with sqlite3.connect(folder / FILE) as connection:
            connection.execute(words)
        connection.close()

    return make


def damaged(folder: Path) -> None:
    """Make a dossier of which all but the first page is lost."""
    made(folder)
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(content[:4096] + bytes(len(content) - 4096))


def synchronised(folder: Path) -> None:
    """Make a dossier in a folder that another program copies."""
    made(folder)
    (folder / "OneDrive").mkdir()
    (folder / FILE).rename(folder / "OneDrive" / FILE)


@contextmanager
def read_only(_: Path) -> Iterator[None]:
    """Give a user who may not write here; the tests may run as one who may all."""
    with mock.patch.object(os, "access", lambda _, mode: mode != os.W_OK):
        yield


@contextmanager
def full_disk(_: Path) -> Iterator[None]:
    """Let a file take nothing more."""
    real = store._connection

    def tight(address: str) -> sqlite3.Connection:
        connection = real(address)
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes what it has
        return connection

    with mock.patch.object(store, "_connection", tight):
        yield


@contextmanager
def open_elsewhere(folder: Path) -> Iterator[None]:
    """Let another program be writing, for longer than one waits."""
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with mock.patch.object(store, "_WAIT_S", 0.05):
        yield
    with suppress(sqlite3.Error):
        other.execute("ROLLBACK")
    other.close()


def server(address: str) -> tuple[str, ...]:
    """Return the question, of a dossier on a server."""
    return ("dossier", "import", address, "lijst.csv", "--who", "")


#: What is wrong, how it is made, the words of the command, and what goes on around it.
FAULTS = (
    ("no dossier", LIST, BRING, None),
    ("a text called .dossier", both(LIST, text(FILE, "naam;kern")), BRING, None),
    ("an empty file called .dossier", both(LIST, raw(FILE, b"")), BRING, None),
    ("a database of another program", both(LIST, told_of_itself("PRAGMA application_id = 1")),
     BRING, None),
    ("a dossier of a newer version",
     both(LIST, told_of_itself("UPDATE alembic_version SET version_num = '0999'")), BRING, None),
    ("a damaged dossier", both(LIST, damaged), BRING, None),
    ("a dossier that may only be read", both(LIST, made), BRING, read_only),
    ("a full disk", both(MANY, made), BRING, full_disk),
    ("a dossier that is open elsewhere and busy", both(LIST, made), BRING, open_elsewhere),
    ("a dossier in OneDrive", both(LIST, synchronised),
     ("dossier", "import", f"OneDrive/{FILE}", "lijst.csv", "--who", "wk"), None),
    ("no connection to the database", LIST, server("postgresql://wk@127.0.0.1:9/opvang"), None),
    ("a password in an address", nothing, server("postgresql://wk:geheim@127.0.0.1/opvang"), None),
    ("a code that is a name", both(LIST, made),
     (*BRING[:-1], "Willemijn van der Kolk"), None),
)  # fmt: skip
