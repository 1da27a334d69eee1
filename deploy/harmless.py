"""Standard output and standard error on which no text does anything: what is printed came from logs and files."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from projections.reports.reading.legible import escaped, harmless


class Harmless:
    """A stream whose texts a terminal shows, and never obeys.

    Bytes, which are files and JSON, pass as they are, but on a terminal with escapes. rich writes to what is below: its
    own consoles see to their texts, and their colours are no texts.
    """

    def __init__(self, below: TextIO) -> None:
        self.rich_proxied_file = below

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rich_proxied_file, name)

    def write(self, text: str) -> int:
        """The text is written, harmless."""
        return self.rich_proxied_file.write(harmless(text))

    def flush(self) -> None:
        """What was written is there."""
        self.rich_proxied_file.flush()

    @property
    def buffer(self) -> Any:
        """Takes bytes."""
        below = self.rich_proxied_file
        return Escaping(below.buffer) if below.isatty() else below.buffer


class Escaping:
    """Takes UTF-8 for a terminal."""

    def __init__(self, below: BinaryIO) -> None:
        self._below = below

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)

    def write(self, body: bytes) -> int:
        """The bytes are written, with escapes in the place of what the terminal would obey."""
        self._below.write(escaped(body.decode("utf-8", "replace")).encode())
        return len(body)


@contextlib.contextmanager
def harmless_streams() -> Iterator[None]:
    """Whatever is printed meanwhile is harmless."""
    with contextlib.ExitStack() as until:
        # None if we are started with it closed.
        out = sys.stdout or until.enter_context(Path(os.devnull).open("w"))
        err = sys.stderr or until.enter_context(Path(os.devnull).open("w"))
        until.enter_context(contextlib.redirect_stdout(Harmless(out)))
        until.enter_context(contextlib.redirect_stderr(Harmless(err)))
        yield
