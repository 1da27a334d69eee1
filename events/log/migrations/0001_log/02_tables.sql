create schema log;

-- Which migrations this database has had, by the bytes they had then.
create table log.migration (
  number integer primary key,
  name text not null,
  sha256 bytea not null,
  applied_at timestamptz not null default clock_timestamp()
);

-- How far each organisation's log goes. Its row's lock is what puts acts into one order.
create table log.head (
  org text collate "C" primary key check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  position bigint not null check (position >= 0),
  recorded_at timestamptz not null
)
with (fillfactor = 50);

-- The events. `body` is the exact JSON of one, never encoded again.
-- `request_sha256`: the digest of the body of the request that the event begins, empty where the event goes on with
-- the request of the one before, null where no request stands behind it.
create table log.event (
  org text collate "C" not null,
  position bigint not null check (position > 0),
  stream text collate "C" not null,
  version integer not null check (version > 0),
  id text collate "C" not null,
  noted_at timestamptz not null,
  recorded_at timestamptz not null check (noted_at <= recorded_at),
  request_sha256 bytea check (octet_length(request_sha256) in (0, 32)),
  body bytea not null,
  primary key (org, position),
  unique (org, stream, version),
  unique (org, id)
);

-- What is answered: where an event stands now, and where it stood already when its request came again.
create type log.placed as (
  position bigint,
  version integer,
  id text,
  recorded_at timestamptz,
  repeated boolean
);

create type log.entry as (
  position bigint,
  body bytea
);
