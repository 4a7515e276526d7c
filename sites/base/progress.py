"""Words of progress that carry what was counted: how much is done, how good the best one is.

Who reports progress hands on one line of words; a screen prints it as it stands. A line that knows
more is still that line, so no caller has to ask what it got.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Self, TypeVar

Tell = Callable[[str], None]
_T = TypeVar("_T")


class Counted(str):
    """A line of progress with how many are done, of how many; ``total`` None is not known.

    >>> line = Counted("pagina's tekenen", done=3, total=26)
    >>> line.title(), line.done, line.total
    ("Pagina'S Tekenen", 3, 26)
    """

    __slots__ = ("done", "total")
    done: int
    total: int | None

    def __new__(cls, words: str, *, done: int, total: int | None = None) -> Self:
        """Take the words and the count."""
        made = super().__new__(cls, words)
        made.done, made.total = done, total
        return made


class Reached(str):
    """A line of progress of a search: the value of the best so far, and what none can exceed.

    >>> line = Reached("plan maken", value=-10.0, bound=float("inf"))
    >>> line.value, line.bound
    (-10.0, inf)
    """

    __slots__ = ("bound", "value")
    value: float
    bound: float

    def __new__(cls, words: str, *, value: float, bound: float) -> Self:
        """Take the words, the best value and its bound."""
        made = super().__new__(cls, words)
        made.value, made.bound = value, bound
        return made


def counting(items: Iterable[_T], total: int | None, words: str, tell: Tell) -> Iterator[_T]:
    """Yield the items one by one, and tell before each how many came before it.

    >>> list(counting("ab", 2, "letters", lambda line: print(line, line.done, line.total)))
    letters 0 2
    letters 1 2
    letters 2 2
    ['a', 'b']
    """
    done = 0
    tell(Counted(words, done=done, total=total))
    for item in items:
        yield item
        done += 1
        tell(Counted(words, done=done, total=total))
