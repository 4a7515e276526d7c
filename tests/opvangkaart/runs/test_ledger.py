"""The ledger from the command's own path: what is printed, written and refused."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from opvangkaart.cli.ledger import ledger_command
from opvangkaart.cli.main import main
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.ledger import ledger_of, ledger_tables, read_ledger, write_ledger
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.scenario_file import BUNDLED
from sites.tables.results import tables_of

DEAL = """
[[ledger.agreements]]
id = "ruil"
taker = "GM1581"
giver = "GM0344"
places = 100
statushouders_per_year = 20
from_date = 2021-12-01
until_date = 2024-12-01
"""
ENTERED = (
    DEAL
    + """
[[ledger.entries]]
id = "woonhotel"
name = "Woonhotel"
counter = "oekraine"
gm_code = "GM0307"
places = 40

[[ledger.entries]]
id = "UT01"
counter = "regulier"
places = 500
until_date = 2025-01-01

[[ledger.projects]]
id = "p"
name = "Proefproject"
gm_code = "GM1904"
large_dwellings = 1
dwellings = 1

[ledger.housing_tasks]
GM1581 = 120

[ledger.promised]
GM0344 = 500

[ledger.realised]
GM0344 = 385

[ledger.money]
rebuild_eur = "EUR 34.000,00"
index = "1,10"
"""
)


def scenario(folder: Path, text: str) -> Path:
    """Write the bundled scenario with other settings for the ledger."""
    bundled = BUNDLED.read_text(encoding="utf-8")
    path = folder / "proef.toml"
    path.write_text(bundled[: bundled.index("[ledger]")] + text, encoding="utf-8")
    return path


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Run the command line, which must say one line and exit with 2."""

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["opvangkaart", "ledger", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == 2
        assert said.out == ""
        assert "Traceback" not in said.err
        assert len(said.err.strip().splitlines()) == 1
        return said.err

    return run


def test_no_emergency_place_is_in_the_regular_total() -> None:
    settings, layers = read_ledger(None)
    rows = ledger_of(layers, settings.ledger)
    assert {"regulier", "noodopvang", "cno"} <= set(rows["counter"])
    assert rows.loc[rows["counter"] == "cno", "name"].str.contains("risis", case=False).any()


def test_every_run_carries_the_ledger_and_no_candidate_is_in_it(tmp_path: Path) -> None:
    sites = tmp_path / "locaties.csv"
    sites.write_text(
        "id;naam;gemeente;lon;lat;plekken;vertrouwelijkheid\n"
        "geheim1;Klooster Zonderling;Amersfoort;5.38;52.15;80;intern\n"
        "open1;School Buitenzicht;Utrecht;5.10;52.09;60;openbaar\n",
        encoding="utf-8",
    )
    result = evaluate(read_inputs(sites_file=sites), edition="intern")
    tables = [table.to_csv() for _, table in tables_of(result.ledger)]
    said = result.ledger.notes + result.ledger.cno_candidates + result.ledger.recorded
    told = " ".join((*tables, *said))
    assert "AZC Leersum" in told
    for word in ("geheim1", "Zonderling", "open1", "Buitenzicht"):
        assert word not in told


def test_the_state_is_told_row_by_row_up_to_the_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledger_command(on="2024-01-01", shares=True, first_tranche=2000)
    told = capsys.readouterr().out
    assert "Stand op 1-1-2024" in told
    assert "Verschil: 2.215 - 2.101 = 114." in told
    assert "Binnen een jaar stopt: AZC Leersum (100 plekken tot 1-12-2024)." in told
    shares, tranches = told.split("Aandeel per gemeente")[1].split("In één keer of")
    numbers = [line.replace("niet ingevuld", "").split() for line in shares.splitlines()[2:28]]
    population = [int(words[-1].replace(".", "")) for words in numbers]
    once = [int(line.split()[-5].replace(".", "")) for line in tranches.splitlines()[2:]]
    assert (len(population), sum(population), sum(once)) == (26, 4793, 4793)


def test_what_was_entered_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scenario(tmp_path, ENTERED)
    ledger_command(
        path, on="2024-01-01", target=8207, days=True, pressure=True, agreements=True, money=True,
        without_counter=["amv"],
    )  # fmt: skip
    told = capsys.readouterr().out
    assert "Op 1-1-2024: 2.125 reguliere plekken" in told  # 500 instead of 590 in Utrecht
    assert "Doel 8.207: nog 6.082 plekken te gaan." in told
    assert "minderjarigen (amv)" not in told.split("bestaande reguliere plekken")[0]
    ended = next(line for line in told.splitlines() if line.startswith("1-1-2025"))
    assert ended.split()[1] == "1.745"  # Utrecht ends, Nieuwegein began
    changed = told.split("Wat de afspraken veranderen")[1]
    line = next(one for one in changed.splitlines() if one.startswith("Utrechtse Heuvelrug"))
    assert line.split()[-6:] == ["301", "100", "401", "120", "-20", "100"]
    settled = told.split("Bonus per gemeente")[1]
    line = next(one for one in settled.splitlines() if one.startswith("Utrecht "))
    assert line.split()[1:] == ["500", "385", "1.250.000", "962.500", "287.500"]
    assert "index 1,10: 37.400 euro per grote woning en 27.500 euro per woning" in told


def test_the_files_are_whole_and_the_same_every_time(tmp_path: Path) -> None:
    settings, layers = read_ledger(scenario(tmp_path, ENTERED))
    tables = ledger_tables(settings, layers)
    names = write_ledger(settings, tables, tmp_path / "uit")
    first = {name: (tmp_path / "uit" / name).read_bytes() for name in names}
    assert write_ledger(settings, tables, tmp_path / "uit") == names
    assert {name: (tmp_path / "uit" / name).read_bytes() for name in names} == first
    book = openpyxl.load_workbook(io.BytesIO(first["telling.xlsx"]))
    assert book.sheetnames == [
        "Leeswijzer", "Stand", "Regels", "Per gemeente", "Per dag", "Per dag en gemeente",
        "Aandelen", "Twee tranches", "Afspraken", "Na de afspraken", "Druk", "Bonus",
        "Woningprojecten",
    ]  # fmt: skip
    state = {row[0]: row[1] for row in book["Stand"].iter_rows(min_row=2, values_only=True)}
    assert state["minderjarigen (amv)"] is None  # unknown, and not 0
    assert state["Oekraïne"] == 40
    rows = pd.read_parquet(io.BytesIO(first["telling.parquet"]))
    pd.testing.assert_frame_equal(rows, pd.DataFrame(tables.rows))
    used = rows[(rows["counter"] == "regulier") & (rows["counted"] == "bestaand")]
    assert state["regulier"] == used["places"].sum()
    so_far = [row[6] for row in book["Regels"].iter_rows(min_row=2, values_only=True)]
    assert max(n for n in so_far if n is not None) == state["regulier"]
    assert first["telling.csv"].decode("utf-8-sig").count("\r\n") == len(rows) + 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DEAL.replace("2021-12-01", '"1-12-2021"'), "'1-12-2021' is not a date; write jjjj-mm-dd"),
        (DEAL.replace("from_date = 2021-12-01", "from_date = 2021"), "is not a date"),
        (DEAL.replace("2024-12-01", "2020-12-01"), "ends (2020-12-01) before it starts"),
        (DEAL.replace("GM1581", "GM9999"), "agreement ruil: no municipality GM9999 in the area"),
        (DEAL.replace("GM1581", "GM0344"), "agreement ruil is of GM0344 with itself"),
        (DEAL + DEAL, "agreement ruil is recorded 2 times; keep one"),
        (DEAL.replace("= 100", "= -100"), "greater than or equal to 0 (it is -100)"),
        ("[ledger.housing_tasks]\nGM9999 = 1", "ledger.housing_tasks: no municipality GM9999"),
        ("[ledger.housing_tasks]\nGM0344 = -1", "ledger.housing_tasks.GM0344"),
        ('[ledger.money]\nrebuild_eur = "1,234.50"', "amount '1,234.50' is not readable; write"),
        ("[ledger.money]\nrebuild_eur = 34.000", 'put quotes around dots and commas: "34.000"'),
        ('[[ledger.entries]]\nid = "x"\ncounter = "spoed"', "unknown counter 'spoed'"),
        ('[[ledger.entries]]\nid = "x"\ncounter = "cno"', "x has no municipality"),
        (
            '[[ledger.entries]]\nid = "x"\ncounter = "cno"\ngm_code = "GM9999"',
            "ledger.entries x: no municipality GM9999",
        ),
        (
            "[ledger]\nfirst_day = 2030-01-01\nlast_day = 2022-01-01",
            "the date slider ends (2022-01-01) before it starts (2030-01-01)",
        ),
        ("[ledger]\nfirst_tranche = 9000", "a first tranche of 9000 does not fit a total of 4793"),
        ("[ledger.promised]\nGM1 = 4", "ledger.promised: no municipality GM1"),
        ("[ledger]\nagreement = 1", "unknown key ledger.agreement; did you mean agreements?"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_one_line(
    text: str, words: str, tmp_path: Path, refused: Callable[..., str]
) -> None:
    assert words in refused(str(scenario(tmp_path, text)))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--on", "1-1-2024"), "'1-1-2024' is not a day; write jjjj-mm-dd"),
        (("--target", "-5"), "a target of -5 places makes no sense; give 0 or more"),
        (("--first-tranche", "9999"), "does not fit a total of 4793"),
        (("--without-counter", "xx"), "unknown counter 'xx'; choose from regulier, amv, cno"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_one_line(
    asked: tuple[str, ...], words: str, refused: Callable[..., str]
) -> None:
    assert words in refused(*asked)


def test_a_folder_that_is_not_ours_stays_as_it_was(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    (tmp_path / "brief.txt").write_text("van mij", encoding="utf-8")
    assert "nothing was written" in refused("--out", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]
