-- An instant as it stands in an event: UTC, microseconds.
create function log.instant(moment timestamptz)
returns text
language sql
stable
as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
