"""Write a page's headline from its figures and their kind: pure sentences, one per case.

"Opgave" and "gevraagd" stand only with a figure that somebody fixed or entered; a share that was
reckoned is called one. A plan is a worked example: it opens nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sites.base.apportion import to_realise
from sites.base.dutch import counted, listed, long_moment, minutes, number
from sites.tables.tasks import OFFICIAL

ENTERED: Final = OFFICIAL[0]
_BY_DECISION: Final = {"besluit": "volgens besluit"}
_NAMED: Final = 3
#: What a headline calls a search cell: an area near a village, not a place.
_CELL: Final = "een zoekgebied"
_CELL_NEAR: Final = f"{_CELL} bij "


@dataclass(frozen=True)
class Asked:
    """What is asked of an area, or what its share would be; ``amount`` is None where unknown.

    ``kind`` is one of ``OFFICIAL``, else the way a share was reckoned; "" for a target.
    """

    amount: int | None
    kind: str = ""
    target: int = 0
    regime: str = ""
    source: str = ""
    date: str | None = None

    @property
    def is_official(self) -> bool:
        """Return whether somebody fixed or entered the figure."""
        return self.kind in OFFICIAL


@dataclass(frozen=True)
class Chosen:
    """What a plan puts on a page: places, and where: names, kernen, cells."""

    places: int
    names: tuple[str, ...]
    kernen: tuple[str, ...]
    cells: int


@dataclass(frozen=True)
class Away:
    """What counts besides what lies here: at partners outside, or by agreements (below 0: less)."""

    counts: int
    is_partner: bool = False

    @property
    def words(self) -> str:
        """Say what counts besides, without a full stop; nothing where nothing does.

        >>> Away(1, is_partner=True).words, Away(-20).words
        ('Bij partners buiten het gebied komt er 1 bij', \
'Via afspraken tellen er 20 voor een ander')
        """
        amount = abs(self.counts)
        if self.is_partner:
            verb = "komt" if amount == 1 else "komen"
            return f"Bij partners buiten het gebied {verb} er {number(amount)} bij"
        verb = "telt" if amount == 1 else "tellen"
        side = "extra mee" if self.counts > 0 else "voor een ander"
        return f"Via afspraken {verb} er {number(amount)} {side}" if amount else ""


@dataclass(frozen=True)
class Found:
    """What was found on a page: how many sites have a rank, and who stands first.

    ``first`` is the name of the best site that fits and leans, with its mother location and trip;
    ``same`` counts those that cannot be told from it, itself included; ``cells`` are the ranked
    that are search cells, which are called no locations.
    """

    sites: int
    ranked: int
    leaning: int
    hubs: int
    first: str = ""
    hub: str = ""
    travel_min: float | None = None
    mode: str = ""
    same: int = 1
    verdict: str = ""
    cells: int = 0
    is_area: bool = False

    def called(self, count: int) -> str:
        """Return what so many of the ranked sites are called.

        >>> Found(9, 9, 0, 3, cells=9).called(9), Found(9, 9, 0, 3, cells=2).called(9)
        ('zoekgebieden', 'keuzes')
        >>> Found(9, 9, 0, 3).called(1)
        'locatie'
        """
        if not self.cells:
            return "locatie" if count == 1 else "locaties"
        if self.cells == self.ranked:
            return "zoekgebied" if count == 1 else "zoekgebieden"
        return "keuze" if count == 1 else "keuzes"


def asked_sentence(name: str, asked: Asked) -> str:
    """Say what is asked of a municipality, or what its share would be.

    >>> asked_sentence("Woerden", Asked(337, "indicatief", 8207, "Spreidingswet, eerste ronde",
    ...     "woerden.nl", "2024-01"))
    'Woerden: opgave 337, indicatief (Spreidingswet, eerste ronde; woerden.nl, januari 2024).'
    >>> asked_sentence("Woerden", Asked(186, "berekend naar inwoners", 4793))
    'Naar inwoners zou Woerden 186 van de 4.793 plekken opvangen; dit is geen wettelijke opgave.'
    >>> asked_sentence("Woerden", Asked(None))
    'Hoeveel plekken Woerden zou opvangen, is niet bekend.'
    """
    if asked.amount is None:
        return f"Hoeveel plekken {name} zou opvangen, is niet bekend."
    if not asked.is_official:
        key = "Naar inwoners" if asked.kind.endswith("inwoners") else "Met een eigen sleutel"
        return (
            f"{key} zou {name} {number(asked.amount)} van de {number(asked.target)} plekken "
            "opvangen; dit is geen wettelijke opgave."
        )
    kind = _BY_DECISION.get(asked.kind, asked.kind)
    if asked.kind == ENTERED:
        return f"{name}: opgave {number(asked.amount)}, zelf ingevoerd."
    if not asked.source:
        return f"{name}: opgave {number(asked.amount)}, {kind}."
    since = long_moment(asked.date) if asked.date else "datum onbekend"
    told = f"{asked.source.split(' (', maxsplit=1)[0]}, {since}"
    return f"{name}: opgave {number(asked.amount)}, {kind} ({asked.regime}; {told})."


def area_sentence(name: str, target: int, existing: int, *, at_least: bool = False) -> str:
    """Say what the whole area has and what is still to come.

    ``at_least``: of some location in use nobody knows the places, and unknown is not zero.

    >>> area_sentence("provincie Utrecht", 4793, 2335)
    'Provincie Utrecht: 2.335 van de 4.793 plekken zijn in gebruik; nog te realiseren 2.458.'
    >>> area_sentence("provincie Utrecht", 900, 900)
    'Provincie Utrecht: 900 van de 900 plekken zijn in gebruik; dat is gehaald.'
    >>> area_sentence("Proefland", 1227, 840, at_least=True)
    'Proefland: ten minste 840 van de 1.227 plekken zijn in gebruik; nog te realiseren \
hoogstens 387.'
    >>> area_sentence("Proefland", 95, 520)
    'Proefland: 520 plekken zijn in gebruik, meer dan het doel van 95.'
    """
    rest = to_realise(target, existing)
    least, most = ("ten minste ", "hoogstens ") if at_least else ("", "")
    done = f"nog te realiseren {most}{number(rest)}" if rest else "dat is gehaald"
    verb = "is" if existing == 1 else "zijn"
    said = f"{name[:1].upper()}{name[1:]}: "
    if not target and not existing and not at_least:
        return f"{said}het doel is 0 plekken; er hoeft dus niets bij."
    if at_least and not existing:
        unknown = f"hoeveel van de {number(target)} plekken in gebruik zijn, is niet bekend"
        return f"{said}{unknown}; {done}."
    used = f"{said}{least}{number(existing)}"
    if existing > target:
        each = "plek" if existing == 1 else "plekken"
        return f"{used} {each} {verb} in gebruik, meer dan het doel van {number(target)}."
    return f"{used} van de {number(target)} plekken {verb} in gebruik; {done}."


def now_sentence(name: str, asked: Asked, existing: int, *, at_least: bool = False) -> str:
    """Say what a municipality has against what is asked; nothing where it has nothing yet.

    ``at_least``: of some location in use nobody knows the places.

    >>> now_sentence("Zeist", Asked(231, "berekend naar inwoners", 4793), 400)
    'Zeist doet al meer dan haar aandeel: er zijn 400 plekken in gebruik.'
    >>> now_sentence("Zeist", Asked(400, "besluit", 4793), 400)
    'Dat is gehaald: er zijn 400 plekken in gebruik.'
    >>> now_sentence("Zeist", Asked(500, "besluit", 4793), 400)
    'Nu zijn er 400; nog te realiseren 100.'
    >>> now_sentence("Zeist", Asked(0, "besluit", 4793), 0)
    'Er hoeft dus niets bij.'
    >>> now_sentence("Zeist", Asked(500, "besluit", 4793), 400, at_least=True)
    'Nu zijn er ten minste 400; nog te realiseren hoogstens 100.'
    >>> now_sentence("Zeist", Asked(500, "besluit", 4793), 0, at_least=True)
    'Hoeveel plekken nu in gebruik zijn, is niet bekend.'
    """
    verb = "is" if existing == 1 else "zijn"
    least, most = ("ten minste ", "hoogstens ") if at_least else ("", "")
    used = f"er {verb} {least}{counted(existing, 'plek', 'plekken')} in gebruik."
    if at_least and not existing:
        used = "hoeveel plekken nu in gebruik zijn, is niet bekend."
    if asked.amount is None:
        return f"{used[:1].upper()}{used[1:]}"
    if not asked.amount and not existing:
        return "Er hoeft dus niets bij."
    if existing > asked.amount:
        more = "de opgave" if asked.is_official else "haar aandeel"
        return f"{name} doet al meer dan {more}: {used}"
    rest = to_realise(asked.amount, existing)
    if not rest:
        return f"Dat is gehaald: {used}"
    if not existing:
        return f"{used[:1].upper()}{used[1:]}" if at_least else ""
    return f"Nu {verb} er {least}{number(existing)}; nog te realiseren {most}{number(rest)}."


def plan_sentence(
    name: str, asked: Asked, existing: int, chosen: Chosen | None, away: Away | None = None,
    *, at_least: bool = False,
) -> str:  # fmt: skip
    """Say what the plan puts here, and elsewhere, and what nobody found a place for.

    >>> one = Chosen(99, ("Zoekgebied bij Harmelen 3",), ("Harmelen",), 1)
    >>> plan_sentence("Woerden", Asked(337, "indicatief"), 0, one)[-59:]
    'in een zoekgebied bij Harmelen; 238 zijn nog niet gevonden.'
    >>> plan_sentence("Woerden", Asked(99, "indicatief"), 0, one)
    'In dit rekenvoorbeeld passen er 99, in een zoekgebied bij Harmelen; dat is genoeg.'
    >>> plan_sentence("Woerden", Asked(80, "indicatief"), 10, one)[-57:]
    'in een zoekgebied bij Harmelen; dat is 29 meer dan nodig.'
    >>> plan_sentence("Woerden", Asked(337, "indicatief"), 0, None)
    'Dit rekenvoorbeeld heeft geen plek in Woerden; 337 zijn nog niet gevonden.'
    >>> plan_sentence("Woerden", Asked(337, "indicatief"), 0, one, Away(200))[-66:]
    ' Via afspraken tellen er 200 extra mee; 38 zijn nog niet gevonden.'
    >>> plan_sentence("Utrecht", Asked(4793), 4600, one, Away(94, is_partner=True))[-62:]
    'Bij partners buiten het gebied komen er 94 bij; dat is genoeg.'
    """
    away = away or Away(0)
    rest = None if asked.amount is None else asked.amount - existing - away.counts
    if chosen is None or not chosen.places:
        said = f"Dit rekenvoorbeeld heeft geen plek in {name}"
        if away.counts:
            said = f"{said}. {away.words}"
            return f"{said}{_ending(rest, at_least=at_least)}." if rest is not None else f"{said}."
        left = rest is not None and rest > 0
        return f"{said}; {_left(rest, at_least=at_least)}." if left else f"{said}."
    verb = "past" if chosen.places == 1 else "passen"
    if existing:
        verb = "komt" if chosen.places == 1 else "komen"
    more = " bij" if existing else ""
    said = f"In dit rekenvoorbeeld {verb} er {number(chosen.places)}{more}, {_where(chosen)}"
    if away.counts:
        said = f"{said}. {away.words}"
    if rest is None:
        return f"{said}."
    # What there is beyond what is asked was not asked of the plan.
    most = chosen.places + max(0, away.counts)
    return f"{said}{_ending(rest - chosen.places, most, at_least=at_least)}."


def _ending(off: int, most: int | None = None, *, at_least: bool = False) -> str:
    """Say what is lacking still, or how much more than needed there is, at most what came."""
    if off < 0:
        more = -off if most is None else min(-off, most)
        least = "ten minste " if at_least and (most is None or more < most) else ""
        return f"; dat is {least}{number(more)} meer dan nodig"
    return f"; {_left(off, at_least=at_least)}" if off else "; dat is genoeg"


def _left(rest: int | None, *, at_least: bool = False) -> str:
    most = "hoogstens " if at_least else ""
    return f"{most}{number(rest)} {'is' if rest == 1 else 'zijn'} nog niet gevonden"


def _where(chosen: Chosen) -> str:
    """Say where the places lie; a search cell is never called a location."""
    count, kernen = len(chosen.names), tuple(dict.fromkeys(chosen.kernen))
    near = f" bij {listed(kernen)}" if 0 < len(kernen) <= _NAMED else ""
    own = count - chosen.cells
    if count == 1:
        return f"in een zoekgebied{near}" if chosen.cells else f"op {chosen.names[0]}"
    where = [f"op {counted(own, 'locatie', 'locaties')}"] if own else []
    if chosen.cells:
        where.append(f"in {counted(chosen.cells, 'zoekgebied', 'zoekgebieden')}")
    return f"{listed(where)}{near}"


def later_sentence(
    asked: Asked, left: int, planned: int, end: str, ending: int, *, at_least: bool = False
) -> str:
    """Say what is too few again once the first of what is in use ends.

    ``left`` is what exists on the day ``end``, ``planned`` what a plan has open then.

    >>> later_sentence(Asked(4793), 2044, 2349, "2028-05-01", 400)
    'Op 1 mei 2028 stoppen er 400; dan zijn er 400 te weinig.'
    >>> later_sentence(Asked(228, "berekend naar inwoners"), 300, 0, "2028-05-01", 100)
    'Op 1 mei 2028 stoppen er 100; dan zijn er nog genoeg.'
    >>> later_sentence(Asked(None), 61, 0, "2028-05-01", 1)
    'Op 1 mei 2028 stopt er 1.'
    """
    # A date of digits would break at its hyphens, and nobody says it so.
    said = f"Op {long_moment(end)} {'stopt' if ending == 1 else 'stoppen'} er {number(ending)}"
    if asked.amount is None:
        return f"{said}."
    short = to_realise(asked.amount, left + planned)
    if not short:
        return f"{said}; dan zijn er nog genoeg."
    most = "hoogstens " if at_least else ""
    return f"{said}; dan {'is' if short == 1 else 'zijn'} er {most}{number(short)} te weinig."


def found_sentence(found: Found) -> str:
    """Say what was found where no plan is shown: who stands first, or why nobody does.

    >>> found_sentence(Found(sites=0, ranked=0, leaning=0, hubs=3))
    'Hier is nog geen locatie opgegeven of gevonden.'
    >>> found_sentence(Found(sites=9, ranked=9, leaning=0, hubs=0))
    'Er doet geen moederlocatie mee: geen enkele locatie kan leunen.'
    """
    if nobody := _nobody(found):
        return nobody
    near = found.first.removeprefix(_CELL_NEAR) if found.first.startswith(_CELL_NEAR) else ""
    if found.ranked == 1:
        what = f"zoekgebied bekeken, bij {near}" if near else f"locatie bekeken: {found.first}"
        if found.first == _CELL:
            what = "zoekgebied bekeken"
        return f"Er is één {what}. Het oordeel: {found.verdict}."
    if found.same > 1:
        many = f"{number(found.same)} {found.called(found.same)}"
        one = f"ligt bij {near}" if near else f"is {found.first}"
        return f"De beste {many} zijn niet van elkaar te onderscheiden; één {one}."
    if not found.hub or found.travel_min is None:
        return f"Het best past {found.first}."
    trip = f"{minutes(found.travel_min)} {found.mode}".strip()
    return f"Het best past {found.first}, {trip} van {found.hub}."


def _nobody(found: Found) -> str:
    """Say why no site can be named first; nothing where one can."""
    if not found.sites:
        return "Hier is nog geen locatie opgegeven of gevonden."
    if not found.ranked:
        where = "één gemeente" if found.is_area else "deze gemeente"
        return f"Geen enkele locatie heeft een score én ligt zeker in {where}."
    if not found.hubs:
        none = f"geen enkel{'' if found.called(1) == 'zoekgebied' else 'e'} {found.called(1)}"
        return f"Er doet geen moederlocatie mee: {none} kan leunen."
    if not found.leaning and found.ranked > 1:
        many = f"{number(found.ranked)} {found.called(found.ranked)}"
        return f"Geen van de {many} past en kan leunen."
    return ""


def headline(*sentences: str) -> tuple[str, str]:
    """Return the first sentence and the rest of a headline, without what is empty.

    >>> headline("Een.", "", "Twee.", "Drie.")
    ('Een.', 'Twee. Drie.')
    """
    first, *rest = [text for text in sentences if text]
    return first, " ".join(rest)


def cell_name(kern: str | None) -> str:
    """Return what a headline calls a search cell near a kern, if any.

    >>> cell_name("Harmelen"), cell_name(None)
    ('een zoekgebied bij Harmelen', 'een zoekgebied')
    """
    return _CELL if kern is None else f"{_CELL_NEAR}{kern}"


def chosen_of(places: Sequence[int], names: Sequence[str], kernen: Sequence[str | None],
              cells: Sequence[bool]) -> Chosen:  # fmt: skip
    """Return what a plan's rows put on a page."""
    return Chosen(sum(places), tuple(names), tuple(k for k in kernen if k), sum(map(bool, cells)))
