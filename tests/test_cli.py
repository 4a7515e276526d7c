"""The command says what is wrong in one line, starts quickly, and is described where users look."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from conftest import ROOT

from sites.cli import app

#: What costs most of a second to import; none of it may load before a command needs it.
HEAVY = (
    "folium", "geopandas", "h3", "highspy", "numba", "osmium", "osmnx", "pandas", "pandera",
    "pyarrow", "pyproj", "scipy", "shapely", "skcriteria", "sklearn", "typst", "xlsxwriter",
)  # fmt: skip


def opvangkaart(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sites", *words],
        cwd=cwd, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def _commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []

    def walk(command: object, path: tuple[str, ...]) -> None:
        if subs := getattr(command, "commands", None):
            for name, sub in subs.items():
                walk(sub, (*path, name))
        else:
            found.append(path)

    walk(typer.main.get_command(app), ())
    return found


def test_starting_the_command_loads_no_heavy_library() -> None:
    script = "import sys, sites.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(loaded) & set(HEAVY) == set()


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_every_command_has_help_and_stands_in_the_readme(words: tuple[str, ...]) -> None:
    command = typer.main.get_command(app)
    for word in words:
        command = command.commands[word]
    assert command.help
    assert all(getattr(p, "help", None) for p in command.params if p.name != "help"), words
    assert f"`opvangkaart {' '.join(words)}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_help_is_printed_and_exits_with_zero() -> None:
    done = opvangkaart("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name =", "nam =", r"unknown key nam; did you mean name\?"),
        ('name = "basis"', "name =", "not readable TOML"),
        ("resolution = 8", "resolution = 30", "scout.resolution: .* less than or equal to 10"),
        ("good = 5, poor = 60", "good = 60, poor = 5", r"good \(60\) must be less than poor"),
        ("limit_min = 45", "limit_mn = 45", r"mothers.limit_mn; did you mean limit_min\?"),
        ("weight = 30", "weight = -1", "weight: .* greater than or equal to 0"),
        ('id = "gp"', 'id = "pharmacy"', "criterion pharmacy stands 2 times"),
    ],
)
def test_a_wrong_scenario_is_one_line_and_exit_2(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    base = (ROOT / "sites/scenarios/basis.toml").read_text(encoding="utf-8")
    assert old in base
    (tmp_path / "s.toml").write_text(base.replace(old, new), encoding="utf-8")
    done = opvangkaart("run", str(tmp_path / "s.toml"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert re.search(message, done.stderr), done.stderr
    assert not (tmp_path / "out").exists()


def test_a_municipality_that_does_not_exist_gets_a_suggestion(tmp_path: Path) -> None:
    done = opvangkaart("run", "--municipality", "Ziest", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "did you mean Zeist?" in done.stderr
    assert not (tmp_path / "out").exists()
