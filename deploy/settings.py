"""Where Postgres and Redis are: read from the environment once, or started here when it names none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec

from deploy import sealing_keys, variables
from deploy.commands import Failure
from deploy.variables import BY_NAME, number
from events.proof.keys import Keys
from services.http.tokens import ALGORITHMS, Provider

LOOPBACK = ("localhost", "127.0.0.1", "::1")  # where an issuer needs no TLS
REQUESTS_PER_MINUTE = int(BY_NAME["REQUESTS_PER_MINUTE"].default)
DATABASE_CONNECTIONS = int(BY_NAME["DATABASE_CONNECTIONS"].default)
NOTICE_SECONDS = int(BY_NAME["NOTICE_SECONDS"].default)
DRAIN_SECONDS = int(BY_NAME["DRAIN_SECONDS"].default)
MOST_CONNECTIONS = 1000
LONGEST_SECONDS = 3600


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The connection URLs, `database_url` the application's, the others those of the roles beside it; the keys that
    logs are sealed with; whose tokens open what, beside API keys; how often one who asks may; with how many connections
    a process reads or works; and how a server or a worker ends, in seconds: how long it is still there for those who
    have not noticed, and how long what is under way may take."""

    database_url: str
    worker_database_url: str
    sealer_database_url: str
    migrate_database_url: str
    redis_url: str
    sealing: Keys | None = None
    provider: Provider | None = None
    requests_per_minute: int = REQUESTS_PER_MINUTE
    database_connections: int = DATABASE_CONNECTIONS
    notice_seconds: int = NOTICE_SECONDS
    drain_seconds: int = DRAIN_SECONDS


@contextmanager
def running(progress: Callable[[str], None]) -> Iterator[Settings]:
    """Both servers are there until the block is left: the environment's, or else embedded ones.

    `progress` is told, in a line for a person, when servers have to be started first.
    """
    environ = variables.given(os.environ)
    given = named(environ)
    if given is not None:
        yield given
        return
    # Imported here: with servers of one's own nothing embedded is needed, not even installed.
    from deploy.servers import embedded, state_directory

    progress(f"Postgres and Valkey from {state_directory()} (neither DATABASE_URL nor REDIS_URL is set)")
    with embedded() as servers:
        yield Settings(
            database_url=servers.app_url,
            worker_database_url=servers.worker_url,
            sealer_database_url=servers.sealer_url,
            migrate_database_url=servers.migrate_url,
            redis_url=servers.redis_url,
            sealing=sealing_keys.given(environ) or sealing_keys.kept(state_directory() / sealing_keys.OWN, progress),
            **others(environ),
        )


def named(environ: Mapping[str, str]) -> Settings | None:
    """The environment's servers, or None when it names none; an empty variable counts as unset."""
    database, redis = environ.get("DATABASE_URL"), environ.get("REDIS_URL")
    if not database and not redis:
        return None
    if not database or not redis:
        there, missing = ("DATABASE_URL", "REDIS_URL") if database else ("REDIS_URL", "DATABASE_URL")
        raise Failure(f"{there} is set and {missing} is not: set both, or neither to have Postgres and Valkey started")
    return Settings(
        database_url=database,
        worker_database_url=environ.get("WORKER_DATABASE_URL") or database,
        sealer_database_url=environ.get("SEALER_DATABASE_URL") or database,
        migrate_database_url=environ.get("MIGRATE_DATABASE_URL") or database,
        redis_url=redis,
        sealing=sealing_keys.given(environ),
        **others(environ),
    )


def others(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the environment says of all but the servers and the keys. Raises Failure."""
    return {
        "provider": provider(environ),
        "requests_per_minute": requests_per_minute(environ),
        "database_connections": number(environ, "DATABASE_CONNECTIONS", 1, MOST_CONNECTIONS),
        "notice_seconds": number(environ, "NOTICE_SECONDS", 0, LONGEST_SECONDS),
        "drain_seconds": number(environ, "DRAIN_SECONDS", 0, LONGEST_SECONDS),
    }


def checked(environ: Mapping[str, str]) -> None:
    """The program could start with these variables. Raises Failure."""
    environ = variables.given(environ)
    if named(environ) is None:
        others(environ)
        sealing_keys.given(environ)


def provider(environ: Mapping[str, str]) -> Provider | None:
    """The identity provider whose tokens are taken, or None where none is named. Raises Failure."""
    issuer, audience = environ.get("OIDC_ISSUER"), environ.get("OIDC_AUDIENCE")
    if not issuer and not audience:
        return None
    if not issuer or not audience:
        raise Failure("OIDC_ISSUER and OIDC_AUDIENCE belong together: set both, or neither to take API keys alone")
    where = urlsplit(issuer)
    if where.query or where.fragment or not (where.scheme == "https" or where.hostname in LOOPBACK):
        raise Failure(f"OIDC_ISSUER {issuer!r} is no issuer; expected an address like https://id.example.org/realm")
    named = tuple((environ.get("OIDC_ALGORITHMS") or BY_NAME["OIDC_ALGORITHMS"].default).replace(" ", "").split(","))
    if unknown := [name for name in named if name not in ALGORITHMS]:
        raise Failure(f"OIDC_ALGORITHMS names {unknown[0]!r}; accepted are {', '.join(ALGORITHMS)}")
    return Provider(issuer=issuer, audience=audience, algorithms=named)


def requests_per_minute(environ: Mapping[str, str]) -> int:
    """How many requests a key may make within a minute. Raises Failure."""
    return number(environ, "REQUESTS_PER_MINUTE")
