"""Read what is asked of the map from an address or a form; anyone may have written it."""

from dataclasses import dataclass, replace
from typing import Final, Self, cast, get_args
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from opvangkaart.app.asked import typed
from sites.settings.scenario import Mode

#: So many places stand side by side.
MOST: Final = 4
_LONGEST: Final = 200


@dataclass(frozen=True)
class Question:
    """The places that are asked for, and how; ``without`` are mother locations thought away."""

    at: tuple[str, ...] = ()
    places: str = "60"
    mode: Mode | None = None
    groups: str = ""
    years: str = ""
    no_children: bool = False
    lookup: bool = False
    without: tuple[str, ...] = ()
    too_many: bool = False

    @classmethod
    def of(cls, given: QueryParams | FormData) -> Self:
        """Return the question of an address; a new place takes the place of what was there.

        >>> Question.of(QueryParams("vast=Zeist&plaats=Doorn&naast=1")).at
        ('Zeist', 'Doorn')
        >>> Question.of(QueryParams("vast=Zeist&plaats=Doorn")).at
        ('Doorn',)
        """
        new = _texts(given, "plaats")
        kept = _texts(given, "vast")
        at = [*kept, *new] if given.get("naast") or not new else new
        at = list(dict.fromkeys(at))
        mode = str(given.get("hoe", ""))
        return cls(
            at=tuple(at[:MOST]), places=str(given.get("plekken", "60")).strip()[:20],
            mode=cast("Mode", mode) if mode in get_args(Mode) else None,
            groups=str(given.get("doelgroepen", "")).strip()[:_LONGEST],
            years=str(given.get("jaren", "")).strip()[:20],
            no_children=bool(given.get("zonderkinderen")), lookup=bool(given.get("opzoeken")),
            without=tuple(_texts(given, "zonder")), too_many=len(at) > MOST,
        )  # fmt: skip

    @property
    def count(self) -> float:
        """Return the number of places; NaN where none was written."""
        return typed(self.places)

    def query(self) -> str:
        """Return the question as the end of an address.

        >>> Question(at=("Zeist",), places="80", mode="ov").query()
        'plaats=Zeist&plekken=80&hoe=ov'
        """
        parts: list[tuple[str, str]] = [("plaats", at) for at in self.at]
        parts.append(("plekken", self.places))
        said = {"hoe": self.mode, "doelgroepen": self.groups, "jaren": self.years,
                "zonderkinderen": "1" if self.no_children else "",
                "opzoeken": "1" if self.lookup else ""}  # fmt: skip
        parts += [(name, text) for name, text in said.items() if text]
        parts += [("zonder", hub) for hub in self.without]
        return urlencode(parts)

    def alone(self, at: str) -> Self:
        """Return the same question about one place."""
        return replace(self, at=(at,))

    def less(self, at: str) -> Self:
        """Return the same question about the other places."""
        return replace(self, at=tuple(one for one in self.at if one != at))

    def closed(self, hub_id: str) -> Self:
        """Return the same question as if one mother location more were not there."""
        return replace(self, without=tuple(dict.fromkeys((*self.without, hub_id))))

    def open_again(self) -> Self:
        """Return the same question with every mother location there."""
        return replace(self, without=())


def _texts(given: QueryParams | FormData, name: str) -> list[str]:
    texts = [str(text).strip()[:_LONGEST] for text in given.getlist(name)]
    return [text for text in texts if text]
