"""A workbench that really runs, on a port of this machine, and who knows its key."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pg8000.native
import pytest
import requests
import uvicorn

from opvangkaart.app.bench import Bench
from opvangkaart.app.guard import BEGIN
from opvangkaart.app.jobs.jobs import Jobs
from opvangkaart.app.jobs.kinds import KINDS
from opvangkaart.app.serve import application, listening
from opvangkaart.dossier.store import create_dossier, open_dossier

KEY = "de-sleutel-van-de-proef"


@dataclass
class Running:
    """A workbench at ``address``, and what it works on."""

    address: str
    bench: Bench

    @property
    def begin(self) -> str:
        """The address that lets one browser in."""
        return f"{self.address}{BEGIN}?sleutel={KEY}"

    def known(self) -> requests.Session:
        """A client that brought the key; each POST says where it comes from, as a browser does."""
        client = requests.Session()
        client.headers["Origin"] = self.address
        assert client.get(self.begin).status_code == 200
        return client


@contextmanager
def at_work(place, folder, who="wk", kinds=KINDS):
    """A running workbench on a dossier that is there, with its uploads and work in a folder."""
    dossier = open_dossier(place)
    uploads = folder / f"uploads-{who}"
    uploads.mkdir()
    with listening(0) as listener:
        port = listener.getsockname()[1]
        jobs = Jobs(folder / f"{who}.taken", kinds=kinds)
        bench = Bench(dossier, uploads, None, who, place=str(place), jobs=jobs)
        config = uvicorn.Config(
            application(bench, port=port, key=KEY), log_level="error", ws="none"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Running(f"http://127.0.0.1:{port}", bench)
        server.should_exit = True
        thread.join(120)
        jobs.close()
    dossier.close()


@contextmanager
def running(folder, kinds=KINDS):
    """Run a workbench with an empty dossier in a folder."""
    create_dossier(folder / "team.dossier").close()
    with at_work(folder / "team.dossier", folder, kinds=kinds) as found:
        yield found


@pytest.fixture
def workbench(tmp_path):
    """A running workbench with an empty dossier."""
    with running(tmp_path) as found:
        yield found


#: A list of a team: name, kern, places.
LISTED = (("Kazerne", "Soest", 60), ("Klooster", "Bunnik", 40), ("Kantoor", "Woudenberg", 80),
          ("School", "Houten", 60), ("Hal", "Bilthoven", 50), ("Loods", "Leusden", 40))  # fmt: skip


@pytest.fixture(scope="module")
def listed_workbench(tmp_path_factory):
    """A running workbench with six initiatives, for all the tests of a module."""
    with running(tmp_path_factory.mktemp("werkbank")) as found:
        with found.bench.editor.together() as batch:
            for name, kern, places in LISTED:
                batch.add("initiatives", {
                    "name": name, "kern": kern, "places_low": places, "places_high": places,
                    "confidentiality": "intern",
                })  # fmt: skip
        yield found


@pytest.fixture
def two_at_work(database, tmp_path):
    """Two workbenches, each of its own role, on one database of a server."""
    create_dossier(database).close()
    other = second_role(database)
    with at_work(database, tmp_path, "team") as one, at_work(other, tmp_path, "collega") as two:
        yield one, two


def second_role(address):
    """Make another role that may write in the tables, and return the address with it."""
    name = address.rsplit("/", 1)[1]
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    with pg8000.native.Connection("team", host="127.0.0.1", port=port, database=name) as admin:
        admin.run("DROP ROLE IF EXISTS collega")
        admin.run("CREATE ROLE collega LOGIN SUPERUSER")
    return address.replace("//team@", "//collega@")


@pytest.fixture(scope="module")
def window(browser):
    """Return a window of a width that knows nobody: no cookie, and a port of its own per workbench.

    One for all tests of a module: a page in a new one takes twice the time.
    """
    windows = {}

    def of(width):
        if width not in windows:
            windows[width] = browser.new_context(
                viewport={"width": width, "height": 900}, locale="nl-NL"
            )
            windows[width].new_page()  # while one page is open the renderer stays
        windows[width].clear_cookies()
        return windows[width]

    yield of
    for one in windows.values():
        one.close()


@pytest.fixture(scope="module")
def chromium(browser):
    """The browser of all tests, under the name that these tests give it."""
    return browser
