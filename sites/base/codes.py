"""What an official code looks like."""

from typing import Final

#: The code of a municipality, as CBS writes it.
GM_CODE: Final = r"^GM[0-9]{4}$"
