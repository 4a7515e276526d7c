"""The room *Voortgang*: where things stand, what moved, what is in the way, who is short."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from maps.base.names import edition_name
from maps.content.progress import progress_content
from maps.drawing.progress_chart import both_charts, legend, swatch
from opvangkaart.app.bench import Bench
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import Job
from opvangkaart.app.pages import page
from opvangkaart.runs.dossier import today
from opvangkaart.runs.progress import Around, one_report, report_files
from sites.base.dutch import day_of
from sites.settings.bounds import FIRST_DAY, LAST_DAY
from sites.tables.schemas import CONFIDENTIALITY, Edition

KIND: Final = "voortgang"
#: What can be saved of one area: the word in the address, the end of the file's name.
_FILES: Final = {"pagina": ".html", "a4": ".pdf", "word": ".docx"}
_MIME: Final = {
    ".html": "text/html; charset=utf-8", ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@dataclass(frozen=True)
class _Wanted:
    """What is asked of the room, in its address; a day that is none counts as not given."""

    day: str
    since: str | None
    gm_code: str | None
    edition: Edition


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path, len(routes())
    ('/voortgang', 5)
    """
    return [
        Route("/voortgang", _overview),
        Route("/voortgang/alles", _everything, methods=["POST"]),
        Route("/voortgang/klaar/{job}", _made),
        Route("/voortgang/klaar/{job}/zip", _made_file),
        Route("/voortgang/{what}", _one_file),
    ]


def _overview(request: Request) -> Response:
    """Show the report of a day, compared with the first day of its year unless asked otherwise."""
    around: Around = request.app.state.bench.around()
    asked = _wanted(request.query_params, around, CONFIDENTIALITY[-1])
    report = one_report(
        request.app.state.bench.dossier, around, day=asked.day, since=asked.since,
        edition=CONFIDENTIALITY[-1], gm_code=asked.gm_code,
    )  # fmt: skip
    content = progress_content(report)
    grids = (content.moved, content.owners, content.obstacles, content.ahead)
    phases, halves = both_charts(content)
    return page(request, "progress.html.j2", {
        "content": content, "grids": [grid for grid in grids if grid is not None],
        "phase_chart": phases, "half_chart": halves, "swatch": swatch,
        "legend": legend(has_before=bool(content.then), then=content.then, now=content.now),
        "asked": asked, "towns": sorted(around.names.items(), key=lambda town: town[1]),
        "editions": CONFIDENTIALITY, "files": _FILES, "is_empty": report.state.empty,
    })  # fmt: skip


def _one_file(request: Request) -> Response:
    """Give the page or the A4 of one area, in an edition."""
    end = _FILES.get(request.path_params["what"])
    if end is None:
        return page(request, "gone.html.j2", {}, status=404)
    around: Around = request.app.state.bench.around()
    asked = _wanted(request.query_params, around, CONFIDENTIALITY[0])
    report = one_report(
        request.app.state.bench.dossier, around, day=asked.day, since=asked.since,
        edition=asked.edition, gm_code=asked.gm_code,
    )  # fmt: skip
    name, content = next(one for one in report_files(report) if one[0].endswith(end))
    return _saved(name, content)


async def _everything(request: Request) -> Response:
    """Have the pages and papers of all gemeenten made, in one file."""
    bench: Bench = request.app.state.bench
    form = {name: str(text) for name, text in (await request.form()).items()}
    around = await run_in_threadpool(bench.around)
    asked = _wanted(form, around, CONFIDENTIALITY[0])
    job_id = bench.jobs.ask(KIND, f"Voortgang van elke gemeente: editie {asked.edition}", {
        "day": asked.day, "since": asked.since, "edition": asked.edition, "place": bench.place,
        "scenario": None if bench.scenario is None else str(bench.scenario),
    }, who=bench.who)  # fmt: skip
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


def _made(request: Request) -> Response:
    """Show what was made, to save it."""
    job = _job(request)
    if job is None:
        return page(request, "gone.html.j2", {}, status=404)
    return page(request, "progress_made.html.j2", {"job": job, "made": job.outcome})


def _made_file(request: Request) -> Response:
    """Give the file that was made."""
    job = _job(request)
    if job is None or job.outcome is None:
        return page(request, "gone.html.j2", {}, status=404)
    bench: Bench = request.app.state.bench
    name = edition_name("voortgang", ".zip", job.outcome["edition"])
    path = bench.jobs.files_of(job.job_id) / name
    if not path.is_file():
        return page(request, "gone.html.j2", {}, status=404)
    return FileResponse(path, filename=name, content_disposition_type="attachment")


def _job(request: Request) -> Job | None:
    """Return the job in the address where it made the files; else None."""
    try:
        job: Job = request.app.state.bench.jobs.get(request.path_params["job"])
    except JobError:
        return None
    return job if job.kind == KIND and job.outcome is not None else None


def _saved(name: str, content: bytes) -> Response:
    """Return a file for the browser to save; names of reports are plain letters."""
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MIME[Path(name).suffix], headers=head)


def _wanted(query: Mapping[str, str], around: Around, edition: Edition) -> _Wanted:
    day = _day(query.get("op", "")) or today()
    given = _day(query.get("sinds", ""))
    since = given if "sinds" in query else f"{day[:4]}-01-01"
    town, circle = query.get("gemeente", ""), query.get("editie", "")
    return _Wanted(
        day, since if since is not None and since < day else None,
        town if town in around.names else None,
        next((one for one in CONFIDENTIALITY if one == circle), edition),
    )  # fmt: skip


def _day(text: str) -> str | None:
    found = day_of(text)
    return found.isoformat() if found and FIRST_DAY <= found <= LAST_DAY else None
