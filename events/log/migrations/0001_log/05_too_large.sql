-- An event has at most 65,535 bytes: an entry bundle of the transparency log writes its length in two.
create function log.too_large()
returns trigger
language plpgsql
as $$
begin
  perform log.refuse(
    'OKR07',
    format('the event %s has %s bytes, at most 65535 are kept', new.id, octet_length(new.body)),
    json_build_object('id', new.id, 'bytes', octet_length(new.body), 'limit', 65535)
  );
  return null;
end
$$;

create trigger too_large
before insert on log.event
for each row
when (octet_length(new.body) > 65535)
execute function log.too_large();

alter table log.event enable always trigger too_large;
