"""Which sites a reader asks to see: one class of urbanity, or an open obstacle."""

from types import SimpleNamespace

import pandas as pd
import pytest

from opvangkaart.runs.rank import Wanted, those
from sites.base.errors import ScenarioError

LABOUR = pd.DataFrame(
    {
        "site_id": ["stad", "stad", "dorp", "onbekend"],
        "sector": ["industrie", "zorg", "industrie", "industrie"],
        "urbanity": [1.0, 1.0, 5.0, None],
    }
)
RESULT = SimpleNamespace(
    sites=pd.DataFrame({"site_id": ["stad", "dorp", "onbekend", "elders"]}),
    judgement=SimpleNamespace(
        labour=LABOUR,
        sheets={
            "stad": SimpleNamespace(open_obstacles=("net vol",)),
            "dorp": SimpleNamespace(open_obstacles=()),
        },
    ),
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("1", {"stad"}), ("5", {"dorp"}), ("3", set()), ("niet stedelijk", {"dorp"})],
)
def test_only_sites_of_the_class_of_urbanity_are_shown(asked, found):
    assert those(RESULT, Wanted(urbanity=asked)) == found  # unknown is in no class


def test_an_urbanity_that_does_not_exist_is_refused_with_the_classes():
    with pytest.raises(ScenarioError, match="does not exist; choose from 1"):
        those(RESULT, Wanted(urbanity="dorps"))


def test_two_wishes_are_both_kept_to_and_none_shows_all():
    assert those(RESULT, Wanted(urbanity="1", open_obstacles=True)) == {"stad"}
    assert those(RESULT, Wanted(urbanity="5", open_obstacles=True)) == set()
    assert those(RESULT, Wanted()) is None
