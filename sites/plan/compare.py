"""Compare two plans: site by site, and what that means per municipality."""

import numpy as np
import pandas as pd

from sites.plan.request import PlanError
from sites.tables.filters import names_by


def compare(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Compare the rows of two plans, site by site.

    Columns: site_id, gm_code, change ("blijft gelijk", "erbij", "vervalt", "andere grootte",
    "leunt anders"), places_one, places_other, hub_one, hub_other; missing where a plan does not
    have the site. Sites that are larger and lean elsewhere count as leaning elsewhere.
    """
    for table in (one, other):
        if table["site_id"].duplicated().any():
            raise PlanError(
                "plan has site {iloc} twice",
                iloc=table["site_id"][table["site_id"].duplicated()].iloc[0],
            )
    columns = ["site_id", "gm_code", "places", "hub_id", "leaning"]
    both = one[columns].merge(
        other[columns], on="site_id", how="outer", suffixes=("_one", "_other"), indicator=True
    )
    there = both["_merge"] == "both"
    leans = (both["hub_id_one"] != both["hub_id_other"]) | (
        both["leaning_one"] != both["leaning_other"]
    )
    resized = (both["places_one"] != both["places_other"]).fillna(value=False) & there
    change = np.where(resized.to_numpy(dtype=bool), "andere grootte", "blijft gelijk")
    change = np.where((leans & there).to_numpy(dtype=bool), "leunt anders", change)
    change = np.where(both["_merge"] == "left_only", "vervalt", change)
    change = np.where(both["_merge"] == "right_only", "erbij", change)
    table = pd.DataFrame(
        {
            "site_id": both["site_id"],
            "gm_code": both["gm_code_one"].fillna(both["gm_code_other"]),
            "change": change,
            "places_one": both["places_one"].astype("Int64"),
            "places_other": both["places_other"].astype("Int64"),
            "hub_one": both["hub_id_one"],
            "hub_other": both["hub_id_other"],
        }
    )
    return table.sort_values("site_id", ignore_index=True)


def compare_towns(table: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    """Return the new places per municipality in both plans, where they differ, and together.

    ``table`` is that of ``compare``. Columns: name, places_one, places_other, difference,
    sites_one, sites_other; the last row is the province, so the differences above it add up to it.
    """
    names = names_by(municipalities, "gm_code")
    by = table["gm_code"].map(lambda code: names.get(code, code)).rename("name")
    columns = {}
    for plan in ("one", "other"):
        places = table[f"places_{plan}"]
        columns[f"places_{plan}"] = places.fillna(0).groupby(by).sum().astype("int64")
        columns[f"sites_{plan}"] = places.notna().groupby(by).sum().astype("int64")
    towns = pd.DataFrame(columns)
    towns["difference"] = towns["places_other"] - towns["places_one"]
    changed = towns[(towns["difference"] != 0) | (towns["sites_one"] != towns["sites_other"])]
    whole = towns.sum().rename("provincie").to_frame().T
    both = pd.concat([changed, whole]).rename_axis("name").reset_index()
    order = ["name", "places_one", "places_other", "difference", "sites_one", "sites_other"]
    return both[order]
