"""Decide from OpenStreetMap's tags who may use a way, in which direction and how fast.

One table per mode, read from top to bottom; docs/methods.md prints it. Classes and defaults
follow the OpenStreetMap wiki ("OSM tags for routing", access restrictions) and the profiles of
OSRM (car, bicycle, foot), with the Netherlands in mind: a moped path is a cycle path.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pydantic import Field, NonNegativeFloat, PositiveFloat

from sites.settings.base import Mode, Params
from sites.travel.osm_access import (
    ACCESS_KEYS,
    IS_ENDS,
    IS_OPEN,
    IS_SHUT,
    IS_STRANGE,
    LIST,
    deciding_value,
    right_of,
)
from sites.travel.speed_limits import maxspeed_kmh

MODES: Final[tuple[Mode, ...]] = ("walk", "bike", "car")

#: Raise when a rule changes, so that stored networks are rebuilt.
RULES_VERSION: Final = 4


class StreetParams(Params):
    """How fast people move; every field counts towards a stored network's fingerprint."""

    walk_kmh: PositiveFloat = 5.0
    bike_kmh: PositiveFloat = 15.0
    #: Share of the limit that a car makes good where it is 50 km/h or less: lights, give way.
    urban_factor: float = Field(default=0.7, gt=0, le=1)
    #: The same above 50 km/h.
    rural_factor: float = Field(default=0.9, gt=0, le=1)
    #: Cyclists get off and push, at walking speed, where they may walk and not ride.
    push_bike: bool = True
    #: What a car loses at every crossing of public streets that it passes, and by turning back.
    junction_s: NonNegativeFloat = 2.0
    u_turn_s: NonNegativeFloat = 20.0
    #: A ferry without a usable duration sails this fast.
    ferry_kmh: PositiveFloat = 8.0

    def fingerprint(self) -> str:
        """Return a short digest that changes with every setting and every rule.

        >>> StreetParams().fingerprint() == StreetParams(walk_kmh=4.0).fingerprint()
        False
        """
        text = f"{RULES_VERSION} {self.model_dump_json()}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Rule:
    """One row of the table: share of the walking and cycling speed, car limit in km/h.

    0 means that the class is closed to the mode unless a tag of the way opens it.
    """

    walk: float
    bike: float
    car_kmh: float
    doors: bool = True  # a trip may begin or end here


#: highway=*; what is not named here (construction, proposed, bus_guideway ...) is no street.
TABLE: Final[dict[str, Rule]] = {
    "motorway": Rule(0, 0, 100, doors=False),
    "motorway_link": Rule(0, 0, 70, doors=False),
    "trunk": Rule(0, 0, 80, doors=False),
    "trunk_link": Rule(0, 0, 60, doors=False),
    "primary": Rule(1, 1, 70),
    "primary_link": Rule(1, 1, 50),
    "secondary": Rule(1, 1, 60),
    "secondary_link": Rule(1, 1, 50),
    "tertiary": Rule(1, 1, 50),
    "tertiary_link": Rule(1, 1, 40),
    "unclassified": Rule(1, 1, 50),
    "road": Rule(1, 1, 40),
    "residential": Rule(1, 1, 30),
    "living_street": Rule(1, 0.8, 15),
    "service": Rule(1, 0.9, 15),
    "track": Rule(1, 0.7, 0),
    "cycleway": Rule(1, 1, 0),
    "busway": Rule(0, 0, 0),
    "pedestrian": Rule(1, 0, 0),
    "footway": Rule(1, 0, 0),
    "path": Rule(1, 0.7, 0),
    "bridleway": Rule(1, 0, 0),
    "steps": Rule(0.5, 0, 0),
    "corridor": Rule(0.8, 0, 0),
    "platform": Rule(0.8, 0, 0),
    "elevator": Rule(0.2, 0, 0),
}
FERRY: Final = "ferry"
CLASSES: Final[tuple[str, ...]] = (*TABLE, FERRY)

