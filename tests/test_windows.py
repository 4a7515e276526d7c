"""What can be known of Windows without having it: names, calls, wheels, and the zip itself.

Nobody has tried opvangkaart on Windows yet: docs/handleiding.md says so, with ten steps to try it.
"""

import hashlib
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest
from conftest import ROOT
from test_architecture import PACKAGES

from installer.build import PYTHONS, build, filled, resolved, too_long, version

#: Names that Windows keeps for itself, with or without an ending (Microsoft, "Naming Files").
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}
#: One version of Python is enough to try a whole zip; the others differ in wheels alone.
ONE = "3.13"


def faulty(names: list[str]) -> list[str]:
    """Return the paths that Windows does not take, or takes for another one."""
    folded = Counter(name.casefold() for name in names)
    return [
        name
        for name in names
        if folded[name.casefold()] > 1
        or re.search(r'[<>:"|?*\\]', name)
        or any(
            part.partition(".")[0].casefold() in RESERVED or part[-1] in ". "
            for part in PurePosixPath(name).parts
        )
    ]


def test_windows_takes_the_name_of_every_tracked_file() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    assert faulty([name for name in listed.split("\0") if name]) == []


@pytest.mark.parametrize("name", ["a/aux.py", "CON", "a./b", "a/b ", "a:b", "lpt1.x/y"])
def test_a_name_that_windows_does_not_take_is_found(name: str) -> None:
    assert faulty([name, "fine.py"]) == [name]


def test_two_names_that_windows_takes_for_one_are_found() -> None:
    assert faulty(["a/B.py", "A/b.py", "c"]) == ["a/B.py", "A/b.py"]


def test_every_file_is_read_and_written_in_a_named_encoding() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--preview", "--select", "PLW1514", "--isolated",
         *PACKAGES],
        cwd=ROOT, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_no_day_is_written_by_a_code_that_windows_lacks() -> None:
    sources = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    assert sources
    found = [p.name for p in sources if re.search(r"%-[a-zA-Z]", p.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("name", ["start.bat", "LEES-MIJ.txt"])
def test_a_text_of_the_zip_has_a_value_in_every_place_and_the_line_ends_of_windows(
    name: str,
) -> None:
    text = (ROOT / "installer" / name).read_text(encoding="ascii")
    places = set(re.findall(r"@([A-Z_]+)@", text))
    made = filled(name, dict.fromkeys(places, "waarde")).decode("ascii")
    assert "@" not in made.replace("@echo off", "")
    assert "\n" not in made.replace("\r\n", "")
    with pytest.raises(KeyError):
        filled(name, {})


def test_every_place_that_the_program_for_windows_jumps_to_exists() -> None:
    text = (ROOT / "installer" / "start.bat").read_text(encoding="ascii")
    jumps = set(re.findall(r"\b(?:goto|call) :?(\w+)", text))
    assert jumps == set(re.findall(r"^:(\w+)", text, re.MULTILINE))


@pytest.mark.slow
def test_mypy_finds_no_call_that_windows_lacks() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32",
         *PACKAGES],
        cwd=ROOT, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-2000:]


@pytest.mark.slow
def test_mypy_would_find_such_a_call(tmp_path: Path) -> None:
    (tmp_path / "made.py").write_text("import os\n\nos.fork()\n", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--platform", "win32", "made.py"],
        cwd=tmp_path, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert 'has no attribute "fork"' in told.stdout


@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
def test_every_dependency_has_a_wheel_for_windows(python: str) -> None:
    names = {line.partition("==")[0] for line in resolved(python).split()}
    assert {"numba", "osmium", "highspy", "typst", "colorama", "tzdata"} <= names


@pytest.fixture(scope="module")
def zipped(tmp_path_factory) -> Path:
    """Return the unpacked zip for one version of Python."""
    folder = tmp_path_factory.mktemp("windows")
    with zipfile.ZipFile(build(folder / "dist", [ONE])) as packed:
        packed.extractall(folder)
    (made,) = folder.glob("opvangkaart-*-windows")
    return made


def installs(wheels: Path) -> subprocess.CompletedProcess[str]:
    """Ask whether the wheels alone make an installation on Windows, as start.bat asks for it."""
    return subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-index",
         "--dry-run", "--find-links", str(wheels), "--python-platform", "x86_64-pc-windows-msvc",
         "--python-version", ONE, "--target", str(wheels.parent / "made"),
         f"opvangkaart=={version()}"],
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.slow
def test_the_zip_is_whole_and_installs_without_a_network(zipped: Path) -> None:
    lines = (zipped / "SHA256SUMS.txt").read_text(encoding="ascii").split("\n")
    sums = dict(reversed(line.split("  ")) for line in lines if line)
    there = {p.relative_to(zipped).as_posix(): p for p in zipped.rglob("*") if p.is_file()}
    there.pop("SHA256SUMS.txt")
    assert sums == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in there.items()}
    assert faulty([*there]) == []
    told = installs(zipped / "wheels")
    assert told.returncode == 0, told.stderr
    # What only Windows asks for is what an installation made elsewhere forgets.
    (only_windows,) = (zipped / "wheels").glob("colorama-*.whl")
    only_windows.rename(only_windows.with_suffix(".away"))
    assert "colorama" in installs(zipped / "wheels").stderr


@pytest.mark.slow
def test_no_library_in_the_zip_is_copyleft_beyond_its_own_files(zipped: Path) -> None:
    rows = (zipped / "licenties.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    licence = {row.split(";")[0]: row.rpartition(";")[2] for row in rows}
    assert licence["opvangkaart"] == "EUPL-1.2"
    assert {n: t for n, t in licence.items() if "zie" in t or re.search(r"\b[AL]?GPL", t)} == {}


@pytest.mark.slow
def test_a_path_that_is_too_long_for_windows_is_found(zipped: Path, tmp_path: Path) -> None:
    assert too_long([*(zipped / "wheels").glob("*.whl")]) == []
    long = tmp_path / "long-1-py3-none-any.whl"
    with zipfile.ZipFile(long, "w") as packed:
        packed.writestr("x" * 200, "")
    assert too_long([long]) == [f"{long.name}: {'x' * 200}"]
