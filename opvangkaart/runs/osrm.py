"""Start OSRM, an engine made by others, on an extract, and ask it for minutes.

Its wheel holds programs: they are started, never imported, so that any Python will do.
"""

import http.client
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from sites.base.errors import InputFileError, TravelError
from sites.travel.protocol import Floats

#: A request names at most so many points on either side.
_CHUNK: Final = 50
_READY: Final = "Listening on: "
_HOST: Final = "127.0.0.1"
_WAIT_S: Final = 0.05


@dataclass(frozen=True)
class Programs:
    """Where OSRM's programs and profiles are."""

    folder: Path
    profiles: Path

    def path(self, name: str) -> str:
        """Return the path of one program."""
        return shutil.which(name, path=str(self.folder)) or name


def find_osrm() -> Programs:
    """Return where OSRM is: in the extra ``second``, or installed beside Python.

    Raises
    ------
    TravelError
        There is none.
    """
    spec = find_spec("osrm")
    roots = [Path(root) for root in (spec.submodule_search_locations or ())] if spec else []
    found = [Programs(root / "bin", root / "share" / "profiles") for root in roots]
    if program := shutil.which("osrm-extract"):
        home = Path(program).resolve().parent
        shares = (home.parent / "share" / "osrm" / "profiles", home.parent / "share" / "profiles")
        found += [Programs(home, share) for share in shares]
    for programs in found:
        if (programs.profiles / "car.lua").is_file() and shutil.which(
            "osrm-extract", path=str(programs.folder)
        ):
            return programs
    raise TravelError(
        "there is no second engine here; install it with: pip install 'opvangkaart[second]' "
        "(Python 3.12 or newer; OSRM, BSD-2-Clause)"
    )


def prepare(programs: Programs, extract: Path, profile: Path, base: Path) -> None:
    """Build OSRM's own network from an extract by a profile, under the name ``base``.

    Raises
    ------
    InputFileError
        OSRM gives up on the extract.
    """
    threads = ["-t", str(os.cpu_count() or 1)]
    _done(extract, [programs.path("osrm-extract"), *threads, "-p", str(profile), "-o", str(base),
                    str(extract)])  # fmt: skip
    for name in ("osrm-partition", "osrm-customize"):
        _done(extract, [programs.path(name), *threads, str(base)])


def _done(extract: Path, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - OSRM's own
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "[error]" in line]
        raise InputFileError(
            "{file}: OSRM cannot build its network from it (technical: {said})",
            file=extract.name,
            said=(said or ["-"])[-1].rpartition("[error] ")[2],
        )


@contextmanager
def serving(programs: Programs, base: Path) -> Iterator["Osrm"]:
    """Keep OSRM running over a built network, on this machine alone."""
    command = [programs.path("osrm-routed"), "-i", _HOST, "-p", "0", "-t", "1", "-a", "MLD",
               "--max-table-size", str(4 * _CHUNK), str(base)]  # fmt: skip
    said = base.with_suffix(".log")  # a file, since a pipe that nobody reads fills up
    with (
        said.open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process,  # noqa: S603 - OSRM's own
    ):
        try:
            yield Osrm(_port(process, said))
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _port(process: "subprocess.Popen[bytes]", said: Path) -> int:
    """Wait until OSRM says where it listens; it reads its whole network first."""
    while True:
        ended = process.poll() is not None
        lines = said.read_text(encoding="utf-8", errors="replace").splitlines()
        for line in lines:
            if _READY in line:
                return int(line.rpartition(":")[2])
        if ended:
            raise TravelError("OSRM did not start (technical: {last})", last=([*lines, "-"])[-1])
        time.sleep(_WAIT_S)


@dataclass(frozen=True)
class Osrm:
    """A running OSRM; points are (n, 2) arrays of lon, lat."""

    port: int

    def table(self, starts: Floats, goals: Floats) -> tuple[Floats, Floats, Floats]:
        """Return minutes between streets (NaN: no route), and metres from each point to them."""
        minutes = np.full((len(starts), len(goals)), np.nan)
        leg_m = np.full(len(starts), np.nan), np.full(len(goals), np.nan)
        for i in range(0, len(starts), _CHUNK):
            for j in range(0, len(goals), _CHUNK):
                rows, columns = slice(i, i + _CHUNK), slice(j, j + _CHUNK)
                found = self._asked(starts[rows], goals[columns])
                if found is None:
                    continue
                minutes[rows, columns], leg_m[0][rows], leg_m[1][columns] = found
        return minutes, *leg_m

    def _asked(self, starts: Floats, goals: Floats) -> tuple[Floats, Floats, Floats] | None:
        points = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in np.concatenate([starts, goals]))
        many = len(starts)
        sources = ";".join(map(str, range(many)))
        targets = ";".join(map(str, range(many, many + len(goals))))
        line = http.client.HTTPConnection(_HOST, self.port, timeout=600)
        try:
            line.request("GET", f"/table/v1/x/{points}?sources={sources}&destinations={targets}")
            told = json.loads(line.getresponse().read())
        finally:
            line.close()
        if told["code"] == "NoSegment":
            return None
        if told["code"] != "Ok":
            raise TravelError("OSRM gives no answer (technical: {code})", code=told["code"])
        seconds = np.array(told["durations"], dtype=np.float64)
        start_m, goal_m = (
            np.array([one["distance"] for one in told[side]], dtype=np.float64)
            for side in ("sources", "destinations")
        )
        return seconds / 60, start_m, goal_m
