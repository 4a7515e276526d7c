"""Tell what a number may mean as it is written: a dot or a comma marks decimals or thousands.

Whether "1.250" is 1,25 or 1250 cannot be told from the cell, only from the cells around it: the
column decides (``decided``), by one rule for every file and setting.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

#: A longer text is no number that anyone reckons with; int() refuses 4.300 digits.
MAX_LETTERS: Final = 40
#: Above this a whole number is not exact any more.
MAX_WHOLE: Final = 2.0**53

_MINUS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", "\ufe63": "-"})
#: Space and apostrophe between groups of three: 1 250 000 as Excel and the Swiss write it.
_GAPS: Final = " \u00a0\u2007\u2009\u202f'\u2019"
_GAPPED: Final = re.compile(rf"([+-]?[0-9]{{1,3}})((?:[{_GAPS}][0-9]{{3}})+)((?:[.,][0-9]+)?)")
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_ONE_MARK: Final = re.compile(r"([+-]?)([0-9]+)([.,])([0-9]+)")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+|[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
_GROUPED_AND_DECIMAL: Final = re.compile(
    r"([+-]?[0-9]{1,3}(?:\.[0-9]{3})+)(,)([0-9]+)|([+-]?[0-9]{1,3}(?:,[0-9]{3})+)(\.)([0-9]+)"
)
_POWER: Final = re.compile(r"[+-]?[0-9]+(?:([.,])[0-9]+)?[eE][+-]?[0-9]{1,4}")
_GROUP: Final = 3

Kind = Literal["decimals", "counts"]


class Written(NamedTuple):
    """What one text may mean; NaN where it cannot.

    ``mark`` is the one mark of an unclear text ("1.250"), which ``decimal`` and ``thousands`` read
    each in its way. In any other text both are the same number, ``point`` is the mark that surely
    stands before its decimals, ``group`` the one that surely parts its thousands.
    """

    decimal: float
    thousands: float
    mark: str = ""
    point: str = ""
    group: str = ""
    ends_in_zero: bool = False
    has_three: bool = False  # three decimals, surely


NOTHING: Final = Written(math.nan, math.nan)


def written(text: str) -> Written:
    """Return what a text may mean; a digit is 0 to 9, and what is no number is NaN.

    >>> written("1.250")[:3], written("12,5")[:2], written("1.250.000,5")[:2]
    ((1.25, 1250.0, '.'), (12.5, 12.5), (1250000.5, 1250000.5))
    >>> written("0x10") == written("1_000") == written("1e309") == NOTHING
    True
    """
    bare = text.strip().translate(_MINUS)
    if len(bare) > MAX_LETTERS:
        return NOTHING
    if _WHOLE.fullmatch(bare):
        return _sure(bare)
    if gapped := _GAPPED.fullmatch(bare):
        first, groups, rest = gapped.groups()
        whole = first + re.sub(f"[{_GAPS}]", "", groups)
        same = len(set(re.sub("[0-9]", "", groups))) == 1
        return _sure(whole + rest.replace(",", "."), point=rest[:1]) if same else NOTHING
    if both := _GROUPED_AND_DECIMAL.fullmatch(bare):
        whole, point, rest = (part for part in both.groups() if part is not None)
        group = "." if point == "," else ","
        return _sure(f"{whole.replace(group, '')}.{rest}", point=point, group=group)
    if power := _POWER.fullmatch(bare):
        return _sure(bare.replace(",", "."), point=power[1] or "")
    return _with_one_mark(bare)


def _with_one_mark(bare: str) -> Written:
    if found := _ONE_MARK.fullmatch(bare):
        sign, whole, mark, rest = found.groups()
        value = float(f"{sign}{whole}.{rest}")
        if len(rest) == _GROUP and len(whole) <= _GROUP and not whole.startswith("0"):
            return Written(
                value, float(f"{sign}{whole}{rest}"), mark, ends_in_zero=rest.endswith("0")
            )
        return Written(value, value, point=mark, has_three=len(rest) == _GROUP)
    if _GROUPED.fullmatch(bare):
        group = "." if "." in bare else ","
        return _sure(bare.replace(group, ""), group=group)
    return NOTHING


def _sure(plain: str, *, point: str = "", group: str = "") -> Written:
    value = float(plain)
    return Written(value, value, point=point, group=group) if math.isfinite(value) else NOTHING


@dataclass(frozen=True)
class Decided:
    """The number of every text; NaN where none. ``unclear`` could be two numbers."""

    numbers: tuple[float, ...]
    unclear: tuple[bool, ...]
    grouped: tuple[bool, ...]


def decided(column: Sequence[Written], kind: Kind) -> Decided:
    """Decide what the unclear texts of a column mean by what its other texts surely mean.

    A mark that surely stands before decimals somewhere does so everywhere, and then the other mark
    parts thousands; and the other way round. Where nothing shows it, or the column shows both,
    "1.250" is 1250 among whole numbers, and unclear elsewhere, as "1,000" is everywhere. Among
    whole numbers "1,250" shows that a comma parts thousands, since 1,25 is none.

    >>> def numbers(*texts, kind="decimals"):
    ...     found = decided([written(text) for text in texts], kind)
    ...     return list(found.numbers)
    >>> numbers("1.250", "12,5"), numbers("1.255", "12.5")
    ([1250.0, 12.5], [1.255, 12.5])
    >>> numbers("1.250", "1250"), numbers("1.250", "1250", kind="counts")
    ([nan, 1250.0], [1250.0, 1250.0])
    >>> numbers("1,000", kind="counts"), numbers("1,000", "12,500", kind="counts")
    ([nan], [1000.0, 12500.0])
    """
    points = {one.point for one in column} - {""}
    groups = {one.group for one in column} - {""}
    if kind == "counts":
        groups |= {one.mark for one in column if one.mark == "," and not one.decimal.is_integer()}
    has_three = any(one.has_three for one in column)
    numbers, unclear, grouped = [], [], []
    for one in column:
        value, is_unclear, is_grouped = one.decimal, False, bool(one.group)
        if one.mark:
            meaning = _meaning(one, points, groups, kind, has_three=has_three)
            is_unclear, is_grouped = meaning == "", meaning == "thousands"
            value = {"": math.nan, "decimal": one.decimal, "thousands": one.thousands}[meaning]
        numbers.append(value)
        unclear.append(is_unclear)
        grouped.append(is_grouped)
    return Decided(tuple(numbers), tuple(unclear), tuple(grouped))


def _meaning(
    one: Written, points: Iterable[str], groups: Iterable[str], kind: Kind, *, has_three: bool
) -> Literal["", "decimal", "thousands"]:
    other = "," if one.mark == "." else "."
    is_point = one.mark in points or other in groups
    is_group = one.mark in groups or (other in points and one.mark not in points)
    if is_group and not is_point:
        return "thousands"
    if is_point and not is_group:
        # A computer writes 1.25, not 1.250, unless it gives every number three decimals; and among
        # whole numbers 1,000 is too easily a thousand to be taken for one.
        doubtful = kind == "counts" or (one.ends_in_zero and not has_three)
        return "" if doubtful else "decimal"
    return "thousands" if kind == "counts" and one.mark == "." and not is_point else ""


def number_text(value: float) -> str:
    """Write a number of a machine so that nobody reads it as thousands: 1.123 as 1.1230.

    >>> number_text(12.0), number_text(5.2331), number_text(1.123), number_text(-0.5)
    ('12', '5.2331', '1.1230', '-0.5')
    """
    if math.isfinite(value) and value.is_integer() and abs(value) < MAX_WHOLE:
        return str(int(value))
    text = repr(value)
    return f"{text}0" if written(text).mark else text
