"""A store keeps what the last runs took, what a stopped run still needs, and what is not ours."""

import os

from opvangkaart.scale.store import Store
from opvangkaart.scale.used import RUNS, Use, clear


def _name(number: int) -> str:
    return f"{number:024x}"


def _tile(store: Store, first: int, second: int = 0) -> str:
    name = f"tegels/{_name(first)}-{_name(second)}.npz"
    store.write(name, b"tegel")
    return name


def _run(store: Store, first: int, second: int = 0) -> str:
    """Let a run take one tile, and a layer and a network of its own."""
    files = [f"lagen/{_name(first)}.arrow", f"netwerk/{_name(first)}/streets.npz"]
    use = Use(store, [_name(first)], files[1:])
    for name in files:
        store.write(name, b"laag")
    use.also(files[:1])
    tile = _tile(store, first, second)
    use.over([tile])
    return tile


def _every(store: Store) -> set[str]:
    names = {*store.names("tegels"), *store.names("lagen")}
    return names.union(*(store.names(inner) for inner in store.names("netwerk")))


def test_what_none_of_the_last_runs_took_goes_and_the_rest_stays(tmp_path) -> None:
    store = Store(str(tmp_path))
    runs = [_run(store, number) for number in range(RUNS)]
    assert all(store.has(name) for name in runs)
    for _ in range(RUNS):  # the same run again counts once
        _run(store, RUNS - 1)
    assert all(store.has(name) for name in runs)
    newest = _run(store, 99)
    assert [store.has(name) for name in (runs[0], *runs[1:], newest)] == [False] + [True] * RUNS
    assert len(_every(store)) == 3 * RUNS
    assert not (tmp_path / "netwerk" / _name(0)).exists()
    assert len(store.names("gebruik")) == RUNS


def test_a_changed_layer_leaves_the_tile_of_before_for_as_long(tmp_path) -> None:
    store = Store(str(tmp_path))
    one, other = _run(store, 1, 1), _run(store, 1, 2)
    assert store.has(one)
    assert store.has(other)


def test_what_a_stopped_run_has_done_stays_for_when_it_goes_on(tmp_path) -> None:
    store = Store(str(tmp_path))
    Use(store, [_name(7)], [])  # it wrote a tile, and no more
    done = _tile(store, 7, 5)
    _run(store, 8)
    assert store.has(done)


def test_files_that_are_not_ours_stay_and_half_written_ones_go(tmp_path) -> None:
    store = Store(str(tmp_path))
    theirs = ["tegels/brief.docx", "lagen/laag.arrow", "netwerk/straten/a.npz", "gebruik/nota.txt"]
    for name in theirs:
        store.write(name, b"van een ander")
    old, new = (tmp_path / "tegels" / f"{name}.npz.17.part" for name in ("a", "b"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    _tile(store, 3)
    clear(store)
    assert not store.has(f"tegels/{_name(3)}-{_name(0)}.npz")
    assert all(store.has(name) for name in theirs)
    assert new.exists()
    assert not old.exists()


def test_a_list_that_is_damaged_holds_nothing_and_stops_nobody(tmp_path) -> None:
    store = Store(str(tmp_path))
    tile = _run(store, 1)
    store.write(f"gebruik/{9:020d}-{_name(1)}.json", b'{"half')
    _run(store, 2)
    assert store.has(tile)
