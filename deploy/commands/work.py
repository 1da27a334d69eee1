"""Run a worker: it keeps projections level, judges plans and seals logs.

It folds new events, judges what they change, seals the log where it has a sealing key, and sweeps for what no wake-up
told of. Any number may run beside each
other. It ends with Ctrl-C or a termination signal, after the jobs at hand.

examples:
  okr-ledger work --verbose
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal

from deploy import logs
from deploy.waiting import tell


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verbose", action="store_true", help="tell of every job")


def run(args: argparse.Namespace) -> int:
    from deploy.settings import running

    level = logging.INFO if args.verbose else logging.WARNING
    with logs.written(level, "arq"), running(tell) as settings:
        import uvloop

        from deploy.sealing_keys import NO_KEY
        from deploy.system import opened
        from workers.running import work

        async def until_stopped() -> None:
            async with opened(settings) as system:
                working = asyncio.create_task(work(settings.redis_url, system.worker, system.sealing))
                for number in (signal.SIGINT, signal.SIGTERM):
                    asyncio.get_running_loop().add_signal_handler(number, working.cancel)
                tell(await system.queue_missing() or "working; Ctrl-C ends it")
                if system.sealing is None:
                    tell(f"nothing is sealed: {NO_KEY}")
                with contextlib.suppress(asyncio.CancelledError):
                    await working

        uvloop.run(until_stopped())
    return 0
