"""Turn tables and a request into the siting model, and keep the names to read a plan back.

A hub of the model is a mother location, a new hub, or the mobile team of a mother: "independent
with mobile team" is then one more hub to lean on, with its own mode, limit and number of sites.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame, Series
from scipy.spatial import cKDTree

from sites.dutch import counted, number
from sites.errors import OpvangkaartError
from sites.ledger.shares import fair_shares, records
from sites.plan.model import INF, Bools, Bound, Floats, Ints, Siting
from sites.plan.params import PlanParams
from sites.schemas import SEARCH_CELL, _Table
from sites.travel import Points, TravelEngine

MOTHER: Final = "moederlocatie"
NEW: Final = "nieuwe hub"
TEAM: Final = "mobiel team"
PARTS: Final = ("suitability", "minutes", "sites", "cost", "moves")
_PER: Final = 100.0  # places


class PlanError(OpvangkaartError):
    """Refuse a request for a plan; the message says what to change."""


class HubMinutes(_Table):
    """Minutes from a site to a hub by one mode; no row means no route."""

    site_id: Series[str]
    hub_id: Series[str]
    mode: Series[str]
    travel_min: Series[float]


def hub_minutes(
    sites: pd.DataFrame, hubs: pd.DataFrame, engine: TravelEngine, *, modes: tuple[str, ...]
) -> DataFrame[HubMinutes]:
    """Return the minutes of every site and hub: residents travel there, the team travels out."""
    origins = _points(sites, "site_id")
    places = _points(hubs, "hub_id")
    tables = []
    for mode in dict.fromkeys(modes):
        direction = "from_place" if mode == "car" else "to_place"
        travel_min = engine.matrix(origins, places, mode=mode, direction=direction)  # type: ignore[arg-type]
        table = pd.DataFrame(
            {
                "site_id": np.repeat(origins.ids, len(places)),
                "hub_id": np.tile(places.ids, len(origins)),
                "mode": mode,
                "travel_min": travel_min.ravel(),
            }
        )
        tables.append(table[table["travel_min"].notna()])
    return DataFrame[HubMinutes](pd.concat(tables, ignore_index=True))


def new_hub_candidates(
    kernen: pd.DataFrame, hubs: pd.DataFrame, *, least_people: int = 10_000
) -> pd.DataFrame:
    """Return where a new hub may open: the largest kern of a municipality without a mother.

    Only kernen with so many inhabitants; by municipality code, a tie to the first name. Columns:
    hub_id, name, gm_code, easting, northing.
    """
    taken = set(hubs.loc[hubs["is_active"].to_numpy(dtype=bool), "gm_code"])
    table = kernen[(kernen["population"] >= least_people) & ~kernen["gm_code"].isin(taken)]
    table = table.sort_values(["gm_code", "population", "kern"], ascending=[True, False, True])
    table = table.drop_duplicates("gm_code").reset_index(drop=True)
    columns = ["gm_code", "easting", "northing"]
    return table[columns].assign(
        hub_id="nieuw-" + table["gm_code"], name="Nieuwe hub in " + table["kern"]
    )


def _points(table: pd.DataFrame, key: str) -> Points:
    return Points(
        table[key].to_numpy(dtype=str),
        table["easting"].to_numpy(dtype=float),
        table["northing"].to_numpy(dtype=float),
    )


@dataclass(frozen=True)
class Setup:
    """The model with the names behind its numbers."""

    siting: Siting
    params: PlanParams
    sites: pd.DataFrame  # the candidates in the model's order, with score and durability
    hubs: pd.DataFrame  # hub_id, name, kind, room, basis, at
    pair_min: Floats
    pair_mode: NDArray[np.str_]
    parts: dict[str, tuple[Floats, Floats, Floats]]  # raw amount per pair, per place, per hub
    municipalities: pd.DataFrame  # gm_code, name, existing, share, least, most
    left_out: int  # search cells that the shortlist left out
    notes: tuple[str, ...]


def shortlist(
    sites: pd.DataFrame, ranking: pd.DataFrame, *, per_kern: int | None, keep: tuple[str, ...]
) -> pd.DataFrame:
    """Keep every named candidate and the best search cells of each kern; ties to the lowest id.

    A cell without a certain municipality or without a score cannot be counted anywhere: it goes.
    """
    table = sites.merge(ranking[["site_id", "score"]], on="site_id", how="left")
    usable = table["gm_code"].notna() & table["gm_certain"] & table["score"].notna()
    table = table[usable | table["site_id"].isin(keep)]
    if per_kern is None:
        return table.sort_values("site_id", ignore_index=True)
    order = table.sort_values(["score", "site_id"], ascending=[False, True])
    place = order.groupby(order["kern"].fillna(order["gm_code"])).cumcount()
    named = order["kind"] != SEARCH_CELL
    kept = order[(place < per_kern) | named | order["site_id"].isin(keep)]
    return kept.sort_values("site_id", ignore_index=True)


def set_up(
    sites: pd.DataFrame,
    ranking: pd.DataFrame,
    hubs: pd.DataFrame,
    municipalities: pd.DataFrame,
    kernen: pd.DataFrame,
    minutes: pd.DataFrame,
    existing: pd.DataFrame,
    params: PlanParams,
    new_hubs: pd.DataFrame | None = None,
) -> Setup:
    """Build the model; ``existing`` has columns gm_code, kern (nullable) and places."""
    check_sites(sites, params)
    own = _own_area(municipalities)
    existing = existing[existing["gm_code"].isin(own["gm_code"])]
    chosen = shortlist(sites, ranking, per_kern=params.per_kern, keep=params.keep)
    chosen = chosen[~chosen["site_id"].isin(params.without)].reset_index(drop=True)
    chosen["score"] = chosen["score"].fillna(0.0)
    chosen["durable"] = [_durable(row, params) for row in records(chosen)]
    chosen["moves"] = [moves_per_place(row, params) for row in records(chosen)]
    notes: list[str] = []
    table = _hub_table(hubs, new_hubs, params, notes)
    kern_bounds = _kern_bounds(chosen, kernen, existing, params)
    least, most, fits = _sizes(chosen, kern_bounds, params)
    pairs = _pairs(chosen, table, minutes, params)
    towns = _municipality_table(own, existing, params)
    parts = _parts(chosen, table, pairs, params)
    wanted = max(0.0, float(params.target - int(existing["places"].sum())))
    bounds = (
        *_municipality_bounds(chosen, towns, params),
        *kern_bounds,
        Bound(
            "doel",
            "provincie",
            np.arange(len(chosen)),
            wanted,
            wanted,  # more than the task is no merit
            under_price=INF if params.hard_target else params.price.target,
            over_price=params.price.target,
        ),
    )
    weights = params.objective
    signed = {
        "suitability": weights.suitability,
        "minutes": -weights.minutes,
        "sites": -weights.sites,
        "cost": -weights.cost,
        "moves": -weights.moves,
    }
    count = len(table)
    is_new = (table["kind"] == NEW).to_numpy()
    siting = Siting(
        least=least,
        most=most,
        durable=chosen["durable"].to_numpy(dtype=bool),
        forced=np.where(chosen["site_id"].isin(params.keep), 1, np.where(fits, -1, 0)).astype(
            np.int8
        ),
        pair_site=pairs["site"].to_numpy(dtype=np.int64),
        pair_hub=pairs["hub"].to_numpy(dtype=np.int64),
        pair_gain=np.sum([signed[k] * parts[k][0] for k in PARTS], axis=0),
        pair_place_gain=np.sum([signed[k] * parts[k][1] for k in PARTS], axis=0),
        hub_room=table["room"].to_numpy(dtype=float),
        hub_max_sites=table["max_sites"].to_numpy(dtype=float),
        hub_cost=-np.sum([signed[k] * parts[k][2] for k in PARTS], axis=0),
        hub_forced=np.full(count, -1, dtype=np.int8),
        hub_counts=is_new,
        hub_least_durable=np.full(count, float(params.size.cluster_places)),
        open_most=float(params.hubs.new_most),
        bounds=bounds,
        apart=_too_near(chosen, params),
    )
    left_out = len(sites) - len(chosen) - len(set(params.without) & set(sites["site_id"]))
    notes += _notes(params, left_out)
    minutes_of = pairs["travel_min"].to_numpy(dtype=float)
    modes = pairs["mode"].to_numpy(dtype=str)
    return Setup(
        siting, params, chosen, table, minutes_of, modes, parts, towns, left_out, tuple(notes)
    )


def check_sites(sites: pd.DataFrame, params: PlanParams, *, word: str = "keep") -> None:
    """Refuse a request about sites that do not exist, and sites that end before they start."""
    ids = set(sites["site_id"])
    for option, wanted in ((word, params.keep), ("without", params.without)):
        if strange := [s for s in wanted if s not in ids]:
            msg = f"--{option} {strange[0]}: no such site among {len(ids)} in this edition"
            raise PlanError(msg)
    if both := sorted(set(params.keep) & set(params.without)):
        msg = f"site {both[0]} is both kept and left out; choose one"
        raise PlanError(msg)
    for row in records(sites[["site_id", "from_date", "until_date"]].dropna()):
        if row["until_date"] < row["from_date"]:
            start, end = row["from_date"], row["until_date"]
            msg = f"site {row['site_id']} ends ({end}) before it starts ({start}); mend the dates"
            raise PlanError(msg)


def _term_years(row: dict[str, Any], params: PlanParams) -> float:
    """Return how long a site lasts; without an end date it is assumed to last."""
    start, until = row["from_date"], row["until_date"]
    if not isinstance(until, str):
        return INF
    begin = date.fromisoformat(start) if isinstance(start, str) else params.on
    return max(0.0, (date.fromisoformat(until) - begin).days / 365.25)


def _durable(row: dict[str, Any], params: PlanParams) -> bool:
    # A few days less for leap years.
    return _term_years(row, params) >= params.size.cluster_years - 0.01


def moves_per_place(row: dict[str, Any], params: PlanParams) -> float:
    """Return how often a place has to be replaced over the horizon: a shorter term costs moves.

    ``row`` has from_date and until_date, ISO days or missing.
    """
    years = max(_term_years(row, params), 1 / 12)
    return max(0.0, params.horizon_years / years - 1.0)


def _sizes(
    chosen: pd.DataFrame, kern_bounds: list[Bound], params: PlanParams
) -> tuple[Ints, Ints, Bools]:
    """Let a search cell take any size in the settings, a real site no more than it holds.

    No site is larger than its kern can carry; the flag tells whether its least size fits at all.
    """
    holds = chosen["places"].astype("Float64").fillna(params.size.most).to_numpy(dtype=float)
    cell = (chosen["kind"] == SEARCH_CELL).to_numpy()
    most = np.where(cell, params.size.most, holds)
    least = np.minimum(params.size.least, most).astype(np.int64)
    carries = most.copy()
    for bound in kern_bounds:
        carries[bound.sites] = np.minimum(carries[bound.sites], bound.most)
    fits = carries >= least
    return least, np.where(fits, carries, most).astype(np.int64), fits


def check_rooms(hubs: pd.DataFrame, params: PlanParams) -> None:
    """Refuse a mother location without a room, unless the settings count it as 0."""
    known = {room.hub_id for room in params.hubs.rooms}
    active = hubs[hubs["is_active"].to_numpy(dtype=bool)].sort_values("hub_id")
    lacking = active[~active["hub_id"].isin(known)]
    if len(lacking) and params.hubs.unknown_room == "vraag":
        first = lacking.iloc[0]
        msg = (
            f"the room for small sites at {first['hub_id']} ({first['name']}) is unknown "
            f"({len(lacking)} of {len(active)} mother locations); give it under "
            "[[plan.hubs.rooms]], or set plan.hubs.unknown_room to 'nul' to count it as 0"
        )
        raise PlanError(msg)


def _hub_table(
    hubs: pd.DataFrame, new_hubs: pd.DataFrame | None, params: PlanParams, notes: list[str]
) -> pd.DataFrame:
    check_rooms(hubs, params)
    rooms = {room.hub_id: room for room in params.hubs.rooms}
    asked = params.hubs
    rows: list[dict[str, object]] = []
    for hub in hubs[hubs["is_active"]].sort_values("hub_id").pipe(records):
        room = rooms.get(hub["hub_id"])
        places, basis = (room.places, room.basis) if room else (0, "onbekend: telt als 0")
        notes.append(
            f"{hub['name']}: ruimte voor {number(places)} plekken op kleine locaties ({basis})."
        )
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
        msg = "no active mother location and no new hub; switch one on under mothers.active"
        raise PlanError(msg)
    return pd.DataFrame(rows)


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


def _pairs(
    chosen: pd.DataFrame, table: pd.DataFrame, minutes: pd.DataFrame, params: PlanParams
) -> pd.DataFrame:
    """Return the pairs within the limit of a mode, by the quickest one; exactly the limit counts.

    Residents travel to a mother location or a new hub by the modes of the settings; a mobile team
    comes by car.
    """
    asked = params.hubs
    ends = table.reset_index(names="hub")[["hub", "at", "kind"]]
    limits = pd.DataFrame(
        [(kind, mode, most) for kind in (MOTHER, NEW) for mode, most in asked.limits_min.items()]
        + [(TEAM, "car", asked.team_limit_min)],
        columns=["kind", "mode", "limit_min"],
    )
    number = pd.Series(np.arange(len(chosen)), index=chosen["site_id"])
    pairs = minutes.merge(
        ends.merge(limits, on="kind"), left_on=["hub_id", "mode"], right_on=["at", "mode"]
    )
    pairs = pairs[(pairs["travel_min"] <= pairs["limit_min"]) & pairs["site_id"].isin(number.index)]
    pairs = pairs.assign(site=number.reindex(pairs["site_id"]).to_numpy(dtype=np.int64))
    pairs = pairs.sort_values(["site", "hub", "travel_min", "mode"])
    quickest = pairs.drop_duplicates(["site", "hub"]).reset_index(drop=True)
    return quickest[["site", "hub", "travel_min", "mode"]]


def _parts(
    chosen: pd.DataFrame, table: pd.DataFrame, pairs: pd.DataFrame, params: PlanParams
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Return the raw amount of every named part: per pair chosen, per place, per hub opened."""
    site, hub = pairs["site"].to_numpy(), pairs["hub"].to_numpy()
    score = chosen["score"].to_numpy(dtype=float)[site]
    kind = table["kind"].to_numpy()
    team = (kind == TEAM)[hub]
    # With a mobile team it is the team that travels: residents' minutes are not counted.
    travel_min = np.where(team, 0.0, pairs["travel_min"].to_numpy(dtype=float))
    none, no_hub = np.zeros(len(pairs)), np.zeros(len(table))
    million = 1e6
    fixed = (params.cost.site_eur + np.where(team, params.cost.team_eur, 0.0)) / million
    opening = np.where(kind == NEW, params.cost.hub_eur / million, 0.0)
    moves = chosen["moves"].to_numpy(dtype=float)[site]
    return {
        "moves": (none, moves / _PER, no_hub),
        "suitability": (none, score / _PER, no_hub),
        "minutes": (none, travel_min / _PER, no_hub),
        "sites": (none + 1.0, none, no_hub),
        "cost": (fixed, none, opening),
    }


