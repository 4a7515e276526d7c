"""The room *Voortgang*: where things stand, what moved, what is in the way, who is short."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from maps.base.names import edition_name
from maps.content.progress import progress_content
from maps.drawing.progress_chart import both_charts, legend, swatch
from opvangkaart.app.pages import page
from opvangkaart.runs.dossier import today
from opvangkaart.runs.progress import Around, one_report, report_files, write_report
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: What can be saved of one area: the word in the address, the end of the file's name.
_FILES: Final = {"pagina": ".html", "a4": ".pdf", "word": ".docx"}
_MIME: Final = {
    ".html": "text/html; charset=utf-8", ".pdf": "application/pdf", ".zip": "application/zip",
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
    ('/voortgang', 3)
    """
    return [
        Route("/voortgang", _overview),
        Route("/voortgang/alles", _everything),
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


def _everything(request: Request) -> Response:
    """Give the pages and papers of all gemeenten and of the whole area, in one file."""
    around: Around = request.app.state.bench.around()
    asked = _wanted(request.query_params, around, CONFIDENTIALITY[0])
    memory = io.BytesIO()
    with TemporaryDirectory(prefix="opvangkaart-") as folder:
        written = write_report(
            request.app.state.bench.dossier, Path(folder) / "voortgang", around, day=asked.day,
            since=asked.since, edition=asked.edition,
        )  # fmt: skip
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as made:
            for name in written.files:
                made.write(written.out / name, name)
    return _saved(edition_name("voortgang", ".zip", asked.edition), memory.getvalue())


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
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
