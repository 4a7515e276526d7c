"""Refuse a request for a plan that makes no sense, in one line with what to change."""

import pandas as pd

from sites.base.apportion import largest_remainder, records
from sites.base.errors import OpvangkaartError
from sites.settings.plan import MotherRoom, PlanParams
from sites.tables.filters import active_hubs


class PlanError(OpvangkaartError):
    """Refuse a request for a plan; the message says what to change."""


def check_sites(sites: pd.DataFrame, params: PlanParams, *, word: str = "keep") -> None:
    """Refuse a request about sites that do not exist, and sites that end before they start."""
    ids = set(sites["site_id"])
    for option, wanted in ((word, params.keep), ("without", params.without)):
        if strange := [s for s in wanted if s not in ids]:
            raise PlanError(
                "--{option} {strange}: no such site among {ids_count} in this edition",
                option=option,
                strange=strange[0],
                ids_count=len(ids),
            )
    if both := sorted(set(params.keep) & set(params.without)):
        raise PlanError(
            "site {both} is both kept and left out; choose one",
            both=both[0],
        )
    for row in records(sites[["site_id", "from_date", "until_date"]].dropna()):
        if row["until_date"] < row["from_date"]:
            start, end = row["from_date"], row["until_date"]
            raise PlanError(
                "site {site_id} ends ({end}) before it starts ({start}); mend the dates",
                site_id=row["site_id"],
                end=end,
                start=start,
            )


def for_target(params: PlanParams, target: int) -> PlanParams:
    """Return the request for another target: tasks that were entered grow or shrink with it.

    A part of the way, or a draw, asks of each municipality in the proportion of its task; a task
    stays what it is where nothing else is asked.

    >>> from sites.settings.plan import ShareParams
    >>> share = ShareParams(key="opgave", tasks={"GM1": 60, "GM2": 30})
    >>> half = for_target(PlanParams(target=90, share=share), 45)
    >>> half.target, half.share.tasks
    (45, {'GM1': 30, 'GM2': 15})
    """
    share = params.share
    if share.tasks and params.target and target != params.target:
        tasks = pd.Series(share.tasks)
        parts = largest_remainder(round(int(tasks.sum()) * target / params.target), tasks)
        share = share.model_copy(update={"tasks": {str(k): int(v) for k, v in parts.items()}})
    return params.model_copy(update={"target": target, "share": share})


def offered_rooms(params: PlanParams) -> dict[str, MotherRoom]:
    """Return the room for small sites by mother location: as set, or as a partner offers it.

    >>> from sites.settings.plan_agreements import PlanPartner
    >>> partner = PlanPartner(id="p", name="AZC X", places=80, source="brief", hub_id="GD01")
    >>> offered_rooms(PlanParams(partners=(partner,)))["GD01"].basis
    'brief'
    """
    rooms = {room.hub_id: room for room in params.hubs.rooms}
    for one in params.partners:
        if one.hub_id is not None:
            rooms[one.hub_id] = MotherRoom(hub_id=one.hub_id, places=one.places, basis=one.source)
    return rooms


def check_rooms(hubs: pd.DataFrame, params: PlanParams) -> None:
    """Refuse a mother location without a room, unless the settings count it as 0.

    >>> from datetime import date
    >>> hubs = pd.DataFrame({"hub_id": ["UT01"], "name": ["AZC A"], "is_active": [True]})
    >>> params = PlanParams(on=date(2026, 1, 1), horizon_years=10, target=100)
    >>> check_rooms(hubs, params)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.plan.request.PlanError: the room for small sites at UT01 (AZC A) is unknown ...
    """
    known = set(offered_rooms(params))
    active = active_hubs(hubs).sort_values("hub_id")
    lacking = active[~active["hub_id"].isin(known)]
    if len(lacking) and params.hubs.unknown_room == "vraag":
        first = lacking.iloc[0]
        raise PlanError(
            "the room for small sites at {hub_id} ({name}) is unknown ({lacking_count} "
            "of {active_count} mother locations); give it under [[plan.hubs.rooms]], or "
            "set plan.hubs.unknown_room to 'nul' to count it as 0",
            hub_id=first["hub_id"],
            name=first["name"],
            lacking_count=len(lacking),
            active_count=len(active),
        )
