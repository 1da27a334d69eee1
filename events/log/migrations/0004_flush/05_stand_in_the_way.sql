-- OKR11  acts of a flush stand in its way                       acts
create function log.stand_in_the_way(acts integer[])
returns void
language plpgsql
as $$
begin
  perform log.refuse(
    'OKR11',
    format('%s acts of the flush cannot be written with it', cardinality(acts)),
    json_build_object('acts', acts)
  );
end
$$;
