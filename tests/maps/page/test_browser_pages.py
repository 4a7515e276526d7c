"""Every page in a real browser with the network cut: quiet, accessible, live, printable."""

import json

import pytest

from maps.base.backdrop import BACKDROPS
from maps.page.packing import unpacked
from tests.maps import checks
from tests.maps.checks import WIDTHS, visit

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, rendered):
    """Open a page of the small run; it is closed after the test."""
    seen = []

    def go(gm_code=None, **options):
        seen.append(visit(browser, rendered[gm_code], **options))
        return seen[-1]

    yield go
    for one in seen:
        one.page.close()


@pytest.mark.parametrize(("gm_code", "width"), checks.ON_EACH_WIDTH)
def test_a_page_asks_nothing_says_nothing_and_everyone_can_use_it(opened, gm_code, width):
    seen = opened(gm_code, width=width)
    checks.nothing_overlaps(seen.page)
    seen.page.evaluate("State.set({site: -1, hub: 0})")
    if width == WIDTHS[0]:
        checks.is_accessible(seen.page)
    checks.nothing_overlaps(seen.page)
    seen.page.evaluate("State.set({site: View.top[1], hub: -1, facilities: 'alle'})")
    checks.is_accessible(seen.page)
    checks.is_quiet(seen)


@pytest.mark.parametrize(
    "gm_code",
    [None, "GM9001", *(pytest.param(one, marks=pytest.mark.slow) for one in ("GM9002", "GM9003"))],
)
def test_after_any_slider_position_the_order_is_that_of_python(opened, result, gm_code):
    page = opened(gm_code).page
    start = [criterion.weight for criterion in result.scenario.criteria]
    checks.ranks_like_python(page, result, gm_code, [start, *checks.positions(result)])


@pytest.mark.parametrize(("gm_code", "width"), [(None, 1440), ("GM9001", 1440), ("GM9001", 320)])
def test_the_canvas_shows_each_site_where_it_lies_in_the_colour_of_its_class(
    opened, gm_code, width
):
    checks.points_are_drawn(opened(gm_code, width=width).page)


@pytest.mark.parametrize("width", [1440, 320])
def test_the_keyboard_reaches_everything_and_leaves_the_map(opened, width):
    page = opened("GM9001", width=width).page
    checks.keyboard_reaches_all(page)


def test_the_skip_link_comes_first_and_leads_to_the_ranking(opened):
    page = opened("GM9001").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de ranglijst"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#ranglijst'))")


@pytest.mark.parametrize("gm_code", [None, "GM9001"])
def test_paper_gets_a_vector_map_with_borders_weights_and_the_best_twenty(opened, gm_code):
    page = opened(gm_code).page
    checks.prints_a_whole_map(page)


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_paper_follows_the_state_of_the_screen(opened, paper):
    page = opened("GM9001").page
    before = page.evaluate("document.querySelector('#papier-tabel').textContent")
    checks.set_weights(page, [0, 0, 0, 50, 0, 0, 0, 50, 0])
    pdf = page.pdf(format=paper)
    after = page.evaluate("document.querySelector('#papier-tabel').textContent")
    assert pdf.startswith(b"%PDF")
    assert after != before
    assert "Huisarts: 50 (50%)" in page.evaluate(
        "document.querySelector('#papier-weging').textContent"
    )
    numbers = page.evaluate(
        "[...document.querySelectorAll('#tekening .m-badges text')].map(t => t.textContent)"
    )
    assert numbers[0] == "1"


@pytest.mark.parametrize("gm_code", [None, "GM9001"])
def test_without_javascript_the_best_25_and_a_map_are_there(opened, rendered, gm_code):
    page = opened(gm_code, script=False).page
    assert page.locator("#ranglijst-tabel tbody tr[data-site]").count() == 25
    checks.groups_are_headed(page)
    assert page.locator("#tekening svg").is_visible()
    assert not page.locator("#weging").is_visible()
    assert "Zonder JavaScript" in rendered[gm_code].read_text(encoding="utf-8")


def test_a_choice_survives_in_the_address_and_begin_values_take_it_back(opened):
    page = opened("GM9001").page
    weights = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    checks.set_weights(page, weights)
    page.evaluate("State.set({site: View.top[0], leans: 'ok'})")
    checks.until(page, "/w=1_2_3_4_5_6_7_8_9&.*leunt=ok.*plek=/.test(location.hash)")
    address = page.evaluate("location.hash")
    again = opened("GM9001", fragment=address).page
    assert again.evaluate("State.now.weights") == weights
    assert again.locator("#paneel h2").is_visible()
    assert again.evaluate("document.getElementById('filter-leunt').value") == "ok"
    again.evaluate("document.getElementById('beginwaarden').click()")  # it lies under the panel
    assert again.evaluate("State.now.weights") == again.evaluate("State.start.weights")
    assert not again.locator("#paneel").is_visible()
    checks.until(again, "location.hash === ''")


