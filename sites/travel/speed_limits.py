"""Read a speed limit as OpenStreetMap writes it: a number, or a country and a kind of road.

The table holds the limits for cars by law, as OpenStreetMap's wiki keeps them (``SOURCE``, of
``SOURCE_DAY``). A country or a kind that is not in it says nothing: the class's own default then
holds, and the import report counts the tag.
"""

import re
from datetime import date
from typing import Final, NamedTuple

#: Words that mean the same in every country.
_WORDS: Final = {"walk": 6.0, "zone30": 30.0, "zone20": 20.0, "bicycle_road": 30.0,
                 "cyclestreet": 30.0, "30": 30.0, "20": 20.0, "none": 130.0}  # fmt: skip
#: Where the table comes from, and when that was so. Read from the wiki's page as
#: westnordost/osm-legal-default-speeds parses it; the figures are law, not the page's text.
SOURCE: Final = "OpenStreetMap wiki, Default speed limits, revision 2413111"
SOURCE_DAY: Final = date(2022, 10, 3)


class Limits(NamedTuple):
    """The limits of one country for a car in km/h; None where the source names none.

    ``trunk`` is a road for motor vehicles only with two carriageways, else any road outside towns
    with two, else as ``rural``. ``note`` says where a figure is not simply the source's, and why.
    """

    urban: float
    rural: float
    trunk: float | None
    motorway: float | None
    living_street: float | None
    note: str = ""


#: A kind of road as a tag names it, and as ``Limits`` does.
_KINDS: Final = frozenset(Limits._fields) - {"note"}
_WALK: Final = _WORDS["walk"]
COUNTRY_KMH: Final[dict[str, Limits]] = {
    "at": Limits(50, 100, 100, 130, _WALK),
    "be": Limits(50, 70, 120, 120, 20, "the source has regions only; as Flanders"),
    "be-bru": Limits(30, 70, 120, 120, 20),
    "be-vlg": Limits(50, 70, 120, 120, 20),
    "be-wal": Limits(50, 90, 120, 120, 20),
    "br": Limits(
        40, 100, 110, 110, 30,
        "towns: 30 local, 40 collecting, 60 arterial, 80 fast (CTB art. 61); 40 is the second",
    ),
    "ch": Limits(50, 80, 100, 120, 20),
    "cz": Limits(50, 90, 110, 130, 20),
    "de": Limits(50, 100, 130, 130, _WALK, "no limit on trunk and motorway: the advised speed"),
    "dk": Limits(50, 80, 80, 130, 15, "living street: 15 on its sign, the source names none"),
    "ee": Limits(50, 90, 90, None, 20),
    "es": Limits(30, 90, 90, 120, 20, "towns: 50 with more lanes than one in a direction"),
    "fi": Limits(50, 80, 80, 120, 20, "general limit, motorway by sign; source: 100 for a car"),
    "fr": Limits(50, 80, 110, 130, 20),
    "gb": Limits(48.28032, 96.56064, 112.65408, 112.65408, None),
    "gr": Limits(50, 90, 110, 130, None),
    "hr": Limits(50, 90, 110, 130, None),
    "hu": Limits(50, 90, 110, 130, 20),
    "ie": Limits(50, 80, 100, 120, None),
    "it": Limits(50, 90, 110, 130, None),
    "li": Limits(50, 80, 80, None, None),
    "lt": Limits(50, 90, 120, 130, 20),
    "lu": Limits(50, 90, 90, 130, 20),
    "lv": Limits(50, 90, 110, None, 20),
    "nl": Limits(50, 80, 100, 100, 15, "motorway: 130 by night, 100 from 06:00 to 19:00"),
    "no": Limits(50, 80, 80, 110, _WALK),
    "pl": Limits(50, 90, 120, 140, 20),
    "pt": Limits(50, 90, 100, 120, 20),
    "ro": Limits(50, 90, 100, 130, 20),
    "ru": Limits(60, 90, 90, 110, 20),
    "se": Limits(50, 70, 70, 110, _WALK),
    "si": Limits(50, 90, 110, 130, 10),
    "sk": Limits(50, 90, 130, 130, 20),
    "tr": Limits(50, 90, 110, 120, None),
    "ua": Limits(50, 90, 110, 130, 20),
    "za": Limits(60, 100, 100, 120, None),
}  # fmt: skip
_OTHER_NAMES: Final = {"uk": "gb"}
_UNITS: Final = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_SPEED: Final = re.compile(r"^([0-9]{1,6}(?:\.[0-9]{1,9})?)\s*(km/h|kmh|kph|mph|knots)?$")
_NATIONAL: Final = {"nsl_single": "rural", "nsl_restricted": "urban", "nsl_dual": "trunk"}
_FASTEST_KMH: Final = 140.0


def maxspeed_kmh(text: str) -> float | None:
    """Read a speed limit; of several the lowest; None where it makes no sense.

    >>> maxspeed_kmh("50"), maxspeed_kmh("30 mph"), maxspeed_kmh("walk"), maxspeed_kmh("NL:rural")
    (50.0, 48.28032, 6.0, 80.0)
    >>> maxspeed_kmh("80;50"), maxspeed_kmh("soon"), maxspeed_kmh("0"), maxspeed_kmh("9999")
    (50.0, None, None, None)
    >>> maxspeed_kmh("BR:urban"), maxspeed_kmh("DE:rural"), maxspeed_kmh("XX:urban")
    (40.0, 100.0, None)
    """
    found = []
    for part in re.split(r"[;|,]", text.strip().lower()):
        word = part.strip()
        if match := _SPEED.match(word):
            found.append(float(match[1]) * _UNITS[match[2] or ""])
        elif (implied := _implied_kmh(word)) is not None:
            found.append(implied)
        else:
            return None
    lowest = min(found)
    return lowest if 0 < lowest <= _FASTEST_KMH else None


def _implied_kmh(word: str) -> float | None:
    """Return what a word stands for: "walk", "nl:rural", "de:zone:30", "gb:nsl_single"."""
    country, _, kind = word.rpartition(":")
    if kind in _WORDS:
        return _WORDS[kind]
    country = country.partition(":")[0]
    kinds = COUNTRY_KMH.get(_OTHER_NAMES.get(country, country))
    kind = _NATIONAL.get(kind, kind)
    if kinds is None or kind not in _KINDS:
        return None
    limit = getattr(kinds, kind)
    return None if limit is None else float(limit)
