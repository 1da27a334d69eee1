"""What would open the fence between organisations, a statement each, and what of the line is then said."""

from __future__ import annotations

ADDED = {
    "create table projection.new (org text)": "security of projection.new is off",
    "create table access.new (n integer)": "security of access.new is off",
    "create schema new; grant usage on schema new to okr_app; create table new.new ()": "security of new.new is off",
    "create table projection.new (org text); alter table projection.new enable row level security": (
        "projection.new spares its owner: alter table projection.new force"
    ),
    "create table projection.new (org text); alter table projection.new enable row level security, "
    "force row level security": "no policy keeps projection.new to one organisation",
    "alter table projection.kept_report no force row level security": "projection.kept_report spares its owner",
    "alter table access.key disable row level security": "security of access.key is off",
    "drop policy fence on projection.current_state_v3": "no policy keeps projection.current_state_v3",
    "alter policy fence on projection.parked using (true)": "no policy keeps projection.parked",
    "alter policy fence on projection.parked to okr_app": "no policy keeps projection.parked",
    "alter policy fence on projection.parked with check (true)": "no policy keeps projection.parked",
    "create policy p on projection.parked using (true)": "the policy p opens projection.parked to everybody",
    "create policy p on access.key for select to okr_app using (true)": "the policy p opens access.key to okr_app",
    "create policy p on projection.parked for delete to okr_worker using (true)": "p opens projection.parked to okr_w",
    "grant select on projection.parked to public": "public may select on projection.parked: revoke select",
    "grant select on projection.declared to okr_app": "okr_app may select on projection.declared",
    "grant select (org) on access.key to okr_app": "okr_app may select (org) on access.key: revoke select (org)",
    "grant truncate on projection.parked to okr_worker": "okr_worker may truncate on projection.parked",
    "grant references on projection.parked to okr_app": "okr_app may references on projection.parked",
    "grant trigger on projection.parked to okr_app": "okr_app may trigger on projection.parked",
    "grant select on guard.memory to okr_app": "okr_app may select on guard.memory",
    "create sequence projection.s; grant usage on projection.s to okr_app": "okr_app may usage on projection.s",
    "create function projection.f() returns integer language sql as 'select 1'": "public may call projection.f()",
    "alter function projection.take security definer": "runs with its owner's rights",
    "grant execute on function access.key_list to public": "public may call access.key_list(text)",
    "create view public.v as select * from projection.parked; grant select on public.v to okr_app": (
        "v shows projection.parked over the fence: revoke all on v from okr_app"
    ),
    "create materialized view projection.m as select * from access.key; grant select on projection.m to okr_app": (
        "projection.m shows access.key over the fence"
    ),
    "create rule r as on insert to projection.parked do also notify x": "the rule r rewrites what is done to proj",
    'create table public.parent (org text collate "C"); create table projection.new () inherits (public.parent)': (
        "projection.new inherits from parent"
    ),
    "create trigger t before insert on access.key for each row execute function suppress_redundant_updates_trigger()": (
        "the trigger t of access.key is none of ours"
    ),
    "grant create on schema projection to okr_app": "okr_app may create in the schema projection",
    "grant usage on schema access to public": "public may usage in the schema access",
    "alter default privileges in schema projection grant select on tables to okr_app": (
        "creates is given to okr_app: alter default privileges for role migrator in schema projection revoke all on ta"
    ),
    "alter default privileges grant execute on functions to okr_app": "creates is given to okr_app",
}
