"""The school norm: children to expect, and a warning above three months."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.errors import SiteError
from sites.judgement.mix import parse_mix
from sites.judgement.school import school_test
from sites.settings.judgement import DemandNorm, LeaningParams

PARAMS = LeaningParams()


def test_a_quarter_of_80_places_is_20_children_and_14_weeks_is_too_long() -> None:
    test = school_test(parse_mix(None, 80), 14, PARAMS)
    assert (test.pupils, test.primary, test.isk, test.is_late) == (20, 11, 9, True)
    assert test.sentence == (
        "Bij 80 plekken horen naar verwachting 20 kinderen: 11 voor de basisschool en 9 voor de "
        "ISK. Let op: de wachttijd is 14 weken en dat is langer dan 3 maanden; dan is een ander "
        "programma nodig. Als de locatie sluit, verhuizen 20 kinderen van school."
    )


def test_exactly_three_months_is_in_time() -> None:
    assert school_test(parse_mix(None, 80), 13, PARAMS).is_late is False


def test_a_wait_that_nobody_entered_is_unknown() -> None:
    test = school_test(parse_mix(None, 80), None, PARAMS)
    assert test.is_late is None
    assert "De wachttijd is niet ingevuld" in test.sentence


def test_a_negative_wait_is_refused() -> None:
    with pytest.raises(SiteError, match="-1 weeks is not possible"):
        school_test(parse_mix(None, 80), -1, PARAMS)


def test_seven_percent_of_100_places_is_7_children_and_not_8() -> None:
    """As a computer reckons, 0.07 x 100 is a last binary digit more than 7."""
    params = PARAMS.model_copy(update={"demand": DemandNorm(child_share=0.07)})
    assert school_test(parse_mix(None, 100), None, params).pupils == 7


def test_nine_of_fourteen_years_of_42_children_are_27_and_not_28() -> None:
    norm = DemandNorm(child_share=0.25, primary_ages=(3, 11), isk_ages=(12, 16))
    test = school_test(parse_mix(None, 168), None, PARAMS.model_copy(update={"demand": norm}))
    assert (test.pupils, test.primary, test.isk) == (42, 27, 15)


@given(st.integers(0, 100), st.integers(0, 1500), st.integers(5, 10), st.integers(13, 17))
def test_children_are_rounded_up_as_with_fractions(
    percent: int, places: int, last_primary: int, last_isk: int
) -> None:
    norm = DemandNorm(
        child_share=percent / 100, primary_ages=(4, last_primary), isk_ages=(12, last_isk)
    )
    test = school_test(parse_mix(None, places), None, PARAMS.model_copy(update={"demand": norm}))
    primary, isk = last_primary - 3, last_isk - 11
    assert test.pupils == math.ceil(Fraction(percent * places, 100))
    assert test.primary == math.ceil(Fraction(test.pupils * primary, primary + isk))
    assert test.primary + test.isk == test.pupils
