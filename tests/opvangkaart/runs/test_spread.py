"""What docs/judgement.md publishes of the bundled run is what that run says."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from opvangkaart.runs.spread import with_spread
from sites.base.verdicts import STRENGTHS
from sites.judgement.spread import reach_lines, share_told, spread_of
from sites.settings.scenario import MotherParams
from sites.tables.results import RunResult

DOCUMENT = Path(__file__).parents[3] / "docs" / "judgement.md"


@pytest.fixture(scope="module")
def run(bundled: RunResult) -> RunResult:
    return bundled


def test_the_document_holds_the_figures_of_the_bundled_run(run: RunResult) -> None:
    """Out of date? python -m opvangkaart.runs.spread docs/judgement.md"""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert with_spread(text, run) == text


def test_the_verdict_says_well_more_than_reach_alone(run: RunResult) -> None:
    assert run.judgement is not None
    spread = spread_of(run.judgement, run.ranking, run.mothers)
    assert spread.told_by_reach < 0.7
    assert spread.guessed_by_reach < 0.85
    assert spread.rank_and_minutes < 0.68
    assert (spread.verdicts.sum() > 0)[list(STRENGTHS)].all()
    assert int(spread.verdicts.to_numpy().sum()) == int(spread.groups.sum()) == len(run.sites)


def test_a_place_that_does_not_fit_is_never_above_one_that_does_without_a_flag(
    run: RunResult,
) -> None:
    assert run.judgement is not None
    load = run.judgement.load.set_index("site_id")
    order = run.judgement.order
    rows = load.loc[order["site_id"]]
    tight = (rows["load"] > rows["fits_places"]).fillna(value=False).to_numpy(dtype=bool)
    assert tight.any()
    assert (order["flag"].notna().to_numpy() == tight).all()
    assert not tight[: int((~tight).argmin()) or 0].any()


def test_what_is_known_tells_nothing_all_or_a_part() -> None:
    word = np.array(["als", "als", "niet", "deels"])
    near = np.array([True, True, False, True])
    assert 0 < share_told(word, near) < 1
    assert share_told(word, np.ones(4, dtype=bool)) == 0


def test_who_is_out_of_reach_of_the_annex_and_of_all_is_counted_by_hand() -> None:
    hubs = pd.DataFrame(
        {"hub_id": ["a", "b", "c"], "name": ["AZC A", "AZC B", "AZC C"], "in_annex": [True, 0, 0]}
    )
    minutes = {
        "near": (10, 50, 50),
        "b only": (50, 45, 46),
        "b and c": (60, 9, 9),
        "far": (60,) * 3,
    }
    trips = pd.DataFrame(
        [
            {"site_id": site, "hub_id": hub, "mode": "bike", "direction": "to_place", "low_min": m}
            for site, ways in minutes.items()
            for hub, m in zip("abc", ways, strict=True)
        ]
    )
    (told,) = reach_lines(trips, hubs, MotherParams())
    assert "annex's 1: 3 of 4; of all 3 that count: 1. So **2** refusals fall" in told
    assert told.endswith("AZC B 2; AZC C 1.")
