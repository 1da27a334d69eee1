"""The report of a cycle in every format: at once, or made by a worker where it is large."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec.structs import replace

from projections import kept_reports
from projections.kept_reports import Asked, Kept
from projections.reports import html, json
from projections.reports.content import Report
from projections.reports.formats import FORMATS
from projections.standings import reporting, then
from projections.standings.reporting import LARGE, TooLarge
from projections.standings.then import TooMany
from services.access.rights import Scope
from services.http import names, report_bodies
from services.http.access import Principal
from services.http.answers import answer, encoded, tagged
from services.http.asking import Asking, Question, named
from services.http.headers import SAFE, with_style
from services.http.operations import giving
from services.http.pages.render import page, wants_page
from services.http.paging import Cycle, Unit
from services.http.problems import NOT_ACCEPTABLE, NotAcceptable
from services.http.reading import CYCLE, read

MOST_EVENTS = 20_000  # that a report as of another day is made of in a request
Format = Literal["json", "html", "pdf", "xlsx", "csv"]
FormatAsked = Annotated[
    Format | None, QueryParameter(description="Default: what the `Accept` header prefers, else JSON.")
]
PAGE_HEADERS = with_style(html.STYLE)


@read(
    f"{CYCLE}/report",
    "The report of a cycle",
    may="report.read",
    tag="governance",
    kinds=(NOT_ACCEPTABLE,),
    operation_class=giving(each.media_type for each in FORMATS.values()),
)
async def report(
    request: Request[Any, Any, Any],
    asked: Question,
    cycle: Cycle,
    unit: Unit = None,
    format: FormatAsked = None,
) -> Response[Report]:
    """The cycle on one page, then the evidence finding by finding; of one unit where it is named.

    A large one is made by a worker: 202, and `Location` says where it can be followed.
    """
    return await answered(request, asked, cycle, unit, format or preferred(request.headers.get("accept", "*/*")))


async def answered(
    request: Request[Principal, Any, Any], asked: Asking, cycle: str, unit: str | None, format: Format
) -> Response[Any]:
    """The report in a format. Without `as_of` and `known_at` it names the moment of asking, or the one it was made."""
    named("cycle", cycle)
    if unit is not None:
        named("unit", unit)
    wanted = Asked(cycle=cycle, unit=unit, format=format)
    if not asked.travels:
        await asked.folded()
        await asked.judged()
        if (kept := await kept_reports.alive(asked.pool, asked.org, wanted)) is not None:
            return await file(request, asked, kept)
    try:
        made = await composed(asked, cycle, unit)
    except TooLarge:
        return await accepted(request, asked, wanted)
    except TooMany:
        when, up_to = await asked.moment()
        return await accepted(request, asked, replace(wanted, as_of=when.as_of, known_at=when.known_at, position=up_to))
    body = await then.aside(lambda: FORMATS[format].render(made))
    told = ""
    if format == "html":
        body, told = await names.shown(asked.pool, request.user, Scope(cycle, unit), body)
    same = None if asked.travels else _timeless(asked, made) + format.encode() + told.encode()
    return answer(
        request,
        body,
        made.position,
        media_type=FORMATS[format].media_type,
        headers=headers(asked.org, wanted),
        same=same,
    )


def _timeless(asked: Asking, made: Report) -> bytes:
    """The report without the moment of asking: what decides whether two are the same."""
    moment = asked.clock.min
    inputs = replace(made.inputs, as_of=moment, known_at=moment)
    return json.render(replace(made, as_of=moment, known_at=moment, inputs=inputs))


async def composed(asked: Asking, cycle: str, unit: str | None) -> Report:
    """The report as it is asked for. Raises TooLarge and TooMany."""
    if asked.travels:
        when, up_to = await asked.moment()
        return await reporting.report_then(asked.pool, asked.org, cycle, unit, when, up_to, at_most=MOST_EVENTS)
    return await reporting.report_now(asked.pool, asked.org, cycle, unit, at_most=LARGE, at_most_events=MOST_EVENTS)


async def accepted(request: Request[Any, Any, Any], asked: Asking, wanted: Asked) -> Response[Any]:
    """The report will be made: where it can be followed. The same that is asked for again is made once."""
    kept = await kept_reports.ask(asked.pool, asked.org, wanted, await asked.positions.head(asked.org))
    request.app.state.report_asked(asked.org)
    if wants_page(request):
        return page("making.html", 202, {"Refresh": "3", "Cache-Control": "no-store"}, progress=kept.progress)
    told = report_bodies.body(asked.org, kept)
    more = {"Location": told.links.self, "Retry-After": "1", "Cache-Control": "no-store"}
    return Response(encoded(told), status_code=202, media_type="application/json", headers={**SAFE, **more})


async def file(request: Request[Principal, Any, Any], asked: Asking, kept: Kept) -> Response[Any]:
    """The file of a report that is made, packed as it is kept for whoever takes that; a page with the names of persons
    for who may see them."""
    assert kept.packed is not None and kept.position is not None
    told = {**headers(asked.org, kept.asked), "Vary": "Accept, Accept-Encoding, Authorization"}
    kind, body, named_so = FORMATS[kept.asked.format].media_type, kept.packed, ""
    if kept.asked.format == "html":
        on = Scope(kept.asked.cycle, kept.asked.unit)
        page, named_so = await names.shown(asked.pool, request.user, on, kept.body or b"")
    if named_so:
        body = page
    elif "gzip" in request.headers.get("accept-encoding", ""):
        told["Content-Encoding"] = "gzip"
    else:
        body = kept.body or b""
    # It never changes: its id says which it is, without a look at its bytes; and who is named in it.
    etag = f'W/"{kept.id}{"-" if named_so else ""}{named_so}"'
    return tagged(request, body, kept.position, etag, media_type=kind, headers=told)


def headers(org: str, asked: Asked) -> dict[str, str]:
    """What a browser is told of a report: a page may show itself, everything else is a file with a name."""
    if asked.format == "html":
        return PAGE_HEADERS
    name = "-".join(part for part in ("okr-report", org, asked.cycle, asked.unit) if part)
    shown = "inline" if asked.format in ("json", "pdf") else "attachment"
    ending = FORMATS[asked.format].ending
    return {**SAFE, "Content-Disposition": f'{shown}; filename="{name}.{ending}"'}


def preferred(accept: str) -> Format:
    """The format that an `Accept` header prefers. Raises NotAcceptable where it takes none."""
    best: tuple[float, int, Format] | None = None
    for place, range_ in enumerate(accept.split(",")):
        kind, *parameters = [part.strip().lower() for part in range_.split(";")]
        format = ACCEPTED.get(kind)
        weight = _weight(parameters)
        if format and weight > 0 and (best is None or weight > best[0]):
            best = weight, -place, format
    if best is None:
        kinds = ", ".join(each.media_type.partition(";")[0] for each in FORMATS.values())
        raise NotAcceptable(f"the report exists as {kinds}")
    return best[2]


ACCEPTED: dict[str, Format] = {
    "application/json": "json",
    "text/html": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "*/*": "json",
    "application/*": "json",
    "text/*": "html",
    "": "json",
}


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


ROUTES = [report]