def _own_area(municipalities: pd.DataFrame) -> pd.DataFrame:
    """Leave out the ring of neighbours: what stands there does not count for the target."""
    if "role" not in municipalities:
        return municipalities
    return municipalities[municipalities["role"] == "gebied"]


def _municipality_table(
    municipalities: pd.DataFrame, existing: pd.DataFrame, params: PlanParams
) -> pd.DataFrame:
    towns = municipalities[["gm_code", "name", "population"]].sort_values(
        "gm_code", ignore_index=True
    )
    held = existing.groupby("gm_code")["places"].sum()
    towns["existing"] = held.reindex(towns["gm_code"]).fillna(0).to_numpy(dtype=np.int64)
    towns["share"] = fair_shares(towns, params.target, params.share)
    least = np.floor(towns["share"] * params.share.least).astype(int)
    most = np.ceil(towns["share"] * params.share.most).astype(int)
    for code, (low, high) in params.share.bounds.items():
        if code not in set(towns["gm_code"]):
            msg = f"bounds for {code}: no such municipality; codes look like GM0307"
            raise PlanError(msg)
        least[towns["gm_code"] == code], most[towns["gm_code"] == code] = low, high
    return towns.assign(least=least, most=np.maximum(most, least))


def _municipality_bounds(
    chosen: pd.DataFrame, towns: pd.DataFrame, params: PlanParams
) -> list[Bound]:
    bounds = []
    code = chosen["gm_code"].to_numpy()
    for town in records(towns):
        inside = np.flatnonzero(code == town["gm_code"])
        least = max(0.0, float(town["least"] - town["existing"]))
        most = max(0.0, float(town["most"] - town["existing"]))
        price = params.price.municipality
        bounds.append(Bound("gemeente", town["gm_code"], inside, least, most, price, price))
        if params.objective.fairness > 0:
            aim = max(0.0, float(town["share"] - town["existing"]))
            price = params.objective.fairness / _PER
            bounds.append(Bound("verdeling", town["gm_code"], inside, aim, aim, price, price))
    return bounds


