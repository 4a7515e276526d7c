"""Read a solved model back as tables: what opens where, per hub, per municipality, per part."""

from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import to_realise
from sites.plan.agreements import agreements_table, credit_of
from sites.plan.model.check import Judged, judge, moved_of
from sites.plan.model.model import Chosen
from sites.plan.model.spokes import MOTHER
from sites.plan.tables import PARTS, Setup
from sites.tables.filters import names_by
from sites.tables.plan import PlanHubs, PlanParts, PlanRows, PlanTowns
from sites.tables.plan_agreements import PlanAgreements

#: What each part of the objective is called and counted in, for readers.
PART_WORDS: Final = {
    "suitability": ("geschiktheid", "plekken x score / 100"),
    "minutes": ("reisminuten van bewoners en teams", "minuten x bewoners / 100"),
    "fairness": ("afwijking van het aandeel", "plekken / 100"),
    "sites": ("aantal locaties", "locaties"),
    "cost": ("meerkosten van kleine schaal", "miljoen euro per jaar"),
    "moves": ("verhuizingen door een korte looptijd", "verhuizingen / 100"),
    "shortfall": ("tekort en teveel", "plekken"),
    "agreements": ("afspraken en partners", "plekken"),
}


def plan_rows(setup: Setup, chosen: Chosen, plan: str) -> DataFrame[PlanRows]:
    """Return the sites that open, by site_id."""
    siting = setup.siting
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    sites = setup.sites.iloc[site].reset_index(drop=True)
    hubs = setup.hubs.iloc[hub].reset_index(drop=True)
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"],
            "plan": plan,
            "opened": True,
            "places": chosen.places,
            "hub_id": hubs["at"],
            "leaning": hubs["kind"],
            "mode": setup.pair_mode[chosen.pair],
            "travel_min": setup.pair_min[chosen.pair],
            "local_min": setup.pair_local[chosen.pair],
            "cluster_id": hubs["hub_id"],
            "gm_code": sites["gm_code"],
            "kern": sites["kern"],
            "score": sites["score"],
            "is_durable": sites["durable"],
            "from_date": sites["from_date"],
            "until_date": sites["until_date"],
        }
    )
    return DataFrame[PlanRows](table.sort_values("site_id", ignore_index=True))


def chosen_of(setup: Setup, rows: pd.DataFrame) -> Chosen:
    """Return the rows of an earlier plan in the numbers of this model, to start from.

    Sites, hubs and pairs that are no longer there are left out; a size comes within what the
    site may have now. The result may break demands: a start is a hint, never an answer.
    """
    siting = setup.siting
    names = pd.MultiIndex.from_arrays(
        [
            setup.sites["site_id"].to_numpy()[siting.pair_site],
            setup.hubs["hub_id"].to_numpy()[siting.pair_hub],
        ]
    )
    wanted = pd.MultiIndex.from_frame(rows[["site_id", "cluster_id"]])
    pair = names.get_indexer(wanted)
    there = pair >= 0
    pair = pair[there].astype(np.int64)
    site = siting.pair_site[pair]
    places = rows["places"].to_numpy(dtype=np.int64)[there]
    order = np.argsort(pair)
    sized = np.clip(places, siting.least[site], siting.most[site])
    return Chosen(pair[order], sized[order])


def plan_hubs(setup: Setup, chosen: Chosen, plan: str) -> DataFrame[PlanHubs]:
    """Return every mother, and each new hub or team that is used."""
    siting = setup.siting
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    count = siting.hubs
    places = np.bincount(hub, weights=chosen.places, minlength=count).astype(np.int64)
    lasting = np.bincount(hub, weights=chosen.places * siting.durable[site], minlength=count)
    room = pd.Series(setup.hubs["room"].to_numpy(dtype=float)).replace(np.inf, np.nan)
    table = pd.DataFrame(
        {
            "plan": plan,
            "hub_id": setup.hubs["hub_id"],
            "name": setup.hubs["name"],
            "kind": setup.hubs["kind"],
            "basis": setup.hubs["basis"],
            "room": room,
            "places": places,
            "left": room - places,
            "sites": np.bincount(hub, minlength=count),
            "max_sites": setup.hubs["max_sites"],
            "durable_places": lasting.astype(np.int64),
        }
    )
    shown = (table["kind"] == MOTHER) | (table["sites"] > 0)
    return DataFrame[PlanHubs](table[shown].reset_index(drop=True))


