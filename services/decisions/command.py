"""Commands, and how those of an act are read from the bytes of a request: strictly, with the place of what is wrong."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct, field

import services.decisions
from events import catalogue, strictness
from events.composed import with_composed_texts
from events.moments import check_years
from events.strictness import Malformed
from events.terms import Id, Instant, Subject
from services.decisions.case import Case, Stated

COMMANDS = 500
Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Decision(Struct, frozen=True):
    """A command: the fact that it wishes for, whose fields are its own, and the function that decides.

    A command that states several facts has a wish of its own; `stream` then says where it belongs.
    """

    wish: type[Any]
    decide: Callable[[Case, Any], Stated]
    stream: str | None = None


class Command(Struct, frozen=True, kw_only=True):
    """The wish for an event on a stream. `time`: when it took effect, by default now; `data` has the wish's fields."""

    command: str
    subject: str
    time: Instant | None = None
    onbehalfof: str | None = None
    decision: str | None = None
    data: Any


class Act(Struct, frozen=True, kw_only=True):
    """Commands that happen together or not at all, on streams that are expected at these versions."""

    commands: tuple[Command, ...]
    expected: dict[str, int]


class CommandBody(Struct, frozen=True, kw_only=True):
    """A command as it is sent, its data not read yet."""

    command: str
    subject: Subject
    time: Instant | None = None
    onbehalfof: Id | None = None
    decision: Id | None = None
    data: Raw = field(default_factory=lambda: Raw(b"{}"))


class ActBody(Struct, frozen=True, kw_only=True):
    """An act as it is sent."""

    commands: Annotated[tuple[CommandBody, ...], Meta(min_length=1, max_length=COMMANDS)]
    expected: Annotated[dict[Subject, Version], Meta(max_length=COMMANDS)] = {}


_acts = msgspec.json.Decoder(ActBody)


@cache
def registered() -> dict[str, Decision]:
    """Every command by name, in the order of the files."""
    path, prefix = services.decisions.__path__, f"{services.decisions.__name__}."
    names = sorted(found.name for found in pkgutil.walk_packages(path, prefix))
    found = [getattr(importlib.import_module(name), "COMMANDS", {}) for name in names]
    return {name: decision for each in found if isinstance(each, dict) for name, decision in each.items()}


def decode(body: bytes) -> Act:
    """The act that a request's body asks for, its texts composed. Raises `Malformed`, which points to what is wrong."""
    body = with_composed_texts(body)
    tree = strictness.check(body)
    strictness.known_fields(tree, ActBody, "the body")
    trees = tree["commands"] if isinstance(tree.get("commands"), list) else []
    for place, each in enumerate(trees):
        with at(place):
            strictness.known_fields(each, CommandBody, "command")
    try:
        act = _acts.decode(body)
    except msgspec.MsgspecError as error:
        kind = CommandBody if "$.commands[" in str(error) else ActBody
        raise Malformed(strictness.said(error, kind), strictness.pointed(error)) from None
    commands = []
    for place, raw in enumerate(act.commands):
        with at(place):
            commands.append(_read(raw, trees[place]))
    return Act(commands=tuple(commands), expected=act.expected)


@contextmanager
def at(place: int) -> Iterator[None]:
    """What is malformed within the block is so in that command, counted from 0."""
    try:
        yield
    except Malformed as error:
        raise Malformed(f"command {place + 1}: {error}", error.pointer).below("commands", place) from None


def _read(raw: CommandBody, tree: dict[str, Any]) -> Command:
    known, name = registered(), raw.command[:64]
    if raw.command not in known:
        raise Malformed(f"unknown command {name!r}{strictness.nearest(name, known)}", "/command")
    wish = known[raw.command].wish
    stream = known[raw.command].stream or catalogue.stream_of(wish.type_)
    if not catalogue.fits(raw.subject, stream):
        raise Malformed(f"the subject {raw.subject[:200]!r} does not fit {raw.command}; expected {stream}", "/subject")
    if len(raw.data) > catalogue.EVENT_BYTES:
        raise Malformed(f"{len(raw.data)} bytes of data; at most {catalogue.EVENT_BYTES} are accepted", "/data")
    try:
        strictness.known_fields(tree.get("data", {}), wish, raw.command)
        data = catalogue.decode_fact(raw.data, wish)
    except Malformed as error:
        raise error.below("data") from None
    check_years(raw.command, raw)
    check_years(raw.command, data, "data")
    return Command(
        command=raw.command,
        subject=raw.subject,
        time=raw.time,
        onbehalfof=raw.onbehalfof,
        decision=raw.decision,
        data=data,
    )
