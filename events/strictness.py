"""What a JSON decoder lets pass and the log must not: duplicate keys, NUL, lone surrogates, depth, huge integers."""

from __future__ import annotations

import codecs
import difflib
import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

DEPTH = 16
INTEGER = 2**53
SAID = 800
BACKSLASH = ord("\\")
SURROGATE = re.compile("[\ud800-\udfff]")
LONG = re.compile(rb"\d{16}")
STEP = re.compile(r"\.([^.\[`]+)|\[([^\]]+)\]")


class Malformed(ValueError):
    """What came is not what was expected: the text says what, where, and what would be accepted.

    `pointer` is the place as a JSON pointer (RFC 6901), as far as it is known; empty for the whole.
    """

    def __init__(self, why: str, pointer: str = "") -> None:
        # It may repeat what came; ten thousand lines may be wrong, and somebody reads it.
        super().__init__(why if len(why) <= SAID else f"{why[: SAID - 200]} … {why[-200:]}")
        self.pointer = pointer

    def below(self, *names: str | int) -> Malformed:
        """The same, found further down."""
        self.pointer = pointer(*names) + self.pointer
        return self


def pointed(error: Exception) -> str:
    """The JSON pointer to what a decoder of msgspec refused; empty for the whole."""
    _, _, path = str(error).rpartition(" - at `$")
    # Where the key of an object is not said, what is pointed to is the object.
    return pointer(*(name or place for name, place in STEP.findall(path) if place != "..."))


def pointer(*names: str | int) -> str:
    """The JSON pointer that leads through those names and places."""
    return "".join(f"/{str(name).replace('~', '~0').replace('/', '~1')}" for name in names)


def check(line: bytes) -> Any:
    """The JSON value that the bytes spell, once each object's keys are unique and its texts and numbers sound."""
    if line.startswith(codecs.BOM_UTF8):
        raise Malformed("broken JSON: Unexpected UTF-8 BOM at character 1")
    try:
        tree = _decoder.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start + 1}") from None
    except RecursionError:
        raise Malformed(f"nested deeper than {DEPTH} levels") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"broken JSON: {error.msg} at character {error.pos + 1}") from None
    if suspicious(line):
        _walk(tree, 1)
    return tree


def suspicious(line: bytes) -> bool:
    """Whether JSON of these bytes could hold a NUL, half of a surrogate pair, or too many levels.

    Decoders refuse control characters and halves of pairs that stand there as they are, so the former two need an
    escape; and where there are few brackets there are few levels.
    """
    return escaped(line) or line.count(b"{") + line.count(b"[") >= DEPTH


def escaped(line: bytes) -> bool:
    """Whether JSON of these bytes spells a character by its number."""
    # Most lines have no backslash at all, and one byte is found ten times as fast as two.
    return BACKSLASH in line and b"\\u" in line


@cache
def unbounded(kind: type[Struct]) -> bool:
    """Whether a field of the struct takes integers of any size, so that those of a line have to be looked at."""
    fields = msgspec.inspect.type_info(kind).fields  # type: ignore[attr-defined]
    whole = (of for field in fields for of in kinds(field.type) if isinstance(of, msgspec.inspect.IntType))
    return any(of.le is None or of.ge is None for of in whole)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Malformed(f"the key {next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > INTEGER:
        raise Malformed(f"the integer {digits[:24]} is beyond 2^53")
    return int(digits)


def _constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not a JSON number")


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_integer, parse_constant=_constant)


def _walk(value: Any, depth: int) -> None:
    if depth > DEPTH:
        raise Malformed(f"nested deeper than {DEPTH} levels")
    if isinstance(value, str):
        if "\0" in value:
            raise Malformed("a text contains the character NUL")
        if SURROGATE.search(value):
            raise Malformed("a text contains half of a surrogate pair")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _walk(name, depth)
            _walk_into(inner, depth, name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _walk_into(inner, depth, place)


def _walk_into(value: Any, depth: int, name: str | int) -> None:
    try:
        _walk(value, depth + 1)
    except Malformed as error:
        raise error.below(name) from None


def known_fields(tree: Any, kind: type[Struct], where: str) -> None:
    """Nothing, where the object has only fields of the kind; else `Malformed` with the nearest one that exists."""
    if not isinstance(tree, dict):
        raise Malformed(f"{where}: expected an object, got {type(tree).__name__}")
    for name in tree:
        if name not in kind.__struct_encode_fields__:
            says = f"{where}: unknown field {name!r}{nearest(name, kind.__struct_encode_fields__)}"
            raise Malformed(says, pointer(name))


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message: what was probably meant, else what there is."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def said(error: Exception, kind: type[Struct]) -> str:
    """A decoder's message in our words: a pattern as its description, a wrong word with the right ones beside it."""
    message = str(error)
    for field in msgspec.inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        for pattern, description in _patterns(field.type):
            message = message.replace(f"matching regex {pattern!r}", f"of {description}")
        if message.startswith("Invalid enum value") and pointed(error).split("/")[1:2] == [field.encode_name]:
            says, _, path = message.rpartition(" - at ")
            message = f"{says}; expected {', '.join(_words(field.type))} - at {path}"
    return message


def kinds(info: Any) -> list[Any]:
    """A type and all the types that it is made of."""
    return [info, *(kind for each in _within(info) for kind in kinds(each))]


def _words(info: Any) -> list[str]:
    """The words that a type, or what a list or an object has, is one of."""
    return [*map(str, getattr(info, "values", ())), *(word for each in _within(info) for word in _words(each))]


def _patterns(info: Any) -> list[tuple[str, str]]:
    found = [pair for each in _within(info) for pair in _patterns(each)]
    if isinstance(info, msgspec.inspect.Metadata):
        schema = info.extra_json_schema or {}
        pattern = getattr(info.type, "pattern", None)
        found += [(pattern, str(schema["description"]))] if pattern and "description" in schema else []
    return found


def _within(info: Any) -> list[Any]:
    """The types that a type is made of."""
    names = ("item_type", "key_type", "value_type", "type")
    return [*getattr(info, "types", ()), *(getattr(info, name) for name in names if hasattr(info, name))]
