"""What hangs on an initiative, what is kept and erased, and what goes along or comes back."""

import io
import re
import shutil
import sqlite3
import zipfile

import pytest

from opvangkaart.app.rooms_list import fields_for
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.kept import Answer, keep_answer
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import open_dossier
from sites.tables.dossier import facts

PARTS = {
    "decisions": {"body": "college", "text": "Onderzoek mag", "day": "2027-02-01",
                  "link": "https://raad.example.nl/1"},
    "documents": {"title": "Memo", "link": "javascript:alert(1)"},
    "agreements": {"parties": "Zeist en De Bilt", "text": "Samen 80", "until_date": "2028-01-01"},
    "obstacles": {"kind": "kans", "text": "Subsidie", "owner": "wk", "due_date": "2027-06-01"},
    "notes": {"text": "Gebeld met <b>gemeente</b>", "day": "2027-01-01"},
}  # fmt: skip


@pytest.fixture
def hall(workbench):
    """A workbench with one initiative: its client, its page and its code."""
    row = Editor(workbench.bench.dossier, "wk").add(
        "initiatives", {"name": "Hal", "confidentiality": "intern", "gemeente": "Zeist",
                        "kern": "Zeist"}
    )  # fmt: skip
    return workbench.known(), f"{workbench.address}/lijst/{row}", row


def kept(workbench, kind):
    return read_table(workbench.bench.dossier, kind)


def test_every_part_is_added_changed_and_taken_away_with_its_history(workbench, hall) -> None:
    client, page, _ = hall
    for kind, cells in PARTS.items():
        assert client.post(f"{page}/erbij/{kind}", data=cells).status_code == 200
    shown = client.get(page).text
    assert "Onderzoek mag" in shown
    assert 'href="https://raad.example.nl/1"' in shown
    assert 'href="javascript' not in shown
    assert "&lt;b&gt;gemeente" in shown
    for kind, cells in PARTS.items():
        part = kept(workbench, kind).iloc[0]
        field = "title" if kind == "documents" else "text"
        form = cells | {field: "Anders", "versie": str(part["version"])}
        client.post(f"{page}/{kind}/{part['row_id']}", data=form)
        assert kept(workbench, kind)[field].tolist() == ["Anders"]
        client.post(f"{page}/{kind}/{part['row_id']}", data={"versie": "2", "weg": "1"})
        assert kept(workbench, kind).empty
    assert "Onderzoek mag" in read_changes(workbench.bench.dossier)["new"].str.cat(sep=" ")


def test_the_history_has_what_hangs_on_it_and_what_was_taken_away(workbench, hall) -> None:
    client, page, row = hall
    client.post(f"{page}/erbij/phases", data={"phase": "raad", "day": "2027-01-04"})
    client.post(f"{page}/erbij/notes", data={"day": "2027-01-05", "text": "Bel de school"})
    part = kept(workbench, "notes").iloc[0]["row_id"]
    client.post(f"{page}/notes/{part}", data={"versie": "1", "weg": "1"})
    other = Editor(workbench.bench.dossier, "ab").add(
        "initiatives", {"name": "Hof", "confidentiality": "intern"}
    )
    client.post(f"{workbench.address}/lijst/{other}/erbij/notes", data={"text": "Niet van de hal"})
    table = client.get(page).text.split("Geschiedenis (")[1]
    rows = [re.findall("<td>(.*?)</td>", line) for line in re.findall("<tr>.*?</tr>", table)]
    told = {(cells[2], cells[3], cells[5]) for cells in rows if cells}
    assert ("nieuw", "Fase", "raad") in told
    assert ("nieuw", "Notitie", "Bel de school") in told
    assert any(what != "nieuw" and field.startswith("Notitie") for what, field, _ in told)
    assert "Niet van de hal" not in table
    assert row not in table.split("</table>")[0]
    assert {field["name"] for field in fields_for({})} == (
        set(facts("initiatives")) - {"extra", "places_text"}
    )


def test_a_second_editor_of_a_part_sees_both_sides(workbench, hall) -> None:
    client, page, _ = hall
    client.post(f"{page}/erbij/decisions", data=PARTS["decisions"])
    part = kept(workbench, "decisions").iloc[0]["row_id"]
    Editor(workbench.bench.dossier, "ab").edit("decisions", part, {"text": "Mag niet"}, version=1)
    mine = PARTS["decisions"] | {"text": "Mag wel", "versie": "1"}
    answer = client.post(f"{page}/decisions/{part}", data=mine)
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("ab wijzigde dit", "Mag niet", "Mag wel"))
    version = re.findall('name="versie" value="([0-9]+)"', answer.text)
    assert "2" in version
    client.post(f"{page}/decisions/{part}", data=mine | {"versie": "2"})
    assert kept(workbench, "decisions")["text"].tolist() == ["Mag wel"]


