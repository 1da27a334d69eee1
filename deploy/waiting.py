"""What a person sees who waits: lines, bars and counts on standard error; counts only where that is a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from projections.reports.screen import Harmless, plain

DELAY_SECONDS = 0.5

Telling = Callable[[str], None]


def tell(line: str) -> None:
    """A line for the person who waits, apart from the result."""
    print(line, file=sys.stderr)


def bar(shown: bool = True) -> Progress:
    """A progress bar; nothing where standard error is no terminal, or where it is not to be shown."""
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    hidden = not (shown and sys.stderr.isatty())
    return Progress(*columns, console=Harmless(stderr=True), transient=True, disable=hidden)


@contextmanager
def counting(first: str) -> Iterator[Telling]:
    """A line that is written over with what it is told, until the block is left; only if that takes its time.

    Nothing is shown where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield lambda line: None
        return
    status = Harmless(stderr=True).status(plain(first))
    late = threading.Timer(DELAY_SECONDS, status.start)
    late.start()
    try:
        yield lambda line: status.update(plain(line))
    finally:
        late.cancel()
        late.join()
        status.stop()