#: Barriers on a node that stop a mode unless the node's own tags let it through.
BARRIERS: Final[dict[Mode, frozenset[str]]] = {
    "walk": frozenset({"wall", "fence", "hedge"}),
    "bike": frozenset({"wall", "fence", "hedge", "turnstile", "stile", "full-height_turnstile",
                       "kissing_gate"}),
    "car": frozenset({"wall", "fence", "hedge", "turnstile", "stile", "full-height_turnstile",
                      "kissing_gate", "bollard", "block", "cycle_barrier", "motorcycle_barrier",
                      "chain", "jersey_barrier", "log", "bus_trap", "planter", "debris",
                      "horse_stile", "swing_gate", "sump_buster"}),
}  # fmt: skip
#: Every key that decides anything; a reader need look at no other.
KEYS: Final = (
    "highway", "route", "area", "junction", "oneway", "oneway:bicycle", "oneway:foot", "cycleway",
    "cycleway:left", "cycleway:right", "cycleway:both", "cycleway:left:oneway",
    "cycleway:right:oneway", "maxspeed", "source:maxspeed", "zone:traffic", "duration", "access",
    "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot", "motorroad", "conveying", "ford",
    "sidewalk", "tracktype", "surface", "ramp:bicycle", "service",
)  # fmt: skip

_SLOW_BIKE: Final = frozenset({"sand", "mud", "grass", "gravel", "pebblestone", "ground", "dirt"})
#: Where a bike that may come along is pushed, whatever the tag: nobody rides up stairs.
_ON_FOOT: Final = frozenset({"steps", "elevator"})
#: Nobody carries a bike up the stairs; a ferry and a lift take it as they do.
_NO_PUSHING: Final = frozenset({"steps", "elevator", FERRY})
_URBAN_KMH: Final = 50.0


@dataclass(frozen=True)
class Use:
    """What one mode may do on one way; speeds in km/h.

    ``back_kmh`` is the speed against the way's own direction where that is slower: a bike pushed
    against a one-way. A ferry may have a duration instead.
    """

    forward: bool
    backward: bool
    kmh: float
    ends_only: bool
    doors: bool
    total_min: float | None = None  # a ferry's duration, over the whole way
    back_kmh: float | None = None


@dataclass(frozen=True)
class Reading:
    """A way as every mode sees it; ``odd`` names the tags that made no sense and were ignored."""

    kind: str
    uses: tuple[Use | None, ...]  # one per MODES
    odd: tuple[str, ...]


def duration_min(text: str) -> float | None:
    """Read a ferry's duration: minutes, hh:mm, hh:mm:ss or ISO 8601; None if it is nonsense.

    >>> [duration_min(t) for t in ("5", "00:15", "01:30:30", "PT1H5M", "soon", "0")]
    [5.0, 15.0, 90.5, 65.0, None, None]
    """
    word = text.strip()
    if match := re.fullmatch("([0-9]{1,6}):([0-9]{2})(?::([0-9]{2}))?", word):
        total = int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) / 60
    elif re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,9})?", word):
        total = float(word)
    elif match := re.fullmatch("P?T?(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?", word):
        total = int(match[1] or 0) * 60 + int(match[2] or 0) + int(match[3] or 0) / 60
    else:
        return None
    return total if 0 < total <= 24 * 60 else None


def read_way(tags: Mapping[str, str], params: StreetParams) -> Reading | None:
    """Return what each mode may do on a way; None if it is no street at all.

    >>> read_way({"building": "yes"}, StreetParams()) is None
    True
    >>> read_way({"highway": "residential"}, StreetParams()) is None
    False
    """
    return _reading(tuple(map(tags.get, KEYS)), params)


