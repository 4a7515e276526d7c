"""What a site can lean on: mother locations, mobile teams, new hubs, and the minutes there."""

from typing import Any, Final

import numpy as np
import pandas as pd

from sites.base.apportion import records
from sites.base.dutch import counted
from sites.plan.model.model import INF
from sites.plan.request import PlanError, check_rooms, offered_rooms
from sites.settings.plan import PlanParams
from sites.tables.filters import active_hubs
from sites.travel.hub_travel import TEAM_MODE

MOTHER: Final = "moederlocatie"
NEW: Final = "nieuwe hub"
TEAM: Final = "mobiel team"


def new_hub_candidates(
    kernen: pd.DataFrame, hubs: pd.DataFrame, *, least_people: int = 10_000
) -> pd.DataFrame:
    """Return where a new hub may open: the largest kern of a municipality without a mother.

    Only kernen with so many inhabitants; by municipality code, a tie to the first name. Columns:
    hub_id, name, gm_code, easting, northing, accuracy_m: the plan itself says where it stands.
    """
    taken = set(active_hubs(hubs)["gm_code"])
    table = kernen[(kernen["population"] >= least_people) & ~kernen["gm_code"].isin(taken)]
    table = table.sort_values(["gm_code", "population", "kern"], ascending=[True, False, True])
    table = table.drop_duplicates("gm_code").reset_index(drop=True)
    columns = ["gm_code", "easting", "northing"]
    return table[columns].assign(
        hub_id="nieuw-" + table["gm_code"], name="Nieuwe hub in " + table["kern"], accuracy_m=0.0
    )


def hub_table(
    hubs: pd.DataFrame, new_hubs: pd.DataFrame | None, params: PlanParams
) -> pd.DataFrame:
    """Return the hubs of the model: each active mother, her mobile team, and the new hubs allowed.

    Columns: hub_id, at (where it stands), name, gm_code, kind, room, max_sites, basis.
    """
    check_rooms(hubs, params)
    rooms = offered_rooms(params)
    asked = params.hubs
    rows: list[dict[str, object]] = []
    for hub in active_hubs(hubs).sort_values("hub_id").pipe(records):
        room = rooms.get(hub["hub_id"])
        places, basis = (room.places, room.basis) if room else (0, "onbekend: telt als 0")
        common = {key: hub[key] for key in ("name", "gm_code")}
        common |= {"basis": basis, "at": hub["hub_id"]}
        rows.append(
            {**common, "hub_id": hub["hub_id"], "kind": MOTHER, "room": places}
            | {"max_sites": asked.max_sites}
        )
        rows.append(
            {**common, "hub_id": f"{hub['hub_id']}-team", "kind": TEAM, "room": INF}
            | {"max_sites": asked.team_sites}
        )
    if new_hubs is not None and asked.new_most:
        rows += [_new_hub(hub, params) for hub in records(new_hubs)]
    if not rows:
        raise PlanError(
            "no active mother location and no new hub; switch one on under mothers.active"
        )
    return pd.DataFrame(rows)


def room_notes(table: pd.DataFrame) -> list[str]:
    """Say what room each mother location was reckoned with, and how sure that is."""
    return [
        f"{hub['name']}: ruimte voor {counted(hub['room'], 'plek', 'plekken')} op kleine locaties "
        f"({hub['basis']})."
        for hub in records(table[table["kind"] == MOTHER])
    ]


def _new_hub(hub: dict[str, Any], params: PlanParams) -> dict[str, object]:
    asked = params.hubs
    return {
        "hub_id": hub["hub_id"],
        "name": hub["name"],
        "gm_code": hub["gm_code"],
        "basis": "aanname",
        "at": hub["hub_id"],
        "kind": NEW,
        "room": asked.new_room,
        "max_sites": asked.new_max_sites,
    }


def pairs_within(
    chosen: pd.DataFrame,
    table: pd.DataFrame,
    hub_travel: pd.DataFrame,
    params: PlanParams,
    *,
    team_limit_min: float,
) -> pd.DataFrame:
    """Return the pairs within the limit of a mode, by the quickest one; exactly the limit counts.

    Residents travel to a mother location or a new hub by the modes of the settings; a mobile team
    comes from its mother location by car. A pair without a route, or of which nothing is known,
    is no pair.

    Raises
    ------
    PlanError
        A mode of the settings by which no minutes were worked out.
    """
    known = set(hub_travel["mode"])
    if known and (strange := sorted(set(params.hubs.limits_min) - known)):
        raise PlanError(
            "plan.hubs.limits_min names {strange}, and this engine gives no minutes for "
            "it; choose from {known}",
            strange=strange[0],
            known=", ".join(sorted(known)),
        )
    ends = table.reset_index(names="hub")[["hub", "at", "kind"]]
    limits = pd.DataFrame(
        [
            (kind, mode, "to_place", most)
            for kind in (MOTHER, NEW)
            for mode, most in params.hubs.limits_min.items()
        ]
        + [(TEAM, TEAM_MODE, "from_place", team_limit_min)],
        columns=["kind", "mode", "direction", "limit_min"],
    )
    number = pd.Series(np.arange(len(chosen)), index=chosen["site_id"])
    pairs = hub_travel.merge(
        ends.merge(limits, on="kind"),
        left_on=["hub_id", "mode", "direction"],
        right_on=["at", "mode", "direction"],
    )
    near = pairs["travel_min"] <= pairs["limit_min"]  # NaN is not near
    pairs = pairs[near & pairs["site_id"].isin(number.index)]
    pairs = pairs.assign(site=number.reindex(pairs["site_id"]).to_numpy(dtype=np.int64))
    pairs = pairs.sort_values(["site", "hub", "travel_min", "mode"])
    quickest = pairs.drop_duplicates(["site", "hub"]).reset_index(drop=True)
    return quickest[["site", "hub", "travel_min", "mode"]]
