"""The room *Instellingen*: what counts in words, and what another choice does before it is kept."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.bench import Bench
from opvangkaart.app.beside import layers_beside
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import Job
from opvangkaart.app.pages import page
from opvangkaart.app.work_settings import CELLS, LIST, WHATS
from opvangkaart.runs.own_list import own_sites
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario
from opvangkaart.runs.settings import Refused, draft_of, save_settings, settings_parts
from opvangkaart.runs.settings_told import layer_rows, verdict_headings
from sites.base import dutch
from sites.base.messages import Message, say
from sites.settings.form import Part, Setting
from sites.settings.form import Path as Where

KIND: Final = "instellingen"


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path
    '/instellingen'
    """
    return [
        Route("/instellingen", overview, methods=["GET", "POST"]),
        Route("/instellingen/lagen", layers),
        Route("/instellingen/verschil/{job}", difference),
        Route("/instellingen/verschil/{job}/bewaar", save, methods=["POST"]),
    ]


async def overview(request: Request) -> Response:
    """Show the settings in force, or look at what a filled form would change."""
    bench: Bench = request.app.state.bench
    if request.method == "GET":
        job = _job(bench, request.query_params.get("van", ""))
        texts = {} if job is None else dict(job.question["texts"])
        return await run_in_threadpool(_form, request, texts)
    form = await request.form()
    texts = {key: str(value)[:400] for key, value in form.items() if isinstance(value, str)}
    what = texts.get("wat", "") if texts.get("wat", "") in WHATS else CELLS
    draft = draft_of(bench.scenario, texts, bench.settings_file.parent, _stores(bench))
    if isinstance(draft, Refused):
        return await run_in_threadpool(_form, request, texts, draft.faults)
    if not draft.changed:
        return _form(request, texts, {(): say("nothing was changed; change a figure first")})
    changed = [
        {"owner": old.owner, "words": old.words, "old": old.shown, "new": new.shown}
        for old, new in draft.changed
    ]
    own = {key: text for key, text in texts.items() if "." in key or key in _TOP}
    job_id = bench.jobs.ask(KIND, "Wat andere instellingen doen", {
        "scenario": None if bench.scenario is None else str(bench.scenario), "draft": draft.text,
        "name": bench.settings_file.name, "folder": str(bench.settings_file.parent),
        "place": bench.place, "what": what, "texts": own, "changed": changed,
        "base": _digest(bench),
    }, who=bench.who)  # fmt: skip
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


#: The settings whose name in a form is one word.
_TOP: Final = frozenset({"title", "reference_date", "cycle"})


def layers(request: Request) -> Response:
    """Show the layers that count, read when they are asked for: that takes a moment."""
    info = request.app.state.bench.asker().layers.info
    return page(request, "setting_layers.html.j2", {"layers": layer_rows(info)})


def difference(request: Request) -> Response:
    """Show what the draft does to the ranking; it is not kept yet."""
    job = _job(request.app.state.bench, request.path_params["job"])
    if job is None or job.outcome is None:
        return page(request, "gone.html.j2", {}, status=404)
    return _told(request, job)


async def save(request: Request) -> Response:
    """Keep the draft as the team's own settings, unless they changed meanwhile."""
    bench: Bench = request.app.state.bench
    job = _job(bench, request.path_params["job"])
    if job is None:
        return page(request, "gone.html.j2", {}, status=404)
    if job.question["base"] != _digest(bench):
        return _told(request, job, say(
            "the settings were changed meanwhile; go back and look again at what changes"
        ))  # fmt: skip
    save_settings(str(job.question["draft"]), bench.settings_file)
    bench.use_settings(bench.settings_file)
    return RedirectResponse("/instellingen?bewaard=1", status_code=303)


def _form(
    request: Request, texts: Mapping[str, str], faults: Mapping[Where, Message] | None = None
) -> Response:
    bench: Bench = request.app.state.bench
    scenario, _ = read_scenario(bench.scenario)
    told = {".".join(path): fault for path, fault in (faults or {}).items()}
    parts = settings_parts(scenario, _stores(bench))
    own = len(own_sites(bench.dossier))
    values = {
        "parts": [{"heading": part.heading, "blocks": blocks(part)} for part in parts],
        "texts": texts, "faults": told, "fault_count": len(told), "general": told.get(""),
        "from_file": "de instellingen die met het programma meekomen"
        if bench.scenario is None else f"het bestand {bench.scenario.name}",
        "to_file": bench.settings_file.name, "saved": request.query_params.get("bewaard") == "1",
        "own": own, "what": texts.get(
            "wat", LIST if own else CELLS), "whats": (LIST, CELLS),
        "first_fault": next((key for key in told if key), ""),
    }  # fmt: skip
    return page(request, "settings.html.j2", values, status=422 if told else 200)


def blocks(part: Part) -> list[dict[str, Any]]:
    """Return how a part is laid out: a table where several things have the same settings.

    What has only some of those settings stands in that table too, with empty cells.

    >>> near = [Setting((kind, name), name, kind, 5.0, "number") for kind in ("Zorg", "Sport")
    ...         for name in ("Goed tot", "Slecht vanaf")]
    >>> blocks(Part("Grenzen", tuple(near)))[0]["heads"]
    ('Goed tot', 'Slecht vanaf')
    """
    words_of = {owner: tuple(one.words for one in part.of(owner)) for owner in part.owners}
    made: list[dict[str, Any]] = []
    for owner, words in words_of.items():
        home = next((made_of for made_of in made if _fits(words, made_of)), None)
        rows = part.of(owner)
        if home is None:
            made.append({"words": words, "owners": [(owner, rows)]})
        else:
            home["words"] = max(home["words"], words, key=len)
            home["owners"].append((owner, rows))
    return [_block(one["words"], one["owners"]) for one in made]


def _fits(words: Sequence[str], block: Mapping[str, Any]) -> bool:
    small, large = sorted((set(words), set(block["words"])), key=len)
    return len(small) > 1 and small <= large


def _block(
    words: tuple[str, ...], owners: Sequence[tuple[str, Sequence[Setting]]]
) -> dict[str, Any]:
    if len(owners) == 1:
        owner, settings = owners[0]
        return {"owner": owner, "fields": list(settings)}
    rows = [
        {"owner": owner, "cells": [{one.words: one for one in settings}.get(w) for w in words]}
        for owner, settings in owners
    ]
    return {"heads": words, "rows": rows}


def _told(request: Request, job: Job, fault: Message | None = None) -> Response:
    bench: Bench = request.app.state.bench
    return page(request, "difference.html.j2", {
        "job": job, "made": job.outcome, "changed": job.question["changed"], "fault": fault,
        "headings": verdict_headings(), "is_list": job.question["what"] == LIST,
        "to_file": bench.settings_file.name, "count": dutch.counted,
    }, status=200 if fault is None else 409)  # fmt: skip


def _job(bench: Bench, job_id: str) -> Job | None:
    try:
        job = bench.jobs.get(job_id) if job_id else None
    except JobError:
        return None
    return job if job is not None and job.kind == KIND else None


def _stores(bench: Bench) -> dict[str, str]:
    """Return the folders with fetched layers that can be chosen, from where settings are kept."""
    folder = layers_beside(bench.place)
    if not folder.is_dir():
        return {}
    name = os.path.relpath(folder, bench.settings_file.parent)
    return {Path(name).as_posix(): f"opgehaalde gegevens (de map {folder.name})"}


def _digest(bench: Bench) -> str:
    return hashlib.sha256((bench.scenario or BUNDLED).read_bytes()).hexdigest()
