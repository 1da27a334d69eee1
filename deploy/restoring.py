"""Restores a backup into an empty database, and verifies each log against its heads and those kept elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import asyncpg
from msgspec import Struct

from deploy import heads, postgres_programs
from deploy.backups import DUMP, Log, Manifest
from deploy.commands import Failure
from events.log import read
from events.log.source import Source
from events.log.verify import verified
from events.proof import checkpoint
from events.proof.checkpoint import Signed
from events.proof.keys import Keys
from events.proof.note import NotSigned, Verifier

# What a new database does not have: a schema, and in `public` a table, type or function that is no extension's.
OCCUPIED = """
select what
from (
  select format('the schema %I', n.nspname), 'pg_namespace'::regclass, n.oid
  from pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
  union all
  select format('public.%I', c.relname), 'pg_class'::regclass, c.oid
  from pg_class c
  where c.relnamespace = to_regnamespace('public')
  union all
  select format('the function public.%I', p.proname), 'pg_proc'::regclass, p.oid
  from pg_proc p
  where p.pronamespace = to_regnamespace('public')
) there (what, classid, objid)
where not exists (
  select
  from pg_depend d
  where (d.classid, d.objid, d.deptype) = (there.classid, there.objid, 'e')
)
order by 1
limit 1
"""


class Found(Struct, frozen=True, kw_only=True):
    """What became of a log: how far it goes, the sizes of the kept heads that are its own, and of those that are
    later than the backup, which nothing can be compared with; `wrong` is empty where all is as it was."""

    org: str
    position: int
    sealed: int
    agree: tuple[int, ...] = ()
    later: tuple[int, ...] = ()
    wrong: tuple[str, ...] = ()


async def empty(connection: asyncpg.Connection) -> None:
    """Raises Failure for a database that has anything in it."""
    if there := await connection.fetchval(OCCUPIED):
        raise Failure(f"the database is not empty, it has {there}: restore into a new one; nothing was written")


async def roles(connection: asyncpg.Connection, named: Sequence[str]) -> None:
    """The roles that own something in the backup or have rights there are on the server, and the login may give them
    what is theirs. Those that were not there cannot log in."""
    there = {name for (name,) in await connection.fetch("select rolname::text from pg_roles")}
    for name in named:
        quoted = await connection.fetchval("select quote_ident($1)", name)
        if name not in there:
            await connection.execute(f"create role {quoted} nologin")
        if not await connection.fetchval("select pg_has_role(current_user, $1::name, 'usage')", name):
            await connection.execute(f"grant {quoted} to current_user")


async def filled(connection: asyncpg.Connection, url: str, place: Path, manifest: Manifest) -> None:
    """The empty database holds what the dump holds, or with a Failure nothing."""
    await empty(connection)
    program = await postgres_programs.program("pg_restore", connection)
    await roles(connection, manifest.roles)
    shown, secret = postgres_programs.without_password(url)
    options = ["--single-transaction", "--exit-on-error", "--no-password", f"--dbname={shown}"]
    with tempfile.TemporaryDirectory(prefix="okr-ledger-") as scratch:
        wanted = Path(scratch) / "list"
        await postgres_programs.ran([program, "--list", f"--file={wanted}", place / DUMP], {})
        without_guard(wanted)
        await postgres_programs.ran([program, *options, f"--use-list={wanted}", place / DUMP], secret)
    # A superuser's, and who was one where the backup was made need not be one here: then the guard is this login's.
    await connection.execute("select guard.put_up()")
    await connection.execute("analyze", timeout=None)


def without_guard(wanted: Path) -> None:
    """The list of what is restored has no event trigger."""
    lines = wanted.read_text(encoding="utf-8").splitlines(keepends=True)
    wanted.write_text("".join(line for line in lines if " EVENT TRIGGER " not in line), encoding="utf-8")


def by_log(text: str, where: str, keys: Keys | None) -> dict[str, list[Signed]]:
    """The heads of a text by organisation; their signatures are checked where a key is here. Raises Failure."""
    try:
        orgs = {_org(checkpoint.unchecked(note)) for note in checkpoint.several(text)} if text else set()
    except NotSigned as error:
        raise Failure(f"{where}: {error}") from None
    verifiers = [each for org in sorted(orgs) for each in keys.verifiers(org)] if keys else []
    found: dict[str, list[Signed]] = {}
    for each in heads.of_text(text, where, verifiers, strict=False) if text else ():
        found.setdefault(_org(each), []).append(each)
    return found


def _org(head: Signed) -> str:
    return head.checkpoint.origin.rpartition("/orgs/")[2]


async def looked(
    source: Source,
    manifest: Manifest,
    own: Mapping[str, Sequence[Signed]],
    kept: Mapping[str, Sequence[Signed]],
    keys: Keys | None,
) -> list[Found]:
    """What became of each log that was backed up, and of each that a head was kept of."""
    logs = {each.org: each for each in manifest.logs}
    found = [
        await _of_log(source, log, own.get(org, ()), kept.get(org, ()), keys.verifiers(org) if keys else ())
        for org, log in logs.items()
    ]
    lost = sorted(kept.keys() - logs.keys())
    why = "a head of its log was kept, and the backup has no such log"
    return [*found, *(Found(org=org, position=0, sealed=0, wrong=(why,)) for org in lost)]


async def _of_log(
    source: Source, log: Log, own: Sequence[Signed], kept: Sequence[Signed], keys: Sequence[Verifier]
) -> Found:
    later = tuple(each.checkpoint.size for each in kept if each.checkpoint.size > log.position)
    compared = [*own, *(each for each in kept if each.checkpoint.size <= log.position)]
    # Another installation's key has signed none of them: then their signatures are not checked, which is said.
    signed_here = any(each.by for each in own)
    verdict = await verified(source, log.org, keys if signed_here else (), compared)
    head = await read.head(source, log.org)
    wrong = list(verdict.faults)
    if verdict.differs:
        wrong.insert(0, f"position {verdict.differs.position}: {verdict.differs.why}")
    wrong += _ends(log, head.position if head else 0, verdict.head.checkpoint.size if verdict.head else 0)
    return Found(
        org=log.org,
        position=verdict.position,
        sealed=log.sealed,
        agree=tuple(dict.fromkeys(verdict.agree)),
        later=tuple(dict.fromkeys(later)),
        wrong=tuple(wrong),
    )


def _ends(log: Log, position: int, sealed: int) -> Iterator[str]:
    if position != log.position:
        yield f"it goes to {position}, and the manifest says {log.position}"
    if sealed != log.sealed:
        yield f"its head is of {sealed} events, and the manifest says {log.sealed}"
