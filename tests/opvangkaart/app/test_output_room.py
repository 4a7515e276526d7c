"""The room *Uitvoer*: what an edition withholds is told before, and leaves in no byte of it."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from pyproj import Transformer

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.store import create_dossier
from opvangkaart.runs import outgoing
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.outgoing import PARTS, Wanted, make, preview
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario
from sites.base.errors import OpvangkaartError
from sites.tables.editions import shown_scenario
from sites.tables.schemas import CONFIDENTIALITY
from tests.maps.leak_search import Secret, leaks

#: Woudenberg, where two open places stand as well.
LON, LAT = 5.3871, 52.0931
EAST, NORTH = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True).transform(LON, LAT)
SECRET = Secret(("Wxqfhof", "kzzgesprek", "vvkmens", "Qqtekst"), LON, LAT, EAST, NORTH)


def filled(dossier) -> None:
    """Open places, one for the council, and one that nobody outside the team may know of."""
    editor = Editor(dossier, "wk")
    for name, kern, level in (
        ("Hal", "Woudenberg", "openbaar"), ("Kantoor", "Doorn", "openbaar"),
        ("Pand raad", "Leersum", "raad"), ("Nergens", None, "openbaar"),
    ):  # fmt: skip
        editor.add("initiatives", {
            "name": name, "kern": kern, "places_low": "60", "places_high": "60",
            "confidentiality": level,
        })  # fmt: skip
    row = editor.add("initiatives", {
        "name": "Wxqfhof", "lon": str(LON), "lat": str(LAT), "kern": "Woudenberg",
        "places_low": "77", "places_high": "77", "confidentiality": "intern", "owner": "vvkmens",
        "address": "Qqtekst 1",
    })  # fmt: skip
    hal = editor.add("initiatives", {"name": "Gestopt", "kern": "Zeist", "confidentiality":
                                     "openbaar"})  # fmt: skip
    editor.add("phases", {"initiative": hal, "phase": "gestopt", "day": "2026-01-01"})
    for where in (row, hal):
        editor.add("notes", {"initiative": where, "day": "2026-01-01", "text": "kzzgesprek"})
        editor.add("obstacles", {"initiative": where, "kind": "belemmering", "status": "open",
                                 "text": "kzzgesprek"})  # fmt: skip


@pytest.fixture
def team(workbench):
    """A workbench with a filled dossier, that remembers what it opened."""
    filled(workbench.bench.dossier)
    workbench.opened = []
    workbench.bench.opener = lambda path: workbench.opened.append(path) or 0
    return workbench


def made_file(team, edition: str, name: str, content: bytes = b"<p>hoi") -> Path:
    path = team.bench.outputs / edition / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_preview_counts_every_initiative_once_and_says_why(team) -> None:
    seen = {edition: preview(team.bench.dossier, None, edition) for edition in CONFIDENTIALITY}
    names = {edition: [row["name"] for row in one.shown] for edition, one in seen.items()}
    assert names["openbaar"] == ["Hal", "Kantoor"]
    assert names["raad"] == ["Hal", "Kantoor", "Pand raad"]
    assert names["intern"] == ["Hal", "Kantoor", "Pand raad", "Wxqfhof"]
    assert all(len(one.shown) + len(one.withheld) == 6 for one in seen.values())
    why = {row["name"]: row["why"] for row in seen["raad"].withheld}
    assert why == {"Nergens": "geen punt, postcode of kern", "Gestopt": "gestopt",
                   "Wxqfhof": "vertrouwelijkheid: intern"}  # fmt: skip


def test_what_the_council_gets_is_two_clicks_away(team) -> None:
    client = team.known()
    assert 'href="/uitvoer?uitgave=raad"' in client.get(team.address + "/uitvoer").text
    text = client.get(team.address + "/uitvoer?uitgave=raad").text
    assert "Pand raad" in text
    assert "vertrouwelijkheid: intern" in text
    assert "Niet in deze editie. De lijst heeft kolommen" in text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"uitgave": "raad", "deel": "lijst"}, "krijgt geen lijst"),
        ({"uitgave": "raad"}, "kies wat u wilt maken"),
        ({"uitgave": "intern", "deel": "../x"}, "kies wat u wilt maken"),
    ],
)
def test_what_an_edition_does_not_get_is_not_asked_for(team, form, words) -> None:
    answer = team.known().post(team.address + "/uitvoer", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert team.bench.jobs.recent() == []


def test_what_was_made_is_opened_and_saved(team) -> None:
    page = made_file(team, "raad", "paginas/index-raad.html")
    client = team.known()
    assert "index-raad.html" in client.get(team.address + "/uitvoer?uitgave=raad").text
    saved = client.get(team.address + "/uitvoer/raad/bestand/paginas/index-raad.html")
    assert saved.content == b"<p>hoi"
    assert saved.headers["content-disposition"].startswith("attachment")
    client.post(team.address + "/uitvoer/raad/open", data={"bestand": "paginas/index-raad.html"})
    client.post(team.address + "/uitvoer/raad/open")
    assert team.opened == [str(page.absolute()), str(page.parent.parent.absolute())]
    team.bench.opener = lambda _: 1
    answer = client.post(team.address + "/uitvoer/raad/open")
    assert "is hier niet te openen; bewaar" in answer.text


def test_only_what_is_listed_leaves(team) -> None:
    made_file(team, "raad", "paginas/index-raad.html")
    made_file(team, "raad", "paginas/.verborgen")
    made_file(team, "raad", "elders/x.html")
    made_file(team, "intern", "lijst/initiatieven-intern.xlsx")
    client = team.known()
    with zipfile.ZipFile(
        io.BytesIO(client.get(team.address + "/uitvoer/raad/alles.zip").content)
    ) as made:
        assert made.namelist() == ["paginas/index-raad.html"]
    for name in ("../intern/lijst/initiatieven-intern.xlsx", "paginas/.verborgen", "elders/x.html",
                 "..%2F..%2Fteam.dossier", "%2Fetc%2Fpasswd"):  # fmt: skip
        answer = client.get(f"{team.address}/uitvoer/raad/bestand/{name}")
        assert answer.status_code == 404, name
    answer = client.post(
        team.address + "/uitvoer/raad/open", data={"bestand": "../../team.dossier"}
    )
    assert answer.status_code == 404
    assert team.opened == []


def parts_made(team, edition: str, *parts: str) -> Path:
    out = team.bench.outputs / edition
    wanted = Wanted(edition, parts, is_list=True, day="2026-11-27")
    make(team.bench.place, team.bench.scenario, out, team.bench.uploads, wanted)
    return out


@pytest.mark.parametrize("edition", CONFIDENTIALITY)
def test_a_scenario_of_an_edition_is_read_again_and_holds_what_it_may(team, edition) -> None:
    folder = parts_made(team, edition, "scenario") / "scenario"
    inputs = read_inputs(folder / "initiatieven.toml")
    assert set(inputs.sites["name"]) == {row["name"] for row in preview(
        team.bench.dossier, None, edition).shown}  # fmt: skip
    assert bool(leaks(folder, SECRET)) is (edition == "intern")
    own = read_scenario(folder / "initiatieven.toml")[0]
    shown = shown_scenario(read_scenario()[0], edition)
    assert own.model_copy(update={"sites": shown.sites}) == shown


def test_an_entry_of_the_ledger_that_is_intern_is_in_no_lower_scenario(team) -> None:
    entry = """
