"""What one side of two bids tells of terms, homes and money, where not all of it is given."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sites.outcome import bids
from sites.settings.bid import BidAgreement
from sites.settings.ledger import MoneyParams


def book(starts: list[str | None], ends: list[str | None], homes: list[int | None]):
    sites = pd.DataFrame({"from_date": starts, "until_date": ends}, dtype=object)
    told = [SimpleNamespace(large_dwellings=n, dwellings=n) for n in homes]
    ledger = SimpleNamespace(money=MoneyParams())
    result = SimpleNamespace(scenario=SimpleNamespace(ledger=ledger))
    side = SimpleNamespace(bid=SimpleNamespace(sites=told))
    return SimpleNamespace(sites=sites, side=side, result=result)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (["2027-01-01"], ["2037-01-01"], "vanaf 1-1-2027 tot 1-1-2037"),
        (
            ["2027-01-01", "2027-06-01"],
            ["2037-01-01", "2032-06-01"],
            "vanaf 1-1-2027; de eerste tot 1-6-2032, de laatste tot 1-1-2037",
        ),
        (
            ["2028-01-01", None],
            ["2043-01-01", None],
            "vanaf 1-1-2028 tot 1-1-2043; 1 zonder begindag; 1 zonder einddag",
        ),
        ([None], ["2043-01-01"], "niet opgegeven tot 1-1-2043"),
        ([None], [None], "niet opgegeven; geen einddag"),
    ],
)
def test_a_term_is_that_of_all_sites(starts, ends, words) -> None:
    assert bids._term(book(starts, ends, [None])) == words


def test_homes_that_one_site_does_not_give_are_not_zero_and_hide_no_others() -> None:
    homes = bids._given("dwellings")
    every, part, none = (book(["x"], ["x"], told) for told in ([2, 3], [2, None], [None, None]))
    assert [homes(one) for one in (every, part, none)] == [
        "5", "2; van 1 locatie niet opgegeven", "niet opgegeven",
    ]  # fmt: skip
    money = [bids._grants(one) for one in (every, part, none)]
    assert money[0].startswith("€ ")
    assert money[1].startswith("ten minste € ")
    assert money[2] == "niet opgegeven"


@pytest.mark.parametrize(
    ("asked", "brought", "words"),
    [
        ([150], [60], "van 150 nog te realiseren blijft 90 over"),
        ([150], [1200], "van 150 nog te realiseren blijft 0 over; 1.050 plekken meer dan nodig"),
        ([0], [1], "niets meer te realiseren; 1 plek meer dan nodig"),
        # What one has too many fills no gap of the other.
        ([10, 20], [15, 5], "van 30 nog te realiseren blijft 15 over; 5 plekken meer dan nodig"),
        ([0], [None], "niets meer te realiseren"),
    ],
)
def test_what_a_bid_brings_beyond_the_task_is_told(asked, brought, words) -> None:
    codes = [f"GM{n}" for n in range(len(asked))]
    sites = pd.DataFrame({"site_id": codes, "gm_code": codes})
    housing = pd.DataFrame({"site_id": codes, "for_task": brought})
    ledger = SimpleNamespace(to_realise=pd.DataFrame({"gm_code": codes, "to_realise": asked}))
    told = SimpleNamespace(
        sites=sites, judged=SimpleNamespace(housing=housing), of=lambda table: table,
        result=SimpleNamespace(ledger=ledger, sites=sites), side=SimpleNamespace(ids=codes),
    )  # fmt: skip
    assert bids._task(told) == words


def test_who_agreed_is_named_also_where_a_code_was_given() -> None:
    made = book([None], [None], [None])
    towns = pd.DataFrame({"gm_code": ["GM0355"], "name": ["Zeist"]})
    made.result.layers = SimpleNamespace(municipalities=towns)
    made.side.bid.agreements = [
        BidAgreement(partner=partner, what="ruil") for partner in ("GM0355", "Zeist", "het Rijk")
    ]
    assert bids._agreed(made) == "ruil met Zeist; ruil met Zeist; ruil met het Rijk"
