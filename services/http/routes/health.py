"""Whether the server lives, and whether it can answer; and what the kinds of problem mean. No key is needed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import asyncpg
import msgspec
from litestar import Request, Response, get
from litestar.params import PathParameter
from msgspec import Struct

from services.http import problems
from services.http.access import PUBLIC
from services.http.answers import JSON, encoded
from services.http.headers import SAFE
from services.http.lag import Lag, lag
from services.http.reading import described
from services.standings.standing import Unknown

Name = Annotated[str, PathParameter(description="The last part of a problem's `type`.")]
OPEN: list[dict[str, list[str]]] = [{}]
FRESH = {**SAFE, "Cache-Control": "no-store"}


class Alive(Struct, frozen=True):
    """The process answers."""

    status: str = "alive"


class Ready(Struct, frozen=True, kw_only=True):
    """The database answers; `lag` is how far the projections are behind the logs, null where that may not be read."""

    status: str
    lag: Lag | None


@get("/healthz", summary="Whether the process answers", tags=["service"], opt={PUBLIC: True}, security=OPEN)
async def healthz() -> Response[Alive]:
    """Without a look at the database."""
    return Response(encoded(Alive()), media_type=JSON, headers=FRESH)  # type: ignore[arg-type]


@get(
    "/readyz",
    summary="Whether the database answers, and how far the projections are behind",
    tags=["service"],
    responses=described((problems.NO_DATABASE,)),
    opt={PUBLIC: True},
    security=OPEN,
)
async def readyz(request: Request[Any, Any, Any]) -> Response[Ready]:
    """503 while the database does not answer, or has not had its migrations."""
    state = request.app.state
    await state.pool.fetch("select org from log.head limit 1")
    await state.pool.fetch("select org from projection.checkpoint limit 1")
    try:
        behind = await lag(state.worker, dt.datetime.now(dt.UTC)) if state.worker is not None else None
    except asyncpg.InsufficientPrivilegeError:
        behind = None
    return Response(encoded(Ready(status="ready", lag=behind)), media_type=JSON, headers=FRESH)  # type: ignore[arg-type]


@get(
    "/problems/{name:str}", summary="What a kind of problem means", tags=["service"], opt={PUBLIC: True}, security=OPEN
)
async def problem(name: Name) -> Response[problems.Kind]:
    """What the `type` of a problem leads to."""
    found = next((kind for kind in problems.KINDS if kind.name == name), None)
    if found is None:
        raise Unknown(f"there is no such kind of problem; known are {', '.join(kind.name for kind in problems.KINDS)}")
    return Response(msgspec.json.encode(found), media_type=JSON, headers=SAFE)  # type: ignore[arg-type]


ROUTES = [healthz, readyz, problem]
