"""Export an organisation's log: its events, byte for byte as they were stored, one a line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import BinaryIO

from deploy.commands import Failure


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
    from deploy.settings import running
    from deploy.system import opened
    from events.log import read

    async def export() -> int:
        position = 0
        async with opened(settings) as system:
            while entries := await read.page(system.app, importing.checked_org(org), position):
                file.writelines(body + b"\n" for _, body in entries)
                position = entries[-1][0]
        return position

    with running(importing.tell) as settings:
        if not asyncio.run(export()):
            raise Failure(f"there is no organisation {org!r} in this log")
    return 0
