-- After a command that drops something: it is undone if that was the log's.
create function guard.dropped()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  gone text;
begin
  select regexp_replace(d.object_identity, '\(.*', '')
  into gone
  from pg_event_trigger_dropped_objects() d
  where d.schema_name in ('log', 'proof', 'guard')
    or d.object_type = 'schema' and d.object_identity in ('log', 'proof', 'guard')
  order by d.original desc
  limit 1;
  if gone is not null and tg_tag <> 'REINDEX' then
    perform guard.refuse(tg_tag, gone, format('%s is the log''s, which migrations alone change', gone));
  end if;
end
$$;
