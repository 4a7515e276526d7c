"""The bundled run, whole: all its pages at every width, and a page of 5,000 sites for speed."""

import statistics
from dataclasses import replace

import pytest

from maps.content.labels import MAIN
from maps.content.page import page_content, page_contents
from maps.page.render import render_page, render_pages
from opvangkaart.runs.plan import PlanAsked, plan_run
from opvangkaart.runs.run import compute
from tests.maps import checks, map_checks, paper_checks
from tests.maps.checks import WIDTHS, visit
from tests.maps.readability import answers_well, fits_the_fold, reads_well

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAP_WIDTHS = (1440, 820, 390, 320)


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


@pytest.fixture(scope="module")
def plan_pages(tmp_path_factory):
    """Return the pages of the bundled run with its plan, by name of the gemeente."""
    folder = tmp_path_factory.mktemp("plannen")
    found = {}
    for content in page_contents(plan_run(None, PlanAsked(quick=True)).result):
        found[content.area if content.gm_code else None] = folder / content.file_name
        path = folder / content.file_name
        path.write_text(render_page(content), encoding="utf-8", newline="\n")
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_all_27_pages_are_quiet_whole_and_accessible(browser, pages, width):
    assert len(pages) == 27
    for path in pages.values():
        seen = visit(browser, path, width=width)
        checks.nothing_overlaps(seen.page)
        if width == WIDTHS[0]:
            fits_the_fold(seen.page)
            answers_well(seen.page)
        seen.page.evaluate("State.set({site: View.top[0], hub: -1})")
        checks.is_accessible(seen.page)
        checks.is_quiet(seen)
        seen.page.close()


def test_all_27_pages_read_well(pages):
    for path in pages.values():
        reads_well(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["Utrecht", "Utrechtse Heuvelrug", "Woerden"])
def test_three_real_municipalities_rank_like_python(browser, pages, bundled, name):
    towns = bundled.layers.municipalities.set_index("name")["gm_code"]
    seen = visit(browser, pages[towns[name]])
    checks.points_are_drawn(seen.page)
    checks.ranks_like_python(
        seen.page, bundled, towns[name], checks.positions(bundled, count=6, seed=26)
    )
    seen.page.close()


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
    assert slide < 500  # the goal is 50 ms
    checks.ranks_like_python(seen.page, result, None, checks.positions(result, count=1))
    seen.page.close()


def test_maps_orient_on_every_screen_and_on_paper(browser, pages, bundled, make_result, tmp_path):
    """A large and a small gemeente, one without hub, one without sites, 50 long names, the area."""
    towns = bundled.layers.municipalities.set_index("name")["gm_code"]
    real = {"Utrecht": "Utrecht", "Renswoude": "Renswoude", "Lopik": "Lopik"}
    wanted = {towns[name]: place for name, place in real.items()} | {None: "Utrecht"}
    shown = [(pages[code], place) for code, place in wanted.items()]
    for name, run in (
        ("kaal", make_result(cells=0, own=4, municipalities=6)),
        ("lang", long_named(make_result(cells=20, own=50, municipalities=2))),
    ):
        content = fewest_sites(run) if name == "kaal" else page_content(run, "GM9001")
        path = tmp_path / f"{name}.html"
        path.write_text(render_page(content), encoding="utf-8", newline="\n")
        place = next(label.text for label in content.base.labels if label.kind == MAIN)
        shown.append((path, place))
    for path, place in shown:
        for width in MAP_WIDTHS:
            seen = visit(browser, path, width=width)
            map_checks.main_place_is_named(seen.page, place)
            for check in (*map_checks.ALL, checks.words_stay_whole):
                check(seen.page)
            if width == MAP_WIDTHS[0]:
                map_checks.paper_is_whole(seen.page, place)
            checks.is_quiet(seen)
            seen.page.close()


@pytest.mark.parametrize("paper", paper_checks.SHEETS)
@pytest.mark.parametrize("name", ["Utrecht", "Renswoude", "Lopik", "Vijfheerenlanden"])
def test_real_municipalities_fill_their_sheets(browser, pages, bundled, name, paper):
    towns = bundled.layers.municipalities.set_index("name")["gm_code"]
    seen = visit(browser, pages[towns[name]])
    paper_checks.fills_its_sheets(seen.page, paper)
    seen.page.close()


def test_all_pages_with_a_plan_fill_their_sheets(browser, plan_pages):
    assert len(plan_pages) == 27
    for name, path in plan_pages.items():
        page = visit(browser, path, as_made=True).page
        if name is None:
            paper_checks.an_area_leaves_no_column_bare(page)
        else:
            for paper in paper_checks.SHEETS:
                paper_checks.fills_its_sheets(page, paper)
        page.close()


def test_all_27_pages_with_a_plan_read_well_and_are_whole_with_every_fold_open(browser, plan_pages):
    assert len(plan_pages) == 27
    for path in plan_pages.values():
        reads_well(path.read_text(encoding="utf-8"))
        seen = visit(browser, path, width=390)
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        checks.regions_differ(seen.page)
        checks.words_stay_whole(seen.page)
        seen.page.close()


def long_named(run):
    """Return a run of which every site has a name longer than a telephone is wide."""
    names = [f"Voormalig klooster Onze-Lieve-Vrouwe-ter-Nood {i}" for i in run.sites.index]
    return replace(run, sites=run.sites.assign(name=names))


def fewest_sites(run):
    """Return the page with the fewest sites, which has none."""
    contents = [content for content in page_contents(run) if content.gm_code]
    content = min(contents, key=lambda one: len(one.sites))
    assert len(content.sites) == 0
    return content
