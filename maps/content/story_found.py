"""Say what stands first on a page, for its headline: the best that fits and leans."""

from typing import Any, Final

import pandas as pd

from maps.base import words
from maps.content.sites import ranked_rows
from maps.content.story import Found, cell_name
from sites.judgement.order import LEANS, SAME

_UNJUDGED: Final = -1
#: What a headline is made from.
_USED: Final = ["group", "state", "head", "score", "mother_travel_min", "mother_hub_id", "kind",
                "name", "kern"]  # fmt: skip


def found_of(table: pd.DataFrame, hub_names: dict[str, str], mode: str, *, is_area: bool) -> Found:
    """Return what was found on a page; ``table`` has its sites (``PageSites.table``).

    Where nothing was judged the state of the trip stands for the group.
    """
    ranked = table[_USED].iloc[ranked_rows(table)]
    judged = bool((table["group"] != _UNJUDGED).any())
    leans = ranked["group"] == LEANS if judged else ranked["state"].isin(words.LEANING)
    head = ranked[leans] if leans.any() else ranked
    if head.empty:
        return Found(len(table), 0, 0, len(hub_names), is_area=is_area)
    first = head.iloc[0]
    same = int((head["head"] == SAME).sum())
    if not same:  # nobody drew ranks: only who has the very same score stands level
        same = int((head["score"] == first["score"]).sum())
    trip = first["mother_travel_min"]
    return Found(
        sites=len(table),
        ranked=len(ranked),
        leaning=int(leans.sum()),
        hubs=len(hub_names),
        first=_called(first),
        hub=hub_names.get(str(first["mother_hub_id"]), "").split(" (", maxsplit=1)[0],
        travel_min=None if pd.isna(trip) else float(trip),
        mode=mode,
        same=same,
        verdict=words.LEANS[str(first["state"])].lower(),
        cells=int((ranked["kind"] == words.SEARCH_CELL).sum()),
        is_area=is_area,
    )


def _called(site: "pd.Series[Any]") -> str:
    """Return what a headline calls a site: a search cell is an area near a village, not a place."""
    if site["kind"] != words.SEARCH_CELL:
        return str(site["name"])
    return cell_name(None if pd.isna(site["kern"]) else str(site["kern"]))
