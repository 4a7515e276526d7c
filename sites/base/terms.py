"""How long a site lasts: one rule for the list, the plan and the pages (R18)."""

from datetime import date
from typing import Final

_DAYS: Final = 365.25


def term_years(from_date: object, until_date: object, on: date) -> float:
    """Return how many years a site lasts; without an end it lasts, and it starts ``on`` at latest.

    Days are ISO texts, anything else is missing. An end before the start is no term at all: 0.

    >>> round(term_years("2027-01-01", "2032-01-01", date(2026, 11, 1)), 1)
    5.0
    >>> term_years(None, None, date(2026, 11, 1))
    inf
    """
    if not isinstance(until_date, str):
        return float("inf")
    start = date.fromisoformat(from_date) if isinstance(from_date, str) else on
    return max(0.0, (date.fromisoformat(until_date) - start).days / _DAYS)
