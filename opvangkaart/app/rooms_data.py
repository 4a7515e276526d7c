"""The room *Gegevens*: which layers are stored, how old they are, and fetch or bring them anew."""

import re
import secrets
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.bench import Bench, plain_file_name
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.pages import page
from opvangkaart.runs.data_told import BROUGHT, brought_names, layers_told
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.messages import Message, say

KINDS: Final = ("ophalen", "laag")
#: The area of a fetch, where nobody says another.
AREA: Final = "utrecht"
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,10}")


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path
    '/gegevens'
    """
    return [
        Route("/gegevens", overview),
        Route("/gegevens/ophalen", fetch, methods=["POST"]),
        Route("/gegevens/inlezen", bring, methods=["POST"]),
        Route("/gegevens/klaar/{job}", done),
    ]


def overview(request: Request) -> Response:
    """Show every layer, how old it is, and whose."""
    return _shown(request)


async def fetch(request: Request) -> Response:
    """Fetch the chosen layers anew."""
    bench: Bench = request.app.state.bench
    form = await request.form()
    known = {row["layer"] for row in layers_told(bench.layers) if row["can_fetch"]}
    layers = [str(name) for name in form.getlist("laag") if str(name) in known]
    if not layers:
        return _shown(request, say("choose at least one layer to fetch"))
    job_id = bench.jobs.ask("ophalen", "Gegevens ophalen", {
        "layers": layers, "area": str(form.get("gebied", "")).strip()[:200] or AREA,
        "store": str(bench.layers), "accept_loss": form.get("verlies") == "1",
        "settings": None if bench.sources is None else str(bench.sources),
    }, who=bench.who)  # fmt: skip
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


async def bring(request: Request) -> Response:
    """Read a file of the user's own as a layer."""
    bench: Bench = request.app.state.bench
    async with request.form() as form:
        layer = str(form.get("soort", ""))
        given, path = form.get("bestand"), str(form.get("pad", "")).strip()
        if layer not in BROUGHT:
            return _shown(request, say("choose which layer the file is"))
        if isinstance(given, UploadFile) and given.filename:
            name = plain_file_name(given.filename)
            file = _kept(bench, name, await given.read())
        elif path:
            name, file = plain_file_name(path), Path(path)
        else:
            return _shown(request, say("choose a file first"))
        source, licence, day = (_text(form.get(f"over-{key}")) for key in ("maker", "mag", "dag"))
    job_id = bench.jobs.ask("laag", f"Inlezen: {name}", {
        "layer": layer, "file": str(file), "store": str(bench.layers), "date": day,
        "source": source or f"eigen bestand {name}", "licence": licence,
        "scenario": None if bench.scenario is None else str(bench.scenario),
    }, who=bench.who)  # fmt: skip
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


def done(request: Request) -> Response:
    """Show what became of each layer."""
    bench: Bench = request.app.state.bench
    try:
        job = bench.jobs.get(request.path_params["job"])
    except JobError:
        job = None
    if job is None or job.kind not in KINDS or job.outcome is None:
        return page(request, "gone.html.j2", {}, status=404)
    return _shown(request, outcome=dict(job.outcome))


def _text(given: object) -> str:
    return str(given or "").strip()[:300]


def _kept(bench: Bench, name: str, content: bytes) -> Path:
    """Keep an uploaded file under a name of our own; only its end is taken over."""
    end = Path(name).suffix.lower()
    folder = bench.uploads / secrets.token_hex(8)
    folder.mkdir()
    path = folder / f"laag{end if _SUFFIX.fullmatch(end) else ''}"
    path.write_bytes(content)
    return path


def _shown(
    request: Request, fault: Message | None = None, outcome: dict[str, Any] | None = None
) -> Response:
    bench: Bench = request.app.state.bench
    rows = layers_told(bench.layers)
    scenario, _ = read_scenario(bench.scenario)
    values = {
        "rows": rows, "stored": sum(row["is_good"] is not None for row in rows),
        "folder": bench.layers.name, "in_use": scenario.layers.store is not None, "fault": fault,
        "outcome": outcome, "brought": brought_names(), "area": AREA,
    }  # fmt: skip
    return page(request, "data.html.j2", values, status=200 if fault is None else 422)
