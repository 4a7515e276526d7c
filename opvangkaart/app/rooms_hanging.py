"""What hangs on an initiative: phases, obstacles, decisions, agreements, documents, notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.pages import page
from opvangkaart.app.rooms_list import PARTS, fields_for, number_of, row_of, whole_of
from opvangkaart.dossier.errors import EditConflictError
from opvangkaart.runs.dossier import today
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.progress.entry import Value
from sites.tables.dossier import OPEN_STATES, facts

#: What a form may add; answers are kept by a run.
_ADDED: Final = frozenset({"phases", *(kind for kind, _, _ in PARTS)})
#: What a form may change or take away.
_CHANGED: Final = _ADDED | {"answers"}
#: A day that nobody filled in is that of today.
_DATED: Final = frozenset({"phases", "notes", "decisions"})


@dataclass(frozen=True)
class Both:
    """A part that two changed: which one, its version now, and where the two differ.

    ``differs`` holds the heading, what stands there now and what was asked.
    """

    kind: str
    row_id: str
    version: int
    given: Mapping[str, str]
    differs: list[tuple[str, Value, Value]] = field(default_factory=list)


def routes() -> list[Route]:
    """Return the addresses of what hangs on an initiative.

    >>> routes()[0].path, len(routes())
    ('/lijst/{row}/erbij/{kind}', 2)
    """
    return [
        Route("/lijst/{row}/erbij/{kind}", _add, methods=["POST"]),
        Route("/lijst/{row}/{kind}/{part}", _change, methods=["POST"]),
    ]


async def _add(request: Request) -> Response:
    """Hang something on an initiative."""
    bench, row_id = request.app.state.bench, request.path_params["row"]
    kind = request.path_params["kind"]
    if kind not in _ADDED:
        return page(request, "gone.html.j2", {}, status=404)
    given = _given(kind, await request.form()) | {"initiative": row_id}
    if kind in _DATED and not given["day"].strip():
        given["day"] = today()
    if kind == "obstacles" and not given["status"]:
        given["status"] = OPEN_STATES[0]
    try:
        bench.editor.add(kind, given)
    except OpvangkaartError as error:
        return _shown(request, error.message, Both(kind, "", 0, given))
    return RedirectResponse(f"/lijst/{row_id}?bewaard=1#{kind}", status_code=303)


async def _change(request: Request) -> Response:
    """Change what hangs on an initiative, or take it away; a second editor sees both sides."""
    bench, row_id = request.app.state.bench, request.path_params["row"]
    kind, part = request.path_params["kind"], request.path_params["part"]
    if kind not in _CHANGED:
        return page(request, "gone.html.j2", {}, status=404)
    form = await request.form()
    version = number_of(str(form.get("versie", "")))
    given = _given(kind, form)
    try:
        if form.get("weg"):
            bench.editor.remove(kind, part, version=version)
        else:
            bench.editor.edit(kind, part, _named(given, form), version=version)
    except EditConflictError as error:
        known = facts(kind)
        differs = [
            (known[name].heading, error.theirs[name], yours)
            for name, yours in error.yours.items() if error.theirs[name] != yours
        ]  # fmt: skip
        both = Both(kind, part, error.version, given, differs)
        return _shown(request, error.message, both, status=409)
    except OpvangkaartError as error:
        return _shown(request, error.message, Both(kind, part, version, given))
    return RedirectResponse(f"/lijst/{row_id}?bewaard=1#{kind}", status_code=303)


def _given(kind: str, form: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(form.get(name, "")) for name in facts(kind) if name != "initiative"}


def _named(given: Mapping[str, str], form: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that a form had: one that it had not is left as it is."""
    return {name: text for name, text in given.items() if name in form}


def _shown(request: Request, fault: Message, both: Both, *, status: int = 422) -> Response:
    """Show the initiative with what was filled in and what is wrong with it: nothing is lost."""
    bench, row_id = request.app.state.bench, request.path_params["row"]
    row = row_of(bench, row_id)
    if row is None:
        return page(request, "gone.html.j2", {}, status=404)
    values = whole_of(bench.dossier, row_id, row) | {
        "fields": fields_for(row), "fault": fault, "conflict": [], "saved": False, "both": both,
    }  # fmt: skip
    return page(request, "detail.html.j2", values, status=status)
