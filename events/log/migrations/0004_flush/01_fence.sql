-- A flush writes for several organisations at once. The role that owns the writing functions sees the rows of all: it
-- cannot log in, and what it owns takes the organisation as an argument. A login that belongs to it does not.
create policy appending on log.head
to okr_append
using (current_user = 'okr_append');

create policy appending on log.event
to okr_append
using (current_user = 'okr_append');
