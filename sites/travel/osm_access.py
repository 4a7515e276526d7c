"""Read OpenStreetMap's access values: who may use a way or pass a gate, strictest part first."""

import re
from collections.abc import Mapping
from typing import Final

from sites.settings.base import Mode

#: From general to particular: the last of these that a way carries decides.
ACCESS_KEYS: Final[dict[Mode, tuple[str, ...]]] = {
    "walk": ("access", "foot"),
    "bike": ("access", "vehicle", "bicycle"),
    "car": ("access", "vehicle", "motor_vehicle", "motorcar"),
}
OPEN: Final = frozenset(
    {"yes", "designated", "permissive", "official", "public", "allowed", "discouraged", "dismount"}
)
#: Through traffic is kept out: such a way only begins or ends a trip. A value in none of these
#: three lists counts so too ("tenants", a misspelling): nobody can rely on a way being open.
ENDS_ONLY: Final = frozenset(
    {"private", "destination", "customers", "delivery", "residents", "permit", "visitors",
     "employees", "staff", "members", "students", "guests"}
)  # fmt: skip
CLOSED: Final = frozenset(
    {"no", "agricultural", "forestry", "military", "emergency", "use_sidepath", "restricted",
     "psv", "bus", "hov", "taxi", "tourist_bus", "goods", "hgv"}
)  # fmt: skip
LIST: Final = re.compile(r"[;,|]")

IS_OPEN, IS_ENDS, IS_STRANGE, IS_SHUT = range(4)  # ever stricter


def deciding_value(tags: Mapping[str, str], mode: Mode) -> tuple[str | None, str]:
    """Return the value that decides for a mode, and the key it stands under."""
    value, decides = None, ""
    for key in ACCESS_KEYS[mode]:
        if key in tags:
            value, decides = tags[key], key
    return value, decides


def right_of(value: str | None) -> int | None:
    """Return what an access value allows; of a list the strictest part; None where it is absent.

    >>> [right_of(v) for v in (None, "yes", "destination;delivery", "yes;tenants", "forestry;yes")]
    [None, 0, 1, 2, 3]
    """
    if value is None:
        return None
    words = [word.strip().lower() for word in LIST.split(value) if word.strip()]
    return max(map(_right_of_word, words), default=IS_STRANGE)


def _right_of_word(word: str) -> int:
    if word in OPEN:
        return IS_OPEN
    if word in ENDS_ONLY:
        return IS_ENDS
    return IS_SHUT if word in CLOSED else IS_STRANGE
