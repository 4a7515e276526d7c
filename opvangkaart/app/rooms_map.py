"""The room *Kaart*: click a place or write it down, and have the answer there."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from opvangkaart.app.pages import page
from opvangkaart.runs.dossier import border_credit, gemeente_shapes
from opvangkaart.runs.lean import Asked, drawn_answer
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.base.notation import decided, written
from sites.judgement.report import LEAN_HEADINGS, lean_lines, lean_rows

#: So many places stand side by side.
_MOST = 4


def routes() -> list[Route]:
    """Return the addresses of this room."""
    return [
        Route("/kaart", overview),
        Route("/kaart/antwoord", answer),
        Route("/kaart/tekening", drawing),
        Route("/kaart/grenzen.json", shapes),
    ]


def overview(request: Request) -> Response:
    """Show the map and the question beside it; the places that were asked for are answered."""
    asked, places = _asked(request)
    return page(request, "map.html.j2", {
        "answers": _answers(request, asked, places, is_drawn=True), "asked": asked,
        "places": request.query_params.get("plekken", "60"), "most": _MOST,
        "headings": LEAN_HEADINGS,
    })  # fmt: skip


def answer(request: Request) -> Response:
    """Return the answers alone, for the page's own script, which asks for the drawing after."""
    asked, places = _asked(request)
    return page(request, "answers.html.j2", {
        "answers": _answers(request, asked, places), "headings": LEAN_HEADINGS, "asked": asked,
        "places": places,
    })  # fmt: skip


def drawing(request: Request) -> Response:
    """Return the small map of one answer, with what its signs mean and who made its parts."""
    asked, places = _asked(request)
    found = _answers(request, asked[:1], places, is_drawn=True)
    if not found or not found[0].get("drawing"):
        return HTMLResponse("")
    return page(request, "drawing.html.j2", {"drawing": found[0]["drawing"]})


def shapes(request: Request) -> Response:
    """Return the borders, the mother locations and the team's own places for the map."""
    bench = request.app.state.bench
    asker = bench.asker()
    table = bench.listed()
    own = [
        {"naam": row["name"], "lon": row["lon"], "lat": row["lat"], "rij": row["row_id"]}
        for row in table[table["lon"].notna()].to_dict("records")
    ]
    hubs = asker.layers.hubs.dropna(subset=["lon", "lat"])
    mothers = [
        {"naam": name, "lon": lon, "lat": lat}
        for name, lon, lat in zip(hubs["name"], hubs["lon"], hubs["lat"], strict=True)
    ]
    return JSONResponse({"grenzen": json.loads(gemeente_shapes(asker.layers)), "eigen": own,
                         "moeders": mothers, "makers": border_credit(asker.layers)})  # fmt: skip


def _asked(request: Request) -> tuple[list[str], str]:
    wanted = [text.strip()[:200] for text in request.query_params.getlist("plaats")]
    return [text for text in wanted if text][:_MOST], request.query_params.get("plekken", "60")


def _answers(
    request: Request, asked: list[str], places: str, *, is_drawn: bool = False
) -> list[dict[str, Any]]:
    """Return an answer per place, or the line that says why there is none."""
    made: list[dict[str, Any]] = []
    count = decided([written(places.strip())], "counts").numbers[0]
    for at in asked:
        fault: Message | None = None
        found: dict[str, Any] = {}
        if not count > 0:
            fault = say("{value!r} is no number of places; write a whole number", value=places)
        else:
            try:
                asker = request.app.state.bench.asker()
                one = asker.named(at, Asked(places=float(count)))
                sentence, *lines = lean_lines(one)
                head = str(one.verdict["verdict"])
                found = {
                    "verdict": head,
                    "sentence": sentence.removeprefix(f"{head}. "),
                    "lines": lines,
                    "rows": lean_rows(one),
                    "drawing": drawn_answer(one, asker) if is_drawn else None,
                }
            except OpvangkaartError as error:
                fault = error.message
        made.append({"at": at, "fault": fault} | found)
    return made
