"""Another target asks of every municipality in the proportion of its task."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.apportion import fair_shares
from sites.plan.request import for_target
from sites.settings.plan import PlanParams, ShareParams

TASKS = st.dictionaries(st.sampled_from(["GM1", "GM2", "GM3"]), st.integers(1, 500), min_size=3)


def towns() -> pd.DataFrame:
    return pd.DataFrame({"gm_code": ["GM1", "GM2", "GM3"], "population": [100, 200, 300]})


@given(TASKS, st.integers(0, 3000))
def test_shares_add_up_to_any_target_and_stay_in_proportion(
    tasks: dict[str, int], target: int
) -> None:
    asked = PlanParams(target=sum(tasks.values()), share=ShareParams(key="opgave", tasks=tasks))
    other = for_target(asked, target)
    shares = fair_shares(towns(), other.asked, other.share)
    assert shares.sum() == target
    exact = [target * tasks[code] / asked.asked for code in towns()["gm_code"]]
    assert (abs(shares - pd.Series(exact)) < 1).all()


def test_a_task_stays_what_it_is_where_nothing_else_is_asked() -> None:
    share = ShareParams(key="opgave", tasks={"GM1": 60, "GM2": 30})
    asked = PlanParams(target=120, share=share)  # 30 of them are for who has no task
    assert for_target(asked, 120) == asked
    assert for_target(asked, 60).share.tasks == {"GM1": 30, "GM2": 15}


@pytest.mark.parametrize("target", [10, 119, 121, 5000])
def test_who_has_no_task_keeps_a_part_of_the_rest(target: int) -> None:
    share = ShareParams(key="opgave", tasks={"GM1": 60, "GM2": 30})
    other = for_target(PlanParams(target=120, share=share), target)
    shares = fair_shares(towns(), other.asked, other.share)
    assert shares.sum() == target
    assert shares.iloc[2] == pytest.approx(target / 4, abs=1)
