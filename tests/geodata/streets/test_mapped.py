"""Arrays come back from a file as they were, mapped, and a damaged part is seen."""

import mmap
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from geodata.streets.mapped import mapped_arrays, write_arrays

KINDS = st.sampled_from(["<f8", "<i8", "<i4", "i1", "?"])


@given(held=st.dictionaries(
    st.text("abcé_", min_size=1, max_size=70),
    KINDS.flatmap(lambda kind: arrays(kind, array_shapes(min_dims=0, min_side=0, max_side=5))),
    max_size=5,
))  # fmt: skip
def test_any_arrays_come_back_mapped_and_numpy_reads_them_too(tmp_path_factory, held) -> None:
    path = tmp_path_factory.mktemp("delen") / "net.npz"
    with path.open("wb") as stream:
        write_arrays(stream, {f"bike/{name}": one for name, one in held.items()} | {"car/x": KM})
    found = mapped_arrays(path, "bike/")
    assert found.keys() == held.keys()
    with np.load(path) as file:
        for name, one in held.items():
            for back in (found[name], file[f"bike/{name}"]):
                assert back.dtype == one.dtype
                np.testing.assert_array_equal(back, one)
            assert found[name].flags.aligned
            assert found[name].nbytes == 0 or found[name].ctypes.data % 64 == 0


KM = np.arange(5000.0)


def test_an_array_is_the_file_itself_and_no_copy(tmp_path) -> None:
    path = tmp_path / "net.npz"
    with path.open("wb") as stream:
        write_arrays(stream, {"car/x": KM})
    base = mapped_arrays(path, "car/")["x"]
    while isinstance(base, np.ndarray):
        base = base.base
    assert isinstance(getattr(base, "obj", base), mmap.mmap)


def test_what_is_changed_in_memory_leaves_the_file_as_it_is(tmp_path) -> None:
    path = tmp_path / "net.npz"
    with path.open("wb") as stream:
        write_arrays(stream, {"car/x": KM})
    mapped_arrays(path, "car/")["x"][:] = 0
    np.testing.assert_array_equal(mapped_arrays(path, "car/")["x"], KM)


def test_a_file_that_numpy_wrote_is_read(tmp_path) -> None:
    np.savez(tmp_path / "net.npz", **{"car/x": KM})
    np.testing.assert_array_equal(mapped_arrays(tmp_path / "net.npz", "car/")["x"], KM)


@pytest.mark.parametrize("cut", [False, True])
def test_a_damaged_part_is_no_part(tmp_path, cut) -> None:
    path = tmp_path / "net.npz"
    with path.open("wb") as stream:
        write_arrays(stream, {"car/x": KM})
    held = bytearray(path.read_bytes())
    held[20_000] ^= 1
    path.write_bytes(held[:30_000] if cut else held)
    with pytest.raises(zipfile.BadZipFile):
        mapped_arrays(path, "car/")
