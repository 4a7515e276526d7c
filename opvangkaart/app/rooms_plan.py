"""The room *Plan*: ask for a plan by clicking, follow it, ask on from it, keep it, compare two."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.bench import Bench
from opvangkaart.app.beside import beside
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import Job
from opvangkaart.app.pages import page
from opvangkaart.app.plan_question import EVENT_ROWS, VERBS, PlanQuestion
from opvangkaart.app.plan_sites import MOST, PlanSites, chosen_and_near
from opvangkaart.app.rooms_jobs import told
from opvangkaart.app.work_plan import SOURCES
from opvangkaart.dossier.kept import (
    Answer,
    initiative_of_site,
    keep_answer,
    kept_answer,
    kept_answers,
)
from opvangkaart.runs.dossier import today
from opvangkaart.runs.plan_scenario import save_plan_scenario
from opvangkaart.runs.plan_screen import two_plans
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.tables.dossier import PLANNED

#: The parts of the room: address, name.
TABS: Final = (
    ("/plan", "Plan maken"),
    ("/plan/tekort", "Wie komt tekort?"),
    ("/plan/kernen", "Kernen"),
    ("/plan/biedingen", "Biedingen naast elkaar"),
)


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path
    '/plan'
    """
    return [
        Route("/plan", ask, methods=["GET", "POST"]),
        Route("/plan/plekken", choose),
        Route("/plan/plekken.json", points),
        Route("/plan/naast", compare),
        Route("/plan/bewaard/{row}", kept),
        Route("/plan/bewaard/{row}/scenario", kept_as_scenario, methods=["POST"]),
        Route("/plan/{job}", show),
        Route("/plan/{job}/bewaar", keep, methods=["POST"]),
        Route("/plan/{job}/scenario", as_scenario, methods=["POST"]),
    ]


async def ask(request: Request) -> Response:
    """Show the form, or put the plan that it asks for in the queue."""
    bench: Bench = request.app.state.bench
    if request.method == "GET":
        asked = PlanQuestion.of(request.query_params) if request.query_params else PlanQuestion()
        return _form(request, asked, None)
    asked = PlanQuestion.of(await request.form())
    try:
        question = asked.asked() | _where(bench) | {"form": asked.held()}
        if asked.start:
            bench.jobs.get(asked.start)  # a job that is no longer there is said at once
        job_id = bench.jobs.ask("plan", asked.title(), question, who=bench.who)
    except OpvangkaartError as error:
        return _form(request, asked, error.message)
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


def choose(request: Request) -> Response:
    """Return the sites to keep or leave out: those that were chosen, and those looked for."""
    asked = PlanQuestion.of(request.query_params)
    return page(request, "plan_sites.html.j2", _listed(request, asked))


def points(request: Request) -> Response:
    """Return the sites as points for the map."""
    source = "lijst" if request.query_params.get("bron") == "lijst" else "scenario"
    try:
        table = _sites(request, source)
    except OpvangkaartError:
        return JSONResponse([])
    columns = ["site_id", "name", "lon", "lat"]
    return JSONResponse(table[columns].to_numpy().tolist())


def show(request: Request) -> Response:
    """Show a plan, with what can be asked on from it."""
    bench: Bench = request.app.state.bench
    try:
        job = bench.jobs.get(request.path_params["job"])
    except JobError:
        return page(request, "gone.html.j2", {}, status=404)
    if job.kind != "plan" or job.outcome is None:
        return RedirectResponse(f"/taken/{job.job_id}", status_code=303)
    saved = request.query_params.get("bewaard") == "1"
    return _shown(request, job.outcome, job.question["form"], job=job, saved=saved)


async def keep(request: Request) -> Response:
    """Keep a plan in the dossier, under a name that the team gives it."""
    bench: Bench = request.app.state.bench
    job = bench.jobs.get(request.path_params["job"])
    form = await request.form()
    if job.outcome is not None:
        keep_answer(bench.editor, plan_answer(job, str(form.get("titel", "")), bench.listed()))
    return RedirectResponse(f"/plan/{job.job_id}?bewaard=1", status_code=303)


