-- Who writes to the log beside its functions: a line for whatever else belongs to `okr_append`, for who may become that
-- role and connect (also the owner of another database beside this one), and for what it can do more.
create function log.other_writers()
returns setof text
language sql
stable
as $$
  select format(
    '%s belongs to okr_append, and may write to the log: drop it', pg_describe_object(d.classid, d.objid, d.objsubid)
  )
  from pg_shdepend d
  left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
  left join pg_namespace s on s.oid = p.pronamespace
  where d.refclassid = 'pg_authid'::regclass
    and d.refobjid = to_regrole('okr_append')
    and d.deptype = 'o'
    and d.dbid = (select b.oid from pg_database b where b.datname = current_database())
    and s.nspname is distinct from 'log'
  union all
  select format('%1$s may become okr_append, which writes to the log: revoke okr_append from %1$s', m.member::regrole)
  from pg_auth_members m
  join pg_roles r on r.oid = m.member
  where m.roleid = to_regrole('okr_append')
    and not r.rolsuper
    and has_database_privilege(r.oid, current_database(), 'connect')
    and m.member not in (select s.nspowner from pg_namespace s where s.nspname = 'log')
  union all
  select 'okr_append can do more than write to the log: '
    'alter role okr_append nologin nosuperuser nobypassrls nocreaterole nocreatedb noreplication'
  from pg_roles r
  where r.rolname = 'okr_append'
    and (r.rolcanlogin or r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
$$;