[[ledger.entries]]
id = "kzzgesprek"
counter = "regulier"
gm_code = "GM0351"
places = 40
status = "bestaand"
"""
    own = team.bench.settings_file
    own.write_text(BUNDLED.read_text(encoding="utf-8") + entry, encoding="utf-8")
    team.bench.use_settings(own)
    notes = preview(team.bench.dossier, own, "raad").notes
    assert len(notes) == 1
    assert "1" in notes[0]
    assert leaks(parts_made(team, "raad", "scenario"), SECRET) == []


def test_the_team_s_own_list_comes_out_as_a_workbook(team) -> None:
    path = parts_made(team, "intern", "lijst") / "lijst" / "initiatieven-intern.xlsx"
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert any("Wxqfhof" in row for row in rows)


def test_a_full_disk_leaves_what_was_made_before(team, monkeypatch) -> None:
    path = parts_made(team, "intern", "lijst") / "lijst" / "initiatieven-intern.xlsx"
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outgoing, "write_list", full)
    with pytest.raises(OpvangkaartError, match="disk"):
        parts_made(team, "intern", "lijst")
    assert path.read_bytes() == before


def test_a_folder_with_files_of_others_is_refused_and_kept(team) -> None:
    theirs = made_file(team, "raad", "scenario/van-een-ander.txt")
    with pytest.raises(OpvangkaartError):
        parts_made(team, "raad", "scenario")
    assert theirs.read_bytes() == b"<p>hoi"
    assert [path.name for path in theirs.parent.iterdir()] == ["van-een-ander.txt"]


@pytest.mark.parametrize("part", ["scenario", "lijst", "voortgang", "qgis"])
def test_a_place_that_cannot_be_a_folder_is_told_in_one_line(team, part) -> None:
    team.bench.outputs.write_text("van een ander", encoding="utf-8")
    with pytest.raises(OpvangkaartError):
        parts_made(team, "intern", part)
    assert team.bench.outputs.read_text(encoding="utf-8") == "van een ander"


def test_a_list_without_places_makes_nothing(workbench) -> None:
    wanted = Wanted("raad", ("paginas",), is_list=True)
    with pytest.raises(OpvangkaartError, match="point, postcode or kern"):
        make(workbench.bench.place, None, workbench.bench.outputs / "raad",
             workbench.bench.uploads, wanted)  # fmt: skip


@pytest.fixture(scope="module")
def every_product(tmp_path_factory):
    """All that a lower edition can get, of one gemeente, made for real."""
    folder = tmp_path_factory.mktemp("uit")
    place = folder / "team.dossier"
    dossier = create_dossier(place)
    filled(dossier)
    dossier.close()
    for edition in ("openbaar", "raad"):
        parts = tuple(part for part in PARTS if part != "lijst")
        wanted = Wanted(edition, parts, is_list=True, municipality="Woudenberg", day="2026-11-27")
        work = folder / f"werk-{edition}"
        work.mkdir()
        make(str(place), None, folder / "uit" / edition, work, wanted)
    return folder / "uit"


@pytest.mark.slow
def test_nothing_intern_leaves_in_a_lower_edition(every_product) -> None:
    made = {path.relative_to(every_product).parts[:2] for path in every_product.rglob("*.*")
            if path.is_file()}  # fmt: skip
    assert made == {(edition, part) for edition in ("openbaar", "raad")
                    for part in PARTS if part != "lijst"}  # fmt: skip
    assert not list(every_product.rglob("intern"))
    assert leaks(every_product, SECRET) == []
    council = replace(SECRET, words=("Pand raad",))
    assert [one for one in leaks(every_product / "openbaar", council) if "word" in one] == []
