"""One fact, one number: the same minutes and the same room wherever a bundled run shows them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from maps.content.sites import site_book
from opvangkaart.runs.inputs import Inputs
from opvangkaart.runs.lean import lean_site
from opvangkaart.runs.plan import plan_tables
from sites.plan.model.spokes import TEAM
from sites.plan.tables import Setup, set_up
from sites.scoring.kern_load import kern_of_sites
from sites.tables.hub_travel import HubTravel
from sites.tables.kern_load import KernLoad
from sites.tables.results import RunResult


@dataclass(frozen=True)
class Made:
    """The bundled run, and the model that its plan is chosen from."""

    run: RunResult
    setup: Setup

    def minutes(self, mode: str, direction: str = "to_place", column: str = "travel_min"):
        """Return the one table's minutes by site and hub."""
        table = self.run.hub_travel
        rows = table[(table["mode"] == mode) & (table["direction"] == direction)]
        return rows.set_index(["site_id", "hub_id"])[column]


@pytest.fixture(scope="module")
def made(bundled_inputs: Inputs, bundled: RunResult) -> Made:
    return Made(bundled, set_up(plan_tables(bundled_inputs, bundled), bundled.scenario.plan))


def test_the_tables_that_are_handed_on_fit_their_schemas(made: Made) -> None:
    HubTravel.validate(made.run.hub_travel)
    KernLoad.validate(made.run.kern_load)


def test_the_nearest_mother_has_the_same_range_in_travel_and_in_mothers(made: Made) -> None:
    mothers = made.run.mothers.set_index("site_id")
    travel = made.run.travel[made.run.travel["category"] == "mother"].set_index("site_id")
    for column in ("travel_min", "low_min", "high_min"):
        least = made.minutes("bike", column=column).groupby("site_id").min()
        for table in (mothers, travel):
            assert table[column].tolist() == least.loc[table.index].tolist()
    at = pd.MultiIndex.from_arrays([mothers.index, mothers["hub_id"]])
    assert made.minutes("bike")[at].tolist() == mothers["travel_min"].tolist()


def test_a_verdict_and_its_pairs_have_the_minutes_of_the_table(made: Made) -> None:
    pairs, verdicts = made.run.judgement.pairs, made.run.judgement.verdicts
    for table in (pairs, verdicts):
        at = pd.MultiIndex.from_frame(table[["site_id", "hub_id"]])
        assert table["travel_min"].tolist() == made.minutes("bike")[at].tolist()
    ride = made.minutes("car", "from_place")
    assert verdicts["team_min"].tolist() == ride[at].tolist()


def test_verdicts_say_out_of_reach_where_mothers_do(made: Made) -> None:
    """The same range decides both: the disagreement of two formulas would show here."""
    answer = made.run.mothers.set_index("site_id")["answer"]
    code = made.run.judgement.verdicts.set_index("site_id")["reason_code"]
    assert ((code == "bereik") == (answer.reindex(code.index) == "nee")).all()


def test_every_pair_a_plan_may_choose_has_the_minutes_of_the_table(made: Made) -> None:
    setup = made.setup
    sites = setup.sites["site_id"].to_numpy()[setup.siting.pair_site]
    hubs = setup.hubs.iloc[setup.siting.pair_hub]
    team = (hubs["kind"] == TEAM).to_numpy()
    at = pd.MultiIndex.from_arrays([sites, hubs["at"]])
    assert setup.pair_min[~team].tolist() == made.minutes("bike")[at[~team]].tolist()
    assert setup.pair_min[team].tolist() == made.minutes("car", "from_place")[at[team]].tolist()


def test_no_plan_may_send_a_team_where_the_verdict_says_it_does_not_drive(made: Made) -> None:
    limit_min = made.run.scenario.judgement.leaning.team_limit_min
    team = (made.setup.hubs["kind"] == TEAM).to_numpy()[made.setup.siting.pair_hub]
    sites = set(made.setup.sites["site_id"].to_numpy()[made.setup.siting.pair_site[team]])
    ride = made.minutes("car", "from_place")
    assert sites <= set(ride[ride <= limit_min].index.get_level_values("site_id"))
    assert made.setup.pair_min[team].max() > 30  # the west of the province has a team


def test_a_page_lists_the_minutes_of_the_table(made: Made) -> None:
    book = site_book(made.run)
    assert {mode for _, mode in book.hub_minutes} == {"walk", "bike", "car"}
    for (hub_id, mode), minutes in book.hub_minutes.items():
        told = made.minutes(mode).xs(hub_id, level="hub_id")
        assert minutes.tolist() == told.loc[book.table["site_id"]].tolist()


def test_one_site_asked_by_itself_has_the_minutes_of_the_run(made: Made) -> None:
    verdict = made.run.judgement.verdicts.iloc[7]
    answer = lean_site(None, verdict["site_id"], places=60).verdict
    assert answer["sentence"] == verdict["sentence"]
    assert answer["travel_min"] == round(verdict["travel_min"], 3)
    assert answer["team_min"] == round(verdict["team_min"], 3)


def test_a_verdict_and_a_plan_count_the_same_room_in_a_kern(made: Made) -> None:
    run, load = made.run, made.run.kern_load
    levels = run.judgement.load_levels
    levels = levels[levels["level"] == "kern"].set_index("site_id")
    row = kern_of_sites(run.sites, load)
    told = levels.loc[run.sites["site_id"]]
    for column, name in (("room", "fits_places"), ("existing", "present")):
        assert told[name].tolist() == load[column].iloc[row].tolist()
    ids = made.setup.sites["site_id"].to_numpy()
    for bound in made.setup.siting.bounds:
        if bound.kind == "kern":
            assert set(levels.loc[ids[bound.sites], "fits_places"]) == {bound.most}


def test_azc_leersum_leaves_its_kern_no_room_and_the_plan_opens_nothing_there(made: Made) -> None:
    """525 places in a kern of some 7.600 inhabitants, which carries about 150."""
    load = made.run.kern_load.set_index(["gm_code", "kern"])
    leersum = load.loc["GM1581", "Leersum"]
    assert (leersum["existing"], leersum["room"]) == (525, 0)
    assert 525 > leersum["carries"] > 100
    here = (made.setup.sites["kern"] == "Leersum").to_numpy()
    assert here.any()
    assert (made.setup.siting.forced[here] == 0).all()  # closed from the start
    placed = made.run.layers.hubs
    there = placed[(placed["status"] == "in gebruik") & placed["places"].notna()]
    own = there["gm_code"].isin(made.run.layers.kernen["gm_code"])
    assert load["existing"].sum() == np.nansum(there.loc[own, "places"].astype(float))
