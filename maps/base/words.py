"""Say it in plain Dutch: the words that pages, drawings and documents share."""

from collections.abc import Mapping, Sequence
from typing import Final

from sites.base.dutch import (
    UNKNOWN,
    counted,
    distance,
    listed,
    minutes,
    moment,
    number,
    whole_minutes,
)
from sites.base.verdicts import VERDICT_STATES, VERDICTS
from sites.settings.netherlands import METRIC_CRS
from sites.tables.categories import CATEGORY

MOTHER_LABEL: Final = CATEGORY["mother"]
MODE: Final[Mapping[str, str]] = {
    "walk": "lopen",
    "bike": "fietsen",
    "car": "auto",
    "ov": "openbaar vervoer",
}
EDITION: Final[Mapping[str, str]] = {
    "openbaar": "",
    "raad": "Editie raad: niet verder verspreiden",
    "intern": "Editie intern: niet verspreiden",
}
#: What a site must be examined on before anyone proposes it; the issue names them.
TO_EXAMINE: Final = ("water", "natuur", "bestemming", "eigenaar")
#: The verdict by its state, best first.
LEANS: Final[Mapping[str, str]] = dict(
    zip(reversed(VERDICT_STATES), reversed(VERDICTS), strict=True)
)
STATE_OF_VERDICT: Final[Mapping[str, str]] = dict(zip(VERDICTS, VERDICT_STATES, strict=True))
#: The states of a site that leans, in full or in part.
LEANING: Final = ("ok", "als", "deels")
STATE_OF_ANSWER: Final[Mapping[str, str]] = {
    "ja": "ok",
    "onzeker": "als",
    "nee": "niet",
    "onbekend": "onbekend",
}
#: How sure a source is, as the bundled tables say it.
CONFIDENCE: Final[Mapping[str, str]] = {
    "high": "hoog", "medium-high": "middel tot hoog", "medium": "middel", "low": "laag",
}  # fmt: skip
NOT_COMPUTED: Final = "niet berekend"
SEARCH_CELL: Final = "zoekgebied"


#: The layers of a run as a reader knows them.
LAYER_WORDS: Final = {
    "municipalities": "gemeenten",
    "neighbours": "gemeenten rondom",
    "population": "inwoners",
    "kernen": "kernen",
    "hubs": "opvanglocaties",
    "places": "voorzieningen",
    "profile": "gemeenteprofiel",
    "wijken": "wijken",
    "exclusions": "uitgesloten gebied",
    "base": "ondergrond",
    "stations": "treinstations",
    "streets": "straten",
    "transit": "dienstregeling",
    "sites": "eigen locaties",
    "buildings": "gebouwen",
    "buurten": "buurten",
    "facilities": "voorzieningen",
    "ground": "ondergrond",
    "grid": "inwoners per vierkant van 100 meter",
    "names": "plaatsnamen",
    "natura2000": "Natura 2000",
    "nnn": "natuurnetwerk (NNN)",
    "schools": "scholen",
    "water": "water",
}


def metric(crs: str) -> str:
    """Return what readers call the CRS that metres are measured in.

    >>> metric("EPSG:28992"), metric("EPSG:2056")
    ('RD', 'EPSG:2056')
    """
    return "RD" if crs == METRIC_CRS else crs


def layer_words(layer: str) -> str:
    """Return the Dutch name of a layer; an unknown one as it is.

    >>> layer_words("hubs"), layer_words("zonnepanelen")
    ('opvanglocaties', 'zonnepanelen')
    """
    return LAYER_WORDS.get(str(layer), str(layer))


#: What readers call a kind of street, by the words of OpenStreetMap and of a layer of streets.
_STREETS: Final = {
    "motorway": "snelwegen", "snelweg": "snelwegen", "trunk": "autowegen", "primary": "hoofdwegen",
    "hoofdweg": "hoofdwegen", "secondary": "doorgaande wegen", "tertiary": "doorgaande wegen",
    "weg": "wegen", "unclassified": "kleine wegen", "road": "wegen", "straat": "straten",
    "residential": "woonstraten", "living_street": "woonerven", "service": "toegangswegen",
    "pedestrian": "voetgangersgebieden", "track": "landwegen", "bridleway": "ruiterpaden",
    "cycleway": "fietspaden", "fietspad": "fietspaden", "footway": "voetpaden", "path": "paden",
    "pad": "paden", "steps": "trappen", "ferry": "veren",
}  # fmt: skip


