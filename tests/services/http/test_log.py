"""The transparency log over HTTP: in the layout of C2SP, so that a client that knows it needs no word of ours."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import AsyncIterator

import asyncpg
import metamorphic_log as others
import pytest
import pytest_asyncio

from events.log import read
from events.log.append import append
from events.proof import tiles, tree
from tests.events.log.acts import ORG, act, check_in
from tests.events.proof import naive
from tests.services.http.ledger import Client
from tests.workers.recorded import recorded as recorded_then
from tests.workers.sealing import KEYS, sealer
from workers import seal

LOG = f"/v1/orgs/{ORG}/log"
OCTETS = "application/octet-stream"
SIZE = 600
FIXED = """okr-ledger/orgs/acme
3
hYKZHisfaJnHz9iVJ+5+nYWGXfkfPQchYdhU4UuEDnA=

— okr-ledger/orgs/acme hFrfgWv5sUP1CPX+C1oHmNvbbGLZbuOwR1Y/KXqRqKoETBKQjX57uVXY/Rgpmj77GZz6RwBjW5V/32T3QmJj51q1FAY=
"""


@pytest_asyncio.fixture
async def log(fresh: Client) -> AsyncIterator[Client]:
    """A log of 600 events that are sealed, and 5 that are not."""
    async with asyncpg.create_pool(fresh.database.app_url, min_size=0) as pool, sealer(fresh.database) as sealing:
        await append(pool, act(*(check_in() for _ in range(SIZE))))
        await seal.level(sealing, ORG)
        await append(pool, act(*(check_in() for _ in range(5))))
    yield fresh


async def test_a_stranger_s_client_follows_the_log_from_its_checkpoint(log: Client) -> None:
    answer = await log.get(f"{LOG}/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["okr-position"] == str(SIZE)
    head = others.checkpoint_verify(answer.text, [KEYS.verifiers(ORG)[0].vkey])
    assert (head.origin, head.size) == (f"okr-ledger/orgs/{ORG}", SIZE)
    bundles = [await log.get(f"{LOG}/tile/entries/{path}") for path in ("000", "001", "002.p/88")]
    entries = [entry for bundle in bundles for entry in tiles.unbundled(bundle.content)]
    hashes = [await log.get(f"{LOG}/tile/0/{path}") for path in ("000", "001", "002.p/88")]
    leaves = [tree.leaf(entry) for entry in entries]
    assert b"".join(leaves) == b"".join(tile.content for tile in hashes)
    assert naive.root(leaves) == head.root
    above = (await log.get(f"{LOG}/tile/1/000.p/2")).content
    assert above == naive.root(leaves[:256]) + naive.root(leaves[256:512])
    async with asyncpg.create_pool(log.database.app_url, min_size=0) as pool:
        assert entries == [body for _, body in await read.page(pool, ORG)][:SIZE]


@pytest.mark.parametrize("path", ["0/000", "0/002.p/88", "1/000.p/2", "entries/001", "entries/002.p/88"])
async def test_a_tile_is_kept_for_ever_and_comes_once(path: str, log: Client) -> None:
    answer = await log.get(f"{LOG}/tile/{path}")
    assert answer.headers["content-type"] == OCTETS
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "Authorization" in answer.headers["vary"]
    again = await log.get(f"{LOG}/tile/{path}", 304, if_none_match=answer.headers["etag"])
    assert again.content == b""


async def test_entries_are_compressed_for_whoever_takes_that(log: Client) -> None:
    plain = await log.get(f"{LOG}/tile/entries/000", accept_encoding="identity")
    packed = await log.get(f"{LOG}/tile/entries/000", accept_encoding="gzip")
    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert plain.content == packed.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 4


async def test_a_narrower_tile_is_the_beginning_of_the_one_that_is_there(log: Client) -> None:
    full = (await log.get(f"{LOG}/tile/0/000")).content
    assert (await log.get(f"{LOG}/tile/0/000.p/7")).content == full[: 7 * 32]
    assert (await log.get(f"{LOG}/tile/entries/000.p/1")).content[:2] > b"\0\0"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("0/002", "tile/0/002.p/88 is"),
        ("0/002.p/89", "tile/0/002.p/88 is"),
        ("entries/002", "tile/entries/002.p/88 is"),
        ("entries/002.p/90", "tile/entries/002.p/88 is"),
        ("0/003", "nothing that it would hold is sealed yet"),
        ("1/000", "tile/1/000.p/2 is"),
        ("2/000.p/1", "nothing that it would hold is sealed yet"),
        ("9/000", "nothing that it would hold is sealed yet"),
        ("0/x999/x999/x999/x999/x999/999", "nothing that it would hold"),
        ("0/0", "no tile's path"),
        ("0/000.p/0", "no tile's path"),
        ("0/000.p/256", "no tile's path"),
        ("00/000", "no tile's path"),
        ("64/000", "no tile's path"),
        ("0/x000/000", "no tile's path"),
        ("entries", "no tile's path"),
        ("%00/000", "no tile's path"),
    ],
)
async def test_what_is_not_there_is_not_found(path: str, says: str, log: Client) -> None:
    problem = await log.problem(f"{LOG}/tile/{path}", 404)
    assert says in problem["detail"]


async def test_a_log_that_nobody_sealed_has_no_checkpoint(fresh: Client) -> None:
    assert "nothing of acme is sealed yet" in (await fresh.problem(f"{LOG}/checkpoint", 404))["detail"]
    await fresh.problem(f"{LOG}/tile/0/000.p/1", 404)


async def test_a_checkpoint_is_waited_for(log: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await log.get(f"{LOG}/checkpoint?min_position={SIZE}")).headers["okr-position"] == str(SIZE)
    monkeypatch.setattr("services.http.asking.WAIT_SECONDS", 0.05)
    problem = await log.problem(f"{LOG}/checkpoint?min_position={SIZE + 1}", 503)
    assert problem["position"] == SIZE
    assert "unknown parameter" in (await log.problem(f"{LOG}/checkpoint?size=3", 400))["detail"]


async def test_the_same_events_and_key_have_the_same_checkpoint(fresh: Client) -> None:
    """Every byte of it is fixed: whoever changes what is signed sees it here."""
    await recorded_then(fresh.database, ORG, [check_in(id=f"e{n}", notedat=n_th(n)) for n in range(3)])
    async with sealer(fresh.database) as sealing:
        await seal.level(sealing, ORG)
    note = (await fresh.get(f"{LOG}/checkpoint")).text
    assert note == FIXED
    bundle = (await fresh.get(f"{LOG}/tile/entries/000.p/3")).content
    [root] = [base64.b64decode(line) for line in note.splitlines()[2:3]]
    assert root == naive.root([tree.leaf(entry) for entry in tiles.unbundled(bundle)])


def n_th(n: int) -> dt.datetime:
    return dt.datetime(2026, 2, 3, 9, n, tzinfo=dt.UTC)
