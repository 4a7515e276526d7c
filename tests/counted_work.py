"""Count the work of a piece of code: calls of functions, which are the same on every machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

#: Reading a small file takes hundreds to thousands of calls; going through a large one, millions.
AT_ONCE: Final = 100_000


class TooMuchWork(BaseException):
    """Say that the work passed its limit; no exception that a reader of bad files could catch."""


@contextmanager
def calls_at_most(limit: int) -> Iterator[None]:
    """Let what is inside make at most so many calls, of Python and of C, in this thread.

    A clock would measure the machine, and what runs beside it.
    """
    left = limit

    def count(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal left
        left -= event in {"call", "c_call"}
        if left < 0:
            sys.setprofile(None)
            raise TooMuchWork(limit)

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
