"""Where an event names persons: found by the kinds of the catalogue's fields, not by a list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args, get_origin

import msgspec
from msgspec.structs import replace

from events.envelope import Envelope, Event
from events.terms import Fact, Person


def named(event: Event) -> Iterator[tuple[str, str]]:
    """Every person whom the event names, with the capacity: the attribute or the field that the name stands in."""
    for of, fields in ((event, _fields(Envelope)), (event.data, _fields(type(event.data)))):
        for name, (attribute, kind) in fields.items():
            yield from ((name, person) for person in _in(getattr(of, attribute), kind))


def renamed(event: Event, known_as: Callable[[str], str]) -> Event:
    """The event with every person known as the function says, and nothing else changed."""
    envelope = _changes(event, _fields(Envelope), known_as)
    return replace(
        event, **envelope, data=replace(event.data, **_changes(event.data, _fields(type(event.data)), known_as))
    )


def _changes(of: Event | Fact, fields: dict[str, tuple[str, Any]], known_as: Callable[[str], str]) -> dict[str, Any]:
    return {attribute: _with(getattr(of, attribute), kind, known_as) for attribute, kind in fields.values()}


@cache
def _fields(struct: type[msgspec.Struct]) -> dict[str, tuple[str, Any]]:
    """The fields in which persons stand, by the name that is written, with their attribute and their kind."""
    fields = msgspec.structs.fields(struct)
    return {field.encode_name: (field.name, field.type) for field in fields if _holds(field.type)}


def _holds(kind: Any) -> bool:
    return bool(kind == Person) or (kind != Person and any(map(_holds, _inner(kind))))


def _inner(kind: Any) -> tuple[Any, ...]:
    """What a kind is made of: `tuple[Person, ...]`, `Person | None`, `dict[Person, Person]`."""
    return tuple(each for each in get_args(kind) if each is not Ellipsis)


def _in(value: Any, kind: Any) -> Iterator[str]:
    if value is None or not _holds(kind):
        return
    if kind == Person:
        yield value
    elif get_origin(kind) is dict:
        for key, each in value.items():
            yield from _in(key, _inner(kind)[0])
            yield from _in(each, _inner(kind)[1])
    elif get_origin(kind) in (tuple, list):
        for each in value:
            yield from _in(each, _inner(kind)[0])
    else:  # or None
        yield from _in(value, next(filter(_holds, _inner(kind))))


def _with(value: Any, kind: Any, known_as: Callable[[str], str]) -> Any:
    if value is None or not _holds(kind):
        return value
    if kind == Person:
        return known_as(value)
    inner = _inner(kind)
    if get_origin(kind) is dict:
        return {_with(key, inner[0], known_as): _with(each, inner[1], known_as) for key, each in value.items()}
    if get_origin(kind) in (tuple, list):
        return type(value)(_with(each, inner[0], known_as) for each in value)
    return _with(value, next(filter(_holds, inner)), known_as)  # or None
