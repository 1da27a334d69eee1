"""The feed: the log's own bytes, in its order. Whoever keeps one number misses nothing."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec import Struct

from events import catalogue
from events.log import read as log
from projections.standings import then, trails
from services.http.answers import answer
from services.http.asking import LARGEST, Asking, Question, meant
from services.http.cursors import asked_with
from services.http.headers import SAFE
from services.http.permissions import of_filter
from services.http.positions import head
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
Since = Annotated[
    str | None,
    QueryParameter(
        max_length=64,
        description="Only what was recorded from then on: a date, which means its beginning in the organisation's time "
        "zone, or an instant with its zone.",
    ),
]
Until = Annotated[
    str | None,
    QueryParameter(
        max_length=64, description="Only what had been recorded by then: a date, to its end, or an instant."
    ),
]
Subject = Annotated[
    str | None,
    QueryParameter(
        max_length=256, description="Only events of this stream; with a `/` at its end, of all that begin so."
    ),
]


TICK = dt.timedelta(microseconds=1)


class Wanted(Struct, frozen=True, kw_only=True):
    """Which events: those behind a position and up to another, of a type, and of a stream or of those that begin so."""

    after: int
    up_to: int
    limit: int
    type: str | None
    subject: str | None
    most_bytes: int


class Named(Struct):
    """What a filter looks at."""

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


@read(f"{ORG}/events", "The events behind a position", may="log.read", on=of_filter, tag="log", media_type=BATCH)
async def events(
    request: Request[Any, Any, Any],
    followed: Question,
    after: After = 0,
    limit: Limit = 1000,
    type: Type = None,
    subject: Subject = None,
    recorded_from: Since = None,
    recorded_until: Until = None,
) -> Response[list[EventBody]]:
    """A batch, or lines where `Accept` says `application/x-ndjson`; `Okr-After` is the `after` of the next one."""
    known(type)
    await followed.reached(lambda: head(followed.pool, followed.org))
    position = await head(followed.pool, followed.org)
    first, last = await recorded(followed, position, recorded_from, recorded_until)
    wanted = Wanted(after=max(after, first), up_to=last, limit=limit, type=type, subject=subject, most_bytes=BYTES)
    found, reached = await gathered(followed, wanted)
    headers = {**SAFE, "Okr-After": str(reached)}
    if reached < last:
        headers["Link"] = f'<{asked_with(request, "after", str(reached))}>; rel="next"'
    lines = LINES in request.headers.get("accept", "")
    body = b"".join(each + b"\n" for each in found) if lines else b"[" + b",".join(found) + b"]"
    return answer(request, body, position, media_type=LINES if lines else BATCH, headers=headers)


def known(type: str | None) -> None:
    """Nothing, for a type of the catalogue and for none. Raises BadParameter."""
    if type is not None and type not in catalogue.types():
        raise BadParameter("type", f"{type!r} is no type of the catalogue, as `objective.committed` is")


async def recorded(asked: Asking, position: int, since: str | None, until: str | None) -> tuple[int, int]:
    """Behind which position the events recorded in a period stand, and up to which. Raises BadParameter."""
    if since is None and until is None:
        return 0, position
    calendar = await asked.calendar()
    begin = meant(calendar, "recorded_from", since, trails.first_of)
    end = meant(calendar, "recorded_until", until, then.instant)
    first = await log.position_at(asked.pool, asked.org, begin) if begin else 0
    last = await log.position_at(asked.pool, asked.org, end + TICK) if end else position
    return first, min(last, position)


async def gathered(asked: Asking, wanted: Wanted) -> tuple[list[bytes], int]:
    """The bytes of the next events that fit, and the position up to which none was left out."""
    found: list[bytes] = []
    size, after = 0, wanted.after
    for _ in range(PAGES):
        entries = await behind(asked, wanted, after)
        for position, body in entries:
            if wanted.subject is None or fits(body, wanted.subject):
                if found and (len(found) == wanted.limit or size + len(body) > wanted.most_bytes):
                    return found, after
                found.append(body)
                size += len(body)
            after = position
        if len(entries) < wanted.limit:
            return found, max(after, wanted.up_to)
        if len(found) == wanted.limit:
            break
    return found, after


async def behind(asked: Asking, wanted: Wanted, after: int) -> list[log.Entry]:
    """The next page of what is wanted, whatever its stream."""
    if wanted.type is not None:
        return await log.page_of_type(asked.pool, asked.org, wanted.type, after, wanted.limit, wanted.up_to)
    limit = min(wanted.limit, wanted.up_to - after)  # no position is missing
    return await log.page(asked.pool, asked.org, after, limit) if limit > 0 else []


def fits(body: bytes, subject: str) -> bool:
    """Whether an event is of the stream, or of those that begin so."""
    return among(_named.decode(body).subject, subject)


def among(stream: str, subject: str) -> bool:
    """Whether a stream is the one that is named, or begins as what ends with `/`."""
    return stream.startswith(subject) if subject.endswith("/") else stream == subject


ROUTES = [events]
