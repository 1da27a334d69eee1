-- As with the log: a row is there for a session only while it has said which organisation it reads. The worker and the
-- sealer look after all organisations, so they see how far each is sealed.
alter table proof.tree enable row level security;
alter table proof.tree force row level security;
alter table proof.tile enable row level security;
alter table proof.tile force row level security;
alter table proof.checkpoint enable row level security;
alter table proof.checkpoint force row level security;

create policy fence on proof.tree
using (org = current_setting('okr.org', true));

create policy every_tree on proof.tree
for select
to okr_worker, okr_sealer
using (true);

create policy fence on proof.tile
using (org = current_setting('okr.org', true));

create policy fence on proof.checkpoint
using (org = current_setting('okr.org', true));
