"""Plan and ledger in a real browser: read, choose, move the date, print; without a mouse too."""

import pytest

from tests.maps import checks
from tests.maps import synthetic_plan as made
from tests.maps.written import write_pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(make_result):
    return made.with_plan(make_result(cells=120))


@pytest.fixture(scope="module")
def pages(run, tmp_path_factory):
    return write_pages(run, tmp_path_factory.mktemp("plan"), [made.TOWN, made.OTHER, made.THIRD])


def cells(page, counter):
    return page.locator(f'#tellers [data-teller="{counter}"] :is(dd, td)').all_text_contents()


def to_day(page, day):
    page.fill("#tijd-datum", day)
    page.locator("#tijd-datum").blur()


@pytest.mark.parametrize(("gm_code", "width"), checks.ON_EACH_WIDTH)
def test_the_sections_fit_and_everyone_can_use_them(opened, gm_code, width):
    page = opened(gm_code, width=width).page
    checks.nothing_overlaps(page)
    page.evaluate("document.querySelectorAll('.deel details').forEach(d => { d.open = true; })")
    checks.is_accessible(page)
    checks.regions_differ(page)
    checks.words_stay_whole(page)
    checks.nothing_overlaps(page)


def test_the_date_slider_moves_by_day_and_the_total_is_the_regular_counter(opened):
    page = opened().page
    page.focus("#tijd-schuif")
    page.keyboard.press("Home")
    assert page.locator("#tijd-dag").inner_text() == "1 januari 2023"
    assert cells(page, "regulier")[:2] == ["590", "385"]
    assert cells(page, "cno")[0] == "120"
    assert "590 in gebruik van de 900: nog te realiseren 310" in page.inner_text("#telt-doel")
    page.keyboard.press("ArrowRight")
    assert page.locator("#tijd-dag").inner_text() == "2 januari 2023"
    assert page.get_attribute("#tijd-schuif", "aria-valuetext") == "2 januari 2023"
    page.keyboard.press("End")
    assert page.locator("#tijd-dag").inner_text() == "1 maart 2028"


def test_cno_leaves_its_counter_on_its_last_day_and_never_was_in_the_total(opened):
    page = opened().page
    shown = {}
    for day in ("31-12-2023", "1-1-2024", "30-6-2024", "1-7-2024", "1-1-2025"):
        to_day(page, day)
        shown[day] = (cells(page, "regulier")[0], cells(page, "cno")[0])
        assert shown[day][0] in page.inner_text("#telt-doel")
    assert shown == {
        "31-12-2023": ("590", "120"), "1-1-2024": ("690", "120"), "30-6-2024": ("690", "120"),
        "1-7-2024": ("690", "0"), "1-1-2025": ("590", "0"),
    }  # fmt: skip
    to_day(page, "30-6-2024")
    assert "Zij eindigt (deels) op 1-7-2024." in page.inner_text("#telt-cno")


def test_a_day_that_cannot_be_read_says_how_to_write_one(opened):
    page = opened().page
    for nonsense in ("31-2-2024", "2024", "morgen"):
        page.fill("#tijd-datum", nonsense)
        assert "Schrijf een dag als" in page.inner_text("#tijd-fout")
    page.locator("#tijd-datum").blur()
    assert page.locator("#tijd-fout").is_hidden()
    assert page.input_value("#tijd-datum") == "1-11-2026"


def test_the_buttons_step_from_change_to_change(opened):
    page = opened(made.THIRD).page
    days = []
    for _ in range(4):
        page.click("#tijd-terug")
        days.append(page.inner_text("#tijd-dag"))
    assert days == ["1 januari 2025", "1 juli 2024", "1 januari 2024", "1 januari 2023"]
    assert page.get_attribute("#tijd-terug", "aria-disabled") == "true"
    page.click("#tijd-verder")
    assert page.inner_text("#tijd-dag") == "1 januari 2024"


def test_unknown_stays_unknown_on_every_day(opened):
    page = opened().page
    for day in ("1-1-2023", "1-3-2028"):
        to_day(page, day)
        assert cells(page, "oekraine")[0] == "onbekend"
        assert cells(page, "amv") == ["onbekend", "0", "0", "2 regels"]


def ink_on_lines(page):
    """Return how dark the canvas is along each spoke, sampled in the middle of its dashes."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector('canvas.plekken');
          const edge = canvas.getBoundingClientRect();
          const ratio = canvas.width / edge.width;
          const home = document.querySelector('#page_map').getBoundingClientRect();
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return SiteMap.spokes().map(line => {
            const a = page_map.latLngToContainerPoint([Data.lat(line.row), Data.lon(line.row)]);
            const hub = Data.hubs[line.hub];
            const b = page_map.latLngToContainerPoint([hub.lat, hub.lon]);
            let dark = 0;
            for (let k = 0; k <= 400; k += 1) {
              const x = (a.x + (b.x - a.x) * k / 400 + home.left - edge.left) * ratio;
              const y = (a.y + (b.y - a.y) * k / 400 + home.top - edge.top) * ratio;
              const p = 4 * (Math.round(y) * canvas.width + Math.round(x));
              if (data[p + 3] > 200 && data[p] < 110) dark += 1;
            }
            return dark / 401;
          });
        }"""
    )


