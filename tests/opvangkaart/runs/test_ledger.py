"""The ledger of a scenario: what counts, what a run carries of it, and what is written."""

import io
from pathlib import Path

import openpyxl
import pandas as pd

from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.ledger import ledger_tables, read_ledger, write_ledger
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.stock import ledger_of
from sites.tables.results import tables_of
from tests.opvangkaart.ledgers import ENTERED, scenario


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


def test_the_files_are_whole_and_the_same_every_time(tmp_path: Path) -> None:
    path = scenario(
        tmp_path, ENTERED.replace("places = 40", 'places = 40\nconfidentiality = "openbaar"')
    )
    settings, layers = read_ledger(path)
    tables = ledger_tables(settings, layers)
    names = write_ledger(settings, tables, tmp_path / "uit")
    first = {name: (tmp_path / "uit" / name).read_bytes() for name in names}
    assert write_ledger(settings, tables, tmp_path / "uit") == names
    assert {name: (tmp_path / "uit" / name).read_bytes() for name in names} == first
    book = openpyxl.load_workbook(io.BytesIO(first["telling.xlsx"]))
    assert book.sheetnames == [
        "Leeswijzer", "Stand", "Regels", "Per gemeente", "Nog te realiseren", "Opgaven",
        "Telt nog niet", "Per dag", "Per dag en gemeente",
        "Aandelen", "Twee tranches", "Na de afspraken", "Druk", "Bonus",
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
