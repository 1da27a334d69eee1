"""Serves as `okr-ledger serve` does, and beside it, without key or database, the example's plans as constant bytes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

import uvloop
from litestar import Response, get

from deploy import example, logs
from deploy.example.units import UNITS
from deploy.serving import serving
from deploy.settings import named
from deploy.system import opened
from projections.standings import now
from services.http.answers import JSON, encoded
from services.http.app import application
from services.http.item_bodies import plan_answer
from services.http.permissions import PUBLIC


def constant(path: str, body: bytes) -> Any:
    """A handler that returns these bytes."""

    @get(path, opt={PUBLIC: True}, include_in_schema=False)
    async def same() -> Response[bytes]:
        return Response(body, media_type=JSON)

    return same


@get("/spent", opt={PUBLIC: True}, include_in_schema=False)
async def spent() -> Response[bytes]:
    """The seconds of a processor that this process has had."""
    return Response(str(time.process_time()).encode(), media_type="text/plain")


async def served() -> None:
    """The server answered until standard input ended; its address is the first line printed."""
    org, cycle = example.ORGANISATION, example.CYCLE
    settings = named(os.environ)
    assert settings is not None
    async with opened(settings) as system:
        app = application(system.settings.database_url, system.settings.worker_database_url, system.woken)
        app.register(spent)
        for unit in UNITS:
            standing = await now.plan(system.app, org, cycle, unit.id)
            app.register(constant(f"/constant/{unit.id}", encoded(plan_answer(org, cycle, unit.id, standing))))
        async with serving(system, app=app) as address:
            print(address, flush=True)
            await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    """The server answered. Requests are logged as `serve` does it, which is part of their cost; nobody reads it."""
    with contextlib.ExitStack() as until:
        nowhere = until.enter_context(Path(os.devnull).open("w"))
        with contextlib.redirect_stderr(nowhere):
            until.enter_context(logs.written(logging.INFO))
        until.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop)).run(served())


if __name__ == "__main__":
    main()
