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
from events.terms import Instant

MOST_BYTES = 65_535
YEAR_9999 = 253_370_764_800  # its first second

Row = tuple[int, str, int, str, str, float, float, bytes | None, bytes]
"""Position, stream, version, id, type, noted_at, recorded_at, request_sha256, body: a row of the log as it is stored.

Instants are seconds since 1970, which tell microseconds apart until the year 2242: to make a datetime of each takes a
quarter of all the time. `request_sha256` stands in no event's bytes: nothing is checked of it.
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
    recordedat: Instant
    notedat: Instant
    id: str
    type: str
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
        decode, take = _named.decode, self._wrong
        for position, stream, version, id_, type_, noted, recorded, _, body in rows:
            try:
                event = decode(body)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                return leaves, self._gap(position) or _no_event(position, error)
            if (
                event.position != position
                or event.subject != stream
                or event.streamversion != version
                or event.id != id_
                or event.type != type_
                or (seconds := event.recordedat.timestamp()) != recorded
                or (seconds if event.notedat == event.recordedat else event.notedat.timestamp()) != noted
            ):
                stored = (position, stream, version, id_, type_, noted, recorded)
                return leaves, self._gap(position) or _disagreeing(event, stored)
            if (why := take(event, body)) is not None:
                return leaves, why
            leaves.append(sha256(b"\0" + body).digest())
        return leaves, None

    def bodies(self, bodies: Iterable[bytes]) -> tuple[list[bytes], Difference | None]:
        """The same for events of which there are the bytes alone."""
        leaves: list[bytes] = []
        for body in bodies:
            try:
                event = _named.decode(body)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                return leaves, _no_event(self.position + 1, error)
            if (why := self._wrong(event, body)) is not None:
                return leaves, why
            leaves.append(sha256(b"\0" + body).digest())
        return leaves, None

    def _wrong(self, event: Named, body: bytes) -> Difference | None:
        """Why the event does not go on with the log; where it does, it is taken in."""
        position, version, noted, recorded = event.position, event.streamversion, event.notedat, event.recordedat
        known = self._streams.get(event.subject)
        if (
            position == self.position + 1
            and (version == 1 if known is None else version == known[0] + 1 and noted >= known[1])
            and self._recorded <= recorded >= noted
            and event.source == self._source
            and len(body) <= MOST_BYTES
        ):
            self.position = position
            self._recorded = recorded
            self._streams[event.subject] = version, noted
            return None
        return self._gap(position) or Difference(position, self._why(event, body))

    def _gap(self, found: int) -> Difference | None:
        if found == self.position + 1:
            return None
        return Difference(self.position + 1, f"it is not there; what follows {self.position} is at {found}")

    def _why(self, event: Named, body: bytes) -> str:
        """What is wrong with an event that has the right position."""
        version, noted = self._streams.get(event.subject, (0, event.notedat))
        if event.streamversion != version + 1:
            return f"its version is {event.streamversion}, and {event.subject!r} was at {version}"
        if event.notedat < noted or event.notedat > event.recordedat:
            return f"it was noted at {event.notedat}: before what its stream had already, or after it was recorded"
        if event.recordedat < self._recorded:
            return f"it was recorded at {event.recordedat}, before the event in front of it ({self._recorded})"
        if event.source != self._source:
            return f"its source is {event.source!r}, and this is the log of {self._source}"
        return f"it has {len(body)} bytes, and at most {MOST_BYTES} are kept"


def _no_event(position: int, error: Exception) -> Difference:
    return Difference(position, f"its bytes are no event of a log: {error}")


COLUMNS = ("position", "stream", "version", "id", "type", "noted_at", "recorded_at")


def _disagreeing(event: Named, stored: tuple[int, str, int, str, str, float, float]) -> Difference:
    at = event.notedat.timestamp(), event.recordedat.timestamp()
    said = (event.position, event.subject, event.streamversion, event.id, event.type, *at)
    name, kept, there = next(each for each in zip(COLUMNS, stored, said, strict=True) if each[1] != each[2])
    return Difference(stored[0], f"its column {name} is {_shown(kept)}, and its bytes say {_shown(there)}")


def _shown(value: object) -> str:
    """Text of a log that may be anybody's, without what a terminal would act on; an instant as one."""
    if isinstance(value, float) and abs(value) < YEAR_9999:
        return str(dt.datetime.fromtimestamp(value, dt.UTC))
    return repr(value)


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
