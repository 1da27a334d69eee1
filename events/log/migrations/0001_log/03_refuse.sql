-- Every refusal of the log has an SQLSTATE of the class OK and a detail in JSON. This is the list:
--
-- OKR01  a stream is not at the version that was expected       stream, expected, actual
-- OKR02  a request's id came again with another body            request, position
-- OKR03  an event's id is taken                                 id, position
-- OKR04  two events of one act have the same id                 id
-- OKR05  a moment lies ahead of the log's clock                 id, attribute, moment, clock
-- OKR06  a stream's `notedat` would decrease                    id, stream, notedat, last
-- OKR07  an event is too large                                  id, bytes, limit
-- OKR08  what is written would change                           table, operation
-- OKR09  what was handed over is no act: a program's mistake    reason
create function log.refuse(code text, says text, detail json)
returns void
language plpgsql
as $$
begin
  raise exception using
    errcode = code,
    message = says,
    detail = detail::text;
end
$$;
