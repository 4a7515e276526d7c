"""Name the parts of the score as a reader knows them."""

from collections.abc import Mapping
from typing import Final

from sites.settings.scenario import FIT

CATEGORY: Final[Mapping[str, str]] = {
    "mother": "Moederlocatie",
    FIT: "Maat en schaal",
    "primary_school": "Basisschool",
    "secondary_school": "Middelbare school",
    "gp": "Huisarts",
    "pharmacy": "Apotheek",
    "supermarket": "Supermarkt",
    "library": "Bibliotheek",
    "community_centre": "Buurthuis",
    "sports": "Sport",
    "playground": "Speeltuin",
    "pt_stop": "Halte",
}


def category_words(name: str) -> str:
    """Return a category's Dutch label; an unknown one as it is.

    >>> category_words("gp"), category_words("moskee")
    ('Huisarts', 'Moskee')
    """
    return CATEGORY.get(name) or name.replace("_", " ").capitalize()
