"""Write numbers, dates and lists as Dutch readers expect them, and read the days they write."""

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

#: How people go, as a word in a sentence: "18 minuten fietsen".
MODE_WORDS = {"walk": "lopen", "bike": "fietsen", "car": "rijden", "ov": "met het ov"}
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

#: Months that are cut short otherwise than to three letters.
_SHORT = {"maart": ("mrt", "maa"), "september": ("sep", "sept")}

UNKNOWN = "onbekend"
KILOMETRE_M = 1000
SCORE_DECIMALS = 2
_HALF = 0.5
_THOUSANDTH = 0.001
_WHOLE = re.compile("[0-9]{1,4}")
#: A day as people write it, for a pattern that looks for one in a longer text.
DAY = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}"
    r"|[0-9]{1,2}[- ][a-zA-Z]{3,9}\.?[- ][0-9]{4}"
)
_DAY_IN_TEXT = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<between>[-/. ])(?P<month>[0-9]{1,2}|[a-z]{3,9}\.?)"
    r"(?:(?P=between)| )(?P<year>[0-9]{4})"
)
_SCHOOL = Context(prec=400, rounding=ROUND_HALF_UP)  # the largest float has 309 digits


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Round a number as it is written in decimals, a half away from zero: as a reader does.

    The page's script rounds so too (``Intl``): what it writes is the same to the letter.

    >>> rounded(2.5), rounded(1.005, 2), rounded(-0.25, 1)
    (Decimal('3'), Decimal('1.01'), Decimal('-0.3'))
    """
    written = Decimal(repr(float(value)))
    return written.quantize(Decimal((0, (1,), -decimals)), context=_SCHOOL)


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with a dot for thousands and a comma for decimals; unknown stays unknown.

    >>> number(4793), number(12.5, 1), number(-1234.5, 2), number(None), number(float("nan"))
    ('4.793', '12,5', '-1.234,50', 'onbekend', 'onbekend')
    """
    return UNKNOWN if value is None or not math.isfinite(value) else _number(float(value), decimals)


@lru_cache(maxsize=65_536)  # a page writes the same minutes and ranks over and over
def _number(value: float, decimals: int) -> str:
    text = f"{rounded(value, decimals):,f}".replace(",", "_").replace(".", ",").replace("_", ".")
    # Rounding can leave "-0": a reader takes it for a mistake.
    return text[1:] if text.startswith("-") and not text.strip("-0,.") else text


def whole_minutes(value: float) -> int:
    """Return minutes as they are shown everywhere: whole, a half goes up; 0 is "minder dan 1".

    ``sites.base.shown`` holds the same rule for whole columns.

    >>> whole_minutes(12.46), whole_minutes(12.5), whole_minutes(0.49)
    (12, 13, 0)
    """
    down = math.floor(value)
    return down + (value - down >= _HALF)  # the rest is exact, where adding a half is not


def shown_metres(value: float) -> int:
    """Return metres as they are shown everywhere: by the 10 m, from a kilometre by the 100 m.

    >>> shown_metres(347), shown_metres(994.9), shown_metres(995), shown_metres(12549)
    (350, 990, 1000, 12500)
    """
    tens, hundreds = (
        math.floor(value / step) * step + step * (math.fmod(value, step) >= step * _HALF)
        for step in (10, 100)
    )
    return tens if tens < KILOMETRE_M else hundreds


def minutes(value: float | None) -> str:
    """Write whole minutes; less than half a minute reads as such.

    >>> minutes(12.4), minutes(0.2), minutes(None)
    ('12 min', 'minder dan 1 min', 'onbekend')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    whole = whole_minutes(value)
    return f"{number(whole)} min" if whole else "minder dan 1 min"


def distance(dist_m: float | None) -> str:
    """Write metres below a kilometre (rounded to 10 m), kilometres above.

    >>> distance(347), distance(996), distance(12540), distance(None)
    ('350 m', '1,0 km', '12,5 km', 'onbekend')
    """
    if dist_m is None or not math.isfinite(dist_m):
        return UNKNOWN
    shown = shown_metres(dist_m)
    return f"{number(shown)} m" if shown < KILOMETRE_M else f"{number(shown / KILOMETRE_M, 1)} km"


def score(value: float | None) -> str:
    """Write a score 0..1 with the decimals that it has everywhere.

    >>> score(0.875), score(1), score(None)
    ('0,88', '1,00', 'onbekend')
    """
    return number(value, SCORE_DECIMALS)


def score_between(low: float, high: float) -> str:
    """Write between which scores the true one lies; nothing where they read the same.

    >>> score_between(0.801, 0.879), score_between(0.801, 0.803), score_between(0.2, float("nan"))
    ('0,80 tot 0,88', '', '')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    ends = score(low), score(high)
    return "" if ends[0] == ends[1] else f"{ends[0]} tot {ends[1]}"


