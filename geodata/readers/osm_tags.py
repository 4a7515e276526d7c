"""Tell from OpenStreetMap's tags what an object is to residents, and why some are nothing."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

#: Which tag makes which category; the first that fits counts. Schools follow from isced:level.
TAGS: Final[tuple[tuple[str, str, str], ...]] = (
    ("amenity", "doctors", "gp"),
    ("healthcare", "doctor", "gp"),
    ("amenity", "pharmacy", "pharmacy"),
    ("shop", "supermarket", "supermarket"),
    ("amenity", "library", "library"),
    ("amenity", "community_centre", "community_centre"),
    ("leisure", "sports_centre", "sports"),
    ("leisure", "sports_hall", "sports"),
    ("leisure", "playground", "playground"),
    ("highway", "bus_stop", "pt_stop"),
    ("railway", "tram_stop", "pt_stop"),
    ("railway", "station", "pt_stop"),
    ("railway", "halt", "pt_stop"),
)
SCHOOL_LEVELS: Final = {1: "primary_school", 2: "secondary_school", 3: "secondary_school"}
NOUNS: Final = {
    "gp": "huisarts", "pharmacy": "apotheek", "supermarket": "supermarkt",
    "library": "bibliotheek", "community_centre": "buurthuis", "sports": "sportaccommodatie",
    "playground": "speelplek", "pt_stop": "halte", "primary_school": "basisschool",
    "secondary_school": "middelbare school",
}  # fmt: skip

#: Why an object of the tag table is no facility, in the order they are looked at.
GONE: Final = "gone"
PRIVATE: Final = "private"
FOR_SHOW: Final = "for show"
SPECIALIST: Final = "specialist"
NO_LEVEL: Final = "no level"

_PAST: Final = (
    "disused", "abandoned", "demolished", "removed", "razed", "ruins", "ruined", "closed",
    "construction", "proposed", "planned", "destroyed", "dismantled",
)  # fmt: skip
_STOPPED: Final = frozenset({"closed", "out_of_order", "disused", "abandoned", "proposed"})
_SHUT: Final = frozenset(
    {"private", "no", "members", "residents", "employees", "staff", "permit", "military",
     "students", "guests", "customers_only"}
)  # fmt: skip
#: Whose ground is private while the public is welcome: a school yard, a practice, a shop.
_OWN_GROUND: Final = frozenset({"primary_school", "secondary_school"})
_GENERAL: Final = frozenset(
    {"general", "general_practice", "general_practitioner", "general_medicine", "gp",
     "family_medicine", "family", "huisarts", "huisartsgeneeskunde", "community", "unknown"}
)  # fmt: skip
_SHOWS: Final = (
    ("station", "miniature"), ("station", "heritage"), ("usage", "tourism"), ("usage", "leisure"),
    ("railway", "miniature"), ("railway", "preserved"), ("railway:preserved", "yes"),
    ("railway:type", "miniature"), ("tourism", "museum"), ("tourism", "theme_park"),
    ("service", "tourism"), ("train", "no"), ("passenger", "no"), ("museum", "yes"),
    ("historic", "museum"), ("heritage_railway", "yes"), ("fee:museum", "yes"),
)  # fmt: skip
_ANY_SHOW: Final = ("attraction", "museum")
#: Every key that decides anything; a download must ask for all of them.
KEYS: Final = tuple(
    sorted(
        {key for key, _, _ in TAGS} | {key for key, _ in _SHOWS} | set(_PAST) | set(_ANY_SHOW)
        | {"access", "isced:level", "healthcare:speciality", "healthcare:specialty",
           "operational_status", "opening_hours", "foot", "name"}
    )
)  # fmt: skip
_LIST: Final = re.compile(r"[;,|/]")
_RANGE: Final = re.compile(r"([0-9])\s*(?:-|\u2013|to|t/m)\s*([0-9])")


def category_of(tags: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (category, tag) pairs of one object; a school may teach at two levels.

    A school that does not say its level is neither: a guess would send children to the wrong one.

    >>> category_of({"amenity": "doctors"})
    [('gp', 'amenity=doctors')]
    >>> category_of({"amenity": "school", "isced:level": "0-3"})
    [('primary_school', 'amenity=school'), ('secondary_school', 'amenity=school')]
    >>> category_of({"leisure": "playground", "access": "private"})
    []
    """
    return facility_of(tags)[0]


def facility_of(tags: Mapping[str, str]) -> tuple[list[tuple[str, str]], str]:
    """Return the pairs of ``category_of`` and, where a known tag counts for nothing, why.

    >>> facility_of({"amenity": "doctors", "healthcare:speciality": "dermatology"})
    ([], 'specialist')
    >>> facility_of({"amenity": "school"})
    ([], 'no level')
    >>> facility_of({"amenity": "bench"})
    ([], '')
    """
    if tags.get("amenity") == "school":
        levels = {SCHOOL_LEVELS[n] for n in levels_of(tags.get("isced:level", ""))
                  if n in SCHOOL_LEVELS}  # fmt: skip
        pairs = [(category, "amenity=school") for category in sorted(levels)]
        if not pairs:
            return [], NO_LEVEL
    else:
        pairs = [next(((c, f"{k}={v}") for k, v, c in TAGS if v in _words(tags, k)), ("", ""))]
        if not pairs[0][0]:
            return [], ""
    why = _left_out(tags, pairs[0][0])
    return ([], why) if why else (pairs, "")


def levels_of(text: str) -> set[int]:
    """Return the levels of isced:level, a range with all that lie in it.

    >>> levels_of("0-3") == {0, 1, 2, 3}, levels_of("1;2") == {1, 2}, levels_of("x")
    (True, True, set())
    """
    levels: set[int] = set()
    for word in _LIST.split(text):
        if found := _RANGE.fullmatch(word.strip()):
            low, high = sorted((int(found[1]), int(found[2])))
            levels |= set(range(low, high + 1))
        elif re.fullmatch("[0-9]", word.strip()):
            levels.add(int(word))
    return levels


def _words(tags: Mapping[str, str], key: str) -> list[str]:
    return [word.strip().lower() for word in _LIST.split(tags.get(key, "")) if word.strip()]


def _left_out(tags: Mapping[str, str], category: str) -> str:
    if any(tags.get(key, "no") != "no" for key in _PAST) or _stopped(tags):
        return GONE
    if any(tags.get(key) == value for key, value in _SHOWS) or any(
        tags.get(key, "no") != "no" for key in _ANY_SHOW
    ):
        return FOR_SHOW
    if category not in _OWN_GROUND and _is_shut(tags):
        return PRIVATE
    asked = list(_specialities(tags))
    if category == "gp" and asked and not _GENERAL & set(asked):
        return SPECIALIST
    return ""


def _stopped(tags: Mapping[str, str]) -> bool:
    hours = tags.get("opening_hours", "").strip().lower()
    return hours in {"off", "closed"} or bool(_STOPPED & set(_words(tags, "operational_status")))


def _is_shut(tags: Mapping[str, str]) -> bool:
    """Tell whether the public has no access; a value that nobody knows says nothing of a place."""
    return bool(_SHUT & set(_words(tags, "access"))) and tags.get("foot") not in {"yes", "public"}


def _specialities(tags: Mapping[str, str]) -> Iterator[str]:
    for key in ("healthcare:speciality", "healthcare:specialty"):
        yield from _words(tags, key)
