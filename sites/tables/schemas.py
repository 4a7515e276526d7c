"""The tables that cross a folder, each with its schema.

Every point table carries ``lon, lat`` (EPSG:4326, degrees) for exchange and ``easting, northing``
(metres in the scenario's metric CRS, EPSG:28992 for the Netherlands) for every distance.
Text that is not known is ``None`` (pandas' missing value), never an empty string; a number that
is not known is NaN or ``pd.NA``, never 0.
"""

from typing import ClassVar

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray
from pandera.typing import Series

from sites.base.codes import GM_CODE

#: The facility categories of the basisset, in the order pages list them.
CATEGORIES: tuple[str, ...] = (
    "primary_school",
    "secondary_school",
    "gp",
    "pharmacy",
    "supermarket",
    "library",
    "community_centre",
    "sports",
    "playground",
    "pt_stop",
)
#: The pseudo-category of mother locations in travel and scores.
MOTHER = "mother"

#: The ``kind`` of a search cell: a question, so its places are never added up.
SEARCH_CELL = "zoekgebied"

CONFIDENTIALITY: tuple[str, ...] = ("openbaar", "raad", "intern")  # from open to closed


class _Table(pa.DataFrameModel):
    class Config:
        """Reject stray columns; keep the row order."""

        strict = True
        coerce = True


class Points(_Table):
    """What every table of points shares."""

    lon: Series[float] = pa.Field(ge=-180, le=180)
    lat: Series[float] = pa.Field(ge=-90, le=90)
    easting: Series[float]
    northing: Series[float]


class Municipalities(_Table):
    """One municipality; ``geometry`` is a (multi)polygon in EPSG:4326.

    ``role`` tells the area's own municipalities ("gebied") from the ring around it ("rondom").
    """

    gm_code: Series[str] = pa.Field(str_matches=GM_CODE, unique=True)
    name: Series[str]
    population: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    population_date: Series[str] = pa.Field(nullable=True)
    region: Series[str] = pa.Field(nullable=True)
    role: Series[str] = pa.Field(isin=("gebied", "rondom"))
    border_quality: Series[str] = pa.Field(isin=("officieel", "vereenvoudigd"))
    source: Series[str]
    geometry: Series[object]


class Kernen(Points):
    """One town or village with its inhabitants."""

    kern: Series[str]
    gm_code: Series[str] = pa.Field(str_matches=GM_CODE)
    population: Series[pd.Int64Dtype] = pa.Field(ge=0)
    population_date: Series[str] = pa.Field(nullable=True)
    source: Series[str]
    confidence: Series[str]


class Hubs(Points):
    """One reception location that may serve as mother; room per function is never guessed.

    ``accuracy_m`` is how far the true position may lie from the point.
    """

    hub_id: Series[str] = pa.Field(unique=True)
    name: Series[str]
    gm_code: Series[str] = pa.Field(nullable=True)
    kind: Series[str]
    status: Series[str]
    places: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    room_school: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    room_gza: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    room_guidance_hours: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    school_on_site: Series[pd.BooleanDtype] = pa.Field(nullable=True)
    gza_on_site: Series[pd.BooleanDtype] = pa.Field(nullable=True)
    is_amv: Series[bool]
    is_planned: Series[bool]
    is_active: Series[bool]  # a mother in this run
    accuracy_m: Series[float] = pa.Field(ge=0)
    source_date: Series[str] = pa.Field(nullable=True)
    source: Series[str]
    confidence: Series[str]


class UnplacedHubs(_Table):
    """A reception location without a position: listed, never placed."""

    hub_id: Series[str] = pa.Field(unique=True)
    name: Series[str]
    gm_code: Series[str] = pa.Field(nullable=True)
    kind: Series[str]
    status: Series[str]
    source_date: Series[str] = pa.Field(nullable=True)
    source: Series[str]


class Places(Points):
    """One facility; ``origin`` tells a register from OpenStreetMap from a model."""

    place_id: Series[str] = pa.Field(unique=True)
    category: Series[str]
    name: Series[str]
    gm_code: Series[str] = pa.Field(nullable=True)
    capacity: Series[float] = pa.Field(nullable=True, ge=0)  # pupils, patients ... per category
    origin: Series[str] = pa.Field(isin=("register", "OSM", "gemodelleerd"))
    is_assumption: Series[bool]  # modelled with a ratio of low confidence: "aanname"
    source: Series[str]


class Sites(Points):
    """One candidate: a search cell, a building or a plot.

    ``gm_certain`` is False where bundled borders and the nearest kern disagree; then
    ``gm_candidates`` names both ("GM0307|GM0308") and the site gets no rank number.
    """

    site_id: Series[str] = pa.Field(unique=True)
    name: Series[str]
    kind: Series[str]  # "zoekgebied" for a search cell; else what the user calls it
    places: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1)
    gm_code: Series[str] = pa.Field(nullable=True)
    gm_certain: Series[bool]
    gm_candidates: Series[str] = pa.Field(nullable=True)
    kern: Series[str] = pa.Field(nullable=True)  # the nearest kern
    confidentiality: Series[str] = pa.Field(isin=CONFIDENTIALITY)
    status: Series[str] = pa.Field(nullable=True)
    target_groups: Series[str] = pa.Field(nullable=True)
    from_date: Series[str] = pa.Field(nullable=True)
    until_date: Series[str] = pa.Field(nullable=True)
    h3_cell: Series[str] = pa.Field(nullable=True)


