"""The room *Voortgang*: where things stand, what moved, what is in the way, what is expected."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from opvangkaart.app.pages import page
from opvangkaart.runs.dossier import progress_told, today
from opvangkaart.runs.told import View, cell
from sites.tables.columns import found


def routes() -> list[Route]:
    """Return the addresses of this room."""
    return [Route("/voortgang", overview)]


def overview(request: Request) -> Response:
    """Show the report of a day, compared with an earlier one where that is asked."""
    since, until = (_day(request.query_params.get(name, "")) for name in ("sinds", "op"))
    told = list(progress_told(request.app.state.bench.dossier, since=since, until=until))
    parts = [_drawn(part) if isinstance(part, View) else {"line": str(part)} for part in told]
    return page(request, "progress.html.j2", {
        "parts": parts, "since": since or "", "until": until or today(),
    })  # fmt: skip


def _drawn(view: View) -> dict[str, object]:
    told = {name: found(view.schema, name) for name in view.columns}
    numbers = {name for name, one in told.items() if one.type in {"Int64", "float64"}}
    rows = [
        [(cell(row[name], one.decimals or 0, one.unit), name in numbers)
         for name, one in told.items()]
        for row in view.table[list(view.columns)].astype(object).to_dict("records")
    ]  # fmt: skip
    heads = [(one.short, name in numbers) for name, one in told.items()]
    return {"title": view.title, "heads": heads, "rows": rows}


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
