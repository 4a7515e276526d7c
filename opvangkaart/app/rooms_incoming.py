"""The room *Inlezen*: bring a spreadsheet, match its headings, mend its rows, take it in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from opvangkaart.app.asked import whole
from opvangkaart.app.bench import Bench
from opvangkaart.app.pages import page
from opvangkaart.app.rooms_list import kind_of
from opvangkaart.dossier.incoming import THEIRS, YOURS
from opvangkaart.runs.dossier import FIELDS, Incoming, bring_in, look_at_list, warned
from opvangkaart.runs.list_places import Place, Places, address_of
from opvangkaart.runs.named import placed_at
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.progress.incoming import CANNOT, CHANGES, NEW_ROW, SAME, WHAT_HAPPENS, Step
from sites.progress.list_out import heading_of_field, places_words

#: Rows of a preview that are shown; the counts are of all.
_SHOWN: Final = 200
#: What can be written anew in a row that has no column for it.
_ALWAYS: Final = ("name", "gemeente", "kern", "places")
#: What a list without is hardly one: who brings it is asked which column it is.
_WANTED: Final = ("name", "places")
_POINT: Final = ("lon", "lat")
_PLACED: Final = (*_POINT, "accuracy_m")


def routes() -> list[Route]:
    """Return the addresses of this room.

    >>> routes()[2].path
    '/inlezen/{code}/rij/{row}'
    """
    return [
        Route("/inlezen", upload, methods=["GET", "POST"]),
        Route("/inlezen/{code}", look, methods=["GET", "POST"]),
        Route("/inlezen/{code}/rij/{row}", mend, methods=["POST"]),
        Route("/inlezen/{code}/rij/{row}/plek", put, methods=["GET", "POST"]),
        Route("/inlezen/{code}/opzoeken", look_up, methods=["POST"]),
        Route("/inlezen/{code}/opnemen", take, methods=["POST"]),
    ]


async def upload(request: Request) -> Response:
    """Ask for a list, and keep it for a look."""
    fault: Message | str | None = None
    if request.method == "POST":
        async with request.form() as form:
            given = form.get("lijst")
            if isinstance(given, UploadFile) and given.filename:
                code = request.app.state.bench.keep(given.filename, await given.read())
                return RedirectResponse(f"/inlezen/{code}", status_code=303)
        fault = "Kies eerst een bestand."
    values = {"fault": fault, "done": _counts_of(request.query_params.get("klaar", ""))}
    return page(request, "upload.html.j2", values, status=200 if fault is None else 422)


async def look(request: Request) -> Response:
    """Show which heading is what, and what each row would do."""
    bench, code = request.app.state.bench, request.path_params["code"]
    if bench.kept(code) is None:
        return page(request, "gone.html.j2", {}, status=404)
    if request.method == "POST":
        matched = _matched(await request.form())
        bench.choose(code, lambda choices: replace(choices, matched=matched))
    return _shown(request, code)


async def mend(request: Request) -> Response:
    """Write cells of one row anew, and look at the list again."""
    bench, code = request.app.state.bench, request.path_params["code"]
    row = whole(request.path_params["row"])
    if bench.kept(code) is None or row is None:
        return page(request, "gone.html.j2", {}, status=404)
    form = await request.form()
    names = [*FIELDS, *_POINT]
    cells = {name: str(form[f"cel-{name}"])[:10_000] for name in names if f"cel-{name}" in form}
    bench.choose(code, lambda choices: choices.mend(row, cells))
    return RedirectResponse(f"/inlezen/{code}?rij={row}#rij-{row}", status_code=303)


async def put(request: Request) -> Response:
    """Ask where one row lies, on a map or in degrees, and write it in that row."""
    bench, code = request.app.state.bench, request.path_params["code"]
    row = whole(request.path_params["row"])
    if bench.kept(code) is None or row is None:
        return page(request, "gone.html.j2", {}, status=404)
    if request.method == "GET":
        return await run_in_threadpool(_placing, request, row)
    given = str((await request.form()).get("punt", ""))[:60]
    try:
        lon, lat = placed_at(given)
    except OpvangkaartError as error:
        return await run_in_threadpool(_placing, request, row, given, error.message)
    cells = dict(zip(_PLACED, (f"{lon:.6f}", f"{lat:.6f}", ""), strict=True))
    bench.choose(code, lambda choices: choices.mend(row, cells))
    return RedirectResponse(f"/inlezen/{code}?rij={row}#rij-{row}", status_code=303)


def _placing(
    request: Request, row: int, given: str = "", fault: Message | None = None
) -> Response:  # fmt: skip
    bench, code = request.app.state.bench, request.path_params["code"]
    entries = {step.entry.row: step.entry for step in _look(bench, code).steps}
    if row not in entries:
        return page(request, "gone.html.j2", {}, status=404)
    fields, places = entries[row].fields, Places(bench.asker())
    said = [
        fields[name] for name in ("address", "postcode", "kern", "gemeente") if fields.get(name)
    ]
    if not given and fields.get("lon") is not None:
        given = f"{fields['lon']},{fields['lat']}"
    return page(request, "place.html.j2", {
        "code": code, "row": row, "name": fields.get("name") or f"rij {row}", "said": said,
        "place": places.of(fields), "about": places.about(fields), "given": given, "fault": fault,
    }, status=200 if fault is None else 422)  # fmt: skip


def look_up(request: Request) -> Response:
    """Ask PDOK where the addresses lie; the points that it knows are written in their rows."""
    bench, code = request.app.state.bench, request.path_params["code"]
    if bench.kept(code) is None:
        return page(request, "gone.html.j2", {}, status=404)
    steps = [step for step in _look(bench, code).steps if step.action not in {CANNOT, SAME}]
    found = Places(bench.asker()).look_up((step.entry.row, step.entry.fields) for step in steps)
    points = {
        row: dict(zip(_PLACED, map(str, at), strict=True)) for row, at in found.points.items()
    }
    bench.choose(code, lambda choices: choices.mend_all(points))
    told = "offline" if found.is_offline else f"{len(found.points)}-{found.missed}"
    return RedirectResponse(f"/inlezen/{code}?opgezocht={told}", status_code=303)


async def take(request: Request) -> Response:
    """Take in the list as it was shown, with what was chosen where both sides changed."""
    bench, code = request.app.state.bench, request.path_params["code"]
    if bench.kept(code) is None:
        return page(request, "gone.html.j2", {}, status=404)
    form = await request.form()
    if matched := _matched(form):
        bench.choose(code, lambda choices: replace(choices, matched=matched))
    try:
        incoming = _look(bench, code)
        bring_in(bench.editor, incoming, choices=_chosen(incoming, form))
    except OpvangkaartError as error:
        return _shown(request, code, error.message)
    counts = incoming.counted()
    told = "-".join(str(counts.get(what, 0)) for what in (NEW_ROW, CHANGES, CANNOT))
    return RedirectResponse(f"/inlezen?klaar={told}", status_code=303)


def _chosen(incoming: Incoming, form: FormData) -> dict[tuple[int, str], str]:
    """Return whose value stays, for each field that both sides changed."""
    choices = {
        (step.entry.row, name): str(form.get(f"botst-{step.entry.row}-{name}", ""))
        for step in incoming.steps for name in step.clashes
    }  # fmt: skip
    return {key: side for key, side in choices.items() if side in {THEIRS, YOURS}}


def _look(bench: Bench, code: str) -> Incoming:
    kept, choices = bench.kept(code), bench.choices(code)
    assert kept is not None  # noqa: S101 - every caller looked
    return look_at_list(
        bench.dossier, kept[0], scenario_path=bench.scenario, matched=choices.matched,
        name=kept[1], mended=choices.mended,
    )  # fmt: skip


def _has(incoming: Incoming, name: str) -> bool:
    """Tell whether a list has a column for a field, or for a part of it."""
    return any(known.startswith(name) for known in incoming.read.known)


@dataclass(frozen=True)
class Shown:
    """One row of the preview: what it would do, where it lies, and the cells one can mend."""

    step: Step
    place: Place
    warnings: tuple[Message, ...]
    cells: Sequence[tuple[str, str, str, tuple[Message, ...]]]
    is_open: bool

    @property
    def count(self) -> object:
        """Return the places as the list has them; None where it says nothing."""
        fields = self.step.entry.fields
        low, high = (fields.get(f"places_{end}") for end in ("low", "high"))
        both = (None if end is None else int(end) for end in (low, high))
        return fields.get("places_text") or places_words(*both)

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Return why the row cannot come in, but for what is said at a cell."""
        told = {str(one) for *_, faults in self.cells for one in faults}
        return tuple(one for one in self.step.reasons if str(one) not in told)


