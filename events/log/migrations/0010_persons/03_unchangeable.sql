-- As with the log: what was read, was read. Not even the owner changes it, nor a session that calls itself a replica.
create function access.unchangeable()
returns trigger
language plpgsql
as $$
begin
  perform log.refuse(
    'OKR08',
    format('%s on access.%s is refused: who read what does not change', tg_op, tg_table_name),
    json_build_object('table', tg_table_name, 'operation', tg_op)
  );
  return null;
end
$$;

create trigger unchangeable
before update or delete or truncate on access.reading
for each statement execute function access.unchangeable();

-- What a subscription brings fires only the triggers of rows.
create trigger unchangeable_row
before update or delete on access.reading
for each row execute function access.unchangeable();

alter table access.reading enable always trigger unchangeable;
alter table access.reading enable always trigger unchangeable_row;
