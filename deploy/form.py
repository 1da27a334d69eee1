"""Which form a database has, as every login may ask: the owner leaves it as a comment, since the list of migrations is
not for those who only read and write."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct

from deploy.commands import Failure
from deploy.migrate import Migration
from events.log.source import Source

MARK = re.compile(r"okr-ledger migration ([0-9]+) ([0-9a-f]{64})")
QUERY = "select obj_description(to_regnamespace('projection'), 'pg_namespace')"
MIGRATE = "run `okr-ledger migrate` with the owner's login"


class Form(Struct, frozen=True):
    """The last migration, and the digest of all of them."""

    number: int
    sha256: str


def of(migrations: Sequence[Migration]) -> Form:
    """The form of a database that has had these."""
    digest = hashlib.sha256(b"".join(each.sha256 for each in migrations))
    return Form(migrations[-1].number, digest.hexdigest())


def statement(form: Form) -> str:
    """The SQL by which the owner says that the database has it."""
    return f"comment on schema projection is 'okr-ledger migration {form.number} {form.sha256}'"


async def found(source: Source) -> Form | None:
    """What the owner has said; None where he has said nothing."""
    [(said,)] = await source.fetch(QUERY)
    match = MARK.fullmatch(said or "")
    return Form(int(match[1]), match[2]) if match else None


async def lacking(source: Source, form: Form) -> str | None:
    """What keeps a program of that form from being served by the database, for a person; None where nothing does.

    A later form is none: a server that runs goes on while its successors are put beside it.
    """
    there = await found(source)
    if there is None or there.number < form.number:
        what = "no migrations that it knows of" if there is None else f"had migrations up to {there.number:04}"
        return f"the database has {what}, and this okr-ledger needs those up to {form.number:04}: {MIGRATE}"
    if there.number == form.number and there.sha256 != form.sha256:
        return "the database has had other migrations than this okr-ledger has: use the one that migrated it"
    return None


async def check(source: Source, form: Form) -> None:
    """The database has the program's form; raises Failure for an earlier, another and a later one."""
    if why := await lacking(source, form):
        raise Failure(why)
    there = await found(source)
    if there is not None and there.number > form.number:
        raise Failure(
            f"the database has had migrations up to {there.number:04}, and this okr-ledger knows those up to "
            f"{form.number:04}: it was migrated by a later one; use that"
        )
