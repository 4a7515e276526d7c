"""Names, dates and numbers as other people write them."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.files.gemeenten import match_municipality
from geodata.files.numbers import parse_counts, parse_decimals
from geodata.files.texts import clip, iso_dates

TOWNS = pd.DataFrame({"name": ["Utrecht", "Woerden"], "gm_code": ["GM0344", "GM0632"]})


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from("-/"))
def test_a_dutch_date_and_an_iso_date_are_the_same_day(day: date, mark: str) -> None:
    dutch = f"{day.day}{mark}{day.month}{mark}{day.year}"
    padded = f"{day.day:02d}{mark}{day.month:02d}{mark}{day.year}"
    read = iso_dates(pd.Series([dutch, padded, day.isoformat(), f"{day.isoformat()} 00:00:00"]))
    assert read.tolist() == [day.isoformat()] * 4


def test_a_date_with_an_hour_is_no_date() -> None:
    read = iso_dates(pd.Series(["2027-01-31 13:30", "1-13-2027", "2027-02-29", "31-01-27"]))
    assert read.isna().all()


def test_a_text_of_exactly_the_limit_is_whole_and_one_letter_more_is_cut() -> None:
    found = clip(pd.Series(["abcde", "abcdef", "\u200b", None]), 5)
    assert found.text.fillna("?").tolist() == ["abcde", "abcd…", "?", "?"]
    assert found.clipped == 1


def test_two_points_in_a_column_show_that_a_point_before_three_digits_is_one_of_thousands() -> None:
    found = parse_decimals(pd.Series(["136.410", "1.136.410", "136.410,5", "-1.250,5", "1.25,5"]))
    assert found.numbers[:4].tolist() == [136_410, 1_136_410.0, 136_410.5, -1250.5]
    assert found.wrong.tolist() == [False, False, False, False, True]
    assert [str(note) for note in found.notes] == [
        "decimal commas read in 2 rows",
        "thousands dots read in 4 rows",
    ]


def test_a_count_that_is_masked_is_neither_a_number_nor_wrong() -> None:
    found = parse_counts(pd.Series(["< 5", "5", "1.25", None, "12,00"]))
    assert pd.Series(found.numbers).fillna(-1).tolist() == [-1, 5, -1, -1, 12]
    assert (found.wrong.tolist(), found.masked) == ([False, False, True, False, False], 1)


@pytest.mark.parametrize(
    ("given_", "code"),
    [("Utrecht", "GM0344"), ("gemeente utrecht", "GM0344"), ("GM0632", "GM0632"),
     ("632", "GM0632"), ("0632", "GM0632"), ("Utregt", None), ("9999", None)],
)  # fmt: skip
def test_a_municipality_is_known_by_name_or_code_and_never_guessed(given_, code) -> None:
    found = match_municipality(pd.Series([given_, None]), TOWNS)
    assert found.code.fillna("?").tolist() == [code or "?", "?"]
    assert found.unknown.tolist() == [code is None, False]