def test_what_will_not_do_in_a_part_is_said_and_stays_filled_in(workbench, hall) -> None:
    client, page, _ = hall
    answer = client.post(f"{page}/erbij/agreements", data={"parties": "Zeist", "text": ""})
    assert answer.status_code == 422
    assert "Afspraak mag niet leeg zijn" in answer.text
    assert 'value="Zeist"' in answer.text
    assert client.post(f"{page}/erbij/changes", data={}).status_code == 404
    assert kept(workbench, "agreements").empty


def test_kept_answers_stand_with_their_initiative(workbench, hall) -> None:
    client, page, _ = hall
    keep_answer(workbench.bench.editor, Answer(
        "ranglijst", "2027-03-01", "Alles", "abc123", verdicts={1: ("Kan leunen", "Op AZC Zeist.")}
    ))  # fmt: skip
    assert "Op AZC Zeist." in client.get(page).text


def test_terms_are_set_and_what_is_past_goes_on_confirmation(workbench, hall) -> None:
    client, page, _ = hall
    client.post(f"{page}/erbij/notes", data={"text": "Heel oud", "day": "2001-01-01"})
    address = f"{workbench.address}/bewaren"
    assert "Niets is over de termijn" in client.get(address).text
    client.post(f"{address}/termijn", data={"wat": "notities", "maanden": "24"})
    shown = client.get(address).text
    (row,) = re.findall('name="rij" value="([0-9a-f]+)"', shown)
    assert "1-1-2001" in shown
    assert client.post(f"{address}/opruimen", data={"rij": row}).status_code == 422
    done = client.post(f"{address}/opruimen", data={"rij": row, "reden": "termijn"})
    assert "1 rij weggehaald" in done.text
    assert "Heel oud" not in read_changes(workbench.bench.dossier)["new"].str.cat(sep=" ")
    assert client.post(f"{address}/termijn",
                       data={"wat": "notities", "maanden": "0"}).status_code == 422  # fmt: skip
    client.post(f"{address}/wissen", data={"woorden": "Hal", "waarom": "op verzoek"})
    assert kept(workbench, "initiatives")["name"].tolist() == ["[gewist]"]


def test_the_list_goes_along_in_three_ways(workbench, hall, tmp_path) -> None:
    client = hall[0]
    Editor(workbench.bench.dossier, "wk").add(
        "initiatives", {"name": "Open plek", "confidentiality": "openbaar", "lon": 5.2, "lat": 52.1}
    )
    keep_answer(workbench.bench.editor, Answer(
        "ranglijst", "2027-03-01", "Alles", "abc123", verdicts={1: ("Kan leunen", "")}
    ))  # fmt: skip
    address = f"{workbench.address}/lijst/uit"
    assert client.get(f"{address}/excel").content[:2] == b"PK"
    with zipfile.ZipFile(io.BytesIO(client.get(f"{address}/scenario").content)) as packed:
        assert sorted(packed.namelist()) == ["initiatieven.csv", "initiatieven.toml"]
    for edition, names in (("intern", ["Hal", "Open plek"]), ("openbaar", ["Open plek"])):
        content = client.get(f"{address}/qgis?editie={edition}").content
        assert (b"Hal" in content) == (edition == "intern")
        path = tmp_path / f"{edition}.gpkg"
        path.write_bytes(content)
        with sqlite3.connect(path) as held:
            rows = held.execute("SELECT name, phase, verdict, position FROM initiatieven_fase")
            found = rows.fetchall()
            styles = dict(held.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        held.close()
        assert sorted(one[0] for one in found) == names
        if edition == "intern":
            assert ("Hal", "idee", "Kan leunen", "midden van de kern") in found
        assert "gestopt" in styles["initiatieven_fase"]
        assert "Kan niet leunen" in styles["initiatieven_oordeel"]


def test_a_copy_comes_back_and_what_both_changed_is_chosen(workbench, hall, tmp_path) -> None:
    client, _, row = hall
    copied = tmp_path / "kopie" / "team.dossier"
    copied.parent.mkdir()
    with sqlite3.connect(workbench.bench.place) as mine:
        mine.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    mine.close()
    shutil.copy(workbench.bench.place, copied)
    copy = open_dossier(copied)
    Editor(copy, "ab").edit("initiatives", row, {"name": "Loods", "owner": "ab"}, version=1)
    copy.close()
    Editor(workbench.bench.dossier, "wk").edit("initiatives", row, {"name": "Hal 2"}, version=1)
    address = f"{workbench.address}/lijst/samenvoegen"
    with copied.open("rb") as held:
        shown = client.post(address, files={"kopie": ("team.dossier", held)})
    assert "aan twee kanten gewijzigd" in shown.text
    assert client.post(shown.url).status_code == 409
    done = client.post(shown.url, data={f"botst-{row}-name": "lijst"})
    assert "De kopie is opgenomen" in done.text
    found = kept(workbench, "initiatives").iloc[0]
    assert found[["name", "owner"]].tolist() == ["Loods", "ab"]
    bad = client.post(address, files={"kopie": ("x.dossier", b"geen dossier")})
    assert bad.status_code == 422
    assert "is geen dossier" in bad.text
