"""Take the list along, and take in a copy of the dossier that someone else worked in."""

from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.pages import page
from opvangkaart.dossier.incoming import THEIRS, YOURS
from opvangkaart.dossier.merge import Looked, clashes_of, look_at_copy, merge
from opvangkaart.dossier.store import Dossier, open_dossier
from opvangkaart.runs.dossier_told import KIND_WORDS, part_lines
from opvangkaart.runs.list_out import KINDS, taken_along
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.tables.dossier import facts
from sites.tables.schemas import CONFIDENTIALITY

_MIME: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".gpkg": "application/geopackage+sqlite3", ".zip": "application/zip",
}  # fmt: skip


def routes() -> list[Route]:
    """Return the addresses of this part; they come before that of one initiative.

    >>> routes()[0].path, len(routes())
    ('/lijst/uit', 4)
    """
    return [
        Route("/lijst/uit", _overview),
        Route("/lijst/uit/{kind}", _give),
        Route("/lijst/samenvoegen", _bring, methods=["GET", "POST"]),
        Route("/lijst/samenvoegen/{code}", _look, methods=["GET", "POST"]),
    ]


def _overview(request: Request) -> Response:
    """Show as what the list can be taken along."""
    return page(request, "list_out.html.j2", {"editions": CONFIDENTIALITY})


def _give(request: Request) -> Response:
    """Give the list as a file to save."""
    kind, bench = request.path_params["kind"], request.app.state.bench
    if kind not in KINDS:
        return page(request, "gone.html.j2", {}, status=404)
    asked = request.query_params.get("editie", "")
    edition = next((one for one in CONFIDENTIALITY if one == asked), CONFIDENTIALITY[0])
    name, content = taken_along(
        bench.dossier, bench.around(), kind, edition, scenario_path=bench.scenario
    )
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MIME[Path(name).suffix], headers=head)


async def _bring(request: Request) -> Response:
    """Ask for a copy, and keep it for a look."""
    fault: str | None = None
    if request.method == "POST":
        async with request.form() as form:
            given = form.get("kopie")
            if isinstance(given, UploadFile) and given.filename:
                code = request.app.state.bench.keep(given.filename, await given.read())
                return RedirectResponse(f"/lijst/samenvoegen/{code}", status_code=303)
        fault = "Kies eerst een bestand."
    done = request.query_params.get("klaar") == "1"
    return page(request, "merge.html.j2", {"fault": fault, "done": done, "looked": None},
                status=200 if fault is None else 422)  # fmt: skip


async def _look(request: Request) -> Response:
    """Show what a copy would do, or do it with what was chosen."""
    form = await request.form() if request.method == "POST" else None
    return await run_in_threadpool(_looked, request, form)


def _looked(request: Request, form: FormData | None) -> Response:
    bench = request.app.state.bench
    kept = bench.kept(request.path_params["code"])
    if kept is None:
        return page(request, "gone.html.j2", {}, status=404)
    copy: Dossier | None = None
    try:
        copy = open_dossier(kept[0])
        looked = look_at_copy(bench.dossier, copy)
        if form is None:
            return _shown(request, looked, None)
        chosen = {
            (part.row_id, name): str(form.get(f"botst-{part.row_id}-{name}", ""))
            for part, name in clashes_of(looked)
        }
        whose = {key: side for key, side in chosen.items() if side in {THEIRS, YOURS}}
        try:
            merge(bench.editor, looked, choices=whose)
        except OpvangkaartError as error:
            return _shown(request, looked, error.message)
    except OpvangkaartError as error:
        values = {"fault": error.message, "done": False, "looked": None}
        return page(request, "merge.html.j2", values, status=422)
    finally:
        if copy is not None:
            copy.close()
    return RedirectResponse("/lijst/samenvoegen?klaar=1", status_code=303)


def _shown(request: Request, looked: Looked, fault: Message | None) -> Response:
    parts = [
        {
            "part": part, "kind": KIND_WORDS[part.kind], "asked": [
                (name, facts(part.kind)[name].heading if name in part.clashes else "",
                 part.clashes.get(name))
                for one, name in clashes_of(looked) if one is part
            ],
            "lines": [told for _, told in part_lines(part)],
        }
        for part in sorted(looked.parts, key=lambda one: one.what)
    ]  # fmt: skip
    values = {"fault": fault, "done": False, "looked": looked, "parts": parts,
              "sides": (THEIRS, YOURS)}  # fmt: skip
    return page(request, "merge.html.j2", values, status=200 if fault is None else 409)
