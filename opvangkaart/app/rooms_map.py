"""The room *Kaart*: click a place or write it down, and have the answer there."""

import json
import math
import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from maps.base import words
from opvangkaart.app.pages import page
from opvangkaart.app.question import MOST, Question
from opvangkaart.dossier.edit import Editor
from opvangkaart.runs.dossier import border_credit, gemeente_shapes, today
from opvangkaart.runs.engines import no_timetable
from opvangkaart.runs.lean import Asked, Asker, drawn_answer, spotted
from opvangkaart.runs.list_places import SURE_M
from opvangkaart.runs.reach import reach_around
from opvangkaart.runs.screen_map import kern_circles
from sites.base.abbreviations import written_out
from sites.base.errors import OpvangkaartError, SiteError
from sites.base.messages import Message, say
from sites.base.notation import written
from sites.judgement.leaning.point import LeanAnswer
from sites.judgement.report import LEAN_HEADINGS, lean_lines, lean_rows
from sites.progress.entry import Value
from sites.tables.filters import active_hubs

#: The letters that places carry on the map and beside it.
_LETTERS: Final = "ABCD"
_POSTCODE: Final = re.compile("[1-9][0-9]{3} ?([A-Za-z]{2})?")


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path, len({route.path for route in routes()})
    ('/kaart', 7)
    """
    return [
        Route("/kaart", overview),
        Route("/kaart/antwoord", answer),
        Route("/kaart/tekening", drawing),
        Route("/kaart/bereik", within),
        Route("/kaart/klaar", ready),
        Route("/kaart/bewaar", save, methods=["POST"]),
        Route("/kaart/grenzen.json", shapes),
    ]


def overview(request: Request) -> Response:
    """Show the map and the question beside it; the places that were asked for are answered."""
    question = Question.of(request.query_params)
    asker = request.app.state.bench.asker_if_ready() if not question.at else None
    return page(request, "map.html.j2", _values(request, question) | {
        "modes": words.MODE, "is_ready": asker is not None or bool(question.at),
    })  # fmt: skip


def answer(request: Request) -> Response:
    """Return the answers alone, for the page's own script; the address follows the question."""
    question = Question.of(request.query_params)
    return page(request, "answers.html.j2", _values(request, question))


def _values(request: Request, question: Question) -> dict[str, object]:
    answers = [_answered(request, question, at) for at in question.at]
    for letter, one in zip(_LETTERS, answers, strict=False):
        one.letter = letter
    return {
        "answers": answers, "question": question, "most": MOST, "headings": LEAN_HEADINGS,
        "compared": _compared(answers),
        "abbreviations": written_out(
            text for one in answers
            for text in (one.sentence, *one.lines, *(cell for row in one.rows for cell in row))
        ),
        "closed": _closed(request, question),
    }  # fmt: skip


@dataclass(eq=False)
class Answered:
    """One place with its answer, or with the line that says why there is none."""

    at: str
    fault: Message | None = None
    letter: str = ""
    answer: LeanAnswer | None = None
    sentence: str = ""
    needs_timetable: bool = False
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()
    hub: dict[str, Any] | None = field(default=None)

    @property
    def verdict(self) -> str:
        """Return the verdict in words."""
        return "" if self.answer is None else str(self.answer.verdict["verdict"])

    @property
    def name(self) -> str:
        """Return what this place is called: as it was asked, or where it lies for a point."""
        if self.answer is None or not _is_point(self.at):
            return self.at
        return f"Plek in {self.answer.gemeente}"


def _is_point(text: str) -> bool:
    """Say whether a place is written in degrees.

    >>> _is_point("5.1,52.1"), _is_point("3931 AB")
    (True, False)
    """
    return "," in text and not any(letter.isalpha() for letter in text)


def _answered(request: Request, question: Question, at: str) -> Answered:
    """Return the answer for one place, or the line that says why there is none."""
    try:
        asker = request.app.state.bench.asker()
        found = _asked(asker, question, at)
    except OpvangkaartError as error:
        if error.message == no_timetable().message:
            return Answered(at, fault=say("there is no timetable yet, so no trip by public "
                                          "transport"), needs_timetable=True)  # fmt: skip
        return Answered(at, fault=error.message)
    sentence, *lines = lean_lines(found)
    head = str(found.verdict["verdict"])
    hubs = asker.layers.hubs.dropna(subset=["lon", "lat"])
    hub = hubs[hubs["hub_id"] == found.verdict["hub_id"]]
    return Answered(
        at, answer=found, sentence=sentence.removeprefix(f"{head}. "), lines=tuple(lines),
        rows=tuple(lean_rows(found)), hub=None if hub.empty else hub.iloc[0].to_dict(),
    )  # fmt: skip


def _asked(asker: Asker, question: Question, at: str) -> LeanAnswer:
    if not question.count > 0:
        raise SiteError(
            "{value!r} is no number of places; write a whole number", value=question.places
        )
    asked = Asked(
        places=question.count, mode=question.mode, target_groups=question.groups or None,
        no_children=question.no_children, hubs_off=question.without,
        years=_years(question.years),
    )  # fmt: skip
    return asker.at(spotted(asked, asker.spot(at, geocode=question.lookup)))


def _years(text: str) -> float | None:
    if not text:
        return None
    years = written(text).decimal
    if not math.isfinite(years):
        raise SiteError("{value!r} is no number of years; write it as 5", value=text)
    return years


