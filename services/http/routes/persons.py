"""Persons: the names behind the pseudonyms, to be seen and corrected by those who may; and who looked at what."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, put
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, Struct

from events import strictness
from events.strictness import Malformed
from projections.standings import trails
from services import persons as known
from services import readings as access_log
from services.http import problems
from services.http.access import Principal
from services.http.answers import JSON, answer, encoded
from services.http.asking import Question, meant, named
from services.http.cursors import behind, onward
from services.http.headers import SAFE
from services.http.operations import taking
from services.http.paging import Cursor, Limit, Org
from services.http.permissions import everywhere, needs
from services.http.problems import BadBody, Gone
from services.http.reading import GUARDED, ORG, described, read
from services.http.receiving import received
from services.persons import Erased, Name, NotKept
from services.readings import Place, Reading

KINDS = (
    *GUARDED,
    problems.MALFORMED,
    problems.SLOW,
    problems.ERASED,
    problems.TOO_LARGE,
    problems.NO_JSON,
    problems.NO_DATABASE,
)
PersonId = Annotated[str, PathParameter(description="The id by which the log knows the person.")]
Of = Annotated[str | None, QueryParameter(max_length=64, description="Only what this person looked at.")]
Since = Annotated[
    str | None, QueryParameter(max_length=64, description="Only from then on: a date, or an instant with its zone.")
]


class PersonBody(Struct, frozen=True, kw_only=True):
    """Who a person is; of one who was erased nothing is said but when that was."""

    person: str
    name: str | None
    email: str | None
    noted_at: dt.datetime
    erased_at: dt.datetime | None


class PersonList(Struct, frozen=True, kw_only=True):
    """A page of persons."""

    items: tuple[PersonBody, ...]
    next: str | None


class PersonWish(Struct, frozen=True, kw_only=True):
    """What a person is called, and the address: what is left out stays, an empty text takes it away."""

    name: Annotated[str, Meta(max_length=200)] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None


class ReadingBody(Struct, frozen=True, kw_only=True):
    """Who looked at what, when; by which key and in which role, where it was one; as of when, where that was asked."""

    at: dt.datetime
    person: str
    key_prefix: str | None
    role: str | None
    action: str
    resource: str
    as_of: dt.datetime | None
    known_at: dt.datetime | None


class ReadingList(Struct, frozen=True, kw_only=True):
    """A page of the access log, the newest first."""

    items: tuple[ReadingBody, ...]
    next: str | None


@read(f"{ORG}/persons", "The persons of whom something is noted", may="person.read", on=everywhere, tag="persons")
async def persons(
    request: Request[Any, Any, Any], followed: Question, cursor: Cursor = None, limit: Limit = 100
) -> Response[PersonList]:
    """By id. The log knows them by these ids alone; names stand beside it, and can be erased."""
    last: str = behind(cursor, str) or ""
    found = await known.names(followed.pool, followed.org)
    ids = sorted(person for person in found if person > last)[: limit + 1]
    items = tuple(_body(found[person]) for person in ids[:limit])
    more = onward(request, ids[limit - 1] if len(ids) > limit else None)
    return answer(request, encoded(PersonList(items=items, next=more)), 0)


@put(
    f"{ORG}/persons/{{person:str}}",
    summary="Say who a person is, or correct it",
    response_description="What is noted now",
    tags=["persons"],
    opt=needs("person.write", everywhere),
    operation_class=taking(PersonWish),
    responses=described(KINDS),
    request_max_body_size=None,  # the body is bounded where it is received
)
async def person_put(request: Request[Principal, Any, Any], org: Org, person: PersonId) -> Response[PersonBody]:
    """The body has `name` and `email`, both optional. Who was erased is not noted again here: an operator may do so."""
    named("person", person)
    wish = _wish(await received(request))
    pool = request.app.state.pool
    try:
        await known.note(pool, org, person, wish.name, wish.email)
    except Erased as error:
        raise Gone(str(error)) from None
    except NotKept as error:
        raise BadBody(str(error), "") from None
    body: Any = encoded(_body((await known.names(pool, org, [person]))[person]))
    return Response(body, status_code=200, media_type=JSON, headers={**SAFE, "Cache-Control": "no-store"})


def _wish(body: bytes) -> PersonWish:
    try:
        strictness.known_fields(strictness.check(body), PersonWish, "the body")
        wish = msgspec.json.decode(body, type=PersonWish)
    except Malformed as error:
        raise BadBody(str(error), error.pointer) from None
    except msgspec.DecodeError as error:
        raise BadBody(strictness.said(error, PersonWish), strictness.pointed(error)) from None
    if wish.name is None and wish.email is None:
        raise BadBody("nothing to note: expected `name`, `email`, or both", "")
    return wish


def _body(noted: Name) -> PersonBody:
    return PersonBody(
        person=noted.person,
        name=noted.name,
        email=noted.email,
        noted_at=noted.noted_at,
        erased_at=noted.erased_at,
    )


@read(f"{ORG}/readings", "Who looked at what", may="reading.read", on=everywhere, tag="persons")
async def readings(
    request: Request[Any, Any, Any],
    followed: Question,
    person: Of = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response[ReadingList]:
    """A page of the access log, the newest first: findings, reports, audit trails and names that were looked at."""
    if person is not None:
        named("person", person)
    last: Place | None = behind(cursor, Place)
    found = await access_log.page(
        followed.pool,
        followed.org,
        person=person,
        since=meant(await followed.calendar(), "since", since, trails.first_of),
        before=last,
        limit=limit + 1,
    )
    items = tuple(map(_told, found[:limit]))
    end = found[limit - 1] if len(found) > limit else None
    more = onward(request, None if end is None else end.place)
    return answer(request, encoded(ReadingList(items=items, next=more)), 0)


def _told(found: Reading) -> ReadingBody:
    return ReadingBody(**{name: getattr(found, name) for name in ReadingBody.__struct_fields__})


ROUTES = [persons, person_put, readings]
