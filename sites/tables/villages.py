"""The village view: what each kern of the area can do."""

import pandas as pd
from pandera.typing import Series

from sites.base.verdicts import GROUPS, STRENGTHS, VERDICTS
from sites.tables.columns import Table, column
from sites.tables.shared import GM_CODE, HUB_ID, POPULATION, TOWN, TRAVEL_MIN


class Villages(Table):
    """What one kern can do: its best site or search cell, and what is there and what is missing.

    A kern in which no site or cell lies stays in the table with missing cells: nothing there was
    looked at. ``missing`` holds the functions that lie outside their norm, ``open_functions``
    those of which it is not known; ``could_add`` what the annex names and is not near, and
    ``could_add_open`` what nobody can tell because the layer is modelled or absent.
    """

    kern: Series[str] = column("Kern", "De naam van de stad of het dorp.")
    gm_code: Series[str] = GM_CODE()
    gemeente: Series[str] = TOWN(nullable=True)
    population: Series[pd.Int64Dtype] = POPULATION(nullable=True, ge=0)
    best_id: Series[str] = column(
        "Beste plek (code)", "De code van de beste locatie of het beste zoekgebied.", nullable=True
    )
    best: Series[str] = column(
        "Beste plek",
        "De locatie of het zoekgebied dat in deze kern het hoogst staat.",
        nullable=True,
    )
    group: Series[str] = column(
        "Groep", "In welk deel van de lijst die plek staat.", nullable=True, isin=GROUPS
    )
    rank: Series[pd.Int64Dtype] = column(
        "Rang", "De plaats in de rij: 1 is de beste.", nullable=True, ge=1
    )
    fits_places: Series[pd.Int64Dtype] = column(
        "Plekken die passen",
        "Hoeveel plekken hier hoogstens passen bij wijk, kern, gemeente en cluster.",
        unit="plekken",
        nullable=True,
        ge=0,
    )
    hub_id: Series[str] = HUB_ID(nullable=True)
    hub_name: Series[str] = column(
        "Moederlocatie (naam)", "De naam van de moederlocatie.",
        narrow="moederlocatie", nullable=True,
    )  # fmt: skip
    hub_outside: Series[pd.BooleanDtype] = column(
        "Moederlocatie buiten het gebied",
        "Of de moederlocatie buiten het gebied ligt.",
        short="Buiten het gebied",
        nullable=True,
    )
    travel_min: Series[float] = TRAVEL_MIN(narrow="reis", nullable=True, ge=0)
    verdict: Series[str] = column(
        "Oordeel", "Of de plek op de moederlocatie kan leunen.", nullable=True, isin=VERDICTS
    )
    strength: Series[str] = column(
        "Hoe sterk",
        "Hoeveel functies binnen hun eigen norm liggen.",
        nullable=True,
        isin=STRENGTHS,
    )
    by_team: Series[str] = column(
        "Alleen met een mobiel team",
        "De functies die er alleen zijn als een mobiel team komt; leeg betekent: geen.",
        nullable=True,
    )
    missing: Series[str] = column(
        "Wat ontbreekt",
        "De functies die buiten hun norm liggen; leeg betekent: geen.",
        nullable=True,
    )
    open_functions: Series[str] = column(
        "Wat onbekend is",
        "De functies waarvan niet bekend is of ze er zijn; leeg betekent: geen.",
        nullable=True,
    )
    could_add: Series[str] = column(
        "Kan hier toevoegen",
        "Wat een locatie de buurt kan geven, omdat het er nog niet dichtbij is; leeg betekent: "
        "niets van wat bekend is.",
        nullable=True,
    )
    could_add_open: Series[str] = column(
        "Onbekend of dat er al is",
        "Voorzieningen die alleen gemodelleerd zijn: of ze er zijn, is niet bekend.",
        nullable=True,
    )