def street_words(kind: str) -> str:
    """Return what readers call a kind of street; one that has no word here is another street.

    >>> street_words("residential"), street_words("primary_link"), street_words("busway")
    ('woonstraten', 'hoofdwegen', 'andere wegen')
    """
    return _STREETS.get(kind.removesuffix("_link"), "andere wegen")


def reached(people: float, kernen: float, places: float, modelled: float) -> tuple[str, str]:
    """Say who and what lies within reach; a modelled place is no real one.

    >>> reached(12_345.4, 2, 7, 0)
    ('12.345 inwoners in 2 kernen', '7 voorzieningen')
    >>> reached(1, 1, 0, 4)
    ('1 inwoner in 1 kern', '4 gemodelleerde voorzieningen')
    >>> reached(0, 0, 1, 1)
    ('0 inwoners in 0 kernen', '1 voorziening en 1 gemodelleerde')
    """
    who = f"{counted(round(people), 'inwoner', 'inwoners')} in "
    who += counted(round(kernen), "kern", "kernen")
    what = counted(round(places), "voorziening", "voorzieningen")
    if modelled and not places:
        return who, counted(
            round(modelled), "gemodelleerde voorziening", "gemodelleerde voorzieningen"
        )
    return who, what + (f" en {number(round(modelled))} gemodelleerde" if modelled else "")


def mode_of(mode: str | None) -> str:
    """Return a mode's Dutch word; nothing for what is no trip.

    >>> mode_of("bike"), mode_of(None)
    ('fietsen', '')
    """
    return "" if mode is None else MODE.get(mode, mode)


def measured(value: float | None, unit: str) -> str:
    """Write a raw value in its unit.

    >>> measured(12.4, "min"), measured(347, "m"), measured(80, "%"), measured(None, "min")
    ('12 min', '350 m', '80%', 'onbekend')
    """
    if unit == "%":
        return UNKNOWN if value is None or value != value else f"{number(value)}%"  # noqa: PLR0124
    return distance(value) if unit == "m" else minutes(value)


def between(low: float | None, high: float | None, value: float | None) -> str:
    """Write minutes, with the range where a position is inexact.

    >>> between(9.2, 14.8, 12.0), between(12.0, 12.2, 12.1), between(None, None, None)
    ('12 min (9 tot 15)', '12 min', 'onbekend')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is unknown
        return UNKNOWN
    known = (end for end in (low, high) if end is not None and end == end)  # noqa: PLR0124
    ends = tuple(number(whole_minutes(end)) for end in known)
    known_range = len(ends) == 2 and ends[0] != ends[1]  # noqa: PLR2004 - a low and a high end
    return minutes(value) + (f" ({ends[0]} tot {ends[1]})" if known_range else "")


def accuracy(metres: float) -> str:
    """Write how far the true position may lie from the point.

    >>> accuracy(3100), accuracy(700), accuracy(0)
    ('± 3 km', '± 0,7 km', 'precies')
    """
    if not metres > 0:
        return "precies"
    km = metres / 1000
    return f"± {number(km, 0 if km >= 2 else 1)} km"  # noqa: PLR2004 - a decimal says too much there


def iso_day(text: str | None) -> str:
    """Write a date as it is known: a day as d-m-jjjj, a month or year as such.

    >>> iso_day("2025-11-21"), iso_day("2025-06"), iso_day("2024"), iso_day(None)
    ('21-11-2025', '6-2025', '2024', 'onbekend')
    """
    return moment(text)


def not_examined(examined: Sequence[str]) -> str:
    """Say what nobody looked at, or nothing when all was.

    >>> not_examined(["water", "natuur"])
    'Niet onderzocht: bestemming en eigenaar.'
    """
    left = [word for word in TO_EXAMINE if word not in examined]
    return f"Niet onderzocht: {listed(left)}." if left else ""
