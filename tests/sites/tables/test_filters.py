"""Own municipalities, active mothers and names are picked in one way; the table stays as it was."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sites.tables.filters import active_hubs, names_by, own_municipalities

TOWNS = pd.DataFrame(
    {
        "gm_code": ["GM0307", "GM0200", "GM0355"],
        "name": ["Amersfoort", "Apeldoorn", "Zeist"],
        "role": ["gebied", "rondom", "gebied"],
    }
)


def test_the_ring_is_left_out_and_a_table_without_roles_has_none() -> None:
    assert own_municipalities(TOWNS)["name"].tolist() == ["Amersfoort", "Zeist"]
    assert own_municipalities(TOWNS.drop(columns="role"))["name"].tolist() == TOWNS["name"].tolist()


def test_active_is_read_from_booleans_and_from_objects() -> None:
    for dtype in (bool, object):
        hubs = pd.DataFrame(
            {"hub_id": ["b", "a"], "is_active": pd.Series([True, False], dtype=dtype)}
        )
        assert active_hubs(hubs)["hub_id"].tolist() == ["b"]


def test_a_name_is_found_by_its_code() -> None:
    assert names_by(TOWNS, "gm_code")["GM0355"] == "Zeist"
    assert names_by(TOWNS.iloc[:0], "gm_code") == {}


@given(st.lists(st.booleans(), max_size=8))
def test_a_filter_keeps_order_and_leaves_the_table_as_it_was(flags) -> None:
    hubs = pd.DataFrame({"hub_id": range(len(flags)), "is_active": pd.array(flags, dtype=bool)})
    before = hubs.copy()
    assert active_hubs(hubs)["hub_id"].tolist() == [i for i, flag in enumerate(flags) if flag]
    pd.testing.assert_frame_equal(hubs, before)
