"""The tables that a street network adds to a run, each with its schema."""

from functools import partial
from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import (
    HUB_ID,
    KERNEN_WITHIN,
    MODE,
    MODELLED_WITHIN,
    PEOPLE_WITHIN,
    PLACES_WITHIN,
    SITE_ID,
)

_SHAPE = "De vorm op de kaart."
LOOSE_PIECES: Final = partial(
    column, "Losse stukken", "Kleine stukken straat die nergens heen leiden."
)


class Isochrones(Table):
    """The area from which one mother location is within so many minutes (EPSG:4326).

    By public transport it is the other way round: where one comes from the location. Insides of
    blocks of houses are filled, and edges are some 10 m exact: they are there to be drawn.
    """

    hub_id: Series[str] = HUB_ID()
    mode: Series[str] = MODE()
    minutes: Series[float] = column(
        "Minuten",
        "Binnen hoeveel minuten men bij de locatie is; met het ov: vanaf de locatie.",
        unit="minuten", decimals=0, gt=0,
    )  # fmt: skip
    people: Series[float] = PEOPLE_WITHIN()
    kernen: Series[float] = KERNEN_WITHIN()
    places: Series[float] = PLACES_WITHIN()
    modelled: Series[float] = MODELLED_WITHIN()
    geometry: Series[object] = column("Vorm", _SHAPE)


class Streets(Table):
    """A street to draw as a line (EPSG:4326)."""

    road_class: Series[str] = column("Soort weg", "De soort weg in OpenStreetMap.", alias="class")
    geometry: Series[object] = column("Vorm", _SHAPE)


class ImportedStreets(Table):
    """What became of the streets of an extract, for one mode."""

    mode: Series[str] = MODE(unique=True)
    streets_km: Series[float] = column(
        "Straat (km)", "Hoeveel straat er is.", unit="km", decimals=0, ge=0
    )
    junctions: Series[pd.Int64Dtype] = column("Kruispunten", "Waar straten samenkomen.", ge=0)
    vertices: Series[pd.Int64Dtype] = column("Punten", "Waar een straat buigt of ophoudt.", ge=0)
    loose_pieces: Series[pd.Int64Dtype] = LOOSE_PIECES(ge=0)
    loose_km: Series[float] = column(
        "Losse straat (km)", "Hoe lang de losse stukken samen zijn.", unit="km", decimals=1, ge=0
    )


class StreetDoors(Table):
    """What became of the doors that were put on the streets of one mode."""

    mode: Series[str] = MODE(unique=True)
    points: Series[pd.Int64Dtype] = column("Deuren", "Hoeveel deuren een straat zochten.", ge=0)
    moved: Series[pd.Int64Dtype] = column(
        "Verplaatst",
        "Deuren die aan een straat verderop staan, omdat de naaste niet te bereiken of niet te "
        "verlaten is.",
        ge=0,
    )
    moved_m: Series[float] = column(
        "Verder lopen (midden)", "Hoeveel verder die straat ligt: de middelste deur.", unit="meter",
        decimals=0, ge=0,
    )  # fmt: skip
    farthest_m: Series[float] = column(
        "Verder lopen (meest)", "Hoeveel verder die straat ten hoogste ligt.", unit="meter",
        decimals=0, ge=0,
    )  # fmt: skip
    not_connected: Series[pd.Int64Dtype] = column(
        "Niet aangesloten", "Deuren zonder bruikbare straat in de buurt.", ge=0
    )
    loose_pieces: Series[pd.Int64Dtype] = LOOSE_PIECES(ge=0)
    loose_m: Series[float] = column(
        "Losse straat", "Hoe lang die stukken samen zijn.", unit="meter", decimals=0, ge=0
    )


class Detours(Table):
    """How much longer the way over the streets is than the straight line, for one mode."""

    mode: Series[str] = MODE(unique=True)
    assumed: Series[float] = column(
        "Aangenomen", "De omweg waar een rechte lijn mee rekent.", decimals=2, ge=1
    )
    measured: Series[float] = column(
        "Gemeten", "De omweg over de straten: de middelste van de proeven.",
        decimals=2, ge=0,
    )  # fmt: skip
    low: Series[float] = column(
        "Ten minste", "Een op de tien proeven heeft minder omweg.", decimals=2, ge=0
    )
    high: Series[float] = column(
        "Ten hoogste", "Een op de tien proeven heeft meer omweg.", decimals=2, ge=0
    )
    trips: Series[pd.Int64Dtype] = column("Proeven", "Hoeveel proeven er zijn gedaan.", ge=0)


class SecondOpinion(Table):
    """One trip by two engines, and which of their rules make the difference."""

    site_id: Series[str] = SITE_ID()
    hub_id: Series[str] = HUB_ID()
    own_min: Series[float] = column(
        "Minuten hier",
        "De rit zoals dit programma hem rekent; leeg: geen route.",
        decimals=1,
        nullable=True,
        ge=0,
    )
    other_min: Series[float] = column(
        "Minuten daar",
        "De rit zoals OSRM hem rekent, met lopen van en naar de deur; leeg: geen route.",
        decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    difference_min: Series[float] = column(
        "Verschil", "De minuten daar min de minuten hier.", decimals=1, nullable=True
    )
    turns_min: Series[float] = column(
        "Door bochten",
        "Wat er van het verschil weggaat als geen van beide bochten en kruispunten telt.",
        decimals=1, nullable=True,
    )  # fmt: skip
    doors_min: Series[float] = column(
        "Door deuren", "Wat er weggaat als OSRM op onze plek aan de straat begint en eindigt.",
        decimals=1, nullable=True,
    )  # fmt: skip
    speeds_min: Series[float] = column(
        "Door snelheden", "Wat er weggaat als OSRM onze snelheden rijdt.",
        decimals=1, nullable=True,
    )  # fmt: skip
    access_min: Series[float] = column(
        "Door toegang", "Wat er weggaat als OSRM dezelfde wegen mag nemen als wij.",
        decimals=1, nullable=True,
    )  # fmt: skip
    rest_min: Series[float] = column(
        "Niet verklaard", "Wat er met gelijke regels nog verschilt.", decimals=1, nullable=True
    )
    cause: Series[str] = column("Oorzaak", "De regel die het meeste van het verschil maakt.")
