"""Where Postgres and Redis are: read from the environment once, or started here when it names none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import msgspec

from deploy import sealing_keys
from deploy.commands import Failure
from events.proof.keys import Keys


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The connection URLs, `database_url` the application's, the others those of the roles beside it; and the keys that
    logs are sealed with."""

    database_url: str
    worker_database_url: str
    sealer_database_url: str
    migrate_database_url: str
    redis_url: str
    sealing: Keys | None = None


@contextmanager
def running(progress: Callable[[str], None]) -> Iterator[Settings]:
    """Both servers are there until the block is left: the environment's, or else embedded ones.

    `progress` is told, in a line for a person, when servers have to be started first.
    """
    given = named(os.environ)
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
            sealing=sealing_keys.given(os.environ) or sealing_keys.kept(state_directory() / sealing_keys.OWN, progress),
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
    )
