"""Lines of progress that carry counts: plain words for who prints, numbers for who draws."""

from sites.base.progress import Counted, Reached, counting


def test_a_counted_line_is_the_line_itself() -> None:
    line = Counted("tekenen", done=1, total=None)
    assert (line == "tekenen", f"{line}!", line.done, line.total) == (True, "tekenen!", 1, None)
    assert Reached("zoeken", value=1.0, bound=2.0).upper() == "ZOEKEN"


def test_what_is_counted_is_handed_on_unchanged_and_told_before_and_after_each() -> None:
    told = []
    assert list(counting([3, 1, 2], 3, "rijen", told.append)) == [3, 1, 2]
    assert [line.done for line in told] == [0, 1, 2, 3]


def test_nothing_is_drawn_before_it_is_asked_for() -> None:
    told = []
    lines = counting(iter([1]), None, "rijen", told.append)
    assert told == []
    next(lines)
    assert [line.done for line in told] == [0]
