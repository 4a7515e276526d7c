"""Say where each row of a list lies, and look up its address where that is asked and possible."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from geodata.geocode.spot import Service, Spot, spot_of
from geodata.geocode.table import pdok
from geodata.web.endpoints import FetchError, FetchSettings
from geodata.web.http import OfflineError
from opvangkaart.runs.lean import Asker
from opvangkaart.runs.named import near, postcodes_of
from sites.base.dutch import distance
from sites.base.errors import OpvangkaartError
from sites.progress.entry import Value
from sites.tables.filters import own_municipalities

#: An address that was looked up lies so near; what is less sure stays a postcode or a kern.
SURE_M: Final = 250.0


@dataclass(frozen=True)
class Place:
    """Where a row lies in words; ``is_sure`` for a point, ``is_known`` where there is a place."""

    words: str
    is_sure: bool = False
    is_known: bool = True


@dataclass(frozen=True)
class LookedUp:
    """What looking up gave, by row; how many were not found, whether PDOK answered.

    A point is lon, lat and how far off it may be, in metres.
    """

    points: Mapping[int, tuple[float, float, float]]
    missed: int
    is_offline: bool


class Places:
    """Where rows of a list lie, by what a scenario knows; everything is read once."""

    def __init__(self, asker: Asker) -> None:
        """Read the postcodes and the names of an area."""
        towns = own_municipalities(asker.layers.municipalities)
        self._kernen = asker.layers.kernen
        self._towns = dict(zip(towns["gm_code"], towns["name"], strict=True))
        self._postcodes = postcodes_of(asker.scenario, asker.base_dir)

    def of(self, fields: Mapping[str, Value]) -> Place:
        """Return where a row lies: a point, else the middle of its postcode or kern, else none."""
        if fields.get("lon") is not None and fields.get("lat") is not None:
            return _placed(fields.get("accuracy_m"))
        found = self._middle(fields)
        if found is None:
            return Place(_unknown(fields), is_known=False)
        key, spot = found
        named = {"postcode": f"postcode {fields[key]}", "kern": f"kern {fields[key]}"}
        middle = f"midden van {named.get(key, 'de kern')}"
        return Place(f"{middle}, tot {distance(spot.accuracy_m)} ernaast")

    def about(self, fields: Mapping[str, Value]) -> Spot | None:
        """Return about where a row lies: the middle of its postcode or kern, if it names one."""
        found = self._middle(fields)
        return None if found is None else found[1]

    def _middle(self, fields: Mapping[str, Value]) -> tuple[str, Spot] | None:
        for key in ("postcode", "kern", "address"):
            text = fields.get(key)
            if isinstance(text, str) and (spot := self._spot(text)) is not None:
                return key, spot
        return None

    def look_up(self, rows: Iterable[tuple[int, Mapping[str, Value]]]) -> LookedUp:
        """Ask PDOK for the rows that have an address or postcode and no point yet."""
        points: dict[int, tuple[float, float, float]] = {}
        missed, offline = 0, list[bool]()
        service = _noticing(pdok(FetchSettings()), offline)
        for row, fields in rows:
            text = address_of(fields)
            if not text or fields.get("lon") is not None or offline:
                continue
            spot = self._spot(text, service)
            if spot is not None and spot.accuracy_m <= SURE_M and not offline:
                points[row] = (round(spot.lon, 6), round(spot.lat, 6), spot.accuracy_m)
            else:
                missed += 1
        return LookedUp(points, missed, bool(offline))

    def _spot(self, text: str, service: Service | None = None) -> Spot | None:
        try:
            return spot_of(text, self._kernen, towns=self._towns, postcodes=self._postcodes,
                           service=service)  # fmt: skip
        except OpvangkaartError:
            return None


def _unknown(fields: Mapping[str, Value]) -> str:
    """Return that a row has no place yet, and what it named that is not known here.

    >>> _unknown({"postcode": "9999 XX"}), _unknown({"name": "Hal"})
    ('nog geen plek: postcode 9999 XX is hier niet bekend', 'nog geen plek')
    """
    named = [f"{key} {fields[key]}" for key in ("postcode", "kern") if fields.get(key)]
    if not named:
        return "nog geen plek"
    verb = "is" if len(named) == 1 else "zijn"
    return f"nog geen plek: {' en '.join(named)} {verb} hier niet bekend"


def _placed(accuracy_m: Value) -> Place:
    """Return a point in words, with how inexact it is where that is known.

    >>> _placed(80.0).words, _placed(None).words
    ('gevonden, tot 80 m ernaast', 'op de kaart gezet')
    """
    if not isinstance(accuracy_m, float) or accuracy_m == 0:
        return Place("op de kaart gezet", is_sure=True)
    return Place(f"gevonden, tot {near(accuracy_m)} ernaast", is_sure=accuracy_m <= SURE_M)


def address_of(fields: Mapping[str, Value]) -> str:
    """Return what PDOK is asked for a row: its address or postcode, with its kern behind it.

    >>> address_of({"address": "Dorpsstraat 4", "postcode": "3931 EB", "kern": "Woudenberg"})
    'Dorpsstraat 4, 3931 EB Woudenberg'
    >>> address_of({"kern": "Woudenberg"})
    ''
    """
    if not fields.get("address") and not fields.get("postcode"):
        return ""
    behind = " ".join(str(fields[key]) for key in ("postcode", "kern") if fields.get(key))
    return ", ".join(str(part) for part in (fields.get("address"), behind) if part)


def _noticing(service: Service, offline: list[bool]) -> Service:
    """Return the same service, that notes when nobody answers."""

    def ask(url: str, params: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
        try:
            return service.ask(url, params)
        except FetchError as error:
            offline.append(True)
            raise OfflineError(error.message) from error

    return replace(service, ask=ask)
