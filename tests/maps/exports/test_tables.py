"""The tables that leave the house, added up by hand from the run they come from."""

from dataclasses import replace

import pandas as pd
import pytest

from maps.exports.plan_geo import plan_layers
from maps.exports.record import record
from maps.exports.tables import municipality_table, site_table
from sites.base.verdicts import GROUPS
from sites.tables.schemas import SEARCH_CELL
from tests.maps import synthetic_plan as made


@pytest.fixture(scope="module")
def run(make_result):
    return make_result(cells=60, base=False)


def test_a_municipality_counts_the_sites_that_are_certainly_its_own(run) -> None:
    sites = run.sites
    assert not sites["gm_certain"].all()
    table = municipality_table(run).set_index("gm_code")
    for code, row in table.iterrows():
        own = sites[(sites["gm_code"] == code) & sites["gm_certain"].astype(bool)]
        cell = own["kind"] == SEARCH_CELL
        assert (row["sites"], row["cells"]) == (int((~cell).sum()), int(cell.sum()))
        assert row["places"] == own.loc[~cell, "places"].sum()


def test_a_municipality_of_the_ring_has_no_row(run) -> None:
    towns = run.layers.municipalities
    own = towns.loc[towns["role"] == "gebied", "gm_code"].tolist()
    assert municipality_table(run)["gm_code"].tolist() == own
    assert len(own) < len(towns)


def test_sites_stand_by_group_and_rank_and_those_without_one_follow_by_id(run) -> None:
    table = site_table(run)
    assert table["group"].map(GROUPS.index).is_monotonic_increasing
    for _, own in table.groupby("group"):
        ranked = own["rank"].notna()
        assert own["rank"][: int(ranked.sum())].is_monotonic_increasing
        last = own["site_id"][int(ranked.sum()) :]
        assert last.tolist() == sorted(own.loc[~ranked, "site_id"])
    assert sorted(table["rank"].dropna()) == list(range(1, int(table["rank"].notna().sum()) + 1))
    assert table["rank"].isna().any()


def test_a_search_cell_shows_no_places_though_it_is_reckoned_with_some(run) -> None:
    full = replace(run, sites=run.sites.assign(places=pd.array([50] * len(run.sites), "Int64")))
    table = site_table(full)
    cell = table["kind"] == SEARCH_CELL
    assert table.loc[cell, "places"].isna().all()
    assert table.loc[~cell, "places"].tolist() == [50] * int((~cell).sum())


def test_the_record_says_what_was_not_computed_and_nothing_else(run) -> None:
    bare = replace(run, judgement=None, plan=None, ledger=None, streets=None, transit=None)
    assert record(bare)["niet_berekend"] == ["plan", "trust", "verdicts"]
    assert record(made.with_plan(bare))["niet_berekend"] == ["trust", "verdicts"]


def test_a_site_that_a_plan_does_not_open_is_on_no_map_of_it(run) -> None:
    whole = made.with_plan(run)
    rows = whole.plan.rows
    shut = rows.assign(opened=[False, *rows["opened"].tolist()[1:]])
    asked = replace(whole, plan=replace(whole.plan, rows=shut))
    layers = {layer.name: layer.table for layer in plan_layers(asked)}
    assert len(layers["plan_locaties"]) == len(rows) - 1
    both = pd.concat([layers[name]["site_id"] for name in layers])
    first = rows.iloc[0]
    kept = rows.iloc[1:]
    still = (kept["site_id"] == first["site_id"]).sum()
    assert (both == first["site_id"]).sum() == 2 * still
