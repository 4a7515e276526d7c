"""Start the workbench on this machine alone, and open the browser."""

import os
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import current_thread, main_thread
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from maps.base.style import theme
from opvangkaart.app import (
    rooms_data,
    rooms_hanging,
    rooms_incoming,
    rooms_jobs,
    rooms_keeping,
    rooms_list,
    rooms_map,
    rooms_out,
    rooms_output,
    rooms_plan,
    rooms_plan_asked,
    rooms_plot,
    rooms_progress,
    rooms_settings,
    tour,
)
from opvangkaart.app.bench import Bench
from opvangkaart.app.guard import BEGIN, Guard
from opvangkaart.app.jobs.jobs import Jobs
from opvangkaart.app.jobs.place import jobs_folder
from opvangkaart.app.pages import page
from opvangkaart.app.plan_sites import PlanSites
from opvangkaart.dossier.edit import check_code
from opvangkaart.dossier.store import Dossier, create_dossier, open_dossier
from opvangkaart.dossier.where import is_server
from opvangkaart.runs.dossier import acting
from opvangkaart.runs.example import lay_example
from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

_HERE: Final = "127.0.0.1"


def application(bench: Bench, *, port: int, key: str) -> Guard:
    """Return the workbench behind its guard; ``key`` opens it once."""
    inner = Starlette(routes=[
        Route("/", home),
        Route("/wie", who, methods=["GET", "POST"]),
        Route("/thema.css", colours),
        *rooms_out.routes(),  # before one initiative: its address would take theirs
        *rooms_list.routes(),
        *rooms_hanging.routes(),
        *rooms_keeping.routes(),
        *rooms_incoming.routes(),
        *rooms_map.routes(),
        *rooms_plot.routes(),
        *rooms_progress.routes(),
        *rooms_jobs.routes(),
        *rooms_settings.routes(),
        *rooms_output.routes(),
        *rooms_data.routes(),
        *tour.routes(),
        *rooms_plan_asked.routes(),
        *rooms_plan.routes(),
        Mount("/leaflet", StaticFiles(packages=[("maps", "assets/leaflet")])),
        Mount("/vast", StaticFiles(packages=[("opvangkaart.app", "assets")])),
    ], exception_handlers={
        404: gone, OpvangkaartError: refused, OSError: refused, Exception: refused,
    })  # fmt: skip
    inner.state.bench, inner.state.plan_sites = bench, PlanSites()
    return Guard(inner, port=port, key=key)


def home(request: Request) -> Response:
    """Go to the list, or first ask who is at work."""
    return RedirectResponse("/lijst" if request.app.state.bench.who else "/wie", status_code=303)


async def who(request: Request) -> Response:
    """Ask for the code of who is at work: it stands with every change."""
    bench, fault = request.app.state.bench, None
    if request.method == "POST":
        given = str((await request.form()).get("code", "")).strip()
        try:
            acting(bench.dossier, given)
        except OpvangkaartError as error:
            fault = error.message
        else:
            bench.who = given
            return RedirectResponse("/lijst", status_code=303)
    return page(request, "who.html.j2", {"fault": fault}, status=200 if fault is None else 422)


def colours(_request: Request) -> Response:
    """Return the colours that the workbench shares with the pages it makes."""
    return Response(theme().css(), media_type="text/css")


def gone(request: Request, _error: Exception) -> Response:
    """Say that there is nothing here."""
    return page(request, "gone.html.j2", {}, status=404)


