"""Keep no longer than needed: terms of retention, what is past its date, and erasing words."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.asked import whole
from opvangkaart.app.jobs.place import forget_jobs, jobs_at_rest
from opvangkaart.app.pages import page
from opvangkaart.dossier.erase import erase
from opvangkaart.dossier.retention import past_date, remove_past, rules_of, set_rule
from opvangkaart.runs.dossier import today
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say_counted
from sites.tables.dossier import SUBJECTS

#: From which day each term counts.
_COUNTED_FROM: Final = {
    "notities": "de dag van de notitie",
    "gestopte initiatieven": "de dag waarop het stopte",
    "afgehandelde belemmeringen": "de laatste wijziging",
    "bewaarde antwoorden": "de dag van de berekening",
    "verwijzingen naar stukken": "de dag van het stuk",
}


def routes() -> list[Route]:
    """Return the addresses of this part.

    >>> routes()[0].path, len(routes())
    ('/bewaren', 4)
    """
    return [
        Route("/bewaren", _overview),
        Route("/bewaren/termijn", _term, methods=["POST"]),
        Route("/bewaren/opruimen", _clear, methods=["POST"]),
        Route("/bewaren/wissen", _erase_words, methods=["POST"]),
    ]


def _overview(request: Request) -> Response:
    """Show the terms, what is past its date, and the form to erase words."""
    return _shown(request, None, {})


async def _term(request: Request) -> Response:
    """Set how long one subject is kept; empty takes the term away."""
    form = await request.form()
    months = str(form.get("maanden", "")).strip()
    try:
        subject = str(form.get("wat", ""))
        set_rule(request.app.state.bench.editor, subject, _months(months))
    except OpvangkaartError as error:
        return _shown(request, error.message, {})
    return RedirectResponse("/bewaren", status_code=303)


async def _clear(request: Request) -> Response:
    """Take out what was ticked."""
    form = await request.form()
    chosen = [str(row_id) for row_id in form.getlist("rij")]
    reason = str(form.get("reden", ""))
    place = request.app.state.bench.place
    try:
        jobs_at_rest(place)
        counted = remove_past(request.app.state.bench.editor, chosen, reason=reason, today=today())
        forget_jobs(place)
    except OpvangkaartError as error:
        return _shown(request, error.message, {"reden": reason, "gekozen": chosen})
    count = sum(counted.values())
    done = say_counted("{count} row taken out", "{count} rows taken out", count=count)
    return _shown(request, None, {}, done)


async def _erase_words(request: Request) -> Response:
    """Take words, or the code of someone, out of all that the dossier ever held."""
    form = await request.form()
    words, reason = (str(form.get(name, "")) for name in ("woorden", "waarom"))
    place = request.app.state.bench.place
    try:
        jobs_at_rest(place)
        count = erase(
            request.app.state.bench.editor, words, reason=reason,
            is_code=form.get("soort") == "code",
        )  # fmt: skip
        forget_jobs(place)
    except OpvangkaartError as error:
        return _shown(request, error.message, {"woorden": words, "waarom": reason})
    done = say_counted("erased in {count} place", "erased in {count} places", count=count)
    return _shown(request, None, {}, done)


def _months(text: str) -> int | None:
    """Return a number of months; none was given where the field is empty, else 0 is refused."""
    return None if not text else whole(text) or 0


def _shown(
    request: Request, fault: Message | None, given: dict[str, object], done: Message | None = None
) -> Response:
    dossier = request.app.state.bench.dossier
    return page(request, "keeping.html.j2", {
        "rules": rules_of(dossier), "subjects": SUBJECTS, "counted_from": _COUNTED_FROM,
        "past": past_date(dossier, today()), "fault": fault, "done": done,
        "given": {"reden": "", "gekozen": (), "woorden": "", "waarom": ""} | given,
    }, status=200 if fault is None else 422)  # fmt: skip
