"""What a page says of its figures: a place is for one person, a site is never a "plek"."""

import pandas as pd
import pytest

from maps.base.words import SEARCH_CELL
from maps.content.notes import _uncertain


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([SEARCH_CELL] * 1234, "1.234 zoekgebieden liggen op de gemeentegrens en krijgen geen"),
        ([SEARCH_CELL], "1 zoekgebied ligt op de gemeentegrens en krijgt geen"),
        ([SEARCH_CELL, "gebouw"], "2 locaties liggen op de gemeentegrens en krijgen geen"),
        ([], ""),
    ],
)
def test_sites_without_a_rank_are_counted_as_what_they_are(kinds: list[str], said: str) -> None:
    kinds = [*kinds, "gebouw"]  # the last is certain
    certain = [False] * (len(kinds) - 1) + [True]
    told = _uncertain(pd.DataFrame({"kind": kinds, "gm_certain": certain}), None)
    assert told.startswith(said)
    assert bool(told) == bool(said)
    assert "plek" not in told
