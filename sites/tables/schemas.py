"""The layers that come in and the candidate sites, each with its schema.

Every point table carries ``lon, lat`` (EPSG:4326, degrees) for exchange and ``easting, northing``
(metres in the scenario's metric CRS, EPSG:28992 for the Netherlands) for every distance.
Text that is not known is ``None`` (pandas' missing value), never an empty string; a number that
is not known is NaN or ``pd.NA``, never 0.
"""

from typing import TypeAlias, TypeVar, get_args

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray
from pandera.typing import DataFrame, Series

from sites.base import codes
from sites.settings.bounds import Level
from sites.tables.columns import DAY, Table, column
from sites.tables.shared import (
    ACCURACY_M,
    BORDER_QUALITY,
    CAPACITY,
    CATEGORY,
    CONFIDENCE,
    CONFIDENTIAL,
    EASTING,
    FROM_DATE,
    GM_CERTAIN,
    GM_CODE,
    HUB_CODE,
    HUB_KIND,
    HUB_STATUS,
    IS_ACTIVE,
    IS_ASSUMPTION,
    IS_PLANNED,
    KERN,
    LAT,
    LON,
    MOTHER_NOTE,
    NAME,
    NORTHING,
    ORIGIN,
    PLACE_ID,
    PLACES,
    POPULATION,
    POPULATION_DATE,
    REGION,
    ROOM_GUIDANCE_HOURS,
    ROOM_GZA,
    ROOM_SCHOOL,
    SITE_ID,
    SITE_KIND,
    SITE_STATUS,
    SOURCE,
    SOURCE_DATE,
    TARGET_GROUPS,
    UNTIL_DATE,
)

_Schema = TypeVar("_Schema", bound=pa.DataFrameModel)

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

#: An edition is named after the last circle of readers that it lets in.
Edition: TypeAlias = Level
CONFIDENTIALITY: tuple[Edition, ...] = get_args(Edition)


class Points(Table):
    """What every table of points shares."""

    lon: Series[float] = LON(ge=-180, le=180)
    lat: Series[float] = LAT(ge=-90, le=90)
    easting: Series[float] = EASTING()
    northing: Series[float] = NORTHING()


class Municipalities(Table):
    """One municipality; ``geometry`` is a (multi)polygon in EPSG:4326.

    ``role`` tells the area's own municipalities ("gebied") from the ring around it ("rondom").
    A border that is "vereenvoudigd" is only drawn: it never says where a point lies.
    """

    gm_code: Series[str] = GM_CODE(str_matches=codes.ANY_CODE, unique=True)
    name: Series[str] = NAME()
    population: Series[pd.Int64Dtype] = POPULATION(nullable=True, ge=0)
    population_date: Series[str] = POPULATION_DATE(nullable=True)
    region: Series[str] = REGION(nullable=True)
    role: Series[str] = column(
        "Rol", "Of de gemeente in het gebied ligt, of eromheen.", isin=("gebied", "rondom")
    )
    border_quality: Series[str] = BORDER_QUALITY(
        isin=("officieel", "gegeneraliseerd", "vereenvoudigd")
    )
    source: Series[str] = SOURCE()
    geometry: Series[object] = column("Vorm", "De grens op de kaart.")


class Kernen(Points):
    """One town or village with its inhabitants."""

    kern: Series[str] = column("Kern", "De naam van de stad of het dorp.")
    gm_code: Series[str] = GM_CODE(str_matches=codes.ANY_CODE)
    population: Series[pd.Int64Dtype] = POPULATION(ge=0)
    population_date: Series[str] = POPULATION_DATE(nullable=True)
    source: Series[str] = SOURCE()
    confidence: Series[str] = CONFIDENCE()


class Stations(Table):
    """One railway station, to find one's way on the map; nothing is computed from it."""

    name: Series[str] = column("Station", "De naam van het station.")
    lon: Series[float] = LON(ge=-180, le=180)
    lat: Series[float] = LAT(ge=-90, le=90)
    source: Series[str] = SOURCE()


class Hubs(Points):
    """One reception location that may serve as mother; room per function is never guessed.

    ``accuracy_m`` is how far the true position may lie from the point.
    """

    hub_id: Series[str] = HUB_CODE(unique=True)
    name: Series[str] = NAME()
    gm_code: Series[str] = GM_CODE(nullable=True)
    kind: Series[str] = HUB_KIND()
    status: Series[str] = HUB_STATUS()
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=0)
    room_school: Series[pd.Int64Dtype] = ROOM_SCHOOL(nullable=True, ge=0)
    room_gza: Series[pd.Int64Dtype] = ROOM_GZA(nullable=True, ge=0)
    room_guidance_hours: Series[pd.Int64Dtype] = ROOM_GUIDANCE_HOURS(nullable=True, ge=0)
    school_on_site: Series[pd.BooleanDtype] = column(
        "School op de locatie", "Of er op de locatie een school is.", nullable=True
    )
    gza_on_site: Series[pd.BooleanDtype] = column(
        "Zorgpost op de locatie", "Of er op de locatie een zorgpost is.", nullable=True
    )
    is_amv: Series[bool] = column(
        "Voor minderjarigen", "Of hier minderjarigen zonder ouders wonen."
    )
    is_planned: Series[bool] = IS_PLANNED()
    from_date: Series[str] = FROM_DATE(nullable=True)
    until_date: Series[str] = UNTIL_DATE(nullable=True)
    azc_from: Series[str] = column(
        "Azc vanaf",
        "De eerste dag als azc, waar er eerst andere opvang is.",
        unit=DAY,
        nullable=True,
    )
    hub_candidate: Series[str] = column(
        "Kan moederlocatie zijn", "Of kleine locaties er volgens de bron op kunnen leunen.",
        nullable=True, isin=("ja", "mogelijk", "nee"),
    )  # fmt: skip
    in_annex: Series[bool] = column(
        "In de bijlage", "Of de bijlage van de opdracht deze locatie noemt."
    )
    is_active: Series[bool] = IS_ACTIVE()
    mother_note: Series[str] = MOTHER_NOTE()
    accuracy_m: Series[float] = ACCURACY_M(ge=0)
    source_date: Series[str] = SOURCE_DATE(nullable=True)
    source: Series[str] = SOURCE()
    confidence: Series[str] = CONFIDENCE()


