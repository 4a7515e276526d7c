"""Tell which services run on which day, and choose a day the feed knows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from geodata.gtfs.calls import Tally
from geodata.gtfs.zip import FeedZip
from sites.base.errors import InputFileError
from sites.base.messages import say

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED: Final = "1"
_REMOVED: Final = "2"
_WRITTEN: Final = re.compile(r"[0-9]{8}")


@dataclass(frozen=True)
class FeedCalendar:
    """When services run: weekly rows (weekdays as flags) and the days that depart from them."""

    name: str
    weekly: pd.DataFrame  # service_id, start, end, runs (seven flags as text, Monday first)
    exceptions: pd.DataFrame  # service_id, day, kind

    def services_on(self, day: date) -> set[str]:
        """Return the services of one day.

        >>> weekly = pd.DataFrame({
        ...     "service_id": ["werk"], "start": [date(2026, 1, 1)], "end": [date(2026, 12, 31)],
        ...     "runs": ["1111100"],
        ... })
        >>> kerst = pd.DataFrame({
        ...     "service_id": ["werk", "zondag"], "day": [date(2026, 12, 25)] * 2,
        ...     "kind": [_REMOVED, _ADDED],
        ... })
        >>> feed = FeedCalendar("nl.zip", weekly, kerst)
        >>> feed.services_on(date(2026, 12, 24)), feed.services_on(date(2026, 12, 25))
        ({'werk'}, {'zondag'})
        """
        week = self.weekly
        runs = (week["start"] <= day) & (week["end"] >= day)
        runs &= week["runs"].str[day.weekday()] == "1"
        today = self.exceptions[self.exceptions["day"] == day]
        added = set(today.loc[today["kind"] == _ADDED, "service_id"])
        removed = set(today.loc[today["kind"] == _REMOVED, "service_id"])
        return (set(week.loc[runs, "service_id"]) | added) - removed

    def valid(self) -> tuple[date, date]:
        """Return the first and last day on which anything can run.

        >>> weekly = pd.DataFrame({
        ...     "service_id": ["werk", "nooit"], "start": [date(2026, 2, 1), date(2026, 1, 1)],
        ...     "end": [date(2026, 3, 1), date(2026, 12, 31)], "runs": ["1111100", "0000000"],
        ... })
        >>> feed = FeedCalendar("nl.zip", weekly, pd.DataFrame(columns=["day", "kind"]))
        >>> first, last = feed.valid()
        >>> first.isoformat(), last.isoformat()  # a service that never runs makes nothing longer
        ('2026-02-01', '2026-03-01')
        """
        running = self.weekly[self.weekly["runs"].str.contains("1")]
        added = self.exceptions.loc[self.exceptions["kind"] == _ADDED, "day"]
        starts, ends = [*running["start"], *added], [*running["end"], *added]
        if not starts:
            raise InputFileError(
                "{file}: its calendar holds no day of service; use another feed",
                file=self.name,
            )
        return min(starts), max(ends)

    def tell_strange(self, named: pd.Series, tally: Tally) -> None:
        """Note what a calendar says twice, or not of ``named``, the services of the trips."""
        week, days = self.weekly, self.exceptions
        marks = days.groupby(["service_id", "day"])["kind"].nunique()
        known = {*week["service_id"], *days["service_id"]}
        for member, count, what in (
            ("calendar.txt", int((week["end"] < week["start"]).sum()),
             say("services end before they begin; they never run by it")),
            ("calendar.txt", int(week["service_id"].duplicated().sum()),
             say("services stand in it before; they run by each of their rows")),
            ("calendar_dates.txt", int((marks > 1).sum()),
             say("days of a service are both added and taken out; it does not run then")),
            ("trips.txt", int((~named.isin(known)).sum()),
             say("trips have a service that no calendar names; they never run")),
        ):  # fmt: skip
            if count:
                tally.tell(
                    say("{feed}: {member}: {count} {what}",
                        feed=self.name, member=member, count=count, what=what)
                )  # fmt: skip

    def refuse_outside(self, day: date) -> None:
        """Raise one line with the feed's dates where a day lies outside them.

        A day inside on which nothing runs is a fact of the timetable, not an error.

        >>> weekly = pd.DataFrame({
        ...     "service_id": ["werk"], "start": [date(2026, 2, 2)], "end": [date(2026, 3, 1)],
        ...     "runs": ["1111100"],
        ... })
        >>> feed = FeedCalendar("nl.zip", weekly, pd.DataFrame(columns=["day", "kind"]))
        >>> feed.refuse_outside(date(2026, 2, 7))  # a Saturday without service lies inside
        """
        first, last = self.valid()
        if first <= day <= last:
            return
        state = say("has expired") if last < day else say("has not begun")
        raise InputFileError(
            "{file}: the timetable {state} on {day}; it runs from {first} to {last}. "
            "Choose a day inside with --day, such as --day {same_weekday}, or fetch a "
            "newer feed",
            file=self.name,
            state=state,
            day=day,
            first=first,
            last=last,
            # As --day wants it, in whatever language the line is read.
            same_weekday=_same_weekday(day, first, last).isoformat(),
        )


def _same_weekday(day: date, first: date, last: date) -> date:
    """Return the day of the same weekday in the feed's dates that is nearest to ``day``."""
    near = min(max(day, first), last)
    ahead = near + timedelta((day.weekday() - near.weekday()) % 7)
    if ahead <= last:
        return ahead
    back = ahead - timedelta(7)
    return back if back >= first else near


