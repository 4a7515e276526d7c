"""The page of a whole area and the background, in a real browser with the network cut."""

from dataclasses import dataclass, field

import pytest

from tests.maps import checks
from tests.maps import synthetic_plan as made
from tests.maps.checks import PIXEL
from tests.maps.written import write_pages

pytestmark = pytest.mark.browser
#: Its tiles are asked for, and fail.
NOISY = True
TILES = "https://service.pdok.nl"


@pytest.fixture(scope="module")
def pages(make_result, tmp_path_factory):
    run = made.with_plan(make_result(cells=60))
    return write_pages(run, tmp_path_factory.mktemp("province"), [made.TOWN])


def names(page):
    return page.locator("#bord tbody th").all_inner_texts()


def cell(page, gm_code, key):
    return page.locator(f'#bord tbody [data-gm="{gm_code}"] .bk-{key}').inner_text()


@pytest.mark.parametrize("width", [1440, 1024, 820, 390, 320])
def test_the_scoreboard_fits_and_everyone_can_use_it(opened, width):
    seen = opened(width=width)
    checks.nothing_overlaps(seen.page)
    wide = seen.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    if width in (1440, 390):
        checks.is_accessible(seen.page)
    if width >= 390:  # who does what: up to this column nobody has to scroll
        told = seen.page.locator("#bord thead .bk-in_plan").first.bounding_box(timeout=5000)
        assert told["x"] + told["width"] <= width - 16
    seen.page.click(".menu summary")
    menu = seen.page.locator(".menu ul").bounding_box()
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= width
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    checks.is_quiet(seen)


def test_a_map_squeezed_to_nothing_comes_back(opened):
    seen = opened()
    for height in ("8px", "0px", "400px"):
        seen.page.evaluate("h => { page_map.getContainer().style.height = h; }", height)
        seen.page.wait_for_function(
            "h => page_map.getContainer().clientHeight === parseInt(h)", arg=height
        )
        seen.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
    assert seen.page.evaluate("Number.isFinite(page_map.getZoom())")
    checks.is_quiet(seen)


