"""Phases: who moves when a site ends, worked out by hand."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.plan.phases import PhaseError, PhaseParams, phases

REGION = {"GM0001": "west", "GM0002": "west", "GM0003": "oost"}
FIRST, LAST = date(2026, 1, 1), date(2036, 1, 1)


def plan(*rows):
    columns = ["site_id", "places", "gm_code", "from_date", "until_date"]
    return pd.DataFrame(rows, columns=columns)


def test_residents_move_inside_the_region_first_and_children_cost_more() -> None:
    made = phases(
        plan(
            ("a", 80, "GM0001", None, "2028-01-01"),
            ("b", 50, "GM0002", "2028-01-01", None),
            ("c", 20, "GM0003", "2028-01-01", None),
        ),
        REGION,
        first=FIRST,
        last=LAST,
    )
    moves = made.moves
    assert moves["to_site"].tolist()[:2] == ["b", "c"]
    assert moves["residents"].tolist() == [50, 20, 10]
    assert moves["children"].sum() == 20
    assert moves["inside_region"].tolist() == [True, False, False]
    # 80 moves, 20 school children at 3 extra, 30 people out of the region at 2 extra
    assert made.price == 80 + 60 + 60
    assert made.periods["places"].tolist() == [80, 70]


def test_the_own_region_goes_before_a_lower_id() -> None:
    made = phases(
        plan(
            ("a", 80, "GM0001", None, "2028-01-01"),
            ("b", 50, "GM0003", "2028-01-01", None),
            ("c", 60, "GM0002", "2028-01-01", None),
        ),
        REGION,
        first=FIRST,
        last=LAST,
    )
    assert made.moves[["to_site", "residents"]].to_numpy().tolist() == [["c", 60], ["b", 20]]


def test_a_period_ends_too_where_something_outside_the_plan_changes() -> None:
    made = phases(
        plan(("a", 80, "GM0001", None, None)), REGION, first=FIRST, last=LAST,
        breaks=(date(2030, 1, 1), LAST),
    )  # fmt: skip
    assert made.periods["from_date"].tolist() == ["2026-01-01", "2030-01-01"]


def test_a_longer_term_wins_from_a_shorter_one_and_says_so() -> None:
    made = phases(
        plan(("short", 60, "GM0001", None, "2028-01-01"), ("long", 60, "GM0001", None, None)),
        REGION,
        first=FIRST,
        last=LAST,
    )
    assert made.terms["site_id"].tolist() == ["long", "short"]
    assert "niemand hoeft te verhuizen" in made.terms["words"][0]
    assert "Daarom gaat deze locatie voor een locatie die eerder stopt" in made.terms["words"][0]
    assert made.terms["words"][0].startswith("Er is geen einddatum. Aanname: blijft tot het einde")
    assert "Een langere looptijd voorkomt dat" in made.terms["words"][1]


@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.integers(2026, 2030), st.integers(1, 6)),
        min_size=1,
        max_size=5,
    )
)
def test_everyone_who_has_to_leave_is_counted_once(drawn) -> None:
    rows = [
        (f"s{n}", size, "GM0001", f"{y}-01-01", f"{y + k}-01-01")
        for n, (size, y, k) in enumerate(drawn)
    ]
    made = phases(plan(*rows), REGION, first=FIRST, last=LAST)
    ending = sum(size for size, y, k in drawn if y + k < 2036)
    assert made.moves["residents"].sum() == ending
    entered = made.moves.groupby("to_site")["residents"].sum()
    sizes = {row[0]: row[1] for row in rows}
    assert all(people <= sizes[site] for site, people in entered.items())


@given(st.integers(2027, 2034))
def test_a_later_end_never_costs_more_per_place_and_year(year: int) -> None:
    def price(end):
        rows = plan(("a", 40, "GM0001", None, f"{end}-01-01"))
        return phases(rows, REGION, first=FIRST, last=LAST).terms["price_per_place_year"][0]

    assert price(year + 1) <= price(year)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("a", 1, "GM0001", "2027-01-01", "2026-01-01"), "before it starts"),
        (("a", 1, "GM0001", "1-1-2027", None), "not a date"),
        (("a", 1, "GM9999", None, None), "has no region"),
    ],
)
def test_phases_that_make_no_sense_are_refused(row, words) -> None:
    with pytest.raises(PhaseError, match=words):
        phases(plan(row), REGION, first=FIRST, last=LAST, params=PhaseParams())
    with pytest.raises(PhaseError, match="before they start"):
        phases(plan(), REGION, first=LAST, last=FIRST)


def follow(*rows):
    return phases(plan(*rows), REGION, first=FIRST, last=LAST)


def test_a_site_that_ends_on_the_first_day_or_starts_on_the_last_is_no_part_of_it() -> None:
    made = follow(
        ("early", 10, "GM0001", None, "2026-01-01"),
        ("late", 10, "GM0001", "2036-01-01", None),
        ("never", 10, "GM0001", "2030-01-01", "2030-01-01"),
        ("whole", 10, "GM0001", None, "2036-01-01"),
    )
    assert made.terms["site_id"].tolist() == ["whole"]
    assert made.periods[["sites", "places"]].to_numpy().tolist() == [[1, 10]]
    assert made.moves.empty


def test_who_stays_to_the_very_end_has_nobody_move_and_wins_from_nobody() -> None:
    made = follow(("a", 10, "GM0001", None, "2036-01-01"), ("b", 10, "GM0001", None, None))
    for words in made.terms["words"]:
        assert "niemand hoeft te verhuizen" in words
        assert "Daarom gaat" not in words  # nothing ends earlier
    assert made.terms["words"].str.startswith("Er is geen einddatum").tolist() == [False, True]


def test_of_sites_without_moves_the_longest_stands_first_and_then_the_lowest_id() -> None:
    made = follow(
        ("late", 10, "GM0001", "2035-01-01", None),
        ("b", 10, "GM0001", None, None),
        ("a", 10, "GM0001", None, None),
    )
    assert made.terms["site_id"].tolist() == ["a", "b", "late"]


def test_two_sites_that_end_together_do_not_fill_one_bed_twice() -> None:
    made = follow(
        ("a", 30, "GM0001", None, "2028-01-01"),
        ("b", 30, "GM0001", None, "2028-01-01"),
        ("c", 40, "GM0001", "2028-01-01", None),
    )
    moved = made.moves[["from_site", "to_site", "residents", "inside_region"]]
    assert moved.fillna("-").to_numpy().tolist() == [
        ["a", "c", 30, True], ["b", "c", 10, True], ["b", "-", 20, False],
    ]  # fmt: skip
