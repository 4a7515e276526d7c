"""Pack a page's data: numbers as short strings, and what a text says again as a pointer.

Nothing is lost: ``unpacked(packed(data)) == data``, and the page's script opens the same packing
(``Packing.opened``). It is text on purpose: a page is read from a disk, where nothing is compressed
on the way, it opens without waiting, and it holds the same bytes on every machine.

A string that begins with ``|`` is a list of whole numbers, one that begins with ``^`` a text with
pointers; every other value stands as it is.
"""

import re
from functools import lru_cache
from itertools import groupby
from operator import sub
from typing import Any, Final

NUMBERS: Final = "|"
POINTER: Final = "^"
#: What needs no escape inside a string of JSON inside a script element.
_SIGNS: Final = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\<>&')
#: The signs that end a number; the others carry what goes before.
_LAST: Final = 55
_CARRY: Final = len(_SIGNS) - _LAST
_PLAIN, _STEPS, _RUNS = "=", "+", "*"
#: Shorter lists and texts are left alone, and so are longer texts: they hold no words.
_FEW: Final = 4
_SHORTEST: Final = 9
_LONGEST: Final = 2_000
_WHOLE: Final = {int}
_OF_DIGITS: Final = re.compile("[0-9]+")
_WORD: Final = re.compile(r"(?<!\w)\w|^.", re.DOTALL)
#: Two units in the script, one here: what counts characters leaves it alone.
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")


