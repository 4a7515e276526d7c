"""The rooms *Instellingen*, *Uitvoer* and *Gegevens* as people meet them: by mouse and by key."""

import pytest

from opvangkaart.runs.scenario_file import read_scenario
from tests.maps.checks import is_accessible

pytestmark = pytest.mark.browser
DONE = {
    "rows": [
        {"name": "wijken", "outcome": "nieuw", "is_wrong": False, "message": "12 wijken",
         "changes": ["wijk erbij: Kerckebosch"]},
        {"name": "scholen", "outcome": "mislukt", "is_wrong": True, "message": "geen antwoord",
         "changes": []},
    ],
    "failed": 1, "is_silent": False,
}  # fmt: skip
ROW = {"name": "Hal", "rank_one": 2, "rank_other": 1, "moved": 1, "score_one": "0,60",
       "score_other": "0,70", "why": "Huisarts: 0,18 erbij, gemiddeld 0,11 erbij"}  # fmt: skip
VERDICT = ["Hal", "Kan leunen", "Kan niet leunen", "AZC Zeist", "onbekend"]
MOVES = {"sites": 1, "up_count": 1, "down_count": 1, "same_count": 0, "unranked": 1, "up": [ROW],
         "down": [ROW | {"moved": -1}], "before": [ROW], "after": [ROW],
         "verdicts": [{"change": "slechter", "count": 12, "rows": [VERDICT]}]}  # fmt: skip
CHANGED = {"owner": "Huisarts", "words": "Gewicht", "old": "10 punten", "new": "40 punten"}


@pytest.fixture(params=[pytest.param(1440, marks=pytest.mark.slow), 390])
def person(workbench, window, request):
    """A page as one person sees it; no line in the console but that of a form that was refused."""
    for name, kern, level in (("Hal", "Doorn", "openbaar"), ("Pand", "Leersum", "raad"),
                              ("Stil", "Lopik", "intern")):  # fmt: skip
        workbench.bench.editor.add("initiatives", {
            "name": name, "kern": kern, "places_low": "60", "confidentiality": level,
        })  # fmt: skip
    page, lines, asked = window(request.param).new_page(), [], []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(workbench.begin)
    yield page
    assert [line for line in lines if "422" not in line] == []
    assert all(url.startswith((workbench.address, "data:")) for url in asked)
    page.close()


def done_job(workbench, kind, outcome, **question) -> str:
    jobs = workbench.bench.jobs
    jobs._opened()
    job_id = jobs.store.add(kind, "proef", question, "wk", "proef")
    jobs.store.settle(job_id, "klaar", outcome=outcome)
    return job_id


def test_no_room_is_closed_to_anyone(person, workbench) -> None:
    page = workbench.bench.outputs / "raad" / "paginas" / "index-raad.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>hoi", encoding="utf-8")
    moves = done_job(workbench, "instellingen", MOVES, changed=[CHANGED], what="lijst", base="",
                     draft="", texts={})  # fmt: skip
    made = done_job(workbench, "uitvoer", {"edition": "raad", "notes": ["1 rij niet gebruikt"]})
    fetched = done_job(workbench, "ophalen", DONE)
    brought = done_job(workbench, "laag", {"lines": ["wijken: nieuw; 12 rijen"]})
    for room in (
        "/instellingen", "/instellingen/lagen", f"/instellingen/verschil/{moves}", "/uitvoer",
        "/uitvoer?uitgave=raad", f"/uitvoer/klaar/{made}", "/gegevens",
        f"/gegevens/klaar/{fetched}", f"/gegevens/klaar/{brought}",
    ):  # fmt: skip
        person.goto(workbench.address + room)
        is_accessible(person)
        wide = person.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (room, wide)


def test_a_slip_is_found_from_its_summary_and_stands_at_its_field(person) -> None:
    person.click("nav >> text=Instellingen")
    person.fill('[id="criteria.gp.weight"]', "veel")
    person.click("text=Bekijk wat er verandert >> nth=0")
    person.click("text=Naar het eerste veld")
    field = person.locator('[id="criteria.gp.weight"]')
    assert field.get_attribute("aria-invalid") == "true"
    told = person.locator(f'[id="{field.get_attribute("aria-describedby")}"]')
    assert "is geen getal" in told.inner_text()
    is_accessible(person)


def test_what_the_council_gets_takes_two_steps(person) -> None:
    person.click("nav >> text=Uitvoer")
    person.click("text=Raad: voor college en raad")
    assert "Pand" in person.locator('[aria-label="Initiatieven in deze editie"]').inner_text()
    hidden = person.locator('[aria-label="Initiatieven die niet in deze editie komen"]')
    assert "Stil" in hidden.inner_text()
    assert "vertrouwelijkheid: intern" in hidden.inner_text()


def test_a_made_file_is_saved_as_it_is(person, workbench) -> None:
    page = workbench.bench.outputs / "raad" / "paginas" / "index-raad.html"
    page.parent.mkdir(parents=True)
    page.write_text("<script>alert(1)</script>", encoding="utf-8")
    person.goto(workbench.address + "/uitvoer?uitgave=raad")
    with person.expect_download() as saved:
        person.click('[aria-label="Bewaar index-raad.html"]')
    assert saved.value.suggested_filename == "index-raad.html"
    assert saved.value.path().read_bytes() == page.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("person", [1440], indirect=True)
def test_the_keyboard_alone_changes_a_weight_sees_what_it_does_and_keeps_it(
    person, workbench
) -> None:
    person.goto(workbench.address + "/instellingen")
    to(person, "criteria.gp.weight")
    person.keyboard.press("Control+a")
    person.keyboard.type("40")
    person.keyboard.press("Enter")
    person.locator("text=Bovenaan straks").wait_for(timeout=240_000)
    assert "Hal" in person.locator("main").inner_text()
    assert not workbench.bench.settings_file.exists()
    to(person, None, "Bewaar deze instellingen")
    person.keyboard.press("Enter")
    person.locator("text=Bewaard in team.toml").wait_for()
    scenario = read_scenario(workbench.bench.settings_file)[0]
    assert {one.id: one.weight for one in scenario.criteria}["gp"] == 40


def to(page, element_id, text="") -> None:
    """Go by the tab key to a field or a button."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.id, document.activeElement.textContent]")
        if here[0] == element_id or (element_id is None and here[1].strip() == text):
            return
    pytest.fail(f"not reached by keyboard: {element_id or text}")
