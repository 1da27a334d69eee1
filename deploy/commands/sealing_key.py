"""Tell the keys that logs are sealed with, or make a new one.

Of several the last signs; those above it stay, so that what they have signed can be verified. A key that is no longer
to be trusted stays too: verify what it signed against heads that you kept. Every worker has to have the same file, and
a worker that runs takes it in when it is started again.

examples:
  okr-ledger sealing key
  okr-ledger sealing key --add /etc/okr-ledger/sealing.key --name ledger.example.com
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from deploy.commands import Failure
from deploy.usage import answer, formats


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--add",
        metavar="FILE",
        nargs="?",
        const="",
        help="add a new key to the file, which is made where it is not there (default: the one in use)",
    )
    parser.add_argument(
        "--name",
        metavar="NAME",
        help="what the origins of the logs begin with, for the first key of a file: a host's name that is yours "
        "(default: okr-ledger)",
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    from deploy import sealing_keys
    from deploy.waiting import tell

    path = in_use() if not args.add else Path(args.add)
    if args.add is not None:
        if path is None:
            raise Failure(f"{sealing_keys.VARIABLE} is set: name the file that the new key is to be in")
        if args.name and (set("+ \t\n") & set(args.name) or not args.name.isascii()):
            raise Failure(
                f"--name {args.name!r}: expected a name without spaces and plus signs, like ledger.example.com"
            )
        found = sealing_keys.added(path, args.name)
        tell(f"added a key to {path}: it signs from now on; keep a copy elsewhere, and start the workers again")
    else:
        own = sealing_keys.given(os.environ) if path is None else sealing_keys.read(path)
        if own is None:
            raise Failure(sealing_keys.NO_KEY)
        found = own
    signers = [{"name": each.name, "id": each.verifier.id.hex()} for each in reversed(found.signers)]
    if args.format == "json":
        answer({"file": str(path) if path else None, "keys": signers})
    else:
        for place, each in enumerate(signers):
            print(f"{each['name']}+{each['id']}  {'verifies' if place else 'signs'}")
    return 0


def in_use() -> Path | None:
    """The file of the keys that are in use; None where they are in a variable."""
    from deploy import sealing_keys
    from deploy.servers import state_directory

    if os.environ.get(sealing_keys.VARIABLE):
        return None
    named = os.environ.get(sealing_keys.FILE)
    if not named and (os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL")):
        raise Failure(sealing_keys.NO_KEY)
    return Path(named) if named else state_directory() / sealing_keys.OWN
