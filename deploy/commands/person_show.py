"""Show all that is held about a person: the answer to whoever asks for it.

Name, address and logins; keys without their secrets; roles; the events of the log that name the person, and in which
capacity; and what the person read. `--format json` has every event and every reading, as a file to hand over.

examples:
  okr-ledger person show --org acme dana
  okr-ledger person show --org acme dana --format json > dana.json
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence

import asyncpg
from msgspec import Struct

from deploy.people import Mention, as_owner, checked, mentions, read_by
from deploy.usage import answer, formats
from projections.folds.organisation import Grant
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import counted, day, instant
from services import persons
from services.persons import Held, HeldKey
from services.readings import Reading


class Export(Struct, frozen=True, kw_only=True):
    """All that is held about a person: beside the log, in it, and in the access log."""

    org: str
    person: str
    held: Held
    roles: Sequence[Grant]
    events: Sequence[Mention]
    readings: Sequence[Reading]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who is meant."""
    parser.add_argument("person", metavar="PERSON", help="the id by which the log knows the person")
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """What is held is printed."""
    checked(args.org, args.person)
    export = as_owner(lambda connection: exported(connection, args.org, args.person))
    if args.format == "json":
        answer(export)
    else:
        out = screen.console(None)
        for line in lines(export):
            out.print(plain(line))
    return 0


async def exported(connection: asyncpg.Connection, org: str, person: str) -> Export:
    """All that is held about the person."""
    events, roles = await mentions(connection, org, person)
    return Export(
        org=org,
        person=person,
        held=await persons.held(connection, org, person),
        roles=roles,
        events=events,
        readings=await read_by(connection, org, person),
    )


def lines(export: Export) -> Iterator[str]:
    """The same for people: the events and readings counted."""
    held = export.held
    yield f"{export.person} of {export.org}"
    if held.erased_at:
        yield f"erased     {day(held.erased_at)}"
    else:
        yield f"name       {held.name or 'none is noted'}"
        yield f"address    {held.email or 'none is noted'}"
    for login in held.logins:
        yield f"login      {login.subject} of {login.issuer}, since {day(login.linked_at)}"
    for key in held.keys:
        yield f"key        {key.prefix}…, {_key(key)}"
    for role in export.roles:
        until = [f"until {role.until}"] if role.until else []
        yield f"role       {' '.join([role.role, *_scope(role), *until])}"
    yield f"events     {_counted(export.events)}"
    for (type_, capacity), number in sorted(Counter((e.type, c) for e in export.events for c in e.capacities).items()):
        yield f"           {number} {type_} as {capacity}"
    last = f", the last {instant(export.readings[0].at)}" if export.readings else ""
    yield f"readings   {len(export.readings)}{last}"
    yield "Each event and each reading: --format json."


def _scope(of: HeldKey | Grant) -> list[str]:
    return [f"in {each}" for each in (of.cycle, of.unit) if each]


def _key(key: HeldKey) -> str:
    role = " ".join([key.role or "as granted", *_scope(key)])
    ends = (
        f"revoked {day(key.revoked_at)}" if key.revoked_at else f"until {day(key.expires_at)}" if key.expires_at else ""
    )
    return ", ".join(part for part in (role, key.label, f"made {day(key.created_at)}", ends) if part)


def _counted(events: Sequence[Mention]) -> str:
    if not events:
        return "the log does not name the person"
    return f"{counted(len(events), 'event')} of the log, positions {events[0].position} to {events[-1].position}"
