"""Facts in whose every text stands what would do something, if anything took it for more than a text.

Which texts there are is asked of the catalogue, so that a field that is new is hostile too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import inspect
from msgspec.structs import replace

from events.catalogue import Event, decode, encode
from events.terms import Fact

MARK = "OWNED"  # in every hostile text, so that it is found again
TEXTS = (
    f"<script>window.{MARK}=1</script>",
    f'"><img src=http://evil.example/x onerror=window.{MARK}=1>',
    f"' onmouseover='window.{MARK}=1' x='",
    f"javascript:window.{MARK}=1",
    f"[{MARK}](javascript:alert(1)) http://evil.example/{MARK} <a href=//evil.example>",
    f"{{{{7*7}}}} ${{7*7}} #{{7*7}} {MARK} {{% for x in y %}}",
    f"]]>{MARK}<!-- --><svg onload=alert(1)><style>*{{display:none}}</style>",
    f"{MARK}\u202egnp.exe\u2066 \u2028 \u2029 \u200b",
    f"\x1b]0;{MARK}\x07\x1b[31m\x9b2J\r\b\x7f\x1bc",
    f"[red]{MARK}[/red] [link=http://evil.example]x[/link] [/] :warning:",
    f'=HYPERLINK("http://evil.example/{MARK}","x")',
    f"+1+cmd|' /C calc'!A0 {MARK}",
    f"-1 {MARK}",
    f"@SUM(1) {MARK}",
    f"\t={MARK}",
    f"\r={MARK}",
    f"  ={MARK}",
    f'"={MARK}',
    f"＝1 {MARK}",
    f"＋1 {MARK}",
    f"\ufeff－1 {MARK}",
    f"＠SUM(1) {MARK}",
    f"{MARK}\uffff\ufffe\x01 \U0001f4a5 #panic() $x$ `raw` <label> @cite \\",
    MARK + "w" * 1500,
)
PLAIN = tuple(f"{MARK} text {nth}" for nth in range(len(TEXTS)))


def with_texts(events: Iterable[Event], texts: tuple[str, ...] = TEXTS) -> list[Event]:
    """The events, in every text of whose facts stands one of the texts, also where there was none."""
    endless = itertools.cycle(texts)
    return [decoded(replace(event, data=filled(event.data, endless))) for event in events]


def decoded(event: Event) -> Event:
    """The event as the catalogue takes it from bytes: a text that could not come from outside is refused."""
    return decode(encode(replace(event, position=None, streamversion=None, recordedat=None)))


def filled(fact: Fact, texts: Iterator[str]) -> Fact:
    """The fact with a text in every field that takes any."""
    info = inspect.type_info(type(fact))
    assert isinstance(info, inspect.StructType)
    given = {field.name: taken(field.type, getattr(fact, field.name), texts) for field in info.fields}
    return replace(fact, **{name: value for name, value in given.items() if value is not None})


def taken(info: inspect.Type, value: Any, texts: Iterator[str]) -> Any:
    """A value of the type with a text where it takes any; None where it does not; a policy's parameters are none."""
    match info:
        case inspect.Metadata(type=inner):
            return taken(inner, value, texts)
        case inspect.StrType(pattern=None):
            return next(texts)
        case inspect.UnionType(types=several):
            some = [each for each in several if not isinstance(each, inspect.NoneType)]
            return taken(some[0], value, texts) if len(some) == 1 else None
        case inspect.VarTupleType(item_type=inner) | inspect.ListType(item_type=inner):
            found = [taken(inner, each, texts) for each in value or ()]
            return None if None in found or not found else tuple(found)
        case inspect.DictType(value_type=inner):
            items = {name: taken(inner, each, texts) for name, each in (value or {}).items()}
            return None if None in items.values() or not items else items
    return None


def fields() -> set[tuple[str, str]]:
    """Every field of the catalogue that takes any text, by its type."""
    from events.catalogue import types

    return {
        (name, field.name)
        for name, kind in types().items()
        for field in inspect.type_info(kind).fields  # type: ignore[attr-defined]
        if any(isinstance(each, inspect.StrType) and each.pattern is None for each in _kinds(field.type))
    }


def _kinds(info: Any) -> list[Any]:
    inner = [getattr(info, name) for name in ("item_type", "value_type", "type") if hasattr(info, name)]
    return [info, *(each for part in (*inner, *getattr(info, "types", ())) for each in _kinds(part))]
