"""The ledger from the command's own path: what is printed and refused."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opvangkaart.cli.ledger import ledger_command
from opvangkaart.cli.main import main
from opvangkaart.cli.options import EditionName
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
    once = [int(line.split()[-5].replace(".", "")) for line in tranches.splitlines()[2:28]]
    assert told.splitlines()[-1].startswith("Afkortingen: amv is alleenstaande minderjarige")
    assert (len(population), sum(population), sum(once)) == (26, 4793, 4793)


def test_what_was_entered_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scenario(tmp_path, ENTERED)
    ledger_command(
        path, on="2024-01-01", target=8207, days=True, pressure=True, agreements=True, money=True,
        without_counter=["amv"], edition=EditionName.intern,
    )  # fmt: skip
    told = capsys.readouterr().out
    assert "Op 1-1-2024: 2.234 reguliere plekken" in told  # 500 instead of 590 in Utrecht
    assert "Doel 8.207 plekken (zelf ingevoerd): nog te realiseren 5.973 plekken." in told
    assert not any(line.startswith("minderjarigen (amv)") for line in told.splitlines())
    ended = next(line for line in told.splitlines() if line.startswith("1-1-2025"))
    assert ended.split()[1] == "1.854"  # Utrecht ends, Nieuwegein began
    changed = told.split("Wat de afspraken veranderen")[1]
    line = next(one for one in changed.splitlines() if one.startswith("Utrechtse Heuvelrug"))
    assert line.split()[-6:] == ["296", "100", "396", "120", "-20", "100"]
    settled = told.split("Bonus per gemeente")[1]
    line = next(one for one in settled.splitlines() if one.startswith("Utrecht "))
    assert line.split()[1:] == ["500", "385", "1.250.000", "962.500", "287.500"]
    assert "index 1,10: 37.400 euro per grote woning en 27.500 euro per woning" in told


def test_what_was_entered_is_for_the_team_and_a_warning_tells_what_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ENTERED.replace('id = "ruil"', 'id = "ruil"\nconfidentiality = "raad"')
    path = scenario(tmp_path, text)
    ledger_command(path, on="2024-01-01", edition=EditionName.raad, agreements=True)
    told = capsys.readouterr().out
    assert "2 regels van ledger.entries staan niet in editie raad" in told
    assert "Let op: in editie raad staat 1 ingevoerde regel van ledger.agreements (ruil)" in told
    assert "Op 1-1-2024: 2.324 reguliere plekken" in told  # 590 in Utrecht, as the table tells
    assert "ruil" in told.split("Afspraken tussen gemeenten")[1]
    ledger_command(path, on="2024-01-01", agreements=True)
    told = capsys.readouterr().out
    assert "1 regel van ledger.agreements staat niet in editie openbaar" in told
    assert "Afspraken tussen gemeenten: geen ingevuld." in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            DEAL.replace("2021-12-01", '"1-12-21"'),
            "is geen datum; schrijf jjjj",
        ),
        (DEAL.replace("from_date = 2021-12-01", "from_date = 2021"), "is geen datum"),
        (DEAL.replace("2024-12-01", "2020-12-01"), "stopt (1-12-2020) voor het begin"),
        (
            DEAL.replace("GM1581", "GM9999"),
            "afspraak ruil: geen gemeente GM9999 in het gebied",
        ),
        (DEAL.replace("GM1581", "GM0344"), "afspraak ruil is van GM0344 met zichzelf"),
        (DEAL + DEAL, "afspraak ruil staat er 2 keer; houd er één"),
        (DEAL.replace("= 100", "= -100"), "moet minstens 0 zijn (er staat -100)"),
        ("[ledger.housing_tasks]\nGM9999 = 1", "ledger.housing_tasks: geen gemeente GM9999"),
        ("[ledger.housing_tasks]\nGM0344 = -1", "ledger.housing_tasks.GM0344"),
        ('[ledger.money]\nrebuild_eur = "1,234.50"', "bedrag '1,234.50' is niet te lezen; schrijf"),
        (
            "[ledger.money]\nrebuild_eur = 34.000",
            'punten en komma\'s: "34.000"',
        ),
        ('[[ledger.entries]]\nid = "x"\ncounter = "spoed"', "teller 'spoed' is onbekend"),
        ('[[ledger.entries]]\nid = "x"\ncounter = "cno"', "x heeft geen gemeente"),
        (
            '[[ledger.entries]]\nid = "x"\ncounter = "cno"\ngm_code = "GM9999"',
            "ledger.entries x: geen gemeente GM9999",
        ),
        (
            "[ledger]\nfirst_day = 2030-01-01\nlast_day = 2022-01-01",
            "de datumschuif stopt (1-1-2022) voor het begin (1-1-2030)",
        ),
        (
            "[ledger]\nfirst_tranche = 9000",
            "9.000 past niet bij een totaal van 4.793",
        ),
        ("[ledger.promised]\nGM1 = 4", "ledger.promised: geen gemeente GM1"),
        (TASK.replace("152", "-1"), "ledger.tasks.0.places"),
        (TASK + TASK, "GM0308 heeft 2 opgaven van soort besluit in spreidingswet-1"),
        (TASK.replace("GM0308", "GM9999"), "opgave voor GM9999: die gemeente is er niet"),
        (TASK.replace("wet-1", "wet-9"), "ronde 'spreidingswet-9' is onbekend; kies uit prt-2024"),
        (ENTRY + "from_date = 2030-01-01", "regel x begint op 1-1-2030 en heeft geen status"),
        (ENTRY + 'decided = "2025-11"', "over regel x is besloten (2025-11), maar de status"),
        (ENTRY + 'status = ""', "ledger.entries.0.status"),
        (
            ENTRY + 'status = "gepland"\nfrom_date = 2030-01-01\nuntil_date = 2029-01-01',
            "stopt (1-1-2029) voor het begin (1-1-2030)",
        ),
        ("[ledger]\nagreement = 1", "ledger.agreement is onbekend; bedoelde u agreements?"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_one_line(
    text: str, words: str, tmp_path: Path, refused: Callable[..., str]
) -> None:
    assert words in refused(str(scenario(tmp_path, text)))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--on", "1-1-24"), "'1-1-24' is geen dag; schrijf jjjj-mm-dd"),
        (("--target", "-5"), "doel -5 is geen aantal plekken; geef 0 tot en met 1.000.000"),
        (("--cycle", "ronde"), "ronde 'ronde' is onbekend; kies uit prt-2024, spreidingswet-1"),
        (("--cycle", "spreidingswet-2"), "hoeveel plekken ronde spreidingswet-2 van het gebied"),
        (("--first-tranche", "9999"), "past niet bij een totaal van 4.793"),
        (("--without-counter", "xx"), "teller 'xx' is onbekend; kies uit regulier, amv, cno"),
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
    assert "is een map; geef een bestand" in refused("--out", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]
