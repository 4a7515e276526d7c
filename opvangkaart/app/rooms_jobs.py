"""Follow long work: how far it is, stop it, find it again after the browser was closed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import Job
from opvangkaart.app.jobs.jobs import Jobs
from opvangkaart.app.jobs.remaining import left_words
from opvangkaart.app.pages import page
from sites.base import dutch


def routes() -> list[Route]:
    """Return the addresses of long work.

    >>> routes()[0].path
    '/taken'
    """
    return [
        Route("/taken", overview),
        Route("/taken/{job}", follow),
        Route("/taken/{job}/stand", state),
        Route("/taken/{job}/stop", stop, methods=["POST"]),
        Route("/taken/{job}/breek-af", end_now, methods=["POST"]),
        Route("/taken/{job}/opnieuw", again, methods=["POST"]),
        Route("/taken/{job}/weg", forget, methods=["POST"]),
    ]


def overview(request: Request) -> Response:
    """Show what waits, works and was done, the newest first."""
    jobs = _jobs(request)
    return page(request, "jobs.html.j2", {"jobs": [told(jobs, one) for one in jobs.recent()]})


def follow(request: Request) -> Response:
    """Show one job: its progress, or what came of it."""
    try:
        job = _job(request)
    except JobError:
        return page(request, "gone.html.j2", {}, status=404)
    return page(request, "job.html.j2", {"told": told(_jobs(request), job)})


def state(request: Request) -> Response:
    """Return how far a job is, for the page's own script; when it is done, where to go."""
    try:
        job = _job(request)
    except JobError:
        return page(request, "gone.html.j2", {}, status=404)
    seen = told(_jobs(request), job)
    answer = page(request, "job_state.html.j2", {"told": seen})
    if not job.is_open:
        answer.headers["HX-Redirect"] = str(seen["opens"] or f"/taken/{job.job_id}")
    return answer


def stop(request: Request) -> Response:
    """Ask a job to stop, and keep its best."""
    _jobs(request).stop(_job(request).job_id)
    return _followed(request)


def end_now(request: Request) -> Response:
    """End a job at once."""
    _jobs(request).end_now(_job(request).job_id)
    return _followed(request)


def again(request: Request) -> Response:
    """Ask the same work once more."""
    job_id = _jobs(request).again(_job(request).job_id, who=request.app.state.bench.who)
    return RedirectResponse(f"/taken/{job_id}", status_code=303)


def forget(request: Request) -> Response:
    """Throw a job away that is done, with what it made."""
    _jobs(request).forget(_job(request).job_id)
    return RedirectResponse("/taken", status_code=303)


def told(jobs: Jobs, job: Job) -> dict[str, object]:
    """Return a job as a page shows it: its state in words, its bar, and where its outcome is."""
    kind = jobs.kinds.get(job.kind)
    step = job.steps[-1] if job.steps else None
    ahead = sum(1 for one in jobs.open_ones() if one.number < job.number)
    shown = kind.shown_at.format(job_id=job.job_id) if kind and job.has_outcome else None
    return {
        "job": job, "kind": kind, "step": step, "opens": shown, "words": state_words(job, ahead),
        "left": left_words(jobs.left(job)) if job.state == "bezig" else "",
        "search": [one for one in job.steps if one.value is not None],
    }  # fmt: skip


def state_words(job: Job, ahead: int) -> str:
    """Return the state of a job in words; ``ahead`` jobs are done first.

    >>> job = Job("a", 2, "plan", "Plan", "wk", {}, "wacht", 0.0)
    >>> state_words(job, 1), state_words(job, 0)
    ('wacht op 1 taak', 'begint zo')
    """
    if job.state == "wacht":
        return f"wacht op {dutch.counted(ahead, 'taak', 'taken')}" if ahead else "begint zo"
    if job.state == "bezig" and job.is_stopping:
        return "stopt"
    if job.state == "gestopt":
        return "gestopt; het beste is bewaard" if job.has_outcome else "gestopt, niets gemaakt"
    return job.state


def _followed(request: Request) -> Response:
    return RedirectResponse(f"/taken/{request.path_params['job']}", status_code=303)


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.bench.jobs
    return jobs


def _job(request: Request) -> Job:
    return _jobs(request).get(request.path_params["job"])
