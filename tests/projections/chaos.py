"""Events at random, drawn from the catalogue alone: whatever it accepts may have been said."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.inspect import (
    BoolType,
    CustomType,
    DateTimeType,
    DateType,
    DictType,
    Field,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    UnionType,
    VarTupleType,
    type_info,
)

from events import catalogue
from events.catalogue import Event
from events.terms import Points, When

NAMES = ["aim", "k1", "k2", "n1", "dana", "sofia", "growth", "sales", "2026-q1"]
IDS = [f"e{number}" for number in range(12)]
DATES = st.one_of(
    st.dates(dt.date(2025, 12, 1), dt.date(2026, 5, 1)), st.sampled_from([dt.date(1900, 1, 1), dt.date(2999, 12, 31)])
)
NUMBERS = st.one_of(
    st.sampled_from([0, 1, 5, 10, 20, -3, 0.1, 1e308, -1e308, 5e-324]), st.floats(allow_nan=False, allow_infinity=False)
)
POINTS = st.one_of(st.sampled_from([0, 0.01, 0.4, 1, 3, 10_000_000]), st.integers(0, 900).map(lambda n: n / 100))
TEXTS = st.sampled_from(["", " ", "why", "{item} {0}", "größer ≥ 3"])
ENDS = st.one_of(DATES.map(str), st.sampled_from(["1900-01-01T00:00:00+14:00", "2999-12-31T23:59:59-10:00"]))


def data_of(kind: type[Struct]) -> st.SearchStrategy[dict[str, Any]]:
    """Whatever the fields of a struct may hold, in their exchange form."""
    info = type_info(kind)
    assert isinstance(info, StructType)
    return _fields(info)


def _any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Whatever a field of this kind may hold, in its exchange form."""
    match kind:
        case Metadata():
            return _any_of(kind.type)
        case UnionType(types=types):
            return st.one_of([_any_of(each) for each in types])
        case LiteralType(values=values):
            return st.sampled_from(list(values))
        case CustomType(cls=cls) if cls is Points:
            return POINTS
        case CustomType(cls=cls) if cls is When:
            return ENDS
        case StrType(pattern=None):
            return TEXTS if not kind.min_length else st.sampled_from(["grace_wd", "timezone", "holidays", "a title"])
        case StrType(pattern=pattern):
            return _matching(str(pattern))
        case FloatType():
            return NUMBERS if kind.ge is None else st.sampled_from([kind.ge, kind.le or 1e6, (kind.le or 1) / 2])
        case IntType(ge=least, le=most):
            first = -9 if least is None else least
            return st.integers(first, first + 400 if most is None else min(most, first + 400))
        case DateType():
            return DATES.map(str)
        case DateTimeType():
            return DATES.map(lambda day: f"{day}T12:00:00Z")
        case VarTupleType(item_type=item) | ListType(item_type=item):
            return st.lists(_any_of(item), max_size=3)
        case DictType(key_type=key, value_type=value):
            return st.dictionaries(_any_of(key), _any_of(value), max_size=3)
        case BoolType():
            return st.booleans()
        case NoneType():
            return st.none()
        case StructType():
            return _fields(kind)
    raise NotImplementedError(kind)


def _matching(pattern: str) -> st.SearchStrategy[str]:
    examples = [*NAMES, *IDS, "2026-q1/growth/k1", "plan/2026-q1/growth", "2026-02-05"]
    return st.sampled_from([text for text in examples if re.search(pattern, text)])


def _fields(kind: StructType) -> st.SearchStrategy[dict[str, Any]]:
    def of(fields: list[Field]) -> dict[str, st.SearchStrategy[Any]]:
        return {field.encode_name: _any_of(field.type) for field in fields}

    needed = [field for field in kind.fields if field.required]
    return st.fixed_dictionaries(of(needed), optional=of([field for field in kind.fields if not field.required]))


@st.composite
def _one(draw: st.DrawFn) -> dict[str, Any]:
    """An event of any type, on a stream that it belongs to, at any time."""
    type_ = draw(st.sampled_from(sorted(catalogue.types())))
    pattern = next(
        name for name, module in catalogue.streams().items() if catalogue.types()[type_].__module__ == module.__name__
    )
    subject = pattern.format(
        cycle="2026-q1", unit=draw(st.sampled_from(["growth", "sales"])), key_result="k1", decision="d", support="s"
    )
    moment = DATES.map(lambda day: f"{day}T12:00:00Z")
    envelope = {
        "specversion": "1.0",
        "id": draw(st.sampled_from(IDS)),
        "source": "/orgs/acme",
        "type": type_,
        "subject": subject,
        "time": draw(moment),
        "notedat": draw(st.none() | moment),
        "actor": draw(st.sampled_from(["dana", "sofia"])),
        "data": draw(data_of(catalogue.types()[type_])),
    }
    return {name: value for name, value in envelope.items() if value is not None}


def _decoded(said: list[dict[str, Any]]) -> list[Event]:
    return [catalogue.decode(json.dumps(each).encode()) for each in said]


anything = st.lists(_one(), min_size=1, max_size=24).map(_decoded)
"""Lists of events of any type with any content that the catalogue accepts, in any order."""
