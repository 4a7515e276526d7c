"""Stand between us and a library that reads what others made: whatever it raises is one line.

A parser raises what it meets (``AssertionError``, ``RecursionError``, a panic of Rust), so a list
of expected exceptions is never whole. No call of a library that reads a user's or a server's bytes
stands outside ``reading`` or ``each``; tests/test_boundary.py looks at every one of them.
"""

import errno
import logging
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeVar

from sites.base.errors import InputFileError, OpvangkaartError
from sites.base.messages import Message, say

Item = TypeVar("Item")
Made = TypeVar("Made")

#: What ends a program is nobody's bad file.
_NOT_OURS: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)
#: Libraries that write to the screen by themselves; what they say comes back as an exception too.
for _loud in ("pyogrio", "fiona", "openpyxl", "pyproj"):
    logging.getLogger(_loud).addHandler(logging.NullHandler())
    logging.getLogger(_loud).propagate = False

_DAMAGED: Final = say("it is damaged or cut short")
_KINDS: Final[tuple[tuple[type[BaseException], Message], ...]] = (
    (MemoryError, say("it needs more memory than there is")),
    (RecursionError, say("it is nested too deeply")),
    (UnicodeError, say("it holds text that is not UTF-8")),
    (zipfile.BadZipFile, _DAMAGED),
    (zlib.error, _DAMAGED),
    (EOFError, _DAMAGED),
)
_SYSTEM: Final = {
    errno.ENOENT: say("it does not exist"),
    errno.EACCES: say("no permission"),
    errno.EPERM: say("no permission"),
    errno.EISDIR: say("it is a folder"),
    errno.ENOTDIR: say("its folder is a file"),
    errno.ELOOP: say("a link that leads back to itself"),
    errno.ENAMETOOLONG: say("its name is too long"),
    errno.ENOSPC: say("the disk is full"),
    errno.EFBIG: say("the disk takes no file of this size"),
    errno.EROFS: say("the disk may only be read"),
    errno.EIO: say("the disk has a fault"),
    errno.EEXIST: say("a file stands in its place"),
    errno.EADDRINUSE: say("another program uses it"),
    errno.EMFILE: say("too many files are open"),
}
_UTF8: Final = re.compile(r"\butf-?8\b", re.IGNORECASE)
_LINE: Final = re.compile(r"\bline ([0-9]+)")


@contextmanager
def reading(
    name: str,
    advice: Message,
    *,
    error: type[OpvangkaartError] = InputFileError,
    is_stream: bool = False,
) -> Iterator[None]:
    """Turn whatever is raised inside into one line: which file, what is wrong, what to do.

    Our own errors pass as they are. Warnings of the library are not shown: what matters of them
    is checked by us. With ``is_stream`` the block yields to others in between and the warnings,
    which are the whole process's, are left alone.

    >>> with reading("sites.gpkg", say("export it again")):
    ...     raise AssertionError
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: sites.gpkg cannot be read: it is damaged, cut short or not \
what its name says; export it again
    """
    with ExitStack() as stack:
        if not is_stream:
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        try:
            yield
        except (OpvangkaartError, *_NOT_OURS):
            raise
        except BaseException as fault:
            raise error(
                say("{file} cannot be read: {why}; {advice}", file=name, why=because(fault),
                    advice=advice)
            ) from fault  # fmt: skip


def each(
    call: Callable[[Item], Made], items: Iterable[Item]
) -> tuple[list[Made | None], dict[int, Message]]:
    """Call for every item; one that fails gives None, and why under its number (the first is 0).

    >>> made, faults = each(int, ["1", "x"])
    >>> made, {row: str(why) for row, why in faults.items()}
    ([1, None], {1: 'it is damaged, cut short or not what its name says'})
    """
    made: list[Made | None] = []
    faults: dict[int, Message] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row, item in enumerate(items):
            try:
                made.append(call(item))
            except _NOT_OURS:
                raise
            except BaseException as fault:  # noqa: BLE001 - that is what this module is for
                faults[row] = (
                    fault.message if isinstance(fault, OpvangkaartError) else because(fault)
                )
                made.append(None)
    return made, faults


def because(fault: BaseException) -> Message:
    """Return in our own words what an exception of a library means; its own words stay its own.

    >>> str(because(MemoryError())), str(because(FileNotFoundError(2, "No such file")))
    ('it needs more memory than there is', 'it does not exist')
    """
    if isinstance(fault, OpvangkaartError):
        return fault.message
    if isinstance(fault, UnicodeDecodeError):
        return say("it is not UTF-8 text (byte {byte})", byte=fault.start)
    if isinstance(fault, OSError) and fault.errno is not None:
        return _SYSTEM.get(fault.errno, say("the system gives error {number}", number=fault.errno))
    for kind, why in _KINDS:
        if isinstance(fault, kind):
            return why
    return _from_words(str(fault))


def _from_words(words: str) -> Message:
    """Return what a parser's sentence tells that its kind does not."""
    if _UTF8.search(words):  # Arrow has no exception of its own for it
        return say("it holds text that is not UTF-8")
    if found := _LINE.search(words):
        return say("line {line} cannot be understood", line=int(found[1]))
    return say("it is damaged, cut short or not what its name says")


def tidy(text: Any) -> Any:  # noqa: ANN401 - whatever stands in JSON
    """Return text without halves of a character pair, which no file and no screen can hold.

    A mark stands in their place; lists and mappings are gone through, other values stay.

    >>> tidy({"naam": ["Zeist" + chr(0xD800), 3]})
    {'naam': ['Zeist\ufffd', 3]}
    """
    if isinstance(text, str):
        return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode(
            "utf-16", "replace")  # fmt: skip
    if isinstance(text, list):
        return [tidy(part) for part in text]
    if isinstance(text, dict):
        return {tidy(key): tidy(value) for key, value in text.items()}
    return text
