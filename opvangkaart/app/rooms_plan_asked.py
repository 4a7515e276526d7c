"""The room *Plan*, its other questions: who is short, which kernen can take it, two bids."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.asked import typed_count
from opvangkaart.app.bench import Bench
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.pages import page
from opvangkaart.app.rooms_jobs import told
from opvangkaart.app.rooms_plan import TABS
from opvangkaart.app.work_plan import PAPERS
from opvangkaart.runs.plan_choices import short_now
from opvangkaart.runs.plan_screen import shown
from opvangkaart.runs.unreckoned import groups_fault
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: What "three kernen for 60 places" starts from.
_PLACES, _COUNT = 60, 3
_MOST_BYTES = 1024 * 1024
#: What can be saved of two bids: the word in the address, the end of the file's name.
_PAPERS = {"a4": ".pdf", "word": ".docx"}


def routes() -> list[Route]:
    """Return the addresses of these questions.

    >>> routes()[0].path
    '/plan/tekort'
    """
    return [
        Route("/plan/tekort", short),
        Route("/plan/kernen", kernen, methods=["GET", "POST"]),
        Route("/plan/kernen/{job}", kernen_shown),
        Route("/plan/biedingen", bids, methods=["GET", "POST"]),
        Route("/plan/biedingen/{job}", bids_shown),
        Route("/plan/biedingen/{job}/{what}", bids_paper),
    ]


def short(request: Request) -> Response:
    """Say who is short today, before any plan."""
    parts = shown(short_now(request.app.state.bench.asker()))
    return page(request, "plan_short.html.j2", {"parts": parts, "tabs": TABS})


async def kernen(request: Request) -> Response:
    """Ask which kernen of a municipality can take so many places."""
    bench: Bench = request.app.state.bench
    fault: Message | None = None
    given = {"gemeente": "", "plekken": str(_PLACES), "hoeveel": str(_COUNT)}
    if request.method == "POST":
        form = await request.form()
        given = {name: str(form.get(name, "")).strip()[:80] for name in given}
        try:
            job_id = _ask_kernen(bench, given)
        except OpvangkaartError as error:
            fault = error.message
        else:
            return RedirectResponse(f"/taken/{job_id}", status_code=303)
    towns = request.app.state.plan_sites.choices(bench).towns
    values = {"given": given, "fault": fault, "towns": towns, "tabs": TABS,
              "recent": _recent(bench, "kernen")}  # fmt: skip
    return page(request, "plan_kernen.html.j2", values, status=200 if fault is None else 422)


def _ask_kernen(bench: Bench, given: dict[str, str]) -> str:
    places, count = typed_count(given["plekken"]), typed_count(given["hoeveel"])
    for number, text in ((places, given["plekken"]), (count, given["hoeveel"])):
        if not number:
            raise OpvangkaartError("{value!r} is no whole number; write it in digits", value=text)
    if not given["gemeente"]:
        raise OpvangkaartError("choose a municipality first")
    title = f"Kernen in {given['gemeente']} voor {places} plekken"
    question = _where(bench) | {"gemeente": given["gemeente"], "places": places, "count": count}
    return bench.jobs.ask("kernen", title, question, who=bench.who)


def kernen_shown(request: Request) -> Response:
    """Show which kernen can take it."""
    return _outcome(request, "kernen", "plan_kernen_shown.html.j2")


async def bids(request: Request) -> Response:
    """Ask to lay two parts of the list, or two bids in files, side by side."""
    bench: Bench = request.app.state.bench
    fault: Message | None = None
    sides: list[list[str]] = [[], []]
    if request.method == "POST":
        async with request.form() as form:
            sides = [[str(one)[:40] for one in form.getlist(name)] for name in "ab"]
            files = [form.get(f"bod-{name}") for name in "ab"]
            try:
                question = await _bid_files(files) or {
                    "how": "lijst", "source": "lijst", "sides": sides,
                }  # fmt: skip
                if question["how"] == "lijst" and not all(sides):
                    raise OpvangkaartError(  # noqa: TRY301 - told on the page as any fault
                        "a side has no site; choose at least one for A and one for B"
                    )
                question |= _where(bench) | {"edition": _edition(form.get("editie", ""))}
                job_id = bench.jobs.ask("bod", _bid_title(bench, sides), question, who=bench.who)
            except OpvangkaartError as error:
                fault = error.message
            else:
                return RedirectResponse(f"/taken/{job_id}", status_code=303)
    values = {"rows": _initiatives(bench), "sides": sides, "fault": fault, "tabs": TABS,
              "editions": CONFIDENTIALITY[::-1],
              "recent": _recent(bench, "bod")}  # fmt: skip
    return page(request, "plan_bids.html.j2", values, status=200 if fault is None else 422)


def bids_shown(request: Request) -> Response:
    """Show two bids side by side."""
    return _outcome(request, "bod", "plan_bids_shown.html.j2")


def bids_paper(request: Request) -> Response:
    """Give the A4 of two bids, as PDF or for Word."""
    bench: Bench = request.app.state.bench
    end = _PAPERS.get(request.path_params["what"])
    try:
        job = bench.jobs.get(request.path_params["job"])
    except JobError:
        job = None
    if job is None or end is None or job.kind != "bod" or job.outcome is None:
        return page(request, "gone.html.j2", {}, status=404)
    folder = bench.jobs.files_of(job.job_id) / PAPERS
    path = next((folder / name for name in job.outcome.get("files", ()) if name.endswith(end)
                 and (folder / name).is_file()), None)  # fmt: skip
    if path is None:
        return page(request, "gone.html.j2", {}, status=404)
    return FileResponse(path, filename=path.name, content_disposition_type="attachment")


def _edition(text: object) -> Edition:
    """Return the edition that was chosen; the team's own where none was."""
    return next((one for one in CONFIDENTIALITY if one == text), CONFIDENTIALITY[-1])


