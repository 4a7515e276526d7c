"""Tiles give the tables of one piece: whatever the tiles, whatever the halo, whatever was kept."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from benchmarks.country import write_country
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.local import IN_ONE_PIECE
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.scored import ranked
from opvangkaart.scale.asked import locally_asked
from opvangkaart.scale.joined import tables, together
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import Spots, Surroundings
from opvangkaart.scale.tiled import Tiled, in_this_process
from opvangkaart.scale.tiles import split
from opvangkaart.scale.work import Asking, work_tile
from opvangkaart.scale.worker import Pieces
from sites.base.errors import ExportError, OpvangkaartError
from sites.settings.base import Curve
from sites.tables.results import BaseShapes, Layers
from sites.travel.context import Context
from sites.travel.crowfly import CrowFly


@pytest.fixture(scope="module")
def kept(land, tmp_path_factory):
    """Return a store with every tile of it, one a gemeente."""
    store = Store(str(tmp_path_factory.mktemp("tegels")))
    tiled = Tiled(store)
    return store, ranked(land[0], "openbaar", locally=tiled), tiled


def test_a_tile_of_every_gemeente_gives_the_tables_of_one_piece(equal, land, kept) -> None:
    equal(land[1], kept[1])
    shared = kept[2].worked["tile"].str.contains("moederlocaties")
    assert shared.sum() == 4  # on foot, by bike and car, and the team by car
    told = kept[2].worked[~shared]
    assert told["sites"].sum() == len(land[0].sites)
    assert len(told) == land[0].sites["gm_code"].nunique()
    assert not told["is_kept"].any()


def test_fewer_tiles_give_the_same_tables(equal, land, tmp_path) -> None:
    tiled = Tiled(Store(str(tmp_path)), 2)
    equal(land[1], ranked(land[0], "openbaar", locally=tiled))
    assert len(tiled.worked) == 4 + 2


def _changed(land, at: int):
    """Return the same country with a school beside one of its sites."""
    inputs = land[0]
    site, places = inputs.sites.iloc[at], inputs.layers.places
    row = places[places["category"] == "gp"].tail(1).assign(
        place_id="gp-nieuw", easting=site["easting"] + 10, northing=site["northing"]
    )  # fmt: skip
    more = pd.concat([places, row], ignore_index=True)
    return replace(inputs, layers=replace(inputs.layers, places=more))


def test_a_run_that_stopped_goes_on_and_a_changed_layer_works_again_only_near_it(
    equal, land, kept
) -> None:
    store, again = kept[0], Tiled(kept[0])
    equal(land[1], ranked(land[0], "openbaar", locally=again))
    assert again.worked["is_kept"].all()
    for name in store.names("tegels")[:2]:
        store.forget(name)
    stopped = Tiled(store)
    equal(land[1], ranked(land[0], "openbaar", locally=stopped))
    assert (~stopped.worked["is_kept"]).sum() == 2
    changed = _changed(land, 0)
    near = Tiled(store)
    equal(ranked(changed, "openbaar"), ranked(changed, "openbaar", locally=near))
    assert 0 < near.worked["is_kept"].sum() < len(near.worked)


def test_a_run_that_is_stopped_keeps_what_is_done(equal, land, tmp_path) -> None:
    def two_and_no_more(asked):
        for done, _ in zip(in_this_process(asked), range(2), strict=False):
            yield done
        raise KeyboardInterrupt

    store = Store(str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        ranked(land[0], "openbaar", locally=Tiled(store, None, two_and_no_more))
    tiled = Tiled(store)
    equal(land[1], ranked(land[0], "openbaar", locally=tiled))
    assert tiled.worked["is_kept"].sum() >= 2


def test_a_halo_wider_than_the_area_is_told(equal, land, tmp_path) -> None:
    scenario = land[0].scenario
    first, *rest = scenario.criteria
    far = first.model_copy(update={"categories": ("gp",), "curve": Curve(good=5, poor=900)})
    wide = replace(land[0], scenario=scenario.model_copy(update={"criteria": (far, *rest)}))
    tiled = Tiled(Store(str(tmp_path)), 2)
    equal(ranked(wide, "openbaar"), ranked(wide, "openbaar", locally=tiled))
    assert [note.text[:15] for note in tiled.notes] == ["each tile looks"]


def test_other_weights_take_the_same_tiles(equal, land, kept) -> None:
    scenario = land[0].scenario
    first, *rest = scenario.criteria
    heavier = (first.model_copy(update={"weight": first.weight * 2}), *rest)
    other = replace(land[0], scenario=scenario.model_copy(update={"criteria": heavier}))
    tiled = Tiled(kept[0])
    equal(ranked(other, "openbaar"), ranked(other, "openbaar", locally=tiled))
    assert tiled.worked["is_kept"].all()


def test_a_longer_limit_works_every_tile_again(equal, land, kept) -> None:
    scenario = land[0].scenario
    farther = scenario.mothers.model_copy(update={"limit_min": scenario.mothers.limit_min + 60})
    other = replace(land[0], scenario=scenario.model_copy(update={"mothers": farther}))
    tiled = Tiled(kept[0])
    equal(ranked(other, "openbaar"), ranked(other, "openbaar", locally=tiled))
    assert not tiled.worked["is_kept"].any()


def test_a_moved_mother_location_works_again_what_goes_to_it_alone(land, tmp_path) -> None:
    def names(inputs) -> tuple[str, ...]:
        asked = []

        def nobody(one):
            asked.append(one)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            ranked(inputs, "openbaar", locally=Tiled(Store(str(tmp_path)), 2, nobody))
        return asked[0].firsts

    hubs = land[0].layers.hubs
    layers = replace(land[0].layers, hubs=hubs.assign(easting=hubs["easting"] + 10))
    before, after = names(land[0]), names(replace(land[0], layers=layers))
    same = [one == other for one, other in zip(before, after, strict=True)]
    assert same == [False] * 4 + [True] * 2


def test_a_tile_that_was_damaged_is_worked_out_again(equal, land, tmp_path) -> None:
    store = Store(str(tmp_path))
    ranked(land[0], "openbaar", locally=Tiled(store, 2))
    name = store.names("tegels")[0]
    store.write(name, store.read(name)[:-300])
    tiled = Tiled(store, 2)
    equal(land[1], ranked(land[0], "openbaar", locally=tiled))
    assert (~tiled.worked["is_kept"]).sum() == 1


def test_two_runs_do_not_work_in_one_store(land, kept) -> None:
    with kept[0].only_run(), pytest.raises(ExportError, match="another run works in"):
        ranked(land[0], "openbaar", locally=Tiled(kept[0]))
    assert kept[0].names("tegels")


def test_an_address_is_a_store_too(equal, land) -> None:
    pytest.importorskip("fsspec")
    store = Store("memory://tegels")
    equal(land[1], ranked(land[0], "openbaar", locally=Tiled(store, 2)))
    again = Tiled(store, 2)
    equal(land[1], ranked(land[0], "openbaar", locally=again))
    assert again.worked["is_kept"].all()


@pytest.mark.parametrize("words", ["0", "-1", "1,5", "²", "gemeenten", "", "100001"])
def test_tiles_are_a_number_or_gemeente(words) -> None:
    with pytest.raises(OpvangkaartError, match="is no number of tiles"):
        locally_asked(words)


@pytest.mark.parametrize("words", ["", " ", "a\0b", "://", "s3://", "S3://emmer", "file:///"])
def test_a_store_is_a_folder_or_an_address(words) -> None:
    with pytest.raises(OpvangkaartError, match="is no folder and no address"):
        locally_asked("2", store=words, workers=1)


@pytest.mark.parametrize(
    "words",
    ["", "host", "tcp://", "tcp://host", "tcp://host:abc", "tcp://host:0", "tcp://host:65536",
     "http://host:8786", "tcp://host:8786/", "tcp://a b:8786", "inproc://host:1", "tcp://host:²"],
)  # fmt: skip
def test_a_scheduler_is_an_address_with_a_port(words) -> None:
    with pytest.raises(OpvangkaartError, match="is no address of a scheduler"):
        locally_asked("2", scheduler=words)


def test_a_store_that_refuses_is_one_line_whatever_refuses(tmp_path) -> None:
    pytest.importorskip("fsspec")
    taken = tmp_path / "bestand"
    taken.write_text("een bestand")
    (tmp_path / "tegels").write_text("en een op de plaats van de map met tegels")

    def used(at: str) -> None:
        store = Store(at)
        with store.only_run():
            store.write("tegels/a.npz", b"tegel")

    for at in (taken, taken / "map", tmp_path, f"file://{taken}/map"):
        with pytest.raises(ExportError, match=r"cannot write in .*; choose another"):
            used(str(at))
    for at in ("onbekend://emmer", "adl://emmer/tegels"):
        with pytest.raises(OpvangkaartError, match="there is no driver for a store such as"):
            used(at)


def test_what_a_driver_raises_is_one_line_too(monkeypatch) -> None:
    memory = pytest.importorskip("fsspec.implementations.memory")

    def no_keys(*_: object, **__: object) -> None:
        raise LookupError

    monkeypatch.setattr(memory.MemoryFileSystem, "pipe_file", no_keys)
    store = Store("memory://emmer")
    with pytest.raises(ExportError, match="cannot write in memory://emmer"), store.only_run():
        store.write("tegels/a.npz", b"tegel")


def test_workers_without_tiles_are_refused() -> None:
    assert locally_asked(None) is IN_ONE_PIECE
    with pytest.raises(OpvangkaartError, match="are about tiles"):
        locally_asked(None, workers=2)


SPOTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=7)


@given(
    sites=st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from("abc")),
        min_size=1, max_size=8,
    ),
    schools=SPOTS, stops=SPOTS, halo_m=st.sampled_from([700.0, 30_000.0]),
    many=st.integers(0, 9),
)  # fmt: skip
@settings(max_examples=8)
def test_any_tiles_of_any_small_area_give_the_tables_of_one_piece(
    sites, schools, stops, halo_m, many
) -> None:
    """Places stand on a grid, so that many tie; tiles lie through each other."""
    scenario, _ = read_scenario()
    criteria = tuple(c for c in scenario.criteria if c.id in {"primary_school", "pt_stop"})
    norms = scenario.judgement.leaning.model_copy(update={"functions": ()})
    judged = scenario.judgement.model_copy(update={"leaning": norms})
    scenario = scenario.model_copy(update={"criteria": criteria, "judgement": judged})
    table = pd.DataFrame(sites, columns=["easting", "northing", "gm_code"])
    table = table.assign(
        site_id=[f"s{n}" for n in range(len(sites))], gm_certain=True,
        easting=table["easting"] * 1000.0, northing=table["northing"] * 1000.0,
    )  # fmt: skip
    engine = CrowFly(scenario.travel)
    context = Context(_layers(_places(primary_school=schools, pt_stop=stops)), scenario, engine)
    whole = IN_ONE_PIECE(table, context, None, lambda _: None)
    asking = Asking.of(scenario, engine)
    halos = dict.fromkeys(asking.halos, halo_m)
    asking = replace(asking, halos=halos, at_once=tuple(halos)[:many])
    around, every = Surroundings.of(context, asking.halos), Spots.of(table, "site_id")
    numbers, hubs = np.zeros(len(table), dtype=np.int64), len(around.mothers)
    has_tiles = Pieces.of(every, numbers, asking, hubs).has_tiles(hubs)
    tiles = split(table, None, {}) if has_tiles else ()
    worked = [work_tile(every.at(tile.rows), around, asking.of_tile()) for tile in tiles]
    at_once = {part: work_tile(every, around, asking.of_shared(part)) for part in asking.shared}
    answers = together(tiles, worked, at_once, asking, len(around.mothers))
    parts = tables(answers, table, context, lambda _: None)
    assert_frame_equal(parts.trips, whole.trips, check_exact=True)
    assert_frame_equal(parts.travel, whole.travel, check_exact=True)


_MOTHERS = pd.DataFrame(
    {"hub_id": ["m2", "m1"], "name": ["Twee", "Een"], "gm_code": ["a", "b"], "is_active": True,
     "easting": [0.0, 9000.0], "northing": [500.0, 0.0], "accuracy_m": 50.0}
)  # fmt: skip


def _places(**spots) -> pd.DataFrame:
    rows = [
        (f"{kind}{n}", kind, f"{kind} {n}", "a", "OSM", x * 1000.0, y * 1000.0)
        for kind, found in spots.items()
        for n, (x, y) in enumerate(found)
    ]
    names = ["place_id", "category", "name", "gm_code", "origin", "easting", "northing"]
    return pd.DataFrame(rows, columns=names)


def _layers(places: pd.DataFrame) -> Layers:
    towns = pd.DataFrame({"gm_code": list("abc"), "name": list("abc")})
    nothing = pd.DataFrame()
    return Layers(
        municipalities=towns, kernen=nothing, hubs=_MOTHERS, hubs_unplaced=nothing, places=places,
        profile=nothing, coverage={}, exclusions=None, wijken=None, base=BaseShapes(),
        info=nothing,
    )  # fmt: skip


def test_every_site_stands_in_one_tile_and_a_gemeente_stays_whole() -> None:
    rng = np.random.default_rng(1)
    sites = pd.DataFrame(
        {"gm_code": rng.choice([*"abcdefgh", None], 200), "easting": rng.uniform(0, 9, 200),
         "northing": rng.uniform(0, 9, 200)}
    )  # fmt: skip
    for count in (1, 3, 9, 50, None):
        tiles = split(sites, count, {})
        assert np.array_equal(np.sort(np.concatenate([t.rows for t in tiles])), np.arange(200))
        assert len(tiles) <= min(count or 9, 9)
        towns = [set(sites["gm_code"].iloc[tile.rows].fillna("-")) for tile in tiles]
        assert sum(map(len, towns)) == 9


@pytest.mark.slow
def test_all_that_a_run_hands_on_is_that_of_one_piece(tmp_path) -> None:
    """The judgement, what is counted around sites and the provinces too."""
    inputs = read_inputs(write_country(tmp_path, 0.01))
    one, many = (
        dict(_tables(evaluate(inputs, locally=locally)))
        for locally in (IN_ONE_PIECE, Tiled(Store(str(tmp_path / "tegels"))))
    )
    assert one.keys() == many.keys()
    assert {"judgement.catchment", "judgement.teams", "hub_travel", "reach.within"} <= one.keys()
    for name, table in one.items():
        assert_frame_equal(table, many[name], check_exact=True, obj=name)


def _tables(held: object, name: str = "") -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table of a result, under the names of the groups that hold it."""
    if isinstance(held, pd.DataFrame):
        yield name, held
    elif is_dataclass(held):
        for one in fields(held):
            yield from _tables(getattr(held, one.name), f"{name}.{one.name}".strip("."))
    elif isinstance(held, tuple):
        for number, one in enumerate(held):
            yield from _tables(one, f"{name}.{number}")