def test_the_address_remembers_where_the_reader_looks(opened):
    page = opened("GM9001").page
    page.click(".leaflet-control-zoom-in")
    checks.until(page, "location.hash.includes('kaart=')")
    zoom, address = page.evaluate("[page_map.getZoom(), location.hash]")
    assert opened("GM9001", fragment=address).page.evaluate("page_map.getZoom()") == zoom
    page.click("#beginwaarden")
    checks.until(page, "location.hash === ''")
    assert page.evaluate("page_map.getZoom()") < zoom


@pytest.mark.parametrize(
    "fragment",
    [
        "#w=1_2&plek=bestaat-niet&moeder=x&gm=Nergens&leunt=misschien&sorteer=alles&plan=99",
        "#w=1_2_3_4_5_6_7_8",
        "#w=a_b_c_d_e_f_g_h_i&plekken=-5&binnen=1e9&pagina=-3&vervoer=raket&kring=2",
        "#w=NaN_1_1_1_1_1_1_1_1&plekken=%3Cscript%3E&voorzieningen=%F0%9F%92%A5&reistijd=niets",
        "#%E0%A4%A&&&===?w",
        "#kaart=52_5",
        "#kaart=999_5_10",
        "#kaart=x_y_z",
    ],
)
def test_nonsense_in_the_address_is_ignored(opened, fragment):
    seen = opened("GM9001", fragment=fragment)
    assert seen.page.evaluate("State.now.weights.join() === State.start.weights.join()")
    assert seen.page.locator("#ranglijst-tabel tbody tr[data-site]").count() == 25
    checks.groups_are_headed(seen.page)
    assert seen.page.evaluate("State.now.site") == -1
    checks.is_quiet(seen)


def test_filters_narrow_table_and_map_alike(opened):
    page = opened(None).page
    page.select_option("#filter-leunt", "ok")
    rows = checks.table_rows(page)
    assert 0 < len(rows) < page.evaluate("Data.count")
    assert page.evaluate("View.shown.every(i => Data.state(i) === 'ok')")
    assert page.evaluate("View.visible.reduce((a, b) => a + b)") == len(rows)
    page.select_option("#filter-leunt", "")
    page.select_option("#filter-gemeente", "Aarveen")
    assert page.evaluate("View.shown.every(i => Unpack.word(Data.sites.gm, i) === 'Aarveen')")
    page.select_option("#filter-gemeente", "")
    page.select_option("#filter-vervoer", "bike")
    page.fill("#filter-binnen", "20")
    near = len(checks.table_rows(page))
    page.fill("#filter-binnen", "40")
    assert 0 < near < len(checks.table_rows(page))
    page.select_option("#filter-vervoer", "")
    page.fill("#filter-plekken", "150")
    assert page.evaluate("View.shown.every(i => Data.sites.places[i] >= 150)")
    page.fill("#filter-plekken", "0")
    page.select_option("#filter-status", "in onderzoek")
    assert len(checks.table_rows(page)) == 3
    assert "3 van" in page.locator("#aantal").text_content()


def test_table_and_map_choose_the_same_site(opened):
    page = opened("GM9001").page
    page.locator("#ranglijst-tabel tbody button").nth(2).click()
    chosen = page.locator("#ranglijst-tabel tr.gekozen")
    name = chosen.locator("th").text_content()
    assert page.locator("#paneel h2").text_content() == name
    assert chosen.locator("button").get_attribute("aria-current") == "true"
    row = page.evaluate("View.top[0]")
    page.evaluate("State.set({site: -1})")
    at = page.evaluate(
        """row => { const p = page_map.latLngToContainerPoint([Data.lat(row), Data.lon(row)]);
             const r = document.querySelector('#page_map').getBoundingClientRect();
             return [p.x + r.left, p.y + r.top]; }""",
        row,
    )
    page.mouse.click(*at)
    assert page.evaluate("State.now.site") == row
    assert page.locator("#ranglijst-tabel tr.gekozen td").first.text_content() == "1"


def test_the_panel_gives_bars_named_places_verdict_and_rank_range(opened, result):
    page = opened("GM9001").page
    page.evaluate("State.set({site: View.top[0]})")
    text = page.locator("#paneel").inner_text()
    for said in (
        "Kan ",
        "min",
        "gemodelleerd",
        "Verandert weinig bij andere gewichten.",  # the rank range, in the sentence of its table
        "Per functie",
        "School en ISK",
        "\N{MULTIPLICATION SIGN}",
    ):
        assert said in text
    assert page.locator("#paneel .balken > li").count() == len(result.scenario.criteria)
    crossing = page.evaluate(
        "[...Array(Data.count).keys()].find(i => Data.sites.flags.some(f => f[i] & 1))"
    )
    page.evaluate("i => State.set({site: i})", crossing)
    assert "in gemeente " in page.locator("#paneel").inner_text()


