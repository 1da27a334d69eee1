"""Reads of the audit trail: entries in the order of the log, or the newest first, chosen by whoever asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from msgspec import Struct

from events.composed import composed
from events.log.source import Source
from projections.changes.change import Change
from projections.registry import elsewhere

LAST = 2**53  # behind every position
PARAMETERS = """
  of_org text, behind bigint, newest boolean, at_most integer, of_item text, of_cycle text, of_unit text,
  of_actor text, of_requester text, of_type text, of_decision text, of_text text, since timestamptz,
  until timestamptz, as_of timestamptz, known_at timestamptz, planning boolean
"""
NAMES = [each.split()[0] for each in PARAMETERS.split(",")]
COLUMNS = (
    *("position", "id", "type", "stream", "cycle", "unit", "items", "actor", "requester", "on_behalf_of", "decision"),
    *("origin", "effective", "noted", "recorded", "correlation", "reason", "says", "changes"),
)


def _entries(order: str, onward: str) -> str:
    """Entries with the checkpoint, also where there is none; one query for each way, so that both go by an index.

    Positions have one bound, if any: between two, a planner without statistics expects next to nothing, and walks
    through the whole organisation instead of through a plan.
    """
    return f"""
  return query
  select c.position, {", ".join(f"e.{name}" for name in COLUMNS)}
  from projection.checkpoint c
  left join lateral (
    select a.*
    from projection.audit_trail_v2 a
    where a.org = of_org and a.build = c.build
    and (behind is null or a.position {onward} behind)
    and (of_item is null or of_item = any(a.items))
    and (of_cycle is null or a.cycle = of_cycle)
    and (of_unit is null or a.unit = of_unit)
    and (of_actor is null or a.actor = of_actor)
    and (of_requester is null or a.requester = of_requester)
    and (of_type is null or a.type = of_type)
    and (of_decision is null or a.decision = of_decision)
    and (of_text is null or strpos(a.words, of_text) > 0)
    and (since is null or a.effective >= since)
    and (until is null or a.effective <= until)
    and (as_of is null or a.effective <= as_of)
    and (known_at is null or a.noted <= known_at)
    and (not planning or a.stream ~ '^(cycle|plan|check-ins)/')
    order by a.position {order}
    limit at_most
  ) e on true
  where c.org = of_org and c.projection = 'audit_trail' and c.version = 2 and c.serving
  order by e.position {order};"""  # nosec B608 # the names in it are the code's


DDL = f"""
create or replace function projection.audit_trail_v2_read({PARAMETERS})
returns table (
  at bigint, "position" bigint, id text, type text, stream text, cycle text, unit text, items text[], actor text,
  requester text, on_behalf_of text, decision text, origin text, effective timestamptz, noted timestamptz,
  recorded timestamptz, correlation text, reason text, says text, changes bytea
)
language plpgsql
set plan_cache_mode = force_custom_plan
set enable_bitmapscan = off
set enable_sort = off
as $$
#variable_conflict use_column
begin
  perform set_config('okr.org', of_org, true);
  if newest then {_entries("desc", "<")}
  else {_entries("asc", ">")}
  end if;{elsewhere("audit_trail", 2, "*", f"read({', '.join(NAMES)})")}
end
$$;
revoke execute on function projection.audit_trail_v2_read from public;
grant execute on function projection.audit_trail_v2_read to okr_app, okr_worker;
"""


class Entry(Struct, frozen=True, kw_only=True):
    """An event as it is told, in the order of the log: who did what, for whom, and each field before and after."""

    position: int
    id: str
    type: str
    subject: str
    cycle: str | None
    unit: str | None
    items: tuple[str, ...]
    actor: str
    requester: str
    onbehalfof: str | None
    decision: str | None
    origin: str | None
    time: dt.datetime
    notedat: dt.datetime
    recordedat: dt.datetime
    correlationid: str | None
    reason: str | None
    says: str
    changes: tuple[Change, ...]


class Page(Struct, frozen=True):
    """Entries of one snapshot, and the position up to which the trail goes."""

    position: int
    entries: tuple[Entry, ...]


class Wanted(Struct, frozen=True, kw_only=True):
    """Which entries are asked for: all those of which each thing given here is true.

    `text` stands anywhere in the sentence, the reason or an id, in capitals or not. `since` and `until` are the first
    and the last instant at which they took effect. `planning` leaves out what concerns no cycle.
    """

    item: str | None = None
    cycle: str | None = None
    unit: str | None = None
    actor: str | None = None
    requester: str | None = None
    type: str | None = None
    decision: str | None = None
    text: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    as_of: dt.datetime | None = None
    known_at: dt.datetime | None = None
    planning: bool = False


_changes = msgspec.json.Decoder(tuple[Change, ...])
PLACES = ", ".join(f"${n}" for n in range(1, 18))
READ = f"select * from projection.audit_trail_v2_read({PLACES})"  # nosec B608 # names of ours


async def entries(
    source: Source,
    org: str,
    wanted: Wanted,
    behind: int | None = None,
    at_most: int = 100,
    *,
    newest: bool = False,
    up_to: int = LAST,
) -> Page:
    """The next entries behind a position, in the order asked for; none of a position above `up_to`."""
    if newest:
        behind = up_to + 1 if behind is None else min(behind, up_to + 1)
    filters = [getattr(wanted, name) for name in Wanted.__struct_fields__]
    filters[Wanted.__struct_fields__.index("text")] = searched(wanted.text) if wanted.text else None
    rows = await source.fetch(READ, org, behind, newest, at_most, *filters)
    found = (_entry(row) for row in rows if row["position"] is not None)
    return Page(rows[0]["at"] if rows else 0, tuple(entry for entry in found if entry.position <= up_to))


async def position(source: Source, org: str) -> int:
    """The position up to which the trail goes; 0 where it does not begin."""
    return (await entries(source, org, Wanted(), at_most=0)).position


def searched(text: str) -> str:
    """The text as it is compared: whatever differs only in capitals, or in how Unicode spells it, is the same."""
    return composed(text).casefold()


def _entry(row: Any) -> Entry:
    position, id_, type_, stream, cycle, unit, items, actor, requester, on_behalf_of, *rest = tuple(row)[1:]
    decision, origin, effective, noted, recorded, correlation, reason, says, changes = rest
    return Entry(
        position=position,
        id=id_,
        type=type_,
        subject=stream,
        cycle=cycle,
        unit=unit,
        items=tuple(items),
        actor=actor,
        requester=requester,
        onbehalfof=on_behalf_of,
        decision=decision,
        origin=origin,
        time=effective,
        notedat=noted,
        recordedat=recorded,
        correlationid=correlation,
        reason=reason,
        says=says,
        changes=_changes.decode(changes),
    )
