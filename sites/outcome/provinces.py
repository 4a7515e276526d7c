"""Put the provinces of an area side by side: who does what, and who has room near whose border.

The balance is a worked example. Every plan counts with the mother locations of its own province
alone, so that no room counts twice; the balance then looks across the border.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from sites.base.apportion import to_realise
from sites.base.dutch import listed
from sites.plan.agreements import elsewhere
from sites.plan.model.spokes import MOTHER
from sites.settings.plan import PlanParams
from sites.tables.provinces import ProvinceBalance, ProvinceBoard
from sites.tables.results import LedgerTables, ProvincePart, RunResult

SUM_OF_TASKS: Final = "opgaven van de gemeenten samen"
SUM_OF_SHARES: Final = "berekend aandeel, geen opgave"
SUM_OF_BOTH: Final = "deels opgave, deels berekend"


def target_of(towns: pd.DataFrame) -> tuple[int | None, str | None]:
    """Return what the gemeenten of a province are asked together, and on what that rests.

    ``towns`` are rows of ``LedgerToRealise``. Of one gemeente unknown is of the province unknown.

    >>> towns = pd.DataFrame({"task": [100, None], "computed": [None, 50]}, dtype="Int64")
    >>> target_of(towns)
    (150, 'deels opgave, deels berekend')
    >>> target_of(towns.assign(computed=pd.NA))
    (None, None)
    """
    asked = towns["task"].fillna(towns["computed"])
    if towns.empty or asked.isna().any():
        return None, None
    official = towns["task"].notna()
    words = SUM_OF_TASKS if official.all() else SUM_OF_BOTH if official.any() else SUM_OF_SHARES
    return int(asked.sum()), words


def board_of(result: RunResult, parts: Sequence[ProvincePart]) -> DataFrame[ProvinceBoard]:
    """Return a row per province, by name."""
    rows = [_row(result, part) for part in parts]
    table = pd.DataFrame(rows, columns=list(ProvinceBoard.to_schema().columns), dtype=object)
    whole = ("population", "target", "existing", "to_realise", "in_plan", "agreed", "left",
             "room")  # fmt: skip
    table = table.astype(dict.fromkeys(whole, "Int64") | {"towns": int, "sites": int})
    return DataFrame[ProvinceBoard](
        table.sort_values(["province", "province_code"], ignore_index=True)
    )


def _row(result: RunResult, part: ProvincePart) -> dict[str, Any]:
    towns = result.layers.municipalities
    people = towns.loc[towns["gm_code"].isin(part.gm_codes), "population"]
    existing = existing_of(part.ledger)
    in_plan, agreed, left, room = None, None, None, None
    if part.plan is not None or (part.why and part.target is not None):
        # A province that cannot make a plan finds nothing: what it lacks is known all the same.
        in_plan, agreed = planned_of(part), outside_of(part)
        room = int(rooms_left(part).sum())
        if part.target is not None and existing is not None:
            left = to_realise(part.target, existing + in_plan + agreed)
    known = part.target is not None and existing is not None
    return {
        "province_code": part.code,
        "province": part.name,
        "towns": len(part.gm_codes),
        "population": None if people.isna().any() else int(people.sum()),
        "sites": int(result.sites["gm_code"].isin(part.gm_codes).sum()),
        "target": part.target,
        "rests_on": part.rests_on,
        "existing": existing,
        "to_realise": to_realise(part.target or 0, existing or 0) if known else None,
        "in_plan": in_plan,
        "agreed": agreed,
        "left": left,
        "room": room,
    }


def existing_of(ledger: LedgerTables | None) -> int | None:
    """Return the regular places in use in a province; None where nobody keeps its ledger."""
    return None if ledger is None else int(ledger.to_realise["existing"].sum())


def planned_of(part: ProvincePart) -> int:
    """Return the places that the best plan of a province finds."""
    rows = best_rows(part)
    return int(rows["places"].sum())


def outside_of(part: ProvincePart) -> int:
    """Return the places that the best plan of a province has at partners outside it."""
    if part.plan is None or part.plan.towns.empty:
        return 0
    return elsewhere(part.plan.agreements, str(part.plan.towns["plan"].iloc[0])).outside


def best_rows(part: ProvincePart) -> pd.DataFrame:
    """Return the open sites of the best plan of a province; none without a plan."""
    if part.plan is None or part.plan.towns.empty:
        return pd.DataFrame(columns=["site_id", "places", "hub_id"])
    rows = part.plan.rows
    best = rows["plan"] == part.plan.towns["plan"].iloc[0]
    return pd.DataFrame(rows[best & rows["opened"].astype(bool)])


def plans_of(parts: Sequence[ProvincePart]) -> pd.DataFrame | None:
    """Return the open sites of the best plan of every province, in one table; None without any."""
    drawn = [best_rows(part).assign(province=part.name) for part in parts if part.plan is not None]
    return pd.concat(drawn, ignore_index=True) if drawn else None


def rooms_left(part: ProvincePart) -> pd.Series:
    """Return the room that the plan leaves at each mother location of a province, by hub_id.

    A mother location that serves no more sites has no room, whatever its places.
    """
    if part.plan is None:
        return pd.Series(dtype="int64")
    hubs = part.plan.hubs
    hubs = hubs[(hubs["kind"] == MOTHER) & hubs["left"].notna()]
    left = hubs["left"].clip(lower=0).where(hubs["sites"] < hubs["max_sites"], 0)
    return pd.Series(left.to_numpy(dtype="int64"), index=hubs["hub_id"].to_numpy())


def balance_of(
    result: RunResult, parts: Sequence[ProvincePart], params: PlanParams
) -> DataFrame[ProvinceBalance]:
    """Return for every province that is short which others have room within the leaning limit.

    A province that is short itself offers nothing. Sites that its own plan opens are left out, and
    a site holds no more than the plan's own largest size.
    """
    board = {part.code: _row(result, part) for part in parts}
    short = [part for part in parts if board[part.code]["left"]]
    with_room = [part for part in parts if board[part.code]["left"] == 0]
    names = dict(zip(result.layers.hubs["hub_id"], result.layers.hubs["name"], strict=True))
    pairs, rows = near_pairs(result.hub_travel, params), []
    for one in short:
        holds = _holds(result.sites, one, params)
        for other in with_room:
            rooms = rooms_left(other)
            rooms = rooms[rooms > 0]
            near = pairs[pairs["site_id"].isin(holds.index) & pairs["hub_id"].isin(rooms.index)]
            if near.empty:
                continue
            needed = int(board[one.code]["left"])
            hubs = sorted(set(near["hub_id"]))
            rows.append({
                "short_code": one.code, "short_name": one.name, "short_places": needed,
                "room_code": other.code, "room_name": other.name,
                "hubs": listed(sorted(names.get(hub, hub) for hub in hubs)),
                "room_places": int(rooms[hubs].sum()), "sites": near["site_id"].nunique(),
                "could": min(needed, most_that_fits(near, holds, rooms)),
            })  # fmt: skip
    table = pd.DataFrame(rows, columns=list(ProvinceBalance.to_schema().columns))
    order = table.sort_values(
        ["short_name", "could", "room_name"], ascending=[True, False, True], ignore_index=True
    )
    return DataFrame[ProvinceBalance](order)


def near_pairs(hub_travel: pd.DataFrame, params: PlanParams) -> pd.DataFrame:
    """Return the pairs of site and mother location within the limit of a mode; exactly counts."""
    limit = hub_travel["mode"].map(params.hubs.limits_min)
    near = (hub_travel["direction"] == "to_place") & (hub_travel["travel_min"] <= limit)
    return hub_travel.loc[near, ["site_id", "hub_id"]].drop_duplicates(ignore_index=True)


def _holds(sites: pd.DataFrame, part: ProvincePart, params: PlanParams) -> pd.Series:
    """Return what each site of a province may hold that its plan does not open, by site_id."""
    here = sites["gm_code"].isin(part.gm_codes) & sites["gm_certain"].astype(bool)
    free = here & ~sites["site_id"].isin(best_rows(part)["site_id"])
    table = sites[free & ~sites["site_id"].isin(params.without)]
    most = table["places"].fillna(params.size.most).clip(upper=params.size.most)
    return pd.Series(most.to_numpy(dtype="int64"), index=table["site_id"].to_numpy())


def most_that_fits(pairs: pd.DataFrame, holds: pd.Series, rooms: pd.Series) -> int:
    """Return how many places of the sites fit at the mother locations at once, at the most.

    ``pairs`` (site_id, hub_id) says who can lean on whom: the largest flow from sites, each with
    what it holds, to mother locations, each with the room it has.

    >>> pairs = pd.DataFrame({"site_id": ["a", "b"], "hub_id": ["h", "h"]})
    >>> most_that_fits(pairs, pd.Series({"a": 60, "b": 60}), pd.Series({"h": 100}))
    100
    """
    site, sites = pd.factorize(pairs["site_id"])
    hub, hubs = pd.factorize(pairs["hub_id"])
    start, end = 0, 1 + len(sites) + len(hubs)
    site_at, hub_at = 1 + np.arange(len(sites)), 1 + len(sites) + np.arange(len(hubs))
    held, room = holds.loc[sites].to_numpy(), rooms.loc[hubs].to_numpy()
    tails = np.concatenate([np.full(len(sites), start), site_at[site], hub_at])
    heads = np.concatenate([site_at, hub_at[hub], np.full(len(hubs), end)])
    widths = np.concatenate([held, held[site], room]).astype(np.int32)
    graph = csr_array((widths, (tails, heads)), shape=(end + 1, end + 1))
    return int(maximum_flow(graph, start, end).flow_value)
