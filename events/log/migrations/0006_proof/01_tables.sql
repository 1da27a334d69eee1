create schema proof;

-- How far each organisation's log is sealed. Its row's lock is what puts sealers into one order.
create table proof.tree (
  org text collate "C" primary key check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  size bigint not null check (size >= 0),
  sealed_at timestamptz not null
)
with (fillfactor = 50);

-- The hashes of the tree in tiles of 256 (c2sp.org/tlog-tiles), those on its edge as wide as they are by now: a
-- narrower one is the beginning of it.
create table proof.tile (
  org text collate "C" not null,
  level smallint not null check (level between 0 and 7),
  n bigint not null check (n >= 0),
  hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  primary key (org, level, n)
);

-- Hashes cannot be compressed: nobody has to try.
alter table proof.tile alter column hashes set storage external;

-- Every checkpoint that was signed, as the note that it is: whoever audits finds the one that a proof or a reader's own
-- copy speaks of.
create table proof.checkpoint (
  org text collate "C" not null,
  size bigint not null check (size > 0),
  sealed_at timestamptz not null,
  note bytea not null,
  primary key (org, size)
);
