"""What the words of a source say of a location on a day: worked by hand, then by a law."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.readers.statuses import status_of

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("opened 2015, closed 2020", "beëindigd"),
        ("geopend 2015, gesloten 2020", "beëindigd"),
        ("closed in 2020 after opening in 2015", "beëindigd"),
        ("geopend, gesloten", "beëindigd"),
        ("opened March 2020, closed June 2020", "beëindigd"),
        ("opened 2020, closed 2020", "beëindigd"),
        ("in use from 2015 until 2020", "beëindigd"),
        ("in gebruik 2015-2020", "beëindigd"),
        ("niet meer in gebruik", "beëindigd"),
        ("historic (29 June - 12 July 2022)", "beëindigd"),
        ("closed 2018, reopened 2022", "in gebruik"),
        ("gesloten in 2018, heropend in 2022", "in gebruik"),
        ("gesloten in 2018, weer in gebruik", "in gebruik"),
        ("in gebruik sinds 2015, sluit in 2030", "in gebruik"),
        ("in use until Jan 2027; azc decided by the council", "in gebruik"),
        ("in use (extended three years in June 2023)", "in gebruik"),
        ("gesloten 2018, heropend 2022, weer gesloten 2024", "beëindigd"),
        ("opens 2027", "gepland"),
        ("nog niet in gebruik", "gepland"),
        ("council decision 5 July 2023; to be built", "gepland"),
        ("gesloten in 2020; nieuw azc gepland", "gepland"),
        ("closed, in use", "na te gaan"),
        ("niet in gebruik", "na te gaan"),
        ("in use at least until summer 2024", "na te gaan"),
        ("opened 2015, closed 2020; later status unknown", "na te gaan"),
        ("temporary 2023", "na te gaan"),
    ],
)
def test_what_happened_last_counts_and_what_contradicts_is_to_be_checked(words, status) -> None:
    assert status_of(words, DAY) == status


@given(st.integers(1990, 2060), st.integers(1990, 2060), st.booleans(), st.integers(1990, 2060))
def test_opened_and_closed_tell_of_any_year_what_the_two_years_say(
    one, other, is_dutch, year
) -> None:
    opened, closed = sorted((one, other))
    words = ("geopend", "gesloten") if is_dutch else ("opened", "closed")
    said = status_of(f"{words[0]} {opened}, {words[1]} {closed}", date(year, 12, 31))
    if closed <= year:
        assert said == "beëindigd"
    else:
        assert said == ("in gebruik" if opened <= year else "gepland")


@given(st.text(max_size=60))
def test_any_words_give_one_of_four(words) -> None:
    assert status_of(words, DAY) in {"in gebruik", "gepland", "beëindigd", "na te gaan"}
