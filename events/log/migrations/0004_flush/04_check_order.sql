-- Within a stream nothing was noted before what stands there already. A live event is noted now, and nothing that is
-- written was noted later: only acts that bring their own `notedat` need this check.
create or replace function log.check_order(
  act_org text, streams text[], ids text[], noted timestamptz[], clock timestamptz
)
returns void
language plpgsql
as $$
declare
  early record;
begin
  select i.id, i.stream, i.notedat, coalesce(i.previous, l.noted_at) as last
  into early
  from (
    select
      u.id,
      u.stream,
      coalesce(u.noted_at, clock) as notedat,
      lag(coalesce(u.noted_at, clock)) over (partition by u.stream order by u.n) as previous
    from unnest(ids, streams, noted) with ordinality as u (id, stream, noted_at, n)
  ) i
  left join lateral (
    -- Looked up for the first event of each stream alone.
    select o.noted_at
    from log.last_of(act_org, i.stream) o
    where i.previous is null
  ) l on true
  where i.notedat < coalesce(i.previous, l.noted_at)
  limit 1;
  if found then
    perform log.refuse(
      'OKR06',
      format('the event %s was noted before the last one of %s, %s', early.id, early.stream, early.last),
      json_build_object(
        'id', early.id,
        'stream', early.stream,
        'notedat', log.instant(early.notedat),
        'last', log.instant(early.last)
      )
    );
  end if;
end
$$;
