"""Printed by a browser, the page of a gemeente is two sheets of A4 or one of A3."""

from dataclasses import replace

import pytest

from maps.content.page import page_content
from maps.page.render import render_page
from tests.maps import paper_checks
from tests.maps import synthetic_plan as made
from tests.maps.checks import visit
from tests.maps.page.test_browser_all import fewest_sites, long_named

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def contents(make_result):
    """Return pages of few and many sites, with long names, with and without a plan."""
    plain = make_result(cells=120)
    long = long_named(make_result(cells=20, own=50, municipalities=4))
    return {
        "plain": page_content(plain, "GM9001"),
        "plan": page_content(made.with_plan(plain), "GM9001"),
        "long": page_content(long, "GM9001"),
        "long and plan": page_content(made.with_plan(long), "GM9001"),
        "no plan": page_content(replace(plain, plan=None), "GM9001"),
        "bare": fewest_sites(make_result(cells=0, own=4, municipalities=6)),
    }


@pytest.fixture(scope="module")
def printed(browser, contents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papier")

    def open_page(name):
        path = folder / f"{name}.html"
        path.write_text(render_page(contents[name]), encoding="utf-8", newline="\n")
        return visit(browser, path).page

    return open_page


@pytest.mark.parametrize("paper", paper_checks.SHEETS)
@pytest.mark.parametrize("name", ["plain", "plan", "long", "long and plan", "no plan", "bare"])
def test_a_gemeente_fills_its_sheets_and_no_more(printed, name, paper):
    paper_checks.fills_its_sheets(printed(name), paper)


BESIDE = """() => {
  const of = part => document.querySelector(part).getBoundingClientRect();
  const [map, cards, legend] = ['#tekening', '#antwoord', '.legenda'].map(of);
  return [document.querySelectorAll('.keuze').length,
    legend.left >= map.right && legend.top >= cards.bottom, legend.top >= map.bottom];
}"""


@pytest.mark.parametrize("paper", paper_checks.SHEETS)
def test_few_choices_share_their_column_with_the_legend(printed, paper):
    width, height = paper_checks.INSIDE_PX[paper]
    for name, is_few in (("plan", True), ("no plan", False)):
        page = printed(name)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="print")
        choices, is_beside, is_below = page.evaluate(BESIDE)
        assert (choices < 3, is_beside, is_below) == (is_few, is_few, not is_few)
        page.close()


LARGE = ".gronden :is(p, li, th, td) { font-size: 26pt !important }"
BARE = (
    ".gronden, .voet { display: none !important } .gemeente { height: auto !important }"
    ".gemeente .tekening svg { max-height: 50mm !important; height: auto !important }"
)


@pytest.mark.parametrize(
    ("style", "paper", "fault"),
    [
        (LARGE, "A4", "sheets"),
        (LARGE, "A3", "sheets"),
        (".papier { position: relative; left: -30mm }", "A4", "cut off"),
        (".papier th { white-space: nowrap !important; padding-left: 200mm !important }", "A3",
         "cut off"),
        (".gronden p { overflow: hidden; white-space: nowrap }", "A4", "cut off"),
        (BARE, "A3", "nearly bare"),
        (".gemeente .tekening svg { max-height: 20mm !important }", "A4", "the map is"),
    ],
)  # fmt: skip
def test_paper_that_is_broken_on_purpose_is_seen(printed, style, paper, fault):
    page = printed("plan")
    page.evaluate(
        """style => {
             const sheet = document.styleSheets[0];
             for (const rule of style.match(/[^}]+}/g)) {
               sheet.insertRule(`@media print { ${rule} }`, sheet.cssRules.length);
             }
           }""",
        style,
    )
    with pytest.raises(AssertionError, match=fault):
        paper_checks.fills_its_sheets(page, paper)
