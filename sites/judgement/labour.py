"""Show which work residents reach by the modes they have, and who counts for what (R10, R15, R16).

Aggregates of municipalities only: no persons, no nationality, no gender.
"""

from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from sites.base.dutch import counted, number
from sites.base.errors import ScenarioError
from sites.judgement.arrays import floats, whole
from sites.judgement.mix import Mix
from sites.settings.judgement import LabourParams
from sites.travel.pairs import pairs_within
from sites.travel.protocol import Points, TravelEngine

#: Columns of the municipality profile (CBS 85039NED) and what readers call them.
SECTORS: Final = {
    "biz_agriculture_pct": "landbouw",
    "biz_industry_energy_pct": "industrie en energie",
    "biz_trade_hospitality_pct": "handel en horeca",
    "biz_transport_ict_pct": "vervoer en ICT",
    "biz_finance_realestate_pct": "financiën en vastgoed",
    "biz_business_services_pct": "zakelijke diensten",
    "biz_public_edu_health_pct": "overheid, onderwijs en zorg",
    "biz_culture_recreation_pct": "cultuur en recreatie",
}
URBANITY: Final = {
    1: "zeer sterk stedelijk",
    2: "sterk stedelijk",
    3: "matig stedelijk",
    4: "weinig stedelijk",
    5: "niet stedelijk",
}


def labour_table(
    sites: pd.DataFrame,
    kernen: pd.DataFrame,
    profile: pd.DataFrame,
    *,
    engine: TravelEngine,
    params: LabourParams,
) -> pd.DataFrame:
    """Return establishments per sector within reach of every site (``Labour``).

    A kern gets its municipality's establishments per 1,000 inhabitants and sector shares. A kern
    without a profile is unknown and adds nothing; a site that reaches none has missing numbers.
    """
    known = profile.set_index("gm_code")
    urbanity = floats(sites["gm_code"].map(known["urbanity_1to5"]))
    towns = kernen[kernen["gm_code"].isin(known.index)].reset_index(drop=True)
    near = pairs_within(
        Points.of(sites, "site_id"), Points.of(towns, "kern"), engine,
        mode=params.mode, limit_min=params.limit_min,
    )  # fmt: skip
    shape = (len(sites), len(towns))
    reach = sparse.csr_array((np.ones(len(near.origin)), (near.origin, near.place)), shape=shape)
    firms = floats(towns["population"]) / 1000 * floats(towns["gm_code"].map(known["biz_per_1000"]))
    per_sector = np.column_stack(
        [firms * floats(towns["gm_code"].map(known[column])) / 100 for column in SECTORS]
    )
    reaches = np.bincount(near.origin, minlength=len(sites)) > 0
    found = np.where(reaches[:, None], reach @ per_sector, np.nan)
    total = found.sum(axis=1, keepdims=True)
    share = np.divide(found, total, out=np.full(found.shape, np.nan), where=total > 0)
    count = len(SECTORS)
    year = int(profile["reference_year"].max()) if len(profile) else None
    measured = floats(sites["gm_code"].map(known["urbanity_year"]))
    return pd.DataFrame(
        {
            "site_id": np.repeat(sites["site_id"].to_numpy(), count),
            "urbanity": np.repeat(urbanity, count),
            "urbanity_year": whole(np.repeat(measured, count)),
            "sector": np.tile(np.array(list(SECTORS.values()), dtype=object), len(sites)),
            "establishments": np.round(found, 1).ravel(),
            "share": share.ravel(),
            "year": whole(np.full(found.size, np.nan if year is None else float(year))),
        }
    )


def by_sector(labour: pd.DataFrame) -> pd.DataFrame:
    """Return the establishments of ``Labour`` with a row per site and a column per sector.

    >>> rows = {"site_id": ["a", "a"], "sector": ["landbouw", "zorg"], "establishments": [3.0, 5.0]}
    >>> by_sector(pd.DataFrame(rows)).loc["a"].tolist()
    [3.0, 5.0]
    """
    # pivot, not pivot_table: a repeated pair must fail and not be averaged away
    return labour.pivot(index="site_id", columns="sector", values="establishments")  # noqa: PD010


def sector_named(words: str) -> str:
    """Return the sector that a user means: by its name, or by a part that only one has.

    >>> sector_named("Industrie"), sector_named("handel en horeca")
    ('industrie en energie', 'handel en horeca')

    Raises
    ------
    ScenarioError
        No sector, or more than one; the message names those that exist.
    """
    asked = words.strip().casefold()
    alike = [name for name in SECTORS.values() if asked and asked in name.casefold()]
    exact = [name for name in alike if name.casefold() == asked]
    if len(found := exact or alike) != 1:
        raise ScenarioError(
            "sector {sector!r} does not exist; choose from {values}",
            sector=words,
            values="; ".join(SECTORS.values()),
        )
    return found[0]


def rank_for_profile(labour: pd.DataFrame, sector: str) -> pd.DataFrame:
    """Return the sites by establishments of one sector within reach; ties to the lowest id.

    Raises
    ------
    ScenarioError
        The sector does not exist; see ``sector_named``.
    """
    rows = labour[labour["sector"] == sector_named(sector)]
    ordered = rows.sort_values(
        ["establishments", "site_id"], ascending=[False, True], na_position="last"
    ).reset_index(drop=True)
    rank = pd.Series(np.arange(1.0, len(ordered) + 1)).where(ordered["establishments"].notna())
    return ordered.assign(rank=whole(floats(rank)))


def housing_table(
    sites: pd.DataFrame, mixes: tuple[Mix, ...], *, large_homes: pd.Series | None, big_family: int
) -> pd.DataFrame:
    """Return who lives at each site: what counts for the task, and what for the load (``Housing``).

    ``large_homes`` holds the number of homes for households of ``big_family`` and more, by
    site_id; a site it does not name is unknown.
    """
    homes = floats(sites["site_id"].map(large_homes if large_homes is not None else {}))
    return pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "for_task": whole(np.array([mix.for_task for mix in mixes], dtype=np.float64)),
            "for_load": whole(np.array([mix.for_load for mix in mixes], dtype=np.float64)),
            "is_mixed": [mix.is_mixed for mix in mixes],
            "sentence": [
                _housing_sentence(mix, float(home), big_family)
                for mix, home in zip(mixes, homes, strict=True)
            ],
        }
    )


def _housing_sentence(mix: Mix, homes: float, big_family: int) -> str:
    first = (
        f"{counted(mix.for_task, 'plek telt', 'plekken tellen')} mee voor de opgave, "
        f"{counted(mix.for_load, 'bewoner telt', 'bewoners tellen')} mee voor de draagkracht."
    )
    groups = (
        ""
        if mix.is_split
        else " De verdeling over de groepen is niet bekend; daarom telt elke groep voorzichtig mee."
    )
    mixed = " Hier wonen groepen gemengd." if mix.is_mixed else ""
    large = (
        f" Woningen voor huishoudens vanaf {number(big_family)} personen: {number(homes)}."
        if np.isfinite(homes)
        else f" Hoeveel woningen er zijn voor huishoudens vanaf {number(big_family)} personen, "
        "is niet bekend."
    )
    return f"{first}{mixed}{groups}{large}"