async def _bid_files(files: list[Any]) -> dict[str, Any] | None:
    """Return the question about two bids that were brought as files; None where none was."""
    given = [one for one in files if isinstance(one, UploadFile) and one.filename]
    if not given:
        return None
    if len(given) == 1:
        raise OpvangkaartError("bring two bids, one for A and one for B")
    texts = []
    for one in given:
        content = await one.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise OpvangkaartError("a bid is a page of settings, at most {limit} MB", limit=1)
        try:
            texts.append(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise OpvangkaartError("a bid is text in UTF-8, as a .toml file has it") from None
    return {"how": "bestanden", "source": "scenario", "texts": texts}


def _bid_title(bench: Bench, sides: list[list[str]]) -> str:
    names = {row["id"]: row["name"] for row in _initiatives(bench)}
    told_sides = [" + ".join(names.get(one, one) for one in side) for side in sides if side]
    return " tegen ".join(told_sides)[:200] or "Twee biedingen naast elkaar"


def _initiatives(bench: Bench) -> list[dict[str, Any]]:
    """Return the initiatives that have a place to judge, with the code a run gives them.

    One that a run cannot read stays in sight, with what it says of it.
    """
    table = bench.listed()
    placed = table[table[["lon", "postcode", "kern"]].notna().any(axis=1)]
    ahead = placed[placed["phase"] != "gestopt"]
    return [{"id": f"I{row['number']}", "name": str(row["name"]), "row_id": row["row_id"],
             "where": row["kern"] or row["postcode"] or row["gemeente"] or "",
             "fault": groups_fault(row)}
            for row in ahead.to_dict("records")]  # fmt: skip


def _outcome(request: Request, kind: str, template: str) -> Response:
    try:
        job = request.app.state.bench.jobs.get(request.path_params["job"])
    except JobError:
        return page(request, "gone.html.j2", {}, status=404)
    if job.kind != kind or job.outcome is None:
        return RedirectResponse(f"/taken/{job.job_id}", status_code=303)
    return page(request, template, {"job": job, "outcome": job.outcome, "tabs": TABS})


def _recent(bench: Bench, kind: str) -> list[dict[str, object]]:
    return [told(bench.jobs, job) for job in bench.jobs.recent(kind, count=5)]


def _where(bench: Bench) -> dict[str, Any]:
    return {"place": bench.place,
            "scenario": None if bench.scenario is None else str(bench.scenario)}  # fmt: skip
