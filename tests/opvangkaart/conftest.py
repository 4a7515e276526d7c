"""A PostgreSQL server of the tests' own, where Debian's is installed: one for all of them."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pg8000.native
import pytest

#: Debian keeps its programs out of the path.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/bin")
ROLE = "team"


def _program(name):
    for place in _PLACES:
        for found in sorted(Path("/").glob(f"{place.lstrip('/')}/{name}"), reverse=True):
            return str(found)
    return shutil.which(name)


@pytest.fixture(scope="session")
def server():
    """The address of a server, started for these tests under its own user; not run without one."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if initdb is None or postgres is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL: install Debian's postgresql")
        pytest.skip("not run: no PostgreSQL here")
    # Not below pytest's own folder: every pytest that starts closes that to other users.
    folder = Path(tempfile.mkdtemp(prefix="opvangkaart-postgres-"))
    data, who = folder / "data", {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        user = pwd.getpwnam("postgres")
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(folder, user.pw_uid, user.pw_gid)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": folder}
    subprocess.run([initdb, "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync"],
                   check=True, **quiet, **who)  # fmt: skip
    for _ in range(5):  # another program may take a free port first
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        running = subprocess.Popen(
            [postgres, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"],
            **quiet, **who,
        )  # fmt: skip
        if _answers(port, running):
            break
    else:
        pytest.fail("PostgreSQL did not start")
    try:
        yield f"postgresql://{ROLE}@127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(120)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port, running):
    """Wait until a server answers; False when it ended."""
    while running.poll() is None:
        try:
            pg8000.native.Connection(ROLE, host="127.0.0.1", port=port, database="postgres").close()
        except Exception:  # noqa: BLE001 - it says so in many ways
            time.sleep(0.1)
        else:
            return True
    return False


@pytest.fixture
def database(server, request):
    """The address of an empty database on the server."""
    name = f"d{abs(hash(request.node.nodeid)) % 10**12}"
    port = int(server.rsplit(":", 1)[1])
    with pg8000.native.Connection(ROLE, host="127.0.0.1", port=port, database="postgres") as admin:
        admin.run(f'DROP DATABASE IF EXISTS "{name}"')
        admin.run(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"
