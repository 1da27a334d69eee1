-- The keys of an organisation, also those that open nothing any more, the oldest first.
create function access.key_list(of_org text)
returns setof access.key
language sql
stable
security definer
set search_path = ''
as $$
  select *
  from access.key k
  where k.org = of_org
  order by k.created_at, k.prefix
  limit 10000
$$;
