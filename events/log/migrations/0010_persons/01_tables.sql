create schema person;

-- What is kept, as domains: what is none is refused without a word of it in the server's own log, where nothing is erased.
create domain person.id as text collate "C" check (value ~ '^[a-z0-9][a-z0-9._-]{0,63}$');

create domain person.called as text check (
  value <> '' and char_length(value) <= 200 and value !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]'
);

create domain person.address as text check (
  value <> '' and char_length(value) <= 254 and value !~ '[\u0001-\u0020\u007f-\u009f\u2028\u2029]'
);

create domain person.issuer as text collate "C" check (
  value ~ '^https?://[\u0021-\u007e]+$' and char_length(value) <= 500
);

create domain person.subject as text collate "C" check (value ~ '^[\u0020-\u007e]{1,255}$');

-- Who the persons are that the log knows by pseudonyms alone. The log never forgets; here a name can be corrected, and
-- erased. An erased person's row stays, without anything in it, so that no import brings the name back.
create table person.known (
  org text collate "C" not null check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  person person.id not null,
  name person.called,
  email person.address,
  noted_at timestamptz not null,
  erased_at timestamptz,
  primary key (org, person),
  check (erased_at is null or (name is null and email is null))
);

-- By which login of an identity provider (an issuer of OpenID Connect and its subject) a person acts.
create table person.login (
  issuer person.issuer not null,
  subject person.subject not null,
  org text collate "C" not null check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  person person.id not null,
  linked_at timestamptz not null default clock_timestamp(),
  primary key (issuer, subject, org)
);

create index on person.login (org, person);

-- What pseudonyms are made with. Whoever has not the database cannot tell who they stand for, nor try names.
create table person.secret (
  org text collate "C" primary key check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  secret bytea not null check (octet_length(secret) = 32)
);

-- The planner would keep samples of the values, also of those that are erased, until the tables are analysed anew.
alter table person.known
alter column name set statistics 0,
alter column email set statistics 0;

alter table person.login
alter column subject set statistics 0;

alter table person.secret
alter column secret set statistics 0;

alter table access.key
alter column label set statistics 0;
