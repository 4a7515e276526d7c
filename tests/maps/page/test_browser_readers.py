"""Readers with keys alone, with colours of their own and with letters of twice the size."""

import re
from importlib.resources import files

import pytest

from tests.maps import checks
from tests.maps.checks import until, visit

pytestmark = pytest.mark.browser

#: Where the focus is, in words that a failure can be read by.
FOCUS = """(() => { const e = document.activeElement;
  return [e.tagName, e.id, e.getAttribute('aria-label') ?? e.textContent].join(' '); })()"""
#: What tells by its colour: maps, their names and legends, bars, dots and letters.
COLOURED = (
    ".kaart *, .tekening *, .legenda :not(.vink, .vink *), .bord-kaart :not(.vink, .vink *), "
    ".bord-uitleg *, .stip, .vak, .balk, .balk *, .keuze-letter, .inplan, .meter-balk *, .strook *"
)


@pytest.fixture
def opened(browser, rendered):
    """Open a page of the small run; it is closed after the test."""
    seen = []

    def go(gm_code=None, **options):
        seen.append(visit(browser, rendered[gm_code], **options))
        return seen[-1].page

    yield go
    for one in seen:
        one.page.close()


@pytest.mark.parametrize(
    "chosen",
    [
        "#ranglijst-tabel tbody button >> nth=2", "#keuzes .waarom >> nth=1",
        "#moeders button >> nth=1", "#en-hier",
    ],
)  # fmt: skip
def test_who_closes_what_a_key_opened_is_back_where_the_key_was_pressed(opened, chosen):
    page = opened("GM9001")
    page.locator(chosen).focus()
    at = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "paneel-kop"
    page.keyboard.press("Escape")
    assert not page.locator("#paneel").is_visible()
    assert page.evaluate(FOCUS) == at


def test_the_focus_stays_on_what_draws_its_own_home_anew(opened):
    page = opened("GM9001")
    page.locator("#ranglijst-tabel tbody button").first.focus()
    page.keyboard.press("Enter")
    for button in page.locator("#paneel button:not(.sluiten)").all()[:2]:
        button.focus()
        at = page.evaluate(FOCUS)
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS) == at
    for chosen in (".sorteer >> nth=1", "#bladeren button >> nth=2", "#schuif-0"):
        page.keyboard.press("Escape")
        page.locator(chosen).focus()
        at = page.evaluate(FOCUS)
        page.keyboard.press("ArrowRight" if "schuif" in chosen else "Enter")
        assert page.evaluate(FOCUS) == at


def test_escape_shuts_the_menu_and_so_does_who_goes_on(opened):
    page = opened("GM9001")
    menu = page.locator(".menu summary")
    for key, focus in (("Escape", "SUMMARY"), ("Shift+Tab", "BUTTON")):
        menu.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(".menu[open]").count() == 1
        if key == "Shift+Tab":
            page.keyboard.press(key)  # onto the summary, which is of the menu
        page.keyboard.press(key)
        assert page.locator(".menu[open]").count() == 0
        assert page.evaluate("document.activeElement.tagName") == focus


def test_no_focus_lies_under_the_panel(opened):
    page = opened("GM9001")
    page.evaluate("State.set({site: View.top[0], hub: -1})")
    page.evaluate("document.getElementById('schuif-1').focus()")
    until(page, "document.getElementById('paneel').hidden")
    assert page.evaluate("document.activeElement.id") == "schuif-1"


def test_a_map_with_the_focus_shows_it_inside_the_frame_that_cuts_it(opened):
    page = opened("GM9001")
    ring = "getComputedStyle(document.querySelector('.kaart'), '::before').borderTopWidth"
    page.locator("#page_map").focus()
    page.keyboard.press("ArrowRight")  # the focus of a key, not of a click
    assert page.evaluate(ring) == "3px"
    page.keyboard.press("Tab")
    assert page.evaluate(ring) != "3px"


@pytest.mark.parametrize("gm_code", [None, "GM9001"])
def test_what_tells_by_its_colour_keeps_it_where_a_reader_has_other_colours(opened, gm_code):
    page = opened(gm_code)
    page.evaluate("State.set({site: View.top[0], hub: -1})")
    checks.keeps_its_colours(page, COLOURED, least=100)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("gm_code", [None, "GM9001"])
def test_with_letters_of_twice_the_size_nothing_leaves_the_window(opened, gm_code, width):
    page = opened(gm_code, width=width)
    letters = page.context.new_cdp_session(page)
    letters.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "28px"
    page.evaluate("document.querySelectorAll('.deel details').forEach(d => { d.open = true; })")
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window
    if width > 390:  # that leaves a telephone as much as one of 195 points
        checks.words_stay_whole(page)


def test_a_style_asks_how_many_letters_fit_and_not_how_many_points() -> None:
    """Who doubles the letters halves the page; a width in px did not know."""
    homes = [files("maps") / "assets" / "css", files("maps") / "templates",
             files("opvangkaart") / "app" / "assets"]  # fmt: skip
    sheets = [p for home in homes for p in home.iterdir() if p.name.endswith(".css")]
    asked = [
        f"{sheet.name}: {query}"
        for sheet in sheets
        for query in re.findall(r"@media[^{]*", sheet.read_text(encoding="utf-8"))
        if re.search(r"[0-9]px", query)
    ]
    assert len(sheets) > 6
    assert asked == []
