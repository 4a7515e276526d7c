"""A person asks for plans in a real browser: few steps to an answer, by mouse, keys or thumb."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.maps.checks import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: A plan of the whole area, on a machine that has more to do.
LONG_MS = 400_000
MOST_STEPS = 6


@pytest.fixture(scope="module")
def cookies(listed_workbench):
    """The secret that the first browser was given, for every page of this module."""
    return [{"name": one.name, "value": one.value, "domain": "127.0.0.1", "path": "/"}
            for one in listed_workbench.known().cookies]  # fmt: skip


@dataclass
class Person:
    """Someone at a page; each click, choice and filled field is a step."""

    page: Page
    steps: int = 0

    def click(self, what):
        self.steps += 1
        self.page.click(what)

    def choose(self, what, value):
        self.steps += 1
        self.page.select_option(what, label=value)

    def fill(self, what, value):
        self.steps += 1
        self.page.fill(what, value)

    def answered(self, where, words):
        self.page.wait_for_url(where, timeout=LONG_MS)
        self.page.locator(f"text={words}").first.wait_for()
        assert self.steps <= MOST_STEPS
        is_accessible(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture
def at(listed_workbench, chromium, cookies):
    """Open the workbench at a width; the test fails on any line in the console."""
    contexts, lines = [], []

    def opened(width):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="nl-NL")
        context.add_cookies(cookies)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: lines.append(message.text))
        page.on("pageerror", lambda error: lines.append(str(error)))
        page.goto(listed_workbench.address + "/lijst")
        return Person(page)

    yield opened
    for context in contexts:
        context.close()
    assert lines == []


@pytest.mark.parametrize("width", [1440, 390])
def test_who_is_short(at, width) -> None:
    person = at(width)
    person.click("nav >> text=Plan")
    person.click("text=Wie komt tekort?")
    person.answered("**/plan/tekort", "nog plekken te realiseren")


def test_three_kernen_in_de_ronde_venen_for_60(at) -> None:
    person = at(1440)
    person.click("nav >> text=Plan")
    person.click("nav >> text=Kernen")
    person.choose("#gemeente", "De Ronde Venen")
    person.fill("#plekken", "60")
    person.fill("#hoeveel", "3")
    person.click("text=Zoek kernen")
    person.answered("**/plan/kernen/*", "3 van de 3 kernen: daar passen 60 plekken.")


@pytest.mark.parametrize("width", [1440, 390])
def test_two_bids(at, width) -> None:
    person = at(width)
    person.click("nav >> text=Plan")
    person.click("text=Biedingen naast elkaar")
    person.click("[aria-label='Kazerne bij A']")
    person.click("[aria-label='Klooster bij B']")
    person.click("button >> text=Leg naast elkaar")
    person.answered("**/plan/biedingen/*", "Kazerne tegen Klooster")


def test_leersum_closes_and_the_plan_is_asked_on_from_its_map(at, listed_workbench) -> None:
    person = at(1440)
    page = person.page
    person.click("nav >> text=Plan")
    page.locator("#plankaart[data-klaar]").wait_for(timeout=LONG_MS)
    is_accessible(page)
    person.choose("#bron", "onze lijst")
    page.wait_for_url("**bron=lijst")
    person.choose("#wat-1", "AZC Leersum")
    person.fill("#dag-1", "2027-07-01")
    person.click("text=Maak het plan")
    page.locator("#stand").wait_for()
    is_accessible(page)
    person.answered("**/plan/*", "525 bewoners verliezen de plek")
    asked_on(page, listed_workbench)


def asked_on(page, workbench):
    """Click a dot of the map twice: kept, then left out; then the plan is asked again without."""
    page.locator("#plankaart[data-klaar]").wait_for()
    dot = page.locator("#plankaart path[fill='#154f8a']").first
    dot.dispatch_event("click")
    assert page.locator("#kaart-zegt").inner_text().endswith(": houden")
    assert page.locator("[name=houden]:checked").count() == 1
    page.locator("#plankaart path[stroke='#1d2733'][stroke-width='4']").dispatch_event("click")
    assert page.locator("#kaart-zegt").inner_text().endswith(": weglaten")
    left_out = page.locator("[name=weg]:checked").get_attribute("value")
    first = page.url
    page.click("text=Vraag het plan opnieuw")
    page.wait_for_url(lambda url: "/plan/" in url and url != first, timeout=LONG_MS)
    assert page.locator(f"#houd-{left_out}").count() == 0
    page.fill("#titel", "Zonder die ene")
    page.click("text=Bewaar in het dossier")
    page.locator("text=Bewaard in het dossier.").wait_for()
    page.goto(f"{workbench.address}/plan/naast")
    page.select_option("#een", index=1)
    page.select_option("#ander", index=3)
    page.click("button >> text=Leg naast elkaar")
    page.locator("text=erbij: ").or_(page.locator("text=vervalt: ")).first.wait_for()
    is_accessible(page)


def test_a_stop_keeps_the_best_plan(at) -> None:
    person = at(1440)
    page = person.page
    person.click("nav >> text=Plan")
    page.check("[name=herstel]")
    person.fill("#anders", "10")
    person.click("text=Maak het plan")
    page.locator("text=Beste plan tot nu toe").wait_for(timeout=LONG_MS)
    person.click("text=Stop en bewaar het beste")
    person.answered("**/plan/*", "Het rekenen is gestopt.")
    assert page.locator("[name=houden]").count() > 10


def test_the_keyboard_alone_asks_who_is_short_and_finds_a_site(at) -> None:
    page = at(1440).page
    to(page, "Plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan")
    to(page, "", "zoek")
    page.keyboard.type("mijdrecht")
    page.keyboard.press("Enter")
    page.locator("#plekken table").wait_for(timeout=LONG_MS)
    assert page.url.endswith("/plan")  # Enter looks for a site and asks no plan
    to(page, "", name="houden")
    page.keyboard.press("Space")
    assert page.locator("[name=houden]:checked").count() == 1


def to(page, text, element_id="", name=""):
    """Press Tab until an element has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        words, found, called = page.evaluate(
            "(({textContent, id, name}) => [textContent.trim(), id, name || ''])"
            "(document.activeElement)"
        )
        if (
            (name and called == name)
            or (element_id and found == element_id)
            or (not name and not element_id and words == text)
        ):
            return
    pytest.fail(f"not reached by keyboard: {text or element_id or name}")
