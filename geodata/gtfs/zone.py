"""Turn the clock of a feed into the clock of the area."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.gtfs.calls import Tally
from geodata.gtfs.zip import FeedZip
from sites.base.errors import InputFileError
from sites.base.messages import say

_MEMBER = "agency.txt"


def read_zone(
    feed: FeedZip, timezone: str | None, days: Iterable[date], tally: Tally
) -> tuple[str, dict[date, int]]:
    """Return the feed's time zone and the seconds to add to its times on each day.

    GTFS counts from noon minus twelve hours in the zone of ``agency.txt``; all its agencies must
    share one. A feed that names none is taken to go by the clock of the area, and that is noted.
    """
    named: list[str] = []
    if _MEMBER in feed:
        zones = feed.table(_MEMBER, (), ("agency_timezone",))["agency_timezone"].to_pandas()
        named = sorted({zone for zone in zones.dropna() if zone})
    if len(named) > 1:
        raise InputFileError(
            "{feed}: {member} names {count} time zones ({zones}); a feed has one, mend the feed",
            feed=feed.name,
            member=_MEMBER,
            count=len(named),
            zones=tuple(named[:3]),
        )
    if not named:
        tally.tell(
            say(
                "{feed}: {member} names no time zone; its times are taken as local time",
                feed=feed.name,
                member=_MEMBER,
            )
        )
        return timezone or "", dict.fromkeys(days, 0)
    own, local = _known(feed, named[0]), ZoneInfo(timezone or named[0])
    shift_s = {day: zone_shift_s(day, own, local) for day in days}
    if any(shift_s.values()):
        tally.tell(
            say(
                "{feed}: times in time zone {zone} turned into {local}",
                feed=feed.name,
                zone=named[0],
                local=timezone,
            )
        )
    return named[0], shift_s


def zone_shift_s(day: date, own: ZoneInfo, local: ZoneInfo) -> int:
    """Return what to add to seconds after midnight in one zone to read them in another.

    Both midnights are noon minus twelve hours, as GTFS has it, so that a change of clock in the
    night moves nothing.

    >>> utc, dutch = ZoneInfo("UTC"), ZoneInfo("Europe/Amsterdam")
    >>> zone_shift_s(date(2026, 11, 24), utc, dutch), zone_shift_s(date(2026, 7, 1), utc, dutch)
    (3600, 7200)
    """
    noon = time(12)
    gap: timedelta = datetime.combine(day, noon, own).astimezone(UTC) - datetime.combine(
        day, noon, local
    ).astimezone(UTC)
    return round(gap.total_seconds())


def _known(feed: FeedZip, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputFileError(
            "{feed}: {member} names a time zone {zone!r} that does not exist; write one such as "
            "Europe/Amsterdam",
            feed=feed.name,
            member=_MEMBER,
            zone=name,
        ) from None
