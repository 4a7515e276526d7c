"""The command says what is wrong in one line, starts quickly, and is described where users look."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from conftest import ROOT

from opvangkaart.cli.main import app, main
from tests.maps.readability import reads_well

#: What costs most of a second to import; none of it may load before a command needs it.
HEAVY = (
    "folium", "geopandas", "h3", "highspy", "numba", "osmium", "osmnx", "pandas", "pandera",
    "pyarrow", "pyproj", "scipy", "shapely", "skcriteria", "sklearn", "typst", "xlsxwriter",
)  # fmt: skip


@dataclass
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def opvangkaart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["opvangkaart", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


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
    script = "import sys, opvangkaart.cli.main; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(loaded) & set(HEAVY) == set()


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_every_command_has_help_and_stands_in_the_readme(words: tuple[str, ...]) -> None:
    command = typer.main.get_command(app)
    for word in words:
        command = vars(command)["commands"][word]
    assert command.help
    assert all(getattr(p, "help", None) for p in command.params if p.name != "help"), words
    assert f"`opvangkaart {' '.join(words)}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_every_command_has_a_module_with_its_name(words: tuple[str, ...]) -> None:
    command = typer.main.get_command(app)
    for word in words:
        command = vars(command)["commands"][word]
    named = "imports" if words[-1] == "import" else words[-1]  # a word that Python keeps
    home = ".".join(("opvangkaart.cli", *words[:-1], named))
    assert command.callback.__module__ == home


def test_help_is_printed_and_exits_with_zero(opvangkaart: Callable[..., Done]) -> None:
    done = opvangkaart("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Gebruik: opvangkaart" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name =", "nam =", r"sleutel nam is onbekend; bedoelde u name\?"),
        ('name = "basis"', "name =", "schrijf het als TOML"),
        (
            "resolution = 8",
            "resolution = 30",
            "resolution: mag hoogstens 10 zijn",
        ),
        (
            "good = 5, poor = 60",
            "good = 60, poor = 5",
            r"good \(60\) moet minder zijn dan poor",
        ),
        (
            "limit_min = 45",
            "limit_mn = 45",
            r"limit_mn is onbekend; bedoelde u limit_min\?",
        ),
        ("weight = 30", "weight = -1", "weight: moet minstens 0 zijn"),
        ('id = "gp"', 'id = "pharmacy"', "criterium pharmacy staat er 2 keer"),
    ],
)
def test_a_wrong_scenario_is_one_line_and_exit_2(
    opvangkaart: Callable[..., Done], tmp_path: Path, old: str, new: str, message: str
) -> None:
    base = (ROOT / "sites/scenarios/basis.toml").read_text(encoding="utf-8")
    assert old in base
    (tmp_path / "s.toml").write_text(base.replace(old, new), encoding="utf-8")
    done = opvangkaart("run", str(tmp_path / "s.toml"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert re.search(message, done.stderr), done.stderr
    assert not (tmp_path / "out").exists()


def test_a_municipality_that_does_not_exist_gets_a_suggestion(
    opvangkaart: Callable[..., Done], tmp_path: Path
) -> None:
    done = opvangkaart("run", "--municipality", "Ziest", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "bedoelde u Zeist?" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_point_that_can_be_asked_gets_a_verdict_a_reason_and_a_flip(
    opvangkaart: Callable[..., Done], tmp_path: Path
) -> None:
    page, data = tmp_path / "antwoord.html", tmp_path / "antwoord.json"
    done = opvangkaart(
        "lean", "--at", "5.24,52.09", "--places", "60", "--page", str(page), "--json", str(data)
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(data.read_text(encoding="utf-8"))
    assert answer["gemeente"] == "Zeist"
    assert answer["verdict"]["sentence"] in done.stdout.replace("\n", " ")
    html = page.read_text(encoding="utf-8")
    assert '<html lang="nl">' in html
    reads_well(html)
    assert answer["functions"][0]["function"] in html
    drawing = html[html.index("<svg") : html.index("</svg>")]
    mother = str(answer["verdict"]["hub_name"])
    lean = "lijn" if answer["verdict"]["verdict"] != "Kan niet leunen" else "streepjeslijn"
    assert f"de {lean} gaat naar {mother}, " in drawing
    assert 'class="m-ring"' in drawing
    assert 'class="m-scale"' in drawing
    said = re.sub("<[^>]+>", "", html)
    for meaning in ("deze plek", "15 minuten fietsen", "bebouwing (gemodelleerd)"):
        assert meaning in said
    names = re.findall(' id="([^"]+)"', html)
    assert len(names) == len(set(names)) > 10
    # A telephone has a drawing of its own: its letters are no smaller there than they are drawn.
    narrow = html[html.index('<svg class="smal"') :]
    narrow = narrow[: narrow.index("</svg>")]
    assert 'viewBox="0 0 320 ' in narrow
    assert min(map(float, re.findall('font-size="([0-9.]+)"', narrow))) >= 9.5
    assert mother.split(" (", maxsplit=1)[0] in re.sub("<title>.*?</title>", "", drawing)
    assert "Kaart gemaakt met: CBS/Kadaster" in html


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--at", "5.24,52.09", "--places", "0"), "0 plekken kan niet"),
        (("--at", "5.24,52.09", "--places", "60.5"), "60,5 plekken kan niet"),
        (
            ("--at", "5.24,52.09", "--places", "10000"),
            "10.000 plekken is meer dan",
        ),
        (("--at", "52.09,5.24", "--places", "60"), "geef eerst de lengtegraad"),
        (("--at", "6.9,52.2", "--places", "60"), "ligt buiten provincie Utrecht"),
        (("--at", "hier", "--places", "60"), "geef LON,LAT, de naam van een kern"),
        (
            ("--at", "5.24,52.09", "--places", "60", "--hub", "AZC Utrech"),
            "lijken .*UT01",
        ),
        (("--at", "5.24,52.09", "--places", "60", "--function", "zrg"), "kies uit begeleiding"),
        (("--at", "5.24,52.09"), "geef het met --places"),
        ((), "geef --at LON,LAT of --site ID"),
        (
            (
                "--at",
                "5.24,52.09",
                "--places",
                "60",
                "--on-site",
                "basisonderwijs",
                "--no-children",
            ),
            "geen kinderen",
        ),
    ],
)
def test_a_point_that_cannot_be_asked_is_one_line(
    opvangkaart: Callable[..., Done], words: tuple[str, ...], message: str
) -> None:
    done = opvangkaart("lean", *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert re.search(message, done.stderr), done.stderr


def test_a_folder_with_the_name_of_the_package_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "opvangkaart").mkdir()  # as a clone does for whoever stands in its parent folder
    done = subprocess.run(
        [sys.executable, "-m", "opvangkaart", "--help"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["Gebruik:", "opvangkaart"]


@pytest.mark.parametrize("name", ["weg.osm.pbf", "weg.pbf", "weg.graphml"])
def test_an_extract_that_is_not_there_is_one_line(
    opvangkaart: Callable[..., Done], tmp_path: Path, name: str
) -> None:
    store = ("--store", str(tmp_path / "g"))
    done = opvangkaart("data", "import", "streets", str(tmp_path / name), *store)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert name in done.stderr


def test_the_editions_of_the_command_are_those_of_the_tables() -> None:
    from opvangkaart.cli.options import EditionName  # noqa: PLC0415
    from sites.tables.schemas import CONFIDENTIALITY  # noqa: PLC0415 - heavy, and --help is not

    assert tuple(name.value for name in EditionName) == CONFIDENTIALITY
