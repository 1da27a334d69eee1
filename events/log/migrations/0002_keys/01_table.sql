create schema access;

-- API keys: the secret itself is not here, only its digest. `prefix` is the part of it that may be shown.
create table access.key (
  prefix text collate "C" primary key,
  sha256 bytea not null unique check (octet_length(sha256) = 32),
  org text collate "C" not null check (org ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  role text not null check (role <> ''),
  label text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz check (expires_at > created_at),
  revoked_at timestamptz
);

create index on access.key (org, created_at);
