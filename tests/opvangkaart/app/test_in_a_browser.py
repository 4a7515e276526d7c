"""A person at work: clicks and keys in a real browser, on a desk and on a phone."""

import pandas as pd
import pytest

from opvangkaart.dossier.read import read_table
from tests.maps.checks import is_accessible, keeps_its_colours

pytestmark = pytest.mark.browser
PLOT = "/kaart/perceel?hoeken=5.41,52.08+5.413,52.08+5.413,52.0818&plekken=60"
ROOMS = (
    "/wie", "/lijst", "/lijst/nieuw", "/kaart?plaats=Woudenberg&plaats=Lopik", PLOT, "/inlezen",
    "/voortgang", "/plan", "/plan/tekort", "/instellingen", "/uitvoer", "/gegevens",
)  # fmt: skip


#: Tables of more columns than a screen holds become cards: nobody looks for a column beyond the
#: edge. Places side by side stay side by side.
SIDEWAYS = """[...document.querySelectorAll('.breed')]
  .filter(e => e.ariaLabel !== 'Vergelijking' && e.checkVisibility())
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.ariaLabel)"""


@pytest.fixture(params=[pytest.param(1440, marks=pytest.mark.slow), 390])
def person(workbench, window, request):
    """A page of the workbench as one person sees it; it fails on any line in the console."""
    page, lines = window(request.param).new_page(), []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(workbench.begin)
    yield page
    assert lines == []
    assert all(url.startswith((workbench.address, "data:")) for url in asked)
    page.close()


@pytest.fixture
def team_list(tmp_path):
    path = tmp_path / "onze lijst.xlsx"
    pd.DataFrame({"Project": ["Hal", "School"], "Kern": ["Doorn", "Leersum"],
                  "Plekken": ["80 à 100", "veel"]}).to_excel(path, index=False)  # fmt: skip
    return path


def test_a_list_comes_in_and_is_found_again(person, workbench, team_list) -> None:
    person.click("nav >> text=Inlezen")
    person.set_input_files("#lijst", str(team_list))
    person.click("text=Bekijk de lijst")
    person.locator("text=is geen aantal plekken").wait_for()
    person.click("text=Neem op in het dossier")
    person.locator("text=De lijst is opgenomen").wait_for()
    person.click("nav >> text=Lijst")
    person.fill("#zoek", "doorn")
    person.locator("text=1 van 1 initiatieven").wait_for()
    assert read_table(workbench.bench.dossier, "initiatives")["places_high"].tolist() == [100]


def test_a_click_on_the_map_is_answered(person) -> None:
    person.click("nav >> text=Kaart")
    person.locator("#kaart path").nth(3).wait_for()
    person.locator("#kaart").scroll_into_view_if_needed()
    box = person.locator("#kaart").bounding_box()
    person.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    person.locator(".oordeel").first.wait_for()
    person.locator("[data-kringen]").wait_for()
    assert person.locator("#kaart path.leaflet-interactive").count() > 0
    person.click("text=Kaartje met bronnen")
    person.locator(".kaartje > svg").wait_for()
    assert "bebouwing (gemodelleerd)" in person.locator(".kaartje").inner_text()
    assert "Kaart gemaakt met: " in person.locator(".kaartje").inner_text()
    assert "CC BY 4.0" in person.locator("#kaart-bron").inner_text()
    keeps_its_colours(person, "#kaart .leaflet-pane *, .uitleg *, .kaartje *, .teken", least=20)
    person.fill("#plaats", "Houten")  # a second question draws over the first, without a complaint
    person.press("#plaats", "Enter")
    person.locator(".antwoord", has_text="Houten").wait_for()
    person.locator("[data-kringen]").wait_for()


def test_no_room_is_closed_to_anyone(person, workbench) -> None:
    workbench.bench.editor.add("initiatives", {"name": "Hal", "confidentiality": "intern",
                                               "kern": "Doorn"})  # fmt: skip
    row = read_table(workbench.bench.dossier, "initiatives")["row_id"][0]
    for room in (*ROOMS, f"/lijst/{row}"):
        person.goto(workbench.address + room)
        is_accessible(person)
        wide = person.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (room, wide)
        assert not person.evaluate(SIDEWAYS), room
        for day in person.locator("input[type=date]:visible").all()[:1]:  # its parts have the focus
            day.focus()
            person.keyboard.press("Tab")
            assert day.evaluate("e => e.matches(':focus-within') && getComputedStyle(e)"
                                ".outlineStyle") == "solid"  # fmt: skip


