"""Texts that would be more than texts, where one were put into a query instead of beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from msgspec import inspect

from events.catalogue import Event, encode, streams, types
from events.terms import Fact, Points, When

PATH = "^[a-z0-9][a-z0-9._-]{0,63}/"
TEXTS = [
    "'; drop table log.event; --",
    "x'); delete from projection.checkpoint; --",
    "' or '1'='1",
    "'||(select string_agg(org, ',') from log.head)||'",
    "'; select set_config('okr.org', 'globex', false); --",
    "' union select body from log.event --",
    '" or ""="',
    "`$(id)`",
    "$1",
    "$$; select 1; $$",
    "%s %(org)s {org} {0} :org ?",
    "%",
    "_",
    "%globex%",
    "a_b\\%c",
    "\\",
    "\\'; select 1; --",
    "\\x00 \\u0000",
    ".*",
    "^(a+)+$",
    "[[:alpha:]]{1,}|(?=x)",
    "log.event::regclass",
    "1::regclass",
    '{a,"b"}',
    "{NULL}",
    "(1,2)",
    '$.org ? (@ == "globex")',
    '{"org": "globex"}',
    "/* */ --",
    "’‘“”«»ʼ＇",
    "İı ß ǅ ﬁ K",
    "\u202eacme\u200b\ufeff",
    "\u00e9 \U0001f512",
    "line\none\ttwo\r\n",
    " ",
]


def events(text: str, number: int) -> list[Event]:
    """An event of each type that has texts, with the text in all of them."""
    all_ = [_event(kind, text, number) for kind in types().values()]
    return [event for event in all_ if msgspec.json.encode(text)[1:-1] in encode(event)]


def _event(kind: type[Fact], text: str, number: int) -> Event:
    pattern = next(pattern for pattern, module in streams().items() if module.__name__ == kind.__module__)
    subject = "/".join(f"s{number}" if part.startswith("{") else part for part in pattern.split("/"))
    return Event(
        specversion="1.0",
        id=f"{kind.type_}-{number}",
        source="/orgs/acme",
        type=kind.type_,
        subject=subject,
        actor="dana",
        schemaversion=kind.version(),
        data=fact(kind, text),
    )


def fact(kind: type[Fact], text: str) -> Fact:
    """A fact whose fields all are there, the text in each that takes any."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return kind(**{field.name: value(field.type, text) for field in info.fields})


def value(info: inspect.Type, text: str) -> Any:
    """A value of that type: the text, where it may be one."""
    match info:
        case inspect.Metadata(type=inner):
            return value(inner, text)
        case inspect.StrType(pattern=None):
            return text
        case inspect.StrType(pattern=str(pattern)):
            return "2026-q1/growth/k1" if pattern.startswith(PATH) else "org"
        case inspect.IntType(ge=least):
            return least or 1
        case inspect.UnionType(types=several):
            there = [each for each in several if not isinstance(each, inspect.NoneType)]
            return value(next((each for each in there if isinstance(each, inspect.StrType)), there[0]), text)
        case inspect.LiteralType(values=words):
            return words[0]
        case inspect.VarTupleType(item_type=inner):
            return (value(inner, text),)
        case inspect.DictType(key_type=key, value_type=of):
            return {value(key, text): value(of, text)}
        case inspect.CustomType(cls=cls):
            return {Points: Points("1"), When: When("2026-03-01")}[cls]
    return {
        inspect.FloatType: 1.0,
        inspect.BoolType: True,
        inspect.DateType: dt.date(2026, 3, 1),
        inspect.DateTimeType: dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    }[type(info)]
