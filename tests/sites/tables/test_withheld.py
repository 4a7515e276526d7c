"""What is left out is told as a class of places, and no site can be read off it."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.tables.editions import visible_sites
from sites.tables.schemas import CONFIDENTIALITY
from sites.tables.withheld import (
    BOUNDS,
    CLASSES,
    MAX_SHARE,
    MIN_SITES,
    NOTHING,
    Withheld,
    withheld_of,
    withheld_sentence,
)

PUBLIC, COUNCIL, TEAM = range(3)
ENDS = (0, *BOUNDS, 10**9)


def told(*places: float | None, level: int = TEAM, own: int = PUBLIC) -> Withheld:
    """Return what is said of sites that are all of one level."""
    numbers = np.array([np.nan if n is None else n for n in places], dtype=float)
    return withheld_of(np.full(len(places), level), numbers, own)


def mixed(*rows: tuple[str, int | None], edition: str) -> Withheld:
    table = pd.DataFrame(
        {
            "confidentiality": [kind for kind, _ in rows],
            "places": pd.array([places for _, places in rows], dtype="Int64"),
        }
    )
    return visible_sites(table, edition).withheld


@pytest.mark.parametrize(
    ("each", "said"),
    [
        (19, "0 tot 100"), (20, "100 tot 250"), (49, "100 tot 250"), (50, "250 tot 500"),
        (99, "250 tot 500"), (100, "500 of meer"), (1500, "500 of meer"),
    ],
)  # fmt: skip
def test_the_places_of_five_sites_are_told_as_one_of_four_classes(each, said) -> None:
    assert told(*[each] * 5) == Withheld(5, said)


def test_four_sites_have_no_class_and_five_have() -> None:
    assert [told(*[60] * n).places for n in (1, 4, 5)] == [None, None, "250 tot 500"]


def test_a_site_with_half_of_the_places_gives_a_class_and_one_place_more_hides_it() -> None:
    assert told(40, 10, 10, 10, 10) == Withheld(5, "0 tot 100")
    assert told(41, 10, 10, 10, 10) == Withheld(5)


def test_sites_without_a_number_are_counted_and_do_not_make_five() -> None:
    assert told(60, 60, 60, 60, 60, None, None) == Withheld(7, "250 tot 500", 2)
    assert told(60, 60, 60, 60, None) == Withheld(5)
    assert told(*[None] * 6) == Withheld(6)


def test_nothing_left_out_says_nothing() -> None:
    assert mixed(("openbaar", 40), edition="openbaar") == NOTHING
    assert told(*[60] * 9, own=TEAM) == NOTHING
    assert withheld_sentence(NOTHING) == ""


def test_a_council_member_who_subtracts_the_raad_sites_learns_of_no_single_site() -> None:
    rows = [("raad", 40)] * 5 + [("intern", 70)]
    assert mixed(*rows, edition="openbaar") == Withheld(6)
    assert mixed(*rows, edition="raad") == Withheld(1)


def test_two_editions_never_tell_two_classes_of_one_list() -> None:
    """Public says 500 or more: with 100 of council the team has 400 or more, and 250 to 500."""
    rows = [("raad", 20)] * 5 + [("intern", 80)] * 6
    assert mixed(*rows, edition="openbaar") == Withheld(11, "500 of meer")
    assert mixed(*rows, edition="raad") == Withheld(6)
    assert mixed(*rows[5:], edition="raad") == Withheld(6, "250 tot 500")


def test_the_sentence_counts_only_what_is_safe_to_count() -> None:
    hidden = "Enkele locaties zijn weggelaten. Het aantal plekken tonen we niet."
    assert [withheld_sentence(Withheld(n)) for n in (1, 4)] == [hidden, hidden]
    assert withheld_sentence(Withheld(5)).startswith("5 locaties zijn weggelaten. Het aantal")
    said = withheld_sentence(Withheld(1214, "500 of meer", 1))
    assert said.startswith("1.214 locaties zijn weggelaten, samen 500 of meer plekken. Van 1 loc")


SOME = st.lists(st.none() | st.integers(1, 400), max_size=12)
LISTS = st.lists(st.tuples(st.sampled_from(CONFIDENTIALITY), st.integers(1, 400)), max_size=20)


@given(SOME)
def test_a_class_is_told_from_five_numbers_of_which_none_is_over_half(places) -> None:
    known = [n for n in places if n is not None]
    said = told(*places)
    assert said.sites == len(places)
    safe = len(known) >= MIN_SITES and max(known) <= MAX_SHARE * sum(known)
    assert (said.places is not None) == safe
    assert said.unnumbered == (places.count(None) if safe else 0)


@given(SOME, st.integers(1, 1000))
def test_two_runs_give_the_size_of_a_site_no_more_narrowly_than_a_class(places, more) -> None:
    """All a reader has is two classes: the size lies between what these leave, both ends open."""
    one, other = told(*places), told(*places, more)
    if one.places is None or other.places is None:
        return
    (low, high), (less, most) = (
        (ENDS[k], ENDS[k + 1]) for k in (CLASSES.index(s.places) for s in (one, other))
    )
    narrowest, widest = max(less - high, 0), most - low
    assert narrowest <= more < widest
    assert widest - narrowest >= high - low


@given(LISTS)
def test_no_two_editions_of_a_list_tell_classes_of_different_sites(rows) -> None:
    said = [mixed(*rows, edition=edition) for edition in CONFIDENTIALITY]
    for wide, narrow in pairwise(said):
        assert None in {wide.places, narrow.places} or wide == narrow


@pytest.mark.parametrize("fewest", [5, 20])
def test_a_site_more_or_less_leaves_the_class_of_nine_lists_in_ten(fewest) -> None:
    """1.000 lists of up to 60 sites as the province looks for: 20 to 100 places each."""
    rng = np.random.default_rng(4793)
    same = {"more": 0, "less": 0}
    for _ in range(1000):
        places = rng.integers(20, 101, size=rng.integers(fewest, 61)).astype(float)
        said = told(*places).places
        same["more"] += said == told(*places, float(rng.integers(20, 101))).places
        same["less"] += said == told(*places[:-1]).places
    assert min(same.values()) >= 900, same
