"""Make an API key for an organisation.

It is shown this once, and only its digest is kept. It runs as the owner of the tables: MIGRATE_DATABASE_URL, or
DATABASE_URL where that is not set. The key goes to standard output, what else is said to standard error.

examples:
  KEY=$(okr-ledger key create --org acme --role governance_lead --person dana)
  okr-ledger key create --org acme --role service --expires 2027-03-31 --format json
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import secrets

import asyncpg

from deploy.commands import Failure
from deploy.settings import Settings, running
from deploy.system import migrated
from deploy.usage import answer, formats
from deploy.waiting import tell
from events.catalogue import ID_PATTERN
from projections.calendar import calendar_of
from projections.policy import DEFAULT
from services.http.keys import BITS, ROLES, Key, made

CREATE = "select actor from access.key_create($1, $2, $3, $4, $5, $6, $7)"
LABEL_LENGTH = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation that the key opens")
    parser.add_argument(
        "--role", default="reader", metavar="ROLE", choices=ROLES, help=f"{', '.join(ROLES)} (default: reader)"
    )
    parser.add_argument(
        "--person", metavar="ID", help="whose acts those with the key are (default: a name of the key's own)"
    )
    parser.add_argument("--label", default="", metavar="TEXT", help="whose it is, or what for (default: nothing)")
    parser.add_argument("--expires", metavar="DATE", help="its last day, in UTC, or an instant (default: none)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    if not ID_PATTERN.fullmatch(args.org):
        raise Failure(f"--org {args.org!r} is no id: lower-case letters, digits, '.', '_' and '-', at most 64")
    if args.person is not None and not ID_PATTERN.fullmatch(args.person):
        raise Failure(f"--person {args.person!r} is no id: lower-case letters, digits, '.', '_' and '-', at most 64")
    if len(args.label) > LABEL_LENGTH or "\0" in args.label:
        raise Failure(f"--label has {len(args.label)} characters; at most {LABEL_LENGTH} are kept")
    expires = expiry(args.expires) if args.expires else None
    with running(tell) as settings:
        key, actor = asyncio.run(created(settings, args.org, args.role, args.label, expires, args.person))
    until = f"until {expires:%Y-%m-%d %H:%M} UTC" if expires else "until it is revoked"
    tell(f"{args.role} of {args.org}, acting as {actor}, {until}; keep it, it is not shown again:")
    if args.format == "json":
        told = {"org": args.org, "role": args.role, "label": args.label, "prefix": key.prefix, "expires_at": expires}
        answer(told | {"actor": actor, "key": key.text})
    else:
        print(key.text)
    return 0


def expiry(text: str) -> dt.datetime:
    """The end of the last day, or the instant."""
    try:
        moment = calendar_of(DEFAULT).moment(text)
    except (ValueError, OverflowError):
        raise Failure(f"--expires {text!r}: expected a date like 2027-03-31, or an instant with its zone") from None
    if moment <= dt.datetime.now(dt.UTC):
        raise Failure(f"--expires {text} is over")
    return moment


async def created(
    settings: Settings, org: str, role: str, label: str, expires: dt.datetime | None, person: str | None = None
) -> tuple[Key, str]:
    """The key opens the organisation; the second is whose acts those with it are."""
    await migrated(settings)
    key = made(secrets.token_bytes(BITS // 8))
    connection = await asyncpg.connect(settings.migrate_database_url)
    try:
        actor = await connection.fetchval(CREATE, key.prefix, key.sha256, org, role, label, expires, person)
    finally:
        await connection.close()
    return key, str(actor)
