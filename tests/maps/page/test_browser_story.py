"""Five questions of an alderman, each answered on the first screen or one click away, by keyboard.

Every check fails on a page that was broken on purpose.
"""

import re
from dataclasses import replace

import pytest

from maps.content.page import page_contents
from maps.page.render import render_page
from tests.maps import checks
from tests.maps import synthetic_plan as made
from tests.maps.checks import rehash, visit
from tests.maps.readability import (
    answers_well,
    ease_of,
    fits_the_fold,
    reads_well,
    sentences_of,
    unexplained,
    words_of,
)

CARD_WORDS = 120
MOST_STOPS = 80

in_browser = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(make_result):
    """Return pages as text: with a plan (its own gemeente, one without a site), and without."""
    run = made.with_plan(make_result(cells=120))
    rows = run.ledger.rows
    ending = rows["until_date"].mask(rows["until_date"].isna(), "2028-05-01")
    run = replace(run, ledger=replace(run.ledger, rows=rows.assign(until_date=ending)))
    planned = {c.gm_code: c for c in page_contents(run, [made.TOWN, made.THIRD])}
    bare = {c.gm_code: c for c in page_contents(replace(run, plan=None), [made.TOWN])}
    return {
        "plan": render_page(planned[made.TOWN]),
        "ends": render_page(planned[made.THIRD]),
        "area": render_page(planned[None]),
        "bare": render_page(bare[made.TOWN]),
    }


@pytest.fixture
def opened(browser, tmp_path):
    seen = []

    def go(html, **options):
        path = tmp_path / f"pagina-{len(seen)}.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        seen.append(visit(browser, path, as_made=True, **options))
        return seen[-1].page

    yield go
    for one in seen:
        one.page.close()


def on_screen(page, selector: str) -> str:
    """Return the text of what is wholly on the first screen; empty where it is not."""
    return page.evaluate(
        """selector => {
          const e = document.querySelector(selector);
          if (!e || !e.checkVisibility()) return '';
          const r = e.getBoundingClientRect();
          return r.top >= 0 && r.bottom <= window.innerHeight && r.width ? e.innerText : '';
        }""",
        selector,
    )


