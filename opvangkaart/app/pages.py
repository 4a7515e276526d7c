"""Draw a page of the workbench, whole or only the part that changed."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from opvangkaart.app.tour import shown
from opvangkaart.language.speech import heard
from sites.base import dutch
from sites.base.messages import Message
from sites.progress.days import ZONE

#: The rooms, in the order of the menu: path, name.
ROOMS: Final = (
    ("/lijst", "Lijst"),
    ("/kaart", "Kaart"),
    ("/inlezen", "Inlezen"),
    ("/plan", "Plan"),
    ("/voortgang", "Voortgang"),
    ("/instellingen", "Instellingen"),
    ("/uitvoer", "Uitvoer"),
    ("/gegevens", "Gegevens"),
)


def page(
    request: Request, template: str, values: Mapping[str, object], *, status: int = 200
) -> HTMLResponse:
    """Return a page; for a request of the page's own script only its main part."""
    bench = request.app.state.bench
    text = _environment().get_template(template).render(
        rooms=ROOMS, here=request.url.path, who=bench.who, dossier=bench.dossier.name,
        part=request.headers.get("hx-request") == "true",
        tour=shown(bench.tour if bench.who else None, request.url.path), **values,
    )  # fmt: skip
    return HTMLResponse(text, status_code=status)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("opvangkaart.app"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "dag": day_words, "decimaal": decimal_words, "gat": gap_words, "getal": number_words,
        "gezegd": said, "moment": moment_words, "toen": when_words, "veldwaarde": field_words,
        "waarde": value_words,
    }  # fmt: skip
    return environment


def is_nothing(value: Any) -> bool:  # noqa: ANN401 - a cell of any table
    """Say whether a cell is empty.

    >>> is_nothing(pd.NA), is_nothing(0)
    (True, False)
    """
    return value is None or value is pd.NA or value != value or value == ""  # noqa: PLR0124 - NaN


def day_words(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Return an ISO day as a reader writes it.

    >>> day_words("2027-07-01"), day_words(None)
    ('1-7-2027', '')
    """
    return "" if is_nothing(value) else dutch.day(date.fromisoformat(str(value)))


def field_words(value: Any, kind: str = "") -> str:  # noqa: ANN401 - a value of any field
    """Return what a field of the dossier holds, as a reader writes it; ``kind`` is its fact's.

    >>> field_words("2027-07-01", "day"), field_words(5.25, "number"), field_words(1200, "count")
    ('1-7-2027', '5,25', '1.200')
    >>> field_words("2027-07-01"), field_words(None, "day")
    ('2027-07-01', 'leeg')
    """
    if is_nothing(value):
        return "leeg"
    if kind == "day":
        try:
            return day_words(value)
        except ValueError:
            return str(value)  # what someone typed, and the dossier refused
    if kind == "count" and isinstance(value, int | float):
        return dutch.number(float(value))
    return str(value).replace(".", ",") if kind == "number" else str(value)


def moment_words(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Return a moment in UTC as the clock on the wall shows it.

    >>> moment_words("2027-07-01T10:05:00.000000Z")
    '1-7-2027 12:05'
    """
    at = datetime.fromisoformat(str(value)).astimezone(ZONE)
    return f"{dutch.day(at.date())} {at:%H:%M}"


def number_words(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Return a number as a reader writes it, or nothing.

    >>> number_words(4793), number_words(pd.NA)
    ('4.793', '')
    """
    return "" if is_nothing(value) else dutch.number(float(value))


def decimal_words(value: float) -> str:
    """Return a number with one decimal.

    >>> decimal_words(3.25)
    '3,3'
    """
    return dutch.number(value, 1)


def when_words(seconds: float) -> str:
    """Return a moment in seconds since 1970 as the clock on the wall shows it.

    >>> when_words(1814436300.0)
    '1-7-2027 12:05'
    """
    at = datetime.fromtimestamp(seconds, ZONE)
    return f"{dutch.day(at.date())} {at:%H:%M}"


def value_words(value: float) -> str:
    """Return the value of a plan, in points.

    >>> value_words(-12345.67)
    '-12.345,67 punten'
    """
    return f"{dutch.number(value, 2)} punten"


def gap_words(both: tuple[float, float]) -> str:
    """Return how much better than a value a plan may still be, against its bound.

    >>> gap_words((100.0, 100.4)), gap_words((-200.0, -200.0)), gap_words((1.0, math.inf))
    ('0,4%', '0,0%', 'onbekend')
    """
    value, bound = both
    if not math.isfinite(bound - value):
        return dutch.UNKNOWN
    return f"{dutch.number(100 * max(0.0, bound - value) / max(1e-9, abs(value)), 1)}%"


def said(value: str | Message) -> str:
    """Return a message in the reader's language; plain words stay as they are.

    >>> said("Hal")
    'Hal'
    """
    return heard().said(value)
