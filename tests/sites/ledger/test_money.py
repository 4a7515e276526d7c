"""Amounts of the annex, and amounts as people type them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.dutch import number
from sites.ledger.money import (
    MoneyError,
    MoneyParams,
    amount_eur,
    bonus_after,
    bonus_eur,
    bonus_table,
    grants,
)


def test_the_bonus_of_the_annex_is_exact() -> None:
    assert bonus_eur(2692) == 6_730_000.0
    assert bonus_eur(4793 - 2101) == 6_730_000.0


def test_what_is_not_realised_goes_back() -> None:
    settled = bonus_after(100, 60)
    assert (settled.earned_eur, settled.claw_back_eur) == (150_000.0, 100_000.0)
    assert bonus_after(100, 140).claw_back_eur == 0.0


def test_an_index_of_1_10_gives_37400_and_27500() -> None:
    amounts = grants(1, 1, MoneyParams(index=1.10))
    assert (round(amounts.rebuild_eur), round(amounts.dwelling_eur)) == (37_400, 27_500)


def test_the_bonus_per_municipality_adds_up() -> None:
    table = bonus_table(pd.Series({"a": 10, "b": 20}), pd.Series({"b": 5, "c": 7}))
    assert table["claw_back_eur"].tolist() == [25_000.0, 37_500.0, 0.0]
    assert table["received_eur"].sum() == bonus_eur(30)


@given(st.integers(0, 10**9))
def test_an_amount_written_for_readers_is_read_back(cents: int) -> None:
    assert amount_eur("€ " + number(cents / 100, 2)) == pytest.approx(cents / 100)


@pytest.mark.parametrize("text", ["1,234.50", "12.50.00", "", "veel", "1.2.3", "-5", "1 2"])
def test_an_amount_that_can_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="not readable; write"):
        amount_eur(text)


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(MoneyError, match="makes no sense"):
        bonus_eur(-1)
    with pytest.raises(MoneyError, match="make no sense"):
        grants(-1, 0)
