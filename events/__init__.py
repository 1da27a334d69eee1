"""What happened: the facts, their exchange form, the log that keeps them. Promises kept for ever."""