def _shown(request: Request, code: str, fault: Message | None = None) -> Response:
    bench = request.app.state.bench
    kept, choices = bench.kept(code), bench.choices(code)
    try:
        incoming, places = _look(bench, code), Places(bench.asker())
    except OpvangkaartError as error:
        values: dict[str, object] = {"fault": _named_as_given(error.message, kept), "done": ()}
        return page(request, "upload.html.j2", values, status=422)
    rows = sorted(
        incoming.steps, key=lambda step: (-WHAT_HAPPENS.index(step.action), step.entry.row)
    )
    chosen = whole(request.query_params.get("rij"))
    lying = {step.entry.row: places.of(step.entry.fields) for step in rows}
    counts = incoming.counted()
    values = {
        "fault": fault, "code": code, "name": kept[1], "read": incoming.read, "fields": FIELDS,
        "known": incoming.read.known, "heading": heading_of_field, "matched": choices.matched,
        "shown": [
            _row(step, lying[step.entry.row], incoming, step.entry.row == chosen)
            for step in rows[:_SHOWN]
        ],
        "more": len(rows) - _SHOWN, "sides": (THEIRS, YOURS), "chosen": chosen,
        "counts": [(what, counts[what]) for what in WHAT_HAPPENS if what in counts],
        "placeless": sum(not place.is_known for place in lying.values()),
        "kind_of": kind_of,
        "missing": [heading_of_field(name) for name in _WANTED if not _has(incoming, name)],
        "unsure": sum(place.is_known and not place.is_sure for place in lying.values()),
        "addresses": sum(bool(address_of(step.entry.fields)) and
                         not lying[step.entry.row].is_sure for step in rows),
        "kernen": sorted(set(bench.asker().layers.kernen["kern"])),
        "looked_up": _looked_up(request.query_params.get("opgezocht", "")),
    }  # fmt: skip
    return page(request, "look.html.j2", values, status=200 if fault is None else 409)


