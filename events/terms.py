"""The kinds of value that facts are made of: ids, texts, points, shares, instants.

They say what is accepted; `events.catalogue` enforces it when bytes are decoded. Constructors do not validate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta, Struct

# `$` alone would let a trailing newline pass.
ID = r"^[a-z0-9][a-z0-9._-]{0,63}$(?!\n)"
ID_SAYS = "lower-case letters, digits, '.', '_' and '-', at most 64, beginning with a letter or a digit"
Id = Annotated[str, Meta(pattern=ID, description=ID_SAYS)]
# The same, and told apart wherever a person is meant: what a pseudonym stands in, `events.people` finds by it.
Person = Annotated[str, Meta(pattern=ID, description=ID_SAYS, extra={"person": True})]
EventId = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$(?!\n)", description="letters, digits, '.', '_' and '-', at most 64"),
]
ItemPath = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}$(?!\n)",
        description="cycle/unit/item",
    ),
]
About = Annotated[
    str,
    Meta(
        pattern=r"^([A-Za-z0-9._-]{1,64}|[a-z0-9][a-z0-9._-]{0,63}(/[a-z0-9][a-z0-9._-]{0,63}){2})$(?!\n)",
        description="an event's id, or cycle/unit/item",
    ),
]
Subject = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z-]*(/[a-z0-9][a-z0-9._-]{0,63}){0,3}$(?!\n)",
        description="a stream, e.g. plan/2026-q1/growth",
    ),
]
Title = Annotated[str, Meta(min_length=1, max_length=2000)]
Text = Annotated[str, Meta(max_length=20_000)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Instant = Annotated[dt.datetime, Meta(tz=True)]
Rank = Annotated[int, Meta(ge=1, le=10_000)]

POINTS_LIMIT = Decimal(10_000_000)


class Points(Decimal):
    """An amount of capacity: a JSON number, 0 to 10 million, at most two decimal places.

    A class of its own, because msgspec's decoder of `Decimal` also takes strings, NaN and huge exponents.
    """

    __slots__ = ()


class When(str):
    """A date, which means the end of that day, or an instant with its zone; kept as it was written."""

    __slots__ = ()


Upcast = Callable[[dict[str, Any]], dict[str, Any]]


# No cycle can lead back to what holds values of JSON and nothing else: the collector of cycles need not look at it,
# which is a third of the time where many events are kept at once.
class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What one event states. A subclass is one type of the catalogue, named by its `type_`.

    Its fields are those of its present version. `upcasts_` are pure functions that lead there from the versions before:
    the first turns the data of version 1 into that of version 2, as plain JSON values, and so on.
    """

    type_: ClassVar[str]
    upcasts_: ClassVar[tuple[Upcast, ...]] = ()

    @classmethod
    def version(cls) -> int:
        """The version that the fields are of: 1, and one more for each upcast."""
        return 1 + len(cls.upcasts_)


def exact(number: str) -> Decimal:
    """The decimal that a JSON number spells; ValueError where it is too large to be one."""
    try:
        return Decimal(number)
    except InvalidOperation:
        raise ValueError(f"the number {number[:40]} is out of range") from None


def decode_term(kind: type, value: Any) -> Any:
    """msgspec's `dec_hook` for the kinds it does not know itself."""
    if kind is Points:
        return _decode_points(value)
    if kind is When:
        return _decode_when(value)
    raise NotImplementedError(f"no decoding of {kind}")


def _decode_when(value: Any) -> When:
    if isinstance(value, str):
        for kind in (dt.date, Instant):
            try:
                msgspec.convert(value, kind)
            except msgspec.ValidationError:
                continue
            return When(value)
    raise ValueError("Expected a date like 2026-03-31 or an instant with a zone like 2026-03-31T17:00:00Z")


def _decode_points(value: Any) -> Points:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("Expected points: a number from 0 to 10000000 with at most two decimal places")
    points = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not (points.is_finite() and 0 <= points <= POINTS_LIMIT) or points != round(points, 2):
        raise ValueError(f"Expected points from 0 to 10000000 with at most two decimal places, got {value}")
    return Points(points)


def encode_term(value: Any) -> Any:
    """msgspec's `enc_hook`: points are written as plain JSON numbers, moments as they were written."""
    if isinstance(value, Points):
        return int(value) if value == value.to_integral_value() else Decimal(value)
    if isinstance(value, When):
        return str(value)
    raise NotImplementedError(f"no encoding of {type(value)}")