class Travel(_Table):
    """The nearest place of one category to one site, by one mode.

    ``reach`` is "ok", "geen route", "niet aangesloten" (the site is not on the network) or
    "geen plaats" (the layer holds no place of the category); the other columns are missing then.
    ``beyond_edge`` marks "over de rand mogelijk dichterbij": the data end nearer than the place.
    ``low_min`` and ``high_min`` differ from ``travel_min`` where a position is inexact.
    """

    site_id: Series[str]
    category: Series[str]
    mode: Series[str]
    direction: Series[str]
    reach: Series[str] = pa.Field(isin=("ok", "geen route", "niet aangesloten", "geen plaats"))
    place_id: Series[str] = pa.Field(nullable=True)
    place_name: Series[str] = pa.Field(nullable=True)
    place_gm_code: Series[str] = pa.Field(nullable=True)
    place_origin: Series[str] = pa.Field(nullable=True)
    travel_min: Series[float] = pa.Field(nullable=True, ge=0)
    low_min: Series[float] = pa.Field(nullable=True, ge=0)
    high_min: Series[float] = pa.Field(nullable=True, ge=0)
    dist_m: Series[float] = pa.Field(nullable=True, ge=0)
    crosses_border: Series[pd.BooleanDtype] = pa.Field(nullable=True)
    beyond_edge: Series[bool]
    engine: Series[str]

    class Config:
        """One answer per question."""

        strict = True
        coerce = True
        unique: ClassVar = ["site_id", "category", "mode", "direction"]


class Scores(_Table):
    """One part of a criterion for one site; a criterion of four categories has four parts.

    ``value`` is 0..1 by the criterion's value curve; ``weight`` is the part's share of all
    weights (they sum to 1 per site); ``contribution`` = weight * value, missing where unknown.
    """

    site_id: Series[str]
    criterion: Series[str]
    category: Series[str]
    raw: Series[float] = pa.Field(nullable=True, ge=0)
    unit: Series[str] = pa.Field(isin=("min", "m"))
    value: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    weight: Series[float] = pa.Field(ge=0, le=1)
    contribution: Series[float] = pa.Field(nullable=True, ge=0, le=1)

    class Config:
        """One row per site and part."""

        strict = True
        coerce = True
        unique: ClassVar = ["site_id", "criterion", "category"]


class Ranking(_Table):
    """The order of the sites: score, the share of the weights it rests on, ranks.

    score = sum of contributions / sum of known weights, rounded to 1e-9; a tie goes to the lowest
    site_id. ``rank`` counts over all sites with a score and a certain gemeente; the others have
    none. ``quintile`` 1 is the best fifth of the ranked sites.
    """

    site_id: Series[str] = pa.Field(unique=True)
    score: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    known_share: Series[float] = pa.Field(ge=0, le=1)
    rank: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1)
    rank_in_gemeente: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1)
    quintile: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=5)


class Mothers(_Table):
    """The mother location each site can lean on best.

    ``answer``: "ja" (within the limit), "nee" (no mother location within reach), "onzeker" (the
    limit falls inside the range that the mother's position leaves) or "onbekend" (no minutes).
    ``hub_id`` is the nearest mother, also where the answer is "nee".
    ``cluster_id`` is the mother's hub_id, or a proposal for a new hub, or missing.
    """

    site_id: Series[str] = pa.Field(unique=True)
    answer: Series[str] = pa.Field(isin=("ja", "nee", "onzeker", "onbekend"))
    hub_id: Series[str] = pa.Field(nullable=True)
    mode: Series[str]
    travel_min: Series[float] = pa.Field(nullable=True, ge=0)
    low_min: Series[float] = pa.Field(nullable=True, ge=0)
    high_min: Series[float] = pa.Field(nullable=True, ge=0)
    dist_m: Series[float] = pa.Field(nullable=True, ge=0)
    cluster_id: Series[str] = pa.Field(nullable=True)


class Clusters(_Table):
    """The satellites of one mother location, or a proposed group for a new hub.

    ``places`` sums real candidates only: a search cell is a question, not places. ``cells``
    counts the search cells apart.
    """

    cluster_id: Series[str] = pa.Field(unique=True)
    kind: Series[str] = pa.Field(isin=("moederlocatie", "voorstel"))
    hub_id: Series[str] = pa.Field(nullable=True)
    name: Series[str]
    sites: Series[pd.Int64Dtype] = pa.Field(ge=0)
    cells: Series[pd.Int64Dtype] = pa.Field(ge=0)
    places: Series[pd.Int64Dtype] = pa.Field(ge=0)
    lon: Series[float]
    lat: Series[float]
    gm_codes: Series[str]  # "GM0307|GM0327"


class LayerInfo(_Table):
    """Where one layer of a run came from; the footer of a page is made from it."""

    layer: Series[str]
    source: Series[str]
    licence: Series[str]
    data_date: Series[str] = pa.Field(nullable=True)
    origin: Series[str] = pa.Field(
        isin=("officieel", "register", "OSM", "gemodelleerd", "basisset", "eigen")
    )
    file_name: Series[str]  # never a path: a path tells where a user works
    sha256: Series[str]
    rows: Series[pd.Int64Dtype] = pa.Field(ge=0)


def empty(schema: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Return the schema's table without rows, each column of its own type."""
    return pd.DataFrame(schema.empty())


def positions(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return an (n, 2) array of easting, northing in metres."""
    return table[["easting", "northing"]].to_numpy(dtype=np.float64)
