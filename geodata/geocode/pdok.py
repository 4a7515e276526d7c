"""Place addresses through PDOK Locatieserver, and say how well each is placed.

Ambiguity is shown, never decided in silence. Without internet an address falls back to its kern,
with an accuracy that says so.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geodata.files.accuracy import POSTCODE_M, kern_accuracy_m
from geodata.web.completeness import in_the_netherlands
from geodata.web.endpoints import FetchError
from geodata.web.http import OfflineError
from sites.base.projection import DUTCH, to_metric

#: Only these fields and parameters are in the service's own description; others are refused.
FIELDS: Final = "id,type,weergavenaam,score,centroide_ll,gemeentecode,postcode"
ADDRESS_M: Final = 10.0
#: Two answers with one score further apart than this are two different places.
SAME_PLACE_M: Final = 50.0
_POINT: Final = re.compile(r"^POINT\(([-0-9.]+) ([-0-9.]+)\)$")
_POSTCODE: Final = re.compile(r"^[0-9]{4}[A-Z]{2}$")
Ask = Callable[[str, dict[str, str]], Any]

COLUMNS: Final = (
    "query", "lon", "lat", "accuracy_m", "score", "found", "method", "gm_code", "is_ambiguous",
    "note",
)  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """One document of the service."""

    label: str
    score: float
    lon: float
    lat: float
    gm_code: str | None
    kind: str


def queries(frame: pd.DataFrame) -> pd.Series:
    """Return "3511AA 12" per row: the form the service answers best; missing without a postcode.

    >>> queries(pd.DataFrame({"postcode": ["3511 aa", None], "huisnummer": ["12-A", "3"]})).tolist()
    ['3511AA 12A', nan]
    """
    postcode = frame["postcode"].astype("str").str.replace(r"\s", "", regex=True).str.upper()
    number = frame["huisnummer"].astype("str").str.replace(r"[\s\-]", "", regex=True).str.upper()
    good = postcode.str.fullmatch(_POSTCODE).fillna(value=False)
    return (postcode + " " + number.fillna("")).str.strip().where(good)


def hits(content: Any) -> list[Hit]:  # noqa: ANN401 - any JSON
    """Return the documents of an answer, best first.

    Raises
    ------
    FetchError
        The answer does not have the shape of Locatieserver.

    >>> hits({"response": {"docs": []}})
    []
    >>> hits({"antwoord": []})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: pdok_locatieserver answers in another form than ...
    """
    try:
        return [_hit(doc) for doc in content["response"]["docs"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FetchError(
            "pdok_locatieserver answers in another form than known; a new version is needed"
        ) from None


def _hit(doc: dict[str, Any]) -> Hit:
    found = _POINT.match(doc["centroide_ll"])
    if found is None or not math.isfinite(doc["score"]):
        raise ValueError(doc["centroide_ll"])
    if not in_the_netherlands(float(found[1]), float(found[2])).all():
        raise ValueError(doc["centroide_ll"])
    code = str(doc.get("gemeentecode") or "")
    code = f"GM{code.removeprefix('GM').zfill(4)}" if code else ""
    return Hit(
        str(doc["weergavenaam"]), float(doc["score"]), float(found[1]), float(found[2]),
        code or None, str(doc.get("type", "")),
    )  # fmt: skip


def judged(query: str, found: list[Hit], metric_crs: str = DUTCH) -> dict[str, Any]:
    """Return one row of the result: the best hit, and whether another is as good elsewhere.

    >>> one = Hit("Dorp 1", 9.0, 5.1, 52.1, "GM0344", "adres")
    >>> judged("3511AA 1", [one])["is_ambiguous"]
    False
    >>> judged("3511AA 1", [one, Hit("Stad 1", 9.0, 5.3, 52.1, None, "adres")])["is_ambiguous"]
    True
    """
    if not found:
        return _nowhere(query, "adres onbekend bij PDOK")
    best = sorted(found, key=lambda hit: (-hit.score, hit.label))
    first = best[0]
    easting, northing = to_metric([h.lon for h in best], [h.lat for h in best], metric_crs)
    apart = np.hypot(easting - easting[0], northing - northing[0])
    rivals = [h for h, dist in zip(best, apart, strict=True)
              if h.score >= first.score and dist > SAME_PLACE_M]  # fmt: skip
    is_address = first.kind in {"adres", ""}
    accuracy = ADDRESS_M if is_address else POSTCODE_M
    if rivals:
        accuracy = max(accuracy, float(apart[[h in rivals for h in best]].max()))
    note = f"ook mogelijk: {rivals[0].label}" if rivals else None
    return {
        "query": query, "lon": first.lon, "lat": first.lat, "accuracy_m": round(accuracy, 1),
        "score": first.score, "found": first.label, "method": "adres" if is_address else "postcode",
        "gm_code": first.gm_code, "is_ambiguous": bool(rivals), "note": note,
    }  # fmt: skip


def _nowhere(query: str | None, note: str) -> dict[str, Any]:
    return {
        "query": query, "lon": np.nan, "lat": np.nan, "accuracy_m": np.nan, "score": np.nan,
        "found": None, "method": "niet gevonden", "gm_code": None, "is_ambiguous": False,
        "note": note,
    }  # fmt: skip


def geocode(
    frame: pd.DataFrame, ask: Ask, address: str, *,
    kernen: pd.DataFrame | None = None, known: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return a row per row of ``frame`` (columns postcode, huisnummer, plaats): see ``COLUMNS``.

    ``ask(url, params)`` returns parsed JSON, or raises OfflineError: then, and for what the
    service does not know, the middle of the kern (columns kern, lon, lat, population) is taken, and
    ``method`` is "kern". ``known`` holds rows of an earlier result, asked no second time.
    """
    asked = queries(frame)
    cache = {row["query"]: row for row in _rows(known) if row["method"] in {"adres", "postcode"}}
    offline = False
    for query in sorted(set(asked.dropna()) - set(cache)):
        if offline:
            break
        try:
            params = {"q": query, "fq": "type:adres", "rows": "5", "fl": FIELDS}
            cache[query] = judged(query, hits(ask(f"{address}/free", params)))
        except OfflineError:
            offline = True
    rows = []
    for query, place in zip(asked, frame["plaats"], strict=True):
        text = None if pd.isna(query) else str(query)
        row = cache.get(text) if text else None
        if row is None or row["method"] == "niet gevonden":
            why = "geen postcode" if text is None else "offline" if row is None else row["note"]
            row = _by_kern(text, place, kernen, str(why))
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS), index=frame.index)
    # A column of nothing but missing text stays text: equal content gives equal bytes.
    return table.astype(dict.fromkeys(("query", "found", "method", "gm_code", "note"), "str"))


def _rows(known: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if known is None else known.astype(object).to_dict("records")  # type: ignore[return-value]


def _by_kern(
    query: str | None, place: object, kernen: pd.DataFrame | None, why: str
) -> dict[str, Any]:
    """Return the middle of the kern named, the largest of that name, with a radius for doubt."""
    if kernen is None or pd.isna(place):  # type: ignore[call-overload]
        return _nowhere(query, why)
    same = kernen[kernen["kern"].str.casefold() == str(place).strip().casefold()]
    if same.empty:
        return _nowhere(query, f"{why}; kern {place} is niet bekend")
    kern = same.sort_values(["population", "gm_code"], ascending=[False, True]).iloc[0]
    rivals = len(same) > 1
    return {
        "query": query, "lon": float(kern["lon"]), "lat": float(kern["lat"]),
        "accuracy_m": kern_accuracy_m(float(kern["population"])), "score": np.nan,
        "found": str(kern["kern"]), "method": "kern", "gm_code": str(kern["gm_code"]),
        "is_ambiguous": rivals,
        "note": f"{why}; midden van de kern" + ("; die naam komt vaker voor" if rivals else ""),
    }  # fmt: skip
