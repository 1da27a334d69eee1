"""Print the head that an organisation's log was sealed with, to be kept elsewhere.

It says the log's origin, how many events it has, and the hash that stands for all of them, signed. Whoever keeps it can
prove later that nothing before it was rewritten: `okr-ledger verify ORG --head FILE`.

examples:
  okr-ledger head acme >> heads.txt
  okr-ledger head acme --size 1200
  okr-ledger head acme --keys
"""

from __future__ import annotations

import argparse

from deploy.usage import formats


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("org", metavar="ORG", help="the organisation's id")
    parser.add_argument("--size", type=int, metavar="N", help="the head of its first N events (default: the latest)")
    parser.add_argument(
        "--keys", action="store_true", help="print the keys to check signatures with instead, the one that signs first"
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    from deploy import importing, usage
    from deploy.commands import Failure
    from deploy.heads import as_told
    from events.log import sealed
    from events.proof import checkpoint

    org = importing.checked_org(args.org)
    if args.keys:
        return keys(org, args.format)
    note = importing.within(lambda system: sealed.checkpoint(system.app, org, args.size))
    if note is None:
        of_size = f"a head of {args.size} events" if args.size else "a head"
        raise Failure(f"{org} has not {of_size}: a worker with a sealing key makes one after each append")
    if args.format == "json":
        usage.answer(as_told(checkpoint.unchecked(note)) | {"checkpoint": note})
    else:
        print(note, end="")
    return 0


def keys(org: str, format: str) -> int:
    """The keys of the organisation's log are printed, the newest first; the exit code. Raises Failure."""
    from deploy import usage
    from deploy.commands import Failure
    from deploy.sealing_keys import NO_KEY
    from deploy.settings import running
    from deploy.waiting import tell

    with running(tell) as settings:
        if settings.sealing is None:
            raise Failure(NO_KEY)
        found = [each.vkey for each in settings.sealing.verifiers(org)]
    if format == "json":
        usage.answer({"org": org, "keys": found})
    else:
        print("\n".join(found))
    return 0
