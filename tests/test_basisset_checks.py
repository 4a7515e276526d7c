"""docs/basisset-checks.md says what the tables say, and the kernen stand where CBS has them."""

import pytest

from geodata.files import basisset
from tests.basisset_checks import FILE, document, kern_rows, read_counted, table_of


def test_the_published_kernen_are_those_of_the_basisset() -> None:
    body = table_of(("x",), kern_rows()).splitlines()[2:]
    assert "\n".join(body) in FILE.read_text(encoding="utf-8")


def test_every_settlement_of_cbs_is_held_by_kernen_that_exist_and_each_by_one() -> None:
    towns = basisset.table("bevolkingskernen")
    assert len(towns) == 59
    names = towns["kernen"].str.split("|").explode()
    assert names.is_unique
    assert set(names) <= set(basisset.table("kernen")["kern"])


def test_a_kern_stands_within_500_metres_of_its_settlement_and_holds_its_people() -> None:
    for name, kernen, _, _, ratio, apart in kern_rows():
        assert 0.85 < float(ratio) < 2.2, name
        assert "," in kernen or int(apart.replace(",", "")) <= 500, name


@pytest.mark.shared
def test_the_published_counts_are_those_of_the_register(shared) -> None:
    schools = read_counted(shared / "data" / "scholen.csv")
    assert document(schools) == FILE.read_text(encoding="utf-8")
