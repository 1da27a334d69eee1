-- Whose rights the log's functions run with: a line for whatever else belongs to those roles, for who may become one of
-- them and connect (also the owner of another database beside this one), and for what they can do more.
create function log.other_writers()
returns setof text
language sql
stable
as $$
  with behind_functions as (
    select r.*
    from pg_roles r
    where r.rolname in ('okr_append', 'okr_pages')
  )
  select format(
    '%1$s belongs to %2$s, and may do to the log what that may: drop it',
    pg_describe_object(d.classid, d.objid, d.objsubid),
    b.rolname
  )
  from behind_functions b
  join pg_shdepend d on d.refclassid = 'pg_authid'::regclass and d.refobjid = b.oid and d.deptype = 'o'
  left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
  where d.dbid = (select t.oid from pg_database t where t.datname = current_database())
    and p.pronamespace is distinct from to_regnamespace('log')
  union all
  select format(
    '%1$s may become %2$s, as which only the log''s functions run: revoke %2$s from %1$s, or connect on this database',
    r.rolname,
    b.rolname
  )
  from behind_functions b
  join pg_auth_members m on m.roleid = b.oid
  join pg_roles r on r.oid = m.member
  where not r.rolsuper
    and has_database_privilege(r.oid, current_database(), 'connect')
    and r.oid <> (select s.nspowner from pg_namespace s where s.nspname = 'log')
  union all
  select format(
    '%1$s can do more than the log''s functions need: '
      'alter role %1$s nologin nosuperuser nobypassrls nocreaterole nocreatedb noreplication',
    b.rolname
  )
  from behind_functions b
  where b.rolcanlogin or b.rolsuper or b.rolbypassrls or b.rolcreaterole or b.rolcreatedb or b.rolreplication
$$;
