-- The command is undone. (Not by log.refuse, which the command may have taken away.)
create function guard.refuse(command text, object text, says text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'OKR08',
    message = format('%s is refused: %s', command, says),
    detail = json_build_object(
      'table', coalesce(substring(object from ' on log\.(.*)'), regexp_replace(object, '^log\.', '')),
      'operation', command
    )::text;
end
$$;
