"""The log: events are appended once, stand in one order, and never change. Its SQL is in `migrations`."""
