"""The report of a cycle, as JSON or as a page."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec.structs import replace

from projections.reports import html, json
from projections.reports.content import Report
from services.http.answers import JSON, answer
from services.http.asking import Asking, Question, named
from services.http.headers import with_style
from services.http.pages.render import HTML
from services.http.paging import Cycle, Unit
from services.http.problems import NOT_ACCEPTABLE, NotAcceptable
from services.http.reading import CYCLE, read
from services.standings import reporting

Format = Literal["json", "html"]
FormatAsked = Annotated[
    Format | None, QueryParameter(description="Default: what the `Accept` header prefers, else JSON.")
]
PAGE_HEADERS = with_style(html.STYLE)


@read(f"{CYCLE}/report", "The report of a cycle", tag="governance", kinds=(NOT_ACCEPTABLE,))
async def report(
    request: Request[Any, Any, Any],
    asked: Question,
    cycle: Cycle,
    unit: Unit = None,
    format: FormatAsked = None,
) -> Response[Report]:
    """The cycle on one page, then the evidence finding by finding; of one unit where it is named."""
    chosen = format or preferred(request.headers.get("accept", "*/*"))
    return await answered(request, asked, cycle, unit, chosen)


async def answered(
    request: Request[Any, Any, Any], asked: Asking, cycle: str, unit: str | None, format: Format
) -> Response[Any]:
    """The report in a format. Without `as_of` and `known_at` it names the moment of asking."""
    made = await composed(asked, cycle, unit)
    same = None
    if not asked.travels:
        same = json.render(replace(made, as_of=asked.clock.min, known_at=asked.clock.min)) + format.encode()
    if format == "html":
        body = html.render(made).encode()
        return answer(request, body, made.position, media_type=HTML, headers=PAGE_HEADERS, same=same)
    return answer(request, json.render(made), made.position, media_type=JSON, same=same)


async def composed(asked: Asking, cycle: str, unit: str | None) -> Report:
    """The report as it is asked for."""
    named("cycle", cycle)
    if unit is not None:
        named("unit", unit)
    if asked.travels:
        when, up_to = await asked.moment()
        return await reporting.report_then(asked.pool, asked.org, cycle, unit, when, up_to)
    await asked.folded()
    await asked.judged()
    return await reporting.report_now(asked.pool, asked.org, cycle, unit, asked.clock)


def preferred(accept: str) -> Format:
    """The format that an `Accept` header prefers. Raises NotAcceptable where it takes neither."""
    best: tuple[float, int, Format] | None = None
    for place, range_ in enumerate(accept.split(",")):
        kind, *parameters = [part.strip().lower() for part in range_.split(";")]
        format = FORMATS.get(kind)
        weight = _weight(parameters)
        if format and weight > 0 and (best is None or weight > best[0]):
            best = weight, -place, format
    if best is None:
        raise NotAcceptable("the report exists as application/json and as text/html")
    return best[2]


FORMATS: dict[str, Format] = {
    "application/json": "json",
    "text/html": "html",
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
