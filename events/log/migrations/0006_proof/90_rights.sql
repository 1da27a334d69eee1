-- Only the sealer writes; everybody reads, behind the fence.
grant usage on schema proof to okr_app, okr_worker, okr_sealer;
grant select on proof.tree, proof.tile, proof.checkpoint to okr_app, okr_worker, okr_sealer;
grant insert on proof.tree, proof.tile, proof.checkpoint to okr_sealer;
grant update (size, sealed_at) on proof.tree to okr_sealer;
grant update (hashes) on proof.tile to okr_sealer;

revoke execute on all functions in schema proof from public;
grant execute on function proof.take_tree, proof.widen, proof.seal to okr_sealer;
grant execute on function proof.behind to okr_worker, okr_sealer;
grant execute on function proof.tiles, proof.checkpoints, proof.rows to okr_app, okr_worker, okr_sealer;

-- What refuses a change says so to whoever tries it.
grant execute on function log.refuse to okr_sealer;
