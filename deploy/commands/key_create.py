"""Make an API key for an organisation.

It is shown this once, and only its digest is kept. With --role it carries that role, everywhere or in a cycle or unit;
with --person and no role it carries what the log grants that person (`role.grant`), as long as it does. It runs as the
owner of the tables: MIGRATE_DATABASE_URL, or DATABASE_URL where that is not set. The key goes to standard output, what
else is said to standard error.

examples:
  KEY=$(okr-ledger key create --org acme --role governance_lead --person dana)
  okr-ledger key create --org acme --person ben
  okr-ledger key create --org acme --role consultant --cycle 2026-q3 --expires 2026-10-31
  okr-ledger key create --org acme --role service --expires 2027-03-31 --format json
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import secrets

from deploy.commands import Failure
from deploy.settings import Settings, running
from deploy.system import owning
from deploy.usage import answer, formats
from deploy.waiting import tell
from events.catalogue import ID_PATTERN
from projections.calendar import calendar_of
from projections.policy import DEFAULT
from services.access.rights import EVERYWHERE, Scope
from services.access.table import ROLES
from services.http.keys import BITS, Key, made

CREATE = "select actor from access.key_create($1, $2, $3, $4, $5, $6, $7, $8, $9)"
LABEL_LENGTH = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation that the key opens")
    parser.add_argument(
        "--role",
        metavar="ROLE",
        choices=ROLES,
        help=f"{', '.join(ROLES)} (default: what --person is granted; without a person, reader)",
    )
    parser.add_argument("--cycle", metavar="ID", help="the only cycle that the role is for (default: all)")
    parser.add_argument("--unit", metavar="ID", help="the only unit that the role is for (default: all)")
    parser.add_argument(
        "--person", metavar="ID", help="whose acts those with the key are (default: a name of the key's own)"
    )
    parser.add_argument("--label", default="", metavar="TEXT", help="whose it is, or what for (default: nothing)")
    parser.add_argument("--expires", metavar="DATE", help="its last day, in UTC, or an instant (default: none)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    for name in ("org", "person", "cycle", "unit"):
        given = getattr(args, name)
        if given is not None and not ID_PATTERN.fullmatch(given):
            raise Failure(f"--{name} {given!r} is no id: lower-case letters, digits, '.', '_' and '-', at most 64")
    role = args.role or (None if args.person else "reader")
    if role is None and (args.cycle or args.unit):
        raise Failure("--cycle and --unit narrow a --role; what a person is granted has scopes of its own")
    if len(args.label) > LABEL_LENGTH or "\0" in args.label:
        raise Failure(f"--label has {len(args.label)} characters; at most {LABEL_LENGTH} are kept")
    expires = expiry(args.expires) if args.expires else None
    with running(tell) as settings:
        key, actor = asyncio.run(_made(settings, args, role, expires))
    until = f"until {expires:%Y-%m-%d %H:%M} UTC" if expires else "until it is revoked"
    what = f"{role} of {Scope(args.cycle, args.unit)}" if role else f"what {actor} is granted"
    tell(f"{args.org}: {what}, acting as {actor}, {until}; keep it, it is not shown again:")
    if args.format == "json":
        told = {"org": args.org, "role": role, "cycle": args.cycle, "unit": args.unit, "label": args.label}
        answer(told | {"prefix": key.prefix, "expires_at": expires, "actor": actor, "key": key.text})
    else:
        print(key.text)
    return 0


async def _made(
    settings: Settings, args: argparse.Namespace, role: str | None, expires: dt.datetime | None
) -> tuple[Key, str]:
    scope = Scope(args.cycle, args.unit)
    return await created(settings, args.org, role, args.label, expires, args.person, scope)


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
    settings: Settings,
    org: str,
    role: str | None,
    label: str,
    expires: dt.datetime | None,
    person: str | None = None,
    scope: Scope = EVERYWHERE,
) -> tuple[Key, str]:
    """The key opens the organisation; the second is whose acts those with it are. Without a role it carries what the
    person is granted."""
    key = made(secrets.token_bytes(BITS // 8))
    given = org, role, label, expires, person, scope.cycle, scope.unit
    async with owning(settings) as connection:
        actor = await connection.fetchval(CREATE, key.prefix, key.sha256, *given)
    return key, str(actor)
