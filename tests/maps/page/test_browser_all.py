"""The bundled run, whole: all its pages at every width, and a page of 5,000 sites for speed."""

import statistics

import pytest

from maps.content.page import page_contents
from maps.page.render import render_page, render_pages
from opvangkaart.runs.run import compute
from tests.maps import checks
from tests.maps.checks import WIDTHS, visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def bundled():
    return compute()


@pytest.fixture(scope="module")
def pages(bundled, tmp_path_factory):
    folder = tmp_path_factory.mktemp("alle")
    found = {}
    for content in page_contents(bundled):
        found[content.gm_code] = folder / content.file_name
        found[content.gm_code].write_text(render_page(content), encoding="utf-8", newline="\n")
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_all_27_pages_are_quiet_whole_and_accessible(browser, pages, width):
    assert len(pages) == 27
    for path in pages.values():
        seen = visit(browser, path, width=width)
        checks.nothing_overlaps(seen.page)
        seen.page.evaluate("State.set({site: View.top[0]})")
        checks.is_accessible(seen.page)
        checks.is_quiet(seen)
        seen.page.context.close()


@pytest.mark.parametrize("name", ["Utrecht", "Utrechtse Heuvelrug", "Woerden"])
def test_three_real_municipalities_rank_like_python(browser, pages, bundled, name):
    towns = bundled.layers.municipalities.set_index("name")["gm_code"]
    seen = visit(browser, pages[towns[name]])
    checks.points_are_drawn(seen.page)
    checks.ranks_like_python(
        seen.page, bundled, towns[name], checks.positions(bundled, count=6, seed=26)
    )
    seen.page.context.close()


def test_5000_sites_are_ready_in_time_and_follow_the_slider(browser, make_result, tmp_path, capsys):
    result = make_result(municipalities=8, cells=4_600)
    (name, body), *_ = render_pages(result, municipalities=[])
    (tmp_path / name).write_bytes(body)
    seen = visit(browser, tmp_path / name)
    ready = seen.page.evaluate(
        "performance.timing.loadEventEnd - performance.timing.navigationStart"
    )
    moves = seen.page.evaluate(
        """() => [...Array(15).keys()].map(k => {
             const inputs = document.querySelectorAll('#weging input[type=range]');
             const input = inputs[k % inputs.length];
             input.value = (k * 7 + 3) % 50;
             const start = performance.now();
             input.dispatchEvent(new Event('input', {bubbles: true}));
             return performance.now() - start;
           })"""
    )
    slide = statistics.median(moves)
    with capsys.disabled():
        print(f"\n5.000 sites: ready in {ready} ms, slider to new order {slide:.0f} ms")  # noqa: T201
    assert ready < 10_000  # only grossly wrong: the goal is 2 s
    assert slide < 500  # the goal is 100 ms
    checks.ranks_like_python(seen.page, result, None, checks.positions(result, count=1))
    seen.page.context.close()
