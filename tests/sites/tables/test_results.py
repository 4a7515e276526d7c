"""What a run hands on: closed groups of tables, and a walk that forgets none of them."""

from dataclasses import FrozenInstanceError, dataclass, is_dataclass, replace
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pandas as pd
import pytest

from sites.tables import results
from sites.tables.results import tables_of
from tests.maps.synthetic import make_result
from tests.maps.synthetic_plan import with_plan

A, B = pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [2]})


@dataclass(frozen=True)
class Inner:
    first: pd.DataFrame
    second: pd.DataFrame | None
    words: str = "geen tabel"


@dataclass(frozen=True)
class Outer:
    own: pd.DataFrame
    inner: Inner | None


@pytest.fixture(scope="module")
def whole():
    """Return a run of which every part was made."""
    return with_plan(make_result(cells=12, own=1, municipalities=4))


def test_the_walk_names_a_table_by_its_fields_and_passes_by_what_was_not_made() -> None:
    assert list(tables_of(Outer(A, Inner(B, None)))) == [("own", A), ("inner.first", B)]
    assert list(tables_of(Outer(A, None))) == [("own", A)]


def tables_declared(group: type[Any]) -> set[str]:
    """Return the names of all tables that the fields of a group declare, at any depth."""
    found = set()
    for name, hint in get_type_hints(group, vars(results)).items():
        for kind in (hint,) if get_origin(hint) not in (Union, UnionType) else get_args(hint):
            bare = get_origin(kind) or kind
            if is_dataclass(bare):
                found |= {f"{name}.{inner}" for inner in tables_declared(bare)}
            elif isinstance(bare, type) and issubclass(bare, pd.DataFrame):
                found.add(name)
    return found


def test_the_walk_finds_every_table_that_a_run_declares(whole) -> None:
    declared = tables_declared(results.RunResult)
    assert {"travel", "plan.after.moves", "streets.isochrones", "transit.stops"} <= declared
    # Not in this run.
    optional = {
        "layers.exclusions", "layers.wijken", "layers.stations", "plan.firm.firm",
        "plan.firm.needs", "plan.no_regret.factors", "plan.no_regret.draws",
        "plan.no_regret.draw_factors", "plan.no_regret.draw_sites", "plan.no_regret.shares",
        "judgement.labour", "judgement.villages", "layers.provinces", "provinces.board",
        "provinces.balance",
    }  # fmt: skip
    assert {name for name, _ in tables_of(whole)} == declared - optional


def test_a_run_refuses_a_part_that_nobody_declared(whole) -> None:
    with pytest.raises(TypeError, match="extra"):
        replace(whole, extra={"plan": A})
    with pytest.raises(FrozenInstanceError):
        whole.plan = None
