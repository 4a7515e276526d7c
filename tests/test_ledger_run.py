"""The ledger from the command's own path: what is printed, written and refused."""

import pytest

from sites.commands.ledger import ledger_command
from sites.ledger_run import ledger_of, read_ledger


def test_no_emergency_place_is_in_the_regular_total() -> None:
    scenario, layers = read_ledger(None)
    rows = ledger_of(layers, scenario.ledger)
    assert {"regulier", "noodopvang", "cno"} <= set(rows["counter"])
    assert rows.loc[rows["counter"] == "cno", "name"].str.contains("risis", case=False).any()


def test_the_ledger_prints_shares_and_tranches_that_add_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledger_command(on="2024-01-01", shares=True, first_tranche=2000)
    told = capsys.readouterr().out
    assert "Stand op 1-1-2024" in told
    shares, tranches = told.split("Aandeel per gemeente")[1].split("In één keer of")
    population = [int(line.split()[-3].replace(".", "")) for line in shares.splitlines()[2:28]]
    once = [int(line.split()[-5].replace(".", "")) for line in tranches.splitlines()[2:]]
    assert (len(population), sum(population), sum(once)) == (26, 4793, 4793)
