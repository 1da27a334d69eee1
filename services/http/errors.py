"""The one table from exceptions to problems (RFC 9457). Bad input is never a 500; a dead database is a 503."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException

from events.log.errors import Refused, RequestReused
from events.strictness import pointer as pointer_to
from projections.standings.standing import Unknown
from projections.standings.then import TooMany
from services.decisions.act import RefusedAct
from services.handle import Conflict
from services.http import counts, problems
from services.http.accounting import request_id
from services.http.headers import SAFE
from services.http.pages.render import page, wants_page
from services.http.problems import (
    BadBody,
    BadParameter,
    Behind,
    Gone,
    Kind,
    MovedOn,
    NoKey,
    NoProvider,
    NotAcceptable,
    NotAllowed,
    NotJson,
    NotMade,
    NotReady,
    NotYet,
    Place,
    Problem,
    TooLarge,
    TooOften,
    TooSlow,
    problem,
)

log = logging.getLogger("okr_ledger.http")
AGAIN_SECONDS = "1"

# From the narrower to the wider: the first that fits decides.
DATABASE: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InternalServerError,
    asyncpg.TransactionRollbackError,
    asyncpg.TransactionTimeoutError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    TimeoutError,
    OSError,
)
TABLE: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Kind], ...] = (
    (BadParameter, problems.MALFORMED),
    (ValidationException, problems.MALFORMED),
    (NoKey, problems.NO_KEY),
    (Unknown, problems.NOT_FOUND),
    (NotFoundException, problems.NOT_FOUND),
    (MethodNotAllowedException, problems.NO_METHOD),
    (NotAcceptable, problems.NOT_ACCEPTABLE),
    (NotAllowed, problems.NOT_ALLOWED),
    (TooOften, problems.TOO_OFTEN),
    (NoProvider, problems.NO_PROVIDER),
    (BadBody, problems.MALFORMED),
    (NotJson, problems.NO_JSON),
    (TooLarge, problems.TOO_LARGE),
    (TooSlow, problems.SLOW),
    (RefusedAct, problems.UNDECIDED),
    (Conflict, problems.MOVED),
    (Gone, problems.ERASED),
    (RequestReused, problems.REUSED),
    (Refused, problems.UNDECIDED),
    (TooMany, problems.TOO_MANY),
    (NotYet, problems.NOT_YET),
    (NotMade, problems.NOT_YET),
    (NotReady, problems.NOT_READY),
    (DATABASE, problems.NO_DATABASE),
)


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The answer to a request that raised an exception."""
    told = told_of(request, error)
    counts.problem(told.type.rpartition("/")[2])
    headers = {**SAFE, **_headers(request, error, told)}
    if wants_page(request):
        return page("problem.html", told.status, headers, problem=told)
    body = msgspec.json.encode(told)
    return Response(body, status_code=told.status, media_type=problems.MEDIA_TYPE, headers=headers)


def told_of(request: Request[Any, Any, Any], error: Exception) -> Problem:
    """The problem that an exception stands for."""
    kind = next((kind for errors, kind in TABLE if isinstance(error, errors)), None)
    if kind is None:
        return _other(request, error)
    if kind is problems.NO_DATABASE:
        # Who operates the server has to learn why; the client has not.
        log.warning("the database does not answer", exc_info=error, extra={"request": request_id(request.scope)})
    says = DETAILS.get(kind, _says)(request, error)
    return problem(kind, says, **_more(error))


def _more(error: Exception) -> dict[str, Any]:
    """What else a problem tells, beside its words."""
    match error:
        case BadParameter(parameter=parameter):
            return {"parameter": parameter}
        case ValidationException():
            return {"parameter": _parameter(error)}
        case NotYet(reached=reached):
            return {"position": reached}
        case BadBody(pointer=pointer):
            return {"errors": (Place(detail=str(error), pointer=pointer),)}
        case RefusedAct(place=place, command=command, field=field):
            below = () if field is None else (field,) if field in ("subject", "time") else ("data", field)
            leads = pointer_to("commands", place, *below)
            return {"errors": (Place(detail=str(error), pointer=leads, command=command.command),)}
        case Conflict(stream=stream, expected=expected, actual=actual, events=events):
            told = tuple(Behind(id=e.id, type=e.type, position=e.position, actor=e.actor) for e in events)
            return {"moved": MovedOn(stream=stream, expected=expected, actual=actual, events=told)}
    return {}


def _other(request: Request[Any, Any, Any], error: Exception) -> Problem:
    if isinstance(error, HTTPException) and error.status_code < 500:
        return msgspec.structs.replace(problem(problems.REFUSED, error.detail), status=error.status_code)
    log.error("a request broke", exc_info=error, extra={"request": request_id(request.scope)})
    return problem(problems.BROKEN, "a fault of this server; it was logged")


def _says(request: Request[Any, Any, Any], error: Exception) -> str:
    return str(error)


def _not_found(request: Request[Any, Any, Any], error: Exception) -> str:
    if isinstance(error, Unknown):
        return str(error)
    return f"there is nothing at {request.scope['path'][:200]}; /schema describes what there is"


def _malformed(request: Request[Any, Any, Any], error: Exception) -> str:
    if not isinstance(error, ValidationException):
        return str(error)
    found = error.extra if isinstance(error.extra, list) else []
    said = [f"{each.get('key', 'a value')}: {each['message']}" for each in found if isinstance(each, dict)]
    return "; ".join(said) or error.detail.partition(" for path ")[0]


def _parameter(error: Exception) -> str | None:
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        return first.get("key") if isinstance(first, dict) else None
    return None


DETAILS: dict[Kind, Callable[[Request[Any, Any, Any], Exception], str]] = {
    problems.NOT_FOUND: _not_found,
    problems.MALFORMED: _malformed,
    problems.NO_METHOD: lambda request, _: f"{request.method[:20]} is not among the methods of this resource",
    problems.NO_DATABASE: lambda _, __: "the database does not answer; try again",
}


def _headers(request: Request[Any, Any, Any], error: Exception, told: Problem) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, TooLarge | TooSlow):
        headers["Connection"] = "close"  # what is still on its way is not read
    if told.status == 503:
        headers["Retry-After"] = AGAIN_SECONDS
    if isinstance(error, TooOften):
        headers["Retry-After"] = str(error.seconds)
    if isinstance(error, NotYet):
        headers["Okr-Position"] = str(error.reached)
    if isinstance(error, NoKey):
        headers["WWW-Authenticate"] = _challenge(request, error)
    if isinstance(error, MethodNotAllowedException):
        headers["Allow"] = (error.headers or {}).get("allow", "GET")
    return headers


def _challenge(request: Request[Any, Any, Any], error: NoKey) -> str:
    """Browsers ask for a password, programs are told of a token."""
    if "text/html" in request.headers.get("accept", ""):
        return 'Basic realm="okr-ledger", charset="UTF-8"'
    return 'Bearer realm="okr-ledger"' + (', error="invalid_token"' if error.wrong else "")
