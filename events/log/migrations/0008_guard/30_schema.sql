-- The guard: event triggers that refuse every change of the log's tables and functions but those that `okr-ledger
-- migrate` makes. It has a schema of its own, which goes to whoever puts it up: with the log's, what guards would be
-- gone before it is asked.
create schema guard;
