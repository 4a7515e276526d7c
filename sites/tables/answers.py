"""What a run works out of its layers, each table with its schema: travel, scores, mothers."""

from typing import ClassVar

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import (
    ANSWER,
    CATEGORY,
    CELLS,
    CLUSTER_ID,
    CLUSTER_KIND,
    DIST_M,
    HIGH_MIN,
    HUB_ID,
    KNOWN_SHARE,
    LAT,
    LON,
    LOW_MIN,
    MODE,
    NAME,
    PLACE_GM_CODE,
    PLACES,
    RANK,
    RANK_IN_GEMEENTE,
    SCORE,
    SCORE_CLASS,
    SITE_ID,
    SITES,
    TRAVEL_MIN,
)


class Travel(Table):
    """The nearest place of one category to one site, by one mode.

    ``reach`` is "ok", "geen route", "niet aangesloten" (the site is not on the network) or
    "geen plaats" (the layer holds no place of the category); the other columns are missing then.
    ``beyond_edge`` marks "over de rand mogelijk dichterbij": the data end nearer than the place.
    ``low_min`` and ``high_min`` differ from ``travel_min`` where a position is inexact.
    """

    site_id: Series[str] = SITE_ID()
    category: Series[str] = CATEGORY()
    mode: Series[str] = MODE()
    direction: Series[str] = column("Richting", "Naar de voorziening toe, of ervandaan.")
    reach: Series[str] = column(
        "Bereikbaar", "Of er een reis is, en zo niet: waarom niet.",
        isin=("ok", "geen route", "niet aangesloten", "geen plaats"),
    )  # fmt: skip
    place_id: Series[str] = column("Code", "De code van de voorziening.", nullable=True)
    place_name: Series[str] = column("Welke", "De naam van de voorziening.", nullable=True)
    place_gm_code: Series[str] = PLACE_GM_CODE(nullable=True)
    place_origin: Series[str] = column(
        "Herkomst", "Een register, OpenStreetMap (OSM) of een model.", nullable=True
    )
    travel_min: Series[float] = TRAVEL_MIN(nullable=True, ge=0)
    low_min: Series[float] = LOW_MIN(nullable=True, ge=0)
    high_min: Series[float] = HIGH_MIN(nullable=True, ge=0)
    dist_m: Series[float] = DIST_M(nullable=True, ge=0)
    crosses_border: Series[pd.BooleanDtype] = column(
        "Andere gemeente", "Of de voorziening in een andere gemeente ligt.", nullable=True
    )
    beyond_edge: Series[bool] = column(
        "Over de rand mogelijk dichterbij",
        "Of er buiten de gegevens een voorziening dichterbij kan liggen.",
    )
    engine: Series[str] = column("Rekenwijze", "Hoe de reistijd is berekend.")

    class Config:
        """One answer per question."""

        strict = True
        coerce = True
        unique: ClassVar = ["site_id", "category", "mode", "direction"]


class Scores(Table):
    """One part of a criterion for one site; a criterion of four categories has four parts.

    ``value`` is 0..1 by the criterion's value curve; ``weight`` is the part's share of all
    weights (they sum to 1 per site); ``contribution`` = weight * value, missing where unknown.
    """

    site_id: Series[str] = SITE_ID()
    criterion: Series[str] = column("Criterium", "Waar op is gelet.")
    category: Series[str] = CATEGORY()
    raw: Series[float] = column(
        "Gemeten", "De minuten, meters of procenten, in de eenheid ernaast.",
        short="Reis", narrow="gemeten", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    unit: Series[str] = column("Eenheid", "Minuten, meters of procent.", isin=("min", "m", "%"))
    value: Series[float] = column(
        "Waarde", "Hoe goed dat is: 0 is slecht, 1 is goed.", decimals=3, nullable=True, ge=0, le=1
    )
    weight: Series[float] = column(
        "Gewicht", "Hoe zwaar het onderdeel telt, als deel van alles.", decimals=3, ge=0, le=1
    )
    contribution: Series[float] = column(
        "Bijdrage", "Gewicht maal waarde: wat het onderdeel aan de score geeft.",
        decimals=3, nullable=True, ge=0, le=1,
    )  # fmt: skip

    class Config:
        """One row per site and part."""

        strict = True
        coerce = True
        unique: ClassVar = ["site_id", "criterion", "category"]


class Ranking(Table):
    """The order of the sites: score, the share of the weights it rests on, ranks.

    score = sum of contributions / sum of known weights, rounded to 1e-9; a tie goes to the lowest
    site_id. ``rank`` counts over all sites with a score and a certain gemeente; the others have
    none. ``score_class`` is the fixed class of the score (``sites.base.score_classes``).
    """

    site_id: Series[str] = SITE_ID(unique=True)
    score: Series[float] = SCORE(nullable=True, ge=0, le=1)
    known_share: Series[float] = KNOWN_SHARE(ge=0, le=1)
    rank: Series[pd.Int64Dtype] = RANK(nullable=True, ge=1)
    rank_in_gemeente: Series[pd.Int64Dtype] = RANK_IN_GEMEENTE(nullable=True, ge=1)
    score_class: Series[pd.Int64Dtype] = SCORE_CLASS(nullable=True, ge=1, le=5)


class Mothers(Table):
    """The mother location each site can lean on best.

    ``answer``: "ja" (within the limit), "nee" (no mother location within reach), "onzeker" (the
    limit falls inside the range that the mother's position leaves) or "onbekend" (no minutes).
    ``hub_id`` is the nearest mother, also where the answer is "nee".
    ``cluster_id`` is the mother's hub_id, or a proposal for a new hub, or missing.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    answer: Series[str] = ANSWER(isin=("ja", "nee", "onzeker", "onbekend"))
    hub_id: Series[str] = HUB_ID(nullable=True)
    mode: Series[str] = MODE()
    travel_min: Series[float] = TRAVEL_MIN(nullable=True, ge=0)
    low_min: Series[float] = LOW_MIN(nullable=True, ge=0)
    high_min: Series[float] = HIGH_MIN(nullable=True, ge=0)
    dist_m: Series[float] = DIST_M(nullable=True, ge=0)
    cluster_id: Series[str] = CLUSTER_ID(nullable=True)


class Clusters(Table):
    """The satellites of one mother location, or a proposed group for a new hub.

    ``places`` sums real candidates only: a search cell is a question, not places. ``cells``
    counts the search cells apart.
    """

    cluster_id: Series[str] = CLUSTER_ID(unique=True)
    kind: Series[str] = CLUSTER_KIND(isin=("moederlocatie", "voorstel"))
    hub_id: Series[str] = HUB_ID(nullable=True)
    name: Series[str] = NAME(short="Groep")
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    cells: Series[pd.Int64Dtype] = CELLS(ge=0)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    lon: Series[float] = LON()
    lat: Series[float] = LAT()
    gm_codes: Series[str] = column(
        "Gemeentecodes", "De codes van de gemeenten waar het cluster in ligt."
    )
