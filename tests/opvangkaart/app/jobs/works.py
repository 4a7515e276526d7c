"""Work for the jobs of the tests: imported in a process of its own."""

import resource
import time
from pathlib import Path

from sites.base.errors import OpvangkaartError
from sites.base.progress import Counted, Reached


def count(task):
    """Count to what is asked, a tenth of a second each."""
    for done in range(task.question["to"] + 1):
        task.progress(Counted("tellen: getallen", done=done, total=task.question["to"]))
        time.sleep(0.1)
    (task.folder / "klaar.txt").write_text("klaar", encoding="utf-8")
    return {"counted": task.question["to"]}


def search(task):
    """Look for ever for something better; a stop keeps the best."""
    best = 0
    while not task.stop():
        best += 1
        task.progress(Reached(f"zoeken (ronde {best})", value=float(best), bound=1000.0))
        time.sleep(0.05)
    task.progress("bewaren")
    return {"best": best}


def hang(task):
    """Say that it began, and look at nothing any more."""
    task.progress("beginnen")
    Path(task.folder, "begonnen").touch()
    time.sleep(600)
    return {}


def refuse(_task):
    """Say what is wrong with the question."""
    raise OpvangkaartError("{count} alternatives cannot be made; give 0 to 10", count=11)


def err(_task):
    """Make a mistake."""
    raise KeyError("niet in het scherm")


def fill(task):
    """Write more than the disk takes."""
    most = task.question["most"]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    (task.folder / "vol.txt").write_text("vol" * most + "vol", encoding="utf-8")
