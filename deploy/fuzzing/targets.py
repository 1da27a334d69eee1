"""What is fuzzed: each a function of bytes that ends in silence, unless something is raised that nobody catches."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from msgspec.structs import replace

from deploy import event_files
from deploy.commands import Failure
from deploy.commands.judge import judged
from events import catalogue
from events.log.audit import audited
from events.log.restored import readable
from events.proof import archive, checkpoint, keys, note, printed, tree
from events.proof.archive import Archive, NotAnArchive
from events.proof.note import NotSigned
from events.strictness import Malformed
from services.decisions import command as commands
from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.version import HistoryRefused, Version
from services.histories.telling.rehearsal import rehearse

WEEK = dt.timedelta(days=7)
NEXT = b"\n%%%\n"
"""Between the versions of a history, and between the members of an archive."""
DAY = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
FORMATS = (".md", ".csv", ".xlsx")
MEMBERS = (archive.EVENTS, archive.REQUESTS, archive.HEADS, archive.KEYS, archive.POLICY)


def events(data: bytes) -> None:
    """A file of events is read; what it holds keeps its meaning in our form, and can be judged."""
    with suppress(Failure):
        found = [line.event for line in event_files.read("input", io.BytesIO(data)) if line.event is not None]
        for event in found:
            if catalogue.decode(catalogue.encode(event)) != event:
                raise AssertionError(f"it is another event once it was written: {event}")
        judged([replace(event, position=place) for place, event in enumerate(found, 1)], "2026-12-31", None, None)


def history(data: bytes) -> None:
    """The first byte says the format; each version is of the week after the one before. What they tell is valid."""
    suffix = FORMATS[data[0] % len(FORMATS)] if data else FORMATS[0]
    versions = [
        Version(
            name=f"{nth}{suffix}", path=f"plans/{nth}{suffix}", document="plans", landed=DAY + nth * WEEK, body=body
        )
        for nth, body in enumerate(data[1:].split(NEXT)[:3])
    ]
    with suppress(HistoryRefused):
        found = reconstruct(versions, Options(org="acme", cycle="2026-q1"))
        for event in found.events:
            catalogue.decode(catalogue.encode(event))
        rehearse(found, DAY + 52 * WEEK)


def archives(data: bytes) -> None:
    """The members of an archive, whose manifest tells of them truly; or a zip as it is."""
    body = io.BytesIO(data if data.startswith(b"PK") else _packed(data.split(NEXT)))
    with suppress(NotAnArchive, NotSigned):
        found = Archive(body)
        heads = found.text(archive.HEADS)
        own = [checkpoint.unchecked(each) for each in checkpoint.several(heads)] if heads else []
        audited(found, own, check=readable(DAY))
        list(found.requests())


def command(data: bytes) -> None:
    """The body of a request for an act."""
    with suppress(Malformed):
        commands.decode(data)


def proof(data: bytes) -> None:
    """A proof, heads or keys."""
    text = data.decode("utf-8", "replace")
    with suppress(ValueError):
        printed.parsed(text)
    with suppress(NotSigned):
        checkpoint.several(text)
    for parsed in (keys.parsed, note.verifier):
        with suppress(ValueError):
            parsed(text)


def _packed(parts: list[bytes]) -> bytes:
    """An archive of these members, in the order in which it has them."""
    found = dict(zip(MEMBERS, [*parts, *[b""] * len(MEMBERS)], strict=False))
    manifest = {
        "format": archive.FORMAT,
        "version": archive.VERSION,
        "organisation": "acme",
        "events": found[archive.EVENTS].count(b"\n"),
        "root": tree.EMPTY.hex(),
        "made_at": "2026-01-05T09:00:00Z",
        "made_by": "fuzzing",
        "members": {name: {"bytes": len(body), "sha256": sha256(body).hexdigest()} for name, body in found.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, body in {**found, archive.MANIFEST: json.dumps(manifest).encode()}.items():
            made.writestr(name, body)
    return packed.getvalue()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "events": events,
    "history": history,
    "archive": archives,
    "command": command,
    "proof": proof,
}
