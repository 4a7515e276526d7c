"""Keep a library from loading another one that happens to be installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*modules: str) -> Iterator[None]:
    """Let an import inside find these modules missing; what is loaded already stays as it is.

    >>> with absent("this"):
    ...     import this
    Traceback (most recent call last):
    ModuleNotFoundError: import of this halted; None in sys.modules
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None: as Python has it
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
