"""Whether the server lives, and whether it can answer; and what the kinds of problem mean. No key is needed."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from typing import Annotated, Any

import asyncpg
import msgspec
from litestar import Request, Response, get
from litestar.params import PathParameter
from msgspec import Struct

from projections.standings.standing import Unknown
from services.http import metrics, problems
from services.http.answers import JSON, encoded
from services.http.errors import DATABASE
from services.http.headers import SAFE
from services.http.lag import Lag, Parked, by_projection, furthest, parked, standing
from services.http.permissions import PUBLIC
from services.http.reading import described

Name = Annotated[str, PathParameter(description="The last part of a problem's `type`.")]
OPEN: list[dict[str, list[str]]] = [{}]
SCRAPE_SECONDS = 5.0  # a Prometheus waits ten by default
FRESH = {**SAFE, "Cache-Control": "no-store"}


class Alive(Struct, frozen=True):
    """The process answers."""

    status: str = "alive"


class Ready(Struct, frozen=True, kw_only=True):
    """The database answers; `lag` is how far the projections are behind the logs, and `parked` what they had to leave
    out, both null where that may not be read."""

    status: str
    lag: Lag | None
    parked: list[Parked] | None


@get("/healthz", summary="Whether the process answers", tags=["service"], opt={PUBLIC: True}, security=OPEN)
async def healthz() -> Response[Alive]:
    """Without a look at the database."""
    return Response(encoded(Alive()), media_type=JSON, headers=FRESH)  # type: ignore[arg-type]


@get(
    "/readyz",
    summary="Whether requests should be sent here, and how far the projections are behind",
    tags=["service"],
    responses=described((problems.NO_DATABASE, problems.NOT_READY)),
    opt={PUBLIC: True},
    security=OPEN,
)
async def readyz(request: Request[Any, Any, Any]) -> Response[Ready]:
    """503 while the database does not answer, or has not had this server's migrations; and once the server is told to
    end."""
    state = request.app.state
    if state.leaving:
        raise problems.NotReady("the server ends")
    if why := await state.lacking(state.pool):
        raise problems.NotReady(why)
    await state.pool.fetch("select org from log.head limit 1")
    await state.pool.fetch("select org from projection.checkpoint limit 1")
    body = Ready(status="ready", lag=None, parked=None)
    if state.worker is not None:
        with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
            lags = await by_projection(state.worker, dt.datetime.now(dt.UTC))
            body = Ready(status="ready", lag=furthest(lags), parked=await parked(state.worker))
    return Response(encoded(body), media_type=JSON, headers=FRESH)  # type: ignore[arg-type]


@get(
    "/metrics",
    summary="What a Prometheus reads: what this process did, and how the ledger stands",
    tags=["service"],
    media_type=metrics.TEXT,
    opt={PUBLIC: True},
    security=OPEN,
)
async def prometheus(request: Request[Any, Any, Any]) -> Response[str]:
    """In the text format of Prometheus; no organisation is named. While the database does not answer, or may not be
    asked how the ledger stands, the process tells of itself alone."""
    state, found = request.app.state, None
    if state.worker is not None:
        with contextlib.suppress(asyncpg.InsufficientPrivilegeError, *DATABASE):
            async with asyncio.timeout(SCRAPE_SECONDS):
                found = await standing(state.worker, dt.datetime.now(dt.UTC))
    body = metrics.told(found, state.pools)
    return Response(body, media_type=metrics.TEXT, headers=FRESH)  # type: ignore[arg-type]


@get(
    "/problems/{name:str}",
    summary="What a kind of problem means",
    tags=["service"],
    responses=described((problems.NOT_FOUND,)),
    opt={PUBLIC: True},
    security=OPEN,
)
async def problem(name: Name) -> Response[problems.Kind]:
    """What the `type` of a problem leads to."""
    found = next((kind for kind in problems.KINDS if kind.name == name), None)
    if found is None:
        raise Unknown(f"there is no such kind of problem; known are {', '.join(kind.name for kind in problems.KINDS)}")
    return Response(msgspec.json.encode(found), media_type=JSON, headers=SAFE)  # type: ignore[arg-type]


ROUTES = [healthz, readyz, prometheus, problem]
