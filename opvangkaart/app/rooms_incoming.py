"""The room *Inlezen*: bring a spreadsheet, match its headings, look at each row, take it in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.pages import page
from opvangkaart.dossier.incoming import THEIRS, YOURS
from opvangkaart.runs.dossier import FIELDS, Incoming, bring_in, look_at_list, warned
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.progress.incoming import WHAT_HAPPENS
from sites.progress.list_out import heading_of_field

#: Rows of a preview that are shown; the counts are of all.
_SHOWN = 200


def routes() -> list[Route]:
    """Return the addresses of this room."""
    return [
        Route("/inlezen", upload, methods=["GET", "POST"]),
        Route("/inlezen/{code}", look, methods=["GET", "POST"]),
        Route("/inlezen/{code}/opnemen", take, methods=["POST"]),
    ]


async def upload(request: Request) -> Response:
    """Ask for a list, and keep it for a look."""
    fault: Message | str | None = None
    if request.method == "POST":
        async with request.form() as form:
            given = form.get("lijst")
            if isinstance(given, UploadFile) and given.filename:
                code = request.app.state.bench.keep(given.filename, await given.read())
                return RedirectResponse(f"/inlezen/{code}", status_code=303)
        fault = "Kies eerst een bestand."
    done = request.query_params.get("klaar", "")
    values = {"fault": fault, "done": done if done.replace(" ", "").isalnum() else ""}
    return page(request, "upload.html.j2", values, status=200 if fault is None else 422)


async def look(request: Request) -> Response:
    """Show which heading is what, and what each row would do."""
    kept = request.app.state.bench.kept(request.path_params["code"])
    if kept is None:
        return page(request, "gone.html.j2", {}, status=404)
    matched = _matched(await request.form()) if request.method == "POST" else {}
    return _shown(request, kept, matched)


async def take(request: Request) -> Response:
    """Take in the list as it was shown, with what was chosen where both sides changed."""
    bench = request.app.state.bench
    kept = bench.kept(request.path_params["code"])
    if kept is None:
        return page(request, "gone.html.j2", {}, status=404)
    form = await request.form()
    matched = _matched(form)
    try:
        incoming = _look(request, kept, matched)
        choices = {
            (step.entry.row, name): str(form.get(f"botst-{step.entry.row}-{name}", ""))
            for step in incoming.steps for name in step.clashes
        }  # fmt: skip
        chosen = {key: side for key, side in choices.items() if side in {THEIRS, YOURS}}
        bring_in(bench.editor, incoming, choices=chosen)
    except OpvangkaartError as error:
        return _shown(request, kept, matched, error.message)
    return RedirectResponse("/inlezen?klaar=1", status_code=303)


def _look(request: Request, kept: tuple[Path, str], matched: Mapping[str, str]) -> Incoming:
    bench = request.app.state.bench
    return look_at_list(
        bench.dossier, kept[0], scenario_path=bench.scenario, matched=matched, name=kept[1]
    )


def _shown(
    request: Request, kept: tuple[Path, str], matched: Mapping[str, str],
    fault: Message | None = None,
) -> Response:  # fmt: skip
    try:
        incoming = _look(request, kept, matched)
    except OpvangkaartError as error:
        values: dict[str, object] = {"fault": error.message, "done": ""}
        return page(request, "upload.html.j2", values, status=422)
    rows = sorted(
        incoming.steps, key=lambda step: (-WHAT_HAPPENS.index(step.action), step.entry.row)
    )
    counts = incoming.counted()
    values = {
        "fault": fault, "code": request.path_params["code"], "name": kept[1],
        "read": incoming.read, "fields": FIELDS, "known": incoming.read.known,
        "steps": [(step, warned(step)) for step in rows[:_SHOWN]], "more": len(rows) - _SHOWN,
        "counts": [(what, counts[what]) for what in WHAT_HAPPENS if what in counts],
        "heading": heading_of_field, "sides": (THEIRS, YOURS), "matched": matched,
    }  # fmt: skip
    return page(request, "look.html.j2", values, status=200 if fault is None else 409)


def _matched(form: Any) -> dict[str, str]:  # noqa: ANN401 - a form of the framework
    """Return which heading was chosen for a field, where one was."""
    return {
        name: str(form[f"kop-{name}"]) for name in FIELDS
        if str(form.get(f"kop-{name}", "")).strip()
    }  # fmt: skip
