"""Say who a person is: a name, an address, and the login by which the person acts.

The log knows persons by pseudonyms alone, and never forgets. Names, addresses and logins stand beside it: this command
corrects them, and `person erase` erases them. What is not given stays as it is; an empty text takes it away.

It runs as the owner of the tables: MIGRATE_DATABASE_URL, or DATABASE_URL where that is not set.

examples:
  okr-ledger person set --org acme dana --name "Dana Okoye" --email dana@example.org
  okr-ledger person set --org acme dana --issuer https://login.example.org --login 248289761001
  okr-ledger person set --org acme dana --email ""
"""

from __future__ import annotations

import argparse

import asyncpg

from deploy.commands import Failure
from deploy.people import as_owner, checked
from deploy.usage import answer, formats
from projections.reports.screen import plain
from services import persons
from services.persons import Name


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who is meant, and what to note."""
    parser.add_argument("person", metavar="PERSON", help="the id by which the log knows the person")
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    parser.add_argument("--name", metavar="NAME", help="what the person is called")
    parser.add_argument("--email", metavar="ADDRESS", help="the person's address")
    parser.add_argument("--login", metavar="SUBJECT", help="the subject by which an identity provider knows the person")
    parser.add_argument("--issuer", metavar="URL", help="that identity provider, by its issuer URL (OpenID Connect)")
    parser.add_argument("--no-login", action="store_true", help="that login does not act as the person any more")
    parser.add_argument("--again", action="store_true", help="also where the person was erased: known anew")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The person is noted as given."""
    checked(args.org, args.person)
    if (args.login is None) != (args.issuer is None):
        raise Failure("--login and --issuer belong together: a subject is known to its issuer alone")
    if args.no_login and args.login is None:
        raise Failure("--no-login takes away the login that --login and --issuer name; both are missing")
    if args.name is None and args.email is None and args.login is None:
        raise Failure("nothing to note: give --name, --email, or --login with --issuer")
    name = as_owner(lambda connection: noted(connection, args))
    if args.format == "json":
        answer({"org": args.org, "person": name.person, "name": name.name, "email": name.email})
    else:
        called = ", ".join(part for part in (name.name, name.email) if part) or "no name, no address"
        print(f"{name.person} of {args.org}: {plain(called)}")
    return 0


async def noted(connection: asyncpg.Connection, args: argparse.Namespace) -> Name:
    """What is noted of the person now. Raises Erased, NotKept, and Failure for a login to take away that is none."""
    async with connection.transaction():
        if not args.no_login or args.name is not None or args.email is not None:
            await persons.note(connection, args.org, args.person, args.name, args.email, again=args.again)
        if args.no_login:
            if not await persons.unlink(connection, args.org, args.person, args.issuer, args.login):
                raise Failure(f"{args.person} of {args.org} has no such login; `okr-ledger person show` tells which")
        elif args.login is not None:
            await persons.link(connection, args.org, args.person, args.issuer, args.login)
        return (await persons.names(connection, args.org, [args.person]))[args.person]
