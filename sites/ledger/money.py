"""Reckon the amounts of the annex: bonus and claw-back, and grants with an index."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sites.settings.amounts import MoneyError, amount_eur
from sites.settings.ledger import LedgerParams, MoneyParams, Project

__all__ = [
    "Bonus", "Grants", "MoneyError", "MoneyParams", "amount_eur", "bonus_after", "bonus_eur",
    "bonus_rows", "bonus_table", "grants", "grants_table",
]  # fmt: skip

_BONUS: Final = ("id", "promised", "realised", "bonus_eur", "earned_eur", "claw_back_eur")


def bonus_eur(places: int, params: MoneyParams | None = None) -> float:
    """Return the bonus for durable places.

    >>> bonus_eur(2692)
    6730000.0
    """
    if places < 0:
        raise MoneyError(
            "a bonus for {places} places makes no sense; give 0 or more",
            places=places,
        )
    return places * (params or MoneyParams()).bonus_eur


@dataclass(frozen=True)
class Bonus:
    """What was received in advance, what is earned and what goes back."""

    promised: int
    realised: int
    received_eur: float
    earned_eur: float
    claw_back_eur: float


def bonus_after(promised: int, realised: int, params: MoneyParams | None = None) -> Bonus:
    """Settle a bonus that was paid in advance; places beyond the promise earn nothing more.

    >>> bonus_after(2692, 2000).claw_back_eur
    1730000.0
    """
    received = bonus_eur(promised, params)
    earned = bonus_eur(min(promised, realised), params)
    return Bonus(promised, realised, received, earned, received - earned)


def bonus_table(
    promised: pd.Series, realised: pd.Series, params: MoneyParams | None = None
) -> pd.DataFrame:
    """Settle the bonus per municipality or cluster; a missing side counts as 0.

    Columns: promised, realised, received_eur, earned_eur, claw_back_eur, indexed by the ids.

    >>> settled = bonus_table(pd.Series({"GM1": 20, "GM2": 10}), pd.Series({"GM1": 20}))
    >>> settled.loc[["GM1", "GM2"], ["promised", "realised"]].values.tolist()
    [[20, 20], [10, 0]]
    """
    ids = promised.index.union(realised.index).sort_values()
    rows = [
        bonus_after(int(promised.get(i, 0)), int(realised.get(i, 0)), params).__dict__ for i in ids
    ]
    names = list(Bonus.__dataclass_fields__)
    return pd.DataFrame(rows, index=ids, columns=names)


def bonus_rows(promised: pd.Series, params: LedgerParams) -> pd.DataFrame:
    """Settle the bonus for each id of ``promised``.

    Columns: id, promised, realised, bonus_eur (received in advance), earned_eur, claw_back_eur.
    What was realised is known only where it was entered; earned and claw-back are missing
    elsewhere.
    """
    ids = [str(i) for i in promised.index]
    realised = pd.array([params.realised.get(i) for i in ids], dtype="Int64")
    given = pd.Series(promised.fillna(0).to_numpy(dtype="int64"), index=ids)
    done = pd.Series(realised.fillna(0).to_numpy(dtype="int64"), index=ids)
    settled = bonus_table(given, done, params.money).reindex(ids)
    known = ~pd.isna(realised) & promised.notna().to_numpy()
    table = pd.DataFrame(
        {
            "id": ids,
            "promised": pd.array(promised.to_numpy(), dtype="Int64"),
            "realised": realised,
            "bonus_eur": settled["received_eur"].to_numpy(),
            "earned_eur": settled["earned_eur"].to_numpy(),
            "claw_back_eur": settled["claw_back_eur"].to_numpy(),
        },
        columns=list(_BONUS),
    )
    table.loc[promised.isna().to_numpy(), "bonus_eur"] = float("nan")
    table.loc[~known, ["earned_eur", "claw_back_eur"]] = float("nan")
    return table


@dataclass(frozen=True)
class Grants:
    """The two grants of the annex at the present price level."""

    rebuild_eur: float
    dwelling_eur: float
    total_eur: float


def grants(large_families: int, dwellings: int, params: MoneyParams | None = None) -> Grants:
    """Return the grants for dwellings of 6 and more persons and for (flex) dwellings.

    >>> one = grants(1, 1, MoneyParams(index=1.1))
    >>> round(one.rebuild_eur), round(one.dwelling_eur)
    (37400, 27500)
    """
    if large_families < 0 or dwellings < 0:
        raise MoneyError(
            "{large_families} dwellings make no sense; give 0 or more",
            large_families=min(large_families, dwellings),
        )
    params = params or MoneyParams()
    rebuild = large_families * params.rebuild_eur * params.index
    dwelling = dwellings * params.dwelling_eur * params.index
    return Grants(rebuild, dwelling, rebuild + dwelling)


def grants_table(projects: Iterable[Project], params: MoneyParams | None = None) -> pd.DataFrame:
    """Return the grants per housing project.

    Columns: id, name, gm_code, large_dwellings, dwellings, rebuild_eur, dwelling_eur, total_eur.
    """
    rows = []
    for project in projects:
        amounts = grants(project.large_dwellings, project.dwellings, params)
        rows.append(
            {
                "id": project.id,
                "name": project.name,
                "gm_code": project.gm_code,
                "large_dwellings": project.large_dwellings,
                "dwellings": project.dwellings,
                **amounts.__dict__,
            }
        )
    columns = ["id", "name", "gm_code", "large_dwellings", "dwellings"]
    return pd.DataFrame(rows, columns=[*columns, *Grants.__dataclass_fields__])
