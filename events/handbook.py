"""The catalogue as a page for those who write clients: `events/README.md`, made from the facts themselves."""

from __future__ import annotations

import datetime as dt
import types as builtin
from types import ModuleType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta
from msgspec.structs import FieldInfo

from events import catalogue, strictness, terms
from events.catalogue import Envelope, Event
from events.composed import MARKS
from events.handbook_texts import COMMANDS, GROWTH, KINDS, MEANINGS, OPENING, STRICTNESS, TIMES
from events.moments import YEARS
from events.terms import Fact

ORDER = ["org", "cycle", "plan", "check-ins", "decision", "support"]

# What a kind of value is called. `KINDS` says what each of these words means.
NAMES: list[tuple[Any, str]] = [
    (terms.Id, "id"),
    (terms.Person, "id"),
    (terms.EventId, "event id"),
    (terms.ItemPath, "item path"),
    (terms.About, "event id or item path"),
    (terms.Subject, "stream"),
    (terms.Title, "title"),
    (terms.Text, "text"),
    (terms.Share, "share"),
    (terms.Rank, "rank"),
    (terms.Instant, "instant"),
    (terms.When, "moment"),
    (terms.Points, "points"),
    (dt.date, "date"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "text"),
]


def page() -> str:
    """The whole page, in Markdown."""
    parts = [OPENING, "## The envelope\n", envelope(), TIMES, "## Kinds of value\n", kinds(), STRICTNESS, limits()]
    parts += [section(pattern, module) for pattern, module in sorted(catalogue.streams().items(), key=familiarity)]
    return "\n".join([*parts, GROWTH, COMMANDS])


def familiarity(stream: tuple[str, ModuleType]) -> int:
    """What a reader has to know first stands first; a stream that is new stands last."""
    first = stream[0].partition("/")[0]
    return ORDER.index(first) if first in ORDER else len(ORDER)


def envelope() -> str:
    """The table of the attributes, in the order in which they are written."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(Envelope)}
    written = (fields[field.encode_name] for field in msgspec.structs.fields(Event))
    rows = [
        f"| **{field.encode_name}**{optional(field)} | {kind(field.type)} | {MEANINGS[field.encode_name]} |"
        for field in written
    ]
    return "\n".join(["| attribute | kind | meaning |", "| --- | --- | --- |", *rows, ""])


def kinds() -> str:
    """The table of the words that stand for kinds of value."""
    rows = [f"| {name} | {meaning} |" for name, meaning in KINDS.items()]
    return "\n".join(["| kind | what is accepted |", "| --- | --- |", *rows, ""])


def limits() -> str:
    """The numbers that bound an event, from the code that enforces them."""
    years, title, text = YEARS, meta(terms.Title).max_length, meta(terms.Text).max_length
    rows = [
        ("an event as it is sent", f"{catalogue.EVENT_BYTES:,} bytes"),
        ("an event as it is kept, with what the log adds", "65,535 bytes"),
        ("nesting", f"{strictness.DEPTH} levels"),
        ("accents and other marks on one letter (texts are kept composed, in Unicode's NFC)", f"{MARKS}"),
        ("an integer", "from −2⁵³ to 2⁵³"),
        ("a rank", f"{meta(terms.Rank).le:,}"),
        ("points", f"from 0 to {terms.POINTS_LIMIT:,}, two decimal places"),
        ("a title · a text", f"{title:,} · {text:,} characters"),
        ("years of dates and instants", f"{years[0]} to {years[-1]}"),
        ("`time` ahead of the log's clock", "5 minutes"),
    ]
    return "\n".join(["## Limits\n", "| what | at most |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows), ""])


def section(pattern: str, module: ModuleType) -> str:
    """The types of one stream, each with its meaning and its fields."""
    name = module.__name__.rpartition(".")[2].replace("_", "-").capitalize()
    says = (module.__doc__ or "").partition(": ")[2].strip()
    head = [f"## {name} — stream `{pattern}`\n", f"{says[:1].upper()}{says[1:]}\n"]
    return "\n".join([*head, "| type | what it states | fields |", "| --- | --- | --- |", *map(row, facts(module)), ""])


def facts(module: ModuleType) -> list[type[Fact]]:
    return catalogue.facts_of(module)


def row(fact: type[Fact]) -> str:
    says = " ".join((fact.__doc__ or "").split())
    fields = "; ".join(map(described, msgspec.structs.fields(fact))) or "none"
    version = f" (version {fact.version()})" if fact.version() > 1 else ""
    return f"| `{fact.type_}`{version} | {says} | {fields} |"


def described(field: FieldInfo) -> str:
    """A field with its kind: **rank**? rank."""
    given = (
        "" if field.default in (NODEFAULT, None, ()) else f", default `{msgspec.json.encode(field.default).decode()}`"
    )
    return f"**{field.encode_name}**{optional(field)} {kind(field.type)}{given}"


def optional(field: FieldInfo) -> str:
    required = field.default is NODEFAULT and field.default_factory is NODEFAULT
    return "" if required else "?"


def kind(annotation: Any) -> str:
    """What a field of this annotation holds, in the words of `KINDS`."""
    for known, name in NAMES:
        if annotation == known:
            return name
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, builtin.UnionType):
        return " or ".join(kind(each) for each in inner if each is not type(None))
    if origin is Literal:
        return " · ".join(f"`{value}`" for value in inner)
    if origin in (tuple, list):
        return f"[{kind(inner[0])}]"
    if origin is dict:
        return f"{{{kind(inner[0])}: {kind(inner[1])}}}"
    return narrowed(annotation)


def narrowed(annotation: Any) -> str:
    """A kind that is narrowed for one field alone: integer 1–366."""
    if annotation is msgspec.Raw:
        return "object"
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        inner = msgspec.structs.fields(annotation)
        return f"{{{', '.join(f'{each.encode_name}{optional(each)}: {kind(each.type)}' for each in inner)}}}"
    if get_origin(annotation) is not Annotated:
        raise TypeError(f"the handbook has no word for {annotation}")
    bounds, name = meta(annotation), kind(get_args(annotation)[0])
    return name if bounds.ge is None else f"{name} {bounds.ge:.0f} to {bounds.le:.0f}"


def meta(annotation: Any) -> Meta:
    found: Meta = get_args(annotation)[1]
    return found
