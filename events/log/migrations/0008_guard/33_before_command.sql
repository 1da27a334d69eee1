-- Before a command that may change what the database is made of. The functions of the guard run with their owner's
-- rights: whoever gives the command need not be one who may call them.
create function guard.before_command()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.before_command', row_to_json(r)::text, true)
  from guard.remembered() r;
end
$$;
