-- The groups that hold the rights, and the owner of `log.append`. Roles belong to the whole cluster: they may be there
-- already, and a migration of another database may create them at this moment.
do $$
declare
  name text;
begin
  foreach name in array array['okr_app', 'okr_worker', 'okr_sealer', 'okr_append'] loop
    begin
      if to_regrole(name) is null then
        execute format('create role %I nologin', name);
      end if;
    exception
      when duplicate_object or unique_violation then
        null;
    end;
    -- On a server with one login for everything the owner does the work of all of them; and a function is given
    -- only to a role that one belongs to. (A superuser belongs to every role.)
    if not pg_has_role(current_user, name, 'usage') then
      execute format('grant %I to current_user', name);
    end if;
  end loop;
end
$$;
