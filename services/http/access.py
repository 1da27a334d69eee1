"""Who may read: a key belongs to one organisation and one role. Without one only what says so is open."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import asyncpg
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from events.log.source import Source
from projections.standings.standing import Unknown
from services.http.keys import digest
from services.http.problems import NoKey
from services.together import Together

PUBLIC = "public"
FIND = """
select g.sha256, k.org, k.role, k.prefix, k.actor
from unnest($1::bytea[]) as g (sha256)
cross join lateral access.key_find(g.sha256) k
"""
LONGEST = 512


class Principal(Struct, frozen=True):
    """Whose key it is: the organisation it opens, in which role; `prefix` names the key, `actor` who acts with it."""

    org: str
    role: str
    prefix: str
    actor: str


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The connection has its principal, and the organisation in its path is the principal's own.

    Raises NoKey; and Unknown for another organisation, in the same words whether or not it exists.
    """
    if connection.route_handler.opt.get(PUBLIC):
        return
    principal = await found(connection)
    org = connection.path_params.get("org")
    if org is not None and org != principal.org:
        raise Unknown("there is no such organisation, or this key does not open it")
    connection.scope["user"] = principal


async def found(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    """The principal of the key that a request brings. Raises NoKey.

    Whether a key is unknown, expired or revoked takes the same look-up, by digest, and has the same answer. Nothing is
    remembered: a revocation acts on the next request.
    """
    text = presented(connection.headers.get("authorization", ""))
    if text is None:
        raise NoKey(wrong=False)
    principal: Principal | None = await connection.app.state.principals(digest(text))
    if principal is None:
        raise NoKey(wrong=True)
    return principal


async def owner(pool: asyncpg.Pool, key: str) -> Principal:
    """The principal of a key, as of now. Raises NoKey."""
    rows = await pool.fetch(FIND, [digest(key)])
    if not rows:
        raise NoKey(wrong=True)
    _, *of = rows[0]
    return Principal(*of)


def principals(source: Source) -> Together[bytes, Principal]:
    """Looks up what keys open, by their digests, those of several requests at once."""

    async def ask(digests: Sequence[bytes]) -> dict[bytes, Principal]:
        rows = await source.fetch(FIND, digests)
        return {sha256: Principal(*of) for sha256, *of in rows}

    return Together(ask)


def presented(header: str) -> str | None:
    """The key in an `Authorization` header: a Bearer token, or the password of Basic, whatever the user name."""
    scheme, _, given = header.partition(" ")
    given = given.strip()
    if not given or len(given) > LONGEST:
        return None
    match scheme.lower():
        case "bearer":
            return given
        case "basic":
            return _password(given)
    return None


def _password(given: str) -> str | None:
    try:
        _, colon, password = base64.b64decode(given, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return password if colon and password else None
