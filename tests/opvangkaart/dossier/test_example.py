"""A first dossier begins with examples; taken away they leave nothing that a figure counts."""

import pandas as pd

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.example import PREFIX, examples, take_examples_away
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.runs.example import lay_example
from opvangkaart.runs.unreckoned import groups_fault
from sites.tables.dossier import HANGING

OWN = {"name": "Hal", "confidentiality": "intern"}


def test_every_example_is_called_so_and_comes_in_whole(dossier) -> None:
    assert lay_example(dossier) == 6
    table = read_table(dossier, "initiatives")
    assert table["name"].str.startswith(PREFIX).all()
    assert table["gemeente"].notna().all()
    assert len(read_table(dossier, "phases")) == len(table) == len(examples(dossier))
    assert [groups_fault(row) for row in table.to_dict("records")] == [None] * len(table)
    notes = read_table(dossier, "notes")["text"]
    assert notes.str.startswith("Verzonnen.").all()
    assert len(notes) == len(table)


def test_taken_away_they_leave_the_team_with_its_own_rows_alone(dossier) -> None:
    lay_example(dossier)
    editor = Editor(dossier, "AB")
    own = editor.add("initiatives", OWN | {"name": f"{PREFIX}ons eigen"})
    kept, gone = examples(dossier)[:2]
    editor.edit("initiatives", kept, {"name": "Kantoor"}, version=1)
    editor.edit("initiatives", gone, {"places_low": 9}, version=1)
    assert take_examples_away(editor) == 5
    assert set(read_table(dossier, "initiatives")["row_id"]) == {own, kept}
    for kind in HANGING:
        left = read_table(dossier, kind)
        assert set(left["initiative"]) <= {own, kept}
    log = read_changes(dossier)
    assert set(log.loc[log["kind"] == "initiatives", "row_id"]) == {own, kept}
    assert log["new"].astype("str").str.contains("voorbeelden weggehaald").sum() == 1
    assert take_examples_away(editor) == 0
    assert len(read_changes(dossier)) == len(log)


def test_the_first_own_row_is_number_one_when_only_examples_stood_before(dossier) -> None:
    lay_example(dossier)
    editor = Editor(dossier, "AB")
    take_examples_away(editor)
    editor.add("initiatives", OWN)
    assert read_table(dossier, "initiatives")["number"].tolist() == [1]
    assert pd.Series(read_changes(dossier)["number"]).is_unique