def test_the_hub_panel_shows_spokes_accuracy_room_and_date(opened):
    page = opened(None).page
    page.locator("#moeders button").nth(2).click()
    text = page.locator("#paneel").inner_text()
    assert "± 3 km" in text
    assert "onbekend, nog te bevestigen" in text
    assert "Peildatum" in text
    assert "min fietsen" in text
    assert page.locator("#paneel .spaken li").count() > 0
    assert page.locator("path.leaflet-interactive").count() == 0


def test_a_click_beside_any_site_asks_the_nearest_search_cell(opened):
    page = opened("GM9001").page
    page.click("#en-hier")  # the way without a mouse: the middle of the map
    assert "En hier?" in page.locator("#paneel").inner_text()
    page.evaluate("State.set({site: -1})")
    spot = page.evaluate(
        """() => { const r = document.querySelector('#page_map').getBoundingClientRect();
             for (let x = 150; x < r.width - 150; x += 7) for (let y = 150; y < r.height; y += 7) {
               const on = document.elementFromPoint(r.left + x, r.top + y);
               const free = [...Array(Data.count).keys()].every(i => page_map
                 .latLngToContainerPoint([Data.lat(i), Data.lon(i)]).distanceTo([x, y]) > 20);
               if (free && on && !on.closest('.naam')) return [x, y, r.left + x, r.top + y];
             } }"""
    )
    page.mouse.click(*spot[2:])
    text = page.locator("#paneel").inner_text()
    assert "En hier?" in text
    assert "Kan " in text
    row = page.evaluate("State.now.site")
    nearest = page.evaluate(
        """([x, y]) => { const c = page_map.containerPointToLatLng([x, y]);
             let best = -1, least = 1e12;
             for (let i = 0; i < Data.count; i += 1) {
               const d = page_map.distance(c, [Data.lat(i), Data.lon(i)]);
               if (Data.isCell(i) && d < least) { best = i; least = d; } }
             return best; }""",
        spot[:2],
    )
    assert row == nearest


def test_travel_time_areas_and_plans_can_be_switched_on(opened):
    page = opened(None).page
    page.select_option("#kaart-reistijd", "fietsen 30")
    assert page.locator(".leaflet-reistijd-pane path").count() == 3
    page.select_option("#kaart-plan", label="Plan A")
    assert page.locator(".naam-plan").count() == page.evaluate("Data.plan[0].sites.length")
    page.select_option("#kaart-plan", "")
    page.select_option("#kaart-reistijd", "")
    assert page.locator(".leaflet-reistijd-pane path").count() == 0


def test_the_table_sorts_both_ways_and_puts_the_unknown_last(opened):
    page = opened(None).page
    page.locator("th[data-sort=min] button").click()
    ascending = page.evaluate(
        "[...document.querySelectorAll('#ranglijst-tabel tbody tr')].map(r => r.dataset.site)"
    )
    minutes = page.evaluate("ids => ids.map(id => Data.sites.min[Data.rowOf.get(id)])", ascending)
    assert minutes == sorted(minutes)
    assert page.get_attribute("th[data-sort=min]", "aria-sort") == "ascending"
    page.locator("th[data-sort=places] button").click()
    page.locator("th[data-sort=places] button").click()
    first = page.locator("#ranglijst-tabel tbody tr").first.locator("td.getal.smal-weg")
    assert first.text_content() == str(page.evaluate("Math.max(...Data.sites.places)"))


def test_the_background_map_asks_one_host_and_only_after_the_button(opened):
    seen = opened("GM9001", allow=BACKDROPS["pdok"].host)
    assert seen.requests == []
    seen.page.click("#achtergrond")
    checks.until(seen.page, "document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    seen.page.evaluate("page_map.setZoom(page_map.getZoom() + 2)")
    seen.page.wait_for_timeout(300)
    seen.page.click("#achtergrond")
    assert seen.requests
    assert all(url.startswith(BACKDROPS["pdok"].host + "/brt/") for url in seen.requests)
    assert seen.violations() == []
    assert seen.console == []


def test_pictures_of_the_data_are_not_in_reach_of_other_pages(opened):
    page = opened("GM9001").page
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    blocked = page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.in = 1';
             document.body.append(s); return window.in === undefined; }"""
    )
    assert blocked


def test_the_page_reports_its_own_numbers_as_json_without_surprises(opened):
    data = opened(None).page.evaluate("document.getElementById('gegevens').textContent")
    assert "<" not in data
    assert unpacked(json.loads(data))["page"]["area"] == "provincie Utrecht"
