"""The ledger from the command's own path: what is printed and refused."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opvangkaart.cli.ledger import ledger_command
from opvangkaart.cli.main import main
from tests.opvangkaart.ledgers import DEAL, ENTERED, scenario

TASK = """
[[ledger.tasks]]
gm_code = "GM0308"
cycle = "spreidingswet-1"
kind = "besluit"
places = 152
"""
ENTRY = '[[ledger.entries]]\nid = "x"\ncounter = "cno"\ngm_code = "GM0344"\n'


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


def test_the_state_is_told_row_by_row_up_to_the_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledger_command(on="2024-01-01", shares=True, first_tranche=2000)
    told = capsys.readouterr().out
    assert "Stand op 1-1-2024" in told
    assert "Verschil: 2.324 - 2.101 = 223." in told
    assert "Binnen een jaar stopt: AZC Leersum (100 plekken tot 1-12-2024)." in told
    assert (
        "Doel 4.793 plekken per 1-1-2024 (Plan Utrecht): nog te realiseren 2.469 plekken." in told
    )
    shares, tranches = told.split("Aandeel per gemeente")[1].split("In één keer of")
    numbers = [re.search(r" {2,}([\d.]+) ", line) for line in shares.splitlines()[2:28]]
    population = [int(found[1].replace(".", "")) for found in numbers]
    once = [int(line.split()[-5].replace(".", "")) for line in tranches.splitlines()[2:]]
    assert (len(population), sum(population), sum(once)) == (26, 4793, 4793)


def test_what_was_entered_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scenario(tmp_path, ENTERED)
    ledger_command(
        path, on="2024-01-01", target=8207, days=True, pressure=True, agreements=True, money=True,
        without_counter=["amv"],
    )  # fmt: skip
    told = capsys.readouterr().out
    assert "Op 1-1-2024: 2.234 reguliere plekken" in told  # 500 instead of 590 in Utrecht
    assert "Doel 8.207 plekken (zelf ingevoerd): nog te realiseren 5.973 plekken." in told
    assert not any(line.startswith("minderjarigen (amv)") for line in told.splitlines())
    ended = next(line for line in told.splitlines() if line.startswith("1-1-2025"))
    assert ended.split()[1] == "1.854"  # Utrecht ends, Nieuwegein began
    changed = told.split("Wat de afspraken veranderen")[1]
    line = next(one for one in changed.splitlines() if one.startswith("Utrechtse Heuvelrug"))
    assert line.split()[-6:] == ["301", "100", "401", "120", "-20", "100"]
    settled = told.split("Bonus per gemeente")[1]
    line = next(one for one in settled.splitlines() if one.startswith("Utrecht "))
    assert line.split()[1:] == ["500", "385", "1.250.000", "962.500", "287.500"]
    assert "index 1,10: 37.400 euro per grote woning en 27.500 euro per woning" in told


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
        (TASK.replace("152", "-1"), "ledger.tasks.0.places: Input should be greater than or equal"),
        (TASK + TASK, "GM0308 has 2 tasks of kind besluit in spreidingswet-1; keep one"),
        (TASK.replace("GM0308", "GM9999"), "task for GM9999: no such municipality in the area"),
        (TASK.replace("wet-1", "wet-9"), "unknown cycle 'spreidingswet-9'; choose from prt-2024"),
        (ENTRY + "from_date = 2030-01-01", "entry x starts on 2030-01-01 and has no status; write"),
        (ENTRY + 'decided = "2025-11"', "entry x was decided (2025-11) and has no status; write"),
        (ENTRY + 'status = ""', "ledger.entries.0.status: Input should be 'bestaand', 'gepland'"),
        (
            ENTRY + 'status = "gepland"\nfrom_date = 2030-01-01\nuntil_date = 2029-01-01',
            "entry x ends (2029-01-01) before it starts (2030-01-01)",
        ),
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
        (("--cycle", "ronde"), "unknown cycle 'ronde'; choose from prt-2024, spreidingswet-1"),
        (("--cycle", "spreidingswet-2"), "nobody gave the places that cycle spreidingswet-2 asks"),
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
