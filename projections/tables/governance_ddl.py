"""The tables and the functions of the judgements: each plan's and each cycle's, and the marks of those that have to be
judged. `row` is what is read of a plan when its cycle is judged. How far all is judged is a matter of the plans, and of
the cycle that is asked for: cycles rest between judgements."""

from __future__ import annotations

from projections.registry import elsewhere, fence

DDL = f"""
create table if not exists projection.governance_v4 (
  org text collate "C" not null,
  build integer not null,
  subject text collate "C" not null,
  position bigint not null,
  until timestamptz,
  decisions text[] not null,
  judgement bytea not null,
  row bytea,
  primary key (org, build, subject)
);
create table if not exists projection.governance_v4_dirty (
  org text collate "C" not null,
  build integer not null,
  subject text collate "C" not null,
  since bigint not null,
  position bigint not null,
  primary key (org, build, subject)
);
{fence("projection.governance_v4")}
{fence("projection.governance_v4_dirty")}
drop policy if exists every_plan on projection.governance_v4;
create policy every_plan on projection.governance_v4 for select to okr_worker using (true);
drop policy if exists every_mark on projection.governance_v4_dirty;
create policy every_mark on projection.governance_v4_dirty for select to okr_worker using (true);
create index if not exists governance_v4_until on projection.governance_v4 (until);
create or replace function projection.governance_v4_read(
  of_org text, first text, behind text, cycle text, rows boolean, at_most integer
)
returns table (at bigint, judged bigint, subject text, judgement bytea, plan_row bytea, parked bigint)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, least(d.since - 1, c.position), j.subject, j.judgement, j.row, j.parked
  from projection.checkpoint c
  left join lateral (
    select min(m.since) as since
    from projection.governance_v4_dirty m
    where m.org = c.org and m.build = c.build and (m.subject >= 'plan/' or m.subject = cycle) and not exists (
      select from projection.parked p
      where p.org = m.org and p.projection = 'governance' and p.version = 4 and p.build = m.build and p.key = m.subject
    )
  ) d on true
  left join lateral (
    select coalesce(g.subject, p.key) as subject, g.judgement, g.row, p.position as parked
    from (
      select o.subject, o.judgement, case when rows then o.row end as row
      from projection.governance_v4 o
      where o.org = c.org and o.build = c.build and (o.subject >= first and o.subject < behind or o.subject = cycle)
    ) g
    full join (
      select o.key, o.position
      from projection.parked o
      where o.org = c.org and o.projection = 'governance' and o.version = 4 and o.build = c.build
      and (o.key >= first and o.key < behind or o.key = cycle)
    ) p on p.key = g.subject
  ) j on true
  where c.org = of_org and c.projection = 'governance' and c.version = 4 and c.serving
  order by j.subject
  limit at_most;{elsewhere("governance", 4, "*", "read(of_org, first, behind, cycle, rows, at_most)")}
end
$$;
create or replace function projection.governance_v4_due(of_org text, moment timestamptz, at_most integer)
returns setof text
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  insert into projection.governance_v4_dirty as d (org, build, subject, since, position)
  select g.org, g.build, g.subject, c.position + 1, c.position
  from projection.governance_v4 g
  join projection.checkpoint c
    on c.org = g.org and c.projection = 'governance' and c.version = 4 and c.build = g.build and c.retired_at is null
  where g.org = of_org and g.until <= moment
  on conflict do nothing;
  return query
  select d.subject
  from projection.governance_v4_dirty d
  join projection.checkpoint c
    on c.org = d.org and c.projection = 'governance' and c.version = 4 and c.build = d.build and c.retired_at is null
  where d.org = of_org and not exists (
    select from projection.parked p
    where p.org = d.org and p.projection = 'governance' and p.version = 4 and p.build = d.build and p.key = d.subject
  )
  group by d.subject
  order by min(d.since)
  limit at_most;
end
$$;
revoke execute on function projection.governance_v4_read, projection.governance_v4_due from public;
grant execute on function projection.governance_v4_read to okr_app, okr_worker;
grant execute on function projection.governance_v4_due to okr_worker;
"""  # nosec B608 # the names in it are the code's
