-- The log's tables and their constraints: a line for each that is gone or no longer holds for every row.
create function log.lost_constraints()
returns setof text
language sql
stable
as $$
  with kept (tab, says) as (
    values
      ('event', 'PRIMARY KEY (org, "position")'),
      ('event', 'UNIQUE (org, stream, version)'),
      ('event', 'UNIQUE (org, id)'),
      ('event', 'CHECK ((noted_at <= recorded_at))'),
      ('event', 'CHECK (("position" > 0))'),
      ('event', 'CHECK ((version > 0))'),
      ('event', 'CHECK ((octet_length(request_sha256) = ANY (ARRAY[0, 32])))'),
      ('head', 'PRIMARY KEY (org)'),
      ('head', 'CHECK (("position" >= 0))'),
      ('head', 'CHECK ((org ~ ''^[a-z0-9][a-z0-9._-]{0,63}$''::text))'),
      ('migration', 'PRIMARY KEY (number)')
  )
  select distinct format('the table log.%s is gone: restore the database from a backup or an archive', k.tab)
  from kept k
  where k.tab not in (select c.tab from log.relations() c where c.nsp = 'log')
  union all
  select format('a constraint of %1$s is gone: alter table %1$s add %2$s', c.oid, k.says)
  from kept k
  join log.relations() c on c.nsp = 'log' and c.tab = k.tab
  where k.says not in (select pg_get_constraintdef(o.oid) from pg_constraint o where o.conrelid = c.oid)
  union all
  select format('%1$s of %2$s may be null: alter table %2$s alter column %1$s set not null', a.attname, c.oid)
  from log.relations() c
  join pg_attribute a on a.attrelid = c.oid
  where c.nsp = 'log'
    and c.tab in ('event', 'head')
    and a.attname in ('org', 'position', 'stream', 'version', 'id', 'noted_at', 'recorded_at', 'body')
    and not a.attnotnull
  union all
  select format('%1$s may be lost in a crash: alter table %1$s set logged', c.oid)
  from log.relations() c
  where (c.relation).relpersistence <> 'p'
$$;
