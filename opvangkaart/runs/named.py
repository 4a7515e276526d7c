"""Find what a user means: a municipality by its name or code, a point by its degrees."""

import math
import re
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.files.gemeenten import municipality_named
from geodata.geocode.spot import Spot, spot_of
from geodata.readers.by_place import bundled_postcodes
from geodata.readers.interface import ReadContext
from geodata.web.endpoints import FetchSettings
from sites.base.dutch import KILOMETRE_M, distance, number
from sites.base.errors import ScenarioError, SiteError
from sites.base.messages import say
from sites.base.nearest import did_you_mean
from sites.settings.netherlands import COUNTRY
from sites.settings.scenario import Scenario
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers
from sites.tables.shared import MAX_ACCURACY_M

#: Nothing but numbers: a point. What holds a letter is a name or an address.
_NUMBERS: Final = re.compile(r"[^A-Za-z]*,[^A-Za-z]*")
_METRES: Final = re.compile(r"[0-9]{1,9}([.][0-9]{1,9})?")


def municipality_code(name: str, layers: Layers) -> str:
    """Return the code of a municipality named by name or code; else say which was meant.

    A former municipality or a kern is not taken for the municipality it lies in: who asks for one
    part would get the whole. The refusal says which municipality that is.
    """
    own = own_municipalities(layers.municipalities)
    wanted = name.strip().casefold()
    code, otherwise = municipality_named(name, own, layers.kernen)
    if code is not None:
        return code
    if otherwise is not None:
        raise ScenarioError("{what}; use the name of a municipality here", what=otherwise)
    choice = say("choose from {names}", names=tuple(own["name"]))
    hint = did_you_mean(wanted, own["name"], choice, cutoff=0.6, spelled=str.casefold)
    raise ScenarioError(
        "unknown municipality {name!r}; {hint}",
        name=name,
        hint=hint,
    )


def named_spot(
    text: str, scenario: Scenario, layers: Layers, base_dir: Path, *, geocode: bool = False
) -> Spot:
    """Return the place of "LON,LAT", of a kern's name or of an address.

    Behind a point may stand how far off it may be, in metres: "5.12,52.09 ± 80".

    Raises
    ------
    SiteError
        None of these; see ``geodata.geocode.spot.spot_of``.
    """
    text = text.strip()
    if _NUMBERS.fullmatch(text):
        return _point_spot(text)
    postcodes = postcodes_of(scenario, base_dir)
    service = None
    if geocode:
        if not scenario.area.is_dutch:
            raise SiteError(
                "addresses are looked up in {country} alone; give LON,LAT or the name of a kern",
                country=COUNTRY,
            )
        from geodata.geocode.table import pdok  # noqa: PLC0415 - loads the client

        service = pdok(FetchSettings())
    own = own_municipalities(layers.municipalities)
    towns = dict(zip(own["gm_code"], own["name"], strict=True))
    return spot_of(text, layers.kernen, towns=towns, postcodes=postcodes, service=service)


def _point_spot(text: str) -> Spot:
    """Return a point, with how inexact it is where that is written behind it.

    >>> _point_spot("5.12,52.09 ± 80").told, _point_spot("5.12,52.09").accuracy_m
    ('punt, tot 80 m ernaast', 0.0)
    """
    written, sign, behind = text.partition("±")
    lon, lat = point(written)
    if not sign:
        return Spot(lon, lat, 0.0, "")
    far = behind.strip().replace(",", ".")
    accuracy_m = float(far) if _METRES.fullmatch(far) else math.nan
    if not accuracy_m <= MAX_ACCURACY_M:
        raise SiteError("{value!r} is no number of metres behind ±; write it as 80", value=far)
    return Spot(lon, lat, accuracy_m, f"punt, tot {near(accuracy_m)} ernaast")


def near(dist_m: float) -> str:
    """Write how far off a point may be: below a kilometre to the metre.

    >>> near(12.5), near(1540)
    ('13 m', '1,5 km')
    """
    return f"{number(math.ceil(dist_m))} m" if dist_m < KILOMETRE_M else distance(dist_m)


def postcodes_of(scenario: Scenario, base_dir: Path) -> pd.DataFrame | None:
    """Return where postcodes lie: those of the scenario, else in the Netherlands the bundled ones.

    The bundled ones have four digits, and say how far a place may lie from the middle.
    """
    codes = scenario.layers.postcodes
    if codes is None:
        return bundled_postcodes() if scenario.area.is_dutch else None
    from geodata.readers.registry import read_file  # noqa: PLC0415 - loads every reader

    table: pd.DataFrame = read_file("postcodes", codes, base_dir, ReadContext(scenario))[0].table
    return table


def placed_at(text: str) -> tuple[float, float]:
    """Return longitude and latitude from "LON,LAT", of a place that is on earth.

    Raises
    ------
    SiteError
        It is not two numbers, or they are no degrees.

    >>> placed_at("5.12, 52.09")
    (5.12, 52.09)
    """
    lon, lat = point(text)
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004 - degrees
        raise not_a_point(text)
    return lon, lat


def point(text: str) -> tuple[float, float]:
    """Return longitude and latitude from "LON,LAT".

    Raises
    ------
    SiteError
        It is not two numbers.

    >>> point("5.12, 52.09")
    (5.12, 52.09)
    """
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise not_a_point(text) from None
    return lon, lat


def not_a_point(text: str) -> SiteError:
    """Return the refusal of what is no point."""
    return SiteError(
        "{value!r} is not a point; write LON,LAT in degrees, such as 5.12,52.09", value=text
    )
