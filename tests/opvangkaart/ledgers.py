"""Scenarios with a ledger that was filled in by hand, for the tests of command and run."""

from pathlib import Path

from opvangkaart.runs.scenario_file import BUNDLED

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
