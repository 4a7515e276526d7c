"""Find what a user means: a municipality by its name or code, a point by its degrees."""

from sites.base.errors import ScenarioError, SiteError
from sites.base.messages import say
from sites.base.nearest import did_you_mean
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers


def municipality_code(name: str, layers: Layers) -> str:
    """Return the code of a municipality named by name or code; else say which was meant."""
    own = own_municipalities(layers.municipalities)
    wanted = name.strip().casefold()
    for code, official in zip(own["gm_code"], own["name"], strict=True):
        if wanted in (code.casefold(), official.casefold()):
            return str(code)
    choice = say("choose from {names}", names=tuple(own["name"]))
    hint = did_you_mean(wanted, own["name"], choice, cutoff=0.4, spelled=str.casefold)
    raise ScenarioError(
        "unknown municipality {name!r}; {hint}",
        name=name,
        hint=hint,
    )


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
        raise SiteError(
            "{value!r} is not a point; write LON,LAT in degrees, such as 5.12,52.09",
            value=text,
        ) from None
    return lon, lat
