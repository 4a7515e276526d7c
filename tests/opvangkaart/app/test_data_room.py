"""The room *Gegevens*: what is stored and how old, fetched from a server that speaks as they do."""

import geopandas as gpd
import pytest
from open_data_server import OpenDataServer, answer
from shapely import Point

from opvangkaart.app.jobs.child import Task
from opvangkaart.app.work_data import bring, fetch
from opvangkaart.runs.data_told import layers_told
from opvangkaart.runs.scenario_file import BUNDLED
from sites.base.errors import OpvangkaartError


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


def sources(server, path, spot=None):
    """Write where the layers are fetched; another ``spot`` is where nobody answers."""
    bases = "\n".join(f'{name} = "{url}"' for name, url in server.bases.items())
    text = f'test_hosts = ["{server.spot}"]\npause_s = 0\nbackoff_s = 0\nretries = 0\n[bases]\n'
    whole = text + bases + "\n"
    path.write_text(whole.replace(server.spot, spot or server.spot), encoding="utf-8")
    return path


@pytest.fixture
def asked(workbench, monkeypatch):
    """Do what is asked for at once, here: no process is started."""
    jobs = workbench.bench.jobs
    jobs._opened()

    def ask(kind, title, question, *, who=""):
        job_id = jobs.store.add(kind, title, question, who, "proef")
        folder = jobs.store.files_of(job_id)
        folder.mkdir()
        task = Task(question, folder, jobs.store, job_id)
        try:
            outcome = {"ophalen": fetch, "laag": bring}[kind](task)
            jobs.store.settle(job_id, "klaar", outcome=outcome)
        except OpvangkaartError as error:
            jobs.store.settle(job_id, "mislukt", fault=error.message)
        return job_id

    monkeypatch.setattr(jobs, "ask", ask)
    return workbench


def shown(client, reply):
    """Return the page of a job's outcome."""
    job = reply.url.rsplit("/", 1)[1]
    return client.get(f"{reply.url.split('/taken')[0]}/gegevens/klaar/{job}").text


def test_nothing_is_stored_at_first_and_the_room_says_what_counts(workbench) -> None:
    text = workbench.known().get(workbench.address + "/gegevens").text
    assert "gegevens die met het programma meekomen" in text
    assert text.count("niet opgeslagen") == len(layers_told(workbench.bench.layers))
    assert not workbench.bench.layers.exists()


def test_layers_are_fetched_and_stand_there_with_source_and_licence(
    asked, server, tmp_path
) -> None:
    asked.bench.sources = sources(server, tmp_path / "bronnen.toml")
    client = asked.known()
    reply = client.post(asked.address + "/gegevens/ophalen",
                         data={"laag": ["municipalities", "wijken", "nonsens"]})  # fmt: skip
    text = shown(client, reply)
    assert "2 van 2 lagen zijn opgehaald" in text or "3 van 3 lagen zijn opgehaald" in text
    rows = {row["layer"]: row for row in layers_told(asked.bench.layers)}
    assert rows["wijken"]["is_good"]
    assert rows["wijken"]["licence"] == "CC BY 4.0"
    assert rows["schools"]["is_good"] is None
    settings = client.get(asked.address + "/instellingen").text
    assert "opgehaalde gegevens (de map gegevens)" in settings


def test_a_source_that_fails_is_told_and_the_others_come_in(
    asked, server, tmp_path, monkeypatch
) -> None:
    asked.bench.sources = sources(server, tmp_path / "bronnen.toml")
    monkeypatch.setitem(server.faults, "duo", answer(b"", status=503))
    client = asked.known()
    reply = client.post(asked.address + "/gegevens/ophalen",
                         data={"laag": ["municipalities", "schools"]})  # fmt: skip
    text = shown(client, reply)
    assert "De andere houden wat er stond" in text
    assert '<span class="teller teller-kan-niet">mislukt</span>' in text
    assert {row["layer"]: row["is_good"] for row in layers_told(asked.bench.layers)}[
        "municipalities"
    ]


