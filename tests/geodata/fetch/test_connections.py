"""With --offline nothing below Python connects either; without it only listed hosts are met."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from open_data_server import OpenDataServer

HAS_STRACE = shutil.which("strace") is not None
needs_strace = pytest.mark.skipif(
    not HAS_STRACE and os.environ.get("CI") != "true", reason="not run: strace is absent"
)
COMMAND = """
import sys, typer
from opvangkaart.cli.data import register
app = typer.Typer()
register(app)
app(sys.argv[1:])
"""


def traced(tmp_path, *arguments):
    """Run a data command under strace; return what it printed and whom it connected to."""
    assert HAS_STRACE, "no strace, and CI must have it"
    log = tmp_path / "trace.txt"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=connect,sendto", "-o", str(log),
         sys.executable, "-c", COMMAND, *arguments],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=300,
    )  # fmt: skip
    calls = [line for line in log.read_text("utf-8").splitlines() if "AF_INET" in line]
    return done, calls


@pytest.mark.slow
@needs_strace
def test_offline_makes_no_connection_at_all(tmp_path):
    with OpenDataServer() as server:
        settings = tmp_path / "settings.toml"
        settings.write_text(_toml(server), encoding="utf-8")
        store = str(tmp_path / "data")
        common = ("fetch", "--store", store, "--settings", str(settings))
        names = ("municipalities", "wijken", "nnn", "natura2000", "names")
        layers = [word for name in names for word in ("--layer", name)]
        online, met = traced(tmp_path, *common, *layers)
        assert online.returncode == 0, online.stderr[-500:]
        ports = {re.search(r"htons\((\d+)\)", line)[1] for line in met if "connect(" in line}
        spots = {re.search(r'inet_addr\("([\d.]+)"\)', line)[1] for line in met
                 if "connect(" in line and "inet_addr" in line}  # fmt: skip
        assert spots == {"127.0.0.1"}
        assert ports - {"0"} == {server.spot.partition(":")[2]}
        before = len(server.requests)
        offline, met = traced(tmp_path, *common, *layers, "--offline")
        assert offline.returncode == 0, offline.stderr[-500:]
        assert "wijken: bewaard; van" in offline.stdout
        assert met == []
        assert len(server.requests) == before


def _toml(server):
    bases = "\n".join(f'{name} = "{address}"' for name, address in server.bases.items())
    return f'test_hosts = ["{server.spot}"]\npause_s = 0\n[bases]\n{bases}\n'
