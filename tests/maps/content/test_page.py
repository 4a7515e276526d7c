"""What each page says, before anything is drawn."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from maps.content import background as content_base
from maps.content import page as module
from maps.content.page import page_content, page_contents
from maps.content.shapes import UNITS, rings, simplified_cover, steps
from maps.content.sites import CROSSES, MODELLED, REACH_STEP
from maps.exports.record import record
from sites.base.score_classes import score_classes
from sites.base.second import RANK_TRUST, Undecided
from sites.tables.withheld import Withheld
from sites.travel.protocol import REACH_WORDS
from tests.maps.synthetic_plan import with_plan


@pytest.fixture(scope="module")
def pages(result):
    return {content.gm_code: content for content in page_contents(result)}


def test_there_is_a_page_for_the_area_and_one_per_municipality_of_its_own(pages, result):
    own = result.layers.municipalities.query("role == 'gebied'")
    assert list(pages) == [None, *own.sort_values("name")["gm_code"]]
    assert pages[None].file_name == "index.html"
    assert pages["GM9001"].file_name == "gemeente-aarveen.html"
    assert pages["GM9001"].title.endswith("gemeente Aarveen")


def test_only_the_municipalities_asked_for_get_a_page(result):
    codes = [content.gm_code for content in page_contents(result, ["GM9002"])]
    assert codes == [None, "GM9002"]


def test_sites_stand_in_the_order_of_their_id_so_that_a_lower_row_wins_a_tie(pages):
    for content in pages.values():
        ids = content.sites.table["site_id"].tolist()
        assert ids == sorted(ids)


def test_the_page_of_the_area_ranks_over_all_and_a_municipality_over_its_own(pages, result):
    ranking = result.ranking.set_index("site_id")
    area = pages[None].sites.best(10)
    assert area["group"].is_monotonic_increasing
    assert all(own["page_rank"].is_monotonic_increasing for _, own in area.groupby("group"))
    assert (ranking.loc[area["site_id"], "rank"].to_numpy() == area["page_rank"]).all()
    town = pages["GM9001"].sites.best(10)
    assert (
        ranking.loc[town["site_id"], "rank_in_gemeente"].to_numpy() == town["page_rank"].to_numpy()
    ).all()
    assert set(town["gm_code"]) == {"GM9001"}


def test_a_site_has_the_class_of_its_score_on_every_page(pages):
    for content in pages.values():
        table = content.sites.table
        assert table["score_class"].tolist() == score_classes(table["score"]).tolist()
        assert len(set(table["score_class"])) > 1


def test_a_cell_on_the_border_shows_on_both_pages_and_gets_a_number_on_neither(pages, result):
    cell = result.sites[~result.sites["gm_certain"]].iloc[0]
    for code in cell["gm_candidates"].split("|"):
        row = pages[code].sites.table.set_index("site_id").loc[cell["site_id"]]
        assert row["page_rank"] == 0
        assert not row["own"]
    elsewhere = next(
        c for c in pages if c is not None and c not in cell["gm_candidates"].split("|")
    )
    assert cell["site_id"] not in set(pages[elsewhere].sites.table["site_id"])


def test_a_search_cell_is_a_question_and_shows_no_places(make_result):
    result = make_result(cells=60)
    sites = result.sites.assign(places=pd.array([60] * len(result.sites), dtype="Int64"))
    table = page_content(replace(result, sites=sites)).sites.table
    cells = table["kind"] == "zoekgebied"
    assert table.loc[cells, "places"].isna().all()
    assert (table.loc[~cells, "places"] == 60).all()


def test_every_part_names_the_place_its_minutes_came_from(pages, result):
    book = pages[None].sites.book
    part = next(p for p, part in enumerate(book.parts) if part.category == "gp")
    travel = result.travel.query("category == 'gp' and reach == 'ok'").set_index("site_id")
    for i in range(0, len(book), 17):
        site = book.table["site_id"].iloc[i]
        if site not in travel.index:
            assert book.place[i, part] == -1
            continue
        place = result.layers.places.iloc[book.place[i, part]]
        assert place["place_id"] == travel.loc[site, "place_id"]
        assert bool(book.flags[i, part] & CROSSES) == bool(travel.loc[site, "crosses_border"])
        assert book.flags[i, part] & MODELLED


def test_a_place_without_route_is_told_from_one_that_is_unknown(pages, result):
    book = pages[None].sites.book
    for category, word in (("gp", "geen route"), ("pharmacy", "niet aangesloten")):
        part = next(p for p, one in enumerate(book.parts) if one.category == category)
        said = (book.flags[:, part] // REACH_STEP).tolist()
        sites = result.travel.query("category == @category and reach == @word")["site_id"]
        found = book.table["site_id"][np.array(said) == REACH_WORDS.index(word)]
        assert set(found) == set(sites)
        assert np.isnan(book.value[found.index, part]).all() == (word == "niet aangesloten")


def test_the_header_says_what_is_modelled_unexamined_and_how_borders_were_drawn(pages, result):
    said = " ".join(pages[None].notes.header)
    assert "Zoekgebied, geen voorstel: hier is geen gebouw of perceel bekeken." in said
    assert "Niet onderzocht: water, natuur, bestemming en eigenaar." in said
    assert "gemodelleerd" in said
    assert "vereenvoudigd" in said
    official = result.layers.municipalities.assign(border_quality="officieel")
    layers = replace(result.layers, municipalities=official, examined=("water", "natuur"))
    said = " ".join(page_content(replace(result, layers=layers)).notes.header)
    assert "CBS/Kadaster" in said
    assert "vereenvoudigd" not in said
    assert "Niet onderzocht: bestemming en eigenaar." in said


def test_withheld_sites_appear_as_one_class_of_the_whole_area(result):
    hidden = replace(result, withheld=Withheld(12, "500 of meer", 2))
    for code in (None, "GM9001"):
        said = " ".join(page_content(hidden, code).notes.header)
        assert (
            "In de hele provincie Utrecht: 12 locaties zijn weggelaten, samen 500 of meer plekken."
            in said
        )
        assert "Van 2 locaties daarvan is het aantal plekken onbekend" in said
    assert "weggelaten" not in " ".join(page_content(result).notes.header)


def test_what_was_not_computed_is_said_and_not_left_to_guess(make_result):
    bare = make_result(cells=40, extra=False, base=False)
    said = " ".join(page_content(bare).notes.missing)
    assert "Niet berekend: het oordeel of een plek kan leunen" in said
    assert "Geen kaartlaag gegeven voor water, hoofdwegen, spoor en bebouwing." in said


@pytest.mark.parametrize(
    ("part", "named", "said"),
    [
        ("judgement", ["trust", "verdicts"], "het oordeel of een plek kan leunen"),
        ("plan", ["plan"], "een plan"),
        ("streets", [], "reistijdgebieden"),
        ("transit", [], "de reis met openbaar vervoer"),
    ],
)
def test_a_part_that_is_none_is_not_computed_on_page_and_in_the_record(result, part, named, said):
    assert record(result)["niet_berekend"] == []
    assert not any("Niet berekend" in line for line in page_content(result).notes.missing)
    less = replace(result, **{part: None})
    assert record(less)["niet_berekend"] == named
    (line,) = (line for line in page_content(less).notes.missing if "Niet berekend" in line)
    assert said in line


def test_a_rank_that_was_not_doubted_is_said_to_be_so(result):
    less = replace(result, judgement=replace(result.judgement, trust=None))
    assert record(less)["niet_berekend"] == ["trust"]
    assert page_content(less).notes.missing[0] == "Niet berekend: de zekerheid van de rang."


def test_a_rank_that_could_not_be_doubted_is_said_once_with_its_reason(result):
    why = Undecided(RANK_TRUST, "minder dan twee locaties hebben een score")
    less = replace(result, judgement=replace(result.judgement, trust=None, undecided=(why,)))
    assert [line for line in page_content(less).notes.missing if RANK_TRUST in line] == [str(why)]


def test_a_municipality_without_sites_has_a_whole_page_that_says_so(make_result):
    result = make_result(cells=60)
    keep = (result.sites["gm_code"] != "GM9002") & result.sites["gm_certain"]
    few = replace(
        result,
        sites=result.sites[keep].reset_index(drop=True),
        ranking=result.ranking[keep.to_numpy()].reset_index(drop=True),
    )
    content = page_content(few, "GM9002")
    assert len(content.sites) == 0
    assert content.notes.empty == "Voor deze gemeente is geen enkele locatie opgegeven of gevonden."
    assert content.base.areas


def test_only_the_best_are_drawn_when_there_are_too_many_and_the_page_says_so(result, monkeypatch):
    monkeypatch.setattr(module, "DRAWN_MAX", 50)
    content = page_content(result)
    assert len(content.sites) == 50
    assert content.sites.table["page_rank"].sort_values().tolist() == list(range(1, 51))
    assert content.sites.not_drawn == len(result.sites) - 50
    assert any("De beste 50 locaties zijn getekend" in line for line in content.notes.header)


def test_a_site_of_the_plan_is_drawn_and_in_the_headline_even_when_it_ranks_last(
    result, monkeypatch
):
    planned = with_plan(result)
    everything = page_content(planned)
    chosen = {site for view in everything.plan_views for site in view.rows["site_id"]}
    monkeypatch.setattr(module, "DRAWN_MAX", len(chosen))
    few = page_content(replace(planned, versions=dict(planned.versions)))
    assert set(few.sites.table["site_id"]) == chosen
    assert few.story.start.figure.value == everything.story.start.figure.value
    assert few.sites.not_drawn == len(planned.sites) - len(chosen)


def test_names_that_come_out_alike_as_files_get_their_code(result):
    towns = result.layers.municipalities.copy()
    towns.loc[towns["gm_code"] == "GM9002", "name"] = "Aarveen!"
    layers = replace(result.layers, municipalities=towns)
    names = [content.file_name for content in page_contents(replace(result, layers=layers))]
    assert len(set(names)) == len(names)
    assert "gemeente-aarveen-gm9001.html" in names


def test_steps_add_up_to_the_points_they_came_from():
    line = np.array([[5.1, 52.1], [5.100001, 52.1], [5.2, 52.3], [5.15, 52.0]])
    units = np.cumsum(np.array(steps(line)).reshape(-1, 2), axis=0)
    assert (units / UNITS).tolist() == [[52.1, 5.1], [52.3, 5.2], [52.0, 5.15]]


def test_simplified_neighbours_still_share_their_border(result):
    towns = result.layers.municipalities.query("role == 'gebied'")
    done = simplified_cover(towns.geometry, 50)
    gap = towns.geometry.union_all().area - done.union_all().area
    assert abs(gap) / towns.geometry.union_all().area < 0.01
    overlaps = sum(
        done.iloc[i].intersection(done.iloc[j]).area for i in range(len(done)) for j in range(i)
    )
    assert overlaps < 1e-9


def test_holes_and_parts_all_become_rings(result):
    square = result.layers.municipalities.geometry.iloc[0]
    hole = square.buffer(-0.02)
    assert len(rings(square.difference(hole))) == 2


def test_streets_stop_at_the_size_of_a_page_and_the_smallest_go_first(result, monkeypatch):
    monkeypatch.setattr(content_base, "STREETS_MAX", 400)
    base = page_content(result, "GM9001").base
    assert base.streets_left_out == ("straat", "pad")  # loose paths tell nothing
    assert [shape.name for shape in base.streets] == ["hoofdweg"]
    assert page_content(result).base.streets == ()