def test_without_internet_one_sentence_says_so_and_nothing_is_lost(asked, server, tmp_path) -> None:
    asked.bench.sources = sources(server, tmp_path / "bronnen.toml", "127.0.0.1:9")
    client = asked.known()
    reply = client.post(asked.address + "/gegevens/ophalen", data={"laag": ["municipalities"]})
    text = shown(client, reply)
    assert "Is er internet? Wat er stond, staat er nog en blijft in gebruik." in text


def test_no_layer_chosen_asks_for_one(asked) -> None:
    reply = asked.known().post(asked.address + "/gegevens/ophalen", data={"laag": "../x"})
    assert reply.status_code == 422
    assert "kies ten minste één laag" in reply.text


def test_an_own_file_becomes_a_layer_under_its_own_name(asked) -> None:
    table = gpd.GeoDataFrame({"naam": ["Doorn"]}, geometry=[Point(5.34, 52.03)], crs="EPSG:4326")
    client = asked.known()
    reply = client.post(
        asked.address + "/gegevens/inlezen",
        data={"soort": "names", "over-mag": "CC0", "over-dag": "2026-01-01"},
        files={"bestand": ("../../<b>namen.geojson", table.to_json().encode())},
    )
    assert "plaatsnamen: nieuw" in shown(client, reply)
    row = next(row for row in layers_told(asked.bench.layers) if row["layer"] == "names")
    assert (row["licence"], row["source"]) == ("CC0", "eigen bestand <b>namen.geojson")
    text = client.get(asked.address + "/gegevens").text
    assert "&lt;b&gt;namen.geojson" in text
    assert "<b>namen" not in text


@pytest.mark.parametrize(
    ("data", "files", "words"),
    [
        ({"soort": "onzin"}, {"bestand": ("a.csv", b"x")}, "kies welke laag"),
        ({"soort": "wijken"}, None, "kies eerst een bestand"),
    ],
)
def test_what_is_missing_is_asked_for(asked, data, files, words) -> None:
    reply = asked.known().post(asked.address + "/gegevens/inlezen", data=data, files=files)
    assert reply.status_code == 422
    assert words in reply.text


@pytest.mark.parametrize("content", [b"PK\x03\x04x", b"", b"\x00\x01\x02", b"naam\n"])
def test_a_file_that_is_no_layer_is_refused_and_nothing_is_stored(asked, content) -> None:
    client = asked.known()
    reply = client.post(asked.address + "/gegevens/inlezen", data={"soort": "wijken"},
                         files={"bestand": ("wijken.gpkg", content)})  # fmt: skip
    assert 'class="fout" role="alert"' in reply.text
    assert all(row["is_good"] is None for row in layers_told(asked.bench.layers))


def test_a_folder_that_cannot_be_made_is_told_in_one_line(asked) -> None:
    asked.bench.layers.write_text("van een ander", encoding="utf-8")
    client = asked.known()
    reply = client.post(asked.address + "/gegevens/ophalen", data={"laag": ["municipalities"]})
    assert 'class="fout" role="alert"' in reply.text
    assert client.get(asked.address + "/gegevens").status_code == 200
    assert asked.bench.layers.read_text(encoding="utf-8") == "van een ander"


def test_a_layer_that_is_damaged_is_told_and_can_be_fetched_again(asked, server, tmp_path) -> None:
    asked.bench.sources = sources(server, tmp_path / "bronnen.toml")
    client = asked.known()
    client.post(asked.address + "/gegevens/ophalen", data={"laag": ["municipalities"]})
    next(asked.bench.layers.glob("municipalities-*")).unlink()
    text = client.get(asked.address + "/gegevens").text
    assert "is weg; haal de laag opnieuw op" in text
    assert "opvangkaart data" not in text


def test_the_folder_of_the_settings_goes_first(workbench, tmp_path) -> None:
    own = tmp_path / "eigen.toml"
    own.write_text(BUNDLED.read_text(encoding="utf-8") + '\n[layers]\nstore = "elders"\n',
                   encoding="utf-8")  # fmt: skip
    workbench.bench.use_settings(own)
    assert workbench.bench.layers == tmp_path.resolve() / "elders"
    text = workbench.known().get(workbench.address + "/gegevens").text
    assert "rekent met de lagen in de map <strong>elders</strong>" in text
