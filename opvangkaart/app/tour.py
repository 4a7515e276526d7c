"""Show who is new around in five steps, each in the room that it is about."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route


@dataclass(frozen=True)
class Stop:
    """One step of the tour: the room where it is told, and what is told."""

    room: str
    title: str
    text: str


STOPS: Final = (
    Stop("/lijst", "Dit is uw lijst",
         "Elk initiatief staat hier één keer: waar, hoeveel plekken, en hoe ver het is. Klik op "
         "een naam om iets te wijzigen. Bij elke wijziging staat wie het deed en wat er stond."),
    Stop("/inlezen", "Begin met wat u al hebt",
         "Sleep uw Excel hierheen zoals hij is. U ziet per rij wat er gebeurt en verbetert "
         "wat niet kan. Twee keer inlezen geeft niets dubbel."),
    Stop("/kaart", "Vraag het aan de kaart",
         "Klik ergens, of schrijf een plaats op. U hoort of de plek kan leunen, waarop, en wat "
         "er nog bevestigd moet worden. Zet tot vier plekken naast elkaar."),
    Stop("/plan", "Leg plekken bij elkaar",
         "Een plan is een rekenvoorbeeld: welke plekken halen samen het doel? Vraag ook wie "
         "tekortkomt, en wat er gebeurt als een locatie sluit."),
    Stop("/voortgang", "Laat zien waar het staat",
         "Kies een dag, en een eerdere om mee te vergelijken. Wat verder ging, wat stilligt en "
         "wat wordt verwacht, is geteld uit uw eigen wijzigingen."),
)  # fmt: skip


def routes() -> list[Route]:
    """Return the addresses of the tour.

    >>> routes()[0].path
    '/rondleiding/{stap}'
    """
    return [Route("/rondleiding/{stap}", go, methods=["POST"])]


def shown(at: int | None, here: str) -> dict[str, object] | None:
    """Return the step that a page shows; None without a tour.

    >>> shown(4, "/voortgang")["after"], shown(None, "/lijst")
    (None, None)
    """
    if at is None:
        return None
    stop = STOPS[at]
    return {"stop": stop, "number": at + 1, "count": len(STOPS), "is_here": here == stop.room,
            "before": at or None, "after": at + 2 if at + 1 < len(STOPS) else None}  # fmt: skip


def go(request: Request) -> Response:
    """Go to a step (1 is the first), or end the tour; it can be begun again at any time."""
    bench, asked = request.app.state.bench, request.path_params["stap"]
    numbers = {str(number + 1): number for number in range(len(STOPS))}
    bench.tour = numbers.get(asked)
    room = "/lijst" if bench.tour is None else STOPS[bench.tour].room
    return RedirectResponse(room, status_code=303)
