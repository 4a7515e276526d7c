"""Two copies of a dossier meet: all that either did is there, and only what both did is asked."""

import shutil

import pytest

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.incoming import THEIRS, YOURS
from opvangkaart.dossier.merge import WHOLE, clashes_of, look_at_copy, merge
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import create_dossier, open_dossier


@pytest.fixture
def pair(tmp_path):
    """A dossier with three initiatives, and a copy of its file."""
    path, copied = tmp_path / "team.dossier", tmp_path / "kopie.dossier"
    made = create_dossier(path)
    editor = Editor(made, "wk")
    for name in "abc":
        row = editor.add("initiatives", {"name": name, "confidentiality": "intern"})
        editor.add("notes", {"initiative": row, "text": f"over {name}", "day": "2027-01-01"})
    made.close()
    shutil.copy(path, copied)
    both = open_dossier(path), open_dossier(copied)
    yield both
    for one in both:
        one.close()


def rows_of(dossier):
    table = read_table(dossier, "initiatives")
    return dict(zip(table["name"], table["row_id"], strict=True))


def choose(found, side):
    return {(part.row_id, name): side for part, name in clashes_of(found)}


def test_what_either_did_is_there_and_a_second_time_adds_nothing(pair) -> None:
    mine, copy = pair
    row = rows_of(mine)
    here, there = Editor(mine, "wk"), Editor(copy, "ab")
    here.edit("initiatives", row["a"], {"owner": "wk"}, version=1)
    there.edit("initiatives", row["a"], {"kern": "Doorn"}, version=1)
    new = there.add("initiatives", {"name": "d", "confidentiality": "raad"})
    there.add("phases", {"initiative": new, "phase": "raad", "day": "2027-02-01"})
    here.add("initiatives", {"name": "e", "confidentiality": "intern"})
    there.remove("initiatives", row["b"], version=1)
    found = look_at_copy(mine, copy)
    assert clashes_of(found) == []
    assert merge(here, found) == {"wijzigt": 1, "nieuw": 2, "weg": 2}
    table = read_table(mine, "initiatives").set_index("name")
    assert sorted(table.index) == ["a", "c", "d", "e"]
    assert table.loc["a", ["owner", "kern"]].tolist() == ["wk", "Doorn"]
    assert sorted(table["number"]) == [1, 3, 4, 5]  # no number twice
    assert read_table(mine, "phases")["initiative"].tolist() == [new]
    before = len(read_changes(mine))
    assert look_at_copy(mine, copy).parts == []
    merge(here, look_at_copy(mine, copy))
    assert len(read_changes(mine)) == before


@pytest.mark.parametrize(("side", "name"), [(THEIRS, "hier"), (YOURS, "daar")])
def test_a_field_that_both_changed_is_asked_once(pair, side, name) -> None:
    mine, copy = pair
    row = rows_of(mine)["a"]
    editor = Editor(mine, "wk")
    editor.edit("initiatives", row, {"name": "hier"}, version=1)
    Editor(copy, "ab").edit("initiatives", row, {"name": "daar", "kern": "Doorn"}, version=1)
    found = look_at_copy(mine, copy)
    ((part, field),) = clashes_of(found)
    assert (part.what, field, tuple(part.clashes[field])) == (
        "botst",
        "name",
        ("a", "hier", "daar"),
    )
    with pytest.raises(DossierError, match="1 things were changed on both sides"):
        merge(editor, found)
    merge(editor, found, choices=choose(found, side))
    table = read_table(mine, "initiatives").set_index("row_id")
    assert table.loc[row, ["name", "kern"]].tolist() == [name, "Doorn"]
    assert clashes_of(look_at_copy(mine, copy)) == []
    Editor(copy, "ab").edit("initiatives", row, {"kern": "Maarn"}, version=2)
    assert merge(editor, look_at_copy(mine, copy)) == {"wijzigt": 1}


@pytest.mark.parametrize("side", [THEIRS, YOURS])
def test_a_row_that_one_took_off_and_the_other_wrote_on_is_asked(pair, side) -> None:
    mine, copy = pair
    row = rows_of(mine)
    here, there = Editor(mine, "wk"), Editor(copy, "ab")
    here.remove("initiatives", row["a"], version=1)
    there.add("notes", {"initiative": row["a"], "text": "nieuws", "day": "2027-02-01"})
    there.remove("initiatives", row["b"], version=1)
    here.add("notes", {"initiative": row["b"], "text": "nieuws", "day": "2027-02-01"})
    found = look_at_copy(mine, copy)
    assert [(part.name, name) for part, name in clashes_of(found)] == [("a", WHOLE), ("b", WHOLE)]
    merge(here, found, choices=choose(found, side))
    assert sorted(rows_of(mine)) == (["b", "c"] if side == THEIRS else ["a", "c"])
    kept = read_table(mine, "notes")["text"].tolist()
    assert kept.count("nieuws") == 1


def test_another_dossier_is_no_copy(pair, tmp_path) -> None:
    other = create_dossier(tmp_path / "ander.dossier")
    Editor(other, "wk").add("initiatives", {"name": "x", "confidentiality": "intern"})
    with pytest.raises(DossierError, match=r"ander.dossier is no copy of team.dossier"):
        look_at_copy(pair[0], other)
    other.close()