def choose_day(calendar: FeedCalendar, reference: date, weekday: int = 1) -> date:
    """Return the first such weekday with service on or after the reference date.

    A public holiday without that day's service is passed over. Where the feed ends before, one
    line tells its dates and how to choose.

    >>> weekly = pd.DataFrame({
    ...     "service_id": ["werk"], "start": [date(2026, 2, 1)], "end": [date(2026, 3, 1)],
    ...     "runs": ["1111100"],
    ... })
    >>> off = pd.DataFrame({"service_id": ["werk"], "day": [date(2026, 2, 3)], "kind": [_REMOVED]})
    >>> choose_day(FeedCalendar("nl.zip", weekly, off), date(2026, 2, 1)).isoformat()
    '2026-02-10'
    """
    _, last = calendar.valid()
    first = reference + timedelta((weekday - reference.weekday()) % 7)
    day = first
    while day <= last:
        if calendar.services_on(day):
            return day
        day += timedelta(7)
    calendar.refuse_outside(first)
    raise InputFileError(
        "{calendar}: no service on that weekday from {first} to {last}; choose "
        "another day with --day",
        calendar=calendar.name,
        first=first,
        last=last,
    )


def days_to_import(
    calendars: Sequence[FeedCalendar], reference: date, day: date | None = None
) -> tuple[date, ...]:
    """Return the week to import: around ``day``, or around the first Tuesday all feeds know.

    Days of that week outside any feed's dates are left out; ``day`` itself must lie inside.

    >>> weekly = pd.DataFrame({
    ...     "service_id": ["werk"], "start": [date(2026, 2, 3)], "end": [date(2026, 3, 1)],
    ...     "runs": ["1111100"],
    ... })
    >>> feed = FeedCalendar("nl.zip", weekly, pd.DataFrame(columns=["service_id", "day", "kind"]))
    >>> days = days_to_import([feed], date(2026, 2, 1))
    >>> [day.day for day in days]  # Monday the second lies before the feed begins
    [3, 4, 5, 6, 7, 8]
    """
    chosen = day or max(choose_day(calendar, reference) for calendar in calendars)
    for calendar in calendars:
        calendar.refuse_outside(chosen)
    first = max(calendar.valid()[0] for calendar in calendars)
    last = min(calendar.valid()[1] for calendar in calendars)
    return tuple(one for one in week_of(chosen) if first <= one <= last)


