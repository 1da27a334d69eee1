-- No login may touch these tables: the functions may, as the tables' owner, who is held to one organisation too. Only a
-- login that is named exactly is found in all of them.
alter table person.known enable row level security;
alter table person.known force row level security;
alter table person.login enable row level security;
alter table person.login force row level security;
alter table person.secret enable row level security;
alter table person.secret force row level security;
alter table access.reading enable row level security;
alter table access.reading force row level security;

create policy fence on person.known
using (org = current_setting('okr.org', true));

create policy fence on person.login
using (org = current_setting('okr.org', true));

create policy named_exactly on person.login
for select
using (issuer = current_setting('okr.issuer', true) and subject = current_setting('okr.subject', true));

create policy fence on person.secret
using (org = current_setting('okr.org', true));

create policy fence on access.reading
using (org = current_setting('okr.org', true));
