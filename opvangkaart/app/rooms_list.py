"""The room *Lijst*: find, open and change initiatives; a second editor sees the conflict."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.asked import whole
from opvangkaart.app.bench import Bench
from opvangkaart.app.pages import is_nothing, page
from opvangkaart.dossier.errors import DossierError, EditConflictError
from opvangkaart.dossier.example import examples, take_examples_away
from opvangkaart.dossier.read import history_of_initiative, read_table
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.unreckoned import groups_fault
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.progress.entry import Value, from_json
from sites.progress.list_out import heading_of_field
from sites.progress.personal import personal
from sites.tables.dossier import HANGING, PHASES, facts
from sites.tables.schemas import CONFIDENTIALITY

#: So many rows at a time: a page that a screen reader can be asked to read.
ROWS: Final = 100
_ORDERS: Final = {"nr": "number", "naam": "name", "gemeente": "gemeente", "fase": "order",
                  "plekken": "places_low", "verwacht": "expected_date"}  # fmt: skip
#: What can be asked of the list, in the address of the page.
_ASKED: Final = {"zoek": "", "fase": "", "gemeente": "", "trekker": "", "volgorde": "", "vanaf": ""}
#: What hangs on an initiative and has a form: its kind, the heading, and a new one in words.
PARTS: Final = (
    ("obstacles", "Belemmeringen en kansen", "Nieuwe belemmering of kans"),
    ("decisions", "Besluiten", "Nieuw besluit"),
    ("agreements", "Afspraken", "Nieuwe afspraak"),
    ("documents", "Stukken", "Nieuwe verwijzing naar een stuk"),
    ("notes", "Notities", "Nieuwe notitie"),
)
#: One of what hangs on an initiative, in the words of its history.
_ONE_OF: Final = {
    "phases": "Fase", "obstacles": "Belemmering of kans", "decisions": "Besluit",
    "agreements": "Afspraak", "documents": "Stuk", "notes": "Notitie", "answers": "Antwoord",
}  # fmt: skip
#: Fields that only bind rows together.
_CODES: Final = ("number", "initiative")
#: By which field what hangs on an initiative stands, the newest first.
_NEWEST: Final = {"decisions": "day", "notes": "day", "documents": "day", "answers": "day"}
#: The fields of a form: the place in one piece, then how many, for whom, when and whose.
_FORM: Final = (
    "name", "address", "postcode", "kern", "gemeente", "lon", "lat", "accuracy_m",
    "places_low", "places_high", "chance_pct", "target_groups",
    "from_date", "until_date", "expected_date", "owner", "confidentiality",
)  # fmt: skip


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[0].path, len(routes())
    ('/lijst', 5)
    """
    return [
        Route("/lijst", _overview),
        Route("/lijst/nieuw", _new, methods=["GET", "POST"]),
        Route("/lijst/voorbeelden", _without_examples, methods=["POST"]),
        Route("/lijst/{row}", _detail, methods=["GET", "POST"]),
        Route("/lijst/{row}/weg", _remove, methods=["POST"]),
    ]


def _overview(request: Request) -> Response:
    """Show the list: what is asked for, in the order that is asked for."""
    asked = {key: request.query_params.get(key, "").strip() for key in _ASKED}
    table = request.app.state.bench.listed()
    found = _found(table, asked)
    start = min(whole(asked["vanaf"]) or 0, max(0, len(found) - 1)) // ROWS * ROWS
    values = {
        "examples": len(examples(request.app.state.bench.dossier)),
        "rows": found.iloc[start : start + ROWS].to_dict("records"), "asked": asked,
        "count": len(found), "all": len(table), "start": start, "step": ROWS, "phases": PHASES,
        "gemeenten": sorted(set(table["gemeente"].dropna())),
        "owners": sorted(set(table["owner"].dropna())),
        "orders": {"nr": "nummer", "naam": "naam", "gemeente": "gemeente", "fase": "fase",
                   "plekken": "plekken", "verwacht": "verwacht"},
    }  # fmt: skip
    return page(request, "list.html.j2", values)


def _without_examples(request: Request) -> Response:
    """Take the made-up rows of a first dossier away."""
    take_examples_away(request.app.state.bench.editor)
    return RedirectResponse("/lijst", status_code=303)


def _found(table: pd.DataFrame, asked: Mapping[str, str]) -> pd.DataFrame:
    keep = pd.Series(data=True, index=table.index)
    for word in asked["zoek"].casefold().split():
        keep &= _haystack(table).str.contains(word, regex=False)
    for key, column in (("fase", "phase"), ("gemeente", "gemeente"), ("trekker", "owner")):
        if asked[key]:
            keep &= table[column] == asked[key]
    order = _ORDERS.get(asked["volgorde"], "number")
    return table[keep].sort_values(order, na_position="last", kind="stable")


def _haystack(table: pd.DataFrame) -> pd.Series:
    columns = ("name", "kern", "address", "postcode", "gemeente", "owner", "target_groups")
    text = pd.Series("", index=table.index)
    for column in columns:
        text = text.str.cat(table[column].fillna("").astype("str"), sep=" ")
    return text.str.casefold()


async def _new(request: Request) -> Response:
    """Show an empty form, or add what was filled in."""
    bench = request.app.state.bench
    given: dict[str, str] = {}
    fault: Message | None = None
    if request.method == "POST":
        form = await request.form()
        given = {name: str(form.get(name, "")) for name in _FORM}
        try:
            row = bench.editor.add("initiatives", given)
            return RedirectResponse(f"/lijst/{row}", status_code=303)
        except OpvangkaartError as error:
            fault = error.message
    values = {"fields": fields_for(given or {"confidentiality": "intern"}), "fault": fault}
    return page(request, "new.html.j2", values, status=200 if fault is None else 422)


