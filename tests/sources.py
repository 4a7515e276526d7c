"""The source of the four packages, read once for all tests that look at it."""

import ast
from functools import cache

from opvangkaart.language import update


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module of the four packages by its path, read; nobody changes them."""
    return update.modules()
