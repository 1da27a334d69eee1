"""What happened, who asked for it, and what it changed: one row an event, in the order of the log.

Each event is told with its stream's state before and after it in that order, also where it took effect earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from events.catalogue import Event
from events.terms import Fact
from projections import streams
from projections.changes.telling import told
from projections.checkpoints import Build, Connection
from projections.registry import Projection, fence
from projections.streams import Step
from projections.tables import audit_entries
from projections.tables.audit_entries import Entry, Page, Wanted, entries, searched

__all__ = ["PROJECTION", "Entry", "Page", "Wanted", "entries"]

STATES = "projection.audit_trail_v2_state"
DDL = f"""
create table if not exists projection.audit_trail_v2 (
  org text collate "C" not null,
  build integer not null,
  position bigint not null,
  id text collate "C" not null,
  type text collate "C" not null,
  stream text collate "C" not null,
  cycle text collate "C",
  unit text collate "C",
  items text[] not null,
  actor text collate "C" not null,
  requester text collate "C" not null,
  on_behalf_of text collate "C",
  decision text collate "C",
  origin text collate "C",
  effective timestamptz not null,
  noted timestamptz not null,
  recorded timestamptz not null,
  correlation text collate "C",
  reason text,
  says text not null,
  words text collate "C" not null,
  changes bytea not null,
  primary key (org, build, position)
);
create index if not exists audit_trail_v2_cycle on projection.audit_trail_v2 (org, build, cycle, position);
create index if not exists audit_trail_v2_plan on projection.audit_trail_v2 (org, build, cycle, unit, position);
create index if not exists audit_trail_v2_actor on projection.audit_trail_v2 (org, build, actor, position);
create index if not exists audit_trail_v2_requester on projection.audit_trail_v2 (org, build, requester, position);
create index if not exists audit_trail_v2_decision on projection.audit_trail_v2 (org, build, decision, position)
  where decision is not null;
{fence("projection.audit_trail_v2")}
{streams.ddl(STATES)}
{audit_entries.DDL}
"""
KINDS = {"position": "bigint", "changes": "bytea"} | dict.fromkeys(("effective", "noted", "recorded"), "timestamptz")
COLUMNS = (*audit_entries.COLUMNS, "words")


async def _handle(connection: Connection, build: Build, events: Sequence[Event]) -> None:
    steps = await streams.moved(connection, STATES, build, events)
    rows = [row(step) for step in steps]
    # Arrays of one length each are what unnest takes: a row's items travel as one text, which no id has a space in.
    arrays = ", ".join(f"${place}::{KINDS.get(name, 'text')}[]" for place, name in enumerate(COLUMNS, 3))
    chosen = ", ".join("string_to_array(r.items, ' ')" if name == "items" else f"r.{name}" for name in COLUMNS)
    await connection.execute(
        f"insert into projection.audit_trail_v2 (org, build, {', '.join(COLUMNS)})"  # nosec B608 # names of ours
        f" select $1, $2, {chosen} from unnest({arrays}) as r ({', '.join(COLUMNS)})",
        build.org,
        build.number,
        *([row[name] for row in rows] for name in COLUMNS),
    )


def row(step: Step) -> dict[str, Any]:
    """The columns of an event's row."""
    event, fact = step.event, step.event.data
    said = told(event, step.before, step.after)
    cycle, unit = _plan_of(event.subject, fact)
    reason = getattr(fact, "reason", None) or None
    ids = (event.id, event.subject, event.actor, event.onbehalfof, event.decision, event.correlationid, *said.items)
    return {
        "position": event.position,
        "id": event.id,
        "type": event.type,
        "stream": event.subject,
        "cycle": cycle,
        "unit": unit,
        "items": " ".join(said.items),
        "actor": event.actor,
        "requester": event.requester,
        "on_behalf_of": event.onbehalfof,
        "decision": event.decision,
        "origin": event.origin,
        "effective": event.effective,
        "noted": event.noted,
        "recorded": event.recordedat or event.noted,
        "correlation": event.correlationid,
        "reason": reason,
        "says": said.says,
        "changes": msgspec.json.encode(said.changes),
        "words": searched("\n".join([said.says, reason or "", *(each for each in ids if each)])),
    }


def _plan_of(stream: str, fact: Fact) -> tuple[str | None, str | None]:
    """The cycle and the unit that an event belongs to: by its stream, else those that its fact names."""
    kind, *names = stream.split("/")
    if kind in ("plan", "check-ins"):
        return names[0], names[1]
    if kind == "cycle":
        return names[0], None
    return getattr(fact, "cycle", None), getattr(fact, "unit", None)


PROJECTION = Projection(name="audit_trail", version=2, ddl=DDL, handle=_handle)
