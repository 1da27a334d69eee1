"""Serve HTTP: the state, the findings, the reports and the log.

Every request needs a key: `okr-ledger key create --org ORG`. Ctrl-C ends it once the requests under way are answered.

examples:
  okr-ledger serve --all
  okr-ledger serve --host 0.0.0.0 --port 80
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal

import uvloop

from deploy import logs
from deploy.serving import HOST, PORT, serving
from deploy.settings import Settings, running
from deploy.system import opened
from deploy.tracing import traced
from deploy.usage import port
from deploy.waiting import tell


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=HOST, metavar="HOST", help=f"the address to listen at (default: {HOST})")
    parser.add_argument("--port", type=port, metavar="PORT", help=f"the port (default: {PORT}, or the next free one)")
    parser.add_argument("--all", action="store_true", help="run a worker in the same process")


def run(args: argparse.Namespace) -> int:
    with (
        logs.written(logging.INFO),
        traced(),
        running(tell) as settings,
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
        if with_worker and (missing := await system.queue_missing()):
            tell(missing)
        await ended.wait()
