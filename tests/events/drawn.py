"""Any event of the catalogue, drawn by hypothesis from the types of its fields."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from events.catalogue import Envelope, Event, streams, types
from events.composed import composed
from events.moments import YEARS
from events.terms import Fact, Points, When

ID = r"[a-z0-9][a-z0-9._-]{0,63}"

dates = st.dates(dt.date(YEARS[0], 1, 1), dt.date(YEARS[-1], 12, 31))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
instants = st.datetimes(
    dt.datetime(YEARS[0], 1, 2),  # noqa: DTZ001 hypothesis adds the zone
    dt.datetime(YEARS[-1], 12, 30),  # noqa: DTZ001
    timezones=zones,
)
points = st.integers(0, 10**9).map(lambda hundredths: Points(Decimal(hundredths).scaleb(-2)))
moments = dates.map(lambda day: When(day.isoformat())) | instants.map(lambda at: When(at.isoformat()))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """An event of any type, in a stream that fits it, as a client would send it or as the log would keep it."""
    kind = draw(st.sampled_from(list(types().values())))
    pattern = next(pattern for pattern, module in streams().items() if module.__name__ == kind.__module__)
    subject = "/".join(draw(matching(ID)) if part.startswith("{") else part for part in pattern.split("/"))
    attributes = draw(fields(Envelope)) | {"type": kind.type_, "subject": subject, "schemaversion": kind.version()}
    return Event(**attributes | {"data": draw(facts(kind))})


def facts(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    return fields(kind).map(lambda given: kind(**given))


@cache
def fields(kind: type[Envelope] | type[Fact]) -> st.SearchStrategy[dict[str, Any]]:
    """Values for all the required fields of a struct and some of the others."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    required = {field.name: values(field.type) for field in info.fields if field.required and field.name != "data"}
    optional = {field.name: values(field.type) for field in info.fields if not field.required}
    return st.fixed_dictionaries(required, optional=optional)


def values(info: inspect.Type) -> st.SearchStrategy[Any]:
    """Whatever a field of this type takes."""
    match info:
        case inspect.Metadata(type=inner):
            return values(inner)
        case inspect.StrType(pattern=str(pattern)):
            return matching(pattern.removeprefix("^").removesuffix(r"$(?!\n)"))
        case inspect.StrType(min_length=least):
            return texts(least or 0)
        case inspect.IntType(ge=least, le=most):
            return st.integers(-(2**53) if least is None else least, 2**53 if most is None else most)
        case inspect.FloatType(ge=low, le=high):
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case inspect.UnionType(types=several):
            return st.one_of(*map(values, several))
        case inspect.LiteralType(values=words):
            return st.sampled_from(words)
        case inspect.VarTupleType(item_type=inner):
            return st.lists(values(inner), max_size=3).map(tuple)
        case inspect.ListType(item_type=inner):
            return st.lists(values(inner), max_size=3)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(values(key), values(value), max_size=3)
        case inspect.CustomType(cls=cls):
            return {Points: points, When: moments}[cls]
    return {
        inspect.BoolType: st.booleans(),
        inspect.NoneType: st.none(),
        inspect.DateType: dates,
        inspect.DateTimeType: instants,
    }[type(info)]


def matching(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


def texts(least: int) -> st.SearchStrategy[str]:
    """Any text in NFC, as all are that came in, but NUL and halves of surrogate pairs."""
    anything = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=least, max_size=40)
    return anything.map(composed)
