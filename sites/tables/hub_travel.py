"""The one table of minutes between sites and hubs, with its schema.

Scores, verdicts, plans and pages all read it: the same pair has the same minutes everywhere,
because it is the same number.
"""

from typing import ClassVar

import pandera.pandas as pa
from pandera.typing import Series

from sites.tables.schemas import _Table


class HubTravel(_Table):
    """One trip between one site and one hub, by one mode and in one direction.

    A hub is a mother location of the run or a spot where a plan may open one. "to_place" is the
    resident who goes there; "from_place" is the mobile team that drives out, so it stands here by
    car only. Every pair has its row: ``reach`` is "ok", "geen route" (there is no way) or "niet
    aangesloten" (the site is not on the network, so nothing is known), and only "ok" has numbers.
    ``low_min`` and ``high_min`` are the ends that an inexact position leaves.
    """

    site_id: Series[str]
    hub_id: Series[str]
    mode: Series[str] = pa.Field(isin=("walk", "bike", "car", "ov"))
    direction: Series[str] = pa.Field(isin=("to_place", "from_place"))
    reach: Series[str] = pa.Field(isin=("ok", "geen route", "niet aangesloten"))
    travel_min: Series[float] = pa.Field(nullable=True, ge=0)
    low_min: Series[float] = pa.Field(nullable=True, ge=0)
    high_min: Series[float] = pa.Field(nullable=True, ge=0)
    dist_m: Series[float] = pa.Field(nullable=True, ge=0)  # of that very trip

    class Config:
        """One answer per question."""

        strict = True
        coerce = True
        unique: ClassVar = ["site_id", "hub_id", "mode", "direction"]
