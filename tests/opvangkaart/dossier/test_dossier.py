"""A dossier keeps every change, on both databases: who, when, old and new; nothing is lost."""

import sqlite3

import pytest
import sqlalchemy as sql

from opvangkaart.dossier import store
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.erase import erase
from opvangkaart.dossier.errors import DossierError, EditConflictError
from opvangkaart.dossier.model import metadata
from opvangkaart.dossier.read import history, read_changes, read_table
from opvangkaart.dossier.store import create_dossier, open_dossier, version_of
from sites.progress.entry import EntryError
from sites.progress.replay import listed_at
from sites.tables.dossier import TABLES

HALL = {"name": "Hal", "confidentiality": "intern", "places_low": 80}


def test_a_row_is_kept_with_its_number_and_its_history(dossier) -> None:
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", HALL)
    assert editor.edit("initiatives", row, {"name": "Oude hal", "places_low": 80}, version=1) == 2
    table = read_table(dossier, "initiatives")
    assert table[["number", "name", "version"]].to_numpy().tolist() == [[1, "Oude hal", 2]]
    last = history(dossier, "initiatives", row).iloc[0]
    assert last[["who", "action", "field", "old", "new"]].tolist() == [
        "wk", "wijziging", "name", '"Hal"', '"Oude hal"',
    ]  # fmt: skip


def test_a_change_that_changes_nothing_writes_nothing(dossier) -> None:
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", HALL)
    before = len(read_changes(dossier))
    assert editor.edit("initiatives", row, {"name": " Hal "}, version=1) == 1
    assert len(read_changes(dossier)) == before


def test_a_second_editor_sees_the_conflict_and_nothing_is_lost(dossier) -> None:
    one, other = Editor(dossier, "wk"), Editor(dossier, "ab")
    row = one.add("initiatives", HALL)
    one.edit("initiatives", row, {"name": "Oude hal"}, version=1)
    with pytest.raises(EditConflictError, match="wk changed this") as caught:
        other.edit("initiatives", row, {"name": "Nieuwe hal"}, version=1)
    assert caught.value.theirs["name"] == "Oude hal"
    assert caught.value.yours == {"name": "Nieuwe hal"}
    other.edit("initiatives", row, {"name": "Nieuwe hal"}, version=caught.value.version)
    assert read_table(dossier, "initiatives")["name"].tolist() == ["Nieuwe hal"]


def test_what_hangs_on_a_row_goes_with_it_and_the_log_keeps_all(dossier) -> None:
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", HALL)
    editor.add("phases", {"initiative": row, "phase": "raad", "day": "2027-01-01"})
    editor.add("notes", {"initiative": row, "text": "Gebeld", "day": "2027-01-01"})
    editor.remove("initiatives", row, version=1)
    assert all(read_table(dossier, kind).empty for kind in TABLES)
    assert editor.add("initiatives", HALL) != row
    assert read_table(dossier, "initiatives")["number"].tolist() == [2]  # 1 does not come back
    assert "Gebeld" in read_changes(dossier)["new"].str.cat(sep=" ")


def test_a_batch_is_whole_or_not_at_all(dossier) -> None:
    editor = Editor(dossier, "wk")

    def add_two():
        with editor.together() as batch:
            batch.add("initiatives", HALL)
            batch.add("initiatives", {"name": "Zonder openheid"})

    with pytest.raises(EntryError):
        add_two()
    assert read_table(dossier, "initiatives").empty
    assert read_changes(dossier).empty


def test_nothing_hangs_on_a_row_that_is_not_there(dossier) -> None:
    with pytest.raises(DossierError, match="taken away"):
        Editor(dossier, "wk").add("notes", {"initiative": "x", "text": "a", "day": "2027-01-01"})


def test_the_log_alone_gives_the_list_back(dossier) -> None:
    editor = Editor(dossier, "wk")
    rows = [editor.add("initiatives", HALL | {"name": name}) for name in "abc"]
    editor.edit("initiatives", rows[1], {"places_high": 90, "name": "B"}, version=1)
    editor.remove("initiatives", rows[0], version=1)
    replayed = listed_at(read_changes(dossier)).initiatives
    table = read_table(dossier, "initiatives")[list(replayed.columns)]
    assert replayed.astype(object).fillna("-").equals(table.astype(object).fillna("-"))


def test_erased_words_are_gone_and_day_and_reason_stay(dossier, place) -> None:
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", HALL | {"name": "Hal van Jansen"})
    editor.add("notes", {"initiative": row, "text": "JANSEN wil graag", "day": "2027-01-01"})
    editor.edit("initiatives", row, {"name": "Hal"}, version=1)
    assert erase(editor, "Jansen", reason="verzoek van 3 mei") == 4  # one row, three log lines
    log = read_changes(dossier)
    assert not log["new"].str.cat(sep=" ").lower().count("jansen")
    assert "verzoek van 3 mei" in log.iloc[-1]["new"]
    assert read_table(dossier, "notes")["text"].tolist() == ["[gewist] wil graag"]
    if hasattr(place, "read_bytes"):
        dossier.close()
        assert b"jansen" not in place.read_bytes().lower()
        assert not list(place.parent.glob("*-wal"))


