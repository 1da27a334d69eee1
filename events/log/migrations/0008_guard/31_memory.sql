-- What each connection remembers of before the command that it is at: which objects are the log's, also where the
-- command moves them elsewhere, and what was missing already. (Not in a setting: a function that the command calls
-- could set it anew.)
create unlogged table guard.memory (
  backend integer primary key,
  objects text[] not null,
  missing text[] not null
);
