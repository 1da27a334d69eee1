-- The owner asks what is missing, and puts up the guard; nobody else calls what it is made of.
revoke execute on function
  log.only_appended, log.relations, log.lost_triggers, log.lost_fence, log.lost_constraints, log.ways_round,
  log.foreign_rights, log.open_doors, log.changed_owners, log.other_writers, log.guard_off, log.missing
from public;
revoke execute on all functions in schema guard from public;
