"""Serve HTTP: what is projected, what was, the reports and the log; `--all` runs a worker beside it.

Every request needs a key: `okr-ledger key create --org ORG`. Ctrl-C ends it once the requests under way are answered.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

import uvloop

from deploy.commands import Failure
from deploy.serving import HOST, PORT, serving
from deploy.settings import Settings, running
from deploy.system import opened


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=HOST, help=f"the address to listen at (default: {HOST})")
    parser.add_argument("--port", type=int, help=f"the port (default: {PORT}, or the next free one)")
    parser.add_argument("--all", action="store_true", help="run a worker in the same process")


def run(args: argparse.Namespace) -> int:
    if args.port is not None and args.port not in range(65536):
        raise Failure(f"--port {args.port} is no port; expected 1 to 65535, or 0 for any")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    with (
        running(lambda line: print(line, file=sys.stderr)) as settings,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(served(settings, args.host, args.port, args.all))
    return 0


async def served(settings: Settings, host: str, port: int | None, with_worker: bool) -> None:
    """The server ran until it was asked to end."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with opened(settings) as system, serving(system, host, port, with_worker) as address:
        worker = "with a worker" if with_worker else "without a worker: `okr-ledger work` runs one"
        print(f"serving at {address}, {worker}", flush=True)
        await ended.wait()
