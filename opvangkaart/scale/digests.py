"""Short digests of texts, bytes and tables."""

import hashlib
import json
from typing import Final

import pandas as pd

_SHORT: Final = 24


def digest_of(*parts: str | bytes) -> str:
    """Return a short digest of texts and bytes, each by itself."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return whole.hexdigest()[:_SHORT]


def table_digest(table: pd.DataFrame) -> str:
    """Return a digest of the cells and columns of a table, in order; the index does not count.

    >>> one = pd.DataFrame({"a": [1, 2]})
    >>> table_digest(one) == table_digest(one.set_axis([7, 8]))
    True
    >>> table_digest(one) == table_digest(one[::-1])
    False
    """
    cells = pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes()
    return digest_of(json.dumps([str(name) for name in table.columns]), cells)
