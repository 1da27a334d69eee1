-- A row is there for a session only while it has said which organisation it reads: every function of the log does,
-- for its own transaction alone. The worker and the sealer look after all organisations, so they see every head.
alter table log.head enable row level security;
alter table log.head force row level security;
alter table log.event enable row level security;
alter table log.event force row level security;

create policy fence on log.head
using (org = current_setting('okr.org', true));

create policy every_head on log.head
for select
to okr_worker, okr_sealer
using (true);

create policy fence on log.event
using (org = current_setting('okr.org', true));
