"""Give a path that a user wrote its name, and refuse a folder for a file or a file for a folder.

A message shows a name, and "." has none. What a command takes is said here, once for all of them.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

from sites.base.errors import OpvangkaartError

#: What each option or argument with a path is; ``out`` is a folder but for these commands.
FILES: Final = frozenset({
    "scenario", "json_file", "page", "earlier", "one", "other", "extract", "from_record", "file",
    "files", "settings", "list_file", "geopackage",
})  # fmt: skip
FOLDERS: Final = frozenset({"store", "sites", "before", "after"})
OUT: Final = "out"
WRITES_ONE_FILE: Final = frozenset({"ledger_command", "travel_command", "geocode_command"})


def with_names(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command that gets every path with its name: "." as the folder that it is.

    >>> with_names(lambda **given: given["out"] == Path.cwd())(out=Path())
    True
    >>> with_names(lambda **given: None)(scenario=Path())  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.OpvangkaartError: ... is a folder; give a file
    """
    writes_file = getattr(command, "__name__", "") in WRITES_ONE_FILE

    @wraps(command)
    def named(**given: Any) -> Any:  # noqa: ANN401 - whatever a command takes
        paths = {name: _named(value) for name, value in given.items()}
        for name, value in paths.items():
            is_file = name in FILES or (name == OUT and writes_file)
            is_folder = name in FOLDERS or (name == OUT and not writes_file)
            for path in value if isinstance(value, list | tuple) else (value,):
                if isinstance(path, Path) and (is_file or is_folder):
                    _refuse_other(path, name, is_file=is_file)
        return command(**paths)

    return named


def _refuse_other(path: Path, name: str, *, is_file: bool) -> None:
    """Refuse a folder where a file is asked, or the reverse; what is not there is for later."""
    if path.as_posix().startswith("//"):
        return  # a share of another machine is not opened before its own reader has looked
    try:
        is_folder, is_there = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        return  # a name that no disk takes: who opens it says why
    if is_file and is_folder:
        raise OpvangkaartError("{file} is a folder; give a file", file=path.name)
    if not is_file and is_there:
        if name == OUT:
            raise OpvangkaartError("{out} is a file; give --out a folder", out=path.name)
        if name == "store":
            raise OpvangkaartError(
                "{file} is a file; give the folder with the fetched layers", file=path.name
            )
        raise OpvangkaartError("{file} is a file; give a folder", file=path.name)


def _named(value: Any) -> Any:  # noqa: ANN401 - see above
    if isinstance(value, list | tuple):
        return type(value)(map(_named, value))
    return named_path(value) if isinstance(value, Path) else value


def named_path(path: Path) -> Path:
    """Return a path as it was written, or in full where what was written has no name.

    Raises
    ------
    OpvangkaartError
        The whole disk: no command reads or writes that, and it has no name.

    >>> named_path(Path("lijst.csv")).as_posix(), named_path(Path()) == Path.cwd()
    ('lijst.csv', True)
    """
    found = path if path.name else path.absolute()
    if not found.name:
        raise OpvangkaartError(
            "{path} is the whole disk; name a file or a folder on it", path=str(found)
        )
    return found
