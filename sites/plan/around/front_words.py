"""Write a front between two objectives for a reader: amounts, columns, and how sure it is."""

from typing import Final

import pandas as pd

from sites.base.dutch import number
from sites.plan.around.aims import NAMES, WHOLE, Named

#: A difference below this share of the range is called none.
_SMALL: Final = 5e-4


def amount_words(name: Named, amount: float) -> str:
    """Write an amount of an objective as a reader sees it.

    >>> amount_words("municipalities", 24.0), amount_words("minutes", 812.34)
    ('24', '812,3')
    """
    return number(amount, 0 if name in WHOLE else 1)


def shown_columns(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns a reader needs: both objectives, then what differs along the line."""
    pair = tuple(f"amount_{table[key].iloc[0]}" for key in ("first", "second"))
    others = tuple(
        column
        for name in NAMES
        if (column := f"amount_{name}") not in pair
        and len({amount_words(name, amount) for amount in table[column]}) > 1
    )
    return ("step", *pair, *others, "loss")


def front_words(table: pd.DataFrame) -> tuple[str, ...]:
    """Say how sure a front is: exact, or at most so far from it.

    >>> table = pd.DataFrame({"step": [1, 2], "apart": [0.031, 0.031]})
    >>> print(front_words(table)[0].split(", ")[1])
    is hooguit 3,1% van het hele verschil beter
    """
    if table.empty:
        return ()
    apart = table["apart"].iloc[0]
    if pd.isna(apart):
        return ("Hoe ver een beter plan hier vandaan kan liggen, is niet bekend.",)
    if float(apart) <= _SMALL:
        if len(table) == 1:
            return (
                "Dit is het enige plan van de afweging: een ander is er niet, binnen dit model.",
            )
        plans = f"{number(len(table))} plannen"
        return (f"Dit zijn alle {plans} van de afweging: meer zijn er niet, binnen dit model.",)
    most = f"{number(100 * float(apart), 1)}% van het hele verschil"
    return (f"Een plan dat hier niet bij staat, is hooguit {most} beter, binnen dit model.",)