def scored(value: float | None, between: str | None) -> str:
    """Write a score, with the range that ``score_between`` gave where a position is inexact.

    >>> scored(0.88, "0,80 tot 0,90"), scored(0.88, None)
    ('0,88 (0,80 tot 0,90)', '0,88')
    """
    return f"{score(value)} ({between})" if between else score(value)


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


def moment(text: str | None) -> str:
    """Write a date as it is known: a day as d-m-jjjj, a month or year as such.

    >>> moment("2025-11-21"), moment("2025-06"), moment("2024"), moment(None)
    ('21-11-2025', '6-2025', '2024', 'onbekend')
    """
    if not isinstance(text, str) or not text:
        return UNKNOWN
    parts = text.split("-")
    if not all(_WHOLE.fullmatch(part) for part in parts):
        return text
    return "-".join(str(int(part)) for part in reversed(parts))


def long_day(value: date) -> str:
    """Write a date in words.

    >>> long_day(date(2026, 11, 1))
    '1 november 2026'
    """
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def long_moment(text: str | None) -> str:
    """Write a date in words as it is known: a day, a month or a year; what is no date stays.

    >>> long_moment("2024-12-31"), long_moment("2024-01"), long_moment("2024"), long_moment("ooit")
    ('31 december 2024', 'januari 2024', '2024', 'ooit')
    >>> long_moment("2024-13"), long_moment(None)
    ('13-2024', 'onbekend')
    """
    short = moment(text).split("-")
    if len(short) == 1 or not all(_WHOLE.fullmatch(part) for part in short):
        return moment(text)
    *days, month, year = short
    if not 1 <= int(month) <= len(MONTHS):
        return moment(text)
    return " ".join([*days, MONTHS[int(month) - 1], year])


def day_of(text: str) -> date | None:
    """Read a day as people write it; None for what is none, or could be more than one.

    The year has four digits: 1-7-27 may be another day to another reader.

    >>> [str(day_of(text)) for text in ("2027-07-01", "1-7-2027", "1/7/2027", "1.07.2027")]
    ['2027-07-01', '2027-07-01', '2027-07-01', '2027-07-01']
    >>> [str(day_of(text)) for text in ("1 juli 2027", "1-jul-2027", " 1  JUL. 2027")]
    ['2027-07-01', '2027-07-01', '2027-07-01']
    >>> [day_of(text) for text in ("1-7-27", "31-2-2027", "juli 2027", "1 ju 2027")]
    [None, None, None, None]
    """
    plain = " ".join(text.lower().split())
    found = _DAY_IN_TEXT.fullmatch(plain)
    try:
        if found is None:
            return date.fromisoformat(plain)
        return date(int(found["year"]), _month_of(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _month_of(word: str) -> int:
    """Return the number of a month; 0, which no calendar has, for a word that is none."""
    word = word.removesuffix(".")
    if not word.isalpha():
        return int(word)
    known = [name for name in MONTHS if name == word or word in _SHORT.get(name, (name[:3],))]
    return MONTHS.index(known[0]) + 1 if known else 0


def yes_no(value: object) -> str:
    """Write a claim.

    >>> yes_no(True), yes_no(False)
    ('ja', 'nee')
    """
    return "ja" if value else "nee"


def counted(count: float, singular: str, plural: str) -> str:
    """Write a count with its noun.

    >>> counted(1, "plek", "plekken"), counted(1200, "plek", "plekken")
    ('1 plek', '1.200 plekken')
    """
    return f"{number(count)} {singular if count == 1 else plural}"


def gap_percent(gap: float) -> str:
    """Write how far a better plan may lie: what is not proven is never shown as nothing.

    >>> gap_percent(0.01), gap_percent(0.0004), gap_percent(0.0), gap_percent(float("inf"))
    ('1,0%', 'minder dan 0,1%', '0,0%', 'onbekend')
    """
    if not math.isfinite(gap):
        return UNKNOWN
    return "minder dan 0,1%" if 0 < gap < _THOUSANDTH else f"{number(100 * gap, 1)}%"


def aside(name: str, words: str) -> str:
    """Add words to a name, without two pairs of brackets in a row.

    >>> aside("AZC Aa", "5 minuten"), aside("AZC Aa (Oost)", "5 minuten")
    ('AZC Aa (5 minuten)', 'AZC Aa (Oost), 5 minuten')
    """
    return f"{name}, {words}" if name.endswith(")") else f"{name} ({words})"


def listed(words: Sequence[str], last: str = "en") -> str:
    """Join words as a sentence does.

    >>> listed(["a"]), listed(["a", "b", "c"]), listed([])
    ('a', 'a, b en c', '')
    """
    if len(words) < 2:  # noqa: PLR2004 - a pair is the first list
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
