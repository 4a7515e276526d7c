"""The rooms of the workbench: what is filled in is kept, what will not do is said, nothing runs."""

import io
import re
import threading
import time

import pandas as pd
import pytest

from opvangkaart.app import bench
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.runs import reach
from opvangkaart.runs.example import lay_example
from opvangkaart.runs.lean import Asker, open_asker

HALL = {"name": "Hal", "confidentiality": "intern", "places_low": "80", "kern": "Doorn"}


def added(workbench, client, **cells):
    answer = client.post(workbench.address + "/lijst/nieuw", data=HALL | cells)
    assert answer.status_code == 200
    return answer.url.split("?")[0]


def test_an_initiative_is_added_found_and_changed(workbench) -> None:
    client = workbench.known()
    page = added(workbench, client)
    assert "Hal" in client.get(workbench.address + "/lijst?zoek=doorn").text
    assert "Niets gevonden" in client.get(workbench.address + "/lijst?zoek=zeist").text
    answer = client.post(page, data=HALL | {"versie": "1", "places_low": "90", "lon": "5,3",
                                            "lat": "52,03"})  # fmt: skip
    assert "Bewaard" in answer.text
    row = read_table(workbench.bench.dossier, "initiatives").iloc[0]
    assert (row["places_low"], row["lon"]) == (90, 5.3)
    assert set(read_changes(workbench.bench.dossier)["who"]) == {"wk"}


def test_a_second_editor_sees_both_sides_and_chooses(workbench) -> None:
    client = workbench.known()
    page = added(workbench, client)
    row_id = page.rsplit("/", 1)[1]
    Editor(workbench.bench.dossier, "ab").edit("initiatives", row_id, {"name": "Oude hal"},
                                               version=1)  # fmt: skip
    answer = client.post(page, data=HALL | {"versie": "1", "name": "Nieuwe hal"})
    assert answer.status_code == 409
    assert "ab wijzigde dit" in answer.text
    assert "Oude hal" in answer.text
    assert "Nieuwe hal" in answer.text
    version = re.search('name="versie" value="([0-9]+)"', answer.text)[1]
    client.post(page, data=HALL | {"versie": version, "name": "Nieuwe hal"})
    assert read_table(workbench.bench.dossier, "initiatives")["name"].tolist() == ["Nieuwe hal"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"name": ""}, "Naam mag niet leeg zijn"),
        ({"places_low": "veel"}, "is geen getal"),
        ({"places_low": "100", "places_high": "80"}, "draai ze om"),
        ({"from_date": "gisteren"}, "is geen dag"),
        ({"lon": "5,1"}, "lon en lat allebei"),
        ({"confidentiality": "geheim"}, "kies uit"),
    ],
)
def test_what_will_not_do_is_said_and_what_was_filled_in_stays(workbench, cells, words) -> None:
    client = workbench.known()
    answer = client.post(workbench.address + "/lijst/nieuw", data=HALL | {"address": "Kade 1"} |
                         cells)  # fmt: skip
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Kade 1"' in answer.text
    if "lon" not in cells:  # of a point neither field is the wrong one
        assert answer.text.count('aria-invalid="true"') == 1
    assert read_table(workbench.bench.dossier, "initiatives").empty


def test_phases_obstacles_and_notes_hang_on_it(workbench) -> None:
    client = workbench.known()
    page = added(workbench, client)
    client.post(page + "/erbij/phases", data={"phase": "raad", "day": "2026-02-01"})
    client.post(page + "/erbij/obstacles", data={"kind": "belemmering", "text": "Weg dicht"})
    answer = client.post(page + "/erbij/notes", data={"text": "<script>alert(1)</script>"})
    assert "sinds 1-2-2026" in answer.text
    assert "<td>Fase: Sinds</td><td>leeg</td><td>1-2-2026</td>" in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    obstacle = read_table(workbench.bench.dossier, "obstacles").iloc[0]
    solved = {"status": "opgelost", "versie": "1"}
    client.post(f"{page}/obstacles/{obstacle['row_id']}", data=solved)
    assert read_table(workbench.bench.dossier, "obstacles")["status"].tolist() == ["opgelost"]
    told = client.get(workbench.address + "/voortgang?sinds=2026-01-01").text
    assert "Stand op" in told
    assert "raad" in told


def test_a_row_is_taken_off_and_its_page_says_so(workbench) -> None:
    client = workbench.known()
    page = added(workbench, client)
    client.post(page + "/weg", data={"versie": "1"})
    assert read_table(workbench.bench.dossier, "initiatives").empty
    assert client.get(page).status_code == 404


def uploaded(workbench, client, table, name="lijst.xlsx", hidden=()):
    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="openpyxl") as writer:
        table.to_excel(writer, index=False)
        for row in hidden:
            writer.book.active.row_dimensions[row].hidden = True
    return client.post(workbench.address + "/inlezen",
                       files={"lijst": (name, content.getvalue())})  # fmt: skip


