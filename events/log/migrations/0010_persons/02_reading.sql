-- The access log: who looked at what, and when. Pseudonyms and names of resources, no free text.
create table access.reading (
  id bigint generated always as identity,
  org text collate "C" not null check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  at timestamptz not null,
  person text collate "C" not null check (person ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  key_prefix text collate "C" check (key_prefix ~ '^[A-Za-z0-9_-]{1,40}$'),
  role text collate "C" check (role ~ '^[a-z_]{1,40}$'),
  action text collate "C" not null check (action ~ '^[a-z0-9._-]{1,64}$'),
  resource text collate "C" not null check (resource ~ '^[A-Za-z0-9._/:-]+$' and char_length(resource) <= 300),
  as_of timestamptz,
  known_at timestamptz,
  position bigint check (position >= 0),
  primary key (org, at, id)
);

create index on access.reading (org, person, at, id);
