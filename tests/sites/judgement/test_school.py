"""The school norm: children to expect, and a warning above three months."""

import pytest

from sites.base.errors import SiteError
from sites.judgement.school import school_test
from sites.settings.judgement import LeaningParams

PARAMS = LeaningParams()


def test_a_quarter_of_80_places_is_20_children_and_14_weeks_is_too_long() -> None:
    test = school_test(80, 14, PARAMS)
    assert (test.pupils, test.primary, test.isk, test.is_late) == (20, 11, 9, True)
    assert test.sentence == (
        "Bij 80 plekken horen naar verwachting 20 kinderen: 11 voor de basisschool en 9 voor de "
        "ISK. Let op: de wachttijd is 14 weken en dat is langer dan 3 maanden; dan is een ander "
        "programma nodig. Als de locatie sluit, verhuizen 20 kinderen van school."
    )


def test_exactly_three_months_is_in_time() -> None:
    assert school_test(80, 13, PARAMS).is_late is False


def test_a_wait_that_nobody_entered_is_unknown() -> None:
    test = school_test(80, None, PARAMS)
    assert test.is_late is None
    assert "De wachttijd is niet ingevuld" in test.sentence


def test_a_negative_wait_is_refused() -> None:
    with pytest.raises(SiteError, match="-1 weeks is not possible"):
        school_test(80, -1, PARAMS)
