"""Erase a person: name, address and logins are gone, and the labels of the keys that act as the person.

Those keys are revoked. What stays is the pseudonym: in the events of the log, which proves that nobody rewrote it, in
the access log, and as the entry that keeps an import from bringing the name back. It cannot be undone.

Postgres keeps old bytes in its files until they are vacuumed (it does so by itself; `vacuum full person.known,
person.login, access.key` does it at once). Backups and the write-ahead log keep them as long as you keep these. Texts
that people wrote, such as titles and notes, are not searched for names.

examples:
  okr-ledger person erase --org acme dana
  okr-ledger person erase --org acme dana --yes --format json
"""

from __future__ import annotations

import argparse
import sys

import asyncpg

from deploy.commands import Failure
from deploy.people import as_owner, checked, mentions, read_by
from deploy.usage import answer, formats
from projections.reports.wording import counted, enumerated
from services import persons
from services.persons import Gone


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who is meant."""
    parser.add_argument("person", metavar="PERSON", help="the id by which the log knows the person")
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The person is erased, and what stays has been said."""
    checked(args.org, args.person)
    if not args.yes:
        confirm(args.org, args.person)
    gone, events, readings = as_owner(lambda connection: erased(connection, args.org, args.person))
    if args.format == "json":
        answer({"org": args.org, "person": args.person, "erased": gone, "events": events, "readings": readings})
    else:
        print(f"{args.person} of {args.org}: {told(gone)}")
        stays = f"the pseudonym in {counted(events, 'event')} of the log and {counted(readings, 'reading')}"
        print(f"What stays: {stays}. Backups keep what was there as long as you keep them.")
    return 0


def confirm(org: str, person: str) -> None:
    """Nothing, where the person's id was typed once more. Raises Failure."""
    print(f"Name, address and logins of {person} of {org} will be gone for good.", file=sys.stderr)
    print(f"Type {person} to erase them: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != person:
        raise Failure(f"nothing was erased: {person} was not typed; --yes goes without")


async def erased(connection: asyncpg.Connection, org: str, person: str) -> tuple[Gone, int, int]:
    """What went, and how many events and readings still have the pseudonym."""
    gone = await persons.erase(connection, org, person)
    events, _ = await mentions(connection, org, person)
    return gone, len(events), len(await read_by(connection, org, person))


def told(gone: Gone) -> str:
    """What went, in words."""
    parts = [name for name, there in (("the name", gone.named), ("the address", gone.addressed)) if there]
    parts += [counted(gone.logins, "login")] if gone.logins else []
    went = f"{enumerated(parts)} erased" if parts else "nothing was noted; nothing will be"
    return f"{went}; {counted(gone.keys, 'key')} without label and revoked" if gone.keys else went
