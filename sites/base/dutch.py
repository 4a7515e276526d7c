"""Write numbers, dates and lists as Dutch readers expect them."""

import math
from collections.abc import Sequence
from datetime import date

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

UNKNOWN = "onbekend"


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with a dot for thousands and a comma for decimals; unknown stays unknown.

    >>> number(4793), number(12.5, 1), number(-1234.5, 2), number(None), number(float("nan"))
    ('4.793', '12,5', '-1.234,50', 'onbekend', 'onbekend')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", ".")
    # Rounding can leave "-0": a reader takes it for a mistake.
    return text[1:] if text.startswith("-") and not text.strip("-0,.") else text


def minutes(value: float | None) -> str:
    """Write whole minutes; less than half a minute reads as such.

    >>> minutes(12.4), minutes(0.2), minutes(None)
    ('12 min', 'minder dan 1 min', 'onbekend')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return "minder dan 1 min" if value < 0.5 else f"{number(value)} min"  # noqa: PLR2004 - half


def distance(dist_m: float | None) -> str:
    """Write metres below a kilometre (rounded to 10 m), kilometres above.

    >>> distance(347), distance(996), distance(12540), distance(None)
    ('350 m', '1,0 km', '12,5 km', 'onbekend')
    """
    if dist_m is None or not math.isfinite(dist_m):
        return UNKNOWN
    rounded = round(dist_m / 10) * 10
    return f"{number(rounded)} m" if rounded < 1000 else f"{number(dist_m / 1000, 1)} km"  # noqa: PLR2004


def share(value: float | None) -> str:
    """Write a share 0..1 as a whole percentage.

    >>> share(0.873), share(None)
    ('87%', 'onbekend')
    """
    return UNKNOWN if value is None or not math.isfinite(value) else f"{number(value * 100)}%"


def day(value: date | None) -> str:
    """Write a date as d-m-jjjj.

    >>> day(date(2026, 11, 1)), day(None)
    ('1-11-2026', 'onbekend')
    """
    return UNKNOWN if value is None else f"{value.day}-{value.month}-{value.year}"


def long_day(value: date) -> str:
    """Write a date in words.

    >>> long_day(date(2026, 11, 1))
    '1 november 2026'
    """
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def yes_no(value: object) -> str:
    """Write a claim.

    >>> yes_no(True), yes_no(False)
    ('ja', 'nee')
    """
    return "ja" if value else "nee"


def counted(count: int, singular: str, plural: str) -> str:
    """Write a count with its noun.

    >>> counted(1, "plek", "plekken"), counted(1200, "plek", "plekken")
    ('1 plek', '1.200 plekken')
    """
    return f"{number(count)} {singular if count == 1 else plural}"


def listed(words: Sequence[str], last: str = "en") -> str:
    """Join words as a sentence does.

    >>> listed(["a"]), listed(["a", "b", "c"]), listed([])
    ('a', 'a, b en c', '')
    """
    if len(words) < 2:  # noqa: PLR2004 - a pair is the first list
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
