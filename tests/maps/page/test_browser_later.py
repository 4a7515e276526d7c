"""What later stages add to a page, in a real browser: plans by date, lines of public transport."""

from dataclasses import replace

import geopandas as gpd
import pytest
from pandera.typing import DataFrame
from shapely.geometry import LineString

from maps.content.page import page_content
from maps.page.render import render_page
from sites.tables.plan import PlanHubs
from sites.tables.transit import StopsNear
from tests.maps import checks
from tests.maps.checks import visit
from tests.maps.synthetic import NOT_MADE
from tests.maps.synthetic_later import bare_plan, rows_of_plan

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def later(make_result):
    """Return a run with a plan over two dates, stops and a line."""
    result = make_result(cells=120)
    best = result.ranking.dropna(subset=["rank"]).nsmallest(3, "rank")["site_id"].tolist()
    rows = rows_of_plan(
        result.sites, result.mothers, best, "basis",
        places=[60, 80, 40], hub_id=["UT01", "UT01", "UT02"], cluster_id=["UT01", "UT01", "UT02"],
        from_date=["2027-01-01", "2028-01-01", None], until_date=[None, None, "2028-01-01"],
    )  # fmt: skip
    hubs = DataFrame[PlanHubs](
        {"plan": ["basis"], "hub_id": "UT01", "name": "AZC", "kind": "moederlocatie",
         "basis": "aanname", "room": 200, "places": 140, "left": 60, "sites": 2, "max_sites": 10,
         "durable_places": 140}
    )  # fmt: skip
    site = result.sites.set_index("site_id").loc[best[0]]
    ride = LineString([(site["lon"], site["lat"]), (site["lon"] + 0.05, site["lat"])])
    lines = gpd.GeoDataFrame(
        {"site_id": [best[0]], "hub_id": "UT01", "line": "bus 41", "kind": "bus"},
        geometry=[ride], crs="EPSG:4326",
    )  # fmt: skip
    stops = DataFrame[StopsNear](
        {"site_id": best[:1], "stop_id": "h1", "stop_name": "Kerkplein", "walk_min": 4.2,
         "departures_per_hour": 5.5, "lines": "bus 41"}
    )  # fmt: skip
    plan = replace(bare_plan(rows), hubs=hubs)
    transit = replace(result.transit, lines=lines, stops=stops)
    return replace(result, plan=plan, transit=transit), best


@pytest.fixture
def seen(later, browser, tmp_path):
    path = tmp_path / "pagina.html"
    path.write_text(render_page(page_content(later[0])), encoding="utf-8", newline="\n")
    opened = visit(browser, path)
    yield opened
    checks.is_quiet(opened)
    opened.page.close()


def test_a_plan_can_be_seen_whole_and_on_each_date(seen, later):
    page, best = seen.page, later[1]
    names = page.locator("#kaart-plan option").all_text_contents()
    assert names == ["geen", "basis", "basis, op 1-1-2027", "basis, op 1-1-2028"]
    shown = {}
    for name in names[1:]:
        page.select_option("#kaart-plan", label=name)
        shown[name] = set(
            page.evaluate("Data.plan[State.now.plan].sites.map(i => Data.sites.id[i])")
        )
    assert shown["basis"] == set(best)
    assert shown["basis, op 1-1-2027"] == {best[0], best[2]}
    assert shown["basis, op 1-1-2028"] == {best[0], best[1]}
    page.select_option("#kaart-plan", label="basis")
    assert page.locator(".naam-plan").count() == 3
    page.evaluate("State.set({hub: 0, site: -1})")
    assert "140 plekken van de 200" in page.locator("#paneel").inner_text()


def test_the_line_that_carries_the_answer_is_drawn_for_the_chosen_site(seen, later):
    page, best = seen.page, later[1]
    page.evaluate("id => State.set({site: Data.rowOf.get(id)})", best[0])
    assert page.locator(".leaflet-reistijd-pane path").count() == 1
    text = page.locator("#paneel").inner_text()
    assert "Kerkplein (4 min lopen, 5,5 vertrekken per uur: bus 41)" in text
    assert "laatste terug 23.12" in text
    page.evaluate("id => State.set({site: Data.rowOf.get(id)})", best[1])
    assert page.locator(".leaflet-reistijd-pane path").count() == 0


@pytest.mark.parametrize("size", [1440, 320])
def test_bad_input_still_makes_a_quiet_page(browser, make_result, tmp_path, size):
    bare = make_result(cells=40, extra=False, base=False, criteria=1)
    nasty = "</script><img src=x onerror=alert(1)>" + "heel lang " * 40
    sites = bare.sites.assign(name=nasty, kern=nasty[:300], status="`${alert(1)}`")
    layers = replace(bare.layers, hubs=bare.layers.hubs.assign(name=nasty))
    path = tmp_path / "pagina.html"
    path.write_text(
        render_page(page_content(replace(bare, sites=sites, layers=layers), "GM9001")),
        encoding="utf-8",
        newline="\n",
    )
    opened = visit(browser, path, width=size)
    opened.page.evaluate("State.set({site: 0, facilities: 'alle'})")
    assert opened.page.locator("#paneel h2").inner_text().startswith("</script><img")
    assert opened.page.locator("img").count() == 0
    opened.page.evaluate("State.set({site: -1, hub: 0})")
    checks.nothing_overlaps(opened.page)
    checks.prints_a_whole_map(opened.page)
    checks.is_quiet(opened)
    opened.page.close()


def test_a_page_without_any_site_is_quiet_and_says_so(browser, make_result, tmp_path):
    result = make_result(cells=40)
    nothing = {
        name: getattr(result, name).iloc[:0]
        for name in ("sites", "travel", "scores", "ranking", "mothers", "clusters")
    }
    path = tmp_path / "pagina.html"
    path.write_text(
        render_page(page_content(replace(result, **nothing, **NOT_MADE))),
        encoding="utf-8",
        newline="\n",
    )
    opened = visit(browser, path)
    assert "geen enkele locatie" in opened.page.locator("#ranglijst").inner_text()
    checks.set_weights(opened.page, [0] * len(result.scenario.criteria))
    checks.is_accessible(opened.page)
    checks.nothing_overlaps(opened.page)
    checks.is_quiet(opened)
    opened.page.close()