def packed(data: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """Return data that takes less room as JSON.

    >>> packed({"of": [0, 0, 0, 0, 0, 0], "raw": [3, 1, 2, 1]})
    {'of': '|*  (', 'raw': '|+($#!'}
    """
    return _Packer().pack(data)


def unpacked(data: Any) -> Any:  # noqa: ANN401
    """Return what was packed.

    >>> unpacked(packed(["Kan leunen op Ter Apel", "Kan leunen op Budel"]))
    ['Kan leunen op Ter Apel', 'Kan leunen op Budel']
    """
    return _Opener().open(data)


def _sign_numbers() -> list[str]:
    """Return how each of the first numbers is written, so that few are worked out one by one."""
    return [_written(number) for number in range(_LAST * _CARRY)]


def _written(number: int) -> str:
    """Return a number, 0 or more: what it carries first, its last sign at the end."""
    text = _SIGNS[number % _LAST]
    number //= _LAST
    while number:
        text = _SIGNS[_LAST + number % _CARRY] + text
        number //= _CARRY
    return text


_WRITTEN: Final = _sign_numbers()


def _row(numbers: list[int]) -> str:
    if max(numbers, default=0) < len(_WRITTEN):
        return "".join(map(_WRITTEN.__getitem__, numbers))
    return "".join([_WRITTEN[n] if n < len(_WRITTEN) else _written(n) for n in numbers])


def _read(text: str) -> list[int]:
    numbers, carried = [], 0
    for sign in text:
        digit = _SIGNS.index(sign)
        if digit < _LAST:
            numbers.append(carried * _LAST + digit)
            carried = 0
        else:
            carried = carried * _CARRY + digit - _LAST
    return numbers


def _signed(number: int) -> int:
    """Return a number as one that is 0 or more: 0, -1, 1, -2 as 0, 1, 2, 3."""
    return -2 * number - 1 if number < 0 else 2 * number


def _unsigned(number: int) -> int:
    return -(number + 1) // 2 if number % 2 else number // 2


def _numbers(values: list[int]) -> str:
    """Return the shortest of the ways to write numbers: from the least, by steps, in runs."""
    least = min(values)
    head = _row([_signed(least)])
    ways = [_PLAIN + head + _row([value - least for value in values] if least else values)]
    steps = [values[0], *map(sub, values[1:], values)]
    ways.append(_STEPS + _row([-2 * step - 1 if step < 0 else 2 * step for step in steps]))
    if 2 * (len(values) - steps.count(0)) < len(values) + 2:  # few runs: most steps are 0
        runs = [(value - least, len(list(same))) for value, same in groupby(values)]
        if 2 * len(runs) < len(values):
            ways.append(_RUNS + head + _row([number for run in runs for number in run]))
    return NUMBERS + min(ways, key=len)


def _values(text: str) -> list[int]:
    way, (head, *numbers) = text[0], _read(text[1:])
    if way == _PLAIN:
        return [_unsigned(head) + number for number in numbers]
    if way == _RUNS:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return [_unsigned(head) + value for value, times in pairs for _ in range(times)]
    values = [_unsigned(head)]
    for number in numbers:
        values.append(values[-1] + _unsigned(number))
    return values


def _stands(value: dict[str, Any]) -> bool:
    """Return whether an object is left alone: JavaScript moves keys of digits to the front."""
    return any(_OF_DIGITS.fullmatch(key) for key in value)


def _is_said(text: str) -> bool:
    """Return whether later texts may point to a text."""
    return _SHORTEST <= len(text) <= _LONGEST and (text.isascii() or not _ASTRAL.search(text))


@lru_cache(maxsize=50_000)  # a gemeente's texts stand on the page of the province too
def _seeds_of(text: str) -> tuple[tuple[int, str], ...]:
    """Return where the words of a text begin, each with the signs that a pointer is found by."""
    last = len(text) - _SHORTEST
    starts = (found.start() for found in _WORD.finditer(text))
    return tuple((at, text[at : at + _SHORTEST]) for at in starts if at <= last)


class _Packer:
    """Packs values in the order in which they are opened."""

    def __init__(self) -> None:
        self._said = 0
        #: Where the latest word stands that begins with some signs: its text, its place there.
        self._seeds: dict[str, tuple[int, str, int]] = {}

    def pack(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            if _stands(value):
                return value
            return {key: self.pack(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            parts = list(value)
            if len(parts) >= _FEW and set(map(type, parts)) == _WHOLE:
                return _numbers(parts)
            return [self.pack(part) for part in parts]
        return value

    def _text(self, text: str) -> str:
        if not _is_said(text):
            return text if text[:1] not in (NUMBERS, POINTER) else POINTER + _literal(text)
        seeds, pieces, at = _seeds_of(text), [], 0
        for start, seed in seeds:
            if start < at or (found := self._seeds.get(seed)) is None:
                continue
            pointer, length = self._pointer(text, start, found)
            if pointer:
                pieces += [_literal(text[at:start]), pointer]
                at = start + length
        pieces.append(_literal(text[at:]))
        for start, seed in seeds:
            self._seeds[seed] = (self._said, text, start)
        self._said += 1
        short = POINTER + "".join(pieces)
        return short if len(short) < len(text) or text[0] in (NUMBERS, POINTER) else text

    def _pointer(self, text: str, start: int, found: tuple[int, str, int]) -> tuple[str, int]:
        """Return a pointer to the latest text that says the same from here, and how much it says.

        Its length, how many texts back, and the place in that text: a length of 0 is left for a
        sign of a pointer that is meant as itself.
        """
        number, source, place = found
        most = min(len(text) - start, len(source) - place)
        length = _SHORTEST
        while length < most and text[start + length] == source[place + length]:
            length += 1
        pointer = POINTER + _row([length, self._said - number, place])
        return (pointer, length) if len(pointer) < length else ("", 0)


def _literal(text: str) -> str:
    """Return a text in which no sign is taken for a pointer: length 0 stands for the sign."""
    return text.replace(POINTER, POINTER + _SIGNS[0])


class _Opener:
    """Opens what ``_Packer`` packed, in the same order."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def open(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, dict):
            if _stands(value):
                return value
            return {key: self.open(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.open(part) for part in value]
        return value

    def _string(self, packed_text: str) -> str | list[int]:
        if packed_text.startswith(NUMBERS):
            return _values(packed_text[1:])
        text = self._text(packed_text[1:]) if packed_text.startswith(POINTER) else packed_text
        if _is_said(text):
            self._said.append(text)
        return text

    def _text(self, short: str) -> str:
        pieces, at = [], 0
        while (sign := short.find(POINTER, at)) >= 0:
            pieces.append(short[at:sign])
            length, at = _next(short, sign + 1)
            if not length:
                pieces.append(POINTER)
                continue
            back, at = _next(short, at)
            place, at = _next(short, at)
            pieces.append(self._said[-back][place : place + length])
        return "".join([*pieces, short[at:]])


def _next(text: str, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, and the place after it."""
    end = at
    while _SIGNS.index(text[end]) >= _LAST:
        end += 1
    (number,) = _read(text[at : end + 1])
    return number, end + 1
