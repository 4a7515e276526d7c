"""The one table of minutes between sites and hubs, with its schema.

Scores, verdicts, plans and pages all read it: the same pair has the same minutes everywhere,
because it is the same number.
"""

from typing import ClassVar

from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import DIST_M, HIGH_MIN, HUB_ID, LOW_MIN, MODE, SITE_ID, TRAVEL_MIN


class HubTravel(Table):
    """One trip between one site and one hub, by one mode and in one direction.

    A hub is a mother location of the run or a spot where a plan may open one. "to_place" is the
    resident who goes there; "from_place" is the mobile team that drives out, so it stands here by
    car only. ``reach`` is "ok", "geen route" (there is no way), "niet aangesloten" (the site is not
    on the network, so nothing is known) or "buiten bereik" (farther than any limit and than the
    nearest hubs, by this way); only "ok" has numbers. A pair that is beyond reach by every way
    has no row at all. ``low_min`` and ``high_min`` are the ends that an inexact position leaves.
    """

    site_id: Series[str] = SITE_ID()
    hub_id: Series[str] = HUB_ID()
    mode: Series[str] = MODE(isin=("walk", "bike", "car", "ov"))
    direction: Series[str] = column(
        "Richting", "Of men naar de moederlocatie reist, of het team daar vandaan komt.",
        isin=("to_place", "from_place"),
    )  # fmt: skip
    reach: Series[str] = column(
        "Bereikbaar", "Of er een reis is, en zo niet: waarom niet.",
        isin=("ok", "geen route", "niet aangesloten", "buiten bereik"),
    )  # fmt: skip
    travel_min: Series[float] = TRAVEL_MIN(nullable=True, ge=0)
    low_min: Series[float] = LOW_MIN(nullable=True, ge=0)
    high_min: Series[float] = HIGH_MIN(nullable=True, ge=0)
    dist_m: Series[float] = DIST_M(nullable=True, ge=0)  # of that very trip

    class Config:
        """One answer per question."""

        strict = True
        coerce = True
        unique: ClassVar = ["site_id", "hub_id", "mode", "direction"]
