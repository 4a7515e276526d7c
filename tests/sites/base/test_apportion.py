"""Dividing a whole: quotas that are whole but for a last digit, ties, and entered tasks."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.apportion import LedgerError, fair_shares, largest_remainder
from sites.settings.plan import ShareParams

TOWNS = pd.DataFrame(
    {"gm_code": ["GM0001", "GM0002", "GM0003"], "population": [60_000, 20_000, 20_000]}
)


def test_places_left_over_go_to_the_first_of_equal_remainders() -> None:
    assert largest_remainder(2, pd.Series([1, 1, 1])).tolist() == [1, 1, 0]
    assert largest_remainder(5, pd.Series([1, 1, 1])).tolist() == [2, 2, 1]
    assert largest_remainder(5, pd.Series([1, 2, 1])).tolist() == [1, 3, 1]
    # 1.5 and 0.5 have equal remainders, also where a computer adds a last binary digit to one.
    assert largest_remainder(2, pd.Series([1.8, 0.6])).tolist() == [2, 0]
    assert largest_remainder(2, pd.Series([18, 6]) * 0.1).tolist() == [2, 0]


@given(
    st.integers(0, 40),
    st.lists(st.integers(0, 12), min_size=1, max_size=5).filter(any),
    st.sampled_from([1.0, 0.1, 0.07, 1 / 3]),
)
def test_the_division_is_that_of_whole_numbers_whatever_the_weights_are_counted_in(
    total: int, weights: list[int], unit: float
) -> None:
    quota = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(part) for part in quota]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - quota[i], i))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    assert largest_remainder(total, pd.Series(weights) * unit).tolist() == parts


def test_who_has_no_task_shares_the_rest_by_population_and_a_task_of_0_is_a_task() -> None:
    share = ShareParams(key="opgave", tasks={"GM0002": 0})
    assert fair_shares(TOWNS, 100, share).tolist() == [75, 0, 25]
    whole = ShareParams(key="opgave", tasks={"GM0001": 50, "GM0002": 30, "GM0003": 20})
    assert fair_shares(TOWNS, 100, whole).tolist() == [50, 30, 20]
    with pytest.raises(LedgerError, match="add up to 100, not to the target of 101"):
        fair_shares(TOWNS, 101, whole)
    with pytest.raises(LedgerError, match="add up to 100, more than the target of 99"):
        fair_shares(TOWNS, 99, whole)
