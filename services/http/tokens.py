"""Bearer tokens of OpenID Connect: whose login one is, by the provider's own keys.

What is pinned: the issuer, the audience, and the algorithms, all of which are asymmetric. A token names a subject;
which person that is, in which organisation, stands in the table of logins; nothing else that a token says counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import jwt
from msgspec import Struct

from services.http.problems import NoKey, NoProvider

log = logging.getLogger("okr_ledger.tokens")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
DISCOVERY = "/.well-known/openid-configuration"
SKEW_SECONDS = 30  # between the provider's clock and this one
FRESH_SECONDS = 3600.0  # then the keys are fetched again: one that the provider withdrew is not taken for longer
AGAIN_SECONDS = 10.0  # between two attempts, however many tokens name a key that is not known
LONGEST_TEXT = 255  # of a subject (OpenID Connect Core §2)

Fetch = Callable[[str], Awaitable[bytes]]  # an address -> what it answers; raises OSError


class Provider(Struct, frozen=True, kw_only=True):
    """Whose tokens are taken, and for whom they must have been made out."""

    issuer: str
    audience: str
    algorithms: tuple[str, ...] = ("RS256", "ES256")


class Login(Struct, frozen=True):
    """Who logged in, as the provider knows them."""

    issuer: str
    subject: str


class Tokens:
    """Checks the tokens of one provider, whose keys are fetched when they are first needed, and kept."""

    def __init__(self, provider: Provider, fetch: Fetch) -> None:
        self._provider, self._fetch = provider, fetch
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._turn = asyncio.Lock()

    async def login(self, token: str) -> Login:
        """Whose login the token is. Raises NoKey, and NoProvider while its keys cannot be had."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in self._provider.algorithms:
                raise NoKey(wrong=True)
            key = await self._key(header.get("kid"))
            claims = jwt.decode(
                token,
                key,
                algorithms=list(self._provider.algorithms),
                audience=self._provider.audience,
                issuer=self._provider.issuer,
                leeway=SKEW_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            raise NoKey(wrong=True) from None
        subject = claims["sub"]
        if not subject or len(subject) > LONGEST_TEXT or "\0" in subject:
            raise NoKey(wrong=True)
        return Login(self._provider.issuer, subject)

    async def _key(self, kid: Any) -> jwt.PyJWK:
        """The provider's key of that name; one that is not known may be new."""
        if kid is not None and not isinstance(kid, str):
            raise NoKey(wrong=True)
        async with self._turn:
            stale = time.monotonic() - self._fetched_at > FRESH_SECONDS
            if (stale or kid not in self._keys) and time.monotonic() - self._tried_at > AGAIN_SECONDS:
                self._tried_at = time.monotonic()
                await self._renew()
            if time.monotonic() - self._fetched_at > 2 * FRESH_SECONDS:
                raise NoProvider
        if kid not in self._keys:
            raise NoKey(wrong=True)
        return self._keys[kid]

    async def _renew(self) -> None:
        """The keys are those of now; where they cannot be had, those of before for a while."""
        try:
            described = json.loads(await self._fetch(self._provider.issuer.rstrip("/") + DISCOVERY))
            if described["issuer"] != self._provider.issuer:
                raise ValueError("it calls itself by another name")
            told = json.loads(await self._fetch(str(described["jwks_uri"])))
            keys = [_key(each) for each in told["keys"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the identity provider's keys cannot be had", extra={"error": type(error).__name__})
            return
        self._keys = {key.key_id: key for key in keys if key is not None}
        self._fetched_at = time.monotonic()


def _key(told: Any) -> jwt.PyJWK | None:
    """A key that signs, by an algorithm of both halves; None for any other, which may be there for other purposes."""
    if not isinstance(told, dict):
        raise TypeError("a key is an object")
    if told.get("use", "sig") != "sig" or told.get("kty") not in ("RSA", "EC", "OKP"):
        return None
    try:
        return jwt.PyJWK(told)
    except jwt.PyJWTError:
        return None