def test_too_little_to_erase_is_refused(dossier) -> None:
    with pytest.raises(DossierError, match="at least 3"):
        erase(Editor(dossier, "wk"), "an", reason="verzoek")
    with pytest.raises(DossierError, match="may not hold"):
        erase(Editor(dossier, "wk"), "Jansen", reason="Jansen vroeg het")


@pytest.mark.parametrize("who", ["", " ", "een hele lange naam", "a\nb"])
def test_who_is_a_short_code(dossier, who) -> None:
    with pytest.raises(DossierError, match=r"is no code|nobody says who"):
        Editor(dossier, who)


def test_the_steps_make_the_tables_that_the_program_knows(dossier) -> None:
    made = sql.inspect(dossier.engine)
    assert set(made.get_table_names()) == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        assert {column["name"] for column in made.get_columns(name)} == set(table.columns.keys())
        got = {column["name"]: column["nullable"] for column in made.get_columns(name)}
        assert got == {column.name: bool(column.nullable) for column in table.columns}, name


@pytest.mark.parametrize("version", ["0001", "0002", "0003"])
def test_an_older_dossier_opens_in_today_s(place, monkeypatch, version) -> None:
    with monkeypatch.context() as patch:
        upgrade = store._upgrade
        patch.setattr(store, "_upgrade", lambda found, **_: upgrade(found, version))
        old = create_dossier(place)
        assert version_of(old) == version
        with old.writing() as connection:  # as the program of that day wrote it
            connection.exec_driver_sql(
                "INSERT INTO initiatives (row_id, version, number, name, confidentiality) "
                "VALUES ('a', 1, 1, 'Hal', 'intern')"
            )
        old.close()
    with pytest.raises(DossierError, match=f"version {version}"):
        open_dossier(place, read_only=True)
    new = open_dossier(place)
    assert version_of(new) == "0004"
    assert read_table(new, "initiatives")["name"].tolist() == ["Hal"]
    assert read_table(new, "answers").empty
    assert read_table(new, "results").empty
    point = {"lon": 5.24, "lat": 52.09, "accuracy_m": 80.0}
    assert Editor(new, "wk").edit("initiatives", "a", {"places_low": 8, **point}, version=1) == 2
    assert read_table(new, "initiatives")["accuracy_m"].tolist() == [80.0]
    new.close()


def test_a_newer_dossier_is_refused_and_left_as_it_is(dossier, place) -> None:
    with dossier.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    dossier.close()
    with pytest.raises(DossierError, match="newer than this program"):
        open_dossier(place)


def test_what_is_no_dossier_is_refused(tmp_path) -> None:
    text = tmp_path / "lijst.dossier"
    text.write_text("naam;plekken\n")
    with pytest.raises(DossierError, match="is no dossier"):
        open_dossier(text)
    other = tmp_path / "ander.dossier"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(DossierError, match="another program"):
        open_dossier(other)
    with pytest.raises(DossierError, match="no such dossier"):
        open_dossier(tmp_path / "weg.dossier")
    with pytest.raises(DossierError, match="is there already"):
        create_dossier(text)
    with pytest.raises(DossierError, match="folder is not there"):
        create_dossier(tmp_path / "weg" / "a.dossier")


def test_a_dossier_opened_to_read_takes_no_change(tmp_path) -> None:
    path = tmp_path / "a.dossier"
    create_dossier(path).close()
    found = open_dossier(path, read_only=True)
    with pytest.raises(DossierError, match="only be read"):
        Editor(found, "wk").add("initiatives", HALL)
    found.close()


def test_a_busy_dossier_says_so_and_loses_nothing(tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.dossier"
    monkeypatch.setattr(store, "_WAIT_S", 0.1)
    found = create_dossier(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DossierError, match="open elsewhere"):
        Editor(found, "wk").add("initiatives", HALL)
    holder.execute("ROLLBACK")
    holder.close()
    Editor(found, "wk").add("initiatives", HALL)
    assert len(read_table(found, "initiatives")) == 1
    found.close()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://wim:geheim@db/opvang", "password"),
        ("postgresql://wim@db", "names no database"),
        ("postgresql://wim@db/opvang?sslmode=disable", "sslmode"),
        ("postgresql://wim@db:poort/opvang", "cannot be read"),
    ],
)
def test_an_address_that_will_not_do_is_refused_and_never_repeats_a_password(
    address, words
) -> None:
    with pytest.raises(DossierError, match=words) as caught:
        open_dossier(address)
    assert "geheim" not in str(caught.value)


def test_a_server_that_is_not_there_is_one_line() -> None:
    with pytest.raises(DossierError, match="no connection"):
        open_dossier("postgresql://wim@127.0.0.1:1/opvang")
