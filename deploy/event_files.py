"""Files of events as they come from outside: one CloudEvents object a line, or one JSON array of them."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from deploy.commands import Failure
from deploy.named_files import MIB, opened
from events import catalogue
from events.catalogue import Event
from events.strictness import Malformed

EXPECTED = "expected a file of events (CloudEvents JSON, one a line), or `-`"
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
    try:
        with _opened(path) as file:
            yield from read(path, file, progress)
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror or error}; {EXPECTED}") from None


def read(path: str, file: BinaryIO, progress: Callable[[int], None] = lambda count: None) -> Iterator[Line]:
    """The same of a file that is open; `path` is what it is called."""
    count = 0
    for number, text in enumerate(_texts(path, file), 1):
        count += len(text)
        if text.strip():
            yield _line(number, text.strip())
        if not number % TOLD:
            progress(count)


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
    return sys.stdin.buffer if path == "-" else opened(path, EXPECTED)


def _texts(path: str, file: BinaryIO) -> Iterator[bytes]:
    first = file.readline(LINE_BYTES)
    if first.lstrip().startswith(b"["):
        yield from _batch(_Window(path, first, file))
        return
    while first:
        # A line that is longer than any event is passed on as far as it was read, and found too long.
        yield first.removeprefix(b"\xef\xbb\xbf")
        while first and not first.endswith(b"\n"):
            first = file.readline(LINE_BYTES)
        first = file.readline(LINE_BYTES)


class _Window:
    """An array's text, of which only what lies ahead is in memory: whatever an element is, little is made of it."""

    def __init__(self, path: str, first: bytes, file: BinaryIO) -> None:
        self.path, self._file, self._next, self._bytes = path, file, first, 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text, self.at = "", 0

    def ahead(self) -> str:
        """The text: from `at` on there is more of it than an event can have, or all."""
        while self._next and len(self._text) - self.at <= LINE_BYTES:
            self._bytes += len(self._next)
            if self._bytes > BATCH_BYTES:
                said = f"an array may have {BATCH_BYTES // MIB} MiB, this one is longer"
                raise Failure(f"{self.path}: {said}: write one event a line instead")
            text, self._next = self._next, self._file.read(LINE_BYTES)
            self._text, self.at = self._text[self.at :] + self._decoder.decode(text, final=not self._next), 0
        return self._text

    def pass_over(self, sign: re.Pattern[str]) -> bool:
        """Whether the sign comes next; then `at` is behind it."""
        found = sign.match(self.ahead(), self.at)
        self.at = found.end() if found else self.at
        return found is not None


def _batch(window: _Window) -> Iterator[bytes]:
    """The elements of an array. Each keeps its own bytes, so that keys and numbers are judged as they were written."""
    decode, nth = json.JSONDecoder().raw_decode, 0
    try:
        window.pass_over(OPENING)
        more = window.ahead()[window.at : window.at + 1] != "]"
        while more:
            nth += 1
            text, start = window.ahead(), window.at
            _, window.at = decode(text, start)
            yield text[start : window.at].encode()
            more = window.pass_over(BETWEEN)
        if not window.pass_over(CLOSING) or window.ahead()[window.at :]:
            raise ValueError("expected ',' or the array's end")
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else error
        says = f"broken JSON at element {nth} of the array, or one of more than {LINE_BYTES // MIB} MiB"
        raise Failure(f"{window.path}: {says}: {why}") from None


def _line(number: int, text: bytes) -> Line:
    try:
        return Line(number, catalogue.decode(text))
    except Malformed as error:
        return Line(number, None, str(error))
