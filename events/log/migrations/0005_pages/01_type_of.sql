-- The type that stands in an event's bytes: what follows the first `"type":"`.
--
-- No text can pretend to be that, since in JSON the quotes within a text are escaped; and what comes before an event's
-- own type are attributes of other names: its data, which may have a field of this one, come last. `escape` leaves
-- ASCII as it is, which a type is, and makes ASCII of everything else, so that no character is cut in two.
create function log.type_of(body bytea)
returns text
language sql
immutable
parallel safe
as $$
  select split_part(encode(substring(body, position('"type":"'::bytea in body) + 8, 64), 'escape'), '"', 1)
$$;
