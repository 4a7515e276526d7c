"""docs/data.md says what the code does."""

from pathlib import Path

from geodata.files import basisset
from geodata.files.coordinates import DEGREE_COLUMNS, METRE_COLUMNS, NEUTRAL_COLUMNS
from geodata.readers.osm_tags import TAGS
from geodata.readers.registry import READERS
from geodata.readers.site_words import ALIASES
from sites.scoring.facilities import MODELS

TEXT = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")


def test_every_tag_stands_in_the_tag_table_and_no_other() -> None:
    table = TEXT.split("### OpenStreetMap tags")[1].split("## Candidate sites")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `") and "isced" not in line]
    assert rows == [f"| `{key}={value}` | {category} |" for key, value, category in TAGS]


def test_every_column_name_that_is_read_is_documented() -> None:
    table = TEXT.split("## Candidate sites")[1].split("- **Position.**")[0]
    for ours, theirs in ALIASES.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| `{ours}` |"))
        assert all(f"`{name}`" in row for name in theirs), ours
    for first, second in (*DEGREE_COLUMNS, *METRE_COLUMNS, *NEUTRAL_COLUMNS):
        assert f"`{first}, {second}`" in table


def test_every_reader_and_every_modelled_category_is_documented() -> None:
    for slot, readers in READERS.items():
        for reader in readers:
            assert f"`{reader}`" in TEXT, (slot, reader)
    ratios = basisset.table("facility_ratios")
    for model in MODELS:
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| {model.category} |"))
        ratio = ratios[(ratios["category"] == model.row) & (ratios["area"] == model.area)].iloc[0]
        assert f"| {int(ratio['inhabitants_per_facility']):,} |" in row


def test_the_sizes_of_the_basisset_are_those_of_the_files() -> None:
    for name in ("municipalities", "borders", "kernen", "reception", "norms", "facility_ratios",
                 "former_municipalities",
                 "municipality_profile_2021", "municipality_profile_2024"):  # fmt: skip
        rows = len(basisset.table(name))
        assert f"| `{name}.csv` | {rows}" in TEXT, name