def test_a_list_is_looked_at_matched_and_taken_in(workbench) -> None:
    client = workbench.known()
    table = pd.DataFrame({"Naam": ["Hal", "School"], "Stoelen": ["80 à 100", "60"]})
    answer = uploaded(workbench, client, table, hidden=(3,))
    assert "Geen kolom gevonden voor: Plekken." in answer.text
    assert "1 verborgen rij is meegelezen (rij 3); verwijder wat niet mee" in answer.text
    assert "<strong>2</strong> nieuw" in answer.text
    assert read_table(workbench.bench.dossier, "initiatives").empty
    look = answer.url
    client.post(look, data={"kop-places": "Stoelen"})
    done = client.post(look + "/opnemen", data={"kop-places": "Stoelen"})
    assert "De lijst is opgenomen: 2 nieuw, 0 gewijzigd" in done.text
    assert read_table(workbench.bench.dossier, "initiatives")["places_low"].tolist() == [80, 60]


def test_headings_that_the_page_names_are_known_and_an_unknown_postcode_is_named(workbench) -> None:
    client = workbench.known()
    table = pd.DataFrame({"Pand": ["Hal"], "Aantal bedden": ["± 60"], "Postcode": ["9999 XX"]})
    answer = uploaded(workbench, client, table)
    assert "Geen kolom gevonden" not in answer.text
    assert ">± 60</td>" in answer.text
    assert "nog geen plek: postcode 9999 XX is hier niet bekend" in answer.text


def test_words_that_a_run_does_not_know_are_told_where_they_stand(workbench) -> None:
    client = workbench.known()
    page = added(workbench, client, kern="Soest", target_groups="gezinnen")
    assert "Zo doet dit initiatief niet mee" in client.get(page).text
    bids = client.get(workbench.address + "/plan/biedingen").text
    assert "Doet niet mee: doelgroep &#39;gezinnen&#39; is onbekend" in bids
    seen = client.get(workbench.address + "/uitvoer?uitgave=intern").text
    assert "doelgroep &#39;gezinnen&#39; is onbekend" in seen
    asked = client.get(workbench.address + "/kaart/antwoord?plaats=Soest&doelgroepen=gezinnen").text
    assert "doelgroep &#39;gezinnen&#39; is onbekend" in asked


def test_a_question_by_bus_without_a_timetable_ends_in_a_way_on(workbench) -> None:
    asked = workbench.known().get(workbench.address + "/kaart/antwoord?plaats=Rhenen&hoe=ov").text
    assert "er is nog geen dienstregeling" in asked
    assert '<a href="/gegevens">' in asked
    assert "opvangkaart data" not in asked  # nobody here types commands


def test_a_row_that_will_not_do_is_mended_in_place(workbench) -> None:
    client = workbench.known()
    table = pd.DataFrame({"Naam": ["Hal", "School"], "Plekken": ["veel", "60"]})
    answer = uploaded(workbench, client, table)
    assert 'aria-invalid="true"' in answer.text
    assert "is geen aantal plekken" in answer.text
    look = answer.url
    mended = client.post(look + "/rij/2", data={"cel-places": "80 à 100", "cel-kern": "Doorn"})
    assert "<strong>2</strong> nieuw" in mended.text
    assert "midden van kern Doorn" in mended.text
    assert "is geen aantal plekken" not in mended.text
    client.post(look + "/opnemen")
    kept = read_table(workbench.bench.dossier, "initiatives").sort_values("name")
    assert kept["places_high"].tolist() == [100, 60]
    assert kept["kern"].tolist()[0] == "Doorn"


def test_what_was_mended_stays_when_a_heading_is_matched_after_it(workbench) -> None:
    client = workbench.known()
    table = pd.DataFrame({"Naam": ["Hal", "School"], "Omvang": ["veel", "60"]})
    look = uploaded(workbench, client, table).url
    client.post(look + "/rij/2", data={"cel-name": "Oude hal"})
    answer = client.post(look, data={"kop-places": "Omvang"})
    assert "Oude hal" in answer.text
    assert "is geen aantal plekken" in answer.text
    assert client.post(look + "/rij/x", data={}).status_code == 404


def test_postcodes_alone_are_placed_and_shown_as_unsure(workbench) -> None:
    client = workbench.known()
    codes = ["3931 AB", "3956 CR", "3401", "9999 ZZ"]
    answer = uploaded(workbench, client, pd.DataFrame({"Postcode": codes, "Bedden": [20] * 4}))
    assert "<strong>4</strong> nieuw" in answer.text
    assert "<strong>3</strong> ligt ongeveer" in answer.text
    assert "<strong>1</strong> zonder plek" in answer.text
    assert "midden van postcode 3931 AB, tot " in answer.text


@pytest.mark.slow
def test_without_internet_looking_up_ends_in_a_sentence(workbench) -> None:
    """The tests refuse every socket to elsewhere, as a train does."""
    client = workbench.known()
    table = pd.DataFrame({"Naam": ["Hal", "B"], "Postcode": ["3931 AB", "3956 CR"]})
    look = uploaded(workbench, client, table).url
    answer = client.post(look + "/opzoeken")
    assert "PDOK was niet bereikbaar" in answer.text
    assert "midden van postcode 3931 AB" in answer.text


