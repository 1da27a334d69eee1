"""What stands in an organisation and its cycles: now, from the tables; as of any day, folded from the log."""