def _named_as_given(fault: Message, kept: tuple[Path, str]) -> Message:
    """Return a fault of a file under the name that the reader knows it by."""
    path, given = kept
    return replace(fault, values={
        key: given if value in (path.name, path) else value for key, value in fault.values.items()
    })  # fmt: skip


def _counts_of(text: str) -> tuple[int, ...]:
    """Return how many rows were new, changed or could not; nothing for any other words.

    >>> _counts_of("20-0-1"), _counts_of("<b>"), _counts_of("")
    ((20, 0, 1), (), ())
    """
    counts = [whole(part) for part in text.split("-")]
    found = tuple(count for count in counts if count is not None)
    return found if len(found) == len(counts) == 3 else ()  # noqa: PLR2004 - as written above


def _looked_up(text: str) -> tuple[int, int] | str:
    """Return how many addresses were found and how many not, "offline", or nothing.

    >>> _looked_up("12-2"), _looked_up("offline"), _looked_up("<b>")
    ((12, 2), 'offline', '')
    """
    if text == "offline":
        return text
    found, _, missed = text.partition("-")
    both = whole(found), whole(missed)
    return "" if both[0] is None or both[1] is None else (both[0], both[1])


def _row(step: Step, place: Place, incoming: Incoming, is_chosen: bool) -> Shown:  # noqa: FBT001
    """Return a row as it is shown; one that cannot come in is open to be mended."""
    is_open = is_chosen or step.action == CANNOT
    cells: list[tuple[str, str, str, tuple[Message, ...]]] = []
    if is_open:
        texts, known = incoming.read.cells.get(step.entry.row, {}), incoming.read.known
        names = [name for name in FIELDS if name in known or name in _ALWAYS]
        for name in names:
            told = known.get(name, heading_of_field(name))
            faults = tuple(
                one for one in step.reasons
                if told in {one.values.get("column"), one.values.get("field")}
                or heading_of_field(name) == one.values.get("field")
            )  # fmt: skip
            cells.append((name, told, texts.get(name, ""), faults))
    return Shown(step, place, warned(step), cells, is_open)


def _matched(form: Any) -> dict[str, str]:  # noqa: ANN401 - a form of the framework
    """Return which heading was chosen for a field, where one was."""
    return {
        name: str(form[f"kop-{name}"]) for name in FIELDS
        if str(form.get(f"kop-{name}", "")).strip()
    }  # fmt: skip
