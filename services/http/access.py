"""Who asks, and whether they may: by an API key or a token, in one organisation, anew at every request.

Nothing is remembered of whoever asked before, so that a revocation, or the end of a grant, acts on the next request.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from events.log.source import Source
from projections.folds.organisation import Organisation
from projections.standings.standing import Unknown
from services import persons
from services.access.rights import Holding, Scope, granted
from services.http.keys import PREFIX, digest
from services.http.permissions import PUBLIC, asked_for, permit, permit_somewhere
from services.http.problems import NoKey
from services.http.tokens import Tokens
from services.states import States
from services.together import Together

FIND = """
select g.sha256, k.org, k.role, k.cycle, k.unit, k.expires_at, k.prefix, k.actor
from unnest($1::bytea[]) as g (sha256)
cross join lateral access.key_find(g.sha256) k
"""
LONGEST = 4096  # a token's; keys are shorter
NOT_THERE = "there is no such organisation, or this key does not open it"


class Principal(Struct, frozen=True, kw_only=True):
    """Who asks: the organisation that is open to them, what they hold there, and whose acts theirs are; by a key, or
    by a token."""

    org: str
    actor: str
    held: tuple[Holding, ...]
    key_prefix: str | None = None

    @property
    def name(self) -> str:
        """What they are known by here: a key's prefix, or the person who came with a token."""
        return self.key_prefix or f"person {self.actor}"


class Access:
    """Finds out who asks."""

    def __init__(self, pool: Source, states: States, tokens: Tokens | None) -> None:
        self._pool, self._states, self._tokens = pool, states, tokens
        self._keys = Together(self._found)

    async def principal(self, credential: str, org: str | None) -> Principal:
        """Whoever the credential is of, in the organisation; without one in the only one that it opens.

        Whether a key is unknown, expired or revoked takes the same look-up, by digest, and has the same answer. Raises
        NoKey; and Unknown for another organisation, in the same words whether or not it exists.
        """
        if self._tokens is not None and not credential.startswith(PREFIX):
            found = await self._by_token(credential, org)
        else:
            by_key = await self._keys(digest(credential))
            if by_key is None:
                raise NoKey(wrong=True)
            found = by_key
        if org is not None and found.org != org:
            raise Unknown(NOT_THERE)
        return found

    async def _found(self, digests: Sequence[bytes]) -> dict[bytes, Principal]:
        rows = await self._pool.fetch(FIND, digests)
        found = {}
        for sha256, org, role, cycle, unit, expires_at, prefix, actor in rows:
            if role is None:
                held = await self._granted(org, actor)
            else:
                held = (Holding(role, Scope(cycle, unit), expires_at),)
            found[sha256] = Principal(org=org, actor=actor, held=held, key_prefix=prefix)
        return found

    async def _by_token(self, token: str, org: str | None) -> Principal:
        assert self._tokens is not None
        login = await self._tokens.login(token)
        opens = await persons.by_login(self._pool, login.issuer, login.subject)
        if not opens:
            raise NoKey(wrong=True)
        if org is None:
            if len(opens) > 1:
                raise Unknown(f"this login opens {len(opens)} organisations: name one, as in /v1/orgs/{{org}}")
            org = next(iter(opens))
        if org not in opens:
            raise Unknown(NOT_THERE)
        person = opens[org]
        return Principal(org=org, actor=person, held=await self._granted(org, person))

    async def _granted(self, org: str, person: str) -> tuple[Holding, ...]:
        found = await self._states.read(self._pool, org, ["org"])
        state: Organisation | None = found["org"].state
        return granted(state, person, dt.datetime.now(dt.UTC))


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The connection has its principal, the organisation in its path is the principal's own, and what the route does is
    allowed there.

    Raises NoKey, Unknown for another organisation, TooOften and NotAllowed.
    """
    if connection.route_handler.opt.get(PUBLIC):
        return
    state = connection.app.state
    principal = await state.access.principal(credential(connection), connection.path_params.get("org"))
    connection.scope["user"] = principal
    if state.limits is not None:
        await state.limits.take(f"{principal.org} {principal.name}")
    if connection.scope.get("method") == "OPTIONS":
        return
    action, on = asked_for(connection)
    if on is None:
        permit_somewhere(principal, action)
    else:
        permit(principal, action, on)
    if action in state.recorder.actions:
        await state.recorder.note(connection, principal, action)


def credential(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The key or token that a request brings. Raises NoKey where it brings none."""
    found = presented(connection.headers.get("authorization", ""))
    if found is None:
        raise NoKey(wrong=False)
    return found


def presented(header: str) -> str | None:
    """What an `Authorization` header holds: a Bearer token, or the password of Basic, whatever the user name."""
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
