"""How sure a plan is: said in the list, on the map, in the files; the same in all of them."""

import json
import re

import pytest

from maps.content.legend import legend_of
from maps.content.page import page_content
from maps.documents.brief import brief
from maps.drawing.svg import static_map
from maps.exports.geo_layers import geo_layers
from maps.page.data import page_data
from tests.maps import synthetic_plan as made
from tests.maps.synthetic_sure import TARGET_SAYS, with_sure


@pytest.fixture(scope="module")
def run(make_result):
    return with_sure(made.with_plan(make_result(cells=120)))


@pytest.fixture(scope="module")
def page(run):
    return page_content(run, None)


def fold(page, start):
    return next(fold for fold in page.plan.folds if fold.title.startswith(start))


def test_the_script_gets_how_often_every_site_is_in_a_plan(run, page) -> None:
    often = json.loads(json.dumps(page_data(page)))["often"]
    ids = page.sites.table["site_id"]
    at = made.chosen_sites(run)
    told = {
        ids[row]: (times, kind, words)
        for row, times, kind, words in zip(
            often["rows"], often["times"], often["kind"], often["words"], strict=True
        )
    }
    assert often["draws"] == 4
    assert told[at["leans"]][:2] == (4, "0")
    assert told[at["team"]] == (2, "1", TARGET_SAYS)
    assert told[at["hub"]][:2] == (0, "2")
    assert set(told) == set(at.values()) & set(ids)


def test_without_draws_nothing_of_it_is_on_the_page(make_result) -> None:
    bare = page_content(made.with_plan(make_result(cells=120)), None)
    assert page_data(bare)["often"] is None
    assert {"plan-vast", "soms"} & {entry.key for entry in legend_of(bare)} == set()
    assert 'class="vast"' not in static_map(bare)


def test_the_map_rings_what_is_always_good_and_marks_what_is_sometimes_in_a_plan(page) -> None:
    drawing = static_map(page)
    assert drawing.count('class="vast"') == 1
    marks = re.search('<g class="m-soms">(.*?)</g>', drawing)
    assert marks is not None
    assert marks[1].count("<circle") == 1  # the site of another plan, in no letter of this one
    keys = [entry.key for entry in legend_of(page)]
    assert {"plan-vast", "soms"} <= set(keys)


def test_a_gis_gets_the_share_and_the_verdict_of_every_site_of_a_plan(run) -> None:
    (layer,) = (one for one in geo_layers(run) if one.name == "plan_locaties")
    best = layer.table[layer.table["plan"] == "basisplan"].set_index("site_id")
    at = made.chosen_sites(run)
    assert best.loc[at["leans"], ["draw_share", "draw_verdict"]].tolist() == [1.0, "altijd goed"]
    assert best.loc[at["team"], "draw_share"] == 0.5
    assert layer.headings["draw_verdict"] == "Altijd goed"


def test_what_sites_need_is_precise_on_the_whole_page_and_has_bounds_on_that_of_a_town(run) -> None:
    whole = fold(page_content(run, None), "Hoe stevig")
    assert len(whole.grids[-1].rows) == 1
    town = fold(page_content(run, made.OTHER), "Hoe stevig")
    assert [row[-1][:8] for row in town.grids[-1].rows] == ["Genoeg o", "Een plan"]


def test_the_annex_says_it_too(run) -> None:
    said = str(brief(run, page_content(run, made.TOWN)))
    assert "4 keer opnieuw gemaakt" in said
    assert "Blijft in het plan tot" in said or "blijft in het plan tot" in said
