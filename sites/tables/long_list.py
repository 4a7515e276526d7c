"""A list that is only ranked: what is told of each of its sites."""

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.schemas import CONFIDENTIALITY
from sites.tables.shared import (
    ANSWER,
    CONFIDENTIAL,
    KNOWN_SHARE,
    LAT,
    LON,
    NAME,
    PLACES,
    RANK,
    RANK_IN_GEMEENTE,
    SCORE,
    SCORE_CLASS,
    SITE_KIND,
    TOWN,
    TRAVEL_MIN,
)


class LongRanking(Table):
    """One site of a long list. The table can be read again as a list of sites.

    ``mother`` and ``travel_min`` tell of the nearest mother location, also where it is too far.
    """

    rank: Series[pd.Int64Dtype] = RANK(nullable=True, ge=1)
    site_id: Series[str] = column("Code", "De code van de locatie.", unique=True)
    name: Series[str] = NAME()
    kind: Series[str] = SITE_KIND()
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=1)
    gemeente: Series[str] = TOWN(nullable=True)
    score: Series[float] = SCORE(nullable=True, ge=0, le=1)
    known_share: Series[float] = KNOWN_SHARE(ge=0, le=1)
    rank_in_gemeente: Series[pd.Int64Dtype] = RANK_IN_GEMEENTE(nullable=True, ge=1)
    score_class: Series[pd.Int64Dtype] = SCORE_CLASS(nullable=True, ge=1, le=5)
    answer: Series[str] = ANSWER(isin=("ja", "nee", "onzeker", "onbekend"))
    mother: Series[str] = column(
        "Dichtstbijzijnde moederlocatie", "Hoe de moederlocatie heet.", nullable=True
    )
    travel_min: Series[float] = TRAVEL_MIN(nullable=True, ge=0)
    confidentiality: Series[str] = CONFIDENTIAL(isin=CONFIDENTIALITY)
    lon: Series[float] = LON()
    lat: Series[float] = LAT()
