"""List the persons of an organisation of whom anything is noted: pseudonyms, names and addresses.

examples:
  okr-ledger person list --org acme
"""

from __future__ import annotations

import argparse

from deploy.people import as_owner, checked
from deploy.usage import answer, formats
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import day
from services import persons


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which organisation."""
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The persons are printed, by pseudonym."""
    checked(args.org)
    found = list(as_owner(lambda connection: persons.names(connection, args.org)).values())
    if args.format == "json":
        answer({"org": args.org, "persons": found})
    elif not found:
        print(
            f"nobody of {args.org} is noted; `okr-ledger person set --org {args.org} PERSON --name NAME` notes somebody"
        )
    else:
        table = screen.table("person", "name", "address", "noted", whole=("person", "noted"))
        for each in found:
            noted = f"erased {day(each.erased_at)}" if each.erased_at else day(each.noted_at)
            table.add_row(each.person, plain(each.name or ""), plain(each.email or ""), noted)
        screen.console(None).print(table)
    return 0
