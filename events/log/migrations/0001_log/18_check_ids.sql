-- No event of the act has an id that another one has, in the log or in the act.
create function log.check_ids(act_org text, ids text[])
returns void
language plpgsql
as $$
declare
  taken record;
begin
  select e.id, e.position
  into taken
  from log.event e
  where e.org = act_org
    and e.id = any (ids)
  limit 1;
  if found then
    perform log.refuse(
      'OKR03',
      format('the id %s is taken', taken.id),
      row_to_json(taken)
    );
  end if;
  select i.id
  into taken
  from unnest(ids) as i (id)
  group by i.id
  having count(*) > 1
  limit 1;
  if found then
    perform log.refuse(
      'OKR04',
      format('two events of the act have the id %s', taken.id),
      row_to_json(taken)
    );
  end if;
end
$$;
