"""The pages: the organisation with its cycles, and a cycle's report. A browser asks for the key as a password."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from projections.standings.standing import Standing, Unknown
from services.http.access import Principal
from services.http.asking import Question, asked
from services.http.bodies import cycle_rows, units_of
from services.http.pages.render import page
from services.http.paging import Cycle, Unit
from services.http.permissions import needs
from services.http.routes.organisation import overview
from services.http.routes.report import answered

EMPTY = Standing(position=0, judged_position=0, states={})


@get("/", include_in_schema=False, opt=needs("organisation.read"))
async def home(request: Request[Principal, Any, Any]) -> Response[Any]:
    """The organisation that the key opens."""
    org = request.user.org
    try:
        standing, plans = await overview(await asked(request, org))
    except Unknown:
        standing, plans = EMPTY, []
    state = standing.organisation
    return page(
        "home.html",
        200,
        {"Okr-Position": str(standing.position)},
        name=state.name or org,
        cycles=cycle_rows(org, standing.cycles(), plans),
        units=units_of(state),
        position=standing.position,
    )


@get("/orgs/{org:str}/cycles/{cycle:str}/report", include_in_schema=False, opt=needs("report.read"))
async def report(request: Request[Any, Any, Any], asked: Question, cycle: Cycle, unit: Unit = None) -> Response[Any]:
    """The report of a cycle, to read and to print."""
    return await answered(request, asked, cycle, unit, "html")


ROUTES = [home, report]
