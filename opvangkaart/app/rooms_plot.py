"""The room *Kaart*, for a plot: draw it or bring it, and know which hard demands it meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

import shapely
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.asked import typed
from opvangkaart.app.bench import plain_file_name
from opvangkaart.app.pages import page
from opvangkaart.runs.dossier import today
from opvangkaart.runs.lean import Asked, Asker
from opvangkaart.runs.plots import Plot, as_corners, corners, plot_of, plot_of_file
from sites.base.dutch import listed, number
from sites.base.errors import OpvangkaartError, SiteError
from sites.base.messages import Message, say
from sites.judgement.report import lean_lines

#: What a person can say of a plot: the name of the fact, its question.
CLAIMS: Final[Mapping[str, str]] = {
    "is_new_build": "Komt er nieuwbouw?",
    "owner_is_willing": "Wil de eigenaar meewerken?",
    "zoning_fits": "Past het in het omgevingsplan?",
    "in_nature": "Ligt het in beschermde natuur?",
}
AMOUNTS: Final[Mapping[str, str]] = {
    "gfa_m2": "Vloeroppervlak (m²)",
    "term_years": "Hoe lang beschikbaar (jaren)",
}
_SAID: Final = {"ja": True, "nee": False}
_FILES: Final = (".geojson", ".json", ".gpkg", ".zip")


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> [route.path for route in routes()]
    ['/kaart/perceel', '/kaart/perceel/bestand', '/kaart/perceel/bewaar']
    """
    return [
        Route("/kaart/perceel", overview),
        Route("/kaart/perceel/bestand", bring, methods=["POST"]),
        Route("/kaart/perceel/bewaar", save, methods=["POST"]),
    ]


@dataclass(frozen=True)
class _Given:
    """What the page of a plot was asked with."""

    corners: str
    places: str
    said: Mapping[str, str]

    @classmethod
    def of(cls, given: QueryParams | FormData) -> "_Given":
        said = {name: str(given.get(name, "")).strip()[:20] for name in (*CLAIMS, *AMOUNTS)}
        text = " ".join(str(given.get("hoeken", ""))[:20_000].split())
        return cls(text, str(given.get("plekken", "60")).strip()[:20], said)

    def query(self) -> str:
        parts = {"hoeken": self.corners, "plekken": self.places, **self.said}
        return urlencode({name: text for name, text in parts.items() if text})

    def facts(self) -> dict[str, Any]:
        """Return the facts that were given; what was left open stays unknown."""
        facts: dict[str, Any] = {name: _SAID.get(self.said[name]) for name in CLAIMS}
        for name in AMOUNTS:
            amount = typed(self.said[name]) if self.said[name] else None
            if amount is not None and not amount >= 0:
                raise SiteError("{value!r} is no number", value=self.said[name])
            facts[name] = amount
        return facts


def overview(request: Request) -> Response:
    """Show the map with the plot, how large it is, which demands it meets, and its verdict."""
    given = _Given.of(request.query_params)
    return _shown(request, given)


def _shown(request: Request, given: _Given, fault: Message | None = None) -> Response:
    plot, lines = None, list[str]()
    if given.corners and fault is None:
        try:
            asker = request.app.state.bench.asker()
            shape = corners(given.corners)
            plot = plot_of(asker, shape, places=_places(given), facts=given.facts())
            lines = _leaning(asker, plot, given)
        except OpvangkaartError as error:
            fault = error.message
    values = {
        "given": given, "plot": plot, "lines": lines, "fault": fault, "claims": CLAIMS,
        "amounts": AMOUNTS, "choices": tuple(_SAID),
        "rows": [] if plot is None else plot.knockouts.to_dict("records"),
        "gemeenten": "" if plot is None else listed(plot.gemeenten),
        "corners": "\n".join(given.corners.split()),
    }  # fmt: skip
    return page(request, "plot.html.j2", values, status=200 if fault is None else 422)


def _places(given: _Given) -> float:
    count = typed(given.places)
    if not count > 0:
        raise SiteError(
            "{value!r} is no number of places; write a whole number", value=given.places
        )
    return count


def _leaning(asker: Asker, plot: Plot, given: _Given) -> list[str]:
    """Return the answer of ``lean`` at a point inside the plot: verdict, sentence, the rest."""
    answer = asker.at(Asked(plot.lon, plot.lat, places=_places(given)))
    sentence, *rest = lean_lines(answer)
    head = str(answer.verdict["verdict"])
    return [head, sentence.removeprefix(f"{head}. "), *rest]


async def bring(request: Request) -> Response:
    """Take the plot out of a file, and show it as if it had been drawn."""
    async with request.form() as form:
        given, file = _Given.of(form), form.get("bestand")
        if not isinstance(file, UploadFile) or not file.filename:
            return _shown(request, given, say("choose a file first"))
        name, content = plain_file_name(file.filename), await file.read()
    try:
        shape = _read(name, content, request.app.state.bench.asker().scenario.area.metric_crs)
    except OpvangkaartError as error:
        return _shown(request, given, error.message)
    found = _Given(as_corners(shape), given.places, given.said)
    return RedirectResponse(f"/kaart/perceel?{found.query()}", status_code=303)


def _read(name: str, content: bytes, metric_crs: str) -> shapely.Polygon:
    """Read a plot from an upload; its name becomes no path, only its end does."""
    end = next((one for one in _FILES if name.lower().endswith(one)), None)
    if end is None:
        raise SiteError("{file}: give a file ending in {ends}", file=name, ends=_FILES)
    with TemporaryDirectory(prefix="opvangkaart-") as folder:
        path = Path(folder) / f"perceel{end}"
        path.write_bytes(content)
        return plot_of_file(path, metric_crs)


async def save(request: Request) -> Response:
    """Put a plot on the list, with its size, corners and demands as a note."""
    bench, given = request.app.state.bench, _Given.of(form := await request.form())
    asker = bench.asker()
    plot = plot_of(asker, corners(given.corners), places=_places(given), facts=given.facts())
    verdict = asker.at(Asked(plot.lon, plot.lat, places=_places(given)))
    failed = plot.knockouts[plot.knockouts["outcome"] == "valt af"]
    told = [
        f"Perceel van {number(plot.area_ha, 1)} ha.",
        f"Hoeken: {given.corners}.",
        *(f"Valt af op {row['knockout']}: {row['reason']}." for row in failed.to_dict("records")),
    ]
    with bench.editor.together() as batch:
        row = batch.add("initiatives", {
            "name": str(form.get("naam", "")).strip() or f"Perceel in {plot.gemeenten[0]}",
            "gemeente": verdict.gemeente, "lon": round(plot.lon, 6), "lat": round(plot.lat, 6),
            "places_low": verdict.places, "places_high": verdict.places,
            "confidentiality": "intern",
        })  # fmt: skip
        batch.add("notes", {"initiative": row, "day": today(), "text": " ".join(told)})
        batch.add("answers", {
            "initiative": row, "day": today(), "verdict": str(verdict.verdict["verdict"]),
            "fingerprint": asker.scenario.fingerprint(), "words": str(verdict.verdict["sentence"]),
        })  # fmt: skip
    return RedirectResponse(f"/lijst/{row}?bewaard=1", status_code=303)
