-- Every stream named stands at the version that the act was decided on.
create function log.check_expected(act_org text, streams text[], versions integer[])
returns void
language plpgsql
as $$
declare
  moved record;
begin
  select x.stream, x.version as expected, l.version as actual
  into moved
  from unnest(streams, versions) as x (stream, version)
  cross join lateral log.last_of(act_org, x.stream) l
  where x.version <> l.version
  limit 1;
  if found then
    perform log.refuse(
      'OKR01',
      format('%s is at version %s, not at %s', moved.stream, moved.actual, moved.expected),
      row_to_json(moved)
    );
  end if;
end
$$;