def week_of(day: date) -> tuple[date, ...]:
    """Return Monday to Sunday of the week a day falls in.

    >>> [d.day for d in week_of(date(2026, 11, 24))]
    [23, 24, 25, 26, 27, 28, 29]
    """
    monday = day - timedelta(day.weekday())
    return tuple(monday + timedelta(i) for i in range(7))


def read_calendar(feed: FeedZip) -> FeedCalendar:
    """Read calendar.txt and calendar_dates.txt; one of the two may be absent."""
    if "calendar.txt" not in feed and "calendar_dates.txt" not in feed:
        raise InputFileError(
            "{feed}: required file calendar.txt (or calendar_dates.txt) is missing; use "
            "a complete GTFS feed",
            feed=feed.name,
        )
    weekly = pd.DataFrame({"service_id": [], "start": [], "end": [], "runs": []}, dtype="str")
    exceptions = pd.DataFrame({"service_id": [], "day": [], "kind": []}, dtype="str")
    if "calendar.txt" in feed:
        raw = feed.table("calendar.txt", ("service_id", *_DAYS, "start_date", "end_date"))
        table = raw.to_pandas()
        weekly = pd.DataFrame({"service_id": table["service_id"]})
        weekly["start"] = _dates(feed, "calendar.txt", table["start_date"])
        weekly["end"] = _dates(feed, "calendar.txt", table["end_date"])
        for name in _DAYS:
            _refuse_other(feed, "calendar.txt", table[name], ("0", "1"))
        runs = table[list(_DAYS)].to_numpy(dtype=object)
        weekly["runs"] = pd.Series(["".join(flags) for flags in runs], dtype="str")
    if "calendar_dates.txt" in feed:
        raw = feed.table("calendar_dates.txt", ("service_id", "date", "exception_type"))
        table = raw.to_pandas()
        days = _dates(feed, "calendar_dates.txt", table["date"])
        _refuse_other(feed, "calendar_dates.txt", table["exception_type"], (_ADDED, _REMOVED))
        exceptions = pd.DataFrame(
            {"service_id": table["service_id"], "day": days, "kind": table["exception_type"]}
        )
    return FeedCalendar(feed.name, weekly, exceptions)


def _dates(feed: FeedZip, member: str, text: pd.Series) -> pd.Series:
    known = {word: _date(word) for word in text.dropna().unique()}
    days = text.map(known)
    wrong = np.flatnonzero(days.isna())
    if len(wrong):
        raise InputFileError(
            '{feed}: {member} row {wrong}: "{iloc}" is no date ({wrong_count} such '
            "rows); write YYYYMMDD",
            feed=feed.name,
            member=member,
            wrong=wrong[0] + 2,
            iloc=text.fillna("").iloc[wrong[0]],
            wrong_count=len(wrong),
        )
    return pd.Series(list(days), dtype=object)


def _refuse_other(feed: FeedZip, member: str, text: pd.Series, known: tuple[str, str]) -> None:
    """Refuse a mark that says neither the one nor the other, or nothing: GTFS wants one."""
    wrong = np.flatnonzero(~text.isin(known))
    if len(wrong):
        raise InputFileError(
            '{feed}: {member} row {row}, {column}: "{value}" is neither {one} nor {other} '
            "({wrong_count} such rows); mend the feed",
            feed=feed.name,
            member=member,
            row=int(wrong[0]) + 2,
            column=str(text.name),
            value=text.fillna("").iloc[wrong[0]],
            one=known[0],
            other=known[1],
            wrong_count=len(wrong),
        )


def _date(word: str) -> date | None:
    if _WRITTEN.fullmatch(word) is None:  # strptime reads 2026111 as the first of November
        return None
    try:
        return datetime.strptime(word, "%Y%m%d").date()  # noqa: DTZ007 - a service day has no zone
    except ValueError:
        return None
