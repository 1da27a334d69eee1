"""The tables and the functions of the judgements: each plan's, and the marks of those that have to be judged."""

from __future__ import annotations

from projections.registry import elsewhere, fence

DDL = f"""
create table if not exists projection.governance_v3 (
  org text collate "C" not null,
  build integer not null,
  plan text collate "C" not null,
  position bigint not null,
  until timestamptz,
  decisions text[] not null,
  judgement bytea not null,
  primary key (org, build, plan)
);
create table if not exists projection.governance_v3_dirty (
  org text collate "C" not null,
  build integer not null,
  plan text collate "C" not null,
  since bigint not null,
  position bigint not null,
  primary key (org, build, plan)
);
{fence("projection.governance_v3")}
{fence("projection.governance_v3_dirty")}
drop policy if exists every_plan on projection.governance_v3;
create policy every_plan on projection.governance_v3 for select to okr_worker using (true);
drop policy if exists every_mark on projection.governance_v3_dirty;
create policy every_mark on projection.governance_v3_dirty for select to okr_worker using (true);
create index if not exists governance_v3_until on projection.governance_v3 (until);
create or replace function projection.governance_v3_read(of_org text, first text, behind text, at_most integer)
returns table (at bigint, judged bigint, plan text, judgement bytea, parked bigint)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, least(d.since - 1, c.position), j.plan, j.judgement, j.parked
  from projection.checkpoint c
  left join lateral (
    select min(m.since) as since
    from projection.governance_v3_dirty m
    where m.org = c.org and m.build = c.build and not exists (
      select from projection.parked p
      where p.org = m.org and p.projection = 'governance' and p.version = 3 and p.build = m.build and p.key = m.plan
    )
  ) d on true
  left join lateral (
    select coalesce(g.plan, p.key) as plan, g.judgement, p.position as parked
    from (
      select o.plan, o.judgement
      from projection.governance_v3 o
      where o.org = c.org and o.build = c.build and o.plan >= first and o.plan < behind
    ) g
    full join (
      select o.key, o.position
      from projection.parked o
      where o.org = c.org and o.projection = 'governance' and o.version = 3 and o.build = c.build
      and o.key >= first and o.key < behind
    ) p on p.key = g.plan
  ) j on true
  where c.org = of_org and c.projection = 'governance' and c.version = 3 and c.serving
  order by j.plan
  limit at_most;{elsewhere("governance", 3, "*", "read(of_org, first, behind, at_most)")}
end
$$;
create or replace function projection.governance_v3_due(of_org text, moment timestamptz, at_most integer)
returns setof text
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  insert into projection.governance_v3_dirty as d (org, build, plan, since, position)
  select g.org, g.build, g.plan, c.position + 1, c.position
  from projection.governance_v3 g
  join projection.checkpoint c
    on c.org = g.org and c.projection = 'governance' and c.version = 3 and c.build = g.build and c.retired_at is null
  where g.org = of_org and g.until <= moment
  on conflict do nothing;
  return query
  select d.plan
  from projection.governance_v3_dirty d
  join projection.checkpoint c
    on c.org = d.org and c.projection = 'governance' and c.version = 3 and c.build = d.build and c.retired_at is null
  where d.org = of_org and not exists (
    select from projection.parked p
    where p.org = d.org and p.projection = 'governance' and p.version = 3 and p.build = d.build and p.key = d.plan
  )
  group by d.plan
  order by min(d.since)
  limit at_most;
end
$$;
revoke execute on function projection.governance_v3_read, projection.governance_v3_due from public;
grant execute on function projection.governance_v3_read to okr_app, okr_worker;
grant execute on function projection.governance_v3_due to okr_worker;
"""
