"""Verify an organisation's log, or an archive of one: that nobody rewrote it.

Every row is compared with its bytes, the bytes with the hashes that they were sealed in, and those with the latest
signed head; with --head also with heads that you kept. What differs is told as `position N: why`. What was appended and
is not sealed yet is no fault.

An archive, which `okr-ledger export` makes, is verified by itself: no server is needed, and none is started. Where
--head names one, its heads are the kept ones, and its events say exactly which position differs.

The log's own head tells of whoever has the database and not the key; one that you kept elsewhere also of whoever has
both. Keep one from time to time: `okr-ledger head ORG >> heads.txt`.

examples:
  okr-ledger verify acme
  okr-ledger verify acme --head heads.txt --key okr-ledger/orgs/acme+8cdd1d6b+AXk...
  okr-ledger verify acme --head acme.zip
  okr-ledger verify acme.zip --head heads.txt
  okr-ledger verify acme --format json
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy.usage import formats

if TYPE_CHECKING:
    from deploy.system import System
    from events.log.verify import Verdict
    from events.proof.checkpoint import Signed
    from events.proof.note import Verifier


def arguments(parser: argparse.ArgumentParser) -> None:
    from deploy.heads import of_keys

    parser.add_argument("org", metavar="ORG|FILE.zip", help="the organisation's id, or an archive")
    parser.add_argument(
        "--head",
        metavar="FILE",
        action="append",
        default=[],
        help="heads that you kept, one behind the other, or one archive",
    )
    of_keys(parser)
    formats(parser)


def run(args: argparse.Namespace) -> int:
    from deploy import archives, importing, usage

    if archives.meant(args.org):
        found, kept = offline(args.org, args.head, args.key)
    else:
        org = importing.checked_org(args.org)
        found, kept = importing.within(lambda system: looked(system, org, args.head, args.key))
    if args.format == "json":
        usage.answer(told(found, kept))
    else:
        show(found, kept)
    return 0 if found.well else 1


async def looked(system: System, org: str, heads: Sequence[str], keys: Sequence[str]) -> tuple[Verdict, list[Signed]]:
    """What became of the log, and the heads that it was compared with. Raises Failure where there is neither."""
    from deploy import heads as given
    from deploy.questions import nobody
    from deploy.waiting import bar
    from events.log import read
    from events.log.verify import verified

    verifiers = given.verifiers(keys, system.settings.sealing, org)
    head = await read.head(system.app, org)
    with bar() as progress, beside(heads, verifiers, bool(keys), org) as (kept, leaves):
        task = progress.add_task("verifying", total=head.position if head else None)
        found = await verified(
            system.app,
            org,
            verifiers,
            kept,
            leaves,
            progress=lambda position: progress.update(task, completed=position),
        )
    if not (found.position or found.head or kept):
        raise nobody(org)
    return found, kept


def offline(path: str, heads: Sequence[str], keys: Sequence[str]) -> tuple[Verdict, list[Signed]]:
    """What an archive is, by itself and beside the heads. Raises Failure where it is none."""
    from deploy import archives
    from deploy import heads as given
    from deploy.waiting import bar
    from events.log.audit import audited

    with archives.opened(path) as archive:
        org = archive.manifest.organisation
        verifiers = given.verifiers(keys, archives.keys_here(), org)
        own = archives.signed(archive, verifiers, strict=bool(keys))
        with bar() as progress, beside(heads, verifiers, bool(keys), org) as (kept, leaves):
            task = progress.add_task("verifying", total=archive.manifest.events)
            return audited(archive, own, kept, leaves, lambda position: progress.update(task, completed=position)), kept


@contextmanager
def beside(
    heads: Sequence[str], verifiers: Sequence[Verifier], strict: bool, org: str
) -> Iterator[tuple[list[Signed], Iterator[bytes] | None]]:
    """The heads that were kept, and where one file is an archive also the hashes of its events. Raises Failure."""
    from deploy import archives
    from deploy import heads as given
    from deploy.commands import Failure

    zips = [path for path in heads if path.endswith(archives.ENDING)]
    if len(zips) > 1:
        raise Failure("--head names two archives; name one, and verify again with the other")
    kept = [each for path in heads if path not in zips for each in given.kept(path, verifiers, strict)]
    if not zips:
        checked_origins(kept, org)
        yield kept, None
        return
    with archives.opened(zips[0]) as archive:
        if archive.manifest.organisation != org:
            raise Failure(f"--head: {zips[0]} is an archive of {archive.manifest.organisation}, and this is {org}")
        kept += archives.signed(archive, verifiers, strict)
        checked_origins(kept, org)
        yield kept, archives.leaves(archive)


def checked_origins(kept: Sequence[Signed], org: str) -> None:
    """Raises Failure for a head of another organisation's log."""
    from deploy.commands import Failure
    from events.proof.checkpoint import origin

    for each in kept:
        if not each.checkpoint.origin.endswith(origin("", org)):
            raise Failure(f"--head: that is a head of {each.checkpoint.origin}, and this is the log of {org}")


def show(found: Verdict, kept: Sequence[Signed]) -> None:
    """What was found, for a person: what differs comes first."""
    from deploy.heads import said

    if found.differs:
        print(f"position {found.differs.position}: {found.differs.why}")
    for fault in found.faults:
        print(fault)
    if found.head and found.well:
        head = found.head.checkpoint
        print(f"{found.org}: {head.size} events are as they were sealed, {said(found.head)}")
        print(f"root: {base64.b64encode(head.root).decode()}")
    elif found.well:
        print(f"{found.org}: {found.position} events are in order, and nothing is sealed yet")
    if found.unsealed and found.head:
        print(f"not sealed yet: {found.unsealed}")
    for each in kept if not found.differs else ():
        print(f"kept head at {each.checkpoint.size}: this log's; {said(each)}")


def told(found: Verdict, kept: Sequence[Signed]) -> dict[str, object]:
    """What was found, for a program."""
    from deploy.heads import as_told

    return {
        "org": found.org,
        "well": found.well,
        "position": found.position,
        "unsealed": found.unsealed,
        "head": as_told(found.head) if found.head else None,
        "differs": found.differs,
        "faults": found.faults,
        "kept": [as_told(each) | {"agrees": each.checkpoint.size in found.agree} for each in kept],
    }
