"""The rows and names that most rooms ask for: own municipalities, active mothers, what is whose."""

from typing import TypeVar

import pandas as pd

Frame = TypeVar("Frame", bound=pd.DataFrame)


def own_municipalities(municipalities: Frame) -> Frame:
    """Leave out the ring of neighbours; a table without roles has no ring.

    >>> towns = pd.DataFrame({"gm_code": ["GM0307", "GM0200"], "role": ["gebied", "rondom"]})
    >>> own_municipalities(towns)["gm_code"].tolist()
    ['GM0307']
    """
    if "role" not in municipalities:
        return municipalities
    return municipalities[municipalities["role"] == "gebied"]


def active_hubs(hubs: Frame) -> Frame:
    """Return the reception locations that are a mother in this run, in the order given.

    >>> hubs = pd.DataFrame({"hub_id": ["b", "a", "c"], "is_active": [True, True, False]})
    >>> active_hubs(hubs)["hub_id"].tolist()
    ['b', 'a']
    """
    # Read from a file the column may hold objects; only booleans select rows.
    return hubs[hubs["is_active"].to_numpy(dtype=bool)]


def names_by(table: pd.DataFrame, key: str) -> dict[str, str]:
    """Return the name of each row by its id or code.

    >>> names_by(pd.DataFrame({"gm_code": ["GM0307"], "name": ["Amersfoort"]}), "gm_code")
    {'GM0307': 'Amersfoort'}
    """
    return dict(zip(table[key], table["name"], strict=True))
