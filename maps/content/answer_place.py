"""Gather what lies around the point that ``lean`` answers for: its map, without a run."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from maps.base import words
from maps.base.blocks import rows_of
from maps.content.background import Base, base_around
from maps.content.hub_areas import RING_MIN, ring_m
from maps.content.hubs import HubCard, hubs_alone
from maps.content.legend import LEANS, LOOSE, Entry, ground_entries
from maps.content.shapes import Box, box_of
from sites.base.dutch import minutes
from sites.judgement.leaning.point import LeanAnswer
from sites.settings.scenario import Mode, TravelParams
from sites.tables.editions import OSM_CREDIT
from sites.tables.results import Layers

#: At least so much is shown around the point.
_NEAR_M: Final = 3_000.0
_DEGREE_M: Final = 111_320.0
_DRAWN: Final = ("municipalities", "neighbours", "kernen", "hubs", "base", "stations")


@dataclass(frozen=True, eq=False)
class AnswerPlace:
    """Where the point lies, the ground around it, and the mother location of the answer.

    ``travel_min`` is None where there is no route, ``hub`` where no mother location was named.
    """

    lon: float
    lat: float
    accuracy_m: float
    gm_code: str | None
    base: Base
    hubs: tuple[HubCard, ...]
    hub: HubCard | None
    travel_min: float | None
    leans: bool
    ring_m: int
    told: str
    credit: str
    legend: tuple[Entry, ...]


def answer_place(
    answer: LeanAnswer, layers: Layers, mode: Mode, travel: TravelParams
) -> AnswerPlace:
    """Return what the map of an answer shows; ``mode`` is how residents go to a mother location."""
    hub_id = str(answer.verdict["hub_id"])
    hubs = tuple(
        hub for hub in hubs_alone(layers) if hub.is_mother or hub.hub_id == hub_id
    )  # fmt: skip
    hub = next((one for one in hubs if one.hub_id == hub_id and not one.area_only), None)
    trip = answer.verdict["travel_min"]
    travel_min = None if trip is None or np.isnan(float(str(trip))) else float(str(trip))
    towns = layers.municipalities
    home = towns.loc[towns["name"] == answer.gemeente, "gm_code"]
    gm_code = None if home.empty else str(home.iloc[0])
    box = _box(answer, hub)
    leans = words.STATE_OF_VERDICT[str(answer.verdict["verdict"])] in words.LEANING
    base = base_around(layers, gm_code, box)
    return AnswerPlace(
        lon=answer.lon, lat=answer.lat, accuracy_m=answer.accuracy_m, gm_code=gm_code,
        base=base, hubs=hubs, hub=hub, travel_min=travel_min, leans=leans,
        ring_m=ring_m(travel), told=_told(hub, travel_min, mode, leans=leans),
        credit=OSM_CREDIT if "OpenStreetMap" in ground_credits(layers) else "",
        legend=_legend(base, hub, leans=leans, inexact=answer.accuracy_m > 0),
    )  # fmt: skip


def _told(hub: HubCard | None, travel_min: float | None, mode: Mode, *, leans: bool) -> str:
    """Say in a sentence what the map shows, for who does not see it."""
    if hub is None:
        return "Kaart van de plek en wat eromheen ligt."
    how = "" if travel_min is None else f", {minutes(travel_min)} {words.mode_of(mode)}"
    line = "de lijn gaat" if leans else "de streepjeslijn gaat"
    return f"Kaart van de plek; {line} naar {hub.name}{how}."


def _legend(base: Base, hub: HubCard | None, *, leans: bool, inexact: bool) -> tuple[Entry, ...]:
    """Return the meaning of what the map of an answer holds, as a page has it."""
    ring = f"{RING_MIN} minuten fietsen van een moederlocatie (hemelsbreed met omrijfactor)"
    said = (
        (True, Entry("plek", "deze plek; zij kan overal in de cirkel liggen" if inexact
                     else "deze plek")),
        (hub is not None, Entry(*(LEANS if leans else LOOSE))),
        (True, Entry("moeder", "moederlocatie")),
        (True, Entry("kring", ring)),
    )  # fmt: skip
    return (*(entry for holds, entry in said if holds), *ground_entries(base))


def _box(answer: LeanAnswer, hub: HubCard | None) -> Box:
    high = _NEAR_M / _DEGREE_M
    wide = high / float(np.cos(np.radians(answer.lat)))
    west, south = answer.lon - wide, answer.lat - high
    shapes = [shapely.box(west, south, answer.lon + wide, answer.lat + high)]
    if hub is not None:
        shapes.append(shapely.Point(hub.lon, hub.lat))
    return box_of(shapes)


def ground_credits(layers: Layers) -> str:
    """Return who made what the map is drawn from: borders, names, and the ground where it is.

    OpenStreetMap and others ask to be named on the map itself.
    """
    info = layers.info[layers.info["layer"].isin(_DRAWN)]
    named = dict.fromkeys(f"{row['source']} ({row['licence']})" for row in rows_of(info))
    return f"Kaart gemaakt met: {'; '.join(named)}." if named else ""
