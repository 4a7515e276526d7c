"""Give a path that a user wrote its name: a message shows a name, and "." has none."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from sites.base.errors import OpvangkaartError


def with_names(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command that gets every path with its name: "." as the folder that it is.

    >>> with_names(lambda **given: given["out"] == Path.cwd())(out=Path())
    True
    """

    @wraps(command)
    def named(**given: Any) -> Any:  # noqa: ANN401 - whatever a command takes
        return command(**{name: _named(value) for name, value in given.items()})

    return named


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
