"""Answers that a team kept come back as they were given, and stand with their initiatives."""

import pytest

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.kept import Answer, keep_answer, kept_answer, kept_answers
from opvangkaart.dossier.read import read_changes, read_table
from sites.progress.entry import EntryError

PLAN = Answer(
    "plan", "2027-03-01", "Zonder Leersum", "abc123", "Twaalf plekken, 840 bewoners.",
    content={"open": [1, 4], "gap_pct": 0.5}, verdicts={1: ("leunt", "Het kan leunen.")},
)  # fmt: skip


def test_a_plan_is_kept_and_comes_back_as_it_was_given(dossier) -> None:
    editor = Editor(dossier, "wk")
    row = editor.add("initiatives", {"name": "Hal", "confidentiality": "intern"})
    code = keep_answer(editor, PLAN)
    found = kept_answer(dossier, code)
    assert found["content"] == {"open": [1, 4], "gap_pct": 0.5}
    assert (found["title"], found["confidentiality"]) == ("Zonder Leersum", "intern")
    verdict = read_table(dossier, "answers").iloc[0]
    assert verdict[["initiative", "verdict", "words"]].tolist() == [row, "leunt", "Het kan leunen."]
    assert kept_answers(dossier, "ranglijst").empty
    editor.remove("results", code, version=1)
    assert kept_answer(dossier, code) is None
    assert "Zonder Leersum" in read_changes(dossier)["new"].str.cat(sep=" ")


def test_an_answer_about_what_is_not_there_is_refused_whole(dossier) -> None:
    with pytest.raises(DossierError, match="initiative 1 is not in the dossier"):
        keep_answer(Editor(dossier, "wk"), PLAN)
    with pytest.raises(EntryError, match="is no choice"):
        keep_answer(Editor(dossier, "wk"), Answer("iets", "2027-03-01", "x", "abc"))
    assert kept_answers(dossier).empty