def kept(request: Request) -> Response:
    """Show a plan that was kept in the dossier."""
    row = kept_answer(request.app.state.bench.dossier, request.path_params["row"])
    if row is None or row["kind"] != PLANNED:
        return page(request, "gone.html.j2", {}, status=404)
    return _shown(request, row["content"]["plan"], row["content"]["form"], title=row["title"],
                  again=f"/plan/bewaard/{row['row_id']}/scenario")  # fmt: skip


async def as_scenario(request: Request) -> Response:
    """Save what a plan was asked as a scenario beside the dossier."""
    bench: Bench = request.app.state.bench
    job = bench.jobs.get(request.path_params["job"])
    if job.kind != "plan" or job.outcome is None:
        return page(request, "gone.html.j2", {}, status=404)
    title = str((await request.form()).get("titel", "")).strip()[:200] or job.title
    name = await run_in_threadpool(_saved, bench, job.question["form"], title)
    return RedirectResponse(f"/plan/{job.job_id}?{urlencode({'scenario': name})}", status_code=303)


def kept_as_scenario(request: Request) -> Response:
    """Save what a kept plan was asked as a scenario beside the dossier."""
    bench: Bench = request.app.state.bench
    row = kept_answer(bench.dossier, request.path_params["row"])
    if row is None or row["kind"] != PLANNED:
        return page(request, "gone.html.j2", {}, status=404)
    name = _saved(bench, row["content"]["form"], str(row["title"]))
    address = f"/plan/bewaard/{row['row_id']}?{urlencode({'scenario': name})}"
    return RedirectResponse(address, status_code=303)


def _saved(bench: Bench, form: Mapping[str, Any], title: str) -> str:
    asked = PlanQuestion.again(form).asked()
    folder = beside(bench.place, ".plannen")
    return save_plan_scenario(bench.dossier, asked, title, folder, bench.scenario).name


def _scenario_told(request: Request) -> str:
    """Return the scenario that was just saved, as it is found from here; nothing without one."""
    name = request.query_params.get("scenario", "")
    path = beside(request.app.state.bench.place, ".plannen") / name
    return path.as_posix() if name and path.name == name and path.is_file() else ""


def compare(request: Request) -> Response:
    """Lay two plans side by side, kept ones or those of jobs."""
    bench: Bench = request.app.state.bench
    wanted = [request.query_params.get(name, "") for name in ("een", "ander")]
    found = [_plan_of(bench, one) for one in wanted]
    values: dict[str, Any] = {"plans": _plans(bench), "wanted": wanted, "parts": [],
                              "fault": None, "tabs": TABS}  # fmt: skip
    one, other = found
    if one is not None and other is not None:
        values["parts"] = two_plans(one, other)
    return page(request, "plan_beside.html.j2", values)


def plan_answer(job: Job, title: str, listed: pd.DataFrame) -> Answer:
    """Return a plan as the dossier keeps it: also what it says of each initiative in it.

    The list may have gone on since: what has left it, and a number that is another's now, are
    passed over. Sites of a scenario have numbers of their own.
    """
    outcome: Mapping[str, Any] = job.outcome or {}
    is_own = PlanQuestion.again(job.question["form"]).source == "lijst"
    names = dict(zip(listed["number"].astype(int), listed["name"], strict=True)) if is_own else {}
    verdicts = {}
    for site in outcome["sites"]:
        number = initiative_of_site(site["id"])
        is_there = number is not None and names.get(number) == site["name"]
        if number is not None and is_there and site["plan"] == outcome["name"]:
            verdicts[number] = (
                "in dit rekenvoorbeeld",
                f"{site['places']} plekken; leunt op {site['hub']} ({site['minutes']}).",
            )
    return Answer(
        kind=PLANNED, day=today(), title=title.strip() or job.title,
        fingerprint=outcome["fingerprint"], words=outcome["parts"]["figures"][0]["line"],
        confidentiality=outcome["confidentiality"],
        content={"plan": outcome, "form": job.question["form"]}, verdicts=verdicts,
    )  # fmt: skip


def _sites(request: Request, source: str) -> pd.DataFrame:
    kept_sites: PlanSites = request.app.state.plan_sites
    return kept_sites.of(request.app.state.bench, source)


def _where(bench: Bench) -> dict[str, Any]:
    return {"place": bench.place,
            "scenario": None if bench.scenario is None else str(bench.scenario)}  # fmt: skip


