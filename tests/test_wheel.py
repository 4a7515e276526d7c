"""The wheel works by itself: installed in a clean environment, run from another folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from conftest import ROOT
from test_architecture import PACKAGES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Return the wheel, built from a copy: an old build folder here would add its own files."""
    folder = tmp_path_factory.mktemp("bouw")
    subprocess.run(
        ["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(folder / "bron")], check=True
    )
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(folder / "bron")],
        check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_tracked_files_and_their_compiled_sentences_and_no_other(
    wheel: Path,
) -> None:
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "HEAD", *PACKAGES],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    ).stdout.splitlines()  # fmt: skip
    members = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    made = [str(PurePosixPath(name).with_suffix(".mo")) for name in listed if name.endswith(".po")]
    assert made
    assert sorted(members) == sorted([*listed, *made])


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory) -> Path:
    """Return the folder with the programs of an environment that holds the wheel alone."""
    folder = tmp_path_factory.mktemp("omgeving")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [str(scripts / "python"), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"),
         str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    return scripts


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (("run", "--out", "kaarten", "--municipality", "Zeist"), "kaarten/gemeente-zeist.html"),
        (("plan", "--quick", "--out", "plan"), "plan/plan.parquet"),
        (("documents", "--out", "stukken", "--municipality", "Zeist"), "stukken/*zeist*.pdf"),
        (("data", "status", "--store", "gegevens"), None),
        (("lean", "--at", "5.23,52.09", "--places", "60"), None),
    ],
)
def test_an_installed_wheel_works_from_another_folder(
    installed: Path, tmp_path: Path, words: tuple[str, ...], made: str | None
) -> None:
    done = subprocess.run(
        [str(installed / "opvangkaart"), *words],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    if made is not None:
        assert max(p.stat().st_size for p in tmp_path.glob(made)) > 10_000


def test_the_module_starts_the_same_program_as_the_command(installed: Path, tmp_path: Path) -> None:
    ways = [[str(installed / "opvangkaart")], [str(installed / "python"), "-m", "opvangkaart"]]
    said = [
        subprocess.run([*way, "--help"], cwd=tmp_path, capture_output=True, check=False)
        for way in ways
    ]
    assert said[0].stdout == said[1].stdout
    assert said[0].stdout.startswith(b"Gebruik: opvangkaart")  # read from the compiled sentences
    assert {done.returncode for done in said} == {0}
