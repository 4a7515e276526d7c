"""What a run would answer about invented sites: travel, scores, ranking, mother locations.

The formulas are written apart from the product on purpose.
"""

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sites.settings.scenario import Scenario
from sites.tables import answers, schemas

SPEED = {"walk": 5.0, "bike": 15.0, "car": 40.0}
DETOUR = {"walk": 1.3, "bike": 1.3, "car": 1.4}


def travel_of(settings: Scenario, sites, places, hubs) -> pd.DataFrame:
    """Return minutes to the nearest place of each category, with gaps."""
    frames = []
    at = sites[["easting", "northing"]].to_numpy()
    for criterion in settings.criteria:
        for category in criterion.categories if criterion.mode is not None else ():
            mother = category == schemas.MOTHER
            pool = (
                hubs[hubs["is_active"]].rename(columns={"hub_id": "place_id"})
                if mother
                else places[places["category"] == category]
            ).reset_index(drop=True)
            base = {
                "site_id": sites["site_id"], "category": category, "mode": criterion.mode,
                "direction": "to_place", "engine": "hemelsbreed x omrijfactor",
            }  # fmt: skip
            if pool.empty:
                frames.append(pd.DataFrame({**base, "reach": "geen plaats", "beyond_edge": False}))
                continue
            straight, which = cKDTree(pool[["easting", "northing"]].to_numpy()).query(at)
            row = pool.iloc[which].reset_index(drop=True)
            dist = straight * DETOUR[criterion.mode]
            pace = SPEED[criterion.mode] * 1000 / 60
            slack = row["accuracy_m"] * DETOUR[criterion.mode] if mother else 0.0
            frames.append(
                pd.DataFrame(
                    {
                        **base,
                        "reach": "ok",
                        "place_id": row["place_id"],
                        "place_name": row["name"],
                        "place_gm_code": row["gm_code"],
                        "place_origin": "register" if mother else row["origin"],
                        "travel_min": dist / pace,
                        "low_min": np.maximum(0, dist - slack) / pace,
                        "high_min": (dist + slack) / pace,
                        "dist_m": dist,
                        "crosses_border": (row["gm_code"] != sites["gm_code"]).astype("boolean"),
                        "beyond_edge": (not mother) & (dist > 9000),
                    }
                )
            )
    table = pd.concat(frames, ignore_index=True)
    for column in ("travel_min", "low_min", "high_min", "dist_m"):
        table[column] = table[column].astype(float) if column in table else np.nan
    wanted = list(answers.Travel.to_schema().columns)
    return _with_gaps(table.reindex(columns=wanted), sites)


