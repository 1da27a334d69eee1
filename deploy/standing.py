"""How an installation stands: every projection of every organisation, what is wrong with any, and what is missing."""

from __future__ import annotations

import datetime as dt

import asyncpg
from msgspec import Struct
from redis.exceptions import RedisError

from deploy import protections, seals
from deploy.seals import Unsealed
from deploy.settings import Settings
from deploy.system import migrated, pool, queued
from events.catalogue import recall
from events.log import read
from events.log.read import Head
from projections import checkpoints, engine
from projections.checkpoints import Parked
from projections.tables import governance
from workers.presence import alive

STUCK_SECONDS = 60
SERVED = "select org, projection, version, position from projection.checkpoint where serving"
BUILT = """
select org, projection, version, build, position from projection.checkpoint
where not serving and retired_at is null
order by org, projection, version, build
"""


class Row(Struct, frozen=True, kw_only=True):
    """One projection of one organisation: how far it is, since when it is behind, and whether for too long."""

    org: str
    head: int
    recorded_at: dt.datetime
    projection: str
    version: int
    position: int
    to_judge: int
    behind_seconds: float
    stuck: bool


class Built(Struct, frozen=True, kw_only=True):
    """A build beside the one that is served, and how far it is."""

    org: str
    projection: str
    version: int
    build: int
    position: int


class Found(Struct, frozen=True, kw_only=True):
    """How things stand; `workers` is how many live, null where Redis does not answer."""

    projections: list[Row]
    builds: list[Built]
    parked: list[Parked]
    unsealed: list[Unsealed]
    missing_protections: list[str]
    workers: int | None

    @property
    def well(self) -> bool:
        """Whether nobody has to look at anything."""
        late = any(row.stuck for row in self.projections) or any(each.stuck for each in self.unsealed)
        return not (late or self.parked or self.missing_protections or self.workers is None)


async def found(settings: Settings) -> Found:
    """Every projection of every organisation, what is wrong with any, and the protections that are missing."""
    await migrated(settings)
    worker = await pool(settings.worker_database_url, 2)
    try:
        return Found(
            projections=await rows_of(worker),
            builds=[Built(**row) for row in await worker.fetch(BUILT)],
            parked=await checkpoints.parked(worker),
            unsealed=await seals.unsealed(worker),
            missing_protections=await protections.missing(settings),
            workers=await _workers(settings),
        )
    finally:
        await worker.close()


async def _workers(settings: Settings) -> int | None:
    redis = queued(settings.redis_url)
    try:
        return await alive(redis)
    except (RedisError, OSError):
        return None
    finally:
        await redis.aclose(close_connection_pool=True)


async def rows_of(worker: asyncpg.Pool) -> list[Row]:
    """A row for each projection of each organisation that has an event."""
    reached = {(org, name): (version, position) for org, name, version, position in await worker.fetch(SERVED)}
    marked = await governance.to_judge(worker)
    now, rows, after = dt.datetime.now(dt.UTC), [], ""
    while heads := await read.heads(worker, after):
        for head in heads:
            for each in engine.registered():
                version, position = reached.get((head.org, each.name), (each.version, 0))
                since = await _waiting_since(worker, head.org, position) if position < head.position else now
                rows.append(
                    _row(head, (each.name, version), position, marked.get(head.org, 0), (now - since).total_seconds())
                )
        after = heads[-1].org
    return rows


async def _waiting_since(worker: asyncpg.Pool, org: str, position: int) -> dt.datetime:
    """When the first event was recorded that is not folded yet; the last one may be of just now."""
    [(_, body)] = await read.page(worker, org, position, 1)
    event = recall(body)
    return event.recordedat or event.noted


def _row(head: Head, served: tuple[str, int], position: int, marked: int, behind_seconds: float) -> Row:
    name, version = served
    return Row(
        org=head.org,
        head=head.position,
        recorded_at=head.recorded_at,
        projection=name,
        version=version,
        position=position,
        to_judge=marked if name == "governance" else 0,
        behind_seconds=behind_seconds,
        stuck=behind_seconds > STUCK_SECONDS,
    )
