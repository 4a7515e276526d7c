"""The name that was probably meant: the nearest one, or the other advice."""

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from sites.base.messages import say
from sites.base.nearest import did_you_mean, nearest

TOWNS = ("Amersfoort", "Amstelveen", "Zeist", "Utrecht")
NAMES = st.lists(st.text("abcde", max_size=6), max_size=6)


def test_a_letter_too_few_finds_the_name() -> None:
    assert nearest("Amersfort", TOWNS) == ("Amersfoort",)


def test_capitals_are_overlooked_when_the_caller_says_so() -> None:
    assert nearest("ZEIST", TOWNS) == ()
    assert nearest("ZEIST", TOWNS, spelled=str.casefold) == ("Zeist",)


def test_of_two_names_spelled_alike_the_first_is_offered() -> None:
    assert nearest("zeist", ["Zeist", "ZEIST"], spelled=str.casefold) == ("Zeist",)


def test_a_name_like_no_other_gets_the_advice() -> None:
    advice = say("choose a town")
    assert did_you_mean("qqq", TOWNS, advice) == advice
    assert str(did_you_mean("Zijst", TOWNS, advice)) == "did you mean Zeist?"


def test_without_names_there_is_nothing_to_offer() -> None:
    assert nearest("Zeist", ()) == ()


@given(st.text("abcde", max_size=6), NAMES, st.integers(1, 4), st.floats(0, 1))
def test_what_is_offered_exists_once_is_alike_enough_and_comes_in_order(
    wanted, names, count, cutoff
) -> None:
    offered = nearest(wanted, names, count=count, cutoff=cutoff)
    alike = [SequenceMatcher(a=name, b=wanted).ratio() for name in offered]
    assert set(offered) <= set(names)
    assert len(set(offered)) == len(offered) <= count
    assert all(ratio >= cutoff for ratio in alike)
    assert alike == sorted(alike, reverse=True)
    best = max((SequenceMatcher(a=name, b=wanted).ratio() for name in names), default=-1.0)
    assert bool(offered) == (best >= cutoff)