class UnplacedHubs(Table):
    """A reception location without a position: listed, never placed."""

    hub_id: Series[str] = HUB_CODE(unique=True)
    name: Series[str] = NAME()
    gm_code: Series[str] = GM_CODE(nullable=True)
    kind: Series[str] = HUB_KIND()
    status: Series[str] = HUB_STATUS()
    source_date: Series[str] = SOURCE_DATE(nullable=True)
    source: Series[str] = SOURCE()


class Places(Points):
    """One facility; ``origin`` tells a register from OpenStreetMap from a model."""

    place_id: Series[str] = PLACE_ID(unique=True)
    category: Series[str] = CATEGORY()
    name: Series[str] = NAME()
    gm_code: Series[str] = GM_CODE(nullable=True)
    capacity: Series[float] = CAPACITY(nullable=True, ge=0)
    origin: Series[str] = ORIGIN(isin=("register", "OSM", "gemodelleerd"))
    is_assumption: Series[bool] = IS_ASSUMPTION()
    source: Series[str] = SOURCE()


class Sites(Points):
    """One candidate: a search cell, a building or a plot.

    ``gm_certain`` is False so near a generalised border that the true one may run on the other
    side; then ``gm_candidates`` names both ("GM0307|GM0308") and the site gets no rank number.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    name: Series[str] = NAME()
    kind: Series[str] = SITE_KIND()
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=1)
    gm_code: Series[str] = GM_CODE(nullable=True)
    gm_certain: Series[bool] = GM_CERTAIN()
    gm_candidates: Series[str] = column(
        "Mogelijke gemeenten", "De codes van de gemeenten waar de locatie in kan liggen.",
        nullable=True,
    )  # fmt: skip
    kern: Series[str] = KERN(nullable=True)
    confidentiality: Series[str] = CONFIDENTIAL(isin=CONFIDENTIALITY)
    status: Series[str] = SITE_STATUS(nullable=True)
    target_groups: Series[str] = TARGET_GROUPS(nullable=True)
    from_date: Series[str] = FROM_DATE(nullable=True)
    until_date: Series[str] = UNTIL_DATE(nullable=True)
    h3_cell: Series[str] = column(
        "Vak (H3)", "De code van het zeshoekige vak van een zoekgebied.", nullable=True
    )
    #: Only where a list brings it: a site without it lies exactly where it is.
    accuracy_m: Series[float] | None = ACCURACY_M(nullable=True, ge=0)


class LayerInfo(Table):
    """Where one layer of a run came from; the footer of a page is made from it."""

    layer: Series[str] = column("Laag", "Welke gegevens het zijn.")
    source: Series[str] = SOURCE()
    licence: Series[str] = column(
        "Licentie", "Onder welke voorwaarden men de gegevens mag gebruiken."
    )
    data_date: Series[str] = column(
        "Datum van de gegevens",
        "Van welke dag de gegevens zijn.",
        short="Datum",
        unit=DAY,
        nullable=True,
    )
    origin: Series[str] = column(
        "Herkomst", "Wie de gegevens maakte: een register, OpenStreetMap, een model, de gebruiker.",
        isin=("officieel", "register", "OSM", "gemodelleerd", "basisset", "eigen"),
    )  # fmt: skip
    file_name: Series[str] = column(
        "Bestand", "De naam van het bestand, zonder de map waarin het staat."
    )
    sha256: Series[str] = column(
        "Controlegetal (sha256)", "Waarmee men nagaat of het nog hetzelfde bestand is."
    )
    rows: Series[pd.Int64Dtype] = column(
        "Rijen", "Hoeveel rijen de laag heeft.", unit="rijen", ge=0
    )


def empty(schema: type[_Schema]) -> DataFrame[_Schema]:
    """Return the schema's table without rows, each column of its own type.

    >>> hubs = empty(Hubs)
    >>> len(hubs), str(hubs["easting"].dtype)
    (0, 'float64')
    """
    return schema.empty()


def positions(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return an (n, 2) array of easting, northing in metres.

    >>> positions(pd.DataFrame({"northing": [455_000], "easting": [155_000]})).tolist()
    [[155000.0, 455000.0]]
    """
    return table[["easting", "northing"]].to_numpy(dtype=np.float64)