async def refused(request: Request, error: Exception) -> Response:
    """Say in one line what could not be done; nothing was changed.

    What was filled in goes along, to try again when the database is back, or the disk has room.
    """
    if isinstance(error, OpvangkaartError):
        message, status = error.message, 409
    elif isinstance(error, OSError):
        message, status = say("this cannot be written ({why})", why=because(error)), 409
    else:
        message, status = say("the program made a mistake ({kind}); tell who looks after it",
                              kind=type(error).__name__), 500  # fmt: skip
    form = await request.form() if request.method == "POST" else FormData()
    filled = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    values = {"fault": message, "filled": filled, "address": request.url.path}
    return page(request, "refused.html.j2", values, status=status)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Give a socket on a port of this machine alone; 0 takes a free one.

    >>> with listening(0) as listener:
    ...     listener.getsockname()[0]
    '127.0.0.1'

    Raises
    ------
    OpvangkaartError
        The port is taken, or not ours to take.
    """
    with socket.socket() as listener:
        if os.name == "posix":
            # Of one that ended the system keeps the port for a minute, as if another had it. On
            # Windows it does not, and this would let two listen at once.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HERE, port))
            listener.listen()  # a browser that comes before the server is ready waits
        except OSError as error:
            raise OpvangkaartError(
                "port {port} cannot be used ({why}); choose another one with --port",
                port=str(port), why=because(error),
            ) from error  # fmt: skip
        yield listener


@contextmanager
def _ending(server: uvicorn.Server) -> Iterator[None]:
    """End a server on Ctrl+C, or when the system says so, at whatever moment that comes.

    Before the server hears signals itself one would break off its very start; one that it has heard
    it sends on, and to end was all that was asked.
    """

    def end(_number: int, _frame: object) -> None:
        server.should_exit = True

    if current_thread() is not main_thread():  # only the main one may hear signals
        yield
        return
    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def start(
    place: str, *, scenario: Path | None = None, who_is: str = "", port: int = 0,
    browser: bool = True, example: bool = False, folder: bool = False,
    told: Callable[[str], None] = print,
) -> None:  # fmt: skip
    """Serve a dossier until the program is ended; a new one is made where there is none.

    With ``example`` a new one begins with a few initiatives that are made up and called so; with
    ``folder`` the folder it lies in is made too. Where nothing is served, nothing is made.

    Raises
    ------
    DossierError
        The dossier cannot be opened, or the code of who is at work is none.
    """
    with TemporaryDirectory(prefix="opvangkaart-") as uploads, listening(port) as listener:
        dossier, is_new = _dossier_of(place, who_is, example=example, folder=folder)
        try:
            who_is = dossier.role or who_is
            port = listener.getsockname()[1]
            key = secrets.token_urlsafe(24)
            jobs = Jobs(jobs_folder(place))
            bench = Bench(dossier, Path(uploads), scenario, who_is, place=place, jobs=jobs)
            bench.tour = 0 if is_new else None
            if scenario is None and bench.settings_file.is_file():
                bench.use_settings(bench.settings_file)
            config = uvicorn.Config(
                application(bench, port=port, key=key), log_level="warning", access_log=False,
                server_header=False, ws="none", timeout_graceful_shutdown=2,
            )  # fmt: skip
            bench.begin_beside(bench.warm)
            address = f"http://{_HERE}:{port}{BEGIN}?sleutel={key}"
            server = uvicorn.Server(config)
            with _ending(server):
                told(address)
                if browser:
                    webbrowser.open(address)
                try:
                    server.run(sockets=[listener])
                finally:
                    jobs.close()
            bench.rest()
        finally:
            dossier.close()


def _dossier_of(
    place: str, who_is: str, *, example: bool, folder: bool
) -> tuple[Dossier, bool]:  # fmt: skip
    """Return the dossier of a place, and whether it was made just now; a wrong code makes none."""
    if is_server(place) or Path(place).exists():
        found = open_dossier(place)
        try:
            if found.role or who_is:
                acting(found, who_is)
        except BaseException:
            found.close()
            raise
        return found, False
    if who_is:
        check_code(who_is)
    if folder:
        Path(place).parent.mkdir(exist_ok=True)
    made = create_dossier(place)
    if example:
        try:
            lay_example(made)
        except BaseException:
            made.close()
            raise
    return made, True
