"""A workbench that really runs, on a port of this machine, and who knows its key."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import requests
import uvicorn

from opvangkaart.app.bench import Bench
from opvangkaart.app.guard import BEGIN
from opvangkaart.app.jobs.jobs import Jobs
from opvangkaart.app.jobs.kinds import KINDS
from opvangkaart.app.serve import application, listening
from opvangkaart.dossier.store import create_dossier

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
def running(folder, kinds=KINDS):
    """Run a workbench with an empty dossier in a folder."""
    place = folder / "team.dossier"
    dossier = create_dossier(place)
    uploads = folder / "uploads"
    uploads.mkdir()
    with listening(0) as listener:
        port = listener.getsockname()[1]
        jobs = Jobs(folder / "team.taken", kinds=kinds)
        bench = Bench(dossier, uploads, None, "wk", place=str(place), jobs=jobs)
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
        thread.join(10)
        jobs.close()
    dossier.close()


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
