"""Small parts of a plan, each in the head: who takes part, what changed, what is missing."""

from dataclasses import replace

import pandas as pd
import pytest

from sites.plan.compare import compare, compare_towns
from sites.plan.make import PlanResult, make_plan
from sites.plan.report import figures, missing_words
from sites.plan.tables import moves_per_place, shortlist
from sites.settings.plan import PlanParams
from sites.tables.schemas import SEARCH_CELL
from tests.sites.plan.test_make import PARAMS, SITES, TABLES, TOWNS


def rows(*made: tuple[str, int, str, str], gm_code: str = "GM0001") -> pd.DataFrame:
    table = pd.DataFrame(made, columns=["site_id", "places", "hub_id", "leaning"])
    return table.assign(gm_code=gm_code).astype({"places": "Int64"})


def test_a_site_that_is_larger_and_leans_elsewhere_counts_as_leaning_elsewhere() -> None:
    one = rows(("a", 60, "M1", "moederlocatie"), ("b", 60, "M1", "moederlocatie"),
               ("c", 60, "M1", "moederlocatie"), ("d", 60, "M1", "moederlocatie"))  # fmt: skip
    other = rows(("a", 70, "M2", "moederlocatie"), ("b", 70, "M1", "moederlocatie"),
                 ("c", 60, "M1", "mobiel team"), ("e", 60, "M1", "moederlocatie"))  # fmt: skip
    changed = compare(one, other)
    assert changed["change"].tolist() == [
        "leunt anders", "andere grootte", "leunt anders", "vervalt", "erbij",
    ]  # fmt: skip
    assert changed["places_other"].tolist() == [70, 70, 60, pd.NA, 60]


def test_a_town_with_other_sites_and_as_many_places_differs_where_the_number_of_sites_does() -> (
    None
):
    one = rows(("a", 60, "M1", "moederlocatie"))
    other = rows(("b", 30, "M1", "moederlocatie"), ("c", 30, "M1", "moederlocatie"))
    towns = compare_towns(compare(one, other), TOWNS).set_index("name")
    assert towns.loc["Astad", ["difference", "sites_one", "sites_other"]].tolist() == [0, 1, 2]
    swapped = compare_towns(compare(one, one.assign(site_id="b")), TOWNS)
    assert swapped["name"].tolist() == ["provincie"]


@pytest.fixture
def cells() -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = ["a", "b", "c", "d", "e"]
    sites = pd.DataFrame(
        {
            "site_id": ids,
            "kind": [SEARCH_CELL] * 4 + ["gebouw"],
            "gm_code": "GM0001",
            "gm_certain": [True, True, True, False, True],
            "kern": "Astad",
        }
    )
    return sites, pd.DataFrame({"site_id": ids, "score": [0.5, 0.7, 0.5, 0.9, 0.1]})


def test_the_best_cells_of_a_kern_take_part_a_tie_to_the_lowest_id_and_buildings_always(
    cells,
) -> None:
    for most, kept in ((1, "be"), (2, "abe"), (3, "abce"), (None, "abce")):
        found = shortlist(*cells, per_kern=most, keep=())
        assert "".join(found["site_id"]) == kept
    assert "".join(shortlist(*cells, per_kern=1, keep=("c",))["site_id"]) == "bce"
    assert "d" in set(shortlist(*cells, per_kern=1, keep=("d",))["site_id"])


@pytest.mark.parametrize(
    ("until", "moves"),
    [(None, 0.0), ("2036-11-01", 0.0), ("2046-11-01", 0.0), ("2031-11-01", 1.0)],
)
def test_a_place_is_found_anew_as_often_as_its_term_fits_the_horizon(until, moves) -> None:
    row = {"from_date": "2026-11-01", "until_date": until}
    assert moves_per_place(row, PlanParams(horizon_years=10)) == pytest.approx(moves, abs=0.01)


def test_five_calendar_years_are_durable_whatever_their_leap_days_and_a_month_less_is_not() -> None:
    sites = SITES.assign(
        from_date="2027-01-01", until_date=["2032-01-01", "2031-12-01", None, None, None]
    )
    plan = make_plan(replace(TABLES, sites=sites), PARAMS, keep=("a1", "a2"))
    durable = plan.rows.set_index("site_id")["is_durable"]
    assert durable[["a1", "a2"]].tolist() == [True, False]


@pytest.fixture(scope="module")
def plan() -> PlanResult:
    return make_plan(TABLES, PARAMS, keep=("c1",))


def test_a_site_of_100_places_is_not_small_and_one_of_99_is(plan) -> None:
    rows = plan.rows.head(2).assign(places=[99, 100])
    told = figures(plan.setup, rows, plan.towns).set_index("figure")["amount"]
    assert told["kleinschalige locaties (tot en met 99 plekken)"] == 1
    assert (told["nieuwe plekken"], told["samen"]) == (199, 299)
    assert told["tekort na dit plan"] == 1


def test_the_minutes_of_a_team_count_like_those_of_residents(plan) -> None:
    rows = plan.rows
    assert "mobiel team" in set(rows["leaning"])
    raw = plan.parts.set_index("part").loc["minutes", "raw"]
    assert raw == pytest.approx((rows["travel_min"] * rows["places"]).sum() / 100)


def test_who_has_more_by_existing_places_alone_does_more_than_its_share() -> None:
    missing = pd.DataFrame(
        {"kind": ["gemeente", "gemeente", "doel"], "name": ["Astad", "Bedorp", "provincie"],
         "short": [0, 0, 7], "over": [5, 1, 0]}
    )  # fmt: skip
    towns = pd.DataFrame(
        {"name": ["Astad", "Bedorp"], "over": [5, 1], "existing": [50, 50], "total": [50, 60]}
    )
    assert missing_words(missing, towns) == (
        "Astad doet al meer dan haar aandeel: 50 bestaande plekken.",
        "Meer dan de bovengrens in Bedorp: 1 plek.",
        "Tekort in het hele gebied: 7 plekken.",
    )
