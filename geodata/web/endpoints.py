"""Know every source: its address, licence and limits, and the settings that change them."""

import tomllib
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, PositiveFloat, PositiveInt, ValidationError

from geodata.files.limits import MB
from sites.base.boundary import reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import say
from sites.settings.faults import first_fault
from sites.settings.scenario import Params


class FetchError(OpvangkaartError):
    """Say in one line which source failed, how, and what to do."""


class Endpoint(Params):
    """One source of open data; see endpoints.toml."""

    address: str
    source: str
    licence: str
    origin: str
    max_mb: PositiveFloat
    max_rows: PositiveInt
    fresh_days: PositiveInt = 100
    max_age_days: PositiveInt = 400

    @property
    def max_bytes(self) -> int:
        """Return the largest answer that is taken, unpacked.

        >>> small = FetchSettings(limits_mb={"pdok_locatieserver": 2})
        >>> endpoint("pdok_locatieserver", small).max_bytes
        2097152
        """
        return int(self.max_mb * MB)


class FetchSettings(Params):
    """How the sources are visited. The defaults are polite; a test makes them quick."""

    bases: dict[str, str] = Field(default_factory=dict)  # an endpoint's name: another address
    #: Only for tests: "127.0.0.1:8001" may be visited, over plain http, though it is private.
    test_hosts: tuple[str, ...] = ()
    limits_mb: dict[str, float] = Field(default_factory=dict)
    limits_rows: dict[str, int] = Field(default_factory=dict)
    #: Fill in an address of your own team: a source can then write before it blocks.
    contact: str = "open software voor gemeenten"
    connect_s: PositiveFloat = 10.0
    read_s: PositiveFloat = 60.0
    #: All tries of one request together, from the connection to the last byte.
    total_s: PositiveFloat = 1800.0
    #: All that one layer asks.
    layer_s: PositiveFloat = 7200.0
    retries: int = Field(default=3, ge=0, le=10)
    backoff_s: float = Field(default=2.0, ge=0)
    #: A server that asks for more patience than this is left alone until a later run.
    max_wait_s: float = Field(default=120.0, ge=0)
    pause_s: float = Field(default=0.1, ge=0)
    page_size: int = Field(default=1000, ge=1, le=1000)
    max_pages: PositiveInt = 2000
    #: The year of wijken, buurten and gemeenten; CBS publishes each 1 January anew.
    year: int = Field(default=2025, ge=2018, le=2100)
    #: Downloads of an interrupted fetch are used again when no older than this.
    resume_hours: PositiveFloat = 12.0
    #: Facilities this far outside the area come along: the nearest may lie over the border.
    ring_m: float = Field(default=10_000.0, ge=0)
    #: A layer that loses more than this share of its rows is not swapped in without --accept-loss.
    max_loss: float = Field(default=0.5, gt=0, le=1)

    @property
    def user_agent(self) -> str:
        """Return the name under which sources know us.

        >>> FetchSettings(contact="gis@dorp.nl").user_agent.split("/")[0]
        'opvangkaart'
        """
        return f"opvangkaart/{version('opvangkaart')} ({self.contact})"


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files("geodata") / "endpoints.toml").read_text(encoding="utf-8"))


def endpoint(name: str, settings: FetchSettings) -> Endpoint:
    """Return one source, with what the settings change.

    >>> near = FetchSettings(bases={"pdok_locatieserver": "http://127.0.0.1:8001/zoek"})
    >>> endpoint("pdok_locatieserver", near).address
    'http://127.0.0.1:8001/zoek'
    """
    entry = dict(_table()[name])
    address: str = settings.bases.get(name) or entry["address"]
    address = address.replace("{year}", str(settings.year))
    entry["address"] = address.replace("{next}", str(settings.year + 1))
    entry["max_mb"] = settings.limits_mb.get(name, entry["max_mb"])
    entry["max_rows"] = settings.limits_rows.get(name, entry["max_rows"])
    return Endpoint(**entry)


def allowed_hosts(settings: FetchSettings) -> frozenset[str]:
    """Return host:port of every source in endpoints.toml, and of the test hosts.

    A base address from the settings does not widen the list: a copied settings file must not be
    able to send requests anywhere else.

    >>> copied = FetchSettings(bases={"pdok_locatieserver": "https://elders.example"})
    >>> any("elders" in host for host in allowed_hosts(copied))
    False
    >>> "127.0.0.1:8001" in allowed_hosts(FetchSettings(test_hosts=("127.0.0.1:8001",)))
    True
    """
    official = {f"{urlsplit(entry['address']).hostname}:443" for entry in _table().values()}
    return frozenset(official | set(settings.test_hosts))


def read_settings(path: Path | None) -> FetchSettings:
    """Read a TOML file of fetch settings; without a file the defaults hold.

    >>> read_settings(None) == FetchSettings()
    True
    >>> read_settings(Path("no_such_settings.toml"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: no_such_settings.toml cannot be read: it does not exist; ...
    """
    if path is None:
        return FetchSettings()
    with reading(path.name, say("write it as TOML in UTF-8"), error=FetchError):
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    try:
        return FetchSettings.model_validate(given)
    except ValidationError as error:
        raise FetchError(
            "{file}: {fault}", file=path.name, fault=first_fault(error, FetchSettings)
        ) from None
