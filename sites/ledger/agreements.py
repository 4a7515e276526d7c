"""Record what municipalities give and take between them, and see that it balances; the flow-on.

The precedent: Leersum took 100 extra reception places for three years against 20 fewer
statushouders a year. An exchange moves a duty, it never makes one disappear.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from sites.base.apportion import LedgerError
from sites.base.messages import Message, say
from sites.settings.ledger import Agreement
from sites.tables.filters import names_by

__all__ = [
    "Agreement",
    "after_agreements",
    "balance",
    "deals",
    "flow_on",
    "known_codes",
    "known_deals",
]


def known_codes(what: str | Message, codes: Iterable[str], municipalities: pd.DataFrame) -> None:
    """Refuse the code of a municipality that is not one of the area; ``what`` names the setting.

    >>> towns = pd.DataFrame({"gm_code": ["GM0307"]})
    >>> known_codes("ledger.tasks", ["GM0307"], towns)
    >>> known_codes("ledger.tasks", ["GM0307", "Baarn"], towns)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.apportion.LedgerError: ledger.tasks: no municipality Baarn in the area; ...
    """
    known = set(municipalities["gm_code"])
    if strange := sorted(set(codes) - known):
        raise LedgerError(
            "{what}: no municipality {strange} in the area; codes look like {example}",
            what=what,
            strange=strange[0],
            example=min(known, default="-"),
        )


def known_deals(agreements: tuple[Agreement, ...], municipalities: pd.DataFrame) -> None:
    """Refuse an agreement with a municipality outside the area."""
    for deal in agreements:
        known_codes(say("agreement {id}", id=deal.id), (deal.taker, deal.giver), municipalities)


def balance(
    agreements: tuple[Agreement, ...], municipalities: pd.DataFrame, on: date
) -> pd.DataFrame:
    """Return what the agreements of a day change per municipality; every column adds up to 0.

    Columns: gm_code, name, places (against its own share), statushouders_per_year, agreements.
    The end day itself is excluded.
    """
    codes = municipalities["gm_code"].tolist()
    ids = [agreement.id for agreement in agreements]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise LedgerError(
            "agreement {twice} is recorded {count} times; keep one",
            twice=twice[0],
            count=ids.count(twice[0]),
        )
    places, people = dict.fromkeys(codes, 0), dict.fromkeys(codes, 0)
    named: dict[str, list[str]] = {code: [] for code in codes}
    known_deals(agreements, municipalities)
    for deal in agreements:
        if not deal.from_date <= on < deal.until_date:
            continue
        for code, sign in ((deal.taker, 1), (deal.giver, -1)):
            places[code] += sign * deal.places
            people[code] -= sign * deal.statushouders_per_year
            named[code].append(deal.id)
    return pd.DataFrame(
        {
            "gm_code": codes,
            "name": municipalities["name"].tolist(),
            "places": [places[c] for c in codes],
            "statushouders_per_year": [people[c] for c in codes],
            "agreements": ["|".join(named[c]) for c in codes],
        }
    )


def after_agreements(
    balanced: pd.DataFrame, shares: pd.Series, housing_tasks: dict[str, int]
) -> pd.DataFrame:
    """Set the share and the housing task of each municipality beside what its agreements make them.

    ``shares`` is by gm_code and may miss values; so may the tasks: unknown stays unknown. Adds the
    columns share, share_after, housing_task, housing_after. An exchange may bring a municipality
    below 0 only on paper: the number is shown as it is.
    """
    codes = balanced["gm_code"]
    share = pd.array(shares.reindex(codes).to_numpy(), dtype="Int64")
    task = pd.array([housing_tasks.get(code) for code in codes], dtype="Int64")
    return balanced.assign(
        share=share,
        share_after=share + balanced["places"].to_numpy(),
        housing_task=task,
        housing_after=task + balanced["statushouders_per_year"].to_numpy(),
    )


def deals(
    agreements: tuple[Agreement, ...], municipalities: pd.DataFrame, on: date
) -> pd.DataFrame:
    """Return the register: what, between whom, until when, and whether it holds on a day."""
    names = names_by(municipalities, "gm_code")
    rows = [
        {
            "id": deal.id,
            "taker": deal.taker,
            "taker_name": names.get(deal.taker),
            "giver": deal.giver,
            "giver_name": names.get(deal.giver),
            "places": deal.places,
            "statushouders_per_year": deal.statushouders_per_year,
            "from_date": deal.from_date.isoformat(),
            "until_date": deal.until_date.isoformat(),
            "in_force": deal.from_date <= on < deal.until_date,
            "note": deal.note,
        }
        for deal in agreements
    ]
    columns = [
        "id", "taker", "taker_name", "giver", "giver_name", "places", "statushouders_per_year",
        "from_date", "until_date", "in_force", "note",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def flow_on(
    plan_rows: pd.DataFrame,
    municipalities: pd.DataFrame,
    minutes: pd.DataFrame,
    housing_tasks: dict[str, int],
    *,
    limit_min: float = 45.0,
) -> pd.DataFrame:
    """Return per cluster the municipalities where residents could be housed (pillar 4).

    ``minutes`` has site_id, gm_code, travel_min (to the centre of the municipality). The minutes
    of a cluster are those of its nearest site. Columns: cluster_id, gm_code, name, housing_task
    (missing where not entered), travel_min, own (the cluster has a site there).
    """
    known_codes("ledger.housing_tasks", housing_tasks, municipalities)
    names = names_by(municipalities, "gm_code")
    cluster = plan_rows[["site_id", "cluster_id", "gm_code"]]
    own = set(zip(cluster["cluster_id"], cluster["gm_code"], strict=True))
    joined = cluster[["site_id", "cluster_id"]].merge(minutes, on="site_id")
    near = joined.groupby(["cluster_id", "gm_code"], as_index=False)["travel_min"].min()
    keys = list(zip(near["cluster_id"], near["gm_code"], strict=True))
    table = near.assign(
        name=near["gm_code"].map(names),
        housing_task=pd.array([housing_tasks.get(code) for _, code in keys], dtype="Int64"),
        own=[key in own for key in keys],
    )
    table = table.loc[table["own"] | (table["travel_min"] <= limit_min)]
    columns = ["cluster_id", "gm_code", "name", "housing_task", "travel_min", "own"]
    ordered: pd.DataFrame = table[columns].sort_values(
        ["cluster_id", "travel_min", "gm_code"], ignore_index=True
    )
    return ordered
