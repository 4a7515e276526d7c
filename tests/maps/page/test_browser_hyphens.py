"""Long Dutch words break at a hyphen in narrow columns; who searches or copies never meets one."""

from dataclasses import replace

import pytest

from maps.base.soft import SOFT
from maps.content.page import page_content
from maps.page.assets_inline import read_asset, tightened
from maps.page.render import render_page
from tests.maps.checks import rehash, visit, words_stay_whole

pytestmark = pytest.mark.browser

CSS = ("10_page.css", "20_map.css", "30_province.css", "40_paper.css")
WORD = "Arbeidsmigrantenhuisvestingscomplex"
#: Names of which a letter stands on the next line than the letter just before it.
BARE = """() => {
  const found = [];
  for (const e of document.querySelectorAll('#ranglijst-tabel :is(.naamknop, th), .keuze h3')) {
    const text = e.firstChild;
    if (text?.nodeType !== Node.TEXT_NODE) continue;
    const top = i => {
      const range = document.createRange();
      range.setStart(text, i);
      range.setEnd(text, i + 1);
      return [...range.getClientRects()].at(-1)?.top ?? 0;  // a hyphen is a box of its own
    };
    for (const { index } of text.data.matchAll(/(?<=\\p{L})\\p{L}/gu)) {
      if (top(index) > top(index - 1) + 4) found.push(text.data);
    }
  }
  return found;
}"""

#: Days and numbers of names that stand on two lines.
PARTED = """() => [...document.querySelectorAll('h-l')].filter(e => {
  if (!e.checkVisibility()) return false;
  const range = document.createRange();
  const before = e.previousSibling;
  if (e.textContent.startsWith(' ') && before) range.setStart(before, before.length - 1);
  else range.setStart(e.firstChild, 0);
  range.setEnd(e.firstChild, e.textContent.length);
  const tops = [...range.getClientRects()].filter(r => r.width > 0).map(r => r.top);
  return Math.max(...tops) - Math.min(...tops) > 4;
}).map(e => e.textContent)"""


@pytest.fixture(scope="module")
def html(make_result):
    run = make_result(cells=0, own=12, municipalities=2)
    names = [f"{WORD} {i}" for i in run.sites.index]
    return render_page(page_content(replace(run, sites=run.sites.assign(name=names)), "GM9001"))


@pytest.fixture
def opened(browser, tmp_path, html):
    seen = []

    def go(text=html, **options):
        path = tmp_path / f"{len(seen)}.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        seen.append(visit(browser, path, **options))
        return seen[-1].page

    yield go
    for one in seen:
        one.page.close()


@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("script", [True, False])
def test_a_long_name_breaks_at_a_hyphen_and_nowhere_else(opened, width, script):
    page = opened(width=width, script=script)
    assert page.locator(".keuze h3").count() >= 1
    assert page.evaluate(BARE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_name_that_breaks_bare_is_seen(opened, html):
    assert SOFT in html
    page = opened(rehash(html.replace(SOFT, "")), width=320)
    assert page.evaluate(BARE) != []
    with pytest.raises(AssertionError):
        words_stay_whole(page)


@pytest.mark.parametrize("width", [1440, 320])
def test_a_name_without_any_seam_pushes_nothing_out_of_the_page(opened, html, width):
    bare = rehash(html.replace(SOFT, "").replace(WORD, "a" * 80))
    assert opened(bare, width=width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False])
def test_a_day_and_the_number_of_a_name_stay_on_one_line(opened, html, script):
    page = opened(width=320, script=script)
    assert page.locator("h-l").count() >= 12
    assert page.evaluate(PARTED) == []
    loose = opened(rehash(html.replace("h-l{white-space:nowrap}", "")), width=320, script=script)
    assert loose.evaluate(PARTED) != []


def test_soft_hyphens_are_neither_found_nor_copied(opened):
    page = opened()
    assert page.evaluate("word => window.find(word)", WORD)
    copied = page.evaluate(
        """() => {
          const table = document.getElementById('ranglijst-tabel');
          getSelection().selectAllChildren(table);
          const data = new DataTransfer();
          const event = new ClipboardEvent('copy', {clipboardData: data, bubbles: true,
                                                    cancelable: true});
          table.dispatchEvent(event);
          return [data.getData('text/plain'), data.getData('text/html'), event.defaultPrevented];
        }"""
    )
    for text in copied[:2]:
        assert WORD in text
        assert SOFT not in text
    assert "<tr" in copied[1]
    assert copied[2]


RULES = r"""css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  // What holds a variable stays as it was written: its blanks, its noughts.
  return [...sheet.cssRules].map(rule => rule.cssText
    .replace(/,\s+/g, ',').replace(/(?<![\w.])0(?=\.)/g, ''));
}"""


def test_a_style_sheet_without_its_blanks_says_the_same(browser):
    sheets = [read_asset(f"css/{name}") for name in CSS] + [read_asset("leaflet/leaflet.css")]
    page = browser.new_page()
    for css in sheets:
        tight = tightened(css)
        assert len(tight) < 0.97 * len(css)
        assert page.evaluate(RULES, tight) == page.evaluate(RULES, css) != []
    held = "a :hover{margin:0}"
    assert page.evaluate(RULES, held.replace(" ", "")) != page.evaluate(RULES, held)
    page.close()
