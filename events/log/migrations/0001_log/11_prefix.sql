-- The beginning of an event's JSON, which the log alone writes; a live event is noted when it is recorded.
create function log.prefix(place bigint, version integer, recorded text, live boolean)
returns bytea
language sql
immutable
as $$
  select convert_to(
    '{"position":' || place || ',"streamversion":' || version || ',"recordedat":"' || recorded || '",'
      || case when live then '"notedat":"' || recorded || '",' else '' end,
    'UTF8'
  )
$$;
