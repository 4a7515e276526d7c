"""Cut a log into days as the clock on the wall does: at midnight here, not in Greenwich."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

#: Where the team works; the log itself is kept in UTC.
ZONE: Final = ZoneInfo("Europe/Amsterdam")


def end_of(day: str) -> str:
    """Return the first moment (UTC) after a day: what was done on the day itself lies before it.

    Texts of moments sort as the moments do, so this one may be compared with those of the log.

    >>> end_of("2027-12-31"), end_of("2027-07-01")
    ('2027-12-31T23:00:00', '2027-07-01T22:00:00')
    """
    morning = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), tzinfo=ZONE)
    return morning.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def local_days(moments: pd.Series) -> pd.Series:
    """Return the day on the wall of each moment of a log.

    >>> local_days(pd.Series(["2027-07-01T21:59:59.5Z", "2027-07-01T22:00:00Z"])).tolist()
    ['2027-07-01', '2027-07-02']
    """
    at = pd.to_datetime(moments, utc=True, format="ISO8601")
    return at.dt.tz_convert(ZONE).dt.strftime("%Y-%m-%d").astype(object)
