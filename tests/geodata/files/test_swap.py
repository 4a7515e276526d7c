"""A file gets a name that nothing has, on every kind of disk, or everything stays as it was."""

import os

import pytest

from geodata.files.swap import put_where_nothing_is


@pytest.fixture(params=["two names", "one name"])
def part(request, tmp_path, monkeypatch):
    """Return a finished file on a disk that knows two names for a file, or one alone."""
    if request.param == "one name":

        def no_link(*_names: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "link", no_link)
    made = tmp_path / "nieuw.part"
    made.write_bytes(b"nieuw")
    return made


def test_a_free_name_is_taken_and_the_part_is_gone(part, tmp_path) -> None:
    put_where_nothing_is(part, tmp_path / "lijst")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("lijst", b"nieuw")]


def test_what_has_the_name_keeps_it(part, tmp_path) -> None:
    (tmp_path / "lijst").write_bytes(b"oud")
    with pytest.raises(FileExistsError):
        put_where_nothing_is(part, tmp_path / "lijst")
    assert (tmp_path / "lijst").read_bytes() == b"oud"
    assert part.read_bytes() == b"nieuw"
