"""Write a table as CSV that opens right in a Dutch Excel and that no cell can turn into a formula.

UTF-8 with a byte-order mark, ``;`` between cells, a decimal comma, CRLF line ends, ja/nee.
Text that a spreadsheet could run (it starts with = + - @, a tab or their full-width forms, also
after blanks) gets an apostrophe in front: the escape of OWASP's "CSV Injection". To read the text
back exactly: drop one leading apostrophe from any cell whose next character is one of those.
"""

import csv
import io
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sites.base.dutch import yes_no

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width on purpose
_ONE_LINE: Final = str.maketrans(
    dict.fromkeys("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029", " ") | {"\0": ""}
)


def csv_bytes(table: pd.DataFrame, headers: Mapping[str, str]) -> bytes:
    r"""Return the table as bytes; unknown is an empty cell, never 0.

    >>> frame = pd.DataFrame({"a": ["=1+1", None], "b": [1.5, float("nan")], "c": [True, False]})
    >>> csv_bytes(frame, {"a": "Naam"}).decode("utf-8-sig").splitlines()
    ['Naam;b;c', "'=1+1;1,5;ja", ';;nee']
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow([text_cell(headers.get(name, name)) for name in table.columns])
    columns = [[_cell(value) for value in table[name].tolist()] for name in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return lines.getvalue().encode("utf-8-sig")


def text_cell(text: str) -> str:
    """Return text on one line that no spreadsheet takes for a formula.

    >>> text_cell("=HYPERLINK(A1)"), text_cell("Lage Weide"), text_cell(" -1")
    ("'=HYPERLINK(A1)", 'Lage Weide', "' -1")
    """
    line = text.translate(_ONE_LINE)
    return f"'{line}" if text.startswith(_RUNS) or line.lstrip().startswith(_RUNS) else line


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, float):
        return np.format_float_positional(round(value, 9), trim="-").replace(".", ",")
    return str(value) if isinstance(value, int) else text_cell(str(value))
