"""What can go wrong with a dossier is one Dutch sentence, and nothing that was kept is lost."""

import contextlib
import os
import resource
import subprocess
import sys

import pg8000.native
import pytest
import sqlalchemy as sql

from opvangkaart.dossier import store, where
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import create_dossier, open_dossier

HALL = {"name": "Hal", "confidentiality": "intern"}
LONG = "woord " * 1500


@pytest.fixture
def path(tmp_path):
    """A dossier with one initiative, closed."""
    place = tmp_path / "team.dossier"
    made = create_dossier(place)
    Editor(made, "wk").add("initiatives", HALL)
    made.close()
    return place


def whole(place) -> tuple[int, int]:
    """How many initiatives and notes a dossier has; its log tells the same."""
    found = open_dossier(place)
    rows, notes = (len(read_table(found, kind)) for kind in ("initiatives", "notes"))
    log = read_changes(found)
    assert (
        log[log["action"] == "nieuw"].groupby("kind")["row_id"].nunique().get("notes", 0) == notes
    )
    found.close()
    return rows, notes


def test_a_full_disk_keeps_all_that_was_acknowledged(path, monkeypatch) -> None:
    real = store._connection

    def tight(address):
        connection = real(address)
        connection.execute("PRAGMA max_page_count = 80")
        return connection

    monkeypatch.setattr(store, "_connection", tight)
    found = open_dossier(path)
    row = read_table(found, "initiatives")["row_id"][0]
    editor, kept = Editor(found, "wk"), 0
    with pytest.raises(DossierError, match="the disk is full; nothing was changed"):  # noqa: PT012
        while True:
            editor.add("notes", {"initiative": row, "text": LONG, "day": "2027-01-01"})
            kept += 1
    found.close()
    monkeypatch.undo()
    assert kept > 2
    assert whole(path) == (1, kept)


_FILL = """
import sys
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.read import read_table
from opvangkaart.dossier.store import open_dossier
found = open_dossier(sys.argv[1])
row = read_table(found, "initiatives")["row_id"][0]
try:
    while True:
        Editor(found, "wk").add("notes", {"initiative": row, "text": sys.argv[2],
                                          "day": "2027-01-01"})
        print("kept", flush=True)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
"""


def test_a_file_that_may_grow_no_more_keeps_what_it_has(path) -> None:
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    made = subprocess.run(
        [sys.executable, "-c", _FILL, path, LONG], preexec_fn=limit, capture_output=True, text=True,
        check=True, timeout=120,
    )  # fmt: skip
    *kept, last = made.stdout.splitlines()
    assert last.startswith("DossierError: team.dossier: the disk"), last
    assert last.endswith("nothing was changed")
    assert len(kept) > 2
    assert whole(path) == (1, len(kept))


def test_who_may_only_read_sees_the_list_and_changes_nothing(path, monkeypatch) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    found = open_dossier(path)
    assert read_table(found, "initiatives")["name"].tolist() == ["Hal"]
    with pytest.raises(DossierError, match="may only be read; nothing was changed"):
        Editor(found, "wk").add("initiatives", HALL)
    found.close()


def test_a_file_that_turns_read_only_meanwhile_says_so(path, monkeypatch) -> None:
    found = open_dossier(path)
    real = store._connection
    monkeypatch.setattr(
        store, "_connection", lambda address: real(address.replace("mode=rw", "mode=ro"))
    )
    with pytest.raises(DossierError, match="may only be read; nothing was changed"):
        Editor(found, "wk").add("initiatives", HALL)
    found.close()
    monkeypatch.undo()
    assert whole(path) == (1, 0)


def test_a_file_that_is_gone_or_damaged_is_one_sentence(path) -> None:
    found = open_dossier(path)
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(DossierError, match="cannot be opened"):
        Editor(found, "wk").add("initiatives", HALL)
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    with pytest.raises(DossierError, match="is damaged; open the last copy"):
        read_table(found, "initiatives")
    found.close()


def admin_of(address):
    name = address.rsplit("/", 1)[1]
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    return pg8000.native.Connection("team", host="127.0.0.1", port=port, database=name)


def test_a_connection_lost_in_mid_edit_leaves_nothing_half(database) -> None:
    found = create_dossier(database)
    editor = Editor(found, "team")
    editor.add("initiatives", HALL)

    def cut_off():
        with editor.together() as batch:
            batch.add("initiatives", HALL | {"name": "half"})
            backend = batch.connection.execute(sql.text("SELECT pg_backend_pid()")).scalar_one()
            with contextlib.closing(admin_of(database)) as admin:
                admin.run("SELECT pg_terminate_backend(:pid)", pid=backend)
            batch.add("initiatives", HALL | {"name": "ook half"})

    with pytest.raises(DossierError, match="no connection to the database"):
        cut_off()
    assert read_table(found, "initiatives")["name"].tolist() == ["Hal"]
    assert len(set(read_changes(found)["row_id"])) == 1
    editor.add("initiatives", HALL | {"name": "weer terug"})  # the next one connects anew
    assert len(read_table(found, "initiatives")) == 2
    found.close()


def test_no_password_and_no_address_stands_in_what_is_said(server, monkeypatch) -> None:
    monkeypatch.setenv("OPVANGKAART_WACHTWOORD", "geheim-woord")
    port = int(server.rsplit(":", 1)[1])
    for place in (f"{server}/bestaat_niet", f"postgresql://niemand@127.0.0.1:{port}/postgres"):
        with pytest.raises(DossierError) as caught:
            open_dossier(place)
        assert "geheim-woord" not in f"{caught.value}{caught.value.__cause__!r}"


def test_a_server_of_another_machine_that_offers_no_tls_is_refused(server, monkeypatch) -> None:
    port = int(server.rsplit(":", 1)[1])
    real = where.server_address

    def elsewhere(_):
        url, options = real("postgresql://team@db.example.nl/postgres")
        return url.set(host="127.0.0.1", port=port), options

    monkeypatch.setattr(store, "server_address", elsewhere)
    with pytest.raises(DossierError, match="no safe connection"):
        open_dossier("postgresql://team@db.example.nl/postgres")
