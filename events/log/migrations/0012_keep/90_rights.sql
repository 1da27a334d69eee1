-- The owner's alone to call.
revoke execute on function access.prune_readings from public;
