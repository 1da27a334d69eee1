"""Try again to fold or to judge what is parked: after its cause is gone, as with a program that was mended.

`okr-ledger status` lists what is parked, and why. What still fails stays parked, and the rest goes on.

examples:
  okr-ledger retry
  okr-ledger retry --org acme --key plan/2026-q1/growth
"""

from __future__ import annotations

import argparse
import datetime as dt

from msgspec import Struct

from deploy.importing import checked_org, within
from deploy.system import System
from deploy.usage import answer, formats
from projections import checkpoints, engine, parking
from projections.checkpoints import Parked
from projections.tables import governance


class Retried(Struct, frozen=True, kw_only=True):
    """A key that was parked: whether it is free now, and if not, from which position on it is parked, and why."""

    org: str
    projection: str
    key: str
    free: bool
    position: int | None = None
    cause: str | None = None


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", metavar="ORG", help="only this organisation (default: every one)")
    parser.add_argument("--key", metavar="KEY", help="only this key, as `status` shows it (default: every one)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    only = None if args.org is None else checked_org(args.org)
    found = within(lambda system: retried(system, only, args.key))
    if args.format == "json":
        answer({"retried": found})
    elif not found:
        print("nothing is parked")
    for each in found if args.format == "text" else ():
        state = "is free" if each.free else f"stays parked at {each.position}: {each.cause}"
        print(f"{each.org}: {each.key} of {each.projection} {state}")
    return 0 if all(each.free for each in found) else 1


async def retried(system: System, org: str | None, key: str | None) -> list[Retried]:
    """What was parked was tried again."""
    declared = {(each.name, each.version): each for each in engine.registered()}
    wanted = [each for each in await checkpoints.parked(system.worker, org=org) if key in (None, each.key)]
    for each in wanted:
        if projection := declared.get((each.projection, each.version)):
            await parking.retry(system.worker, projection, each)
    for name in sorted({each.org for each in wanted if each.projection == governance.PROJECTION.name}):
        await governance.judge(system.worker, name, dt.datetime.now(dt.UTC))
        await system.woken(name)
    left = {_name(each): each for each in await checkpoints.parked(system.worker, org=org)}
    return [_told(each, left.get(_name(each))) for each in wanted]


def _name(parked: Parked) -> tuple[str, str, int, int, str]:
    return parked.org, parked.projection, parked.version, parked.build, parked.key


def _told(was: Parked, now: Parked | None) -> Retried:
    position, cause = (now.position, now.cause) if now else (None, None)
    return Retried(
        org=was.org, projection=was.projection, key=was.key, free=now is None, position=position, cause=cause
    )
