"""Make an API key for an organisation; it is shown this once, and only its digest is kept.

It runs as the owner of the tables: MIGRATE_DATABASE_URL, or DATABASE_URL where that is not set. The key goes to
standard output, what else is said to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import secrets
import sys

import asyncpg

from deploy.commands import Failure
from deploy.settings import Settings, running
from deploy.system import migrated
from events.catalogue import ID_PATTERN
from projections.calendar import calendar_of
from projections.policy import DEFAULT
from services.http.keys import BITS, ROLES, Key, made

CREATE = "select prefix from access.key_create($1, $2, $3, $4, $5, $6)"
LABEL_LENGTH = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, help="the organisation that the key opens")
    parser.add_argument("--role", default="reader", choices=ROLES, help="(default: reader)")
    parser.add_argument("--label", default="", help="whose it is, or what for")
    parser.add_argument("--expires", metavar="DATE", help="its last day, in UTC, or an instant (default: none)")


def run(args: argparse.Namespace) -> int:
    if not ID_PATTERN.fullmatch(args.org):
        raise Failure(f"--org {args.org!r} is no id: lower-case letters, digits, '.', '_' and '-', at most 64")
    if len(args.label) > LABEL_LENGTH or "\0" in args.label:
        raise Failure(f"--label has {len(args.label)} characters; at most {LABEL_LENGTH} are kept")
    expires = expiry(args.expires) if args.expires else None
    with running(lambda line: print(line, file=sys.stderr)) as settings:
        key = asyncio.run(created(settings, args.org, args.role, args.label, expires))
    until = f"until {expires:%Y-%m-%d %H:%M} UTC" if expires else "until it is revoked"
    print(f"{args.role} of {args.org}, {until}; keep it, it is not shown again:", file=sys.stderr)
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


async def created(settings: Settings, org: str, role: str, label: str, expires: dt.datetime | None) -> Key:
    """The key opens the organisation."""
    await migrated(settings)
    key = made(secrets.token_bytes(BITS // 8))
    connection = await asyncpg.connect(settings.migrate_database_url)
    try:
        await connection.execute(CREATE, key.prefix, key.sha256, org, role, label, expires)
    finally:
        await connection.close()
    return key
