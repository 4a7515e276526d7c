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
def at_work(place, folder, who="wk"):
    """A running workbench on a dossier that is there, with its uploads and work in a folder."""
    dossier = open_dossier(place)
    uploads = folder / f"uploads-{who}"
    uploads.mkdir()
    with listening(0) as listener:
        port = listener.getsockname()[1]
        jobs = Jobs(folder / f"{who}.taken")
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
        thread.join(10)
        jobs.close()
    dossier.close()


@pytest.fixture
def workbench(tmp_path):
    """A running workbench with an empty dossier."""
    create_dossier(tmp_path / "team.dossier").close()
    with at_work(tmp_path / "team.dossier", tmp_path) as running:
        yield running


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
