"""Reports that are asked for, followed, and fetched once a worker has made them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import ResponseHeader
from litestar.params import PathParameter

from events import strictness
from events.strictness import Malformed
from projections import kept_reports, policy
from projections.kept_reports import Asked, Kept
from projections.reports.formats import FORMATS
from projections.standings import now
from projections.standings.standing import Unknown
from services.access.rights import Scope
from services.http import problems, report_bodies
from services.http.access import Principal
from services.http.answers import answer, encoded
from services.http.asking import Question, named
from services.http.operations import giving, taking
from services.http.paging import Cycle
from services.http.permissions import may, needs, permit, told_later
from services.http.problems import BadBody, NotMade
from services.http.reading import CYCLE, GUARDED, ORG, described, read
from services.http.receiving import received
from services.http.report_bodies import KeptReport, KeptReports, ReportWish
from services.http.routes.report import accepted, file

KINDS = (
    problems.MALFORMED,
    *GUARDED,
    problems.SLOW,
    problems.TOO_LARGE,
    problems.NO_JSON,
    problems.NO_DATABASE,
)
ReportId = Annotated[str, PathParameter(description="The report's id.")]


@post(
    f"{CYCLE}/reports",
    status_code=202,
    summary="Have a report made",
    response_description="It will be made, or is",
    tags=["governance"],
    opt=needs("report.make", told_later),
    operation_class=taking(ReportWish),
    response_headers=[ResponseHeader(name="Location", value="", documentation_only=True)],
    responses=described(KINDS),
    request_max_body_size=None,  # the body is bounded where it is received
)
async def report_ask(request: Request[Principal, Any, Any], asked: Question, cycle: Cycle) -> Response[KeptReport]:
    """A worker makes the report: of now, as of an instant, or by another policy than those noted (what if).

    The body has `format` (json, html, pdf, xlsx, csv), `unit`, `as_of`, `known_at` and `policy`, all optional.
    """
    named("cycle", cycle)
    wish = read_wish(await received(request))
    if wish.unit is not None:
        named("unit", wish.unit)
    permit(request.user, "report.make", Scope(cycle, wish.unit))
    await now.missing(asked.pool, asked.org, cycle, wish.unit)
    wanted = Asked(cycle=cycle, unit=wish.unit, format=wish.format, policy=wish.policy)
    travelling = msgspec.structs.replace(asked, as_of=wish.as_of, known_at=wish.known_at)
    if travelling.travels or wish.policy is not None:
        when, up_to = await travelling.moment()
        wanted = msgspec.structs.replace(wanted, as_of=when.as_of, known_at=when.known_at, position=up_to)
    return await accepted(request, asked, wanted)


def read_wish(body: bytes) -> ReportWish:
    """What is wished for. Raises BadBody with the place of what is wrong."""
    try:
        strictness.known_fields(strictness.check(body), ReportWish, "the body")
        wish = msgspec.json.decode(body, type=ReportWish)
    except Malformed as error:
        raise BadBody(str(error), error.pointer) from None
    except msgspec.DecodeError as error:
        raise BadBody(strictness.said(error, ReportWish), strictness.pointed(error)) from None
    if wish.format not in FORMATS:
        raise BadBody(f"{wish.format[:40]!r} is no format; known are {', '.join(FORMATS)}", "/format")
    try:
        policy.with_parameters(policy.DEFAULT, wish.policy or {})
    except ValueError as error:
        raise BadBody(str(error), "/policy") from None
    return wish


@read(f"{ORG}/reports", "The latest reports that were asked for", may="report.read", on=told_later, tag="governance")
async def reports(request: Request[Principal, Any, Any], followed: Question) -> Response[KeptReports]:
    """At most a hundred, the latest first."""
    found = await kept_reports.listed(followed.pool, followed.org)
    items = tuple(report_bodies.body(followed.org, kept) for kept in found if open_to(request.user, kept))
    return answer(request, encoded(KeptReports(items=items)), await followed.positions.head(followed.org))


@read(f"{ORG}/reports/{{report:str}}", "How far a report is", may="report.read", on=told_later, tag="governance")
async def report_told(
    request: Request[Principal, Any, Any], followed: Question, report: ReportId
) -> Response[KeptReport]:
    """Whether it is made, how far it is, or why it cannot be made."""
    kept = await _found(request.user, followed, report)
    return answer(request, encoded(report_bodies.body(followed.org, kept)), kept.position or 0)


@read(
    f"{ORG}/reports/{{report:str}}/file",
    "A report that is made",
    may="report.read",
    on=told_later,
    tag="governance",
    operation_class=giving(each.media_type for each in FORMATS.values()),
)
async def report_file(request: Request[Principal, Any, Any], followed: Question, report: ReportId) -> Response[bytes]:
    """Its bytes, always the same; 503 with `Retry-After` as long as it is being made."""
    kept = await _found(request.user, followed, report, body=True)
    if kept.status == "failed":
        raise Unknown(f"the report {kept.id} could not be made: {kept.progress}")
    if kept.body is None:
        raise NotMade(f"the report {kept.id} is not made yet: {kept.progress}")
    return await file(request, followed, kept)


def open_to(principal: Principal, kept: Kept) -> bool:
    """Whether they may read the report: nobody is told of one that they may not."""
    return may(principal, "report.read", Scope(kept.asked.cycle, kept.asked.unit)) is not None


async def _found(principal: Principal, followed: Question, id_: str, *, body: bool = False) -> Kept:
    org = followed.org
    kept = await kept_reports.find(followed.pool, org, id_[:64], body=body)
    if kept is None or not open_to(principal, kept):
        raise Unknown(f"{id_[:64]!r} is the id of no report; GET /v1/orgs/{org}/reports lists them")
    return kept


ROUTES = [report_ask, reports, report_told, report_file]