def _with_gaps(travel: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Make a few answers unknown (not on the network) and a few impossible (no route)."""
    turn = travel["site_id"].map(dict(zip(sites["site_id"], range(len(sites)), strict=True)))
    gaps = {
        "niet aangesloten": (travel["category"] == "pharmacy") & (turn % 17 == 3),
        "geen route": (travel["category"] == "gp") & (turn % 23 == 5),
    }
    said = ["place_id", "place_name", "place_gm_code", "place_origin", "crosses_border"]
    for reach, rows in gaps.items():
        travel.loc[rows, "reach"] = reach
        travel.loc[rows, said] = None
        travel.loc[rows, ["travel_min", "low_min", "high_min", "dist_m"]] = np.nan
        travel.loc[rows, "beyond_edge"] = False
    return travel


def value_of(x, good: float, poor: float):
    """Return the documented value curve: 1 up to good, 0 from poor, smoothstep between."""
    t = np.clip((np.asarray(x, float) - good) / (poor - good), 0, 1)
    return 1 - t * t * (3 - 2 * t)


def scores_of(settings: Scenario, travel: pd.DataFrame) -> pd.DataFrame:
    """Return the value of every part of the score."""
    total = sum(criterion.weight for criterion in settings.criteria)
    frames = []
    for criterion in settings.criteria:
        for category in criterion.categories:
            # What is no trip stands beside every trip to a mother location.
            asked = schemas.MOTHER if criterion.mode is None else category
            rows = travel[travel["category"] == asked]
            if criterion.mode is None:
                raw = pd.Series(np.arange(len(rows)) % 9 * 20.0, index=rows.index)
            else:
                rows = rows[rows["mode"] == criterion.mode]
                raw = rows["dist_m" if criterion.unit == "m" else "travel_min"].astype(float)
            value = value_of(raw, criterion.curve.good, criterion.curve.poor)
            value = np.where(rows["reach"] == "geen route", 0.0, value)
            weight = criterion.weight / total / len(criterion.categories)
            frames.append(
                pd.DataFrame(
                    {
                        "site_id": rows["site_id"],
                        "criterion": criterion.id,
                        "category": category,
                        "raw": raw,
                        "unit": criterion.unit,
                        "value": value,
                        "weight": weight,
                        "contribution": value * weight,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def ranking_of(sites: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the order by the documented formula; written apart from the product on purpose."""
    wide = scores.set_index(["site_id", "criterion", "category"])[["value", "weight"]].unstack(  # noqa: PD010 - the pair is unique
        ["criterion", "category"]
    )
    wide_v, wide_w = wide["value"], wide["weight"]
    known = wide_w.where(wide_v.notna(), 0.0).sum(axis=1)
    score = ((wide_w * wide_v).sum(axis=1) / known.where(known > 0)).round(9)
    table = sites[["site_id", "gm_code", "gm_certain"]].copy()
    table["score"] = score.reindex(table["site_id"]).to_numpy()
    table["known_share"] = np.clip(known.reindex(table["site_id"]).to_numpy(), 0, 1)
    ranked = table[table["gm_certain"] & table["score"].notna()].sort_values(
        ["score", "site_id"], ascending=[False, True]
    )
    ranked["rank"] = np.arange(1, len(ranked) + 1)
    ranked["rank_in_gemeente"] = ranked.groupby("gm_code").cumcount() + 1
    table = table.join(ranked[["rank", "rank_in_gemeente"]].astype("Int64"))
    shown = table["score"].map(lambda s: np.floor(s * 100 + 0.5 + 1e-9), na_action="ignore")
    classes = (5 - shown // 20).clip(1, 5)
    table["score_class"] = classes.astype("Int64")
    return table[list(answers.Ranking.to_schema().columns)]


def mothers_of(settings: Scenario, travel: pd.DataFrame) -> pd.DataFrame:
    """Return whether the nearest mother location is within reach."""
    rows = travel[(travel["category"] == schemas.MOTHER)].reset_index(drop=True)
    limit = settings.mothers.limit_min
    answer = np.select(
        [rows["high_min"] <= limit, rows["low_min"] > limit, rows["travel_min"].notna()],
        ["ja", "nee", "onzeker"],
        "onbekend",
    )
    return pd.DataFrame(
        {
            "site_id": rows["site_id"],
            "answer": answer,
            "hub_id": rows["place_id"],
            "mode": rows["mode"],
            "travel_min": rows["travel_min"],
            "low_min": rows["low_min"],
            "high_min": rows["high_min"],
            "dist_m": rows["dist_m"],
            "cluster_id": rows["place_id"].where(pd.Series(answer) == "ja", None),
        }
    )


def clusters_of(sites, mothers, hubs) -> pd.DataFrame:
    """Return the sites that lean on each mother location, as one row."""
    rows = []
    joined = mothers.merge(sites, on="site_id")
    for hub in hubs.itertuples():
        mine = joined[joined["cluster_id"] == hub.hub_id]
        cells = int((mine["kind"] == "zoekgebied").sum())
        rows.append(
            (
                hub.hub_id, "moederlocatie", hub.hub_id, hub.name, len(mine) - cells, cells,
                int(mine["places"].sum()), hub.lon, hub.lat,
                "|".join(sorted(mine["gm_code"].unique())),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(answers.Clusters.to_schema().columns))
