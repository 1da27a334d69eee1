"""Export an organisation's log: its events, byte for byte as they were stored, one a line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.system import System


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="O", help="the organisation")
    parser.add_argument("--format", choices=["ndjson"], default="ndjson", help="ndjson: the events alone (the default)")
    parser.add_argument("--output", metavar="FILE", help="where to write (default: standard output)")


def run(args: argparse.Namespace) -> int:
    if not args.output:
        return _exported(args.org, sys.stdout.buffer)
    try:
        with Path(args.output).open("wb") as file:
            return _exported(args.org, file)
    except OSError as error:
        raise Failure(f"{args.output}: {error.strerror or error}") from None


def _exported(org: str, file: BinaryIO) -> int:
    from deploy import importing

    importing.checked_org(org)
    if not importing.within(lambda system: _written(system, org, file)):
        raise Failure(f"there is no organisation {org!r} in this log")
    return 0


async def _written(system: System, org: str, file: BinaryIO) -> int:
    """The log is in the file; its last position."""
    from events.log import read

    position = 0
    while entries := await read.page(system.app, org, position):
        file.writelines(body + b"\n" for _, body in entries)
        position = entries[-1][0]
    return position
