"""The room *Uitvoer*: see what an edition has and withholds, make it, open it, save it."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from opvangkaart.app.bench import Bench
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.pages import page
from opvangkaart.runs.dossier import today
from opvangkaart.runs.outgoing import HIGHEST, PRODUCTS, Wanted, preview
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.tables.filters import own_municipalities
from sites.tables.schemas import Edition

KIND: Final = "uitvoer"
EDITIONS: Final[tuple[Edition, ...]] = get_args(Edition)
#: Who reads an edition.
READERS: Final = {
    "openbaar": "voor iedereen", "raad": "voor college en raad", "intern": "alleen voor het team",
}  # fmt: skip
_CHUNK: Final = 1 << 16


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path
    '/uitvoer'
    """
    return [
        Route("/uitvoer", overview, methods=["GET", "POST"]),
        Route("/uitvoer/gemeenten", towns),
        Route("/uitvoer/klaar/{job}", done),
        Route("/uitvoer/{edition}/open", show, methods=["POST"]),
        Route("/uitvoer/{edition}/alles.zip", together),
        Route("/uitvoer/{edition}/bestand/{file:path}", one_file),
    ]


async def overview(request: Request) -> Response:
    """Show what an edition has, or have it made."""
    bench: Bench = request.app.state.bench
    if request.method == "GET":
        edition = _edition(request.query_params.get("uitgave", ""))
        return await run_in_threadpool(_shown, request, edition)
    form = await request.form()
    edition = _edition(str(form.get("uitgave", "")))
    wanted = Wanted(
        edition, tuple(str(part) for part in form.getlist("deel")),
        is_list=form.get("waarover") != "scenario",
        municipality=str(form.get("gemeente", "")).strip()[:100], day=today(),
    )  # fmt: skip
    try:
        wanted.check()
    except OpvangkaartError as error:
        return await run_in_threadpool(_shown, request, edition, error.message)
    job_id = bench.jobs.ask(KIND, f"Uitvoer maken: editie {edition}", {
        "edition": edition, "parts": list(wanted.parts), "is_list": wanted.is_list,
        "municipality": wanted.municipality, "day": wanted.day, "place": bench.place,
        "scenario": None if bench.scenario is None else str(bench.scenario),
        "out": str(bench.outputs / edition),
    }, who=bench.who)  # fmt: skip
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


def towns(request: Request) -> Response:
    """Return the gemeenten to choose from, read when they are asked for: that takes a moment."""
    layers = request.app.state.bench.asker().layers
    names = sorted(own_municipalities(layers.municipalities)["name"])
    return page(request, "output_towns.html.j2", {"names": names})


def done(request: Request) -> Response:
    """Show what was made, with what only the team may know of it."""
    bench: Bench = request.app.state.bench
    try:
        job = bench.jobs.get(request.path_params["job"])
    except JobError:
        job = None
    if job is None or job.kind != KIND or job.outcome is None:
        return page(request, "gone.html.j2", {}, status=404)
    return _shown(request, _edition(str(job.outcome["edition"])), notes=job.outcome["notes"])


async def show(request: Request) -> Response:
    """Open a file, or the folder, with the program that this machine has for it."""
    bench: Bench = request.app.state.bench
    edition = _edition(request.path_params["edition"])
    name = str((await request.form()).get("bestand", ""))
    path = bench.outputs / edition if not name else _found(bench, edition, name)
    if path is None or not path.exists():
        return page(request, "gone.html.j2", {}, status=404)
    if bench.opener(str(path.absolute())) != 0:
        return _shown(
            request, edition, say("{file} cannot be opened here; save it", file=path.name)
        )
    return RedirectResponse(f"/uitvoer?uitgave={edition}&geopend=1", status_code=303)


def one_file(request: Request) -> Response:
    """Return a file to save; only what stands in the list of an edition."""
    bench: Bench = request.app.state.bench
    edition = _edition(request.path_params["edition"])
    path = _found(bench, edition, request.path_params["file"])
    if path is None:
        return page(request, "gone.html.j2", {}, status=404)
    return FileResponse(path, filename=path.name, content_disposition_type="attachment")


def together(request: Request) -> Response:
    """Return all that was made of an edition in one file to save."""
    bench: Bench = request.app.state.bench
    edition = _edition(request.path_params["edition"])
    files = list(_files(bench, edition))
    if not files:
        return page(request, "gone.html.j2", {}, status=404)
    base = bench.outputs / edition

    def sent() -> Iterator[bytes]:
        with tempfile.TemporaryFile() as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
                for path in files:
                    made.write(path, path.relative_to(base).as_posix())
            stream.seek(0)
            while part := stream.read(_CHUNK):
                yield part

    name = f"opvangkaart-{edition}.zip"
    return StreamingResponse(sent(), media_type="application/zip", headers={
        "Content-Disposition": f'attachment; filename="{name}"',
    })  # fmt: skip


def _shown(
    request: Request, edition: Edition, fault: Message | None = None, notes: list[str] | None = None
) -> Response:
    bench: Bench = request.app.state.bench
    seen = preview(bench.dossier, bench.scenario, edition)
    values = {
        "edition": edition, "editions": EDITIONS, "readers": READERS, "seen": seen,
        "products": [(one, bool(one.highest_only) and edition != HIGHEST) for one in PRODUCTS],
        "made": _made(bench, edition), "fault": fault, "notes": notes,
        "opened": request.query_params.get("geopend") == "1",
        "folder": f"{bench.outputs.name}/{edition}",
    }  # fmt: skip
    return page(request, "output.html.j2", values, status=200 if fault is None else 422)


def _made(bench: Bench, edition: Edition) -> list[dict[str, object]]:
    """Return what stands there already, by product: its files with their size, and since when."""
    base, made = bench.outputs / edition, []
    for product in PRODUCTS:
        files = sorted(path for path in _files(bench, edition)
                       if path.relative_to(base).parts[0] == product.part)  # fmt: skip
        if files:
            made.append({
                "product": product, "at": max(path.stat().st_mtime for path in files),
                "files": [{"path": path.relative_to(base).as_posix(), "name": path.name,
                           "size": path.stat().st_size} for path in files],
            })  # fmt: skip
    return made


def _files(bench: Bench, edition: Edition) -> Iterator[Path]:
    """Yield the files of an edition; what is being made, or is hidden, is none of it."""
    base = bench.outputs / edition
    parts = {product.part for product in PRODUCTS}
    for path in sorted(base.rglob("*")) if base.is_dir() else ():
        inside = path.relative_to(base).parts
        hidden = any(part.startswith(".") for part in inside)
        if inside[0] in parts and not hidden and path.is_file() and not path.is_symlink():
            yield path


def _found(bench: Bench, edition: Edition, name: str) -> Path | None:
    base = bench.outputs / edition
    return next((path for path in _files(bench, edition)
                 if path.relative_to(base).as_posix() == name), None)  # fmt: skip


def _edition(text: str) -> Edition:
    return next((one for one in EDITIONS if one == text), EDITIONS[0])
