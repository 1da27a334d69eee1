-- Whose acts a key's are: a person's pseudonym, or a name that the key itself is known by.
alter table access.key
add column actor text collate "C";

update access.key
set actor = 'key-' || substr(encode(sha256, 'hex'), 1, 12);

alter table access.key
alter column actor set not null,
add check (actor ~ '^[a-z0-9][a-z0-9._-]{0,63}$');
