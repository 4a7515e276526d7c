"""Several who change a dossier at the same moment lose nothing, and are told what came of it."""

import threading
import time
from functools import partial

import pg8000.native
import pytest

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError, EditConflictError
from opvangkaart.dossier.read import read_table
from opvangkaart.dossier.retention import rules_of, set_rule
from opvangkaart.dossier.store import create_dossier
from sites.tables.dossier import OLD_NOTES

HALL = {"name": "Hal", "confidentiality": "intern", "places_low": 80}


def at_once(*actions):
    """Do all at the same moment and return what they raised."""
    faults, gate = [], threading.Barrier(len(actions))

    def do(action):
        gate.wait()
        try:
            action()
        except Exception as error:  # noqa: BLE001 - a thread must not hide it
            faults.append(error)

    threads = [threading.Thread(target=do, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_eight_writers_at_once_lose_nothing(dossier) -> None:
    def write(who):
        for count in range(5):
            Editor(dossier, who).add("initiatives", HALL | {"name": f"{who}{count}"})

    assert at_once(*(partial(write, f"w{number}") for number in range(8))) == []
    table = read_table(dossier, "initiatives")
    assert sorted(table["number"]) == list(range(1, 41))
    assert table["name"].nunique() == 40


def test_the_very_first_rows_come_in_together(dossier) -> None:
    """Nothing is there yet to wait for: who looks before adding adds what another adds as well."""
    editors = [Editor(dossier, f"w{number}") for number in range(8)]

    def keep(editor):
        with editor.together() as batch:
            batch.keep_list("lijst.xlsx", [editor.who])

    assert at_once(*(partial(keep, editor) for editor in editors)) == []
    # The connections are open by now: all eight come at the same moment, and none is number 1 yet.
    assert at_once(*(partial(editor.add, "initiatives", HALL) for editor in editors)) == []
    assert sorted(read_table(dossier, "initiatives")["number"]) == list(range(1, 9))


def test_of_two_that_set_a_term_at_once_one_is_told(dossier) -> None:
    def set_one():
        set_rule(Editor(dossier, "wk"), OLD_NOTES, 12)

    faults = at_once(*[set_one] * 6)
    assert all(isinstance(fault, DossierError) for fault in faults)
    assert all("someone else wrote the same" in str(fault) for fault in faults)
    assert len(read_table(dossier, "retention")) == 1
    set_rule(Editor(dossier, "wk"), OLD_NOTES, None)
    set_rule(Editor(dossier, "wk"), OLD_NOTES, 6)
    assert rules_of(dossier)[OLD_NOTES].months == 6


def waits_for_a_lock(database):
    """Tell whether someone comes to wait for what another writes, as the server itself says."""
    port, _, name = database.rsplit(":", 1)[1].partition("/")
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with pg8000.native.Connection("team", host="127.0.0.1", port=int(port), database=name) as look:
        for _ in range(1000):
            if look.run(f"{asked} AND datname = current_database()")[0][0]:
                return True
            time.sleep(0.05)
    return False


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_an_edit_under_way_is_seen_by_who_comes_second(database, act) -> None:
    """On a server two write at the same time; in a file the second waits for the whole file."""
    dossier = create_dossier(database)
    one, other = Editor(dossier, "wk"), Editor(dossier, "ab")
    row = one.add("initiatives", HALL)
    told = []

    def late():
        try:
            if act == "edit":
                other.edit("initiatives", row, {"name": "Late hal"}, version=1)
            else:
                other.remove("initiatives", row, version=1)
        except EditConflictError as error:
            told.append(error.theirs["name"])

    with one.together() as batch:
        batch.edit("initiatives", row, {"name": "Oude hal"}, version=1)
        second = threading.Thread(target=late)
        second.start()
        assert waits_for_a_lock(database)
    second.join()
    assert told == ["Oude hal"]
    assert read_table(dossier, "initiatives")["name"].tolist() == ["Oude hal"]
    dossier.close()
