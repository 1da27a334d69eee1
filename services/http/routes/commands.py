"""Commands: what a client wishes to happen, recorded whole or refused with the reason."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Any

import asyncpg
from litestar import Request, Response, post
from litestar.datastructures import ResponseHeader
from litestar.params import HeaderParameter, PathParameter
from msgspec import Struct

from events import tracing
from events.catalogue import recall
from events.strictness import Malformed
from projections.standings.standing import Unknown
from services.access.rights import EVERYWHERE
from services.advice import Advice
from services.advising import advised
from services.decisions import command
from services.handle import Done, Order, became, handle
from services.http import problems, requests
from services.http.access import Principal
from services.http.answers import JSON, answer, encoded
from services.http.asking import Question
from services.http.command_schema import Described
from services.http.headers import SAFE
from services.http.paging import Org
from services.http.permissions import may, needs, permit_act, told_later
from services.http.problems import BadBody
from services.http.reading import GUARDED, HEADERS, ORG, described, read
from services.http.receiving import received
from services.http.routes.events import EventBody

KINDS = (
    *GUARDED,
    problems.MALFORMED,
    problems.SLOW,
    problems.MOVED,
    problems.TOO_LARGE,
    problems.NO_JSON,
    problems.UNDECIDED,
    problems.REUSED,
    problems.NO_DATABASE,
)
Key = Annotated[
    str | None,
    HeaderParameter(
        name=requests.HEADER,
        description=f"The request's id: {requests.ACCEPTED}. With it a request can be sent again: the first answer "
        "comes back, and nothing happens twice. Its n-th event is `{id}.{n}`. Default: a new UUID.",
    ),
]
RequestId = Annotated[str, PathParameter(description="The request's id.")]


class ActBody(Struct, frozen=True, kw_only=True):
    """What a request became: its events, byte for byte as the log keeps them, and what is advised about them."""

    request: str
    position: int
    advice: tuple[Advice, ...]
    events: tuple[EventBody, ...]


@post(
    f"{ORG}/commands",
    summary="An act: commands that happen together, or not at all",
    response_description="Recorded, now or when the same request came first",
    tags=["commands"],
    opt=needs("request.send", told_later),
    operation_class=Described,
    response_headers=(*HEADERS[:1], ResponseHeader(name="Location", value="", documentation_only=True)),
    responses=described(KINDS),
    request_max_body_size=None,  # the body is bounded where it is received
)
async def act(request: Request[Principal, Any, Any], org: Org, idempotency_key: Key = None) -> Response[ActBody]:
    """Each command is decided on the state that those before it left; the answer has the events that they became.

    The n-th event of the request has the id `{request}.{n}`, which later commands may name: so a shift and the
    trade-off that pays for it are one act. The actor is the key's.
    """
    key = requests.chosen(idempotency_key)
    body = await received(request)
    try:
        wished = command.decode(body)
    except Malformed as error:
        raise BadBody(str(error), error.pointer) from None
    permit_act(request.user, wished)
    order = Order(
        org=org,
        actor=request.user.actor,
        request=key or requests.made(),
        chosen=key is not None,
        sha256=hashlib.sha256(body).digest(),
        act=wished,
    )
    pool = request.app.state.pool
    with tracing.span("append", organisation=org):
        done = await handle(pool, request.app.state.memory, order, dt.datetime.now(dt.UTC))
        request.app.state.woken(org)
    told: Any = await _body(pool, org, done)
    return Response(
        told,
        status_code=201,
        media_type=JSON,
        headers={
            **SAFE,
            "Okr-Position": str(done.position),
            "Location": f"/v1/orgs/{org}/commands/{done.request}",
            "Cache-Control": "no-store",
        },
    )


@read(
    f"{ORG}/commands/{{request_id:str}}", "What became of a request", may="request.send", on=told_later, tag="commands"
)
async def outcome(
    request: Request[Principal, Any, Any], followed: Question, request_id: RequestId
) -> Response[ActBody]:
    """The answer that the request got: for a client that does not know whether it arrived."""
    if not requests.PATTERN.fullmatch(request_id):
        raise Unknown(f"{request_id[:70]!r} is the id of no request: {requests.ACCEPTED}")
    done = await became(followed.pool, followed.org, request_id)
    if done is None or not _open_to(request.user, done):
        raise Unknown(f"no request {request_id} of yours wrote anything: it never arrived, or it was refused")
    return answer(request, await _body(followed.pool, followed.org, done), done.position)


def _open_to(principal: Principal, done: Done) -> bool:
    """Whether the request was their own, or they read the log anyway."""
    own = all(recall(body).actor == principal.actor for _, body in done.entries)
    return own or may(principal, "log.read", EVERYWHERE) is not None


async def _body(pool: asyncpg.Pool, org: str, done: Done) -> bytes:
    events = [recall(body) for _, body in done.entries]
    told = {"request": done.request, "position": done.position, "advice": await advised(pool, org, events)}
    # The events are put in as the bytes that they are: nothing is ever encoded anew.
    return encoded(told)[:-1] + b',"events":[' + b",".join(body for _, body in done.entries) + b"]}"


ROUTES = [act, outcome]
