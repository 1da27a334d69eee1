"""An archive: one zip with all that a log is, to be kept, restored bit for bit, and verified without a server.

    events.ndjson    the events' exact bytes, one a line, in their order
    requests.ndjson  the digest of each request's body, with the positions of its events
    heads.txt        the signed heads that the log had, the latest first
    keys.txt         the keys that they can be checked with, a vkey a line
    policy.json      the policy in force
    manifest.json    what this is, and the size and SHA-256 of each member

Whoever sends one may mean harm. Only these members are read, whatever else and whatever paths are there; nothing is
unpacked to a disk, and no more is held than a line and a chunk of what it came from.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import msgspec
from msgspec import Struct

from events.proof.check import MOST_BYTES
from events.terms import Id, Instant

FORMAT, VERSION = "okr-ledger-archive", 1
EVENTS, REQUESTS, HEADS, KEYS, POLICY = "events.ndjson", "requests.ndjson", "heads.txt", "keys.txt", "policy.json"
MANIFEST = "manifest.json"
MIB = 1024 * 1024
SMALL = {HEADS: 16 * MIB, KEYS: MIB, POLICY: MIB, MANIFEST: MIB}  # members that are read whole, and their largest size
REQUEST_BYTES = 256
CHUNK = MIB // 4
UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class NotAnArchive(ValueError):
    """The file is no archive that can be read; the message says what is wrong with which member."""


class Member(Struct, frozen=True):
    """A member as it has to be: its bytes, and their SHA-256 in hexadecimal digits."""

    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What an archive is. `root`: of the tree of all its events (RFC 6962), in hexadecimal digits."""

    format: str = FORMAT
    version: int = VERSION
    organisation: Id
    events: int
    root: str
    made_at: Instant
    made_by: str
    members: dict[str, Member]


class Request(Struct, frozen=True):
    """A request's first position, how many events it became, and the SHA-256 of its body in hexadecimal digits."""

    position: int
    events: int
    sha256: str


class _Kind(Struct, frozen=True):
    format: str
    version: int


class _Frugal:
    """A file that gives little at once: zipfile would read a directory whole, however long a hostile one is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, MIB) if size >= 0 else MIB)


class Archive:
    """An archive that is read. Every method raises NotAnArchive; what it has given until then is not to be trusted."""

    def __init__(self, file: BinaryIO) -> None:
        """Its manifest is read, and its members are there in the sizes that it says."""
        with _told("it"):
            self._zip = ZipFile(_Frugal(file))
        self._names = self._zip.namelist()
        self.manifest = _manifest(self._whole(MANIFEST))
        for name in (EVENTS, REQUESTS, HEADS, KEYS, POLICY):
            expected = self.manifest.members.get(name)
            if expected is None:
                raise NotAnArchive(f"its manifest does not tell of {name}")
            if self._size(name) != expected.bytes:
                raise NotAnArchive(f"{name} has {self._size(name)} bytes, and the manifest says {expected.bytes}")

    def events(self) -> Iterator[list[bytes]]:
        """The bytes of all events, some at a time; at the end they were those of the manifest."""
        yield from self._lines(EVENTS, MOST_BYTES)

    def requests(self) -> Iterator[Request]:
        """All requests, in the order of their positions; no two share one."""
        until = 1
        for lines in self._lines(REQUESTS, REQUEST_BYTES):
            for line in lines:
                try:
                    request = _requests.decode(line)
                    bytes.fromhex(request.sha256)
                except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                    raise NotAnArchive(f"{REQUESTS}: {error}") from None
                last = request.position + request.events - 1
                if request.position < until or request.events < 1 or len(request.sha256) != 64:
                    raise NotAnArchive(f"{REQUESTS}: the request at position {request.position} is none")
                if last > self.manifest.events:
                    raise NotAnArchive(f"{REQUESTS}: a request goes to position {last}, behind the last event")
                until = last + 1
                yield request

    def text(self, name: str) -> str:
        """A small member (`SMALL`), as it was made."""
        data = self._whole(name)
        self._same(name, sha256(data).hexdigest())
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise NotAnArchive(f"{name} is no text") from None

    def _lines(self, name: str, most: int) -> Iterator[list[bytes]]:
        digest, rest, place = sha256(), b"", 0
        for chunk in self._chunks(name):
            digest.update(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            for nth, line in enumerate([*lines, rest], place + 1):
                if len(line) > most:
                    raise NotAnArchive(f"{name}, line {nth}: more than {most} bytes")
            place += len(lines)
            if lines:
                yield lines
        if rest:
            raise NotAnArchive(f"{name} ends in the middle of a line")
        self._same(name, digest.hexdigest())

    def _same(self, name: str, digest: str) -> None:
        expected = self.manifest.members[name].sha256
        if digest != expected:
            raise NotAnArchive(f"{name} has the SHA-256 {digest}, and the manifest says {expected}")

    def _whole(self, name: str) -> bytes:
        if self._size(name) > SMALL[name]:
            raise NotAnArchive(f"{name} has {self._size(name)} bytes; at most {SMALL[name]} are read")
        return b"".join(self._chunks(name))

    def _size(self, name: str) -> int:
        if self._names.count(name) != 1:
            raise NotAnArchive(f"it has {self._names.count(name)} members {name}, not one")
        info = self._zip.getinfo(name)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
            raise NotAnArchive(f"{name} is encrypted, or compressed in another way than an archive is")
        return info.file_size

    def _chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member. zipfile gives no more than the size that was checked, and a chunk at a time."""
        with _told(name), self._zip.open(name) as member:
            while chunk := member.read(CHUNK):
                yield chunk


_requests = msgspec.json.Decoder(Request)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What Python says of a broken zip is said as that of an archive."""
    try:
        yield
    except NotAnArchive:
        raise
    except UNREADABLE as error:
        raise NotAnArchive(f"{what} cannot be read: {str(error) or type(error).__name__}") from None


def _manifest(data: bytes) -> Manifest:
    try:
        kind = msgspec.json.decode(data, type=_Kind)
        if kind.format != FORMAT:
            raise NotAnArchive(f"{MANIFEST} is that of {kind.format!r}, not of {FORMAT}")
        if kind.version != VERSION:
            raise NotAnArchive(f"it is of version {kind.version}, and this okr-ledger reads {VERSION}: use a later one")
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotAnArchive(f"{MANIFEST}: {error}") from None
