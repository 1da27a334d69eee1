"""Seals an organisation's log: what was appended since is in its tree, and the tree is signed."""

from __future__ import annotations

import logging
from typing import Any

import asyncpg
from arq.worker import func
from msgspec import Struct

from events.log import read, sealed
from events.log.read import Entry
from events.log.source import Source
from events.proof import checkpoint, tiles, tree
from events.proof.checkpoint import Checkpoint
from events.proof.keys import Keys
from events.proof.note import NotSigned
from events.proof.tiles import Growing
from workers.wake import awake

log = logging.getLogger("okr_ledger.seal")
PAGE = 2048
CHUNK = 65_536  # events of a transaction: what a killed sealer has to do again


class Sealing(Struct, frozen=True):
    """What sealing takes: connections of the sealer's login, and the keys."""

    pool: asyncpg.Pool
    keys: Keys


class Unsound(Exception):
    """What was sealed last is not what was signed: nothing more is signed until a person has looked."""


async def seal(ctx: dict[str, Any], org: str) -> int:
    """The log is sealed up to its head; the size of its tree. Without a key nothing is."""
    await awake(ctx["redis"], "seal", org)
    sealing: Sealing | None = ctx.get("sealing")
    return 0 if sealing is None else await tried(sealing, org)


async def tried(sealing: Sealing, org: str) -> int:
    """The log is sealed up to its head; the size of its tree. Where it cannot be, that is logged, and 0."""
    try:
        return await level(sealing, org)
    except Unsound as error:
        log.error("a log is not sealed; `okr-ledger verify ORG` says why", exc_info=error, extra={"organisation": org})
    except asyncpg.InsufficientPrivilegeError as error:
        told = {"organisation": org}
        log.error("a log is not sealed: name the sealer's login in SEALER_DATABASE_URL", exc_info=error, extra=told)
    return 0


async def level(sealing: Sealing, org: str) -> int:
    """The log is sealed up to its head; the size of its tree. Raises Unsound."""
    while True:
        before, size = await chunk(sealing, org)
        if size - before < CHUNK:
            return size


async def chunk(sealing: Sealing, org: str, at_most: int = CHUNK) -> tuple[int, int]:
    """The next events, that many or a page more, are sealed in one transaction; the tree's size before and after.

    Sealers of one organisation wait for each other. Raises Unsound, and nothing is signed.
    """
    async with sealing.pool.acquire() as connection, connection.transaction():
        size, signed = await sealed.take(connection, org)
        growing = await continued(connection, org, size, signed, sealing.keys)
        more = True
        while more and growing.size - size < at_most:
            entries = await read.page(connection, org, growing.size, PAGE)
            more = len(entries) == PAGE
            if entries:
                await sealed.widen(connection, org, growing.grow(_leaves(growing.size, entries)))
        if growing.size > size:
            head = Checkpoint(sealing.keys.origin(org), growing.size, growing.root())
            await sealed.seal(connection, org, head.size, checkpoint.sign(head, [sealing.keys.signer(org)]))
        return size, growing.size


def _leaves(size: int, entries: list[Entry]) -> list[bytes]:
    """The hashes of the leaves that go on with a tree of `size`. Raises Unsound where they do not."""
    if entries[0][0] != size + 1 or entries[-1][0] != size + len(entries):
        raise Unsound(f"its log has a gap between {size} and {entries[-1][0]}")
    return [tree.leaf(body) for _, body in entries]


async def continued(connection: Source, org: str, size: int, signed: str | None, keys: Keys) -> Growing:
    """The tree that was signed last, which may grow. Raises Unsound where its tiles are not those of the signature.

    Every tree that grows from here begins with that one, so no two that are signed contradict each other.
    """
    if size == 0:
        return Growing()
    edge = await sealed.tiles(connection, org, [(tile.level, tile.n) for tile in tiles.edge(size)])
    try:
        last = checkpoint.opened(signed or "", keys.verifiers(org)).checkpoint
        growing = Growing(size, edge)
        if last != Checkpoint(keys.origin(org), size, growing.root()):
            raise Unsound(f"its tiles do not have the root that was signed last, at {last.size}")
    except NotSigned as error:
        raise Unsound(f"its last checkpoint, at {size}, is not signed by a key that is there: {error}") from None
    except (KeyError, ValueError) as error:
        raise Unsound(f"its tiles at {size} are not there as they were signed: {error}") from None
    return growing


JOB = func(seal, name="seal", keep_result=0, timeout=300, max_tries=5)