def _form(request: Request, asked: PlanQuestion, fault: Message | None) -> Response:
    bench: Bench = request.app.state.bench
    kept_sites: PlanSites = request.app.state.plan_sites
    choices = kept_sites.choices(bench)
    events = [*asked.events, *[("", "", "", "")] * EVENT_ROWS][: max(EVENT_ROWS, len(asked.events))]
    jobs = bench.jobs.recent("plan", count=8)
    values = {
        "asked": asked, "choices": choices, "fault": fault, "events": events, "verbs": VERBS,
        "sources": SOURCES, "recent": [told(bench.jobs, job) for job in jobs], "tabs": TABS,
        "kept": kept_answers(bench.dossier, PLANNED).to_dict("records"),
    } | _listed(request, asked)  # fmt: skip
    return page(request, "plan.html.j2", values, status=200 if fault is None else 422)


def _listed(request: Request, asked: PlanQuestion) -> dict[str, Any]:
    """Return the sites to choose from; nothing is read before anyone looks for some."""
    town, words = (request.query_params.get(name, "").strip() for name in ("in", "zoek"))
    more = request.query_params.get("erbij", "")
    keep, without = turned(asked, more)
    chosen = (*keep, *without)
    values: dict[str, Any] = {"keep": keep, "without": without, "town": town, "words": words,
                              "rows": [], "count": 0, "most": MOST, "site_fault": None}  # fmt: skip
    if not chosen and not town and not words:
        return values
    try:
        table = _sites(request, asked.source)
    except OpvangkaartError as error:
        return values | {"site_fault": error.message}
    rows, count = chosen_and_near(table, chosen, town, words)
    by_name = dict(zip(table["name"], table["site_id"], strict=True))
    return values | {
        "rows": rows.to_dict("records"),
        "count": count,
        "keep": tuple(by_name.get(one, one) for one in keep),
        "without": tuple(by_name.get(one, one) for one in without),
    }


def turned(asked: PlanQuestion, one: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Turn one site on: free becomes kept, kept becomes left out, left out becomes free.

    >>> turned(PlanQuestion(keep=("a",)), "a"), turned(PlanQuestion(without=("a",)), "a")
    (((), ('a',)), ((), ()))
    """
    if not one:
        return asked.keep, asked.without
    keep = tuple(name for name in asked.keep if name != one)
    without = tuple(name for name in asked.without if name != one)
    if one in asked.keep:
        return keep, (*without, one)
    return (keep, without) if one in asked.without else ((*keep, one), without)


def _shown(
    request: Request, plan: Mapping[str, Any], form: Mapping[str, Any], *,
    job: Job | None = None, saved: bool = False, title: str = "", again: str = "",
) -> Response:  # fmt: skip
    asked = PlanQuestion.again(form)
    best = [site for site in plan["sites"] if site["plan"] == plan["name"]]
    values = {
        "plan": plan, "asked": asked, "best": best, "job": job, "saved": saved, "tabs": TABS,
        "title": title or (job.title if job else ""), "sources": SOURCES,
        "save_at": again or (f"/plan/{job.job_id}/scenario" if job else ""),
        "scenario": _scenario_told(request),
        "is_stopped": job is not None and job.state == "gestopt",
        "total": sum(site["places"] for site in best),
        "lost": [one for one in asked.keep if one not in {site["id"] for site in best}],
    }  # fmt: skip
    return page(request, "plan_shown.html.j2", values)


def _plans(bench: Bench) -> list[tuple[str, str]]:
    """Return the plans that can be laid side by side: code and name."""
    made = [(job.job_id, job.title) for job in bench.jobs.recent("plan", count=20)
            if job.has_outcome]  # fmt: skip
    stored = kept_answers(bench.dossier, PLANNED)
    return [(f"bewaard-{row}", f"{title} (bewaard)") for row, title in
            zip(stored["row_id"], stored["title"], strict=True)] + made  # fmt: skip


def _plan_of(bench: Bench, code: str) -> Mapping[str, Any] | None:
    if code.startswith("bewaard-"):
        row = kept_answer(bench.dossier, code.removeprefix("bewaard-"))
        return None if row is None or row["kind"] != PLANNED else row["content"]["plan"]
    try:
        job = bench.jobs.get(code)
    except JobError:
        return None
    return job.outcome if job.kind == "plan" else None