def test_a_head_sorts_by_keyboard_and_the_address_keeps_it(opened):
    seen = opened()
    page = seen.page
    first = names(page)
    assert first[-1] == "Cromstrijen"  # nothing more to do
    page.focus('#bord [data-bord="name"] button')
    page.keyboard.press("Enter")
    assert names(page) == sorted(first)
    assert page.get_attribute('#bord [data-bord="name"]', "aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert names(page) == sorted(first, reverse=True)
    checks.until(page, "location.hash.includes('bord=-name')")
    page.reload()
    assert names(page) == sorted(first, reverse=True)


def test_another_plan_changes_two_columns_the_sum_and_the_headline(opened):
    page = opened().page
    before = page.inner_text("#kop-dan")
    assert (cell(page, made.TOWN, "in_plan"), cell(page, made.TOWN, "left")) == ("140", "50")
    page.select_option("#kaart-plan", label="minder locaties")
    assert (cell(page, made.TOWN, "in_plan"), cell(page, made.TOWN, "left")) == ("60", "90")
    assert (cell(page, made.OTHER, "in_plan"), cell(page, made.OTHER, "left")) == ("90", "60")
    assert page.inner_text("#bord tfoot .bk-in_plan") == "150"
    assert page.inner_text("#kop-dan") != before
    page.select_option("#kaart-plan", label="geen")
    assert page.locator("#bord .bk-in_plan").first.is_hidden()
    assert cell(page, made.TOWN, "to_realise") == "150"


def test_a_row_leads_to_the_page_of_its_gemeente_with_the_keyboard(opened):
    page = opened().page
    page.focus(f'#bord [data-gm="{made.TOWN}"] a')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "gemeente-aarveen" in page.url
    assert "Aarveen" in page.inner_text("h1")


def test_the_colours_lie_on_the_map_with_sites_when_asked(opened):
    seen = opened()
    page = seen.page
    assert page.locator(".leaflet-bord-pane path").count() == 0
    page.check("#kaart-bord")
    assert page.locator(".leaflet-bord-pane path").count() == 6
    page.uncheck("#kaart-bord")
    assert page.locator(".leaflet-bord-pane path").count() == 0
    checks.is_quiet(seen)


def test_without_script_map_table_and_links_are_there(opened):
    page = opened(script=False).page
    assert page.locator(".bord-svg a").count() == 1
    assert page.locator(f'#bord [data-gm="{made.TOWN}"] a').count() == 1
    assert page.locator("#bord tbody tr").count() == 6
    assert page.locator("#bord thead").inner_text().startswith("Gemeente")


def test_the_list_marks_what_the_plan_has_and_can_show_only_that(opened):
    page = opened(made.TOWN).page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.check("#filter-inplan")
    letters = page.locator("#ranglijst-tabel .inplan").all_text_contents()
    assert letters == ["A in dit plan", "B in dit plan"]
    assert page.locator("#ranglijst-tabel tr[data-site]").count() == 2
    page.select_option("#kaart-plan", label="minder locaties")
    assert page.locator("#ranglijst-tabel tr[data-site]").count() == 1
    checks.until(page, "location.hash.includes('inplan=1')")


@dataclass
class Server:
    """What the host of the tiles does: "up", "down", "404", "slow" or "half"."""

    mood: str = "up"
    asked: int = 0
    waiting: list = field(default_factory=list)

    def answer(self, route) -> None:
        self.asked += 1
        fails = self.mood == "down" or (self.mood == "half" and self.asked % 2)
        if self.mood == "slow":
            self.waiting.append(route)
        elif fails:
            route.abort()
        elif self.mood == "404":
            route.fulfill(status=404, body="")
        else:
            route.fulfill(body=PIXEL, content_type="image/png")


@pytest.fixture
def with_tiles(opened):
    def go(mood):
        page = opened(made.TOWN).page
        server = Server(mood)
        page.route(f"{TILES}/**", server.answer)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        return page, server

    return go


def said(page):
    return page.locator("#achtergrond-bericht").text_content()


def land(page):
    """Return how many pieces of the page's own land can be seen."""
    return page.evaluate(
        """[...document.querySelectorAll('.leaflet-ondergrond-pane path')].filter(
             p => p.getAttribute('fill-opacity') !== '0').length"""
    )


@pytest.mark.parametrize("mood", ["down", "404"])
def test_a_background_that_fails_says_so_and_the_land_is_back_and_it_works_again(with_tiles, mood):
    page, server = with_tiles(mood)
    before = land(page)
    page.click("#achtergrond")
    checks.until(page, "!document.getElementById('achtergrond-bericht').hidden")
    assert said(page).startswith("De achtergrondkaart is niet bereikbaar; u ziet de gewone kaart.")
    assert page.get_attribute("#achtergrond", "aria-pressed") == "false"
    assert page.locator(".leaflet-achtergrond-pane img").count() == 0
    assert land(page) == before > 0
    server.mood = "up"
    page.click("#achtergrond")
    checks.until(page, "document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    checks.until(page, "document.getElementById('achtergrond-bericht').hidden")
    assert page.get_attribute("#achtergrond", "aria-pressed") == "true"
    assert land(page) == before


def test_a_background_that_keeps_still_is_given_up(with_tiles):
    page, server = with_tiles("slow")
    page.clock.install()
    page.click("#achtergrond")
    checks.until(page, "document.querySelectorAll('.leaflet-achtergrond-pane img').length > 0")
    page.clock.fast_forward(9_000)
    assert said(page) == ""
    page.clock.fast_forward(2_000)
    assert said(page).startswith("De achtergrondkaart is niet bereikbaar")
    assert page.locator(".leaflet-achtergrond-pane img").count() == 0
    for route in server.waiting:
        route.abort()


def test_a_background_with_holes_shows_the_land_there_and_says_so(with_tiles):
    page, _ = with_tiles("half")
    page.click("#achtergrond")
    checks.until(page, "!document.getElementById('achtergrond-bericht').hidden")
    assert said(page).startswith("Een deel van de achtergrondkaart is niet geladen")
    hidden = page.locator(".leaflet-achtergrond-pane img").evaluate_all(
        "all => all.filter(one => one.style.visibility === 'hidden').length"
    )
    assert hidden > 0
    page.click("#achtergrond")
    assert said(page) == ""


def test_a_connection_that_is_lost_later_brings_the_land_back(with_tiles):
    page, server = with_tiles("up")
    page.click("#achtergrond")
    checks.until(page, "document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    server.mood = "down"
    page.evaluate("page_map.setView([52.9, 5.9], 15)")
    checks.until(page, "!document.getElementById('achtergrond-bericht').hidden")
    assert page.get_attribute("#achtergrond", "aria-pressed") == "false"
