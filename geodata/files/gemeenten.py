"""Match what people write in a column gemeente: a name of today or of before, a kern, a code."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geodata.files import basisset
from geodata.files.texts import plain_name
from sites.base.codes import code_of, gm_code_of
from sites.base.messages import Message, say
from sites.base.nearest import nearest
from sites.tables.filters import names_by

#: So alike a name must be to ask whether it was meant: Maarn is not Baarn, nor Mijdrecht Utrecht.
_ALIKE: Final = 0.85


@dataclass(frozen=True)
class Matched:
    """The gm_code of each row, which rows name no municipality, why, and what was understood."""

    code: pd.Series
    unknown: pd.Series
    reason: pd.Series
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Answer:
    code: str | None
    reason: Message | None = None
    note: Message | None = None


def match_municipality(
    given: pd.Series, municipalities: pd.DataFrame, kernen: pd.DataFrame | None = None
) -> Matched:
    """Match names ("Amersfoort") and codes ("GM0307", "0307", "307.0") to the run's own.

    A former municipality and a kern stand for the municipality they lie in, with a note; one that
    was divided, or that lies outside the run's area, is told with today's name.

    >>> own = pd.DataFrame({"name": ["Amersfoort", "Baarn"], "gm_code": ["GM0307", "GM0308"]})
    >>> given = pd.Series(["amersfoort", "308.0", "Amersvoort", None, "Hoogland", "Maarn"])
    >>> found = match_municipality(given, own)
    >>> found.code.fillna("?").tolist()
    ['GM0307', 'GM0308', '?', '?', 'GM0307', '?']
    >>> found.unknown.tolist()  # an empty cell names no municipality, and no unknown one
    [False, False, True, False, False, True]
    >>> str(found.reason[2]), str(found.reason[5])  # doctest: +ELLIPSIS
    ('is no municipality here; did you mean Amersfoort?', 'belongs to Utrechtse Heuvelrug ...')
    """
    names = _Names(municipalities, kernen)
    answers = {text: names.answer(str(text)) for text in given.dropna().unique()}
    nothing = _Answer(None)
    told = [answers.get(text, nothing) for text in given]
    code = pd.Series([one.code for one in told], index=given.index, dtype="str")
    reason = pd.Series([one.reason for one in told], index=given.index, dtype="object")
    notes = tuple(one.note for one in answers.values() if one.note is not None)
    return Matched(code, given.notna() & code.isna(), reason, notes)


def municipality_named(
    name: str, municipalities: pd.DataFrame, kernen: pd.DataFrame | None = None
) -> tuple[str | None, Message | None]:
    """Return the code of one municipality, else what is known of the name; neither of a stranger.

    A former municipality or a kern is not taken for the municipality it lies in: who asks for a
    part would get the whole.

    >>> own = pd.DataFrame({"name": ["Baarn", "Utrechtse Heuvelrug"],
    ...                     "gm_code": ["GM0308", "GM1581"]})
    >>> municipality_named("308", own)[0], municipality_named("Zijst", own)
    ('GM0308', (None, None))
    >>> str(municipality_named("Maarn", own)[1])
    "gemeente 'Maarn' is part of Utrechtse Heuvelrug since 2006"
    """
    names = _Names(municipalities, kernen)
    answer = names.answer(name)
    if answer.note is not None:
        return None, answer.note
    if answer.code is None and names.knows(name):
        return None, say("gemeente {text!r} {reason}", text=name[:60], reason=answer.reason or "")
    return answer.code, None


class _Names:
    """All names by which a municipality of the run may be called."""

    def __init__(self, municipalities: pd.DataFrame, kernen: pd.DataFrame | None) -> None:
        self._own = names_by(municipalities, "gm_code")
        self._by_name = {plain_name(name): code for code, name in self._own.items()}
        self._by_name |= {plain_name(code): code for code in self._own}
        bundled = names_by(basisset.table("municipalities"), "gm_code")
        self._is_here = is_here = not self._own.keys().isdisjoint(bundled)
        self._elsewhere = {plain_name(name) for name in bundled.values()} if is_here else set()
        self._names = (bundled if is_here else {}) | self._own
        self._kernen = _by_kern(kernen) or (_by_kern(basisset.table("kernen")) if is_here else {})
        former = basisset.table("former_municipalities")
        self._former = {
            plain_name(name): (tuple(str(codes).split("|")), until)
            for name, codes, until in zip(
                former["name"], former["gm_codes"], former["until_year"], strict=True
            )
            if is_here
        }

    def answer(self, text: str) -> _Answer:
        """Say which municipality a text names, and what there is to tell about it."""
        plain = plain_name(text[:100])
        code = self._by_name.get(plain) or self._code(text)
        if code is not None:
            outside = say("is no municipality of this area")
            return _Answer(code) if code in self._own else _Answer(None, outside)
        if plain in self._elsewhere:
            return _Answer(None, say("is a municipality outside this area"))
        if plain in self._former:
            return self._formerly(text, *self._former[plain])
        if plain in self._kernen:
            return self._of_kern(text, self._kernen[plain])
        return _Answer(None, self._unknown(plain))

    def knows(self, text: str) -> bool:
        """Tell whether a text is a name of elsewhere, of before or of a kern."""
        plain = plain_name(text[:100])
        return plain in self._elsewhere or plain in self._former or plain in self._kernen

    def _code(self, text: str) -> str | None:
        """Return the code a text stands for: of this area, else a Dutch one where that helps."""
        dutch = gm_code_of(text)
        own = (code for code in (dutch, code_of(text)) if code in self._own)
        return next(own, dutch if self._is_here else None)

    def _unknown(self, plain: str) -> Message:
        near = nearest(plain, self._own.values(), spelled=plain_name, cutoff=_ALIKE)
        if near and plain_name(near[0])[:1] == plain[:1]:
            return say("is no municipality here; did you mean {name}?", name=near[0])
        return say("is no municipality here; write its name of today or its code")

    def _formerly(self, text: str, codes: tuple[str, ...], until: float) -> _Answer:
        today = tuple(self._names.get(code, code) for code in codes)
        since = None if pd.isna(until) else str(int(until))
        if len(codes) > 1:
            reason = say("was divided in {year} over {names}; write which one", year=since,
                         names=today)  # fmt: skip
            return _Answer(None, reason)
        if codes[0] not in self._own:
            return _Answer(None, say("belongs to {name} today, outside this area", name=today[0]))
        if since is None:
            note = say("gemeente {text!r} is read as {name}", text=text[:60], name=today[0])
        else:
            note = say("gemeente {text!r} is part of {name} since {year}", text=text[:60],
                       name=today[0], year=since)  # fmt: skip
        return _Answer(codes[0], note=note)

    def _of_kern(self, text: str, codes: tuple[str, ...]) -> _Answer:
        today = tuple(self._names.get(code, code) for code in codes)
        own = [code for code in codes if code in self._own]
        if not own:
            return _Answer(None, say("belongs to {name} today, outside this area", name=today[0]))
        if len(codes) > 1:
            return _Answer(None, say("is a kern of {names}; write which one", names=today))
        note = say("gemeente {text!r} is a kern of {name}", text=text[:60], name=today[0])
        return _Answer(own[0], note=note)


def _by_kern(kernen: pd.DataFrame | None) -> dict[str, tuple[str, ...]]:
    """Return the codes of the municipalities that have a kern of a name."""
    found: dict[str, list[str]] = defaultdict(list)
    if kernen is not None:
        for name, code in zip(kernen["kern"], kernen["gm_code"], strict=True):
            if code not in found[plain_name(str(name))]:
                found[plain_name(str(name))].append(str(code))
    return {name: tuple(codes) for name, codes in found.items()}
