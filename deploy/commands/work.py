"""Run a worker: it keeps projections level, judges plans and seals logs.

It folds new events, judges what they change, seals the log where it has a sealing key, and sweeps for what no wake-up
told of. Any number may run beside each other. It ends with Ctrl-C or a termination signal, after the jobs at hand, or
after DRAIN_SECONDS: what is then left goes back to the queue. So that few have the sealing key, let one seal by itself,
and the others work without a key.

examples:
  okr-ledger work --verbose
  okr-ledger work --only seal
  okr-ledger work --metrics-port 9710
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import logs
from deploy.commands import Failure
from deploy.usage import port
from deploy.waiting import tell

ALIVE_SECONDS = 5

if TYPE_CHECKING:
    from deploy.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--no-seal", action="store_true", help="seal nothing, though there is a key: another one seals")
    what.add_argument(
        "--only",
        choices=["seal"],
        help="seal, and do nothing else: takes the sealer's login and the key, and no other",
    )
    parser.add_argument("--alive", metavar="FILE", help="renew the file every few seconds, for whoever looks after it")
    parser.add_argument("--verbose", action="store_true", help="tell of every job")
    parser.add_argument(
        "--metrics-port", type=port, metavar="PORT", help="serve what a Prometheus reads at /metrics (default: nowhere)"
    )
    parser.add_argument(
        "--metrics-host", default="127.0.0.1", metavar="HOST", help="the address for it (default: 127.0.0.1)"
    )


def run(args: argparse.Namespace) -> int:
    from deploy.settings import running
    from deploy.tracing import traced

    level = logging.INFO if args.verbose else logging.WARNING
    with logs.written(level, "arq"), traced(), running(tell) as settings:
        import uvloop

        if args.only == "seal":
            uvloop.run(sealed(settings, args.alive))
        else:
            uvloop.run(worked(settings, args))
    return 0


async def worked(settings: Settings, args: argparse.Namespace) -> None:
    """The worker ran until it was asked to end; what it counts could be read meanwhile, where a port is named."""
    from deploy.sealing_keys import NO_KEY
    from deploy.system import opened
    from workers.running import work

    async with opened(settings) as system, contextlib.AsyncExitStack() as stack:
        if args.metrics_port is not None:
            from deploy.serving import scraped

            at = await stack.enter_async_context(scraped(system, args.metrics_host, args.metrics_port))
            tell(f"metrics at {at}/metrics")
        sealing = None if args.no_seal else system.sealing
        working = asyncio.create_task(work(settings.redis_url, system.worker, sealing, settings.drain_seconds))
        tell(await system.queue_missing() or "working; Ctrl-C ends it")
        if not args.no_seal and sealing is None:
            tell(f"nothing is sealed: {NO_KEY}")
        await until_stopped(working, args.alive)


async def sealed(settings: Settings, alive: str | None) -> None:
    """The sealer ran until it was asked to end. Raises Failure without a key."""
    from deploy.sealing_keys import NO_KEY
    from deploy.system import opened
    from workers.sealer import sealing_alone

    if settings.sealing is None:
        raise Failure(NO_KEY)
    async with opened(settings) as system:
        assert system.sealing is not None
        working = asyncio.create_task(sealing_alone(system.sealing))
        tell("sealing; Ctrl-C ends it")
        await until_stopped(working, alive)


async def until_stopped(working: asyncio.Task[None], alive: str | None) -> None:
    """What works has ended, by itself or because a signal asked it to; as long as it was not stuck the file was new."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    renewing = asyncio.create_task(renewed(Path(alive))) if alive else None
    with contextlib.suppress(asyncio.CancelledError):
        await working
    if renewing is not None:
        renewing.cancel()


async def renewed(file: Path) -> None:
    """The file was changed a few seconds ago, as long as this process gets to what it has to do."""
    while True:
        file.touch()  # noqa: ASYNC240 - an empty file in memory
        await asyncio.sleep(ALIVE_SECONDS)
