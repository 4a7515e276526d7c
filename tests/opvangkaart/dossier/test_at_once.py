"""Several who change a dossier at the same moment lose nothing, and are told what came of it."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pg8000.native
import pytest

from opvangkaart.dossier import store
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.erase import erase
from opvangkaart.dossier.errors import DossierError, EditConflictError
from opvangkaart.dossier.example import examples, take_examples_away
from opvangkaart.dossier.incoming import preview, take_in
from opvangkaart.dossier.merge import look_at_copy, merge
from opvangkaart.dossier.read import log_mark, read_changes, read_table
from opvangkaart.dossier.retention import remove_past, rules_of, set_rule
from opvangkaart.dossier.store import Dossier, create_dossier, open_dossier, version_of
from opvangkaart.runs.example import lay_example
from sites.progress.incoming import Entry
from sites.tables.dossier import OLD_NOTES, OLD_STOPPED

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


def test_of_many_that_set_a_term_at_once_the_last_stays(dossier) -> None:
    def set_one(months):
        set_rule(Editor(dossier, "wk"), OLD_NOTES, months)

    assert at_once(*(partial(set_one, months) for months in range(6, 12))) == []
    assert len(read_table(dossier, "retention")) == 1
    set_rule(Editor(dossier, "wk"), OLD_NOTES, None)
    set_rule(Editor(dossier, "wk"), OLD_NOTES, 6)
    assert rules_of(dossier)[OLD_NOTES].months == 6


@dataclass(frozen=True, eq=False)
class Overtaken(Dossier):
    """A dossier in which someone else writes at the very last moment before each own change."""

    other: Callable[[], object] = lambda: None

    def writing(self, *, alone=False):
        self.other()
        return super().writing(alone=alone)


def overtaken(dossier, other):
    """Someone who changes a dossier, and comes just too late."""
    mine = Overtaken(dossier.name, dossier.engine, is_writable=True, other=other)
    return Editor(mine, "ab")


def test_a_list_that_two_take_in_at_once_comes_in_once(dossier) -> None:
    entries = [Entry(2, HALL, phase="raad", note="Bel de school")]
    seen = preview(dossier, entries, "lijst.xlsx")
    take = partial(take_in, planned=seen, name="lijst.xlsx", headings=["Naam"], day="2027-01-01")
    with pytest.raises(DossierError, match="was changed since you looked; look again"):
        take(overtaken(dossier, lambda: take(Editor(dossier, "wk"))))
    # A phase and a note hang on a row without changing it.
    seen = preview(dossier, [Entry(2, HALL, phase="bouw", note="Gebeld")], "lijst.xlsx")
    take = partial(take_in, planned=seen, name="lijst.xlsx", headings=["Naam"], day="2027-02-01")
    with pytest.raises(DossierError, match="was changed since you looked; look again"):
        take(overtaken(dossier, lambda: take(Editor(dossier, "wk"))))
    counts = [len(read_table(dossier, kind)) for kind in ("initiatives", "phases", "notes")]
    assert counts == [1, 2, 2]


def test_a_copy_passes_over_no_change_that_came_since_the_look(tmp_path) -> None:
    dossier, path = create_dossier(tmp_path / "a.dossier"), tmp_path / "b.dossier"
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", HALL)
    shutil.copy(tmp_path / "a.dossier", path)
    copy = open_dossier(path)
    Editor(copy, "cd").edit("initiatives", row, {"name": "Hal uit de kopie"}, version=1)
    found = look_at_copy(dossier, copy)
    change = partial(editor.edit, "initiatives", row, {"name": "Hal van nu"}, version=1)
    with pytest.raises(DossierError, match="was changed since you looked; look again"):
        merge(overtaken(dossier, change), found)
    assert read_table(dossier, "initiatives")["name"].tolist() == ["Hal van nu"]
    copy.close()
    dossier.close()


def test_what_goes_on_at_the_last_moment_is_not_cleared(dossier) -> None:
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", HALL)
    editor.add("phases", {"initiative": row, "phase": "gestopt", "day": "2020-01-01"})
    set_rule(editor, OLD_STOPPED, 12)
    clear = partial(remove_past, chosen=[row], reason="termijn", today="2027-02-01")
    again = {"initiative": row, "phase": "verkenning", "day": "2027-01-31"}
    with pytest.raises(DossierError, match="not past their date"):
        clear(overtaken(dossier, partial(editor.add, "phases", again)))
    stop = {"initiative": row, "phase": "gestopt", "day": "2025-01-01"}
    phases = read_table(dossier, "phases")
    late = phases[phases["phase"] == "verkenning"]["row_id"].iloc[0]
    editor.edit("phases", late, stop, version=1)
    note = {"initiative": row, "text": "Jansen belde", "day": "2027-02-01"}
    clear(overtaken(dossier, partial(editor.add, "notes", note)))
    assert read_table(dossier, "initiatives").empty
    assert not read_changes(dossier)["new"].astype("str").str.contains("Jansen").any()


def test_an_example_that_just_became_the_teams_own_stays(dossier) -> None:
    lay_example(dossier)
    first = examples(dossier)[0]
    rename = partial(
        Editor(dossier, "wk").edit, "initiatives", first, {"name": "Kantoor"}, version=1
    )
    assert take_examples_away(overtaken(dossier, rename)) == 5
    assert read_table(dossier, "initiatives")["name"].tolist() == ["Kantoor"]


def test_words_that_are_being_written_are_erased_too(database) -> None:
    """On a server someone may have written words that nobody can read yet."""
    dossier = create_dossier(database)
    eraser = threading.Thread(target=erase, args=(Editor(dossier, "ab"), "Jansen"),
                              kwargs={"reason": "verzoek"})  # fmt: skip
    with Editor(dossier, "wk").together() as batch:
        batch.add("initiatives", HALL | {"name": "Hal van Jansen"})
        eraser.start()
        eraser.join(0.3)
        assert eraser.is_alive()
    eraser.join()
    assert read_table(dossier, "initiatives")["name"].tolist() == ["Hal van [gewist]"]
    assert not read_changes(dossier)["new"].astype("str").str.contains("Jansen").any()
    dossier.close()


def test_a_change_that_began_first_and_was_kept_last_is_seen(database) -> None:
    dossier = create_dossier(database)
    row = Editor(dossier, "wk").add("initiatives", HALL)
    note = {"initiative": row, "text": "eerst", "day": "2027-01-01"}
    with Editor(dossier, "wk").together() as batch:
        batch.add("notes", note)
        Editor(dossier, "ab").add("notes", note | {"text": "later"})
        seen = log_mark(dossier)
    assert log_mark(dossier) != seen
    dossier.close()


def test_who_waits_too_long_for_another_is_told(database, monkeypatch) -> None:
    monkeypatch.setattr(store, "_WAIT_S", 0.05)
    dossier = create_dossier(database)
    with (
        Editor(dossier, "wk").together(alone=True),
        pytest.raises(DossierError, match="is open elsewhere and busy; try again"),
    ):
        Editor(dossier, "ab").add("initiatives", HALL)
    dossier.close()


def test_two_that_make_one_dossier_make_one(database, tmp_path, monkeypatch) -> None:
    made = []
    faults = at_once(*[lambda: made.append(create_dossier(database))] * 3)
    assert ["is a dossier already; open it" in str(fault) for fault in faults] == [True, True]
    made[0].close()
    path, upgrade = tmp_path / "team.dossier", store._upgrade

    def overtake(found, **how):
        upgrade(found, **how)
        monkeypatch.setattr(store, "_upgrade", upgrade)
        other = create_dossier(path)
        Editor(other, "ab").add("initiatives", HALL)
        other.close()

    monkeypatch.setattr(store, "_upgrade", overtake)
    with pytest.raises(DossierError, match="is there already"):
        create_dossier(path)
    assert [left.name for left in tmp_path.iterdir()] == ["team.dossier"]
    found = open_dossier(path)
    assert len(read_table(found, "initiatives")) == 1
    found.close()


def test_two_that_open_an_older_dossier_at_once_both_find_it_new(place, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        upgrade = store._upgrade
        patch.setattr(store, "_upgrade", lambda found, **_: upgrade(found, "0002"))
        create_dossier(place).close()
    opened = []
    assert at_once(*[lambda: opened.append(open_dossier(place))] * 3) == []
    assert [version_of(one) for one in opened] == ["0004"] * 3
    for one in opened:
        one.close()


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
