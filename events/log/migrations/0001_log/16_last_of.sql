-- The last version of a stream and when that event was noted; version 0 of a stream that has none.
create function log.last_of(act_org text, of_stream text)
returns table (version integer, noted_at timestamptz)
language sql
stable
as $$
  select coalesce(max(e.version), 0), max(e.noted_at)
  from (
    select v.version, v.noted_at
    from log.event v
    where v.org = act_org
      and v.stream = of_stream
    order by v.version desc
    limit 1
  ) e
$$;
