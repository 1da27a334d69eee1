"""The feed as server-sent events: what is appended comes by itself."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter
from litestar.types import ASGIApp

from services.http import problems
from services.http.access import credential
from services.http.asking import LARGEST, Question
from services.http.held_keys import Right
from services.http.listening import Listening
from services.http.permissions import asked_for, needs, of_filter
from services.http.positions import head
from services.http.problems import BadParameter
from services.http.reading import GUARDED, ORG, described
from services.http.routes.events import After, Subject, Type, known
from services.http.server_sent import MEDIA_TYPE

LAST_EVENT_ID = "Last-Event-ID"
LastEventId = Annotated[
    str | None,
    HeaderParameter(
        name=LAST_EVENT_ID,
        description="The position behind which to go on, as clients send it when they connect again; it counts, and "
        "not `after`, where both are given.",
    ),
]
SUMMARY = "The events behind a position, and each new one as it is appended"


@get(
    f"{ORG}/events/stream",
    summary=SUMMARY,
    tags=["log"],
    opt=needs("log.read", of_filter),
    responses={
        200: ResponseSpec(str, description=SUMMARY, media_type=MEDIA_TYPE, generate_examples=False),
        **described((*GUARDED, problems.MALFORMED, problems.NO_DATABASE)),
    },
)
async def stream(
    request: Request[Any, Any, Any],
    followed: Question,
    after: After = 0,
    last_event_id: LastEventId = None,
    type: Type = None,
    subject: Subject = None,
) -> ASGIApp:
    """`id` is an event's position, `event` its type, `data` the log's own bytes; in order, none missing, none twice.

    A comment comes every 15 seconds where nothing else does, or the `id` alone that was reached where the filters let
    nothing through. The stream ends with the grant that opened it, within 5 seconds of a revocation, and
    with a connection whose client takes nothing for 30 seconds.
    """
    known(type)
    key = credential(request)
    request.app.state.held_keys.room(key)
    action, on = asked_for(request)
    assert on is not None
    return Listening(
        asked=followed,
        feed=request.app.state.feed,
        keys=request.app.state.held_keys,
        right=Right(key, followed.org, action, on),
        head=await head(followed.pool, followed.org),
        after=after if last_event_id is None else position(last_event_id),
        type=type,
        subject=subject,
    )


def position(given: str) -> int:
    """The position that a `Last-Event-ID` names. Raises BadParameter."""
    if given.isascii() and given.isdigit() and len(given) <= 16 and int(given) <= LARGEST:
        return int(given)
    raise BadParameter(LAST_EVENT_ID, f"{LAST_EVENT_ID}: {given[:64]!r} is no position; expected the `id` of an event")


ROUTES = [stream]
