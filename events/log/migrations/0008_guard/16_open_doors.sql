-- The schemas of the log: a line for whoever may create in one of them, for whoever may call a function and is of no
-- group, and for rights that new objects would bring with them.
create function log.open_doors()
returns setof text
language sql
stable
as $$
  select format('%1$s may create in the schema %2$I: revoke create on schema %2$I from %1$s', g.who, s.nspname)
  from pg_namespace s
  cross join aclexplode(s.nspacl) a
  cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (who)
  where s.nspname in ('log', 'proof', 'guard')
    and a.privilege_type = 'CREATE'
    and a.grantee <> s.nspowner
  union all
  select format('%1$s may call %2$s: revoke execute on function %2$s from %1$s', g.who, p.oid::regprocedure)
  from pg_proc p
  join pg_namespace s on s.oid = p.pronamespace
  cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (who)
  where s.nspname in ('log', 'proof', 'guard')
    and a.grantee <> p.proowner
    and g.who not in ('okr_app', 'okr_worker', 'okr_sealer', 'okr_append')
  union all
  select format(
    'what %1$s creates in %2$I is given away: '
      'alter default privileges for role %1$s in schema %2$I revoke all on %3$s from …',
    d.defaclrole::regrole,
    s.nspname,
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' else 'types' end
  )
  from pg_default_acl d
  join pg_namespace s on s.oid = d.defaclnamespace
  where s.nspname in ('log', 'proof', 'guard')
$$;
