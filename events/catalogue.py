"""The catalogue: which type is which fact, and the exchange form of an event.

An event travels as CloudEvents 1.0 JSON. What comes from outside is decoded strictly (`decode`), because its bytes
stay for ever; what the log gives back is decoded fast and tolerates fields that a later version added (`recall`).
Both give today's facts, whatever version was written (`events.evolution`).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import cache
from types import ModuleType

import msgspec
from msgspec import Raw, Struct

import events.facts
from events import evolution, strictness
from events.composed import with_composed_texts
from events.envelope import Attributes as Attributes
from events.envelope import Envelope as Envelope
from events.envelope import Event as Event
from events.envelope import Stored
from events.moments import check_years
from events.strictness import Malformed
from events.terms import Fact, decode_term, encode_term, exact

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
EVENT_BYTES = 60 * 1024
# How a line begins that `encode` or the log has written.
OURS = (b'{"specversion":"1.0","id":"', b'{"position":')
# What the log writes in front of an event (`log.prefix`).
PLACED = re.compile(
    rb'\{"position":\d{1,15},"streamversion":\d{1,15},"recordedat":"[0-9T:.Z-]{1,32}",'
    rb'(?P<live>"notedat":"[0-9T:.Z-]{1,32}",)?'
)


@cache
def streams() -> dict[str, ModuleType]:
    """The modules of `events.facts`, each by the pattern of the stream whose facts it holds."""
    modules = [
        importlib.import_module(f"events.facts.{found.name}") for found in pkgutil.iter_modules(events.facts.__path__)
    ]
    return {module.STREAM: module for module in modules}


@cache
def types() -> dict[str, type[Fact]]:
    """Every type of the catalogue with its fact, in the order of the files."""
    return {fact.type_: fact for module in streams().values() for fact in facts_of(module)}


def facts_of(module: ModuleType) -> list[type[Fact]]:
    """The facts that one module of `events.facts` defines, in their order."""
    return [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Fact) and thing.__module__ == module.__name__
    ]


@cache
def _pattern_of() -> dict[str, str]:
    return {fact.type_: pattern for pattern, module in streams().items() for fact in facts_of(module)}


@cache
def _decoder(kind: type[Fact]) -> msgspec.json.Decoder[Fact]:
    return msgspec.json.Decoder(kind, dec_hook=decode_term, float_hook=exact)


class _Reading(Struct, frozen=True):
    """How the events of one type are decoded at once, and the version that this reads."""

    type: str
    version: int
    decode: Callable[[bytes], Event]


_readings: dict[bytes, _Reading] = {}
_envelopes = msgspec.json.Decoder(Envelope)
_stored = msgspec.json.Decoder(Stored)
_encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")


def decode(line: bytes) -> Event:
    """The event that a line from outside holds, also one of an earlier version of its type.

    Raises `Malformed` for anything that is not exactly as the catalogue says: what, where, and what would be accepted.
    Attributes that the log sets are read (an archive keeps them) and are ignored by whoever appends. Its texts are
    composed.
    """
    if len(line) <= EVENT_BYTES:
        line = with_composed_texts(line)
    if len(line) > EVENT_BYTES:
        raise Malformed(f"the event has {len(line)} bytes; at most {EVENT_BYTES} are accepted")
    event = _typed(line)
    if event is None or not _verbatim(event, line):
        event = _searched(line, event)
    check_subject(event.subject, event.type)
    check_years(event.type, event)
    check_years(event.type, event.data, "data")
    return event


def _typed(line: bytes) -> Event | None:
    """The event as the decoders give it, whatever else the line holds; None where they refuse it or it is older."""
    try:
        envelope = _envelopes.decode(line)
        kind = types()[envelope.type]
        return _with_fact(envelope, envelope.data, kind) if envelope.schemaversion == kind.version() else None
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError):
        return None


def _verbatim(event: Event, line: bytes) -> bool:
    """Whether the line is byte for byte what we would write of its event.

    Then nothing has to be searched for in it: what decoders drop would be missing, what they rewrite would differ, and
    what would be written again as it came is excluded here.
    """
    if not line.startswith(OURS) or strictness.suspicious(line):
        return False
    if strictness.unbounded(type(event.data)) and strictness.LONG.search(line):
        return False
    placed = PLACED.match(line)
    if placed is None:
        return encode(event) == line
    own = msgspec.structs.replace(event, notedat=None) if placed["live"] else event
    return tail(own) == line[placed.end() :]


def _searched(line: bytes, event: Event | None) -> Event:
    """The event, once nothing was found in the line that must not be there; else `Malformed` says what and where."""
    tree = strictness.check(line)
    if not isinstance(tree, dict):
        raise Malformed("expected one JSON object, an event")
    strictness.known_fields(tree, Envelope, "the event")
    kind = types().get(str(tree.get("type")))
    if kind is None and "type" in tree:
        raise Malformed(f"unknown type {tree['type']!r}{strictness.nearest(str(tree['type']), types())}")
    if event is not None:
        strictness.known_fields(tree["data"], type(event.data), event.type)
        return event
    try:
        envelope = _envelopes.decode(line)
    except msgspec.MsgspecError as error:
        raise Malformed(strictness.said(error, Envelope), strictness.pointed(error)) from None
    assert kind is not None
    data = _present(envelope, kind)
    fields = tree["data"] if envelope.schemaversion == kind.version() else msgspec.json.decode(data)
    strictness.known_fields(fields, kind, envelope.type)
    return _with_fact(envelope, data, kind)


def recall(body: bytes) -> Event:
    """The event whose bytes the log kept, as of today's version of its type.

    Unknown fields are tolerated; an unknown type, a later version, and data of neither raise `Malformed`.
    """
    start = body.find(b'"type":"') + 8
    reading = _readings.get(body[start : body.find(b'"', start)])
    if reading is not None:
        try:
            event = reading.decode(body)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return _recalled(body)
        # Wherever the type was seen: that of the event is the one it was decoded by.
        if event.type == reading.type and event.schemaversion == reading.version:
            return event
    return _recalled(body)


def _recalled(body: bytes) -> Event:
    """The same, step by step: what went wrong is told where it is, and an earlier version is read."""
    try:
        envelope = _stored.decode(body)
    except RecursionError:
        raise Malformed(f"nested deeper than {strictness.DEPTH} levels") from None
    kind = types().get(envelope.type)
    if kind is None:
        raise Malformed(f"unknown type {envelope.type!r} at position {envelope.position}: written by a later version?")
    if envelope.type.encode() not in _readings:
        decoder = msgspec.json.Decoder(Event[kind], dec_hook=decode_term, float_hook=exact)  # type: ignore[valid-type]
        _readings[envelope.type.encode()] = _Reading(envelope.type, kind.version(), decoder.decode)
    return _with_fact(envelope, _present(envelope, kind), kind)


def _present(envelope: Envelope | Stored, kind: type[Fact]) -> Raw | bytes:
    """The data in the present version of its type."""
    try:
        return evolution.present(envelope.data, envelope.schemaversion, kind)
    except Malformed as error:
        at = "" if envelope.position is None else f" at position {envelope.position}"
        raise Malformed(f"{envelope.type}{at}: {error}", error.pointer) from None


def _with_fact(envelope: Envelope | Stored, data: Raw | bytes, kind: type[Fact]) -> Event:
    try:
        fact = decode_fact(data, kind)
    except Malformed as error:
        raise Malformed(f"{envelope.type}: {error}", error.pointer).below("data") from None
    attributes = {name: getattr(envelope, name) for name in Attributes.__struct_fields__}
    return Event(**attributes | {"schemaversion": kind.version()}, data=fact)


def decode_fact(data: Raw | bytes, kind: type[Fact]) -> Fact:
    """The fact that the bytes of a `data` state. Raises `Malformed`; unknown fields are tolerated."""
    try:
        return _decoder(kind).decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Malformed(strictness.said(error, kind), strictness.pointed(error)) from None
    except RecursionError:
        raise Malformed(f"nested deeper than {strictness.DEPTH} levels") from None


def encode(event: Event) -> bytes:
    """The event in its exchange form, one line without a line's end; its version is the one of its fact's fields."""
    version = event.data.version()
    if event.schemaversion != version:
        event = msgspec.structs.replace(event, schemaversion=version)
    return _encoder.encode(event)


def tail(event: Event) -> bytes:
    """The event's bytes behind those that the log writes in front: without the leading brace, and without what it sets.

    A `notedat` of its own stays; without one the log writes that too. What the log keeps of this event, ends with this.
    """
    return encode(msgspec.structs.replace(event, position=None, streamversion=None, recordedat=None))[1:]


def check_subject(subject: str, type_: str) -> None:
    """Nothing, where the stream is one that the type belongs to; else `Malformed`."""
    if not fits(subject, stream_of(type_)):
        raise Malformed(f"the subject {subject!r} does not fit {type_}; expected {stream_of(type_)}", "/subject")


def fits(subject: str, pattern: str) -> bool:
    """Whether a stream's name is of a pattern as `plan/{cycle}/{unit}`."""
    expected, given = pattern.split("/"), subject.split("/")
    return len(expected) == len(given) and all(
        ID_PATTERN.fullmatch(part) if name.startswith("{") else name == part
        for name, part in zip(expected, given, strict=True)
    )


def stream_of(type_: str) -> str:
    """The pattern of the stream that a type belongs to."""
    return _pattern_of()[type_]
