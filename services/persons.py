"""Who the persons are whom the log knows by pseudonyms: their names, addresses and logins, kept beside it.

The log never forgets, so none of this is ever in it. Here it is corrected, and erased.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import asyncpg
import msgspec
from msgspec import Struct

from events.log.source import Source

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")
ERASED = "OKR20"
NOT_KEPT = "23514"  # a check of the table
UNWRITABLE = ("22021", "22000")  # NUL; half of a surrogate pair
PLAIN = "expected a text that can be written: without NUL, and without half of a surrogate pair"
ID = "an id is lower-case letters, digits, '.', '_' and '-', at most 64"
KEPT = {
    "id_check": ID,
    "called_check": "a name has at most 200 characters, on one line",
    "address_check": "an address has at most 254 characters, and no space",
    "issuer_check": "an issuer is a URL of at most 500 characters",
    "subject_check": "a subject is at most 255 printable ASCII characters",
}
HELD = "select name, email, noted_at, erased_at, logins, keys from person.held($1, $2)"
ERASE = "select named, addressed, logins, keys from person.erase($1, $2)"
NAMES = "select person, name, email, noted_at, erased_at from person.names($1, $2)"


class Erased(Exception):
    """The person was erased, and comes back only where that is asked for."""


class NotKept(Exception):
    """What was said is none of what is kept. The message says what is accepted."""


class Name(Struct, frozen=True, kw_only=True):
    """What is noted of a person; of one who was erased nothing but when that was."""

    person: str
    name: str | None = None
    email: str | None = None
    noted_at: dt.datetime
    erased_at: dt.datetime | None = None


class Login(Struct, frozen=True, kw_only=True):
    """A login of an identity provider by which the person acts: an issuer of OpenID Connect, and its subject."""

    issuer: str
    subject: str
    linked_at: dt.datetime


class HeldKey(Struct, frozen=True, kw_only=True):
    """A key whose acts are the person's: what may be shown of it. Without a role it carries what the person has."""

    prefix: str
    role: str | None = None
    cycle: str | None = None
    unit: str | None = None
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None


class Held(Struct, frozen=True, kw_only=True):
    """All that is held about a person outside the log and the access log. `noted_at` is None where nothing ever was."""

    name: str | None = None
    email: str | None = None
    noted_at: dt.datetime | None = None
    erased_at: dt.datetime | None = None
    logins: tuple[Login, ...] = ()
    keys: tuple[HeldKey, ...] = ()


class Gone(Struct, frozen=True, kw_only=True):
    """What an erasure took: whether there was a name and an address, how many logins, how many keys it stripped."""

    named: bool
    addressed: bool
    logins: int
    keys: int


async def names(source: Source, org: str, persons: Sequence[str] | None = None) -> dict[str, Name]:
    """What is noted of these persons of the organisation, or of all of them, by person."""
    rows = await source.fetch(NAMES, org, None if persons is None else list(persons))
    return {row["person"]: Name(**row) for row in rows}


async def note(
    source: Source, org: str, person: str, name: str | None, email: str | None, *, again: bool = False
) -> None:
    """The person has this name and this address: None leaves what is there, an empty text takes it away.

    Raises Erased for one who was erased, unless `again` says that the person is to be known anew; NotKept.
    """
    asked = source.fetch("select person.note($1, $2, $3, $4, $5)", org, person, name, email, again)
    await _taken(asked, org, person)


async def note_new(source: Source, org: str, found: Mapping[str, tuple[str | None, str | None]]) -> int:
    """Those of whom nothing was ever noted have this name and address; how many they are.

    What was corrected stays as it is, and who was erased stays erased. Raises NotKept.
    """
    given, emails = [name for name, _ in found.values()], [email for _, email in found.values()]
    asked = source.fetch("select person.note_new($1, $2, $3, $4)", org, list(found), given, emails)
    return int((await _taken(asked, org, "one of them"))[0][0])


async def pseudonyms(source: Source, org: str, names: Sequence[str]) -> dict[str, str]:
    """The ids by which the log may know those of these names: the same at every time, and told only by the database."""
    rows = await source.fetch("select name, person from person.pseudonyms($1, $2)", org, list(names))
    return dict(map(tuple, rows))


async def link(source: Source, org: str, person: str, issuer: str, subject: str) -> None:
    """Whoever comes with this login acts as the person, and as no other of the organisation. Raises Erased, NotKept.

    For the owner's login, as is all that follows but `by_login`.
    """
    await _taken(source.fetch("select person.link($1, $2, $3, $4)", org, person, issuer, subject), org, person)


async def unlink(source: Source, org: str, person: str, issuer: str, subject: str) -> bool:
    """The login does not act as the person any more; whether it did."""
    return bool((await source.fetch("select person.unlink($1, $2, $3, $4)", org, person, issuer, subject))[0][0])


async def by_login(source: Source, issuer: str, subject: str) -> dict[str, str]:
    """As whom somebody acts who comes with exactly this login, by organisation; for any texts."""
    asked = source.fetch("select org, person from person.by_login($1, $2)", issuer, subject)
    try:
        return dict(map(tuple, await _taken(asked, "", "")))
    except NotKept:
        return {}


async def held(source: Source, org: str, person: str) -> Held:
    """All that is held about the person outside the log and the access log."""
    row = dict((await source.fetch(HELD, org, person))[0])
    logins = msgspec.json.decode(row.pop("logins"), type=tuple[Login, ...])
    keys = msgspec.json.decode(row.pop("keys"), type=tuple[HeldKey, ...])
    return Held(**row, logins=logins, keys=keys)


async def erase(source: Source, org: str, person: str) -> Gone:
    """Nothing says any more who the person is: name, address and logins are gone, keys have no label and open nothing.

    The pseudonym stays, in the log, in the access log, and as the row that keeps an import from bringing the name back.
    What it was, is kept nowhere; pages of the database hold old bytes until they are vacuumed, and backups longer.
    """
    return Gone(**(await source.fetch(ERASE, org, person))[0])


async def _taken(asked: Awaitable[list[T]], org: str, person: str) -> list[T]:
    """The answer; what the database refuses is said as ours."""
    try:
        return await asked
    except asyncpg.PostgresError as error:
        if error.sqlstate == ERASED:
            raise Erased(f"{person} of {org} was erased") from None
        if error.sqlstate == NOT_KEPT:
            raise NotKept(KEPT.get(error.constraint_name or "", PLAIN)) from None
        if error.sqlstate in UNWRITABLE:
            raise NotKept(PLAIN) from None
        raise
