"""The tree keeps its promises: small files, clean notebooks, no path of anyone's machine."""

import json
import re
import subprocess
from pathlib import Path

from conftest import ROOT

LARGEST_BYTES = 1_000_000
MACHINE_PATH = re.compile(rb"(?<![\w./-])/(?:work|root|home|Users)/[A-Za-z.]")


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


#: What stands at the top: what a run wrote there by accident is none of it.
TOP = frozenset({
    ".ci", ".gitattributes", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md",
    "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "benchmarks", "constraints.txt", "docs",
    "environment.yml", "geodata", "installer", "maps", "notebooks", "opvangkaart", "publiccode.yml",
    "pyproject.toml", "setup.py", "sites", "tests",
})  # fmt: skip


def test_nothing_stands_at_the_top_but_the_house() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in _tracked()} - TOP == set()


def test_no_tracked_file_is_large() -> None:
    assert [p.name for p in _tracked() if p.stat().st_size > LARGEST_BYTES] == []


def test_no_tracked_file_holds_a_path_of_one_machine() -> None:
    assert [p.name for p in _tracked() if MACHINE_PATH.search(p.read_bytes())] == []


def test_the_check_for_machine_paths_can_fail() -> None:
    assert MACHINE_PATH.search(b"open('/" + b"home/someone/file')")


def test_notebooks_hold_no_output() -> None:
    for path in (p for p in _tracked() if p.suffix == ".ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code), path


def test_nothing_of_shared_data_is_in_the_project() -> None:
    shared = ROOT.parent / "shared" / "data"
    if shared.is_dir():
        theirs = {p.read_bytes() for p in shared.rglob("*") if p.is_file()}
        assert [p.name for p in _tracked() if p.read_bytes() in theirs] == []
