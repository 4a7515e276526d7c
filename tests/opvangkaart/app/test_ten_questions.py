"""Ten everyday questions, each answered in six steps at most, as a person would click."""

from datetime import date, timedelta

import pandas as pd
import pytest

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.read import read_table
from opvangkaart.runs.dossier import today
from tests.opvangkaart.app.conftest import running
from tests.opvangkaart.made_bus import by_bus_scenario

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_STEPS = 6
#: Long work may take so long on a busy machine; waiting is no step.
WAIT_MS = 240_000
#: What is answered at once.
SOON_MS = 30_000
KERNEN = ("Soest", "Bunnik", "Woudenberg", "Houten", "Bilthoven", "Leusden")
PHASES = ("idee", "verkenning", "haalbaarheid", "college", "raad")


class Person:
    """Someone at the screen; every click, choice and filled field is a step."""

    def __init__(self, page, address) -> None:
        self.page, self.address, self.steps = page, address, 0
        page.set_default_timeout(SOON_MS)
        page.goto(address + "/lijst")

    def click(self, selector, **also):
        self._step()
        self.page.locator(selector, **also).first.click()

    def fill(self, selector, text):
        self._step()
        self.page.fill(selector, text)

    def choose(self, selector, words):
        self._step()
        self.page.select_option(selector, label=words)

    def bring(self, selector, path):
        self._step()
        self.page.set_input_files(selector, str(path))

    def sees(self, text, where="main"):
        self.page.locator(where, has_text=text).first.wait_for()

    def waits_for(self, text, where="main"):
        """Wait for long work; that is no step."""
        self.page.locator(where, has_text=text).first.wait_for(timeout=WAIT_MS)

    def _step(self):
        self.steps += 1
        assert self.steps <= MOST_STEPS, "more than six steps"


def at_ten(day):
    """A clock that stands at ten in the morning of a day."""
    return lambda: f"{day}T10:00:00.000000Z"


