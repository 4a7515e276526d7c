"""What is unknown of a mother location itself never excludes: it becomes a confirmation."""

import numpy as np

from opvangkaart.runs.lean import Asked, lean
from sites.base.verdicts import CAN, CAN_IF
from sites.judgement.leaning.case import one_case
from sites.judgement.leaning.decide import judge_case
from sites.settings.judgement import LeaningParams


def test_a_site_that_could_lean_plainly_waits_for_the_end_date_of_its_mother() -> None:
    def verdict(sure: float) -> int:
        case = one_case(mother_sure=sure)
        return int(judge_case(case, LeaningParams(), mother_limit_min=45).site_verdict.item())

    assert verdict(1.0) == CAN
    assert verdict(np.nan) == CAN_IF


def test_the_sentence_and_the_confirmations_say_what_is_not_known_of_the_mother() -> None:
    """UT01 is in use and nobody said until when; UT04 has an end and a role to confirm."""
    city = lean(None, Asked(5.13, 52.09, 60, hub="UT01")).verdict
    assert "tot wanneer de locatie open is" in str(city["sentence"])
    assert "tot wanneer de locatie open is" in str(city["confirm"])
    camp = lean(None, Asked(5.25, 52.11, 60, hub="UT04")).verdict
    assert "tot wanneer" not in str(camp["confirm"])
    assert "dat kleine locaties hierop mogen leunen" in str(camp["confirm"])