def test_a_hostile_file_name_is_a_name_and_no_path(workbench, tmp_path) -> None:
    client = workbench.known()
    table = pd.DataFrame({"Naam": ["Hal", "School"], "Plekken": [1, 2]})
    answer = uploaded(workbench, client, table, "../../<img src=x onerror=alert(1)>.xlsx")
    assert "<img" not in answer.text
    kept = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.xlsx")]
    assert len(kept) == 1
    assert kept[0].parts[0] == "uploads-wk"


def test_what_is_no_list_is_said_and_nothing_is_kept_of_it(workbench) -> None:
    client = workbench.known()
    answer = client.post(
        workbench.address + "/inlezen", files={"lijst": ("a.xlsx", b"PK\x03\x04x")}
    )
    assert answer.status_code == 422
    assert 'class="fout"' in answer.text
    assert client.get(workbench.address + "/inlezen/..%2F..").status_code == 404
    picture = {"lijst": ("plattegrond.svg", b"<svg/>")}
    told = client.post(workbench.address + "/inlezen", files=picture)
    old = {"lijst": ("oud.xls", b"\xd0\xcf\x11\xe0x")}
    assert (
        "lezen we hier niet; open het en bewaar het als Excel-werkmap"
        in client.post(workbench.address + "/inlezen", files=old).text
    )
    assert "plattegrond.svg: " in told.text  # as the reader knows it, and not as it is kept


def test_places_are_answered_side_by_side_and_a_fault_stands_at_its_place(workbench) -> None:
    client = workbench.known()
    answer = client.get(
        workbench.address + "/kaart?plaats=Woudenberg&plaats=Nergenshuizen&plekken=80"
    )
    assert answer.text.count("<article") == 2
    assert answer.text.count('class="oordeel"') == 1
    assert answer.text.count('role="alert"') == 1
    none = client.get(workbench.address + "/kaart?plaats=Woudenberg&plekken=veel")
    assert "is geen aantal plekken" in none.text


def test_five_thousand_rows_are_shown_a_hundred_at_a_time(workbench) -> None:
    with workbench.bench.editor.together() as batch:
        for number in range(5000):
            batch.add("initiatives", {"name": f"plek {number}", "confidentiality": "intern"})
    text = workbench.known().get(workbench.address + "/lijst?zoek=plek&vanaf=4900").text
    assert text.count('role="rowheader"') == 100
    assert "5.000 van 5.000" in text
    assert "regel 4.901 tot 5.000" in text


def test_the_examples_of_a_first_dossier_go_with_one_click(workbench) -> None:
    client = workbench.known()
    added(workbench, client)
    assert "Haal de voorbeelden weg" not in client.get(workbench.address + "/lijst").text
    lay_example(workbench.bench.dossier)
    page = client.get(workbench.address + "/lijst").text
    assert '6 regels beginnen met "Voorbeeld:"' in page
    after = client.post(workbench.address + "/lijst/voorbeelden").text
    assert "Voorbeeld:" not in after
    assert "1 van 1 initiatieven" in after


def test_the_tour_leads_through_five_rooms_and_can_be_left(workbench) -> None:
    client, paths = workbench.known(), []
    assert "stap 1 van 5" not in client.get(workbench.address + "/lijst").text
    for stop in range(1, 6):
        answer = client.post(f"{workbench.address}/rondleiding/{stop}")
        paths.append(answer.url.removeprefix(workbench.address))
        if answer.status_code == 200:
            assert f"stap {stop} van 5" in answer.text
    assert len(set(paths)) == 5
    client.post(workbench.address + "/rondleiding/2")
    elsewhere = client.get(workbench.address + "/kaart")
    assert "Ga verder" in elsewhere.text
    left = client.post(workbench.address + "/rondleiding/klaar")
    assert "van 5</p>" not in left.text
    assert "van 5</p>" not in client.post(workbench.address + "/rondleiding/x").text


def test_the_page_says_that_the_map_is_made_ready_until_a_click_is_quick(
    workbench, monkeypatch
) -> None:
    held = threading.Event()
    monkeypatch.setattr(bench, "prepare", lambda _: held.wait(60))
    client = workbench.known()
    assert workbench.bench.asker() is not None
    assert workbench.bench.asker_if_ready() is None
    assert "worden klaargezet" in client.get(workbench.address + "/kaart").text
    held.set()
    while workbench.bench.asker_if_ready() is None:
        time.sleep(0.01)
    assert "worden klaargezet" not in client.get(workbench.address + "/kaart").text


def test_what_is_made_ready_is_what_a_click_asks(monkeypatch) -> None:
    asked = []
    for name in ("lean_lines", "lean_rows", "drawn_answer", "reach_around"):
        monkeypatch.setattr(reach, name, lambda *_, name=name: asked.append(name))
    monkeypatch.setattr(Asker, "at", lambda *_: asked.append("antwoord"))
    reach.prepare(open_asker(None))
    assert asked == ["antwoord", "lean_lines", "lean_rows", "drawn_answer", "reach_around"]
