"""The provinces of an area: which gemeente lies where, who does what, who has room for whom."""

from functools import partial
from typing import ClassVar, Final

import pandas as pd
from pandera.typing import Series

from sites.base import codes
from sites.tables.columns import Table, column
from sites.tables.shared import AGREED, GM_CODE, POPULATION, TO_REALISE

_CODE: Final = partial(column, "Provinciecode", "De code van de provincie.")


class Provinces(Table):
    """In which province one gemeente lies; a gemeente of which nobody said it has no row."""

    gm_code: Series[str] = GM_CODE(str_matches=codes.ANY_CODE, unique=True)
    province_code: Series[str] = _CODE()
    province: Series[str] = column("Provincie", "De naam van de provincie.")


class ProvinceBoard(Table):
    """What is asked of one province, what counts, what its plan finds and what is still lacking.

    Missing is unknown. ``in_plan``, ``agreed`` (what partners take), ``left`` and ``room`` are
    missing without a plan. A target that was reckoned from shares is no task: ``rests_on`` says
    which it is.
    """

    province_code: Series[str] = _CODE(unique=True)
    province: Series[str] = column("Provincie", "De naam van de provincie.")
    towns: Series[int] = column(
        "Gemeenten", "Hoeveel gemeenten de provincie heeft.", unit="gemeenten", ge=1
    )
    population: Series[pd.Int64Dtype] = POPULATION(nullable=True, ge=0)
    sites: Series[int] = column(
        "Locaties en zoekgebieden", "Hoeveel er in de provincie zijn bekeken.", short="Bekeken",
        unit="locaties", ge=0,
    )  # fmt: skip
    target: Series[pd.Int64Dtype] = column(
        "Doel van de provincie", "De plekken die worden gevraagd, of die berekend zijn.",
        short="Doel of aandeel",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    rests_on: Series[str] = column(
        "Waarop dit rust", "Een opgave van een soort, of een berekend aandeel.", nullable=True
    )
    existing: Series[pd.Int64Dtype] = column(
        "Regulier in gebruik", "De reguliere plekken in gebruik op deze dag.",
        short="In gebruik", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    to_realise: Series[pd.Int64Dtype] = TO_REALISE()
    in_plan: Series[pd.Int64Dtype] = column(
        "In dit plan", "De plekken die het plan van de provincie vindt.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    agreed: Series[pd.Int64Dtype] = AGREED(nullable=True)
    left: Series[pd.Int64Dtype] = column(
        "Nog niet gevonden", "Wat er met het plan nog te realiseren is; nooit minder dan 0.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    room: Series[pd.Int64Dtype] = column(
        "Ruimte over", "De ruimte die na het plan bij de moederlocaties van de provincie over is.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip


class ProvinceBalance(Table):
    """What one province that is short could find at the mother locations of another.

    A worked example, and no order. ``could`` is the most that fits at once: no more than is short,
    than the room that is left, and than the sites near enough may hold. Two rows may speak of the
    same room or the same sites, so their figures do not add up.
    """

    short_code: Series[str] = column("Provinciecode", "De code van de provincie die tekortkomt.")
    short_name: Series[str] = column("Tekort in", "De provincie die plekken tekortkomt.")
    short_places: Series[int] = column(
        "Tekort", "Hoeveel plekken het plan van die provincie niet vindt.", unit="plekken", ge=1
    )
    room_code: Series[str] = column(
        "Code van de buur", "De code van de provincie die ruimte over heeft."
    )
    room_name: Series[str] = column("Ruimte in", "De provincie die ruimte over heeft.")
    hubs: Series[str] = column("Bij", "De moederlocaties met ruimte binnen de grens van de reis.")
    room_places: Series[int] = column(
        "Ruimte over", "De ruimte die bij die moederlocaties over is.", unit="plekken", ge=1
    )
    sites: Series[int] = column(
        "Locaties dichtbij", "De locaties van de provincie met tekort die dichtbij genoeg liggen.",
        unit="locaties", ge=1,
    )  # fmt: skip
    could: Series[int] = column(
        "Zou passen", "Hoeveel plekken daar hoogstens passen: een rekenvoorbeeld.",
        unit="plekken", ge=1,
    )  # fmt: skip

    class Config:
        """One row per pair of provinces."""

        strict = True
        coerce = True
        unique: ClassVar = ["short_code", "room_code"]
