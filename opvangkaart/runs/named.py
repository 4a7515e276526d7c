"""Find what a user means: a municipality by its name or code, a point by its degrees."""

from difflib import get_close_matches

from sites.base.errors import ScenarioError, SiteError
from sites.tables.results import Layers


def municipality_code(name: str, layers: Layers) -> str:
    """Return the code of a municipality named by name or code; else say which was meant."""
    own = layers.municipalities[layers.municipalities["role"] == "gebied"]
    wanted = name.strip().casefold()
    for code, official in zip(own["gm_code"], own["name"], strict=True):
        if wanted in (code.casefold(), official.casefold()):
            return str(code)
    names = {str(official).casefold(): str(official) for official in own["name"]}
    near = get_close_matches(wanted, names, n=1, cutoff=0.4)
    hint = f"did you mean {names[near[0]]}?" if near else f"choose from {', '.join(own['name'])}"
    msg = f"unknown municipality {name!r}; {hint}"
    raise ScenarioError(msg)


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
        msg = f"{text!r} is not a point; write LON,LAT in degrees, such as 5.12,52.09"
        raise SiteError(msg) from None
    return lon, lat
