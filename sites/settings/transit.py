"""The settings of public transport: windows, limits on walking and changing, the evening back."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sites.base.departure import DepartureWindow
from sites.base.errors import ScenarioError
from sites.settings.base import Params
from sites.settings.bounds import Code, Kmh, Minutes, Seconds


class WindowParams(Params):
    """When people leave, in minutes after midnight; ``until_min`` itself is not a departure."""

    weekday: int = Field(default=1, ge=0, le=6)  # Monday is 0
    from_min: int = Field(ge=0, lt=30 * 60)
    until_min: int = Field(gt=0, le=32 * 60)
    step_min: int = Field(default=1, gt=0, le=1440)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.from_min >= self.until_min:
            raise ScenarioError(
                "from_min ({from_min}) must be less than until_min ({until_min})",
                from_min=self.from_min,
                until_min=self.until_min,
            )
        return self

    def window(self) -> DepartureWindow:
        """Return the window as engines take it."""
        return DepartureWindow(self.weekday, self.from_min, self.until_min, self.step_min)


class TransitParams(Params):
    """How people travel by public transport; every limit counts per leg unless it says else."""

    #: Tuesday 07:30-09:30, each minute: 120 departures.
    default_window: WindowParams = WindowParams(from_min=450, until_min=570)
    #: Named windows that a command or a criterion can ask for.
    windows: dict[Code, WindowParams] = Field(
        default_factory=lambda: {
            "ochtend": WindowParams(from_min=450, until_min=570),
            "school": WindowParams(from_min=465, until_min=525),
            "dag": WindowParams(from_min=600, until_min=960),
            "avond": WindowParams(from_min=1080, until_min=1320),
            "zondag": WindowParams(weekday=6, from_min=600, until_min=960),
        }
    )
    #: The evening in which the last connection back is sought; 26:00 is 02:00 the next day.
    evening: WindowParams = WindowParams(from_min=1080, until_min=1560)
    max_access_min: Minutes = 20.0  # from door to stop, and from stop to door
    #: How people get to the first stop: on foot, or by bike where that is quicker. From the last
    #: stop everybody walks.
    first_leg: Literal["walk", "bike", "ebike"] = "walk"
    first_leg_max_min: Minutes = 20.0
    #: What parking the bike at the stop takes.
    park_s: Seconds = 60
    max_transfer_walk_min: Minutes = 8.0  # between two vehicles
    #: Walking all the way is a journey up to this long.
    max_direct_walk_min: Minutes = 60.0
    #: Whom the journeys are for: "any"; in a wheelchair wherever the feed does not say no
    #: ("not_refused"), or only where it says yes of stop and trip ("confirmed"). What a feed says
    #: nothing of is unknown, which is not no.
    wheelchair: Literal["any", "not_refused", "confirmed"] = "any"
    #: A journey that takes longer door to door is no journey.
    max_trip_min: Minutes = 180.0
    max_transfers: int = Field(default=4, ge=0, le=9)
    #: The least time between getting off and getting on, where transfers.txt says nothing.
    change_s: Seconds = 60
    #: Between platforms of one station that the walking engine cannot connect.
    station_change_s: Seconds = 180
    #: The bad day that is shown: a nearest-rank percentile of the departures.
    bad_day_percent: float = Field(default=85.0, gt=0, le=100)
    #: No vehicle is faster over the straight line; gives the lower bound of any trip.
    top_kmh: Kmh = 160.0
    threads: int = Field(default=2, gt=0, le=256)
