"""A plan over periods told as a table: its places, residents and ends balance in every period."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sites.outcome.periods import steps_of
from sites.plan.phases import phases
from sites.plan.solve.search import Effort
from sites.plan.timed.asked import Period
from sites.plan.timed.model import Timed
from sites.plan.timed.solve import solve_timed
from sites.settings.plan import PlanParams
from sites.settings.plan_agreements import PlanAgreement, PlanPartner
from tests.sites.plan.timed.test_timed import drawn

DAYS = (date(2026, 11, 1), date(2030, 11, 1), date(2036, 11, 1))
PERIODS = tuple(Period(a, b, 12 + n) for n, (a, b) in enumerate(pairwise(DAYS)))
PARAMS = PlanParams(
    agreements=(
        PlanAgreement(
            id="ruil",
            taker="GM0002",
            giver="GM0001",
            most=1,
            statushouders_per_100=20,
            source="gemaakt",
        ),
    ),
    partners=(PlanPartner(id="partner", name="P", places=1, source="gemaakt"),),
)
EFFORT = Effort(direct_pairs=10_000)


def told(timed: Timed, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of a drawn plan, and its sites with their days, for the follow-up of phases."""
    rng = np.random.default_rng(seed)
    held = [pd.Series(rng.integers(0, 9, 3), index=["A", "B", "C"]) for _ in PERIODS]
    found = solve_timed(timed, EFFORT)
    if found.plan is None:
        return pd.DataFrame(), pd.DataFrame()
    table = steps_of(timed, found, PERIODS, held, PARAMS)
    openings, opening = timed.openings, found.plan.opening
    sites = pd.DataFrame(
        {
            "site_id": [f"s{at}" for at in opening],
            "gm_code": "A",
            "places": found.plan.places.max(axis=1),
            "from_date": [DAYS[at].isoformat() for at in openings.first[opening]],
            "until_date": [DAYS[at + 1].isoformat() for at in openings.last[opening]],
        }
    )
    return table, sites.assign(first=found.plan.places[:, 0], then=found.plan.places[:, 1])


@pytest.mark.parametrize("part", range(2))
def test_places_residents_and_ends_balance_per_period(part: int) -> None:
    some = 0
    for seed in range(15 * part, 15 * (part + 1)):
        table, sites = told(drawn(seed), seed)
        if table.empty:
            continue
        some += 1
        first, then = table.iloc[0], table.iloc[1]
        assert first["ended_places"] == first["grown_places"] == first["residents"] == 0
        for row, held in ((first, sites["first"]), (then, sites["then"])):
            assert row["planned"] == held.sum()
            assert row["sites"] == (held > 0).sum()
            assert row["total"] == row["planned"] + row["existing"] + row["outside"]
            assert row["short"] == max(0, row["target"] - row["total"])
            assert row["residents"] == row["rehoused"] + row["no_place"]
            assert row["residents"] == row["ended_places"] + row["existing_gone"]
        changed = then["opened_places"] + then["grown_places"] - then["ended_places"]
        assert then["planned"] == first["planned"] + changed
        assert then["sites"] == first["sites"] + then["opened"] - then["ended"]
        existing = then["existing_more"] - then["existing_gone"]
        assert then["existing"] == first["existing"] + existing
    assert some > 5


def test_the_follow_up_of_phases_finds_the_same_sites_in_every_period() -> None:
    checked = 0
    for seed in range(20):
        table, sites = told(drawn(seed), seed)
        if not len(sites):
            continue
        made = phases(sites, {"A": "r"}, first=DAYS[0], last=DAYS[2], breaks=[DAYS[1]])
        assert made.periods["sites"].tolist() == table["sites"].tolist()
        checked += 1
    assert checked > 5
