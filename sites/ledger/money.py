"""Reckon the amounts of the annex: bonus and claw-back, grants with an index, entered amounts."""

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd
from pydantic import Field, NonNegativeFloat, PositiveFloat

from sites.errors import OpvangkaartError
from sites.params import Params


class MoneyError(OpvangkaartError):
    """Refuse an amount that cannot be read or that makes no sense."""


class MoneyParams(Params):
    """The amounts, each with the source that norms.csv gives."""

    bonus_eur: NonNegativeFloat = 2500.0  # per durable place, decree 2023
    rebuild_eur: NonNegativeFloat = 34_000.0  # annex: rebuilding for a large family
    dwelling_eur: NonNegativeFloat = 25_000.0  # annex: at least, per (flex) dwelling
    index: PositiveFloat = 1.0  # to the present price level
    index_base: str = Field(default="2023", pattern=r"^\d{4}$")


#: 1.234.567,89 or 1234567,89 or 1234567.89, with or without a euro sign.
_DUTCH: Final = re.compile(r"^(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{1,2}|-))?$")
_PLAIN: Final = re.compile(r"^(?P<whole>\d+)\.(?P<cents>\d{1,2})$")


def amount_eur(text: str) -> float:
    """Read an amount as people write it in the Netherlands.

    A dot before three digits is a thousands mark, a comma is the decimal mark.

    >>> amount_eur("€ 6.730.000"), amount_eur("EUR 2.500,50"), amount_eur("2500"), amount_eur("0,-")
    (6730000.0, 2500.5, 2500.0, 0.0)

    Raises
    ------
    MoneyError
        Text that is not one amount, such as "1,234.50" or "12.50.00".
    """
    bare = re.sub(r"^(?:€|EUR|euro)\s*", "", text.strip(), flags=re.IGNORECASE)
    bare = bare.replace("\u00a0", "").strip()
    if match := _DUTCH.match(bare) or _PLAIN.match(bare):
        cents = (match["cents"] or "0").replace("-", "0")
        return float(f"{match['whole'].replace('.', '')}.{cents}")
    msg = f"amount {text!r} is not readable; write 1234567,89 or 1.234.567,89"
    raise MoneyError(msg)


def bonus_eur(places: int, params: MoneyParams | None = None) -> float:
    """Return the bonus for durable places.

    >>> bonus_eur(2692)
    6730000.0
    """
    if places < 0:
        msg = f"a bonus for {places} places makes no sense; give 0 or more"
        raise MoneyError(msg)
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
    """
    ids = promised.index.union(realised.index).sort_values()
    rows = [
        bonus_after(int(promised.get(i, 0)), int(realised.get(i, 0)), params).__dict__ for i in ids
    ]
    names = list(Bonus.__dataclass_fields__)
    return pd.DataFrame(rows, index=ids, columns=names)


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
        msg = f"{min(large_families, dwellings)} dwellings make no sense; give 0 or more"
        raise MoneyError(msg)
    params = params or MoneyParams()
    rebuild = large_families * params.rebuild_eur * params.index
    dwelling = dwellings * params.dwelling_eur * params.index
    return Grants(rebuild, dwelling, rebuild + dwelling)
