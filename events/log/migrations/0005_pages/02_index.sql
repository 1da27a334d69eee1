-- By type, straight from the bytes: there is no column that could disagree with them.
--
-- Without what a log is full of, the check-ins of key results: those are never far from any position, and are found
-- by walking on from it. Indexing them too would cost an append a tenth. (The names of the streams are asked first,
-- since comparing them costs less than a search through the bytes.)
--
-- Building it on a log that is there already reads it all, and appends wait for that long.
create index event_org_type_position on log.event (org, (log.type_of(body)) collate "C", position)
where stream < 'check-ins/' or stream >= 'check-ins0' or position('"type":"check_in.recorded"'::bytea in body) = 0;