def a_year_of_work(bench):
    """Thirty initiatives that came, moved and sometimes stopped over a year, with their days."""
    start = date.fromisoformat(today()) - timedelta(365)
    for number in range(30):
        day = start + timedelta(days=number * 6)
        editor = Editor(bench.dossier, "ab", clock=at_ten(day))
        with editor.together() as batch:
            row = batch.add("initiatives", {
                "name": f"Initiatief {number + 1}", "kern": KERNEN[number % len(KERNEN)],
                "places_low": 40 + number, "places_high": 60 + number,
                "confidentiality": ("intern", "raad", "openbaar")[number % 3],
            })  # fmt: skip
            batch.add("phases", {"initiative": row, "phase": "idee", "day": str(day)})
        later = day + timedelta(150)
        editor = Editor(bench.dossier, "cd", clock=at_ten(later))
        phase = "gestopt" if number % 10 == 9 else PHASES[number % len(PHASES)]
        editor.add("phases", {"initiative": row, "phase": phase, "day": str(later)})


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workbench with a year of work and a timetable that is made up."""
    folder = tmp_path_factory.mktemp("tien")
    with running(folder) as found:
        a_year_of_work(found.bench)
        found.bench.scenario = by_bus_scenario(folder / "bus")
        found.bench.jobs.open()
        yield found


@pytest.fixture(scope="module")
def contexts(desk, chromium):
    """One browser that knows the workbench, at each width; the key opens it once."""
    first = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="nl-NL")
    first.new_page().goto(desk.begin)
    second = chromium.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL",
                                  storage_state=first.storage_state())  # fmt: skip
    yield {1440: first, 390: second}
    first.close()
    second.close()


@pytest.fixture(params=[1440])
def person(contexts, desk, request):
    page, lines = contexts[request.param].new_page(), []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    yield Person(page, desk.address)
    assert lines == []
    page.wait_for_load_state()  # before its styles are there any page is too wide
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


on_a_phone_too = pytest.mark.parametrize("person", [1440, 390], indirect=True)


@on_a_phone_too
def test_can_an_office_of_80_in_woudenberg_lean_by_bus(person) -> None:
    person.click("nav >> text=Kaart")
    person.fill("#plaats", "Woudenberg")
    person.fill("#plekken", "80")
    person.choose("#hoe", "openbaar vervoer")
    person.click("button:text-is('Vraag')")
    person.sees("met het ov", ".antwoord")
    person.sees("80 plekken", ".antwoord")


def test_which_three_kernen_in_de_ronde_venen_can_take_60(person) -> None:
    person.click("nav >> text=Plan")
    person.click("main nav >> text=Kernen")
    person.choose("#gemeente", "De Ronde Venen")
    person.fill("#plekken", "60")
    person.fill("#hoeveel", "3")
    person.click("text=Zoek kernen")
    person.waits_for("Wilnis", "table")
    assert person.page.locator("main table tbody tr").count() >= 3


@on_a_phone_too
def test_what_can_lopik_do_without_its_hub(person) -> None:
    person.click("nav >> text=Kaart")
    person.fill("#plaats", "Lopik")
    person.click("button:text-is('Vraag')")
    person.click("text=er niet is?")
    person.sees("Gerekend alsof er niet is")
    person.sees("Kan niet leunen", ".oordeel")
    person.sees("Een nieuwe moederlocatie (hub) kan ook", ".antwoord")


def test_what_if_leersum_closes_on_1_july_2027(person) -> None:
    person.click("nav >> text=Plan")
    person.choose("#wat-1", "AZC Leersum")
    person.fill("#dag-1", "2027-07-01")
    person.click("text=Maak het plan")
    person.waits_for("Locaties in dit plan")
    person.sees("AZC Leersum")
    person.sees("1-7-2027")
    person.sees("rekenvoorbeeld")


@on_a_phone_too
def test_fourteen_addresses_with_a_postcode_alone_find_a_place(person, tmp_path, desk) -> None:
    codes = [f"39{number} AB" for number in
             (31, 41, 45, 47, 51, 53, 56, 58, 59, 61, 62, 71, 72, 81)]  # fmt: skip
    width = person.page.viewport_size["width"]
    path = tmp_path / f"postcodes {width}.csv"
    pd.DataFrame({"Naam": [f"Pand {code} {width}" for code in codes], "Postcode": codes,
                  "Plekken": 20}).to_csv(path, index=False, sep=";")  # fmt: skip
    person.click("nav >> text=Inlezen")
    person.bring("#lijst", path)
    person.click("text=Bekijk de lijst")
    person.sees("14 nieuw", ".tellers")
    person.sees("14 ligt ongeveer", ".tellers")
    person.click("text=Neem op in het dossier")
    person.sees("De lijst is opgenomen")
    table = read_table(desk.bench.dossier, "initiatives")
    assert table["name"].str.endswith(f"AB {width}").sum() == 14


def test_which_of_two_bids_does_what(person) -> None:
    person.click("nav >> text=Plan")
    person.click("main nav >> text=Biedingen")
    person.click("input[name='a'] >> nth=0")
    person.click("input[name='b'] >> nth=1")
    person.click("text=Leg naast elkaar")
    person.waits_for("Onderwerp", "table")


@on_a_phone_too
def test_who_is_short(person) -> None:
    person.click("nav >> text=Plan")
    person.click("text=Wie komt tekort?")
    person.sees("De Ronde Venen", "table")


def test_how_did_thirty_initiatives_go_over_a_year(person) -> None:
    year_ago = date.fromisoformat(today()) - timedelta(200)
    person.click("nav >> text=Voortgang")
    person.fill("#sinds", str(year_ago))
    person.click("text=Laat zien")
    person.sees("Hoe ver het is")
    person.sees("verder")
    person.sees("gestopt")


def test_what_does_the_council_get(person) -> None:
    person.click("nav >> text=Uitvoer")
    person.click("text=Raad:")
    person.sees("Wat de editie raad heeft")
    person.sees("Wat er niet in komt, en waarom")


def test_can_60_and_40_live_mixed(person) -> None:
    person.click("nav >> text=Kaart")
    person.fill("#plaats", "Woudenberg")
    person.fill("#plekken", "100")
    person.fill("#doelgroepen", "asielzoekers 60, starters 40")
    person.click("button:text-is('Vraag')")
    person.sees("100 plekken", ".antwoord")
    person.sees("plaats voor 60 mensen op de GZA-lijst", ".antwoord")
