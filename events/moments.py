"""Moments that come from outside lie in years that calendars know."""

from __future__ import annotations

import datetime as dt
from functools import cache

import msgspec
from msgspec import Struct

from events import strictness
from events.strictness import Malformed
from events.terms import When

YEARS = range(1900, 3000)


def check_years(type_: str, told: Struct, *below: str) -> None:
    """Nothing, where every moment of a struct is in a year that calendars know; else `Malformed`, at its place."""
    for name in _moments(type(told)):
        moment = getattr(told, name)
        year = moment.year if isinstance(moment, dt.date) else int(moment[:4]) if isinstance(moment, When) else YEARS[0]
        if year not in YEARS:
            says = f"{type_}: {name} is in the year {year:04}; expected {YEARS[0]} to {YEARS[-1]}"
            raise Malformed(says, strictness.pointer(*below, name))


@cache
def _moments(kind: type[Struct]) -> tuple[str, ...]:
    """The fields of a struct that may hold a date, an instant or a moment."""
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    return tuple(field.name for field in info.fields if any(map(_is_moment, strictness.kinds(field.type))))


def _is_moment(info: msgspec.inspect.Type) -> bool:
    if isinstance(info, msgspec.inspect.CustomType):
        return issubclass(info.cls, When)
    return isinstance(info, msgspec.inspect.DateType | msgspec.inspect.DateTimeType)