def test_a_plan_run_opens_with_its_best_plan_and_a_choice_draws_its_line_with_minutes(opened):
    page = opened().page
    assert page.evaluate("Data.plan[State.now.plan].name") == "beste plan"
    letters = page.locator(".naam-plan").all_text_contents()
    assert sorted(letters) == page.evaluate("[...Data.plan[State.now.plan].letters].sort()")
    assert page.evaluate("SiteMap.spokes()") == []  # a line belongs to what was chosen
    plan = page.evaluate("Data.plan[State.now.plan]")
    for row, minutes, team in zip(plan["sites"], plan["min"], plan["team"], strict=True):
        page.evaluate(f"State.set({{site: {row}}})")
        assert page.evaluate("SiteMap.spokes()[0].dashed") == (team == "1")  # and only then
        ends = page.locator(".naam-moeder, .naam-rand").all_text_contents()
        assert [text for text in ends if text.endswith(f", {minutes} min")]
    (share,) = ink_on_lines(page)
    assert share > 0.35  # a line of dashes is dark for half its length
    assert "leunt er niet op; soms komt een mobiel team" in page.inner_text(".legenda")
    page.select_option("#kaart-plan", label="geen")
    assert page.locator("#legenda-plan").is_hidden()


def test_a_new_hub_has_its_own_mark_and_word_and_goes_with_its_plan(opened):
    page = opened().page
    assert page.locator(".naam-nieuw").all_text_contents() == ["N"]
    named = page.evaluate("Data.hubs.filter(h => h.isNew).map(h => h.label)")
    assert named == ["Nieuwe hub in Cromstrijen (aanname)"]
    assert "nieuwe hub, een aanname" in page.inner_text("#legenda-plan")
    page.select_option("#kaart-plan", label="minder locaties")
    assert page.locator(".naam-nieuw").count() == 0
    assert "Nieuwe hub" not in page.inner_text("#moeders")


def test_choosing_another_plan_on_the_map_opens_its_text_and_says_so(opened):
    page = opened(made.TOWN).page
    assert page.inner_text("#plan-op-kaart") == "Op de kaart staat nu: beste plan."
    page.select_option("#kaart-plan", label="minder locaties")
    assert page.inner_text("#plan-op-kaart") == "Op de kaart staat nu: minder locaties."
    opened_now = page.locator(".planblok[open] > summary").all_text_contents()
    assert opened_now == ["Ander plan: minder locaties (6,9% minder goed, 67% andere locaties)"]
    page.locator(".planblok > summary").first.click()
    page.locator(".planblok").first.locator(".naar-kaart").click()
    assert page.evaluate("Data.plan[State.now.plan].name") == "beste plan"
    assert page.evaluate("State.now.plan") == page.evaluate("State.start.plan")


def test_a_site_of_the_plan_leads_to_the_map_and_its_panel(opened, run):
    page = opened(made.TOWN).page
    site = made.chosen_sites(run)["team"]
    page.click(f'.planblok[open] button[data-plek="{site}"]')
    assert page.evaluate("Data.sites.id[State.now.site]") == site
    assert "met een mobiel team van AZC" in page.inner_text("#paneel")


def test_the_way_to_a_section_keeps_what_the_reader_chose(opened):
    page = opened(made.TOWN).page
    page.evaluate("State.set({site: 0, leans: 'ok'})")
    page.click('[data-naar="weten-niet"]')
    assert page.evaluate("document.activeElement.id") == "weten-niet"
    assert page.evaluate("State.now.leans") == "ok"
    checks.until(page, "document.getElementById('paneel').hidden")  # it lay over the section


def test_paper_has_the_plan_the_key_dates_and_the_letters(opened):
    page = opened(made.TOWN).page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    text = page.inner_text("body")
    for said in ("passen in Aarveen 140 plekken", "mobiel team van AZC", "1-7-2024",
                 "Herstel: 1 nieuwe locatie."):  # fmt: skip
        assert said in text
    assert "Vorige wijziging" not in text
    assert {"A", "B"} <= set(page.locator("#tekening text").all_text_contents())
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("details.op-papier[open]").count() == 0


def test_without_javascript_the_numbers_are_there(opened):
    page = opened(made.TOWN, script=False).page
    text = page.inner_text("body")
    assert "In dit rekenvoorbeeld passen in Aarveen 140 plekken, op 2 locaties." in text
    assert "12 min fietsen" in text
    assert "Apart geteld, nooit in het totaal" in text
    assert page.locator("#tijd").is_hidden()
    assert page.locator(".naar-kaart").first.is_hidden()


def test_the_keyboard_reaches_everything_in_the_sections(opened):
    checks.keyboard_reaches_all(opened(made.TOWN).page)
