"""Find the one place that a person names: a kern, a postcode or an address.

Nobody is asked unless the caller hands in a way to ask: an address may be of a site that is not
public. Without it an address falls back to its postcode or its kern, and says by how much.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geodata.files.accuracy import kern_accuracy_m
from geodata.files.texts import plain_name
from geodata.geocode.pdok import FIELDS, Ask, hits, judged
from geodata.readers.by_place import by_postcode
from geodata.web.http import OfflineError
from sites.base.dutch import distance, number
from sites.base.errors import SiteError
from sites.base.messages import say
from sites.base.nearest import did_you_mean

_POSTCODE: Final = re.compile(r"\b([1-9][0-9]{3})(?:\s?([A-Za-z]{2}))?\b")
_KM: Final = 1000.0


@dataclass(frozen=True)
class Spot:
    """Where a place was found: degrees, how inexact (metres), and how it was found, in Dutch."""

    lon: float
    lat: float
    accuracy_m: float
    told: str


@dataclass(frozen=True)
class Service:
    """A way to ask for addresses (see ``geodata.geocode.pdok.Ask``) and where it is asked."""

    ask: Ask
    address: str


def spot_of(
    text: str,
    kernen: pd.DataFrame,
    *,
    towns: Mapping[str, str] | None = None,
    postcodes: pd.DataFrame | None = None,
    service: Service | None = None,
) -> Spot:
    """Return the place of a kern's name or of an address.

    A name that is just a kern's is its middle. An address is asked of the ``service``; without
    one, or where it cannot be reached, its postcode (of ``postcodes``: postcode, lon, lat) or its
    kern stands for it. ``towns`` names the municipalities by their code: a name of one that is no
    kern is answered with its kernen.

    >>> kern = pd.DataFrame({"kern": ["Doorn"], "lon": [5.345], "lat": [52.033],
    ...                      "population": [9_000], "gm_code": ["GM1581"]})
    >>> spot_of("doorn", kern).told
    'midden van de kern Doorn, tot 1,5 km ernaast'
    >>> spot_of("Dorpsstraat 4, Doorn", kern).accuracy_m
    1500.0

    Raises
    ------
    SiteError
        No kern of the area is named, or two kernen of one name; and the service knows no address.
    """
    exact = kernen[kernen["kern"].map(plain_name) == plain_name(text)]
    if len(exact):
        return _middle(exact, text)
    _refuse_town(text, kernen, towns or {})
    offline = ""
    if service is not None:
        try:
            return _asked(text, service)
        except OfflineError:
            offline = "PDOK was niet bereikbaar"
    why = offline or "het adres zelf is niet opgezocht; dat kan met --geocode"
    code = _POSTCODE.search(text)
    if code and (found := by_postcode("".join(filter(None, code.groups())), postcodes)):
        lon, lat, accuracy_m = found
        told = (
            f"midden van de postcode {code[0].upper()}, tot {distance(accuracy_m)} ernaast; {why}"
        )
        return Spot(float(lon), float(lat), accuracy_m, told)
    named = kernen[kernen["kern"].map(lambda kern: _ends_in(text, kern))]
    if named.empty and code and code[0] == text.strip():
        raise _no_postcode(text.strip(), postcodes)
    if named.empty:
        raise _unknown(text, kernen)
    longest = named["kern"].str.len().max()
    spot = _middle(named[named["kern"].str.len() == longest], text)
    return Spot(spot.lon, spot.lat, spot.accuracy_m, f"{spot.told}; {why}")


def _ends_in(text: str, kern: str) -> bool:
    """Tell whether a part of an address is a kern, or its last words are, after a number.

    >>> _ends_in("Stationsweg 10 Woudenberg", "Woudenberg"), _ends_in("Oud Zuilen", "Zuilen")
    (True, False)
    """
    name = plain_name(kern)
    parts = [plain_name(_POSTCODE.sub(" ", part)) for part in text.split(",")]
    if name in parts:
        return True
    before = parts[-1].removesuffix(f" {name}")
    return before != parts[-1] and bool(re.search("[0-9]", text))


def _middle(same: pd.DataFrame, text: str) -> Spot:
    if len(same) > 1:
        raise SiteError(
            "{count} kernen are called {text!r} ({codes}); give LON,LAT",
            count=len(same), text=text, codes=tuple(same["gm_code"]),
        )  # fmt: skip
    kern = same.iloc[0]
    accuracy_m = kern_accuracy_m(float(kern["population"]))
    told = f"midden van de kern {kern['kern']}, tot {distance(accuracy_m)} ernaast"
    return Spot(float(kern["lon"]), float(kern["lat"]), accuracy_m, told)


def _asked(text: str, service: Service) -> Spot:
    params = {"q": text, "fq": "type:adres", "rows": "5", "fl": FIELDS}
    row = judged(text, hits(service.ask(f"{service.address}/free", params)))
    if row["found"] is None:
        raise SiteError("PDOK knows no address {text!r}; correct it, or give LON,LAT", text=text)
    accuracy_m = float(row["accuracy_m"])
    far = f"{number(accuracy_m)} m" if accuracy_m < _KM else distance(accuracy_m)
    told = f"{row['found']} (PDOK), tot {far} ernaast"
    if row["note"]:
        told = f"{told}; {row['note']}"
    return Spot(float(row["lon"]), float(row["lat"]), accuracy_m, told)


def _refuse_town(text: str, kernen: pd.DataFrame, towns: Mapping[str, str]) -> None:
    """Refuse the name of a municipality that is no kern: its middle is nobody's site."""
    for code, town in towns.items():
        if plain_name(town) == plain_name(text):
            raise SiteError(
                "{town} is a municipality and no kern; name one of its kernen: {names}",
                town=town, names=tuple(kernen.loc[kernen["gm_code"] == code, "kern"]),
            )  # fmt: skip


def _no_postcode(code: str, postcodes: pd.DataFrame | None) -> SiteError:
    """Say what a postcode by itself needs: where the postcodes lie, or the name of its kern."""
    if postcodes is None:
        return SiteError(
            "a postcode alone ({code}) has no place here; give layers.postcodes in the scenario, "
            "add the name of the kern behind it, or look it up on the internet with --geocode",
            code=code,
        )
    return SiteError(
        "postcode {code} is not in layers.postcodes; add it there, or the name of the kern behind "
        "it",
        code=code,
    )


def _unknown(text: str, kernen: pd.DataFrame) -> SiteError:
    otherwise = say("give LON,LAT, the name of a kern, or an address that ends in its kern")
    hint = did_you_mean(text, kernen["kern"], otherwise, spelled=plain_name)
    return SiteError("no kern or address {text!r} in the area; {hint}", text=text, hint=hint)
