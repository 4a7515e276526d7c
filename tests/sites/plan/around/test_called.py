"""Another plan is named by what sets it apart, and the name is true."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.plan.around.called import called, differences

NAMES = {"u": "AZC Utrecht (Haydn)", "a": "AZC Amersfoort", "GM1": "Baarn", "GM2": "Soest"}
HUBS, TOWNS = ("u", "a"), ("GM1", "GM2", "GM3")


def plan(*sites, name="best"):
    columns = ["site_id", "places", "hub_id", "gm_code", "leaning"]
    return pd.DataFrame(sites, columns=columns).assign(plan=name)


def site(ident, places=50, hub="u", town="GM1", leaning="moederlocatie"):
    return ident, places, hub, town, leaning


BEST = plan(site("s1"), site("s2"), site("s3", town="GM2"), site("s4", town="GM2"))


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ((site("s1"), site("s2"), site("s3", hub="a", town="GM2"), site("s4", hub="a", town="GM2")),
         "meer bij AZC Amersfoort"),
        ((site("s1", 100), site("s5", 100)), "minder locaties"),
        ((site("s1", 25), site("s2", 25), site("s6", 25), site("s7", 25),
          site("s3", 50, town="GM2"), site("s4", 50, town="GM2")), "meer locaties"),
        ((site("s1"), site("s2"), site("s6"), site("s7")), "meer in Baarn"),
        ((site("s1"), site("s2"), site("s3", town="GM2"),
          site("s4", town="GM2", leaning="mobiel team")), "minder bij AZC Utrecht"),
        ((site("s1", 70), site("s2", 70), site("s3", 40, town="GM2"),
          site("s4", 20, town="GM2", leaning="mobiel team")), "meer locaties met een mobiel team"),
        ((site("s1"), site("s5"), site("s3", town="GM2"), site("s4", town="GM2")),
         "andere locaties in Baarn"),
    ],
)  # fmt: skip
def test_the_largest_difference_is_the_name(other, name) -> None:
    assert called(BEST, plan(*other, name="p-1"), NAMES) == {"p-1": name}


def test_two_plans_with_one_difference_get_two_names() -> None:
    moved = [site("s1"), site("s2"), site("s3", hub="a", town="GM2"), site("s4", town="GM2")]
    fewer = [site("s1"), site("s2"), site("s3", 100, hub="a", town="GM2")]
    same = [(*row,) for row in fewer]
    others = pd.concat([plan(*rows, name=f"p-{i}") for i, rows in enumerate((moved, fewer, same))])
    names = called(BEST, others, NAMES)
    assert names["p-0"] == "meer bij AZC Amersfoort"
    assert names["p-1"] == "meer bij AZC Amersfoort, minder locaties"
    assert len(set(names.values())) == 3


SITES = st.lists(
    st.tuples(
        st.sampled_from([f"s{i}" for i in range(8)]), st.integers(20, 99), st.sampled_from(HUBS),
        st.sampled_from(TOWNS), st.sampled_from(["moederlocatie", "mobiel team", "nieuwe hub"]),
    ),
    min_size=1, max_size=8, unique_by=lambda row: row[0],
)  # fmt: skip


@settings(max_examples=30)
@given(SITES, st.lists(SITES, min_size=1, max_size=3))
def test_no_two_plans_share_a_name_and_every_name_is_true(first, rest) -> None:
    best = plan(*first)
    others = pd.concat([plan(*rows, name=f"p-{i}") for i, rows in enumerate(rest)])
    names = called(best, others, NAMES)
    assert len(set(names.values())) == len(rest)
    for _, other in others.groupby("plan"):
        for words in differences(best, other, NAMES):
            assert is_true(words, best, other), words


def is_true(words, best, other) -> bool:
    """Return whether a difference holds, counted again from the rows alone."""
    how, what = words.split(" ", 1)
    if how == "andere":
        return what == "verdeling" or not set(other["site_id"]) <= set(best["site_id"])
    before, after = (counted(rows, what) for rows in (best, other))
    return after > before if how == "meer" else after < before


def counted(rows, what) -> float:
    teams = rows["leaning"] == "mobiel team"
    if what.startswith("bij "):
        shown = rows["hub_id"].map(lambda hub: NAMES[hub].split(" (")[0])
        return rows.loc[~teams & (shown == what[4:]), "places"].sum()
    if what.startswith("in "):
        return rows.loc[rows["gm_code"].map(lambda code: NAMES.get(code, code)) == what[3:],
                        "places"].sum()  # fmt: skip
    return {"gemeenten": rows["gm_code"].nunique(), "locaties": len(rows),
            "locaties met een mobiel team": teams.sum()}[what]  # fmt: skip
