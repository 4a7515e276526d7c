"""Say why an initiative can be on the list and yet take no part in a plan, a bid or an edition."""

from collections.abc import Mapping
from typing import Any

from sites.base.errors import SiteError
from sites.base.messages import Message
from sites.judgement.mix import parse_mix


def groups_fault(row: Mapping[Any, Any]) -> Message | None:
    """Return what a run says of the target groups of an initiative; None where it reads them.

    The list keeps the team's own words, a run knows some groups alone. Where no number of places
    is given, only the names are looked at: what a run then reckons with is the scenario's.

    >>> groups_fault({"target_groups": "starters", "places_low": 40}) is None
    True
    >>> str(groups_fault({"target_groups": "gezinnen", "places_low": 40}))[:38]
    "target group 'gezinnen' is not known; "
    """
    text = row.get("target_groups")
    if not isinstance(text, str) or not text.strip():
        return None
    places = next((count for key in ("places_low", "places_high")
                   if (count := _whole(row.get(key))) is not None), None)  # fmt: skip
    try:
        parse_mix(text, places or 1)
    except SiteError as error:
        return None if places is None and "total" in error.message.values else error.message
    return None


def _whole(value: object) -> int | None:
    """Return a number of places as a table or a form has it; None where there is none.

    >>> _whole("40"), _whole(40.0), _whole("veel"), _whole(None)
    (40, 40, None, None)
    """
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return None
