"""Read what is asked of a plan from a form; anyone may have written it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from starlette.datastructures import FormData, QueryParams

from opvangkaart.app.asked import typed_count
from sites.base.dutch import counted
from sites.base.errors import OpvangkaartError

#: What can happen to a location on a day.
VERBS: Final = ("sluit", "opent", "groeit", "krimpt")
#: Rows of a form for what happens.
EVENT_ROWS: Final = 3
_SIZED: Final = ("groeit", "krimpt")
_LONGEST: Final = 200
_MOST_NAMES: Final = 500
_MOST_PLANS: Final = 10


@dataclass(frozen=True)
class PlanQuestion:
    """What a form asks: ``source`` names where the sites come from, ``start`` an earlier job."""

    source: str = "scenario"
    target: str = ""
    alternatives: str = "2"
    new_hubs: str = ""
    repairs: bool = False
    fair: bool = False
    keep: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    events: tuple[tuple[str, str, str, str], ...] = ()  # location, verb, day, places
    start: str = ""

    @classmethod
    def of(cls, given: QueryParams | FormData) -> Self:
        """Return the question of an address or a form.

        >>> form = FormData([("houden", "Z-1"), ("wat", "UT03"), ("hoe", "sluit"),
        ...                  ("dag", "2027-07-01"), ("hoeveel", "")])
        >>> (asked := PlanQuestion.of(form)).keep, asked.event_texts()
        (('Z-1',), ['UT03 sluit 2027-07-01'])
        """
        where, verbs = _all(given, "wat"), _all(given, "hoe")
        days, places = _all(given, "dag"), _all(given, "hoeveel")
        told = zip(where, verbs, days, places, strict=False)
        rows = [row for row in told if row[0] or row[2]]
        return cls(
            source="lijst" if given.get("bron") == "lijst" else "scenario",
            target=_one(given, "doel"), alternatives=_one(given, "anders") or "0",
            new_hubs=_one(given, "hubs"), repairs=bool(given.get("herstel")),
            fair=bool(given.get("eerlijk")), keep=_names(given, "houden"),
            without=_names(given, "weg"), spare=_names(given, "sparen"),
            events=tuple(rows[:_MOST_NAMES]), start=_one(given, "vanaf"),
        )  # fmt: skip

    @classmethod
    def again(cls, held: Mapping[str, Any]) -> Self:
        """Return the question that a job was asked, as ``held`` gave it.

        >>> PlanQuestion.again({"target": "500", "keep": ["I1"]}).keep
        ('I1',)
        """
        made: dict[str, Any] = {name: tuple(map(tuple, value)) if name == "events"
                else tuple(value) if isinstance(value, list) else value
                for name, value in held.items()}  # fmt: skip
        return cls(**made)

    def held(self) -> dict[str, Any]:
        """Return the question as JSON can hold it.

        >>> PlanQuestion(target="500").held()["target"]
        '500'
        """
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def event_texts(self) -> list[str]:
        """Return what happens, as a plan is asked.

        >>> PlanQuestion(events=(("UT01", "groeit", "2028-01-01", "40"),)).event_texts()
        ['UT01 groeit 2028-01-01 met 40 plekken']

        Raises
        ------
        OpvangkaartError
            A row without a location or a day.
        """
        texts = []
        for where, verb, day, places in self.events:
            if not where or not day:
                raise OpvangkaartError("choose both a location and a day for what happens")
            sized = f" met {places} plekken" if places and verb in _SIZED else ""
            texts.append(f"{where} {verb or VERBS[0]} {day}{sized}")
        return texts

    def asked(self) -> dict[str, Any]:
        """Return what the work of a plan is asked.

        >>> PlanQuestion(target="4.793").asked()["target"]
        4793

        Raises
        ------
        OpvangkaartError
            A number that is none, or too many plans.
        """
        alternatives = _number(self.alternatives)
        if alternatives is not None and alternatives > _MOST_PLANS:
            raise OpvangkaartError(
                "{count} alternatives cannot be made; give 0 to 10", count=alternatives
            )
        if both := [one for one in self.keep if one in self.without]:
            raise OpvangkaartError(
                "site {both} is both kept and left out; choose one", both=both[0]
            )
        return {
            "source": self.source, "target": _number(self.target), "fair": self.fair,
            "alternatives": alternatives, "new_hubs": _number(self.new_hubs),
            "quick": not self.repairs, "keep": list(self.keep), "without": list(self.without),
            "spare": list(self.spare), "events": self.event_texts(), "from": self.start or None,
        }  # fmt: skip

    def title(self) -> str:
        """Return the question in a few words.

        >>> PlanQuestion(target="500", keep=("a",), events=(("UT03", "sluit", "2027-07-01", ""),)
        ...              ).title()
        'Plan voor 500 plekken, 1 vast, 1 gebeurtenis'
        """
        places = _number(self.target)
        told = ["Plan" if places is None else f"Plan voor {counted(places, 'plek', 'plekken')}"]
        told += [f"{len(names)} {word}" for names, word in (
            (self.keep, "vast"), (self.without, "eruit"), (self.spare, "gespaard"),
        ) if names]  # fmt: skip
        if count := len(self.events):
            told.append("1 gebeurtenis" if count == 1 else f"{count} gebeurtenissen")
        return ", ".join(told) + (" (onze lijst)" if self.source == "lijst" else "")


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    found = typed_count(text)
    if found is None:
        raise OpvangkaartError("{value!r} is no whole number; write it in digits", value=text)
    return found


def _one(given: QueryParams | FormData, name: str) -> str:
    return str(given.get(name, "")).strip()[:_LONGEST]


def _all(given: QueryParams | FormData, name: str) -> list[str]:
    return [str(text).strip()[:_LONGEST] for text in given.getlist(name)]


def _names(given: QueryParams | FormData, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in _all(given, name) if text))[:_MOST_NAMES]
