"""What protects the log is to be weakened. An owner without the guard may; then `status` says it, in the line named."""

from __future__ import annotations

from tests.events.log.attacks import LOG, NOTHING, RIGHT, Attack

FUNCTION = "create function pg_temp.f() returns trigger language plpgsql as 'begin return null; end'"
REPLACED = "create or replace function log.unchangeable() returns trigger language plpgsql as 'begin return new; end'"

# By what `status` says to it.
LINES = {
    "alter table log.event disable trigger unchangeable": "the trigger unchangeable of log.event is off",
    "alter table log.head disable trigger all": "the trigger only_forward of log.head is off",
    "alter table log.event enable trigger unchangeable": "the trigger unchangeable of log.event is off",
    "alter table log.event enable replica trigger unchangeable": "the trigger unchangeable of log.event is off",
    "drop trigger unchangeable on log.event": "the trigger unchangeable of log.event is gone",
    "alter trigger unchangeable on log.event rename to u": "the trigger unchangeable of log.event is gone",
    "create or replace trigger only_appended before insert on log.event for each row when (false) "
    "execute function log.only_appended()": "the trigger only_appended of log.event is another",
    f"{FUNCTION}; create trigger t before insert on log.event for each row execute function pg_temp.f()": (
        "the trigger t of log.event is none of the log's"
    ),
    "alter table log.event disable row level security": "row-level security of log.event is off",
    "alter table log.event no force row level security": "row-level security of log.event spares its owner",
    "drop policy fence on log.event": "the policy fence of log.event is gone or another",
    "alter policy fence on log.event using (true)": "the policy fence of log.event is gone or another",
    "alter policy every_head on log.head to public": "the policy every_head of log.head is gone or another",
    "create policy p on log.event using (true)": "the policy p of log.event is none of the log's",
    "alter table log.event drop constraint event_position_check": "a constraint of log.event is gone",
    "alter table log.event drop constraint event_org_id_key": "a constraint of log.event is gone",
    "alter table log.event alter column body drop not null": "body of log.event may be null",
    "alter table log.event rename to past": "the table log.event is gone",
    "alter table log.event set schema public": "the table log.event is gone",
    "drop table log.event cascade": "the table log.event is gone",
    "alter table log.event set unlogged": "log.event may be lost in a crash",
    "create rule r as on update to log.event do instead nothing": "the rule r rewrites what is done to log.event",
    "create rule r as on insert to log.event do instead nothing": "the rule r rewrites what is done to log.event",
    "create temp table child () inherits (log.event)": "child inherits from log.event",
    'create table public.parent (org text collate "C"); alter table log.event inherit public.parent': (
        "log.event inherits from public.parent"
    ),
    "grant update on log.event to okr_app": "okr_app may update on log.event",
    "grant update (body) on log.event to okr_app": "okr_app may update (body) on log.event",
    "grant all on all tables in schema log to okr_worker": "okr_worker may delete on log.event",
    "grant select on log.event to public": "public may select on log.event",
    "revoke select on log.event from okr_sealer": "okr_sealer may not select on log.event",
    "drop owned by okr_append": "the function log.append is gone",
    "grant execute on function log.place to public": "public may call log.place",
    "grant create on schema log to okr_app": "okr_app may create in the schema log",
    "alter default privileges in schema log grant update on tables to okr_app": "creates in log is given away",
    "grant create on schema log to okr_append; alter table log.event owner to okr_append": (
        "log.event belongs to okr_append"
    ),
    "alter schema log rename to past": "the log is gone",
    REPLACED: "the function log.unchangeable() is another",
    "create or replace function log.missing() returns setof text language sql as 'select null where false'": (
        "the function log.missing() is another"
    ),
    "alter function log.only_appended() set schema public": "the function log.only_appended is gone",
    "alter function log.refuse rename to no": "the function log.refuse is gone",
    "drop function log.too_large cascade": "the function log.too_large is gone",
    "alter function log.append security invoker": "the function log.append",
    "alter function log.append reset search_path": "finds a caller's temporary types",
    "create function log.f() returns integer language sql as 'select 1'": "the function log.f() is none of the log's",
    "create function pg_temp.forge() returns void language sql security definer as 'select null'; "
    "alter function pg_temp.forge owner to okr_append": "belongs to okr_append, and may do to the log what that may",
    "drop schema log cascade": "the log is gone",
}

# What the guard is not asked about, or not before it is gone.
UNGUARDED = {
    "drop schema guard cascade": "no event trigger refuses DDL on the log",
    "alter event trigger okr_after_command disable": "the event trigger okr_after_command is off",
    "set local event_triggers = off": "event triggers are off",
    "drop event trigger okr_dropped": "no event trigger refuses DDL on the log",
    "reassign owned by okr_append to okr_app": "belongs to okr_app",
    "grant okr_append to okr_app": "okr_app may become okr_append",
    "alter role okr_append login": "okr_append can do more",
}

# Who has some right to it and may not pass it on is warned; and a default is one's own, but for the guard.
LOGINS = {
    "grant update on log.event to okr_app": NOTHING,
    "grant update (body) on log.event to okr_app": NOTHING,
    "grant select on log.event to public": NOTHING,
    "revoke select on log.event from okr_sealer": NOTHING,
    "grant create on schema log to okr_app": NOTHING,
    "alter default privileges in schema log grant update on tables to okr_app": LOG,
}

# An owner is below row-level security himself, and whoever reads through his view is.
OVER_THE_FENCE = "create view public.v as select * from log.event; grant select on public.v to okr_app"

TABLE = [
    Attack(OVER_THE_FENCE, owner=None),
    Attack("set local session_replication_role = replica; drop trigger unchangeable on log.event", owner=RIGHT),
    Attack("set local role okr_append; alter table log.event disable trigger all", superuser=RIGHT, owner=RIGHT),
    *(Attack(sql, logins=LOGINS.get(sql, RIGHT), owner=line) for sql, line in LINES.items()),
    *(Attack(sql, superuser=line, owner=None) for sql, line in UNGUARDED.items()),
]
