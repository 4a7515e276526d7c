"""A workbench that really runs, on a port of this machine, and who knows its key."""

import threading
import time
from dataclasses import dataclass

import pytest
import requests
import uvicorn

from opvangkaart.app.bench import Bench
from opvangkaart.app.guard import BEGIN
from opvangkaart.app.jobs.jobs import Jobs
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


@pytest.fixture
def workbench(tmp_path):
    """A running workbench with an empty dossier."""
    dossier = create_dossier(tmp_path / "team.dossier")
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    with listening(0) as listener:
        port = listener.getsockname()[1]
        place = str(tmp_path / "team.dossier")
        jobs = Jobs(tmp_path / "team.taken")
        bench = Bench(dossier, uploads, None, "wk", place=place, jobs=jobs)
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
