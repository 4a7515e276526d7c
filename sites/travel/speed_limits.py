"""Read a speed limit as OpenStreetMap writes it: a number, or a country and a kind of road.

The table holds the limits for cars of OpenStreetMap's wiki ("Speed limits", "Key:source:maxspeed"),
as Osmose and SUMO carry them too. A country or a kind that is not in it says nothing: the class's
own default then holds, and the import report counts the tag.
"""

import re
from typing import Final

#: Words that mean the same in every country.
_WORDS: Final = {"walk": 6.0, "zone30": 30.0, "zone20": 20.0, "bicycle_road": 30.0,
                 "cyclestreet": 30.0, "30": 30.0, "20": 20.0, "none": 130.0}  # fmt: skip
#: Country: urban, rural, trunk, motorway, living street (km/h; None where it names no such limit).
#: Where a country has no limit (Germany's motorway) its advised speed; 60 and 70 mph as 97 and 113.
_KINDS: Final = ("urban", "rural", "trunk", "motorway", "living_street")
COUNTRY_KMH: Final[dict[str, tuple[float | None, ...]]] = {
    "at": (50, 100, 100, 130, 20), "be": (50, 70, 120, 120, 20), "be-bru": (30, 70, None, 120, 20),
    "be-vlg": (50, 70, 120, 120, 20), "be-wal": (50, 90, 120, 120, 20),
    "br": (40, 80, 80, 110, 30), "ch": (50, 80, 100, 120, 20), "cz": (50, 90, 110, 130, 20),
    "de": (50, 100, 120, 130, 7), "dk": (50, 80, 80, 130, 15), "ee": (50, 90, 90, None, 20),
    "es": (50, 90, 90, 120, 20), "fi": (50, 80, 100, 120, 20), "fr": (50, 80, 110, 130, 20),
    "gb": (48.28032, 96.56064, 112.65408, 112.65408, None), "gr": (50, 90, 110, 130, 20),
    "hr": (50, 90, 110, 130, 10), "hu": (50, 90, 110, 130, 20), "ie": (50, 80, 100, 120, None),
    "it": (50, 90, 110, 130, None), "li": (50, 80, None, None, 20), "lt": (50, 90, 120, 130, 20),
    "lu": (50, 90, 90, 130, 20), "lv": (50, 90, 100, None, 20), "nl": (50, 80, 100, 100, 15),
    "no": (50, 80, 80, 110, 15), "pl": (50, 90, 100, 140, 20), "pt": (50, 90, 100, 120, 20),
    "ro": (50, 90, 100, 130, 20), "ru": (60, 90, 90, 110, 20), "se": (50, 70, 70, 110, 7),
    "si": (50, 90, 110, 130, 10), "sk": (50, 90, 90, 130, 20), "tr": (50, 90, 110, 120, 20),
    "ua": (50, 90, 110, 130, 20), "za": (60, 100, 120, 120, None),
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
    limit = kinds[_KINDS.index(kind)]
    return None if limit is None else float(limit)
