"""What a projection is, and which there are: one file each in `projections/tables`, which declares `PROJECTION`.

Its tables are named by its version and never migrate; its DDL may run any number of times.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Sequence
from functools import cache

import asyncpg
from msgspec import Struct

import projections.tables
from events.catalogue import Event
from projections import checkpoints
from projections.checkpoints import Build, Connection

NOT_THE_EVENTS = (  # what says nothing of the events: the same batch may go well a moment later
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
    OSError,
    TimeoutError,
)

Handler = Callable[[Connection, Build, Sequence[Event]], Awaitable[None]]


def itself(subject: str) -> str:
    """The stream's own name."""
    return subject


class Projection(Struct, frozen=True, kw_only=True):
    """A table set that follows the log. `handle` folds events of one organisation, in order, into a build's rows.

    `key` names, by an event's stream, what is parked when one of its events cannot be folded: events of different keys
    have nothing to do with each other. `ready` says of a build that is level whether it may be served.
    """

    name: str
    version: int
    ddl: str
    handle: Handler
    key: Callable[[str], str] = itself
    ready: Callable[[Connection, Build], Awaitable[bool]] | None = None


@cache
def registered() -> tuple[Projection, ...]:
    """Every projection, in the order of the files' names."""
    names = sorted(found.name for found in pkgutil.iter_modules(projections.tables.__path__))
    modules = [importlib.import_module(f"projections.tables.{name}") for name in names]
    return tuple(module.PROJECTION for module in modules if hasattr(module, "PROJECTION"))


def statements() -> list[str]:
    """What has to run, as the owner, before a worker can fold; any number of times.

    The tables and functions of earlier versions go once no organisation has a build in them.
    """
    gone = [_gone(projection) for projection in registered()]
    return [checkpoints.DDL, *(projection.ddl for projection in registered()), *gone]


def _gone(projection: Projection) -> str:
    """The statement that drops what earlier versions of a projection have left."""
    return f"""
do $$
declare
  old record;
begin
  for old in
    with named as (
      select 'table' as kind, oid::regclass::text as name, relname as bare from pg_class
      where relnamespace = 'projection'::regnamespace and relkind = 'r'
      union all
      select 'function', oid::regprocedure::text, proname from pg_proc
      where pronamespace = 'projection'::regnamespace
    )
    select n.kind, n.name
    from named n
    cross join lateral (select substring(n.bare from '^{projection.name}_v([0-9]+)(?:_|$)')::integer) as v (version)
    where v.version < {projection.version} and not exists (
      select from projection.checkpoint c where c.projection = '{projection.name}' and c.version = v.version
    )
    order by n.kind, n.name
  loop
    execute format('drop %s %s', old.kind, old.name);
  end loop;
end
$$;"""  # nosec B608 # the names in it are the code's


def fence(table: str) -> str:
    """The row-level security of a projection's table, which spares its owner neither, and the rights on it."""
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
drop policy if exists fence on {table};
create policy fence on {table} using (org = current_setting('okr.org', true));
grant select on {table} to okr_app, okr_worker;
grant insert, update, delete on {table} to okr_worker;
"""


def elsewhere(name: str, version: int, columns: str, call: str) -> str:
    """The end of a function of plpgsql that reads: where it found no checkpoint of its version that is served, and
    another version's is, that one's function answers. `call` is the function's name behind the version, and its
    arguments."""
    function, _, arguments = call.partition("(")
    places = ", ".join(f"${place}" for place in range(1, arguments.count(",") + 2))
    return f"""
  if not found then
    declare
      served integer;
    begin
      select c.version into served
      from projection.checkpoint c
      where c.org = of_org and c.projection = '{name}' and c.serving;
      if served <> {version} then
        return query execute format('select {columns} from projection.{name}_v%s_{function}({places})', served)
        using {arguments.rstrip(")")};
      end if;
    end;
  end if;"""  # nosec B608 # the names in it are the code's
