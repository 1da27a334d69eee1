"""One field of one thing that is no longer as it was, and what an event is told as."""

from __future__ import annotations

from msgspec import Struct

Value = str | float | int | bool | None


class Change(Struct, frozen=True):
    """A field before and after; `subject` is the stream, `item` what in it has the field, None for the stream itself.

    Values are those of JSON: days and instants as ISO text, points as numbers, None for what was not there.
    """

    subject: str
    item: str | None
    field: str
    before: Value
    after: Value


class Told(Struct, frozen=True):
    """An event in one sentence, the fields that it changed, and the ids of the items that it concerns."""

    says: str
    changes: tuple[Change, ...] = ()
    items: tuple[str, ...] = ()
