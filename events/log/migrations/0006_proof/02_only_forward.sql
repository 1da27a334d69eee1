-- What is sealed stays: a checkpoint does not change, a tile and a tree only grow. As with the log, for no one.
create trigger unchangeable
before update or delete or truncate on proof.checkpoint
for each statement execute function log.unchangeable();

create trigger unchangeable
before delete or truncate on proof.tile
for each statement execute function log.unchangeable();

create trigger only_forward
before update on proof.tile
for each row
when (
  (new.org, new.level, new.n) is distinct from (old.org, old.level, old.n)
  or substr(new.hashes, 1, octet_length(old.hashes)) <> old.hashes
)
execute function log.unchangeable();

create trigger unchangeable
before delete or truncate on proof.tree
for each statement execute function log.unchangeable();

create trigger only_forward
before update on proof.tree
for each row
when (new.org <> old.org or new.size <= old.size)
execute function log.unchangeable();

alter table proof.checkpoint enable always trigger unchangeable;
alter table proof.tile enable always trigger unchangeable;
alter table proof.tile enable always trigger only_forward;
alter table proof.tree enable always trigger unchangeable;
alter table proof.tree enable always trigger only_forward;
