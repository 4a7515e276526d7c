"""Read amounts of money the way people in the Netherlands write them."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from sites.base.errors import OpvangkaartError
from sites.base.notation import MAX_LETTERS


class MoneyError(OpvangkaartError):
    """Refuse an amount that cannot be read or that makes no sense."""


#: 1.234.567,89 or 1234567,89 or 1234567.89, with or without a euro sign.
_DUTCH: Final = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<cents>[0-9]{1,2}|-))?"
)
_SPACE: Final = re.compile("[\u00a0\u2007\u2009\u202f ]")
_SPACED: Final = re.compile(
    r"[0-9]{1,3}(?:[\u00a0\u2007\u2009\u202f ][0-9]{3})+(?:,(?:[0-9]{1,2}|-))?"
)
_PLAIN: Final = re.compile(r"(?P<whole>[0-9]+)\.(?P<cents>[0-9]{1,2})")
#: No amount per place or dwelling lies below this: 34.000 without quotes is 34 to a TOML reader.
_LEAST_EUR: Final = 100.0


def amount_eur(text: str) -> float:
    """Read an amount as people write it in the Netherlands.

    A dot before three digits is a thousands mark, a comma is the decimal mark.

    >>> amount_eur("€ 6.730.000"), amount_eur("EUR 2.500,50"), amount_eur("2500"), amount_eur("0,-")
    (6730000.0, 2500.5, 2500.0, 0.0)

    Raises
    ------
    MoneyError
        Text that is not one amount, such as "1,234.50" or "12.50.00".
    """
    bare = re.sub(r"^(?:€|EUR|euro)\s*", "", text.strip(), flags=re.IGNORECASE)
    if _SPACED.fullmatch(bare):  # a space marks thousands, and nothing else
        bare = _SPACE.sub("", bare)
    match = _DUTCH.fullmatch(bare) or _PLAIN.fullmatch(bare)
    if match and len(bare) <= MAX_LETTERS:
        cents = (match["cents"] or "0").replace("-", "0")
        return float(f"{match['whole'].replace('.', '')}.{cents}")
    raise MoneyError(
        "amount {value!r} is not readable; write 1234567,89 or 1.234.567,89",
        value=text[:40],
    )


def _read(value: object) -> object:
    return amount_eur(value) if isinstance(value, str) else value


def _sound(value: object) -> object:
    value = _read(value)
    if isinstance(value, int | float) and 0 < value < _LEAST_EUR:
        raise MoneyError(
            "an amount of {value:g} euro is too small to be meant; in TOML put quotes "
            'around dots and commas: "34.000"',
            value=value,
        )
    return value


#: A setting in euro: a number, or text as ``amount_eur`` reads it.
Amount = Annotated[float, BeforeValidator(_sound), Field(ge=0, le=1_000_000_000_000)]
#: A factor such as 1.1, or "1,10" as text.
Factor = Annotated[float, BeforeValidator(_read), Field(gt=0, le=10)]
