"""What fits across a border: the largest flow, held against every cut there is."""

from itertools import combinations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sites.outcome.provinces import most_that_fits, target_of


def test_a_site_within_reach_of_two_rooms_fills_only_what_it_holds() -> None:
    pairs = pd.DataFrame({"site_id": ["a", "a"], "hub_id": ["h", "k"]})
    assert most_that_fits(pairs, pd.Series({"a": 60}), pd.Series({"h": 50, "k": 50})) == 60


def test_rooms_and_sites_apart_do_not_help_each_other() -> None:
    pairs = pd.DataFrame({"site_id": ["a", "b"], "hub_id": ["h", "k"]})
    holds, rooms = pd.Series({"a": 90, "b": 10}), pd.Series({"h": 30, "k": 80})
    assert most_that_fits(pairs, holds, rooms) == 30 + 10


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=4),
    st.lists(st.integers(0, 40), min_size=1, max_size=4),
    st.data(),
)
def test_the_flow_is_the_smallest_cut(held, room, data) -> None:
    every = [(s, h) for s in range(len(held)) for h in range(len(room))]
    near = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    pairs = pd.DataFrame({"site_id": [f"s{s}" for s, _ in near],
                          "hub_id": [f"h{h}" for _, h in near]})  # fmt: skip
    holds = pd.Series({f"s{s}": places for s, places in enumerate(held)})
    rooms = pd.Series({f"h{h}": places for h, places in enumerate(room)})
    seen_s, seen_h = {s for s, _ in near}, sorted({h for _, h in near})
    cuts = []
    for count in range(len(seen_h) + 1):
        for cut in combinations(seen_h, count):  # these rooms are full; who reaches another: cut
            others = {s for s in seen_s if any(h not in cut for t, h in near if t == s)}
            cuts.append(sum(room[h] for h in cut) + sum(held[s] for s in others))
    assert most_that_fits(pairs, holds, rooms) == min(cuts)


def test_a_province_is_asked_what_its_gemeenten_are_asked() -> None:
    towns = pd.DataFrame({"task": [100, None], "computed": [None, 50]}, dtype="Int64")
    assert target_of(towns) == (150, "deels opgave, deels berekend")
    assert target_of(towns.head(1)) == (100, "opgaven van de gemeenten samen")
    assert target_of(towns.tail(1)) == (50, "berekend aandeel, geen opgave")
    assert target_of(towns.assign(computed=pd.NA).astype("Int64")) == (None, None)
    assert target_of(towns.head(0)) == (None, None)
