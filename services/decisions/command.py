"""Commands, and how those of an act are read from the bytes of a request: strictly, with the place of what is wrong."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

import services.decisions
from events import catalogue, strictness
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


class _Command(Struct, frozen=True, kw_only=True):
    command: str
    subject: Subject
    time: Instant | None = None
    onbehalfof: Id | None = None
    decision: Id | None = None
    data: Raw = Raw(b"{}")


class _Act(Struct, frozen=True, kw_only=True):
    commands: Annotated[tuple[_Command, ...], Meta(min_length=1, max_length=COMMANDS)]
    expected: Annotated[dict[Subject, Version], Meta(max_length=COMMANDS)] = {}


_acts = msgspec.json.Decoder(_Act)


@cache
def registered() -> dict[str, Decision]:
    """Every command by name, in the order of the files."""
    path, prefix = services.decisions.__path__, f"{services.decisions.__name__}."
    names = sorted(found.name for found in pkgutil.walk_packages(path, prefix))
    found = [getattr(importlib.import_module(name), "COMMANDS", {}) for name in names]
    return {name: decision for each in found if isinstance(each, dict) for name, decision in each.items()}


def decode(body: bytes) -> Act:
    """The act that a request's body asks for. Raises `Malformed` with the pointer to what is wrong."""
    tree = strictness.check(body)
    strictness.known_fields(tree, _Act, "the body")
    for place, each in enumerate(tree["commands"] if isinstance(tree.get("commands"), list) else []):
        try:
            strictness.known_fields(each, _Command, f"command {place + 1}")
        except Malformed as error:
            raise error.below("commands", place) from None
    try:
        act = _acts.decode(body)
    except msgspec.MsgspecError as error:
        kind = _Command if "$.commands[" in str(error) else _Act
        raise Malformed(strictness.said(error, kind), strictness.pointed(error)) from None
    return Act(commands=tuple(_read(place, raw) for place, raw in enumerate(act.commands)), expected=act.expected)


def _read(place: int, raw: _Command) -> Command:
    try:
        return _typed(raw)
    except Malformed as error:
        raise Malformed(f"command {place + 1}: {error}", error.pointer).below("commands", place) from None


def _typed(raw: _Command) -> Command:
    known = registered()
    if raw.command not in known:
        name = raw.command[:64]
        raise Malformed(f"unknown command {name!r}{strictness.nearest(name, known)}", "/command")
    if len(raw.data) > catalogue.EVENT_BYTES:
        raise Malformed(f"{len(raw.data)} bytes of data; at most {catalogue.EVENT_BYTES} are accepted", "/data")
    wish = known[raw.command].wish
    stream = known[raw.command].stream or catalogue.stream_of(wish.type_)
    if not catalogue.fits(raw.subject, stream):
        says = f"the subject {raw.subject!r} does not fit {raw.command}; expected {stream}"
        raise Malformed(says, "/subject")
    try:
        strictness.known_fields(msgspec.json.decode(raw.data), wish, raw.command)
        data = catalogue.decode_fact(raw.data, wish)
    except Malformed as error:
        raise error.below("data") from None
    return Command(
        command=raw.command,
        subject=raw.subject,
        time=raw.time,
        onbehalfof=raw.onbehalfof,
        decision=raw.decision,
        data=data,
    )
