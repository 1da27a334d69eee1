-- As with every table that says something of an organisation: a key is there for a session only while it has said which
-- organisation it reads. Its functions find one by what alone opens it, before anybody can know whose it is: they run as
-- the table's owner, whoever that is after a dump was restored.
alter table access.key enable row level security;
alter table access.key force row level security;

create policy fence on access.key
using (org = current_setting('okr.org', true));

create policy by_its_functions on access.key
using (current_user = (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = 'access.key'::regclass));