def _compared(answers: list[Answered]) -> list[tuple[str, list[str]]]:
    """Return what differs between places as rows with a cell per place; nothing for one alone."""
    sound = [one for one in answers if one.answer is not None]
    if len(sound) < 2:  # noqa: PLR2004 - one place is compared with nothing
        return []
    told = [one.answer for one in sound if one.answer is not None]
    functions = list(dict.fromkeys(row[0] for one in sound for row in one.rows))
    states = [{row[0]: row[2] for row in one.rows} for one in sound]
    return [
        ("Oordeel", [one.verdict for one in sound]),
        ("Gemeente", [one.gemeente for one in told]),
        ("Moederlocatie", [str(one.verdict["hub_name"] or "geen") for one in told]),
        ("Reistijd", [words.measured(_minutes(one), "min") for one in told]),
        ("Te bevestigen", [str(one.verdict["confirm"] or "-") for one in told]),
        *((name, [state.get(name, "-") for state in states]) for name in functions),
    ]


def _minutes(answer: LeanAnswer) -> float | None:
    minutes = answer.verdict["travel_min"]
    return None if minutes is None else float(str(minutes))


def _closed(request: Request, question: Question) -> list[str]:
    """Return the names of the mother locations that are thought away."""
    if not question.without:
        return []
    hubs = request.app.state.bench.asker().layers.hubs
    return [str(name) for name in hubs.loc[hubs["hub_id"].isin(question.without), "name"]]


def drawing(request: Request) -> Response:
    """Return the small map of one answer, with what its signs mean and who made its parts."""
    question = Question.of(request.query_params)
    found = [_answered(request, question, at) for at in question.at[:1]]
    if not found or found[0].answer is None:
        return HTMLResponse("")
    drawn = drawn_answer(found[0].answer, request.app.state.bench.asker())
    return page(request, "drawing.html.j2", {"drawing": drawn})


def within(request: Request) -> Response:
    """Return how far one gets from a place, in words and as shapes for the map."""
    question = Question.of(request.query_params)
    try:
        asker = request.app.state.bench.asker()
        spot = asker.spot(question.at[0] if question.at else "", geocode=question.lookup)
        reached = reach_around(asker, spot.lon, spot.lat, mode=question.mode)
    except OpvangkaartError as error:
        return page(request, "reach.html.j2", {"fault": error.message, "reached": None})
    return page(request, "reach.html.j2", {
        "fault": None, "reached": reached, "mode": words.MODE[reached.mode],
        "shapes": json.dumps(reached.collection(), separators=(",", ":")),
    })  # fmt: skip


def ready(request: Request) -> Response:
    """Say whether the layers are read; the page asks until they are."""
    asker = request.app.state.bench.asker_if_ready()
    return page(request, "ready.html.j2", {"is_ready": asker is not None})


async def save(request: Request) -> Response:
    """Put a place on the list, with the verdict that it had today."""
    bench, form = request.app.state.bench, await request.form()
    question = Question.of(form)
    at = question.at[0] if question.at else ""
    found = _asked(bench.asker(), replace(question, at=(at,)), at)
    row = _kept(bench.editor, found, at, str(form.get("naam", "")), bench.asker(),
                lookup=question.lookup)  # fmt: skip
    return RedirectResponse(f"/lijst/{row}?bewaard=1", status_code=303)


def _kept(
    editor: Editor, found: LeanAnswer, at: str, name: str, asker: Asker, *, lookup: bool
) -> str:  # fmt: skip
    """Return the code of a new initiative at a place, which keeps the verdict as it is today."""
    day = today()
    has_point = _is_point(at) or (lookup and found.accuracy_m <= SURE_M)
    with editor.together() as batch:
        row = batch.add("initiatives", {
            "name": name.strip() or (at if not _is_point(at) else f"Plek in {found.gemeente}"),
            "gemeente": found.gemeente, **_place_of(at, asker),
            "lon": round(found.lon, 6) if has_point else None,
            "lat": round(found.lat, 6) if has_point else None,
            "accuracy_m": found.accuracy_m or None if has_point else None,
            "places_low": found.places, "places_high": found.places, "confidentiality": "intern",
        })  # fmt: skip
        batch.add("answers", {
            "initiative": row, "day": day, "verdict": str(found.verdict["verdict"]),
            "fingerprint": asker.scenario.fingerprint(), "words": str(found.verdict["sentence"]),
        })  # fmt: skip
    return row


def _place_of(at: str, asker: Asker) -> dict[str, Value]:
    """Return in which field of an initiative a place belongs as it was written."""
    kernen = asker.layers.kernen["kern"]
    same = kernen[kernen.str.casefold() == at.casefold()]
    if len(same):
        return {"kern": str(same.iloc[0])}
    if _is_point(at):
        return {}
    return {"postcode" if _POSTCODE.fullmatch(at) else "address": at}


def shapes(request: Request) -> Response:
    """Return the borders, kernen, mother locations and the team's own places for the map."""
    bench = request.app.state.bench
    asker = bench.asker()
    table = bench.listed()
    own = [
        {"naam": row["name"], "lon": row["lon"], "lat": row["lat"], "rij": row["row_id"]}
        for row in table[table["lon"].notna()].to_dict("records")
    ]
    hubs = active_hubs(asker.standing.hubs).dropna(subset=["lon", "lat"])
    mothers = [
        {"naam": name, "lon": lon, "lat": lat}
        for name, lon, lat in zip(hubs["name"], hubs["lon"], hubs["lat"], strict=True)
    ]
    return JSONResponse({
        "grenzen": json.loads(gemeente_shapes(asker.layers)), "eigen": own, "moeders": mothers,
        "kernen": kern_circles(asker.layers), "makers": border_credit(asker.layers),
    })  # fmt: skip