def plan_towns(setup: Setup, chosen: Chosen, plan: str) -> DataFrame[PlanTowns]:
    """Return all municipalities, by code; the sums equal the rows of the plan to the place."""
    code = setup.sites["gm_code"].to_numpy()[setup.siting.pair_site[chosen.pair]]
    towns = setup.municipalities
    planned = pd.Series(chosen.places).groupby(code).sum()
    sites = pd.Series(1, index=range(len(code)), dtype=np.int64).groupby(code).sum()
    table = towns.drop(columns="population").assign(
        plan=plan,
        planned=planned.reindex(towns["gm_code"]).fillna(0).to_numpy(dtype=np.int64),
        sites=sites.reindex(towns["gm_code"]).fillna(0).to_numpy(dtype=np.int64),
    )
    asked = zip(table["share"], table["existing"], strict=True)
    table["to_realise"] = [to_realise(int(share), int(held)) for share, held in asked]
    table["total"] = table["existing"] + table["planned"]
    moved = moved_of(setup.siting, chosen)
    table["agreed"] = credit_of(setup.params, moved, towns["gm_code"]).to_numpy()
    table["short"] = (table["least"] - table["total"] - table["agreed"]).clip(lower=0)
    table["over"] = (table["total"] + table["agreed"] - table["most"]).clip(lower=0)
    return DataFrame[PlanTowns](table[list(PlanTowns.to_schema().columns)])


def plan_parts(setup: Setup, chosen: Chosen, plan: str) -> DataFrame[PlanParts]:
    """Return the named parts; their contributions add up to the plan's value."""
    siting, weights = setup.siting, setup.params.objective
    judged = judge(siting, chosen)
    rows = []
    for part in PARTS:
        per_pair, per_place, per_hub = setup.parts[part]
        raw = float(
            per_pair[chosen.pair].sum()
            + (per_place[chosen.pair] * chosen.places).sum()
            + per_hub[judged.hub_open].sum()
        )
        weight = float(getattr(weights, part))
        sign = 1.0 if part == "suitability" else -1.0
        rows.append((part, raw, weight, sign * weight * raw))
    rows += _bound_parts(setup, judged, _off_shares(setup, chosen))
    if siting.moves:
        rows.append(_move_part(setup, chosen))
    table = pd.DataFrame(rows, columns=["part", "raw", "weight", "contribution"])
    words = [PART_WORDS[part] for part in table["part"]]
    table = table.assign(plan=plan, label=[w[0] for w in words], unit=[w[1] for w in words])
    return DataFrame[PlanParts](table[list(PlanParts.to_schema().columns)])


def plan_agreements(setup: Setup, chosen: Chosen, plan: str) -> DataFrame[PlanAgreements] | None:
    """Return what a plan uses of every agreement and partner; None where none is allowed."""
    table = used_agreements(setup, chosen)
    if table is None:
        return None
    columns = list(PlanAgreements.to_schema().columns)
    return DataFrame[PlanAgreements](table.assign(plan=plan)[columns])


def used_agreements(setup: Setup, chosen: Chosen) -> pd.DataFrame | None:
    """Return what is used of every agreement and partner, of whichever plan or period."""
    at = setup.hubs["at"].to_numpy(dtype=str)[setup.siting.pair_hub[chosen.pair]]
    mother = (setup.hubs["kind"] == MOTHER).to_numpy()[setup.siting.pair_hub[chosen.pair]]
    used = pd.Series(chosen.places[mother]).groupby(at[mother]).sum()
    names = names_by(setup.municipalities, "gm_code")
    moved = moved_of(setup.siting, chosen)
    return agreements_table(setup.params, moved, names, {str(h): int(n) for h, n in used.items()})


def _move_part(setup: Setup, chosen: Chosen) -> tuple[str, float, float, float]:
    moved = moved_of(setup.siting, chosen)
    paid = sum(m.price * int(n) for m, n in zip(setup.siting.moves, moved, strict=True))
    places = float(moved.sum())
    return ("agreements", places, paid / places if places else float("nan"), -paid)


def _off_shares(setup: Setup, chosen: Chosen) -> float:
    """Return the new places off what municipalities should still add, at any weight."""
    towns = setup.municipalities
    code = setup.sites["gm_code"].to_numpy()[setup.siting.pair_site[chosen.pair]]
    planned = pd.Series(chosen.places).groupby(code).sum().reindex(towns["gm_code"]).fillna(0)
    aim = towns["share"] - towns["existing"]
    takers = towns["gm_code"].isin([one.taker for one in setup.params.agreements])
    aim = aim.where(takers, aim.clip(lower=0))
    credit = credit_of(setup.params, moved_of(setup.siting, chosen), towns["gm_code"])
    counted = planned.to_numpy(dtype=float) + credit.to_numpy(dtype=float)
    return float(np.abs(counted - aim.to_numpy(dtype=float)).sum())


def _bound_parts(setup: Setup, judged: Judged, off: float) -> list[tuple[str, float, float, float]]:
    off_value, short, short_value = 0.0, 0.0, 0.0
    for bound, under, over in zip(setup.siting.bounds, judged.under, judged.over, strict=True):
        paid = sum(
            price * amount
            for price, amount in ((bound.under_price, under), (bound.over_price, over))
            if amount > 0 and np.isfinite(price)
        )
        if bound.kind == "verdeling":
            off_value -= paid
        else:
            short, short_value = short + under + over, short_value - paid
    weight = setup.params.objective.fairness
    return [
        ("fairness", off / 100, weight, off_value),
        ("shortfall", short, float("nan") if not short else -short_value / short, short_value),
    ]
