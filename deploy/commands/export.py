"""Export an organisation's log: its events, one a line.

They are byte for byte as they were stored: what was given, with positions and the time of recording in front.

examples:
  okr-ledger export --org acme > acme.jsonl
  okr-ledger export --org acme --output acme.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.system import System


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    parser.add_argument("--format", choices=["ndjson"], default="ndjson", help="the events alone (default: ndjson)")
    parser.add_argument("--output", metavar="FILE", help="where to write (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """The log is on standard output, or in the file."""
    from deploy import importing

    org = importing.checked_org(args.org)
    importing.within(lambda system: _exported(system, org, args.output))
    return 0


async def _exported(system: System, org: str, output: str | None) -> None:
    from deploy.questions import nobody
    from services.standings.reporting import head

    position = await head(system.app, org)
    if not position:
        raise nobody(org)
    with _opened(output) as file:
        await _written(system, org, position, file)


@contextmanager
def _opened(output: str | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        with Path(output).open("wb") as file:
            yield file
    except OSError as error:
        raise Failure(f"cannot write {output}: {error.strerror or error}; --output takes a file's path") from None


async def _written(system: System, org: str, until: int, file: BinaryIO) -> None:
    """The log up to a position is in the file."""
    from deploy.waiting import bar
    from events.log import bulk

    with bar(shown=not file.isatty()) as progress:
        task = progress.add_task("exporting", total=until)
        async for position, lines in bulk.exported(system.app, org, until):
            file.write(lines)
            progress.update(task, completed=position)
