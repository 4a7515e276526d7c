"""How much of a file is read at the most: rows, values, bytes and seconds."""

from typing import Final

from sites.base.errors import InputFileError

MB: Final = 1024 * 1024
#: More than the buildings of a province; a table of own sites has a limit of its own.
MAX_FEATURES: Final = 2_000_000
MAX_VALUES: Final = 60_000_000
#: What a table may weigh once it is unpacked.
MAX_TABLE_BYTES: Final = 1024 * MB
#: How long looking a file through may take, in seconds: a gigabyte takes some five.
MAX_READ_S: Final = 20


def too_many(file: str, *, rows: int = 0, values: int = 0, size: int = 0) -> None:
    """Refuse a table with more rows, values or bytes (``size``) than are read.

    >>> too_many("panden.gpkg", rows=2_000_000)
    >>> too_many("panden.gpkg", rows=2_000_001)
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: panden.gpkg has more than 2000000 rows, which is the limit; \
cut out your own area
    """
    if rows > MAX_FEATURES:
        raise InputFileError(
            "{file} has more than {limit} rows, which is the limit; cut out your own area",
            file=file, limit=MAX_FEATURES,
        )  # fmt: skip
    if values > MAX_VALUES:
        raise InputFileError(
            "{file} has more than {limit} values, which is the limit; leave out columns or rows",
            file=file, limit=MAX_VALUES,
        )  # fmt: skip
    if size > MAX_TABLE_BYTES:
        raise InputFileError(
            "{file} unpacks to more than {limit} MB, which is the limit; cut out your own area",
            file=file, limit=MAX_TABLE_BYTES // MB,
        )  # fmt: skip
