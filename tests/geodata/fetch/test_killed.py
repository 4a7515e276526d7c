"""kill -9 at any moment of a fetch leaves every layer whole, and the next fetch goes on."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT
from open_data_server import OpenDataServer

from geodata.fetch.fetch import fetch
from geodata.store.store import Store

MOMENTS = 60

#: One process imports everything once; each line it reads makes a copy that fetches until killed.
NURSERY = """
import os, sys
from pathlib import Path
from geodata.web.endpoints import FetchSettings
from geodata.fetch.fetch import fetch
from geodata.store.store import Store
folder, settings = Path(sys.argv[1]), FetchSettings.model_validate_json(sys.argv[2])
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        while True:
            fetch(["wijken"], "utrecht", Store(folder), settings)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run: kill -9 is a POSIX thing")
def test_kill_at_sixty_seeded_moments_leaves_every_layer_whole(tmp_path):
    rng = random.Random(8)  # noqa: S311 - seeded moments, no secret
    seen = set()
    with OpenDataServer() as server:
        settings = server.settings(page_size=4)
        store = Store(tmp_path / "data")
        assert not fetch(["municipalities", "wijken"], "utrecht", store, settings).failed
        started = time.monotonic()
        assert not fetch(["wijken"], "utrecht", store, settings).failed
        usual_s = time.monotonic() - started
        with subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(store.folder), settings.model_dump_json()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True, bufsize=1,
        ) as nursery:  # fmt: skip
            for moment in range(MOMENTS):
                for row in server.world.collections["wijken"]:  # the source changes every time
                    row["properties"]["aantalInwoners"] = 1000 + moment
                nursery.stdin.write("go\n")
                child = int(nursery.stdout.readline())
                time.sleep(rng.uniform(0.0, 2.5 * usual_s))
                os.kill(child, signal.SIGKILL)
                assert nursery.stdout.readline() == "gone\n"
                assert store.faults("wijken") == []
                assert store.faults("municipalities") == []
                assert len(store.table("wijken")) == 12
                seen.add(store.manifest("wijken").sha256)
            nursery.stdin.close()
        assert len(seen) > 5  # some were killed after the swap, others before it
        assert not fetch(["wijken"], "utrecht", store, settings).failed
        assert not list(store.folder.glob("*.part"))
