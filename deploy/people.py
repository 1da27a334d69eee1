"""What the commands about persons share: the owner's connection, and where the log names somebody."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg
from msgspec import Struct

from deploy.commands import Failure
from deploy.settings import Settings, running
from deploy.system import connected, migrated
from deploy.waiting import tell
from events.catalogue import ID_PATTERN, recall
from events.log import read
from events.people import named
from projections.folds import organisation
from projections.folds.organisation import Grant
from services import readings
from services.persons import Erased, NotKept
from services.readings import Reading

T = TypeVar("T")


class Mention(Struct, frozen=True):
    """An event that names a person: where it stands, what it is, when it took effect, and in which capacities."""

    position: int
    type: str
    time: dt.datetime
    capacities: tuple[str, ...]


def checked(org: str, person: str | None = None) -> None:
    """Nothing, where both can be ids. Raises Failure."""
    for name, given in (("--org", org), ("the person", person)):
        if given is not None and not ID_PATTERN.fullmatch(given):
            raise Failure(f"{name} {given!r} is no id: lower-case letters, digits, '.', '_' and '-', at most 64")


def as_owner(work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """What the work gives, done with a connection of the owner's login, who alone may. Raises Failure."""

    async def done(settings: Settings) -> T:
        async with _owner(settings) as connection:
            return await work(connection)

    try:
        with running(tell) as settings:
            return asyncio.run(done(settings))
    except Erased as erased:
        raise Failure(f"{erased}; --again makes the person known anew") from None
    except NotKept as error:
        raise Failure(str(error)) from None


@asynccontextmanager
async def _owner(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    await migrated(settings)
    connection = await connected(settings.migrate_database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def mentions(connection: asyncpg.Connection, org: str, person: str) -> tuple[list[Mention], list[Grant]]:
    """Every event of the log that names the person, in order, and the roles that the person holds by now."""
    found: list[Mention] = []
    state = organisation.Organisation()
    async for entries in read.whole(connection, org):
        for position, body in entries:
            event = recall(body)
            if capacities := dict.fromkeys(capacity for capacity, who in named(event) if who == person):
                found.append(Mention(position, event.type, event.effective, tuple(capacities)))
            if event.subject == "org":
                state = organisation.evolve(state, event)
    return found, [grant for grant in state.grants if grant.person == person]


async def read_by(connection: asyncpg.Connection, org: str, person: str) -> list[Reading]:
    """Every reading by the person, the newest first."""
    found: Sequence[Reading] = ()
    every: list[Reading] = []
    while found := await readings.page(connection, org, person=person, before=found[-1].place if found else None):
        every += found
    return every
