"""What people read: one file a format, each a pure function of a report's content."""