def blocks(tags: Mapping[str, str], mode: Mode) -> bool:
    """Return whether a barrier node stops a mode.

    >>> blocks({"barrier": "bollard"}, "car"), blocks({"barrier": "bollard"}, "bike")
    (True, False)
    >>> blocks({"barrier": "gate", "access": "private"}, "car")  # its own people come through
    False
    """
    right = right_of(deciding_value(tags, mode)[0])
    if right in {IS_OPEN, IS_ENDS}:
        return False
    return right == IS_SHUT or tags.get("barrier") in BARRIERS[mode]


def guards(tags: Mapping[str, str], mode: Mode) -> bool:
    """Return whether a barrier node, such as a private gate, keeps through traffic out.

    >>> guards({"barrier": "gate", "access": "private"}, "car"), guards({"barrier": "gate"}, "car")
    (True, False)
    >>> guards({"barrier": "gate", "access": "permit;yes"}, "car")
    True
    """
    return right_of(deciding_value(tags, mode)[0]) in {IS_ENDS, IS_STRANGE}


def has_strange_access(tags: Mapping[str, str]) -> bool:
    """Return whether any mode meets an access value that stands in no list.

    >>> has_strange_access({"barrier": "gate", "access": "keyholders"})
    True
    """
    return any(right_of(deciding_value(tags, mode)[0]) == IS_STRANGE for mode in MODES)


@lru_cache(maxsize=1 << 16)
def _reading(values: tuple[str | None, ...], params: StreetParams) -> Reading | None:
    tags = {key: value for key, value in zip(KEYS, values, strict=True) if value is not None}
    odd: list[str] = []
    kind = tags.get("highway", "")
    if kind not in TABLE:
        if tags.get("route") != FERRY:
            return None
        kind = FERRY
    walk, bike, car = (_use(tags, kind, mode, params, odd) for mode in MODES)
    if params.push_bike and kind not in _NO_PUSHING:
        bike = _pushed(bike, walk)
    uses = (walk, bike, car)
    return Reading(kind, uses, tuple(sorted(set(odd)))) if any(uses) else None


def _use(
    tags: Mapping[str, str], kind: str, mode: Mode, params: StreetParams, odd: list[str]
) -> Use | None:
    speed = _speed(tags, kind, mode, params, odd)
    value, key = deciding_value(tags, mode)
    right = right_of(value)
    if right == IS_STRANGE:
        odd.append(key)
    if right == IS_SHUT or speed is None or _for_emergencies(tags, mode):
        return None
    forward, backward = _directions(tags, kind, mode, odd)
    if not (forward or backward):
        return None
    ferry_min = None
    if kind == FERRY and "duration" in tags:
        ferry_min = duration_min(tags["duration"])
        odd += ["duration"] if ferry_min is None else []
    doors = kind != FERRY and (mode != "car" or TABLE[kind].doors)
    doors &= not (mode == "car" and tags.get("motorroad") == "yes")
    return Use(forward, backward, speed, right in {IS_ENDS, IS_STRANGE}, doors, ferry_min)


def _pushed(bike: Use | None, walk: Use | None) -> Use | None:
    """Let a cyclist walk where only walkers go: on the whole way, or against its one-way."""
    if bike is None or walk is None:
        return bike or walk
    against = walk.backward if bike.forward else walk.forward
    if (bike.forward and bike.backward) or not against or walk.ends_only > bike.ends_only:
        return bike
    return replace(bike, back_kmh=min(walk.kmh, bike.kmh))


def _for_emergencies(tags: Mapping[str, str], mode: Mode) -> bool:
    """Tell whether only a fire engine drives here; who walks or cycles may pass."""
    named = {word.strip() for word in LIST.split(tags.get("service", ""))}
    return mode == "car" and "emergency_access" in named and not _is_opened(tags, mode)


def _is_opened(tags: Mapping[str, str], mode: Mode) -> bool:
    """Tell whether a tag for this very mode opens a way, whatever its class."""
    own = tags.get(ACCESS_KEYS[mode][-1])
    if mode == "car":
        own = tags.get("motorcar", tags.get("motor_vehicle"))
    return right_of(own) in {IS_OPEN, IS_ENDS}