def _kern_bounds(
    chosen: pd.DataFrame,
    kernen: pd.DataFrame,
    existing: pd.DataFrame,
    params: PlanParams,
) -> list[Bound]:
    """Return what a kern can carry beyond what it carries now; always a limit, never a price.

    A kept site in a kern that cannot carry it makes the request infeasible, and it says so.
    """
    held = existing.dropna(subset=["kern"]).groupby("kern")["places"].sum()
    people = kernen.groupby("kern")["population"].sum()
    bounds = []
    for kern in sorted(set(chosen["kern"].dropna())):
        if kern not in people.index:
            continue
        carries = max(
            params.size.kern_least, float(people[kern]) * params.size.kern_per_1000 / 1000
        )
        inside = np.flatnonzero((chosen["kern"] == kern).to_numpy())
        most = max(0.0, np.floor(carries - float(held.get(kern, 0))))
        bounds.append(Bound("kern", str(kern), inside, most=most))
    return bounds


def _too_near(chosen: pd.DataFrame, params: PlanParams) -> Ints | None:
    if params.size.apart_m <= 0 or len(chosen) < 2:  # noqa: PLR2004 - a pair
        return None
    tree = cKDTree(chosen[["easting", "northing"]].to_numpy(dtype=float))
    # Exactly the distance is far enough.
    pairs = tree.query_pairs(params.size.apart_m * (1 - 1e-9), output_type="ndarray")
    return np.asarray(np.sort(pairs, axis=1)[np.lexsort(np.sort(pairs, axis=1).T[::-1])], np.int64)


def _notes(params: PlanParams, left_out: int) -> list[str]:
    load = (
        f"Draagkracht: {number(params.size.kern_per_1000)} plekken per 1.000 inwoners van een kern "
        "(rekenwaarde, door PRT vast te stellen)."
    )
    notes = [
        load,
        "Kosten per locatie, per mobiel team en per nieuwe hub zijn een aanname.",
        "Een locatie zonder einddatum telt als duurzaam (aanname).",
    ]
    if left_out:
        kept = "" if params.per_kern is None else f" (per kern de beste {params.per_kern})"
        words = counted(left_out, "kandidaat deed", "kandidaten deden")
        notes.append(f"{words} niet mee: geen score, geen zekere gemeente of niet gekozen{kept}.")
    return notes


def is_open(setup: Setup, hub: Ints) -> Bools:
    """Flag the hubs that are used by these."""
    flags = np.zeros(len(setup.hubs), dtype=bool)
    flags[hub] = True
    return flags
