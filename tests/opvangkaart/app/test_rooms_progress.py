"""The room Voortgang: a year in one look, who is short, and files for each circle of readers."""

import io
import zipfile

import pymupdf
import pytest

from opvangkaart.dossier.edit import Editor

ASKED = "op=2027-12-31&sinds=2027-01-01"


@pytest.fixture
def filled(workbench):
    """A workbench with three initiatives in Zeist, one for each edition."""
    days = iter(["2026-12-30T09:00:00.000000Z"] * 3 + ["2027-03-01T09:00:00.000000Z"] * 5)
    editor = Editor(workbench.bench.dossier, "wk", clock=lambda: next(days))
    rows = [
        editor.add("initiatives", {"name": f"Plek {level}", "confidentiality": level,
                                   "gemeente": "Zeist", "places_low": 40, "chance_pct": 50,
                                   "expected_date": "2028-02-01"})
        for level in ("openbaar", "raad", "intern")
    ]  # fmt: skip
    editor.add("phases", {"initiative": rows[0], "phase": "raad", "day": "2027-03-01"})
    editor.add("obstacles", {"initiative": rows[0], "kind": "belemmering", "status": "open",
                             "text": "Buurman twijfelt", "owner": "wk"})  # fmt: skip
    return workbench


def test_a_year_is_told_in_one_look(filled) -> None:
    client = filled.known()
    told = client.get(f"{filled.address}/voortgang?op=2027-12-31").text
    assert "1-1-2027 tegen 31-12-2027: 1 verder en 2 stil (meer dan 90 dagen)." in told
    assert "Buurman twijfelt" in told
    assert "Wie heeft er nog tekort" in told
    assert "Plek intern" in told
    zeist = client.get(f"{filled.address}/voortgang?{ASKED}&gemeente=GM0355").text
    assert "Voortgang van de opvang: Zeist" in zeist
    far = client.get(f"{filled.address}/voortgang?op=9999-12-31&sinds=0001-01-01")
    assert far.status_code == 200  # a day that no clock reaches is no day
    assert "1-1-2027 tegen" not in client.get(f"{filled.address}/voortgang?sinds=").text


@pytest.mark.parametrize(
    ("edition", "hidden"), [("openbaar", ("raad", "intern")), ("raad", ("intern",)), ("intern", ())]
)
def test_a_file_holds_what_its_edition_may(filled, edition, hidden) -> None:
    client = filled.known()
    asked = f"{ASKED}&gemeente=GM0355&editie={edition}"
    page = client.get(f"{filled.address}/voortgang/pagina?{asked}")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "Plek openbaar" in page.text
    assert ("Buurman" in page.text) == (edition == "intern")
    for level in hidden:
        assert f"Plek {level}" not in page.text
    paper = client.get(f"{filled.address}/voortgang/a4?{asked}").content
    with pymupdf.open(stream=paper, filetype="pdf") as shown:
        assert "Voortgang van de opvang: Zeist" in shown[0].get_text()


@pytest.mark.slow
def test_all_of_it_is_made_beside_the_workbench_and_comes_in_one_file(filled) -> None:
    client, jobs = filled.known(), filled.bench.jobs
    form = {"op": "2027-12-31", "sinds": "2027-01-01", "editie": "raad"}
    follow = client.post(f"{filled.address}/voortgang/alles", data=form).url
    job_id = follow.rsplit("/", 1)[1]
    assert client.get(f"{filled.address}/voortgang/klaar/{job_id}").status_code in {200, 404}
    jobs.wait(job_id, 240)
    assert "in de editie raad" in client.get(f"{filled.address}/voortgang/klaar/{job_id}").text
    made = client.get(f"{filled.address}/voortgang/klaar/{job_id}/zip").content
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert {"voortgang-raad.html", "voortgang-raad.pdf", "voortgang-raad.docx",
                "voortgang-zeist-raad.html"} <= set(held.namelist())  # fmt: skip
        assert not any(b"Plek intern" in held.read(name) for name in held.namelist())


def test_what_is_no_day_and_no_edition_asks_nothing(filled) -> None:
    client = filled.known()
    query = "op=gisteren&sinds=2027-13-40&gemeente=<b>&editie=geheim"
    page = client.get(f"{filled.address}/voortgang/pagina?{query}")
    assert page.status_code == 200
    assert "Plek intern" not in page.text
    assert client.get(f"{filled.address}/voortgang/iets").status_code == 404
    for end in ("klaar/0", "klaar/0/zip", "klaar/..%2F..", "klaar/..%2F../zip"):
        assert client.get(f"{filled.address}/voortgang/{end}").status_code == 404
