"""Say in a setting's own declaration what readers call it: its words, unit and source.

A form that shows settings reads these; it has no words of its own. Words are Dutch, for readers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: How a unit of a criterion reads.
UNIT_WORDS: Final[Mapping[str, str]] = {"min": "minuten", "m": "meter", "%": "%"}


@dataclass(frozen=True)
class Told:
    """What a field of the settings is called; a field without it stands in no form.

    On a field that holds settings of its own ``words`` is the heading above them (empty: that of
    what is around it), and ``unit`` the unit of those that have none. ``unit_in`` and
    ``source_in`` name the field beside it, or around it, that says the unit or the source.
    """

    words: str
    unit: str = ""
    unit_in: str = ""
    source: str = ""
    source_in: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # what a choice is called
    at: int = 0  # in which order the parts stand
    needs: str = ""  # the field beside it without which it means nothing
