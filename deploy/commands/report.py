"""Report on a cycle: what shifted, and what was given up for it.

Without `--as-of`, `--known-at` and `--policy` it comes from the projections, once they are level with the log; else it
is folded from the log. Each of the two instants is now, where it is not given; a date means the end of that day in the
organisation's time zone. `--policy` judges by another policy beside the ones noted, and says what differs: what if.

A report in JSON names all that it was made from (`inputs`). `--from FILE` makes it again from these, and says whether
it is the same, byte for byte: exit status 1 where it is not.

examples:
  okr-ledger report acme 2026-q1
  okr-ledger report acme 2026-q1 growth --as-of 2026-02-15 --format pdf --output growth.pdf
  okr-ledger report acme 2026-q1 --policy strict.json
  okr-ledger report acme 2026-q1 --format json --output q1.json
  okr-ledger report --from q1.json
"""

from __future__ import annotations

import argparse
import asyncio
import json as plain
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from deploy.asides import LARGEST, said
from deploy.commands import Failure
from deploy.commands.judge import parameters_from
from deploy.named_files import whole
from deploy.questions import at_a_moment, level, moment
from deploy.settings import Settings, running
from deploy.system import opened
from deploy.usage import formats
from deploy.waiting import tell
from events.strictness import INTEGER
from events.terms import Id, Instant
from projections.reports import json, terminal
from projections.reports.content import Report
from projections.reports.formats import FORMATS
from projections.standings import reporting
from projections.standings.reporting import Trying
from projections.standings.standing import Unknown

SHOWN = 3  # places in which two reports differ


class _Inputs(Struct, frozen=True):
    """What the inputs of a report can be, so that nothing else reaches the log."""

    organisation: Id
    cycle: Id
    unit: Id | None
    as_of: Instant
    known_at: Instant
    position: Annotated[int, Meta(ge=0, le=INTEGER)]
    policy: dict[str, Any] | None


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("org", metavar="ORG", nargs="?", help="the organisation's id")
    parser.add_argument("cycle", metavar="CYCLE", nargs="?", help="the cycle's id, like 2026-q1")
    parser.add_argument("unit", metavar="UNIT", nargs="?", help="only this unit's plan (default: every plan)")
    at_a_moment(parser)
    parser.add_argument("--policy", metavar="FILE", help="JSON {parameter: value} to judge by, beside those noted")
    parser.add_argument("--from", dest="again", metavar="FILE", help="a report in JSON, to be made again and compared")
    parser.add_argument("--output", metavar="FILE", help="where it is written (default: standard output)")
    formats(parser, *(name for name in FORMATS if name != "json"))


def run(args: argparse.Namespace) -> int:
    if args.again:
        return _same(args)
    _sensible(args)
    tried = Trying(parameters_from(args.policy)) if args.policy else None
    with running(tell) as settings:
        report = asyncio.run(reported(settings, args, tried))
    if args.format not in FORMATS:
        terminal.report(report)
        return 0
    body = FORMATS[args.format].render(report)
    if args.output:
        Path(args.output).write_bytes(body)
        tell(f"{args.output}: {len(body):,} bytes")
    else:
        sys.stdout.buffer.write(body)
    return 0


def _sensible(args: argparse.Namespace) -> None:
    """Raises Failure for arguments that give no report, before any work is done for one."""
    if args.org is None or args.cycle is None:
        raise Failure("ORG and CYCLE say which report; or --from FILE makes one again")
    if args.output and args.format not in FORMATS:
        raise Failure(f"--output wants a --format: {', '.join(FORMATS)}")
    if not args.output and args.format in FORMATS and FORMATS[args.format].binary and sys.stdout.isatty():
        raise Failure(f"{args.format} is nothing for a terminal: name a file with --output, or send it on")


async def reported(settings: Settings, args: argparse.Namespace, tried: Trying | None) -> Report:
    """The report that the arguments ask for. Raises Failure for a cycle, a unit or an instant that is none."""
    async with opened(settings) as system:
        try:
            if args.as_of is None and args.known_at is None and tried is None:
                await level(system, args.org)
                return await reporting.report_now(system.app, args.org, args.cycle, args.unit)
            when, up_to = await moment(system, args.org, args.as_of, args.known_at)
            return await reporting.report_then(system.app, args.org, args.cycle, args.unit, when, up_to, tried=tried)
        except Unknown as error:
            raise Failure(str(error)) from None


def _same(args: argparse.Namespace) -> int:
    if args.org or args.output or args.policy or args.as_of or args.known_at or args.format != "text":
        raise Failure("--from FILE stands alone: the file says what its report was made from")
    old, kept = _read(args.again)
    with running(tell) as settings:
        made = json.render(asyncio.run(_again(settings, kept["inputs"])))
    inputs = kept["inputs"]
    of = f"{inputs['organisation']} {inputs['cycle']} at position {inputs['position']:,}"
    if made == old:
        print(f"{args.again}: the same, byte for byte, made again from {of}")
        return 0
    print(f"{args.again}: not the same as what {of} gives")
    again = plain.loads(made)
    if kept.get("tree_head") != again["tree_head"]:
        print("  the log up to there is not the one that the file was made from: its tree has another root")
    differences = list(_differences(kept, again))
    for place, before, now in differences[:SHOWN]:
        print(f"  {place}: {before} in the file, {now} now")
    if len(differences) > SHOWN:
        print(f"  and in {len(differences) - SHOWN:,} more places")
    if not differences:
        print("  it says the same, but is written otherwise")
    return 1


def _read(path: str) -> tuple[bytes, dict[str, Any]]:
    """The bytes of a file, and the report that they are. Raises Failure for what is none."""
    expected = "expected a report as `okr-ledger report … --format json` writes it"
    body = whole(path, LARGEST, expected)
    kept = said(body, path, expected)
    wanted = {"organisation", "cycle", "unit", "as_of", "known_at", "position", "policy"}
    if not isinstance(kept, dict) or not isinstance(kept.get("inputs"), dict) or wanted - kept["inputs"].keys():
        raise Failure(f"{path}: it names no inputs; {expected}")
    return body, kept


async def _again(settings: Settings, inputs: dict[str, Any]) -> Report:
    async with opened(settings) as system:
        try:
            msgspec.convert(inputs, _Inputs)
            return await reporting.again(system.app, inputs)
        except (Unknown, LookupError, ValueError, TypeError, OverflowError, msgspec.ValidationError) as error:
            raise Failure(f"these inputs give no report here: {error}") from None


def _differences(before: Any, now: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Where two reports differ: the place, and what stands there in each."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted({*before, *now}):
            yield from _differences(before.get(name), now.get(name), f"{place}/{name}")
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for nth, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from _differences(one, other, f"{place}/{nth}")
    elif before != now:
        yield place or "/", plain.dumps(before)[:80], plain.dumps(now)[:80]
