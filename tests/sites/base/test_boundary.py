"""Whatever a library raises becomes one line of ours; what is ours, or ends the program, passes."""

import warnings
import zipfile

import pytest

from sites.base.boundary import because, each, reading, tidy
from sites.base.errors import InputFileError, SiteError
from sites.base.messages import say


class _PanicError(BaseException):
    """What a library in Rust raises when it falls over: no Exception."""


FAULTS = [
    AssertionError(), RecursionError(), MemoryError(), OverflowError("big"), KeyError("a"),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), zipfile.BadZipFile("bad\nfile"),
    EOFError(), OSError(40, "Too many levels"), OSError("plain"), StopIteration(),
    _PanicError("x"), ExceptionGroup("several", [ValueError("a\nb")]), SystemError("null"),
    DeprecationWarning("old"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_whatever_is_raised_is_one_line_with_the_file_and_what_to_do(fault) -> None:
    with pytest.raises(InputFileError) as told, reading("a.gpkg", say("export it again")):
        raise fault
    assert str(told.value).startswith("a.gpkg cannot be read: ")
    assert str(told.value).endswith("; export it again")
    assert "\n" not in str(told.value)
    assert told.value.__cause__ is fault  # a maintainer still sees what it was


@pytest.mark.parametrize("ours", [SiteError("no site"), KeyboardInterrupt(), SystemExit(3)])
def test_our_own_errors_and_what_ends_a_program_pass(ours) -> None:
    with pytest.raises(type(ours)) as passed, reading("a.gpkg", say("export it again")):
        raise ours
    assert passed.value is ours


def test_a_warning_of_a_library_ends_nothing_and_is_not_shown(capfd) -> None:
    with reading("a.gpkg", say("export it again")):
        warnings.warn("driver is old", stacklevel=1)
    assert capfd.readouterr().err == ""


def test_each_row_stands_or_falls_by_itself() -> None:
    made, faults = each(lambda n: 1 // n, [1, 0, -1])
    assert made == [1, None, -1]
    assert list(faults) == [1]


@pytest.mark.parametrize(("fault", "words"), [
    (ValueError("Expected ',' at line 3, column 4"), "line 3 cannot be understood"),
    (FileNotFoundError(2, "x"), "it does not exist"),
    (PermissionError(13, "x"), "no permission"),
    (OSError(36, "x"), "its name is too long"),
    (ValueError("Invalid UTF8 payload"), "it holds text that is not UTF-8"),
])  # fmt: skip
def test_the_reason_is_in_our_own_words(fault, words) -> None:
    assert str(because(fault)) == words


def test_half_a_character_pair_becomes_a_mark_at_any_depth() -> None:
    assert tidy([{"a\udc00": "\ud83d\ude00"}, 3, None]) == [{"a\ufffd": "\U0001f600"}, 3, None]