async def _detail(request: Request) -> Response:
    """Show one initiative with all that hangs on it, or change it."""
    bench, row_id = request.app.state.bench, request.path_params["row"]
    row = row_of(bench, row_id)
    if row is None:
        return page(request, "gone.html.j2", {}, status=404)
    given: dict[str, str] = {}
    fault: Message | None = None
    conflict: list[tuple[str, str, Value, Value]] = []
    if request.method == "POST":
        form = await request.form()
        given = {name: str(form.get(name, "")) for name in _FORM}
        version = str(form.get("versie", ""))
        try:
            bench.editor.edit("initiatives", row_id, given, version=number_of(version))
            return RedirectResponse(f"/lijst/{row_id}?bewaard=1", status_code=303)
        except EditConflictError as error:
            fault, row["version"] = error.message, error.version
            conflict = [
                (name, heading_of_field(name), error.theirs[name], yours)
                for name, yours in error.yours.items() if error.theirs[name] != yours
            ]  # fmt: skip
        except OpvangkaartError as error:
            fault = error.message
    values = whole_of(bench.dossier, row_id, row) | {
        "fields": fields_for(given or row), "fault": fault, "conflict": conflict,
        "saved": request.query_params.get("bewaard") == "1",
    }  # fmt: skip
    return page(request, "detail.html.j2", values, status=200 if fault is None else 409)


async def _remove(request: Request) -> Response:
    """Take an initiative off the list; the log keeps it."""
    bench, row_id = request.app.state.bench, request.path_params["row"]
    form = await request.form()
    try:
        bench.editor.remove("initiatives", row_id, version=number_of(str(form.get("versie", ""))))
    except DossierError:
        return RedirectResponse(f"/lijst/{row_id}", status_code=303)
    return RedirectResponse("/lijst", status_code=303)


def fields_for(given: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the fields of a form with their words, kind, choices and value.

    >>> [field["name"] for field in fields_for({})][:3]
    ['name', 'address', 'postcode']
    """
    made: list[dict[str, object]] = []
    for name in _FORM:
        fact, value = facts("initiatives")[name], given.get(name)
        text = "" if is_nothing(value) else str(value)
        made.append({
            "name": name, "heading": fact.heading, "kind": fact.kind, "value": text,
            "choices": CONFIDENTIALITY if name == "confidentiality" else (),
            "must": not fact.is_nullable, "warnings": personal(text),
            "unreckoned": groups_fault(given) if name == "target_groups" else None,
        })  # fmt: skip
    return made


def row_of(bench: Bench, row_id: str) -> dict[str, Any] | None:
    """Return an initiative as the list has it; None when it is no longer there."""
    table = bench.listed()
    own = table[table["row_id"] == row_id]
    return None if own.empty else {str(key): cell for key, cell in own.iloc[0].items()}


def whole_of(dossier: Dossier, row_id: str, row: Mapping[str, Any]) -> dict[str, object]:
    """Return an initiative with all that hangs on it, and its history."""
    hanging = {}
    for kind in HANGING:
        table = read_table(dossier, kind).astype(object)
        own = table[table["initiative"] == row_id]
        hanging[kind] = own.where(own.notna(), None).to_dict("records")
    hanging["phases"].sort(key=lambda one: (one["day"], PHASES.index(one["phase"])))
    for kind, by in _NEWEST.items():
        hanging[kind].sort(key=lambda one: one[by] or "", reverse=True)
    log = history_of_initiative(dossier, row_id).astype(object)
    lines = [
        {
            "at": line["at"], "who": line["who"], "action": line["action"],
            "field": _field_told(line["kind"], line["field"]),
            "kind": kind_of(line["kind"], line["field"]),
            "old": from_json(line["old"]), "new": from_json(line["new"]),
        }
        for line in log.to_dict("records")
    ]  # fmt: skip
    return {
        "row": row, "phases": PHASES, "hanging": hanging, "facts": facts, "warned": personal,
        "parts": PARTS, "both": None, "is_web": is_web_link,
        "log": [line for line in lines if line["field"] or not line["new"]],
    }  # fmt: skip


def _field_told(kind: str, field: object) -> str:
    """Return what changed in the words of the page; nothing for a code that readers never see.

    >>> _field_told("initiatives", "places_low"), _field_told("phases", "day")
    ('Plekken, ten minste', 'Fase: Sinds')
    >>> _field_told("notes", "initiative"), _field_told("notes", None)
    ('', 'Notitie')
    """
    word = _ONE_OF.get(kind, "")
    if is_nothing(field):
        return word
    if field in _CODES:
        return ""
    heading = heading_of_field(str(field)) if not word else facts(kind)[str(field)].heading
    return ": ".join(dict.fromkeys(part for part in (word, heading) if part))


def kind_of(table: str, field: object) -> str:
    """Return what kind of value a field holds; nothing for a row as a whole.

    >>> kind_of("initiatives", "expected_date"), kind_of("phases", None)
    ('day', '')
    """
    fact = None if is_nothing(field) else facts(table).get(str(field))
    return "" if fact is None else str(fact.kind)


def is_web_link(text: str) -> bool:
    """Say whether a reference is an address that a browser may open.

    >>> is_web_link("https://raad.nl/1"), is_web_link("javascript:alert(1)"), is_web_link("map 3")
    (True, False, False)
    """
    return text.startswith(("https://", "http://"))


def number_of(text: str) -> int:
    """Return the version that a form was made at; words in its place are no version at all."""
    return whole(text) or 0
