"""Many sites of a user on one page: it says what it leaves out, and a move touches as little."""

import re

import pytest
from playwright.sync_api import Error as PlaywrightError

from maps.content import page as module
from maps.content.page import page_content
from maps.page.render import render_page
from tests.maps.checks import rehash, visit

pytestmark = pytest.mark.browser

#: Nodes that one move of a weight may make anew: a page of the list, the cards, the names.
MOST_NODES = 2_000
MOVE = """() => new Promise(done => {
  let nodes = 0;
  const size = node => 1 + (node.querySelectorAll ? node.querySelectorAll('*').length : 0);
  new MutationObserver(seen => {
    for (const one of seen) one.addedNodes.forEach(node => { nodes += size(node); });
  }).observe(document.body, { childList: true, subtree: true });
  const input = document.querySelector('#weging input[type=range]');
  input.value = 47;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => done(nodes), 300);
})"""


@pytest.fixture(scope="module")
def pages(make_result):
    """Return the page of the whole area with few sites, and with more than a page draws."""
    few = render_page(page_content(make_result(cells=0, own=60), None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "DRAWN_MAX", 600)
        many = render_page(page_content(make_result(cells=0, own=900), None))
    return {"few": few, "many": many}


@pytest.fixture
def opened(browser, tmp_path):
    seen = []

    def go(html):
        path = tmp_path / f"{len(seen)}.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        seen.append(visit(browser, path))
        return seen[-1].page

    yield go
    for one in seen:
        one.page.close()


def says_what_it_leaves_out(page) -> None:
    said = page.inner_text(".legenda .niet-getekend")
    assert re.search("De beste 600 locaties zijn getekend, [0-9]+ niet", said)
    assert page.evaluate("Data.count") == 600
    assert "van 600 locaties voldoen" in page.inner_text("#aantal")


def moves_with_little_work(page) -> None:
    assert 0 < page.evaluate(MOVE) <= MOST_NODES


def test_a_page_says_what_it_does_not_draw(opened, pages):
    says_what_it_leaves_out(opened(pages["many"]))
    assert "niet-getekend" not in pages["few"].partition("</style>")[2]


def test_a_page_that_keeps_silent_about_it_is_caught(opened, pages):
    silent = re.sub(r'<p class="niet-getekend">.*?</p>', "", pages["many"], count=1)
    assert silent != pages["many"]
    page = opened(silent)
    page.set_default_timeout(500)
    with pytest.raises(PlaywrightError, match="niet-getekend"):
        says_what_it_leaves_out(page)


@pytest.mark.parametrize("which", ["few", "many"])
def test_a_move_of_a_weight_makes_as_few_nodes_whatever_the_sites(opened, pages, which):
    moves_with_little_work(opened(pages[which]))


def test_a_list_that_is_drawn_whole_at_every_move_is_caught(opened, pages):
    assert "const PER_PAGE = 25;" in pages["many"]
    whole = rehash(pages["many"].replace("const PER_PAGE = 25;", "const PER_PAGE = 999;"))
    with pytest.raises(AssertionError):
        moves_with_little_work(opened(whole))
