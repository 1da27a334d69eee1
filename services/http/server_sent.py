"""Server-sent events as they are written (WHATWG HTML §9.2). Pure.

A block is lines `field: value` and an empty line. One with an `id` and no `data` is told to nobody, but the client
keeps its id and sends it as `Last-Event-ID` when it connects again.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

MEDIA_TYPE = "text/event-stream"
RETRY = b"retry: 1000\n\n"  # milliseconds until a client that lost the stream connects again
COMMENT = b":\n\n"


class Named(Struct):
    """What stands in an event's bytes that the block and the filters need."""

    position: int
    type: str
    subject: str


class Block(Struct, frozen=True):
    """An event as it is sent, and what the filters look at."""

    position: int
    type: str
    subject: str
    sent: bytes


_named = msgspec.json.Decoder(Named)


def block(body: bytes) -> Block:
    """The block of an event: its position, its type, and the log's own bytes.

    JSON may be broken into lines between its tokens; each is then a line of data, and the client joins them again.
    """
    named = _named.decode(body)
    data = b"\ndata: ".join(body.splitlines())
    sent = b"id: %d\nevent: %b\ndata: %b\n\n" % (named.position, named.type.encode(), data)
    return Block(named.position, named.type, named.subject, sent)


def reached(position: int) -> bytes:
    """The client's position moves, and it is told nothing."""
    return b"id: %d\n\n" % position
