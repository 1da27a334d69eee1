"""Whether rows, or the bytes alone, are a log: in order, whole, and each column as the bytes say.

Every row of a log goes through here, so what one costs is counted in microseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256

import msgspec
from msgspec import Struct

from events.proof import tiles
from events.proof.tiles import Kept, Tile
from events.proof.tree import BYTES

MOST_BYTES = 65_535

Row = tuple[int, str, int, str, dt.datetime, dt.datetime, bytes | None, bytes]
"""Position, stream, version, id, noted_at, recorded_at, request_sha256, body: a row of the log as it is stored.

`request_sha256` stands in no event's bytes, so nothing is checked of it.
"""


class Difference(Struct, frozen=True):
    """What is not as it should be: the first position that differs, or the first that can (up to `until`), and why."""

    position: int
    why: str
    until: int | None = None


class Named(Struct, frozen=True):
    """What an event's bytes say of their own place."""

    position: int
    streamversion: int
    recordedat: dt.datetime
    notedat: dt.datetime
    id: str
    source: str
    subject: str


_named = msgspec.json.Decoder(Named)


class Reading:
    """Goes through a log from its first event on, and knows what the next one has to continue.

    Its memory is that of the streams: the version of each and when its last event was noted.
    """

    def __init__(self, org: str) -> None:
        self.position = 0
        self._source = f"/orgs/{org}"
        self._recorded = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._streams: dict[str, tuple[int, dt.datetime]] = {}

    def rows(self, rows: Iterable[Row]) -> tuple[list[bytes], Difference | None]:
        """The hashes of the next rows' leaves, up to the first row that does not go on with the log, and why not."""
        leaves: list[bytes] = []
        decode = _named.decode
        for position, stream, version, id_, noted, recorded, _, body in rows:
            if position != self.position + 1:
                return leaves, self._gap(position)
            try:
                event = decode(body)
            except msgspec.MsgspecError as error:
                return leaves, Difference(position, f"its bytes are no event of a log: {error}")
            if not (
                event.position == position
                and event.subject == stream
                and event.streamversion == version
                and event.id == id_
                and event.notedat == noted
                and event.recordedat == recorded
            ):
                return leaves, _disagreeing(event, (position, stream, version, id_, noted, recorded))
            if why := self._wrong(event, body):
                return leaves, Difference(position, why)
            leaves.append(sha256(b"\0" + body).digest())
        return leaves, None

    def bodies(self, bodies: Iterable[bytes]) -> tuple[list[bytes], Difference | None]:
        """The same for events of which there are the bytes alone."""
        leaves: list[bytes] = []
        for body in bodies:
            try:
                event = _named.decode(body)
            except msgspec.MsgspecError as error:
                return leaves, Difference(self.position + 1, f"its bytes are no event of a log: {error}")
            if event.position != self.position + 1:
                return leaves, self._gap(event.position)
            if why := self._wrong(event, body):
                return leaves, Difference(event.position, why)
            leaves.append(sha256(b"\0" + body).digest())
        return leaves, None

    def _gap(self, found: int) -> Difference:
        return Difference(self.position + 1, f"it is not there; what follows {self.position} is at {found}")

    def _wrong(self, event: Named, body: bytes) -> str | None:
        """Why the event does not go on with the log; where it does, it is taken in."""
        version, noted = self._streams.get(event.subject, (0, event.notedat))
        if event.streamversion != version + 1:
            return f"its version is {event.streamversion}, and {event.subject!r} was at {version}"
        if event.notedat < noted or event.notedat > event.recordedat:
            return f"it was noted at {event.notedat}: before what its stream had already, or after it was recorded"
        if event.recordedat < self._recorded:
            return f"it was recorded at {event.recordedat}, before the event in front of it ({self._recorded})"
        if event.source != self._source:
            return f"its source is {event.source!r}, and this is the log of {self._source}"
        if len(body) > MOST_BYTES:
            return f"it has {len(body)} bytes, and at most {MOST_BYTES} are kept"
        self.position = event.position
        self._recorded = event.recordedat
        self._streams[event.subject] = event.streamversion, event.notedat
        return None


COLUMNS = ("position", "stream", "version", "id", "noted_at", "recorded_at")


def _disagreeing(event: Named, stored: tuple[int, str, int, str, dt.datetime, dt.datetime]) -> Difference:
    said = event.position, event.subject, event.streamversion, event.id, event.notedat, event.recordedat
    name, kept, there = next(each for each in zip(COLUMNS, stored, said, strict=True) if each[1] != each[2])
    return Difference(stored[0], f"its column {name} is {_shown(kept)}, and its bytes say {_shown(there)}")


def _shown(value: object) -> str:
    """Text of a log that may be anybody's, without what a terminal would act on."""
    return repr(value) if isinstance(value, str) else str(value)


def compared(wider: Iterable[tuple[int, int, bytes]], kept: Kept, size: int) -> Difference | None:
    """The first position whose hash, or hash above it, is not the one in the kept tiles of a tree of `size`.

    `wider` is what `tiles.Growing.grow` told of; only what lies in the tree is compared.
    """
    for level, n, hashes in sorted(wider, key=lambda tile: tile[0]):
        width = min(tiles.width_of(size, level, n), len(hashes) // BYTES)
        ours, theirs = hashes[: width * BYTES], kept.get((level, n), b"")[: width * BYTES]
        if ours == theirs:
            continue
        same = _equal_hashes(ours, theirs)
        position = ((n * tiles.WIDTH + same) << tiles.HEIGHT * level) + 1
        where = tiles.path(Tile(level, n))
        return Difference(position, _WHY[bool(level), len(theirs) > same * BYTES].format(where=where))
    return None


_WHY = {
    (False, True): "its bytes are not those that were sealed ({where} has another hash)",
    (False, False): "it was sealed, and its hash in {where} is gone",
    (True, True): "the hash above it in {where} is not that of the tile below",
    (True, False): "the hash above it in {where} is gone",
}


def _equal_hashes(ours: bytes, theirs: bytes) -> int:
    """How many hashes at the beginning are the same."""
    pairs = range(0, len(ours), BYTES)
    return next((at // BYTES for at in pairs if ours[at : at + BYTES] != theirs[at : at + BYTES]), len(pairs))
