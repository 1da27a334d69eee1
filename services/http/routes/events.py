"""The feed: the log's own bytes, in its order. Whoever keeps one number misses nothing."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec import Struct

from events import catalogue
from events.log import read as log
from services.http.answers import answer
from services.http.asking import LARGEST, Asking, Question, head
from services.http.cursors import asked_with
from services.http.headers import SAFE
from services.http.problems import BadParameter
from services.http.reading import ORG, read

BATCH = "application/cloudevents-batch+json"
LINES = "application/x-ndjson"
PAGES = 10
BYTES = 4 * 1024 * 1024

After = Annotated[
    int, QueryParameter(ge=0, le=LARGEST, description="The position behind which to go on; 0 is the start.")
]
Limit = Annotated[
    int, QueryParameter(ge=1, le=1000, description="The most events of an answer, which has at most 4 MiB.")
]
Type = Annotated[
    str | None, QueryParameter(max_length=64, description="Only events of this type, as `objective.committed`.")
]
Subject = Annotated[
    str | None,
    QueryParameter(
        max_length=256, description="Only events of this stream; with a `/` at its end, of all that begin so."
    ),
]


class Named(Struct):
    """What a filter looks at."""

    type: str
    subject: str


class EventBody(Struct, kw_only=True):
    """An event in its exchange form (CloudEvents 1.0), with the bytes that the log keeps and that are hashed."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str | None = None
    position: int
    streamversion: int
    recordedat: str
    notedat: str
    actor: str
    data: dict[str, Any]


_named = msgspec.json.Decoder(Named)


@read(f"{ORG}/events", "The events behind a position", tag="log", media_type=BATCH)
async def events(
    request: Request[Any, Any, Any],
    followed: Question,
    after: After = 0,
    limit: Limit = 1000,
    type: Type = None,
    subject: Subject = None,
) -> Response[list[EventBody]]:
    """A batch, or lines where `Accept` says `application/x-ndjson`; `Okr-After` is the `after` of the next one."""
    if type is not None and type not in catalogue.types():
        raise BadParameter("type", f"{type!r} is no type of the catalogue, as `objective.committed` is")
    await followed.reached(lambda: head(followed.pool, followed.org))
    position = await head(followed.pool, followed.org)
    found, last = await gathered(followed, after, limit, type, subject)
    headers = {**SAFE, "Okr-After": str(last)}
    if last < position:
        headers["Link"] = f'<{asked_with(request, "after", str(last))}>; rel="next"'
    lines = LINES in request.headers.get("accept", "")
    body = b"".join(each + b"\n" for each in found) if lines else b"[" + b",".join(found) + b"]"
    return answer(request, body, position, media_type=LINES if lines else BATCH, headers=headers)


async def gathered(
    asked: Asking, after: int, limit: int, type: str | None, subject: str | None
) -> tuple[list[bytes], int]:
    """The bytes of the next events that fit, and the position up to which none was left out."""
    found: list[bytes] = []
    size = 0
    for _ in range(PAGES):
        entries = await log.page(asked.pool, asked.org, after, limit)
        for position, body in entries:
            if fits(body, type, subject):
                if found and (len(found) == limit or size + len(body) > BYTES):
                    return found, after
                found.append(body)
                size += len(body)
            after = position
        if len(found) == limit or len(entries) < limit:
            break
    return found, after


def fits(body: bytes, type: str | None, subject: str | None) -> bool:
    """Whether an event is of the type and of the stream, or of those that begin so."""
    if type is None and subject is None:
        return True
    event = _named.decode(body)
    if subject is not None and subject.endswith("/"):
        return type in (None, event.type) and event.subject.startswith(subject)
    return type in (None, event.type) and subject in (None, event.subject)


ROUTES = [events]
