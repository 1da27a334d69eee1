"""Files of events as they come from outside: one CloudEvents object a line, or one JSON array of them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from deploy.commands import Failure
from events import catalogue
from events.catalogue import Event
from events.strictness import Malformed

MIB = 1024 * 1024
LINE_BYTES = MIB
BATCH_BYTES = 64 * MIB
OPENING = re.compile(r"\s*\[\s*")
BETWEEN = re.compile(r"\s*,\s*")
CLOSING = re.compile(r"\s*\]\s*")
TOLD = 5000


class Line(Struct, frozen=True):
    """A line (or an array's element), from 1, with its event or with what is wrong with it."""

    number: int
    event: Event | None
    problem: str = ""


def lines(path: str, progress: Callable[[int], None] = lambda count: None) -> Iterator[Line]:
    """Every event of a file, `-` for standard input, in its order; empty lines are no events.

    `progress` is told every few thousand lines how many bytes of the file they were.
    """
    count = 0
    try:
        with _opened(path) as file:
            for number, text in enumerate(_texts(file), 1):
                count += len(text)
                if text.strip():
                    yield _line(number, text.strip())
                if not number % TOLD:
                    progress(count)
    except OSError as error:
        why = f"cannot read {path}: {error.strerror or error}"
        raise Failure(f"{why}; expected a file of events (CloudEvents JSON, one a line), or `-`") from None


def events(path: str, progress: Callable[[str], None] = lambda line: None) -> list[Event]:
    """All events of a file; without positions throughout, they get their lines' order. `Failure` for a bad line.

    `progress` is told, in a line for a person, every few thousand.
    """
    found: list[Event] = []
    for line in lines(path):
        if line.event is None:
            raise Failure(f"{path}, line {line.number}: {line.problem}")
        found.append(line.event)
        if not len(found) % TOLD:
            progress(f"{path}: {len(found):,} events read")
    if all(event.position is not None for event in found):
        return found
    return [replace(event, position=place) for place, event in enumerate(found, 1)]


def _opened(path: str) -> BinaryIO:
    return sys.stdin.buffer if path == "-" else Path(path).open("rb")


def _texts(file: BinaryIO) -> Iterator[bytes]:
    first = file.readline(LINE_BYTES)
    if first.lstrip().startswith(b"["):
        yield from _batch(first + file.read(BATCH_BYTES + 1))
        return
    while first:
        # A line that is longer than any event is passed on as far as it was read, and found too long.
        yield first.removeprefix(b"\xef\xbb\xbf")
        while first and not first.endswith(b"\n"):
            first = file.readline(LINE_BYTES)
        first = file.readline(LINE_BYTES)


def _batch(text: bytes) -> Iterator[bytes]:
    """The elements of an array. Each keeps its own bytes, so that keys and numbers are judged as they were written."""
    if len(text) > BATCH_BYTES:
        raise Failure(f"an array may have {BATCH_BYTES // MIB} MiB, this one is longer: write one event a line instead")
    decode = json.JSONDecoder().raw_decode
    try:
        rest = text.decode("utf-8")
        place = OPENING.match(rest).end()  # type: ignore[union-attr]
        more = rest[place : place + 1] != "]"
        while more:
            _, end = decode(rest, place)
            yield rest[place:end].encode()
            behind = BETWEEN.match(rest, end)
            more = behind is not None
            place = behind.end() if behind else end
        if not CLOSING.fullmatch(rest, place):
            raise json.JSONDecodeError("Expecting ',' or the array's end", rest, place)
    except (ValueError, RecursionError) as error:
        raise Failure(f"broken JSON: {error}") from None


def _line(number: int, text: bytes) -> Line:
    try:
        return Line(number, catalogue.decode(text))
    except Malformed as error:
        return Line(number, None, str(error))