def _speed(
    tags: Mapping[str, str], kind: str, mode: Mode, params: StreetParams, odd: list[str]
) -> float | None:
    """Return the speed in km/h, or None where the class is closed and no tag opens it."""
    own = tags.get(ACCESS_KEYS[mode][-1])
    opened = _is_opened(tags, mode)
    if kind == FERRY:
        return params.ferry_kmh if mode != "car" or opened else None
    if mode == "car":
        return _car_kmh(tags, kind, params, odd, opened=opened)
    if tags.get("motorroad") == "yes" and not opened:
        return None
    rule = TABLE[kind]
    if mode == "walk":
        share = rule.walk or (1.0 if opened or _has_sidewalk(tags) else 0.0)
        return params.walk_kmh * share or None
    on_foot = kind in _ON_FOOT and (opened or tags.get("ramp:bicycle") == "yes")
    if own == "dismount" or on_foot:
        return params.walk_kmh * (rule.walk or 1.0)
    share = rule.bike or (0.8 if opened else 0.0)
    if tags.get("surface") in _SLOW_BIKE or tags.get("tracktype") in {"grade4", "grade5"}:
        share = min(share, 0.6)
    return params.bike_kmh * share or None


def _has_sidewalk(tags: Mapping[str, str]) -> bool:
    return tags.get("sidewalk") in {"both", "left", "right", "yes"}


def _car_kmh(
    tags: Mapping[str, str], kind: str, params: StreetParams, odd: list[str], *, opened: bool
) -> float | None:
    default = TABLE[kind].car_kmh or (15.0 if opened else 0.0)
    if not default:
        return None
    limit = None
    if "maxspeed" in tags:
        limit = maxspeed_kmh(tags["maxspeed"])
        odd += (
            ["maxspeed"]
            if limit is None and tags["maxspeed"] not in {"signals", "variable"}
            else []
        )
    if limit is None:
        hint = tags.get("source:maxspeed", tags.get("zone:traffic", ""))
        # A living street, a service road and a track stay slow whatever the zone allows.
        limit = (maxspeed_kmh(hint) if ":" in hint and default > 15 else None) or default  # noqa: PLR2004 - as in the table
    if kind in {"service", "living_street", "track"}:
        limit = min(limit, 2 * default)
    return limit * (params.urban_factor if limit <= _URBAN_KMH else params.rural_factor)


_ONEWAY: Final = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0,
                  "0": 0, "reversible": 0, "alternating": 0}  # fmt: skip


def _oneway(tags: Mapping[str, str], key: str, odd: list[str]) -> int | None:
    """Return 1, -1 or 0 (both ways); None where the tag is absent or makes no sense."""
    if key not in tags:
        return None
    if tags[key] not in _ONEWAY:
        odd.append(key)
    return _ONEWAY.get(tags[key])


def _directions(
    tags: Mapping[str, str], kind: str, mode: Mode, odd: list[str]
) -> tuple[bool, bool]:
    """Return whether the mode may go along and against the way as it is drawn."""
    way = _oneway(tags, "oneway", odd)
    if way is None:
        circle = tags.get("junction") in {"roundabout", "circular"}
        way = 1 if circle or kind == "motorway" else 0
    if mode == "walk":
        conveying = {"forward": 1, "backward": -1}.get(tags.get("conveying", ""), 0)
        way = _oneway(tags, "oneway:foot", odd) or conveying
    elif mode == "bike":
        own = _oneway(tags, "oneway:bicycle", odd)
        way = (0 if way and _has_contraflow(tags) else way) if own is None else own
    return way >= 0, way <= 0


def _has_contraflow(tags: Mapping[str, str]) -> bool:
    lanes = [tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both")]
    against = [tags.get(f"cycleway:{side}:oneway") for side in ("left", "right")]
    return any(lane.startswith("opposite") for lane in lanes) or bool({"-1", "no"} & set(against))