def tab_to(page, selector: str) -> None:
    """Walk with Tab until the focus is on what a selector finds."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    msg = f"the keyboard does not reach {selector}"
    raise AssertionError(msg)


def asks_what(page) -> None:
    """Answer "Wat wordt van ons gevraagd?": headline and first figure stand on the first screen."""
    said = on_screen(page, "h1")
    assert "150" in said
    assert "150" in on_screen(page, ".drie-cijfers")


def asks_where_and_why(page) -> None:
    """Answer "Wat is de beste plek en waarom?": the first card, and one key for the reason."""
    name = on_screen(page, ".keuze:first-child h3")
    assert name
    tab_to(page, ".keuze:first-child .waarom")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "paneel-kop"
    text = page.inner_text("#paneel")
    assert text.startswith(("Sluiten", name))
    assert "Waar de score uit bestaat" in text
    assert "\N{MULTIPLICATION SIGN}" in text
    page.keyboard.press("Escape")
    assert page.locator("#paneel").is_hidden()
    assert page.evaluate("document.activeElement.matches('.keuze:first-child .waarom')")


def asks_what_coa_confirms(page) -> None:
    """Answer "Wat moet COA nog bevestigen?": on the card who, and under the cards what."""
    cards = page.locator(".keuze-nodig").all_text_contents()
    assert any("COA" in text for text in cards)
    assert "COA moet nog bevestigen:" in page.inner_text("#keuze-opvang")
    assert page.locator("#opvang-lijst li").count() >= 1


def asks_what_ends_in_2028(page) -> None:
    """Answer "Wat gebeurt er in 2028?": the figure and the bar name the day and the places."""
    assert "2028" in on_screen(page, ".drie-cijfers")
    assert "2028 stoppen er" in on_screen(page, "#verhaal-balk-tekst")
    assert page.locator("#verhaal-balk .m-einde").count() == 1


def asks_what_if_a_goes(page) -> None:
    """Answer "En als plek A wegvalt?": one key on card A; the plan has a repair for B alone."""
    assert on_screen(page, ".keuze:first-child .keuze-letter") == "A"
    for place, said in (("first", "Wat er gebeurt"), ("last", "Herstel: 1 nieuwe locatie.")):
        tab_to(page, f".keuze:{place}-child .waarom")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert said in page.inner_text(f".keuze:{place}-child .keuze-gevolg")


def answers_shortly(page) -> None:
    """On a telephone the card of a site slides up: it scrolls nobody away and is short."""
    page.evaluate("State.set({site: View.top[0]})")
    assert page.evaluate("window.scrollY") == 0
    box = page.locator("#paneel").bounding_box()
    assert box["y"] > 0.4 * page.viewport_size["height"]
    assert box["y"] + box["height"] <= page.viewport_size["height"] + 1
    shown = page.evaluate(
        """() => [...document.querySelectorAll('#paneel > :not(details)')]
             .map(e => e.innerText).join(' ').split(/\\s+/).length"""
    )
    assert shown < CARD_WORDS
    assert not page.locator("#paneel details.meer").get_attribute("open")


def starts_with_the_answer(page) -> None:
    """On a telephone: headline, map at 60 % of the screen, and the first choice."""
    high = page.viewport_size["height"]
    tops = page.evaluate(
        """() => ['h1 .kop-eerst', '.kaart', '.keuze h3'].map(s => {
             const r = document.querySelector(s).getBoundingClientRect();
             return [r.top, r.bottom];
           })"""
    )
    (_, head), (top, bottom), (_, choice) = tops
    assert head <= top
    assert bottom - top == pytest.approx(0.6 * high, abs=2)
    assert bottom < choice <= high


def cards_follow(page) -> None:
    """Cards are dealt anew with the weights, and two stand side by side, kept in the address."""
    page.evaluate("State.set({plan: -1})")
    before = page.locator("#keuzes").inner_text()
    page.evaluate("State.set({weights: State.start.weights.map((w, i) => (i === 5 ? 50 : 0))})")
    assert page.locator("#keuzes").inner_text() != before
    for place in (0, 1):
        page.locator(".keuze-knoppen button[aria-pressed]").nth(place).click()
    assert page.locator("#vergelijking thead th").count() == 2
    checks.until(page, "location.hash.includes('vergelijk=')")


QUESTIONS = {
    "wat wordt van ons gevraagd?": ("plan", asks_what),
    "wat is de beste plek en waarom?": ("bare", asks_where_and_why),
    "wat moet COA nog bevestigen?": ("plan", asks_what_coa_confirms),
    "wat gebeurt er in 2028?": ("ends", asks_what_ends_in_2028),
    "en als plek A wegvalt?": ("plan", asks_what_if_a_goes),
}

#: What each check is about, broken: where the page says it, and what then stands there.
BROKEN = {
    "wat wordt van ons gevraagd?": (r"<h1 id.*?</h1>", "<h1>Zoekgebieden</h1>"),
    "wat is de beste plek en waarom?": (
        r'class: "waarom",', 'class: "waarom", tabindex: "-1",'
    ),
    "wat moet COA nog bevestigen?": (r'put\("opvang-kop", reception\)', 'put("opvang-kop", "")'),
    "wat gebeurt er in 2028?": (r"drawBar\(view\);", "drawBar({ ...view, marks: [] });"),
    "en als plek A wegvalt?": (
        r"said\.hidden = !said\.hidden;", "said.hidden = true;"
    ),
}  # fmt: skip


@in_browser
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_alderman_finds_the_answer_with_the_keyboard(opened, pages, question):
    which, walk = QUESTIONS[question]
    walk(opened(pages[which]))


@in_browser
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_that_was_taken_away_is_missed(opened, pages, question):
    which, walk = QUESTIONS[question]
    old, new = BROKEN[question]
    broken, count = re.subn(old, lambda _: new, pages[which], count=1, flags=re.DOTALL)
    assert count == 1, "the page no longer holds what this test breaks"
    with pytest.raises(AssertionError):
        walk(opened(rehash(broken)))


@in_browser
@pytest.mark.parametrize("which", ["plan", "ends", "area", "bare"])
def test_the_first_screen_has_few_words(opened, pages, which):
    fits_the_fold(opened(pages[which]))


@in_browser
def test_a_first_screen_full_of_words_is_caught(opened, pages):
    full = pages["plan"].replace("</h1>", f"</h1><p>{'woord ' * 240}</p>", 1)
    with pytest.raises(AssertionError):
        fits_the_fold(opened(full))


@in_browser
@pytest.mark.parametrize("width", [390, 320])
def test_on_a_telephone_headline_map_and_first_choice_come_first(opened, pages, width):
    page = opened(pages["plan"], width=width)
    starts_with_the_answer(page)
    answers_shortly(page)


@in_browser
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (".kaart{height:60vh;", ".kaart{height:90vh;"),
        (".antwoord{order:3;", ".antwoord{order:9;"),
    ],
)
def test_a_telephone_that_hides_the_answer_is_caught(opened, pages, old, new):
    assert old in pages["plan"]
    with pytest.raises(AssertionError):
        starts_with_the_answer(opened(rehash(pages["plan"].replace(old, new)), width=390))


@in_browser
def test_a_card_that_says_too_much_or_pushes_the_reader_away_is_caught(opened, pages):
    for old, new in (("more(i, rest),", "...more(i, rest).children,"),
                     ("max-height:52vh;", "height:95vh !important;")):  # fmt: skip
        assert old in pages["plan"]
        with pytest.raises(AssertionError):
            answers_shortly(opened(rehash(pages["plan"].replace(old, new)), width=390))


@in_browser
def test_cards_follow_the_weights_and_two_stand_side_by_side(opened, pages):
    cards_follow(opened(pages["bare"]))


@in_browser
@pytest.mark.parametrize("which", ["plan", "bare", "area"])
def test_the_cards_without_a_script_are_those_that_the_script_deals(opened, pages, which):
    parts = "#antwoord h2, #antwoord > p, #keuze-opvang, .keuze"
    said = (
        f"[...document.querySelectorAll('{parts}')]"
        """.map(e => {
      const c = e.cloneNode(true);
      c.querySelectorAll('.keuze-knoppen, .keuze-gevolg').forEach(x => x.remove());
      return c.outerHTML;
    })"""
    )
    still = opened(pages[which], script=False)
    live = opened(pages[which])
    assert live.evaluate(said) == still.evaluate(said)
    assert live.inner_text("h1") == still.inner_text("h1")
    bar = "document.getElementById('verhaal-balk').innerHTML"
    assert live.evaluate(bar) == still.evaluate(bar)


@in_browser
def test_headline_and_figure_follow_the_plan(opened, pages):
    page = opened(pages["plan"])
    assert "140" in page.inner_text("#kop-dan")
    page.select_option("#kaart-plan", index=2)
    assert "60" in page.inner_text("#kop-dan")
    assert page.inner_text("#plan-cijfer") == "60"
    page.select_option("#kaart-plan", label="geen")
    assert "rekenvoorbeeld" not in page.inner_text("h1")
    assert page.inner_text("#plan-cijfer-naam") == "Nog te realiseren"


@pytest.mark.parametrize("which", ["plan", "ends", "area", "bare"])
def test_every_page_reads_well(pages, which):
    reads_well(pages[which])


@pytest.mark.parametrize(
    "text",
    [
        "De verantwoordelijkheidsverdeling tussen overheidsinstellingen veronderstelt "
        "gemeenschappelijke uitgangspunten. " * 30,
        f"Dit is een zin {'die maar door gaat ' * 8} en nooit stopt.",
        "Dit vraagt de NVWA.",
    ],
)
def test_a_page_that_reads_badly_is_caught(pages, text):
    with pytest.raises(AssertionError):
        reads_well(pages["plan"].replace("</h1>", f"</h1><p>{text}</p>", 1))


@in_browser
@pytest.mark.parametrize("which", ["plan", "area", "bare"])
def test_what_a_page_says_when_asked_reads_well(opened, pages, which):
    answers_well(opened(pages[which]))


@in_browser
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("const { said, asked } = SiteText.conditions(first);", "const said = first, asked = [];"),
        ("`Score ${Words.score", "`De NVWA vindt: score ${Words.score"),
        ("`Score ${Words.score", f"`Een zin {'die doorgaat ' * 14}met score ${{Words.score"),
    ],
)
def test_an_answer_that_reads_badly_is_caught(opened, pages, old, new):
    assert old in pages["plan"]
    html = pages["plan"].replace(old, new)
    long = "als COA bevestigt: " + ", ".join(["plaats voor mensen op een lijst"] * 6)
    page = opened(rehash(html))
    if "asked = []" in new:
        said = "Data.sites.texts['verdicts.sentence']"
        page.evaluate(f"{said}.forms = null; {said}.words.fill('Kan leunen, {long}.')")
    with pytest.raises(AssertionError):
        answers_well(page)


def test_a_sentence_is_measured_as_a_reader_would():
    said = "<h1>Zeist zoekt een plek.</h1><p>Het COA belt. Wij ook (2).</p>"
    page = f"<!DOCTYPE html><html><body>{said}</body></html>"
    assert sentences_of(page) == ["Zeist zoekt een plek.", "Het COA belt.", "Wij ook (2)."]
    assert [words_of(one) for one in sentences_of(page)] == [4, 3, 2]
    assert unexplained(page) == ["COA"]
    assert ease_of(["De man loopt naar het huis."]) > ease_of(
        ["Gemeentelijke verantwoordelijkheid."]
    )
