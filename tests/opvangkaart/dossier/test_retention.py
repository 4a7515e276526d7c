"""What is past its date is shown, and goes from every version and every byte when told to."""

import itertools

import pytest
import sqlalchemy as sql

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.erase import erase
from opvangkaart.dossier.errors import DossierError, EditConflictError
from opvangkaart.dossier.model import metadata
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.retention import past_date, remove_past, rules_of, set_rule
from opvangkaart.runs.dossier import today
from sites.progress.state import places_by_phase, state_on

HALL = {"name": "Hal van Jansen", "confidentiality": "intern", "places_low": 80}


def editor_of(dossier, day="2025-01-10"):
    count = itertools.count()
    return Editor(dossier, "wk", clock=lambda: f"{day}T09:00:{next(count):02d}.000000Z")


def held(dossier, place) -> bytes:
    """All that a dossier holds: its bytes, or every row and every page of the server's tables."""
    if hasattr(place, "read_bytes"):
        return b"".join(path.read_bytes() for path in place.parent.glob(f"{place.name}*"))
    with dossier.reading() as connection:
        told = [repr(connection.execute(sql.select(table)).all())
                for table in metadata.sorted_tables]  # fmt: skip
    return "".join(told).encode()


def test_a_note_past_its_date_goes_and_day_and_reason_stay(dossier, place) -> None:
    editor = editor_of(dossier)
    row = editor.add("initiatives", HALL)
    editor.add("notes", {"initiative": row, "text": "Oude notitie", "day": "2025-01-10"})
    editor.add("notes", {"initiative": row, "text": "Verse notitie", "day": "2027-01-10"})
    assert past_date(dossier, "2027-02-01") == []  # no term, no end
    set_rule(editor, "notities", 24)
    (old,) = past_date(dossier, "2027-02-01")
    assert (old.subject, old.day, old.name) == ("notities", "2025-01-10", "Hal van Jansen")
    with pytest.raises(DossierError, match="say why"):
        remove_past(editor, [old.row_id], reason=" ", today="2027-02-01")
    with pytest.raises(DossierError, match="1 of the rows are not past"):
        remove_past(editor, [old.row_id, "x"], reason="termijn", today="2027-02-01")
    assert remove_past(editor, [old.row_id], reason="termijn", today="2027-02-01") == {
        "notities": 1
    }
    assert read_table(dossier, "notes")["text"].tolist() == ["Verse notitie"]
    assert b"Oude notitie" not in held(dossier, place)
    assert "bewaartermijn notities (1): termijn" in read_changes(dossier).iloc[-1]["new"]


def test_a_stopped_initiative_leaves_its_numbers_and_no_word(dossier, place) -> None:
    editor = editor_of(dossier)
    row = editor.add("initiatives", HALL)
    editor.add("phases", {"initiative": row, "phase": "gestopt", "day": "2025-02-01"})
    editor.add("notes", {"initiative": row, "text": "Jansen wil niet", "day": "2025-01-10"})
    was = places_by_phase(state_on(read_changes(dossier), "2025-12-31"))
    set_rule(editor, "gestopte initiatieven", 12)
    (old,) = past_date(dossier, "2027-02-01")
    remove_past(editor_of(dossier, "2027-02-01"), [old.row_id], reason="op", today="2027-02-01")
    assert read_table(dossier, "initiatives").empty
    assert b"jansen" not in held(dossier, place).lower()
    then = state_on(read_changes(dossier), "2025-12-31")
    assert places_by_phase(then).equals(was)  # a report of an earlier day still counts right
    assert then["name"].tolist() == ["[gewist]"]


def test_a_term_is_changed_and_taken_away(dossier) -> None:
    editor = editor_of(dossier)
    set_rule(editor, "notities", 24)
    set_rule(editor, "notities", 36)
    assert rules_of(dossier)["notities"].months == 36
    set_rule(editor, "notities", None)
    set_rule(editor, "notities", None)
    assert rules_of(dossier) == {}


def test_what_is_open_is_never_past_its_date(dossier) -> None:
    editor = editor_of(dossier)
    row = editor.add("initiatives", HALL)
    obstacle = editor.add("obstacles", {"initiative": row, "kind": "kans", "text": "Weg",
                                        "status": "open"})  # fmt: skip
    set_rule(editor, "afgehandelde belemmeringen", 1)
    assert past_date(dossier, today()) == []
    editor.edit("obstacles", obstacle, {"status": "opgelost"}, version=1)
    assert [one.kind for one in past_date(dossier, today())] == ["obstacles"]


@pytest.mark.parametrize("words", ["de vries", "De  Vries", "André"])
def test_words_go_however_they_were_written(dossier, place, words) -> None:
    editor = editor_of(dossier)
    row = editor.add("initiatives", HALL | {
        "name": "DE VRIES en Andr\u00e9", "address": "De\u00a0Vries, Andre\u0301",
        "extra": '{"Bel \\"de vries\\" (Andr\\u00e9)": "de\\nvries ANDR\\u00c9"}',
    })  # fmt: skip
    with editor.together() as batch:
        batch.keep_list("lijst de vries Andr\u00e9.xlsx", ["Contact de Vries Andr\u00e9"])
    erase(editor, words, reason="verzoek")
    kept = held(dossier, place).decode("utf-8", "ignore").lower()
    sought = ("andr\u00e9", "andre\u0301", "\\u00e9") if words == "André" else ("vries",)
    assert not any(word in kept for word in sought)
    assert read_table(dossier, "initiatives").set_index("row_id")["version"][row] == 2


def test_a_form_that_still_has_the_words_cannot_put_them_back(dossier) -> None:
    editor = editor_of(dossier)
    row = editor.add("initiatives", HALL)
    erase(editor, "Jansen", reason="verzoek")
    with pytest.raises(EditConflictError):
        editor.edit("initiatives", row, {"name": "Hal van Jansen"}, version=1)


def test_the_code_of_someone_goes_everywhere_and_no_other_word(dossier) -> None:
    first = Editor(dossier, "jb")
    row = first.add("initiatives", HALL | {"owner": "jb", "name": "jb-hal"})
    assert erase(Editor(dossier, "wk"), "JB", reason="weg uit het team", is_code=True) == 7
    log = read_changes(dossier)
    assert "jb" not in set(log["who"]) | set(read_table(dossier, "initiatives")["owner"])
    assert read_table(dossier, "initiatives").set_index("row_id")["name"][row] == "jb-hal"
    with pytest.raises(DossierError, match="your own code"):
        erase(Editor(dossier, "wk"), "wk", reason="x", is_code=True)


@pytest.mark.slow
def test_old_bytes_that_must_stay_for_a_reader_are_told(tmp_path) -> None:
    from opvangkaart.dossier.store import create_dossier, open_dossier  # noqa: PLC0415

    path = tmp_path / "team.dossier"
    found = create_dossier(path)
    editor = editor_of(found)
    editor.add("initiatives", HALL)
    reader = open_dossier(path, read_only=True)
    with reader.reading() as connection:
        connection.execute(sql.text("SELECT * FROM initiatives")).all()
        with pytest.raises(DossierError, match=r"someone else has it open|open elsewhere"):
            erase(editor, "Jansen", reason="verzoek")
    erase(editor, "Jansen", reason="verzoek")
    found.close()
    reader.close()
    assert b"jansen" not in held(found, path).lower()