def test_the_keyboard_alone_brings_a_question_to_its_answer(person) -> None:
    person.keyboard.press("Tab")
    assert person.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    _to(person, "Kaart")
    person.keyboard.press("Enter")
    person.locator("#plaats").wait_for()
    _to(person, None, "plaats")
    person.keyboard.type("Woudenberg")
    person.keyboard.press("Enter")
    person.locator(".oordeel").wait_for()


def test_the_keyboard_alone_asks_for_the_middle_of_the_map(person, workbench) -> None:
    person.goto(workbench.address + "/kaart")
    person.locator("#kaart[data-klaar]").wait_for()
    _to(person, None, "kaart")
    person.keyboard.press("ArrowLeft")
    person.locator("#kaart.toetsen").wait_for()
    person.keyboard.press("Enter")
    person.locator(".oordeel").wait_for()


def test_the_keyboard_alone_mends_a_row_and_takes_the_list_in(person, workbench, team_list) -> None:
    person.goto(workbench.address + "/inlezen")
    _to(person, None, "lijst")
    person.set_input_files("#lijst", str(team_list))  # the dialogue is the browser's own
    _to(person, "Bekijk de lijst")
    person.keyboard.press("Enter")
    person.locator("#cel-3-places").wait_for()
    _to(person, None, "cel-3-places")
    person.keyboard.press("Control+a")
    person.keyboard.type("60")
    person.keyboard.press("Enter")
    person.locator(".tellers", has_text="2 nieuw").wait_for()
    person.keyboard.press("Control+Home")
    person.locator("body").focus()
    _to(person, "Neem op in het dossier")
    person.keyboard.press("Enter")
    person.locator("text=De lijst is opgenomen").wait_for()
    assert len(read_table(workbench.bench.dossier, "initiatives")) == 2


def _to(page, text, element_id=None):
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.textContent.trim(), "
                              "document.activeElement.id]")  # fmt: skip
        if text in found if element_id is None else found[1] == element_id:
            return
    pytest.fail(f"not reached by keyboard: {text or element_id}")


def test_a_row_without_a_place_is_put_on_the_map_by_keys_alone(person, workbench, tmp_path) -> None:
    path = tmp_path / "zonder plek.csv"
    path.write_text("naam;plekken\nLoods;40\n", encoding="utf-8")
    person.click("nav >> text=Inlezen")
    person.set_input_files("#lijst", str(path))
    person.click("text=Bekijk de lijst")
    person.locator("text=nog geen plek").wait_for()
    person.locator("a:has-text('Zet op de kaart')").press("Enter")
    person.locator("#kaart[data-klaar]").wait_for()
    is_accessible(person)
    person.locator("#kaart").press("Enter")
    middle = person.input_value("#punt").split(",")
    person.locator("text=Zet de rij hier").press("Enter")
    person.locator("text=op de kaart gezet").wait_for()
    person.click("text=Neem op in het dossier")
    person.locator("text=De lijst is opgenomen").wait_for()
    row = read_table(workbench.bench.dossier, "initiatives").iloc[0]
    assert [row["lon"], row["lat"]] == [float(one) for one in middle]


def test_a_click_puts_a_row_on_the_map(person, workbench, tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("naam;kern\nLoods;Doorn\n", encoding="utf-8")
    person.goto(workbench.address + "/inlezen")
    person.set_input_files("#lijst", str(path))
    person.click("text=Bekijk de lijst")
    person.click("text=Zet op de kaart")
    person.locator("#kaart[data-klaar]").wait_for()
    person.locator("#kaart").click(position={"x": 120, "y": 120})
    assert person.locator("#punt").input_value().startswith("5.")
    person.click("text=Zet de rij hier")
    person.locator("text=op de kaart gezet").wait_for()


def test_a_workbench_that_is_gone_says_so_until_it_is_back(workbench, window) -> None:
    page = window(390).new_page()
    page.goto(workbench.begin)
    page.goto(f"{workbench.address}/lijst")
    page.route("**/*", lambda route: route.abort())
    page.fill("#zoek", "doorn")
    page.locator("text=De werkbank antwoordt niet meer").wait_for()
    page.unroute("**/*")
    page.fill("#zoek", "leersum")
    page.locator("#stil").wait_for(state="hidden")
    page.close()
