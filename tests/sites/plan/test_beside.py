"""Plans side by side: what a reader can count in the rows."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.plan.beside import plans_beside
from sites.tables.plan import LEANINGS


def rows_of(*told):
    columns = ["plan", "site_id", "gm_code", "places", "leaning", "travel_min", "is_durable"]
    return pd.DataFrame(told, columns=columns)


def test_two_plans_are_counted_each_for_itself() -> None:
    rows = rows_of(
        ("a", "s", "GM1", 60, LEANINGS[0], 10.0, True),
        ("a", "t", "GM2", 20, LEANINGS[2], 30.0, False),
        ("b", "t", "GM2", 80, LEANINGS[1], 12.0, True),
    )
    found = plans_beside(rows, {"a": "beste", "b": "meer in GM2"}).set_index("plan")
    assert found.loc["a", ["sites", "places", "towns", "durable"]].tolist() == [2, 80, 2, 60]
    assert found.loc["a", ["mean_min", "worst_min"]].tolist() == [15.0, 30.0]
    assert found.loc["b", ["on_mother", "on_new_hub", "by_team"]].tolist() == [0, 80, 0]
    assert found["stays"].tolist() == [2, 1]


def test_a_plan_without_a_site_is_there_and_its_trips_are_unknown() -> None:
    found = plans_beside(rows_of(), {"leeg": "niets"}).iloc[0]
    assert (found["sites"], found["places"]) == (0, 0)
    assert pd.isna(found["mean_min"])


@settings(max_examples=15)  # a pandera table a draw
@given(st.lists(st.tuples(st.integers(1, 500), st.sampled_from(LEANINGS), st.floats(0, 200)),
                min_size=1, max_size=8))  # fmt: skip
def test_every_place_leans_on_one_thing_and_the_mean_lies_within(drawn) -> None:
    told = [("a", str(n), "GM1", places, leaning, minutes, True)
            for n, (places, leaning, minutes) in enumerate(drawn)]  # fmt: skip
    row = plans_beside(rows_of(*told), {"a": ""}).iloc[0]
    assert row["on_mother"] + row["on_new_hub"] + row["by_team"] == row["places"]
    assert min(m for _, _, m in drawn) - 1e-9 <= row["mean_min"] <= row["worst_min"] + 1e-9
