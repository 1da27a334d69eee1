"""The transparency log (c2sp.org/tlog-tiles), its prefix `/v1/orgs/{org}/log`: checkpoint, tiles and entry bundles."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import PathParameter

from events.log import read as log
from events.log import sealed
from events.proof import checkpoint as checkpoints
from events.proof import tiles
from events.proof.tiles import ENTRIES, HEIGHT, WIDTH, Tile
from events.proof.tree import BYTES
from projections.standings.standing import Unknown
from services.access.rights import EVERYWHERE
from services.http.access import Principal
from services.http.answers import answer
from services.http.asking import Asking, Question
from services.http.headers import SAFE
from services.http.permissions import everywhere, permit
from services.http.reading import ORG, read

TEXT = "text/plain"  # in UTF-8, which the answer says
OCTETS = "application/octet-stream"
# A tile never changes; a cache of the reader's own may keep it, one that is shared may not: the key opens it.
FOR_EVER = {**SAFE, "Cache-Control": "private, max-age=31536000, immutable", "Vary": "Accept-Encoding, Authorization"}
GZIP_LEVEL = 1

TilePath = Annotated[
    Path,
    PathParameter(
        description="A tile of hashes, `<level>/<number>`, or the entries, `entries/<number>`; the number in "
        "groups of three digits, all but the last with an `x`, as `x001/067`. A partial tile has `.p/<width>` behind."
    ),
]


@read(
    f"{ORG}/log/checkpoint",
    "The signed head of the log's tree",
    may="log.prove",
    on=everywhere,
    tag="log",
    media_type=TEXT,
)
async def checkpoint(request: Request[Any, Any, Any], followed: Question) -> Response[str]:
    """A checkpoint (c2sp.org/tlog-checkpoint); `min_position` waits until that position is sealed."""
    await followed.reached(lambda: sealed_up_to(followed))
    note = await sealed.checkpoint(followed.pool, followed.org)
    if note is None:
        raise Unknown(f"nothing of {followed.org} is sealed yet: a worker with a sealing key does it after each append")
    size = checkpoints.unchecked(note).checkpoint.size
    return answer(request, note.encode(), size, media_type=TEXT)


@read(
    f"{ORG}/log/tile/{{tile:path}}",
    "A tile of the log's tree, or a bundle of entries",
    may="log.prove",
    on=everywhere,
    tag="log",
    media_type=OCTETS,
)
async def tile(request: Request[Principal, Any, Any], followed: Question, tile: TilePath) -> Response[bytes]:
    """Hashes of 32 bytes one behind the other, or entries each behind its length in two bytes."""
    text = request.scope["path"].partition("/log/")[2]
    asked = tiles.parsed(text)
    if asked is None:
        raise Unknown(f"{text[:80]} is no tile's path; expected one like tile/0/x001/067 or tile/entries/000.p/12")
    if asked.level == ENTRIES:
        permit(request.user, "log.read", EVERYWHERE)
    level = max(asked.level, 0)
    kept = (await sealed.tiles(followed.pool, followed.org, [(level, asked.n)])).get((level, asked.n), b"")
    if len(kept) < asked.width * BYTES:
        raise Unknown(_not_there(asked, len(kept) // BYTES))
    last = (asked.n * WIDTH + asked.width) << HEIGHT * level
    if asked.level != ENTRIES:
        return answer(request, kept[: asked.width * BYTES], last, media_type=OCTETS, headers=FOR_EVER)
    entries = await log.page(followed.pool, followed.org, asked.n * WIDTH, asked.width)
    body, headers = tiles.bundle(entry for _, entry in entries), FOR_EVER
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL, mtime=0)
        headers = {**FOR_EVER, "Content-Encoding": "gzip"}
    return answer(request, body, last, media_type=OCTETS, headers=headers)


def _not_there(asked: Tile, width: int) -> str:
    if not width:
        return f"{tiles.path(asked)} is not there: nothing that it would hold is sealed yet"
    return f"{tiles.path(asked)} is not there yet; {tiles.path(Tile(asked.level, asked.n, width))} is"


async def sealed_up_to(asked: Asking) -> int:
    """The size of the latest tree that was signed."""
    found = await sealed.checkpoints(asked.pool, asked.org, limit=1)
    return found[0][0] if found else 0


ROUTES = [checkpoint, tile]
