-- The tables that are guarded: those of the log, and those of its proofs where there are any.
create function log.relations()
returns table (oid regclass, nsp text, tab text, owner oid, relation pg_catalog.pg_class)
language sql
stable
as $$
  select c.oid::regclass, n.nspname::text, c.relname::text, n.nspowner, c
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('log', 'proof')
    and c.relkind in ('r', 'p')
$$;
