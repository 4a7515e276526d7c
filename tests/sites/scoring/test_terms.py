"""A longer term wins where all else is equal, and the reason is told (R18)."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.scoring.scoring import rank_sites
from sites.scoring.terms import term_codes, terms_of, tie_reasons
from tests.sites.scoring.test_scoring import scores_of
from tests.sites.small import sites_at

ON = date(2026, 11, 1)


def _sites(*ends: str | None) -> pd.DataFrame:
    return sites_at([(0, 0)] * len(ends), from_date="2027-01-01", until_date=list(ends))


def test_two_sites_equal_but_for_their_term_stand_by_it_with_the_reason() -> None:
    sites = _sites("2029-01-01", "2037-01-01", None)
    scores = scores_of(np.full((3, 3), 0.5), (3, 2, 1))
    ranking = rank_sites(scores, sites, terms_of(sites, ON))
    assert ranking["rank"].tolist() == [3, 2, 1]
    reasons = tie_reasons(ranking, sites, ON)
    assert "staat erboven door de langere looptijd" in reasons["s0002"]
    assert "een looptijd van geen einddatum tegen 10,0 jaar" in reasons["s0002"]
    assert "staat eronder door de kortere looptijd" in reasons["s0000"]


def test_a_better_score_beats_a_longer_term_and_needs_no_such_reason() -> None:
    sites = _sites("2029-01-01", None)
    scores = scores_of(np.array([[0.6] * 3, [0.5] * 3]), (3, 2, 1))
    ranking = rank_sites(scores, sites, terms_of(sites, ON))
    assert ranking["rank"].tolist() == [1, 2]
    assert tie_reasons(ranking, sites, ON).empty


@given(arrays(float, 6, elements=st.sampled_from([0.5, 1.0, 7.25, np.inf])))
def test_a_code_is_lower_exactly_where_the_term_is_longer(terms: np.ndarray) -> None:
    codes = term_codes(terms)
    assert ((codes[:, None] < codes[None, :]) == (terms[:, None] > terms[None, :])).all()
