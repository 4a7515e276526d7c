"""A closed terminal, a full disk, a signal: one line, exit 2, and the old output whole."""

import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT

from opvangkaart.cli.ends import ClosedScreenError, SystemFaultError, system_faults
from opvangkaart.cli.screen import console


def opvangkaart(*words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "opvangkaart", *words], cwd=ROOT, text=True,
        stdin=subprocess.DEVNULL, **({"stderr": subprocess.PIPE} | more),
    )  # fmt: skip


def heard_again():
    """Let a signal be heard that whoever tests ignores, as under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def ended(process):
    _, told = process.communicate(timeout=120)
    return process.returncode, told


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_a_reader_that_goes_away_is_one_line():
    reads, writes = os.pipe()
    os.close(reads)
    process = opvangkaart("data", "status", "--store", "er-niet", stdout=writes)
    os.close(writes)
    code, told = ended(process)
    assert code == 2
    assert told.count("\n") == 1
    assert told.startswith("opvangkaart: ")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk here")  # noqa: PTH110
def test_a_full_disk_for_what_is_printed_is_one_line():
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        code, told = ended(opvangkaart("data", "status", "--store", "er-niet", stdout=full))
    assert code == 2
    assert told.count("\n") == 1


def test_without_any_screen_a_command_ends_as_always():
    process = opvangkaart(
        "data", "status", "--store", "er-niet", stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.wait(120) == 0


@pytest.mark.parametrize("error", [OSError(28, "x", "a/b.html"), MemoryError(), OSError(40, "x")])
def test_what_the_system_refuses_is_one_line(error):
    with pytest.raises(SystemFaultError) as told, system_faults():
        raise error
    assert "\n" not in str(told.value)
    assert str(told.value).endswith("the previous output is untouched")


def test_a_screen_that_closed_is_named_and_stays_quiet():
    screen = console()
    with pytest.raises(ClosedScreenError):
        screen.on_broken_pipe()
    screen.print("niets")


LOST = """
import signal, time
from opvangkaart.cli.ends import end_on_request
signal.signal(signal.{name}, signal.{default})  # whoever tests may have been started with nohup
end_on_request()
class Falls:
    def __del__(self):
        signal.raise_signal(signal.{name})
        time.sleep(0)  # the wish to end is raised here, where nobody can catch it
try:
    Falls()
    time.sleep(20)
    print("went on")
except KeyboardInterrupt:
    print("ended")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
@pytest.mark.parametrize(
    ("name", "default"),
    [("SIGHUP", "SIG_DFL"), ("SIGTERM", "SIG_DFL"), ("SIGINT", "default_int_handler")],
)
def test_a_wish_to_end_that_falls_in_a_destructor_is_not_lost(name, default):
    ran = subprocess.run(
        [sys.executable, "-c", LOST.format(name=name, default=default)], cwd=ROOT, text=True,
        timeout=60, capture_output=True, check=True,
    )  # fmt: skip
    assert ran.stdout == "ended\n"
    assert ran.stderr == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
def test_a_signal_to_end_leaves_nothing_behind(tmp_path):
    process = opvangkaart("run", "--out", str(tmp_path / "uit"), preexec_fn=heard_again)
    begin = time.monotonic()
    written = ".uit.opvangkaart/nieuw/*"
    while not list(tmp_path.glob(written)) and time.monotonic() - begin < 100:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGHUP)
    code, told = ended(process)
    assert code == 130
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_workbench_that_is_told_to_end_as_it_opens_ends_well(tmp_path, name):
    place = str(tmp_path / "team.dossier")
    process = opvangkaart("app", place, "--no-browser", preexec_fn=heard_again,
                          stdout=subprocess.PIPE)  # fmt: skip
    shown = ""
    while "sleutel=" not in shown:
        assert process.poll() is None
        shown += process.stdout.readline()
    process.send_signal(getattr(signal, name))
    code, told = ended(process)
    assert (code, "Traceback" in told, "never awaited" in told) == (0, False, False)
